/**
 * From facts to a report. Every check runs, whatever the others say; one that breaks is a result of its own; a cause takes
 * its symptoms in. Pure: no clock, no file, no network, and the same facts give the same report.
 */
import { createHash } from 'node:crypto'
import { reasonOf } from '../core/errors.ts'
import { VERSION } from '../core/version.ts'
import type { Facts, UnknownReason } from '../model/facts.ts'
import {
  entryOf,
  FINDING_IDS,
  REPORT_SCHEMA,
  type CheckResult,
  type Finding,
  type FindingId,
  type ProposedRemedy,
  type Report,
  type Subject,
} from '../model/finding.ts'
import { AREAS, SEVERITIES, type Severity } from '../model/finding/entry.ts'
import type { GatewayManner } from '../model/gateway-commands.ts'
import { isRemedyId, REMEDIES } from '../model/remedies.ts'
import type { RemedyEntry } from '../model/remedy/entry.ts'
import { CHECKS } from './catalog.ts'
import type { Check, Fault } from './check.ts'
import { compareWith, type EarlierReport } from './baseline.ts'
import { onExchange, unsettled } from './exchange.ts'
import { fold } from './fold.ts'
import { matrixOf } from './matrix.ts'
import { suppress, type Suppression } from './suppression.ts'
import { symptomsOf } from './symptoms.ts'
import { MissingSection, View } from './view.ts'

export interface DiagnoseOptions {
  /** Where the facts came from. */
  readonly source?: Report['subject']['source']
  /** The configuration, when it was named. */
  readonly config?: string
  /** The least severity that makes the exit status 1; `high` when left out. */
  readonly failOn?: Severity
  /** Only these checks; all when left out. */
  readonly only?: readonly FindingId[]
  readonly suppressions?: readonly Suppression[]
  readonly baseline?: EarlierReport
  /** In place of the catalogue, for tests of the engine. */
  readonly checks?: readonly Check[]
}

/** Reasons the reader chose, or that no reader can change: what is missing for them is not incomplete. */
const EXPECTED_REASONS: readonly UnknownReason[] = ['not-asked', 'unsupported']

export function diagnose(facts: Facts, options: DiagnoseOptions = {}): Report {
  const { failOn = 'high', only, suppressions = [], baseline } = options
  const view = new View(facts)
  const chosen = (options.checks ?? CHECKS).filter(({ id }) => only === undefined || only.includes(id))
  const runs = chosen.map((check) => asKnown(runCheck(check, view), view))
  const { findings: kept, unused } = suppress(
    runs.flatMap(({ findings }) => findings),
    suppressions,
    facts.takenAt,
  )
  const symptoms = symptomsOf(facts)
  const folded = fold(kept, symptoms)
  const findings = folded.findings.toSorted(byReading)
  const checks = runs.map(({ result }) => withSuppression(result, findings))
  const selection = selectionOf(view)
  // Whoever asks for single checks has seen the rest.
  const matrix = only === undefined ? matrixOf(view) : undefined
  return {
    schema: REPORT_SCHEMA,
    version: VERSION,
    takenAt: facts.takenAt,
    exitCode: exitCodeOf(findings, checks, failOn),
    subject: {
      ...(facts.server === undefined ? {} : { server: facts.server }),
      source: options.source ?? 'live',
      ...productOf(facts),
      ...(options.config === undefined ? {} : { config: options.config }),
    },
    verdict: verdictOf(findings, checks),
    findings,
    checks,
    symptoms: folded.symptoms,
    ...(facts.exchange === undefined ? {} : { timeline: facts.exchange.timeline }),
    ...(selection === undefined ? {} : { selection }),
    ...(matrix === undefined || matrix.length === 0 ? {} : { matrix }),
    unusedSuppressions: unused,
    ...(baseline === undefined ? {} : { baseline: compareWith(baseline, findings) }),
  }
}

function productOf({ exchange }: Facts): Pick<Report['subject'], 'product'> {
  if (exchange === undefined) return {}
  const { version, era, proofs } = exchange
  const [evidence] = proofs['version'] ?? []
  return {
    product: { era, ...(version === undefined ? {} : { version }), ...(evidence === undefined ? {} : { evidence }) },
  }
}

interface CheckRun {
  readonly result: CheckResult
  readonly findings: readonly Finding[]
}

function runCheck(check: Check, view: View): CheckRun {
  const { id } = check
  try {
    const outcome = check.run(view)
    if ('state' in outcome) {
      const { state } = outcome
      const detail = state === 'unknown' ? { detail: outcome.detail } : {}
      return { result: { id, state, missing: [], ...detail }, findings: [] }
    }
    const state = outcome.length === 0 ? 'pass' : 'fail'
    return { result: { id, state, missing: [] }, findings: outcome.map((fault) => findingOf(id, fault, view)) }
  } catch (error) {
    if (error instanceof MissingSection) return { result: notRun(id, error, view), findings: [] }
    // A check that breaks is our mistake; it must not hide what the others found.
    return { result: { id, state: 'error', missing: [], detail: reasonOf(error) }, findings: [] }
  }
}

