/** Findings and the report: what the doctor says, as data (schema `hubtrust.report/1`). Texts are made from id and args. */
import type { ArgsOf } from '../core/text.ts'
import { ACCOUNT_FINDINGS } from './finding/account.ts'
import { BACKEND_FINDINGS } from './finding/backend.ts'
import { BALANCER_FINDINGS } from './finding/balancer.ts'
import { CERTIFICATE_FINDINGS } from './finding/certificate.ts'
import { CLOCK_FINDINGS } from './finding/clock.ts'
import { CONFIGURATION_FINDINGS } from './finding/configuration.ts'
import { CONNECTOR_FINDINGS } from './finding/connector.ts'
import { DIRECTORY_ENTRY_FINDINGS } from './finding/directory-entry.ts'
import { DIRECTORY_FINDINGS } from './finding/directory.ts'
import type { Area, FindingEntry, Severity } from './finding/entry.ts'
import { EXCHANGE_FINDINGS } from './finding/exchange.ts'
import { GATEWAY_FINDINGS } from './finding/gateway.ts'
import { HANDSHAKE_FINDINGS } from './finding/handshake.ts'
import { KEY_FINDINGS } from './finding/key.ts'
import { NAMES_FINDINGS } from './finding/names.ts'
import { PEER_ANSWER_FINDINGS } from './finding/peer-answer.ts'
import { PEER_FINDINGS } from './finding/peer.ts'
import { POSTFIX_FINDINGS } from './finding/postfix.ts'
import { POSTFIX_INWARD_FINDINGS } from './finding/postfix-inward.ts'
import { POSTFIX_OUTWARD_FINDINGS } from './finding/postfix-outward.ts'
import { RESOLUTION_FINDINGS } from './finding/resolution.ts'
import { SELECTION_FINDINGS } from './finding/selection.ts'
import { SERVICES_FINDINGS } from './finding/services.ts'
import { STORE_FINDINGS } from './finding/store.ts'
import { VALIDITY_FINDINGS } from './finding/validity.ts'
import type { Era } from './exchange.ts'
import type { Args, Evidence, SectionName, UnknownReason } from './facts.ts'
import type { MatrixRow } from './matrix.ts'
import type { RemedyId } from './remedies.ts'
import type { Change } from './repair.ts'
import type { Selection } from './selection.ts'
import type { Timeline } from './timeline.ts'

export const FINDINGS = {
  ...CONFIGURATION_FINDINGS,
  ...SERVICES_FINDINGS,
  ...KEY_FINDINGS,
  ...ACCOUNT_FINDINGS,
  ...NAMES_FINDINGS,
  ...RESOLUTION_FINDINGS,
  ...BALANCER_FINDINGS,
  ...SELECTION_FINDINGS,
  ...STORE_FINDINGS,
  ...VALIDITY_FINDINGS,
  ...CLOCK_FINDINGS,
  ...CERTIFICATE_FINDINGS,
  ...DIRECTORY_FINDINGS,
  ...DIRECTORY_ENTRY_FINDINGS,
  ...PEER_FINDINGS,
  ...PEER_ANSWER_FINDINGS,
  ...HANDSHAKE_FINDINGS,
  ...CONNECTOR_FINDINGS,
  ...BACKEND_FINDINGS,
  ...GATEWAY_FINDINGS,
  ...POSTFIX_FINDINGS,
  ...POSTFIX_OUTWARD_FINDINGS,
  ...POSTFIX_INWARD_FINDINGS,
  ...EXCHANGE_FINDINGS,
} as const satisfies Readonly<Record<string, FindingEntry>>

export type FindingId = keyof typeof FINDINGS

export function isFindingId(id: string): id is FindingId {
  return Object.hasOwn(FINDINGS, id)
}

/** In the order of the table, which is the order reports use among equals. */
export const FINDING_IDS: readonly FindingId[] = Object.keys(FINDINGS).filter(isFindingId)

export function entryOf(id: FindingId): FindingEntry {
  return FINDINGS[id]
}

/** The facts the words of a finding need. */
export type FindingArgs<Id extends FindingId> = ArgsOf<
  (typeof FINDINGS)[Id]['title']['en'] | (typeof FINDINGS)[Id]['why']['en']
>

