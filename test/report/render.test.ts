import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isReportFormat, render, REPORT_FORMATS } from '../../src/report/render.ts'
import { EVERYTHING, REPORTS } from './samples.ts'

test('every format writes every report in both languages, the same each time, and ends its last line', () => {
  for (const report of Object.values(REPORTS)) {
    for (const format of REPORT_FORMATS) {
      for (const lang of ['en', 'ja'] as const) {
        const text = render(format, report, { lang })
        assert.match(text, /[^\n]\n$/, format)
        assert.equal(render(format, report, { lang }), text)
      }
    }
  }
})

test('every format speaks the language that was asked for', () => {
  const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u
  for (const format of REPORT_FORMATS.filter((each) => each !== 'html')) {
    assert.doesNotMatch(render(format, EVERYTHING, { lang: 'en' }), kana, format)
    assert.match(render(format, EVERYTHING, { lang: 'ja' }), kana, format)
  }
})

test('a format that nobody writes is none', () => {
  assert.deepEqual(['text', 'html', 'pdf', 'toString'].filter(isReportFormat), ['text', 'html'])
})
