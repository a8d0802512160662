import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findingTitle, remedyText } from '../../src/model/finding-text.ts'
import { entryOf, type Report } from '../../src/model/finding.ts'
import { jsonReport, reportShape } from '../../src/report/json.ts'
import { EVIL, withWords } from './hostile.ts'
import { EVERYTHING, findingOf, HEALTHY, INCOMPLETE, ONE_CAUSE, REPORTS } from './samples.ts'

type Json = Readonly<Record<string, unknown>>

function parsed(report: Report, lang: 'en' | 'ja' = 'en'): Json {
  const value: unknown = JSON.parse(jsonReport(report, { lang }))
  assert.ok(isObject(value))
  return value
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listAt(value: Json, name: string): readonly Json[] {
  const list = value[name]
  assert.ok(Array.isArray(list), name)
  return list.filter(isObject)
}

test('it is the report of the contract, and what is not known is left out', () => {
  const report = parsed(HEALTHY)
  assert.deepEqual(Object.keys(report), [
    ...['schema', 'version', 'takenAt', 'exitCode', 'subject', 'verdict', 'lang'],
    ...['findings', 'checks', 'symptoms', 'selection', 'unusedSuppressions'],
  ])
  assert.equal(report['schema'], 'hubtrust.report/1')
  assert.deepEqual(report['subject'], { server: 'hub1.corp.example', source: 'live' })
  assert.deepEqual(report['findings'], [])
})

test('a finding carries its data and the words made from them', () => {
  const finding = findingOf(ONE_CAUSE, 'key.unreadable')
  for (const lang of ['en', 'ja'] as const) {
    const [written] = listAt(parsed(ONE_CAUSE, lang), 'findings')
    assert.ok(written !== undefined)
    assert.equal(written['title'], findingTitle(finding, lang))
    assert.equal(written['docs'], 'hubtrust explain key.unreadable')
    assert.deepEqual(written['evidence'], finding.evidence)
    assert.deepEqual(written['explains'], ['event.1037', 'event.2019'])
    const [remedy] = finding.remedies
    assert.ok(remedy !== undefined)
    assert.deepEqual(listAt(written, 'remedies')[0], { ...remedyText(remedy, lang), args: remedy.args })
  }
})

test('a check says what it needs, and what was missing', () => {
  assert.deepEqual(listAt(parsed(INCOMPLETE), 'checks')[1], {
    id: 'key.unreadable',
    state: 'not-run',
    needs: entryOf('key.unreadable').needs,
    missing: [{ section: 'store', reason: 'unreadable', detail: 'EACCES: permission denied' }],
  })
})

test('the selection has every candidate with every step, in both directions', () => {
  const selection = parsed(HEALTHY)['selection']
  assert.ok(isObject(selection) && isObject(selection['outbound']))
  const [candidate] = listAt(selection, 'candidates')
  assert.ok(candidate !== undefined)
  assert.equal(selection['published'], candidate['fingerprint'])
  assert.equal(selection['selected'], candidate['fingerprint'])
  assert.equal(candidate['certificate'], candidate['thumbprint'])
  assert.deepEqual(
    listAt(candidate, 'steps').map(({ step, passed }) => [step, passed]),
    ['version', 'private-key', 'name', 'smtp', 'validity', 'best'].map((step) => [step, true]),
  )
})

/** The report again, without the words: what a program needs to write it in another language or to compare it. */
function dataOf(written: Json, report: Report): unknown {
  return {
    ...report,
    version: written['version'],
    findings: listAt(written, 'findings').map((finding, at) => ({
      ...Object.fromEntries(Object.keys(report.findings[at] ?? {}).map((name) => [name, finding[name]])),
      remedies: listAt(finding, 'remedies').map(({ id, args }) => ({ id, args })),
    })),
    checks: listAt(written, 'checks').map(({ id, state, missing, detail }) => ({ id, state, missing, detail })),
    symptoms: written['symptoms'],
    unusedSuppressions: written['unusedSuppressions'],
    baseline: written['baseline'],
  }
}

test('nothing of the report is lost, whatever stands in it', () => {
  const again = (report: Report): void => {
    const plain: unknown = JSON.parse(JSON.stringify({ ...report, baseline: report.baseline }))
    assert.deepEqual(JSON.parse(JSON.stringify(dataOf(parsed(report), report))), plain)
  }
  for (const report of Object.values(REPORTS)) again(report)
  fc.assert(fc.property(EVIL, (evil) => again(withWords(EVERYTHING, evil))))
})

test('what steers a terminal is written as an escape, and read back as it was', () => {
  const words = 'a\u009b31m\u202e\u2028b'
  const text = jsonReport(withWords(ONE_CAUSE, words), { lang: 'en' })
  assert.doesNotMatch(text, /[\u007f-\u009f\u2028\u202e]/)
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(reportShape(withWords(ONE_CAUSE, words), 'en'))))
})
