/** How often somebody may try to sign in: by account and by address. A success forgets what came before. */
import type { Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'

const WINDOW_MS = 5 * 60_000
/** Somebody who mistypes needs fewer; somebody who guesses gets 60 an hour. */
const ACCOUNT_MAX = 5
const ADDRESS_MAX = 20
const KNOWN_MAX = 10_000

interface Tally {
  count: number
  readonly untilMs: number
}

export class Attempts {
  readonly #clock: Clock
  readonly #tallies = new Map<string, Tally>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts this one before it is looked at, so that many at once are counted, too. @throws HubtrustError CONSOLE_TOO_MANY_ATTEMPTS */
  begin(address: string, account?: string): void {
    this.#count(`address ${address}`, ADDRESS_MAX)
    // By address, too: otherwise a stranger could lock an administrator out.
    if (account !== undefined) this.#count(`account ${account} ${address}`, ACCOUNT_MAX)
  }

  succeeded(address: string, account?: string): void {
    this.#tallies.delete(`address ${address}`)
    if (account !== undefined) this.#tallies.delete(`account ${account} ${address}`)
  }

  #count(key: string, most: number): void {
    const nowMs = this.#clock.nowMs()
    const before = this.#tallies.get(key)
    const tally = before !== undefined && before.untilMs > nowMs ? before : { count: 0, untilMs: nowMs + WINDOW_MS }
    if (tally.count >= most) {
      throw failure('CONSOLE_TOO_MANY_ATTEMPTS', { seconds: Math.ceil((tally.untilMs - nowMs) / 1_000) })
    }
    tally.count += 1
    this.#tallies.set(key, tally)
    if (this.#tallies.size > KNOWN_MAX) this.#forget(nowMs)
  }

  #forget(nowMs: number): void {
    for (const [key, { untilMs }] of this.#tallies) if (untilMs <= nowMs) this.#tallies.delete(key)
    for (const key of this.#tallies.keys()) {
      if (this.#tallies.size <= KNOWN_MAX) break
      this.#tallies.delete(key)
    }
  }
}
