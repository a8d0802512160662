import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findingTitle } from '../../src/model/finding-text.ts'
import { entryOf } from '../../src/model/finding.ts'
import { junitReport } from '../../src/report/junit.ts'
import { element, xmlDocument } from '../../src/report/xml.ts'
import { EVIL, withWords } from './hostile.ts'
import { EVERYTHING, findingOf, HEALTHY, INCOMPLETE, ONE_CAUSE, REPORTS } from './samples.ts'
import { elementsOf, readXml, skeletonOf, textOf } from './xml-reader.ts'

test('every check is a test case', () => {
  const suites = readXml(junitReport(HEALTHY, { lang: 'en' }))
  assert.deepEqual(suites.attributes, {
    name: 'Hubtrust doctor report',
    tests: '2',
    failures: '0',
    errors: '0',
    skipped: '0',
    time: '0',
  })
  const [suite] = elementsOf(suites, 'testsuite')
  assert.equal(suite?.attributes['name'], 'This server')
  assert.equal(suite.attributes['timestamp'], '2026-06-01T12:00:00')
  assert.equal(suite.attributes['hostname'], 'hub1.corp.example')
  assert.deepEqual(
    elementsOf(suites, 'testcase').map(({ attributes }) => [attributes['classname'], attributes['name']]),
    (['services.smtp-not-enabled', 'key.unreadable'] as const).map((id) => [
      'hubtrust.own',
      `${id}: ${entryOf(id).claim.en}`,
    ]),
  )
})

test('a check that failed has its finding, the proof and the fix in its text', () => {
  for (const lang of ['en', 'ja'] as const) {
    const finding = findingOf(ONE_CAUSE, 'key.unreadable')
    const [failure] = elementsOf(readXml(junitReport(ONE_CAUSE, { lang })), 'failure')
    assert.equal(failure?.attributes['message'], findingTitle(finding, lang))
    assert.equal(failure.attributes['type'], 'critical')
    const text = textOf(failure)
    assert.match(text, /: \/var\/lib\/hubtrust\/keys\/\w+\.key 0600 root:root\n/)
    assert.match(text, /\nhubtrust cert enable \w+ --services smtp --no-publish\n/)
    assert.match(text, /: hubtrust doctor --only key\.unreadable/)
  }
})

test('not run, undecided and suppressed are skipped with the reason; a broken check is an error', () => {
  const suites = readXml(junitReport(EVERYTHING, { lang: 'en' }))
  const messages = (name: string) => elementsOf(suites, name).map(({ attributes }) => attributes['message'])
  assert.deepEqual(messages('skipped'), [
    'Reading the certificate store failed. Mend the file or its permissions, then run again. (EACCES: permission denied)',
    'Reading the certificate store failed. Mend the file or its permissions, then run again. (EACCES: permission denied)',
    'What was read does not decide it. (two clocks disagree)',
    'not applicable',
    'suppressed (known, replaced in July)',
  ])
  assert.deepEqual(messages('error'), [
    'The check itself broke. That is a mistake in Hubtrust: please report it. (undefined is not a function)',
  ])
  assert.equal(suites.attributes['skipped'], '5')
  assert.equal(suites.attributes['errors'], '1')
  const [japanese] = elementsOf(readXml(junitReport(INCOMPLETE, { lang: 'ja' })), 'skipped')
  assert.match(japanese?.attributes['message'] ?? '', /^証明書ストアを読み取れませんでした。/)
})

test('a consequence says what it follows from', () => {
  const cause = findingOf(EVERYTHING, 'key.unreadable')
  const folded = EVERYTHING.findings.filter(({ causedBy }) => causedBy === cause.key)
  assert.equal(folded.length, 1)
  assert.match(junitReport(EVERYTHING, { lang: 'en' }), /\nfollows from key\.unreadable\n/)
})

test('it is well-formed and keeps its shape, whatever a name holds', () => {
  for (const report of Object.values(REPORTS)) {
    const shape = skeletonOf(readXml(junitReport(withWords(report, 'plain'), { lang: 'en' })))
    fc.assert(
      fc.property(EVIL, (evil) => {
        assert.equal(skeletonOf(readXml(junitReport(withWords(report, evil), { lang: 'en' }))), shape)
      }),
    )
  }
})

test('what XML can hold comes back as it was, in text and in attributes', () => {
  const characters = fc.oneof(
    fc.constantFrom('\t', '\n', '\r', '\r\n', '<', '"', '&lt;', ']]>'),
    fc.string({ unit: 'grapheme' }),
  )
  const texts = fc
    .array(characters)
    .map((pieces) => pieces.join('').replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''))
  fc.assert(
    fc.property(texts, (text) => {
      const root = readXml(xmlDocument(element('a', { b: text }, text)))
      assert.deepEqual({ attributes: root.attributes, text: textOf(root) }, { attributes: { b: text }, text })
    }),
  )
})
