/**
 * Hubtrust as a library: direct trust for Node programs, and the pure functions it decides by.
 *
 * `openDirectTrust` is for programs that speak TLS; everything else is data in, data out.
 */
export { HubtrustError } from './core/errors.ts'
export type { Code } from './core/codes.ts'
export { VERSION } from './core/version.ts'

export { openDirectTrust, type Settings } from './library/open.ts'
export type { ConnectOptions, DirectTrust, Expected, NodemailerOptions } from './library/direct-trust.ts'
export type { Change, DirectTrustEvents, RaisedEvent, RefusedConnection, TrustState } from './library/events.ts'
export type { NodemailerTransport, SmtpServerSettings } from './library/smtp.ts'

export { select as selectCertificate } from './trust/selection.ts'
export type { Candidate, Selection, SelectionQuestion, StepResult } from './model/selection.ts'
export type { StoredCertificate } from './model/certificate.ts'
export type { HostNames } from './model/names.ts'

export { TrustIndex } from './trust/index.ts'
export type { TrustEntry } from './model/server.ts'
export { verdict, type VerdictQuestion } from './trust/verdict.ts'
export type { Refusal, Verdict, Warning } from './model/verdict.ts'

export { diagnose, type DiagnoseOptions } from './doctor/diagnose.ts'
export { readEvidence, type EvidenceInput, type EvidenceRead } from './library/evidence.ts'
export type { EvidenceFile } from './model/exchange.ts'
export type { Facts } from './model/facts.ts'
export type { Finding, Report } from './model/finding.ts'
