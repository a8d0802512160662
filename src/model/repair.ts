/** Repairs as data: what was planned, done and can be taken back. */
import type { Service } from './certificate.ts'
import type { FindingId } from './finding.ts'
import type { RemedyId } from './remedies.ts'

/** Mode bits, user id and group id of a file or folder. */
export interface Permissions {
  readonly mode: number
  readonly owner: number
  readonly group: number
}

/** The smallest change; each has an opposite of the same kinds. */
export type RepairStep =
  | { readonly kind: 'services'; readonly thumbprint: string; readonly services: readonly Service[] }
  | { readonly kind: 'permissions'; readonly path: string; readonly permissions: Permissions }
  | { readonly kind: 'publish'; readonly server: string; readonly thumbprint: string; readonly certificate: string }
  | { readonly kind: 'withdraw'; readonly server: string; readonly thumbprint: string; readonly fingerprint: string }

/** One thing before and after, in words that need no translation: modes, services, thumbprints. */
export interface Change {
  /** The file, certificate or server that changes. */
  readonly what: string
  readonly now: string
  readonly after: string
}

export interface PlannedRepair {
  readonly remedy: RemedyId
  readonly finding: FindingId
  /** Key of the finding. */
  readonly key: string
  readonly changes: readonly Change[]
  readonly steps: readonly RepairStep[]
  readonly undo: readonly RepairStep[]
  /** Findings about the same subject that must be gone afterwards. */
  readonly verify: readonly string[]
}

/** A line of the audit file. `begun` is written before anything changes, so that a crash can be taken back, too. */
export interface RepairRecord {
  readonly id: string
  readonly at: string
  /** The account that did it. */
  readonly by: string
  readonly state: 'begun' | 'applied' | 'failed' | 'undone'
  readonly remedy: string
  readonly finding: string
  readonly changes: readonly Change[]
  readonly undo: readonly RepairStep[]
}
