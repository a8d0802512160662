/** How long the next wait of a piece of work may take: its own limit, and never past the end of the whole. */
import type { Clock } from './clock.ts'

export type Patience = (limitMs: number) => number

/** Every wait has its own limit and nothing else. */
export const UNHURRIED: Patience = (limitMs) => limitMs

/** All waits together take no longer than `totalMs`; one that begins too late still gets a millisecond. */
export function patienceOf(totalMs: number, clock: Clock): Patience {
  const endMs = clock.elapsedMs() + totalMs
  return (limitMs) => Math.max(1, Math.min(limitMs, endMs - clock.elapsedMs()))
}
