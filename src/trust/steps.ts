/** The steps one certificate passes or fails, whatever else is in the store. */
import type { StoredCertificate } from '../model/certificate.ts'
import type { HostNames } from '../model/names.ts'
import type { SelectionQuestion, Step, StepResult } from '../model/selection.ts'
import { reasonText, type StepReason } from '../model/words/selection.ts'
import { coversName, namesOf } from '../x509/names.ts'

/** A certificate with what was found about it. */
export interface Judged {
  readonly certificate: StoredCertificate
  readonly steps: readonly StepResult[]
  /** Steps that failed, in their order. */
  readonly failed: readonly Step[]
}

export function judge(certificate: StoredCertificate, question: SelectionQuestion): Judged {
  const steps = [
    stepResult('version', certificate.version >= 3, {
      word: 'reason.version',
      values: { version: certificate.version },
    }),
    stepResult('private-key', hasUsableKey(certificate), keyReason(certificate)),
    nameStep(certificate, question),
    stepResult('smtp', certificate.services.includes('smtp'), {
      word: 'reason.services',
      values: { services: listed(certificate.services) },
    }),
    validityStep(certificate, question.nowIso),
  ]
  return { certificate, steps, failed: steps.filter(({ passed }) => !passed).map(({ step }) => step) }
}

export function stepResult(step: Step, passed: boolean, reason: StepReason): StepResult {
  return { step, passed, detail: reasonText(reason, 'en'), reason }
}

/** Present, not somebody else's, and not known to be unreadable: what is unknown is left for the attempt to show. */
export function hasUsableKey({ key }: StoredCertificate): boolean {
  return key.present && key.matches !== false && key.readable !== false
}

function keyReason({ key }: StoredCertificate): StepReason {
  if (!key.present) return { word: 'reason.key-missing', values: {} }
  if (key.matches === false) return { word: 'reason.key-mismatch', values: {} }
  const path = key.path ?? '-'
  if (key.readable === 'unknown') return { word: 'reason.key-unknown', values: { path } }
  if (key.readable) return { word: 'reason.key-readable', values: { readableBy: listed(key.readableBy) } }
  return {
    word: 'reason.key-unreadable',
    values: { obstacle: key.obstacle ?? 'key-mode', path: key.obstaclePath ?? path },
  }
}

function nameStep(certificate: StoredCertificate, question: SelectionQuestion): StepResult {
  const wanted = wantedNames(question)
  const name = wanted.find((one) => coversName(certificate, one))
  if (name !== undefined) return stepResult('name', true, { word: 'reason.name-covered', values: { name } })
  const values = { wanted: listed(wanted), names: listed(namesOf(certificate)) }
  return stepResult('name', false, { word: 'reason.name-not-covered', values })
}

function wantedNames({ purpose, name, hostNames }: SelectionQuestion): readonly string[] {
  if (purpose === 'internal') return selectionNames(hostNames)
  return name === undefined || name === '' ? [] : [name]
}

/** The names selection compares with; a load balancer's cluster name stands in place of the first. */
export function selectionNames(names: HostNames): readonly string[] {
  const list = [
    names.balancerName ?? names.dnsFullyQualifiedDomainName,
    names.dnsHostName,
    names.dnsPhysicalFullyQualifiedDomainName,
    names.dnsPhysicalHostName,
  ]
  return [...new Set(list.filter((name) => name !== ''))]
}

function validityStep({ notBefore, notAfter }: StoredCertificate, nowIso: string): StepResult {
  const nowMs = Date.parse(nowIso)
  if (nowMs < Date.parse(notBefore))
    return stepResult('validity', false, { word: 'reason.not-before', values: { notBefore } })
  const isValid = nowMs <= Date.parse(notAfter)
  return stepResult('validity', isValid, {
    word: isValid ? 'reason.not-after' : 'reason.expired',
    values: { notAfter },
  })
}

/** Short facts in one text; a dash when there are none. */
export function listed(values: readonly string[]): string {
  return values.join(', ') || '-'
}