/** Facts out of an Exchange server's evidence: its commands, its files, and its silences. */
function asKnown({ result, findings }: CheckRun, view: View): CheckRun {
  const { exchange } = view.facts
  if (exchange === undefined) return { result, findings }
  return {
    result: unsettled(result, view, exchange),
    findings: findings.map((finding) => onExchange(finding, exchange, view.serverName)),
  }
}

function notRun(id: FindingId, { section }: MissingSection, { facts }: View): CheckResult {
  const found = facts[section]
  const missing = found.state === 'known' ? [] : [{ section, reason: found.reason, detail: found.detail }]
  return { id, state: 'not-run', missing }
}

function findingOf(id: FindingId, fault: Fault, view: View): Finding {
  const entry = entryOf(id)
  const { subject, args, evidence, expected, actual } = fault
  return {
    id,
    key: keyOf(id, subject),
    state: 'fail',
    severity: fault.severity ?? entry.severity,
    area: entry.area,
    confidence: fault.confidence ?? 'proven',
    subject,
    args,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    evidence,
    explains: [],
    remedies: (fault.remedies ?? proposed(entry.remedies, args)).map((remedy) => withGateway(remedy, view)),
  }
}

function proposed(ids: readonly string[], args: Fault['args']): readonly ProposedRemedy[] {
  return ids.filter(isRemedyId).map((id) => ({ id, args }))
}

/** Where the gateway is told something, how that is done depends on how it runs. */
function withGateway({ id, args }: ProposedRemedy, { facts }: View): ProposedRemedy {
  const { commands, prose }: RemedyEntry = REMEDIES[id]
  const isTold = [...commands, prose?.en ?? ''].some((text) => /\{(?:re)?(?:load|start)\}|\{serviceLog\}/.test(text))
  if (!isTold || facts.gateway.state === 'unknown') return { id, args }
  const { gateway, configuration } = facts
  const { unit } = gateway.value
  const manner: GatewayManner = {
    ...(unit === undefined ? {} : { gatewayUnit: unit }),
    ...(gateway.value.running ? { gatewayPid: gateway.value.pid } : {}),
    ...(configuration.state === 'known' ? { gatewayConfig: configuration.value.path } : {}),
  }
  return { id, args: { ...args, ...manner } }
}

/** The same trouble with the same thing has the same key in every run, on every machine. */
export function keyOf(id: string, subject: Subject): string {
  const named = Object.entries(subject).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([id, named]))
    .digest('hex')
    .slice(0, 16)
}

/** Causes before consequences, our own before others', the grave before the light, then in the order of the table. */
function byReading(left: Finding, right: Finding): number {
  const rank = ({ state, causedBy }: Finding) => (state === 'suppressed' ? 2 : causedBy === undefined ? 0 : 1)
  return (
    rank(left) - rank(right) ||
    Number(isLight(left)) - Number(isLight(right)) ||
    AREAS.indexOf(left.area) - AREAS.indexOf(right.area) ||
    SEVERITIES.indexOf(right.severity) - SEVERITIES.indexOf(left.severity) ||
    FINDING_IDS.indexOf(left.id) - FINDING_IDS.indexOf(right.id)
  )
}

function isLight({ severity }: Finding): boolean {
  return isBelow(severity, 'high')
}

function isBelow(severity: Severity, limit: Severity): boolean {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(limit)
}

function withSuppression(result: CheckResult, findings: readonly Finding[]): CheckResult {
  const own = findings.filter(({ id }) => id === result.id)
  const isSuppressed = own.length > 0 && own.every(({ state }) => state === 'suppressed')
  return isSuppressed ? { ...result, state: 'suppressed' } : result
}

function selectionOf(view: View): Report['selection'] {
  try {
    return { inbound: view.selection('inbound'), outbound: view.selection('outbound') }
  } catch (error) {
    if (error instanceof MissingSection) return undefined
    throw error
  }
}

/** CONTRACTS, "Exit status". */
function exitCodeOf(findings: readonly Finding[], checks: readonly CheckResult[], failOn: Severity): 0 | 1 | 2 | 3 {
  const failing = findings.filter(({ state }) => state === 'fail')
  if (failing.some(({ severity }) => !isBelow(severity, failOn))) return 1
  if (checks.some(isIncomplete)) return 3
  return failing.length > 0 ? 2 : 0
}

/** A check that should have been able to run and was not. */
export function isIncomplete({ state, missing }: CheckResult): boolean {
  if (state === 'unknown' || state === 'error') return true
  return state === 'not-run' && missing.some(({ reason }) => !EXPECTED_REASONS.includes(reason))
}

function verdictOf(findings: readonly Finding[], checks: readonly CheckResult[]): Report['verdict'] {
  const isBroken = findings.some((finding) => finding.state === 'fail' && !isLight(finding))
  if (isBroken) return 'not-trusted'
  return checks.some(isIncomplete) ? 'unknown' : 'trusted'
}
