/** Kills gateways at random steps of the mail, so that a kill falls into the middle of something on every machine. */
import type { Gateway } from './gateways.ts'

export interface KillPlan {
  readonly gateways: readonly Gateway[]
  readonly kills: number
  /** The last step a kill may be drawn for. */
  readonly steps: number
  readonly random: () => number
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Kills a gateway at steps of the mail drawn beforehand, and starts it again at once. */
export class Killer {
  readonly #gateways: readonly Gateway[]
  readonly #random: () => number
  readonly #due: number[]
  readonly #restarts: Promise<void>[] = []
  #steps = 0
  #fail: (error: unknown) => void = () => undefined
  /** Rejects when a gateway does not come back; never resolves. */
  readonly failed: Promise<never>

  constructor({ gateways, kills, steps, random }: KillPlan) {
    this.#gateways = gateways
    this.#random = random
    this.#due = Array.from({ length: kills }, () => Math.floor(random() * steps)).toSorted((a, b) => a - b)
    this.failed = new Promise((_, reject) => {
      this.#fail = reject
    })
    this.failed.catch(() => undefined)
  }

  get kills(): number {
    return this.#gateways.reduce((sum, { kills }) => sum + kills, 0)
  }

  step(): void {
    this.#steps += 1
    const [due] = this.#due
    if (due === undefined || due > this.#steps) return
    const up = this.#gateways.filter(({ isUp }) => isUp)
    // All are down: the kill waits for the next step.
    const victim = up[Math.floor(this.#random() * up.length)]
    if (victim === undefined) return
    this.#due.shift()
    victim.kill()
    this.#restarts.push(victim.start().catch(this.#fail))
  }

  async settled(): Promise<void> {
    await Promise.all(this.#restarts)
  }
}
