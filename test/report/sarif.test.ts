/** Validated against the official schema; only the schema is used of the package that ships it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import Ajv from 'ajv'
import fc from 'fast-check'
import type { Report } from '../../src/model/finding.ts'
import { sarifReport } from '../../src/report/sarif.ts'
import { EVIL, withWords } from './hostile.ts'
import { EVERYTHING, findingOf, HEALTHY, INCOMPLETE, ONE_CAUSE, REPORTS } from './samples.ts'

function read(url: string): object {
  const value: unknown = JSON.parse(readFileSync(fileURLToPath(url), 'utf8'))
  assert.ok(typeof value === 'object' && value !== null)
  return value
}

const ajv = new Ajv({ schemaId: 'id', meta: false })
ajv.addMetaSchema(read(import.meta.resolve('ajv/lib/refs/json-schema-draft-04.json')))
const isSarif = ajv.compile(read(import.meta.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')))

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The one run of a report that is valid SARIF. */
function runOf(report: Report, lang: 'en' | 'ja' = 'en'): Json {
  const log: unknown = JSON.parse(sarifReport(report, { lang }))
  assert.ok(isSarif(log), ajv.errorsText(isSarif.errors))
  const [run] = listIn(log, 'runs')
  assert.ok(run !== undefined)
  return run
}

function listIn(value: unknown, ...path: readonly string[]): readonly Json[] {
  const found = path.reduce<unknown>(
    (at, name) => (isObject(at) ? at[name] : Array.isArray(at) ? at[Number(name)] : undefined),
    value,
  )
  assert.ok(Array.isArray(found), path.join('.'))
  return found.filter(isObject)
}

test('the schema refuses what is not SARIF', () => {
  assert.equal(isSarif({ version: '2.1.0', runs: [{}] }), false)
  assert.equal(isSarif({ version: '2.1.0', runs: [{ tool: { driver: { name: 'a' } }, results: [{}] }] }), false)
})

test('every report is valid SARIF in both languages', () => {
  for (const report of Object.values(REPORTS)) for (const lang of ['en', 'ja'] as const) runOf(report, lang)
})

test('a healthy host has no result and no rule', () => {
  const run = runOf(HEALTHY)
  assert.deepEqual(listIn(run, 'results'), [])
  assert.deepEqual(listIn(run, 'tool', 'driver', 'rules'), [])
})

test('a finding is a result with its level, its rule, its fingerprint and where it was read', () => {
  const finding = findingOf(ONE_CAUSE, 'key.unreadable')
  const line: Report = {
    ...ONE_CAUSE,
    findings: [
      {
        ...finding,
        evidence: [
          { source: 'icacls.txt', line: 14, quote: 'no entry' },
          ...finding.evidence,
          { source: 'postconf -n' },
        ],
      },
    ],
  }
  const run = runOf(line)
  const [result] = listIn(run, 'results')
  assert.equal(result?.['ruleId'], 'key.unreadable')
  assert.equal(result['level'], 'error')
  assert.equal(listIn(run, 'tool', 'driver', 'rules')[Number(result['ruleIndex'])]?.['id'], 'key.unreadable')
  assert.deepEqual(result['partialFingerprints'], { 'hubtrustKey/v1': finding.key })
  assert.deepEqual(result['suppressions'], [])
  assert.deepEqual(result['locations'], [
    {
      physicalLocation: { artifactLocation: { uri: 'icacls.txt' }, region: { startLine: 14 } },
      message: { text: 'no entry' },
    },
    {
      physicalLocation: { artifactLocation: { uri: `file://${finding.subject.keyFile ?? ''}` } },
      message: { text: '0600 root:root' },
    },
    { logicalLocations: [{ fullyQualifiedName: 'postconf -n', kind: 'resource' }] },
  ])
})

test('what is suppressed is accepted with its reason; the earlier report tells new from fixed', () => {
  const results = listIn(runOf(EVERYTHING), 'results')
  const suppressed = results.filter((result) => listIn(result, 'suppressions').length > 0)
  assert.deepEqual(
    suppressed.map(({ suppressions }) => suppressions),
    [[{ kind: 'external', status: 'accepted', justification: 'known, replaced in July' }]],
  )
  assert.deepEqual(
    results.map(({ ruleId, baselineState }) => `${String(ruleId)} ${String(baselineState)}`),
    [
      'services.smtp-not-enabled new',
      'key.unreadable new',
      'services.smtp-not-enabled unchanged',
      'services.smtp-not-enabled unchanged',
      'services.smtp-not-enabled unchanged',
      'names.not-covered absent',
    ],
  )
  assert.deepEqual(results.map(({ level }) => level).slice(0, 3), ['error', 'error', 'warning'])
})

test('checks that could not judge are notifications, not results', () => {
  const run = runOf(INCOMPLETE, 'ja')
  assert.deepEqual(listIn(run, 'results'), [])
  const [first] = listIn(run, 'invocations', '0', 'toolExecutionNotifications')
  assert.equal(first?.['level'], 'warning')
  assert.match(JSON.stringify(first['message']), /services\.smtp-not-enabled: 証明書ストアを読み取れませんでした。/)
})

test('it stays valid, without placeholders or links, whatever a name holds', () => {
  fc.assert(
    fc.property(EVIL, (evil) => {
      const run = runOf(withWords(EVERYTHING, evil))
      for (const { message } of listIn(run, 'results')) {
        assert.ok(isObject(message))
        const text = String(message['text']).replaceAll('{{', '').replaceAll('}}', '')
        assert.doesNotMatch(text, /[{}]|(?<!\\)\]\(/)
      }
    }),
  )
})
