/** Work that begins a few at a time. What only waits, for a network that does not answer, makes room for the next. */

/** After this long a piece of work is taken to wait rather than to work. */
const WAITING_MS = 60

export class Turns {
  readonly #atOnce: number
  readonly #queue: (() => void)[] = []
  #busy = 0

  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy < this.#atOnce) this.#busy += 1
    // Whoever leaves hands the turn over.
    else await new Promise<void>((resolve) => this.#queue.push(resolve))
    let hasTurn = true
    const leave = () => {
      if (hasTurn) this.#next()
      hasTurn = false
    }
    const waiting = setTimeout(leave, WAITING_MS)
    try {
      return await work()
    } finally {
      clearTimeout(waiting)
      leave()
    }
  }

  #next(): void {
    const next = this.#queue.shift()
    if (next === undefined) this.#busy -= 1
    else next()
  }
}
