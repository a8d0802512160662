/**
 * Spaces handshakes out. A handshake costs about a millisecond of computing; hundreds arriving at once would hold up
 * every message that is already flowing. So only a few start in each turn of the event loop, and only so many are under
 * way at a time.
 */
import { LIMITS } from '../core/limits.ts'

export class Pacing {
  readonly #inFlightMax: number
  readonly #queue: (() => void)[] = []
  #inFlight = 0
  #startedThisTurn = 0
  #isTurnScheduled = false

  constructor(inFlightMax: number) {
    this.#inFlightMax = inFlightMax
  }

  /** Calls `start` at once or later; whoever was started calls `done` exactly once. */
  request(start: () => void): void {
    this.#queue.push(start)
    this.#run()
  }

  done(): void {
    this.#inFlight -= 1
    this.#run()
  }

  get inFlight(): number {
    return this.#inFlight
  }

  #run(): void {
    while (this.#inFlight < this.#inFlightMax && this.#startedThisTurn < LIMITS.handshakesPerTurn) {
      const start = this.#queue.shift()
      if (start === undefined) return
      this.#inFlight += 1
      this.#startedThisTurn += 1
      this.#scheduleTurn()
      start()
    }
  }

  #scheduleTurn(): void {
    if (this.#isTurnScheduled) return
    this.#isTurnScheduled = true
    setImmediate(() => {
      this.#isTurnScheduled = false
      this.#startedThisTurn = 0
      this.#run()
    })
  }
}
