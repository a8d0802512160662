/** What selection is asked and what it answers: the table users see. */
import type { StoredCertificate } from './certificate.ts'
import type { Cause } from './findings.ts'
import type { HostNames } from './names.ts'
import type { StepReason } from './words/selection.ts'

/** The steps in the order they are tried (bb430790, bb430748, bb430773 and the article's four names). */
export const STEPS = ['version', 'private-key', 'name', 'smtp', 'validity', 'best'] as const
export type Step = (typeof STEPS)[number]

export interface SelectionQuestion {
  readonly direction: 'inbound' | 'outbound'
  /** `internal` is the internal transport certificate (X-ANONYMOUSTLS and both ends of direct trust); `starttls` selects by connector name. */
  readonly purpose: 'internal' | 'starttls'
  /** Connector FQDN, for `starttls`. */
  readonly name?: string
  readonly hostNames: HostNames
  readonly store: readonly StoredCertificate[]
  /** SHA-256 fingerprints published for this server, newest publication first; empty when none. */
  readonly published: readonly string[]
  readonly nowIso: string
}

export interface StepResult {
  readonly step: Step
  readonly passed: boolean
  /** Why, as a short English text: for JSON and logs. */
  readonly detail: string
  /** The same as a word and its facts: `reasonText(reason, lang)` says it to a user. */
  readonly reason: StepReason
}

export interface Candidate {
  readonly thumbprint: string
  readonly fingerprint: string
  readonly subject: string
  readonly isPublished: boolean
  readonly isSelected: boolean
  readonly steps: readonly StepResult[]
}

export interface Selection {
  /** Every certificate of the store, best first: the order `cert list --domain` shows. */
  readonly candidates: readonly Candidate[]
  /** The fingerprint published for this server and usable, else the first published one. */
  readonly published: string | undefined
  /** The best eligible certificate. */
  readonly best: string | undefined
  /** What connections present: the published one while its key can be read, else the best, else nothing. */
  readonly inUse: string | undefined
  /** Why best and published differ, or why nothing can be used; undefined when all is well. */
  readonly cause: Cause | undefined
  /** The certificate the cause is about. */
  readonly about: string | undefined
}

/** As reports and commands show it: thumbprints for people's eyes and fingerprints beside them, `null` for none. */
export interface SelectionView {
  readonly published: string | null
  readonly selected: string | null
  readonly best: string | null
  readonly cause: Cause | null
  readonly about: string | null
  readonly candidates: readonly (Candidate & { readonly certificate: string })[]
}

export function selectionView({ published, best, inUse, cause, about, candidates }: Selection): SelectionView {
  return {
    published: published ?? null,
    selected: inUse ?? null,
    best: best ?? null,
    cause: cause ?? null,
    about: about ?? null,
    candidates: candidates.map((candidate) => ({ certificate: candidate.thumbprint, ...candidate })),
  }
}
