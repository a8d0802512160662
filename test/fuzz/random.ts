/** Numbers that look like chance and are the same for the same seed: what fails can be made again. */

export interface Random {
  /** A whole number from 0 to `below` - 1; 0 when there is no other. */
  below(limit: number): number
  pick<T>(values: readonly [T, ...T[]]): T
  chance(oneIn: number): boolean
}

/** Mulberry32, started from both numbers. */
export function randomOf(seed: number, run: number): Random {
  let state = (Math.imul(seed + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(run + 1, 0xc2b2ae35)) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const below = (limit: number): number => Math.floor(next() * Math.max(1, limit))
  return {
    below,
    pick: (values) => values[below(values.length)] ?? values[0],
    chance: (oneIn) => below(oneIn) === 0,
  }
}
