import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findingTitle } from '../../src/model/finding-text.ts'
import type { Report } from '../../src/model/finding.ts'
import { nagiosReport, nagiosStatus } from '../../src/report/nagios.ts'
import { EVIL, withWords } from './hostile.ts'
import { EVERYTHING, findingOf, HEALTHY, INCOMPLETE, ONE_CAUSE } from './samples.ts'

test('one line says the state, the worst finding and the counts, and has its performance data', () => {
  assert.equal(
    nagiosReport(HEALTHY, { lang: 'en' }),
    'HUBTRUST OK - hub1.corp.example: direct trust works.|findings=0;;;0 critical=0;;;0 high=0;;;0 medium=0;;;0 low=0;;;0 info=0;;;0 symptoms=0;;;0 checks=2;;;0 not_run=0;;;0\n',
  )
  const finding = findingOf(ONE_CAUSE, 'key.unreadable')
  const [words, numbers] = nagiosReport(ONE_CAUSE, { lang: 'en' }).split('|')
  assert.equal(
    words,
    `HUBTRUST CRITICAL - hub1.corp.example: direct trust is broken, and mail between servers stops. [key.unreadable] ${findingTitle(finding, 'en')} 1 cause, 3 symptoms`,
  )
  assert.match(
    numbers ?? '',
    /^findings=1;;;0 critical=1;;;0 high=0;;;0 .* symptoms=3;;;0 checks=2;;;0 not_run=0;;;0\n$/,
  )
})

test('the same in Japanese, with the words monitoring knows left as they are', () => {
  assert.match(
    nagiosReport(INCOMPLETE, { lang: 'ja' }),
    /^HUBTRUST UNKNOWN - hub1\.corp\.example: メールを停止させる.* 未実行 2 件\|findings=0;;;0 .* not_run=2;;;0\n$/,
  )
})

test('its exit status is 0, 1, 2 or 3 as monitoring reads them', () => {
  const status = (exitCode: Report['exitCode']): number => nagiosStatus({ ...HEALTHY, exitCode })
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((code) => status(code === 1 ? 1 : code === 2 ? 2 : code === 3 ? 3 : code === 4 ? 4 : 0)),
    [0, 2, 1, 3, 2],
  )
})

test('it stays one line with one bar and a length that agents do not cut, whatever a name holds', () => {
  fc.assert(
    fc.property(EVIL, fc.constantFrom('en', 'ja'), (evil, lang) => {
      const line = nagiosReport(withWords(EVERYTHING, evil.repeat(40)), { lang })
      assert.match(line, /^HUBTRUST CRITICAL - [^|\n]+\|findings=4;;;0 [a-z_=;0-9 ]+\n$/)
      assert.ok(Array.from(line).length < 500, String(line.length))
    }),
  )
})
