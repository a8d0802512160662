/**
 * Deadlines of many connections with one timer: a set looked through once a second. A timer for each phase of each
 * session would cost more than the session.
 */
import type { Clock } from '../core/clock.ts'

export interface Deadline {
  /** On the clock's `elapsedMs`. */
  atMs: number
  onExpire(): void
}

export class Sweep {
  readonly #clock: Clock
  readonly #everyMs: number
  readonly #deadlines = new Set<Deadline>()
  #timer: NodeJS.Timeout | undefined

  constructor(clock: Clock, everyMs = 1_000) {
    this.#clock = clock
    this.#everyMs = everyMs
  }

  /** `onExpire` is called once, up to `everyMs` late. */
  add(withinMs: number, onExpire: () => void): Deadline {
    const deadline = { atMs: 0, onExpire }
    this.enter(deadline, withinMs)
    return deadline
  }

  /** The same for an object that is its own deadline. */
  enter(deadline: Deadline, withinMs: number): void {
    deadline.atMs = this.#clock.elapsedMs() + withinMs
    this.#deadlines.add(deadline)
    this.#timer ??= setInterval(() => {
      this.check()
    }, this.#everyMs).unref()
  }

  postpone(deadline: Deadline, withinMs: number): void {
    deadline.atMs = this.#clock.elapsedMs() + withinMs
  }

  remove(deadline: Deadline): void {
    this.#deadlines.delete(deadline)
    if (this.#deadlines.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Expires what is due; the timer does this, tests may. */
  check(): void {
    const nowMs = this.#clock.elapsedMs()
    for (const deadline of this.#deadlines) {
      if (deadline.atMs > nowMs) continue
      this.#deadlines.delete(deadline)
      deadline.onExpire()
    }
  }
}
