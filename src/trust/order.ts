/**
 * Which of two certificates comes first (bb430748 step 9): one issued by a CA before a self-signed one, then the newer
 * by NotBefore; the fingerprint decides between two of the same second, so that every server decides alike.
 */
import type { Judged } from './steps.ts'

/** For sorting, best first. */
export function firstBetter({ certificate: left }: Judged, { certificate: right }: Judged): number {
  return (
    Number(left.isSelfSigned) - Number(right.isSelfSigned) ||
    Date.parse(right.notBefore) - Date.parse(left.notBefore) ||
    compare(left.fingerprint, right.fingerprint)
  )
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

export function isBetter(one: Judged, other: Judged): boolean {
  return one !== other && firstBetter(one, other) < 0
}

export function bestOf(candidates: readonly Judged[]): Judged | undefined {
  return candidates.toSorted(firstBetter)[0]
}

/** The one in use first, then by how few steps failed, then as selection would pick. */
export function ranked(judged: readonly Judged[], inUse: Judged | undefined): readonly Judged[] {
  const rank = (one: Judged) => (one === inUse ? -1 : one.failed.length)
  return judged.toSorted((left, right) => rank(left) - rank(right) || firstBetter(left, right))
}
