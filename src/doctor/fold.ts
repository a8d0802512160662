/** One cause takes its symptoms in: consequences point to their cause, events to what accounts for them. */
import { entryOf, type Finding, type Symptom } from '../model/finding.ts'

export interface Folded {
  readonly findings: readonly Finding[]
  readonly symptoms: readonly Symptom[]
}

export function fold(findings: readonly Finding[], symptoms: readonly Symptom[]): Folded {
  const failing = findings.filter(({ state }) => state === 'fail')
  const withCause = findings.map((finding) => {
    if (finding.state !== 'fail') return finding
    const cause = failing.find((other) => other !== finding && accountsFor(other, finding))
    return cause === undefined ? finding : { ...finding, causedBy: rootOf(cause, failing).key }
  })
  return {
    findings: withCause.map((finding) => ({ ...finding, explains: explained(finding, withCause, symptoms) })),
    symptoms: symptoms.map((symptom) => ({
      ...symptom,
      explainedBy: withCause
        .filter((finding) => finding.state === 'fail' && accountsForEvent(finding, symptom))
        .map(({ key }) => key),
    })),
  }
}

function accountsForEvent({ id, subject }: Finding, { id: event, certificates = [] }: Symptom): boolean {
  const { explains, reach } = entryOf(id)
  if (!explains.includes(event)) return false
  const { certificate, object = '' } = subject
  // A finding about one event accounts for that one alone.
  if (object.startsWith('event.')) return object === event
  const isAny = reach === 'server' || certificate === undefined || certificates.length === 0
  return isAny || certificates.some((one) => one.toLowerCase() === certificate.toLowerCase())
}

/** Two findings about different peers, connectors or certificates have nothing to do with each other. */
function accountsFor(cause: Finding, consequence: Finding): boolean {
  const isNamed =
    entryOf(cause.id).explains.includes(consequence.id) || entryOf(consequence.id).dependsOn.includes(cause.id)
  if (!isNamed) return false
  const { peer, connector, certificate } = cause.subject
  const isSamePeer = peer === undefined || peer === consequence.subject.peer
  const isSameConnector = connector === undefined || (consequence.subject.connector ?? connector) === connector
  const isOneCertificate = certificate === undefined || (consequence.subject.certificate ?? certificate) === certificate
  return isSamePeer && isSameConnector && (isOneCertificate || entryOf(cause.id).reach === 'server')
}

/** Follows consequences of consequences; the table is checked for circles by a test. */
function rootOf(finding: Finding, failing: readonly Finding[]): Finding {
  const above = failing.find((other) => other !== finding && accountsFor(other, finding))
  return above === undefined ? finding : rootOf(above, failing)
}

function explained(finding: Finding, all: readonly Finding[], symptoms: readonly Symptom[]): readonly string[] {
  if (finding.state !== 'fail') return []
  const events = entryOf(finding.id).explains.filter((id) =>
    symptoms.some((symptom) => symptom.id === id && accountsForEvent(finding, symptom)),
  )
  const consequences = all.filter(({ causedBy }) => causedBy === finding.key).map(({ id }) => id)
  return [...new Set([...events, ...consequences])]
}
