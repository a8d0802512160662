/** This run against an earlier one, by the keys of findings. */
import type { Baseline, Finding } from '../model/finding.ts'

/** What is needed of an earlier report. */
export interface EarlierReport {
  readonly takenAt: string
  readonly findings: readonly { readonly id: string; readonly key: string }[]
}

export function compareWith({ takenAt, findings: earlier }: EarlierReport, findings: readonly Finding[]): Baseline {
  const before = new Set(earlier.map(({ key }) => key))
  const now = new Set(findings.map(({ key }) => key))
  return {
    takenAt,
    fixed: earlier.filter(({ key }) => !now.has(key)).map(({ id, key }) => ({ id, key })),
    new: [...now].filter((key) => !before.has(key)),
    still: [...now].filter((key) => before.has(key)),
  }
}
