/** What a report is made of, sorted for reading: language comes later. Every format starts from this. */
import type { SectionName, UnknownReason } from '../model/facts.ts'
import {
  CHECK_STATES,
  type CheckResult,
  type CheckState,
  type Finding,
  type FindingId,
  type Report,
  type Symptom,
} from '../model/finding.ts'
import type { Severity } from '../model/finding/entry.ts'
import type { MatrixRow } from '../model/matrix.ts'

const MATRIX_ROWS = 8

/** Checks that could not judge for the same reason. */
export interface Unseen {
  readonly state: 'not-run' | 'unknown' | 'error'
  /** For `not-run`: the section that is missing, and why. */
  readonly missing?: { readonly section: SectionName; readonly reason: UnknownReason }
  readonly detail: string
  readonly checks: readonly FindingId[]
}

export interface Outline {
  /** What stops mail and follows from nothing else. */
  readonly causes: readonly Finding[]
  readonly lesser: readonly Finding[]
  readonly suppressed: readonly Finding[]
  readonly unseen: readonly Unseen[]
  /** Symptoms no finding accounts for. */
  readonly unexplained: readonly Symptom[]
  /** Checks by how they ended. */
  readonly states: Readonly<Record<CheckState, number>>
}

export function outlineOf({ findings, checks, symptoms }: Report): Outline {
  const failing = findings.filter(({ state }) => state === 'fail')
  // A consequence whose cause is not in the report stands for itself.
  const keys = new Set(failing.map(({ key }) => key))
  const roots = failing.filter(({ causedBy }) => causedBy === undefined || !keys.has(causedBy))
  // What seems light and brings down something grave is a cause.
  const isCause = ({ key, severity }: Finding): boolean =>
    isGrave(severity) || failing.some((one) => one.causedBy === key && isGrave(one.severity))
  return {
    causes: roots.filter(isCause),
    lesser: roots.filter((root) => !isCause(root)),
    suppressed: findings.filter(({ state }) => state === 'suppressed'),
    unseen: unseenOf(checks),
    unexplained: symptoms.filter(({ explainedBy }) => explainedBy.length === 0),
    states: countStates(checks),
  }
}

/** What stops mail, now or soon. */
export function isGrave(severity: Severity): boolean {
  return severity === 'critical' || severity === 'high'
}

/** What is folded into a finding. */
export function consequencesOf({ key }: Finding, { findings }: Report): readonly Finding[] {
  return findings.filter(({ state, causedBy }) => state === 'fail' && causedBy === key)
}

/** The events a finding accounts for. */
export function symptomsOf({ key }: Finding, { symptoms }: Report): readonly Symptom[] {
  return symptoms.filter(({ explainedBy }) => explainedBy.includes(key))
}

function unseenOf(checks: readonly CheckResult[]): readonly Unseen[] {
  const reasons = checks.flatMap((check): readonly Unseen[] => {
    const { id, state, detail = '' } = check
    if (state === 'unknown' || state === 'error') return [{ state, detail, checks: [id] }]
    if (state !== 'not-run') return []
    const [first] = check.missing
    if (first === undefined) return [{ state, detail, checks: [id] }]
    const { section, reason } = first
    return [{ state, missing: { section, reason }, detail: first.detail, checks: [id] }]
  })
  const groups = Map.groupBy(reasons, ({ state, missing, detail }) =>
    JSON.stringify([state, missing?.section, missing?.reason, detail]),
  )
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, checks: [first, ...others].flatMap((one) => one.checks) }],
  )
}

function countStates(checks: readonly CheckResult[]): Readonly<Record<CheckState, number>> {
  const count = (wanted: CheckState): number => checks.filter(({ state }) => state === wanted).length
  const [pass, fail, unknown, notApplicable, notRun, suppressed, error] = CHECK_STATES.map(count)
  return {
    pass: pass ?? 0,
    fail: fail ?? 0,
    unknown: unknown ?? 0,
    'not-applicable': notApplicable ?? 0,
    'not-run': notRun ?? 0,
    suppressed: suppressed ?? 0,
    error: error ?? 0,
  }
}

export interface MatrixShown {
  readonly rows: readonly MatrixRow[]
  /** Directions without fault that are left out. */
  readonly rest: number
}

/** A few servers are shown whole; of many only the directions in which something is wrong. */
export function matrixShown({ matrix = [] }: Report, all = false): MatrixShown {
  if (all || matrix.length <= MATRIX_ROWS) return { rows: matrix, rest: 0 }
  const rows = matrix.filter(({ cells }) => cells.some(({ state }) => state !== 'pass'))
  return { rows, rest: matrix.length - rows.length }
}
