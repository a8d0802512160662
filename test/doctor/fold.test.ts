/** What is folded into what: the table says which findings, their subjects say whether it is about the same thing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fold } from '../../src/doctor/fold.ts'
import { symptomsOf } from '../../src/doctor/symptoms.ts'
import type { EventRecord } from '../../src/model/events.ts'
import { known } from '../../src/model/facts.ts'
import { entryOf, type Finding, type FindingId, type Subject } from '../../src/model/finding.ts'
import { facts, TAKEN_AT, SELF } from './facts.ts'

const ONE = 'A'.repeat(40)
const OTHER = 'B'.repeat(40)

function finding(id: FindingId, subject: Subject): Finding {
  const { severity, area } = entryOf(id)
  const key = `${id} ${JSON.stringify(subject)}`
  const plain = { args: {}, evidence: [], explains: [], remedies: [] }
  return { id, key, subject, state: 'fail', severity, area, confidence: 'proven', ...plain }
}

function causeOf(cause: Finding, consequence: Finding): string | undefined {
  return fold([cause, consequence], []).findings[1]?.causedBy
}

test('what is wrong with one certificate does not account for another one', () => {
  const expired = finding('validity.expired', { certificate: ONE })
  const [same, other] = [ONE, OTHER].map((certificate) => finding('validity.lifetime-short', { certificate }))
  assert.ok(same !== undefined && other !== undefined)
  assert.equal(causeOf(expired, same), expired.key)
  assert.equal(causeOf(expired, other), undefined)
})

test('what names no certificate, and what all of them suffer from, accounts for any', () => {
  const noneEligible = finding('selection.none-eligible', { object: '/var/lib/hubtrust' })
  const expired = finding('validity.expired', { certificate: ONE })
  assert.equal(causeOf(expired, noneEligible), expired.key)
  const renamed = finding('balancer.unexpected-name', { certificate: ONE })
  assert.equal(causeOf(renamed, finding('names.logical-physical-differ', { certificate: OTHER })), renamed.key)
})

function record(thumbprint: string | undefined): EventRecord {
  return {
    sequence: 1,
    time: TAKEN_AT,
    source: 'Hubtrust',
    id: 12018,
    category: 'TransportService',
    severity: 'warning',
    server: SELF,
    args: { subject: 'CN=hub1', hours: 30, ...(thumbprint === undefined ? {} : { thumbprint }) },
    count: 1,
  }
}

test('an event about one certificate is not accounted for by what is wrong with another one', () => {
  const soon = finding('validity.expires-soon', { certificate: ONE })
  const explained = (...thumbprints: readonly (string | undefined)[]) => {
    const symptoms = symptomsOf(facts({ events: known(thumbprints.map(record)) }))
    const folded = fold([soon], symptoms)
    const [symptom] = folded.symptoms
    assert.deepEqual(folded.findings[0]?.explains, symptom?.explainedBy.length === 0 ? [] : ['event.12018'])
    return symptom?.explainedBy
  }
  assert.deepEqual(explained(OTHER), [])
  assert.deepEqual(explained(ONE), [soon.key])
  assert.deepEqual(explained(OTHER, ONE), [soon.key])
  assert.deepEqual(explained(OTHER, undefined), [soon.key], 'one that does not say may be about it')
})
