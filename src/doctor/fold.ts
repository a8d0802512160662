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
        .filter((finding) => finding.state === 'fail' && entryOf(finding.id).explains.includes(symptom.id))
        .map(({ key }) => key),
    })),
  }
}

/** Two findings about different peers have nothing to do with each other. */
function accountsFor(cause: Finding, consequence: Finding): boolean {
  const isNamed =
    entryOf(cause.id).explains.includes(consequence.id) || entryOf(consequence.id).dependsOn.includes(cause.id)
  if (!isNamed) return false
  const { peer, connector } = cause.subject
  const isSamePeer = peer === undefined || peer === consequence.subject.peer
  const isSameConnector = connector === undefined || (consequence.subject.connector ?? connector) === connector
  return isSamePeer && isSameConnector
}

/** Follows consequences of consequences; the table is checked for circles by a test. */
function rootOf(finding: Finding, failing: readonly Finding[]): Finding {
  const above = failing.find((other) => other !== finding && accountsFor(other, finding))
  return above === undefined ? finding : rootOf(above, failing)
}

function explained(finding: Finding, all: readonly Finding[], symptoms: readonly Symptom[]): readonly string[] {
  if (finding.state !== 'fail') return []
  const events = entryOf(finding.id).explains.filter((id) => symptoms.some((symptom) => symptom.id === id))
  const consequences = all.filter(({ causedBy }) => causedBy === finding.key).map(({ id }) => id)
  return [...new Set([...events, ...consequences])]
}