/** `proven`: read directly. `strong`: follows from what was read. `circumstantial`: fits, and something else might fit too. */
export const CONFIDENCES = ['proven', 'strong', 'circumstantial'] as const
export type Confidence = (typeof CONFIDENCES)[number]

/** What a finding is about. */
export interface Subject {
  readonly server?: string
  /** SHA-1 thumbprint. */
  readonly certificate?: string
  readonly keyFile?: string
  readonly peer?: string
  readonly connector?: string
  readonly direction?: 'inbound' | 'outbound'
  /** A file, an address or a setting, where nothing above fits. */
  readonly object?: string
}

export interface ProposedRemedy {
  readonly id: RemedyId
  /** Values for its holes. */
  readonly args: Args
}

export interface Finding {
  readonly id: FindingId
  /** The same for the same trouble in every run: hash of id and subject. */
  readonly key: string
  readonly state: 'fail' | 'suppressed'
  readonly severity: Severity
  readonly area: Area
  readonly confidence: Confidence
  readonly subject: Subject
  readonly args: Args
  readonly expected?: string
  readonly actual?: string
  readonly evidence: readonly Evidence[]
  /** Symptoms that were seen and that this accounts for: `event.1037`, ids of findings. */
  readonly explains: readonly string[]
  /** The key of the cause this is a consequence of. */
  readonly causedBy?: string
  readonly remedies: readonly ProposedRemedy[]
  /** Why somebody said it is fine, when it is suppressed. */
  readonly suppression?: string
}

export const CHECK_STATES = ['pass', 'fail', 'unknown', 'not-applicable', 'not-run', 'suppressed', 'error'] as const
export type CheckState = (typeof CHECK_STATES)[number]

export interface CheckResult {
  readonly id: FindingId
  readonly state: CheckState
  /** For `not-run`: sections that are missing, and why. */
  readonly missing: readonly {
    readonly section: SectionName
    readonly reason: UnknownReason
    readonly detail: string
  }[]
  /** For `unknown` and `error`: what could not be seen. */
  readonly detail?: string
}

/** One symptom of the event log: how often and when. */
export interface Symptom {
  /** `event.1037` */
  readonly id: string
  readonly count: number
  readonly firstAt: string
  readonly lastAt: string
  /** Thumbprints of the certificates it is about, where the records name any. */
  readonly certificates?: readonly string[]
  /** Keys of the findings that account for it; empty when none does. */
  readonly explainedBy: readonly string[]
}

export const VERDICTS = ['trusted', 'not-trusted', 'unknown'] as const
export type TrustVerdict = (typeof VERDICTS)[number]

export const REPORT_SCHEMA = 'hubtrust.report/1'

export interface Report {
  readonly schema: typeof REPORT_SCHEMA
  readonly version: string
  /** When the facts were taken. */
  readonly takenAt: string
  readonly exitCode: 0 | 1 | 2 | 3 | 4
  readonly subject: {
    readonly server?: string
    readonly source: 'live' | 'facts' | 'evidence'
    /** Which Exchange it is, as far as the evidence says, and where it says so. */
    readonly product?: { readonly version?: string; readonly era: Era; readonly evidence?: Evidence }
    /** The configuration that was named on the command line: what is to be typed must name it, too. */
    readonly config?: string
  }
  readonly verdict: TrustVerdict
  /** Causes first, in the order to be read; then what was folded and suppressed. */
  readonly findings: readonly Finding[]
  readonly checks: readonly CheckResult[]
  readonly symptoms: readonly Symptom[]
  /** What happened before, in order; only out of evidence. */
  readonly timeline?: Timeline
  readonly selection?: { readonly inbound: Selection; readonly outbound: Selection }
  /** How far sessions get, for each peer and direction; undefined when no peer was asked. */
  readonly matrix?: readonly MatrixRow[]
  /** Suppressions that nothing needed. */
  readonly unusedSuppressions: readonly string[]
  readonly baseline?: Baseline
  /** What `--fix` did before this report was made. */
  readonly repairs?: readonly Repaired[]
}

export interface Repaired {
  readonly remedy: RemedyId
  readonly finding: FindingId
  readonly changes: readonly Change[]
  /** Whether the finding is gone. */
  readonly verified: boolean
}

/** Against an earlier report, by key. */
export interface Baseline {
  readonly takenAt: string
  readonly fixed: readonly { readonly key: string; readonly id: string }[]
  readonly new: readonly string[]
  readonly still: readonly string[]
}
