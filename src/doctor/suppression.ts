/** Findings somebody knows of and lives with: by id and subject, with a reason, until a day. */
import type { Finding, Subject } from '../model/finding.ts'

export interface Suppression {
  /** A finding id, or the beginning of one followed by `*`. */
  readonly id: string
  /** A pattern with `*` that one of the subject's values must match; every subject when left out. */
  readonly subject?: string
  readonly reason: string
  /** The last day it counts, `2027-03-31`; always when left out. */
  readonly until?: string
}

export interface Suppressed {
  readonly findings: readonly Finding[]
  /** The id and subject of suppressions that met no finding, or whose day has passed. */
  readonly unused: readonly string[]
}

export function suppress(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  takenAt: string,
): Suppressed {
  const inForce = suppressions.filter(({ until }) => until === undefined || takenAt.slice(0, 10) <= until)
  const used = new Set<Suppression>()
  const marked = findings.map((finding): Finding => {
    const suppression = inForce.find((one) => isMeant(one, finding))
    if (suppression === undefined) return finding
    used.add(suppression)
    return { ...finding, state: 'suppressed', suppression: suppression.reason }
  })
  const unused = suppressions
    .filter((one) => !used.has(one))
    .map(({ id, subject }) => [id, subject].filter(Boolean).join(' '))
  return { findings: marked, unused }
}

function isMeant({ id, subject }: Suppression, finding: Finding): boolean {
  if (!matches(id, finding.id)) return false
  return subject === undefined || valuesOf(finding.subject).some((value) => matches(subject, value))
}

function valuesOf(subject: Subject): readonly string[] {
  return Object.values(subject).filter((value) => typeof value === 'string')
}

/** `*` stands for anything; upper and lower case are one. */
function matches(pattern: string, text: string): boolean {
  const pieces = pattern.toLowerCase().split('*')
  const [first = '', ...rest] = pieces
  const wanted = text.toLowerCase()
  if (rest.length === 0) return wanted === first
  if (!wanted.startsWith(first)) return false
  let at = first.length
  for (const [index, piece] of rest.entries()) {
    if (index === rest.length - 1) return wanted.length - piece.length >= at && wanted.endsWith(piece)
    const found = wanted.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return true
}
