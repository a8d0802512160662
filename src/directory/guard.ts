/**
 * When losing trust is held back. A directory that answers with nothing, from another base, or without the right to
 * read certificates looks as if everybody had been withdrawn; so does a mistake of an administrator. One server at a
 * time is what withdrawals look like, and is never held.
 */
import type { GuardSettings } from '../model/configuration.ts'

/** Withdrawals this far apart belong together: a mass deletion may be told one by one. */
export const WITHDRAWAL_WINDOW_MS = 60_000
/** Fewer than this are never a mass. */
const MASS_MIN = 2

export const HOLD_REASONS = ['everybody', 'share'] as const
export type HoldReason = (typeof HOLD_REASONS)[number]

export interface Withdrawal {
  /** Servers that would lose all trust now. */
  readonly losing: number
  /** Servers that lost it within the window before. */
  readonly recently: number
  /** Servers that are trusted, those that would lose it included. */
  readonly trusted: number
  /** The directory was read whole. */
  readonly isWhole: boolean
}

/** Why a withdrawal is held; undefined when it takes effect. */
export function judgeWithdrawal(
  { losing, recently, trusted, isWhole }: Withdrawal,
  { shareMax, countMin }: GuardSettings,
): HoldReason | undefined {
  const together = losing + recently
  if (losing === 0 || together < MASS_MIN) return undefined
  if (isWhole && losing >= MASS_MIN && losing === trusted) return 'everybody'
  return together > countMin && together > shareMax * (trusted + recently) ? 'share' : undefined
}
