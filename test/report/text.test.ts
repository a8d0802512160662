import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { displayWidth } from '../../src/core/layout.ts'
import type { Lang } from '../../src/core/text.ts'
import { findingTitle, findingWhy, remedyText } from '../../src/model/finding-text.ts'
import { entryOf, type Finding, type FindingId, type Report } from '../../src/model/finding.ts'
import type { Style } from '../../src/report/manner.ts'
import { textReport } from '../../src/report/text.ts'
import { EVIL, withWords } from './hostile.ts'
import { EVERYTHING, findingOf, HEALTHY, INCOMPLETE, ONE_CAUSE } from './samples.ts'

const english = (report: Report, more = {}): string => textReport(report, { lang: 'en', ...more })
const japanese = (report: Report, more = {}): string => textReport(report, { lang: 'ja', ...more })

test('a healthy host is a verdict and a count', () => {
  assert.deepEqual(english(HEALTHY).split('\n'), [
    'TRUSTED  hub1.corp.example: direct trust works.',
    '2026-06-01 12:00:00 UTC, looked at live',
    '',
    '2 checks: 2 passed',
    '',
  ])
  assert.deepEqual(japanese(HEALTHY).split('\n'), [
    '信頼されています  hub1.corp.example: 直接信頼は正常に機能しています。',
    '2026-06-01 12:00:00 UTC、稼働中のサーバーを確認',
    '',
    'チェック 2 件: 合格 2 件',
    '',
  ])
})

test('a cause is told with its proof, what was expected and found, its fix, and how to check again', () => {
  const finding = findingOf(ONE_CAUSE, 'key.unreadable')
  const { thumbprint, keyFile, command, title } = wordsOf(finding, 'en')
  const text = textReport(ONE_CAUSE, { lang: 'en', width: 1_000 })
  const places = [
    'NOT TRUSTED  hub1.corp.example: direct trust is broken, and mail between servers stops.\n',
    '1 cause, 3 symptoms\n',
    `✗ key.unreadable  ${title} (critical, proven)\n`,
    `why           ${findingWhy(finding, 'en')}\n`,
    `certificate   ${thumbprint}\n`,
    `key file      ${keyFile}\n`,
    `proof         ${keyFile}  0600 root:root\n`,
    'expected      hubtrust\n',
    'found         root\n',
    'fix           ',
    `                  ${command}\n`,
    '(hubtrust doctor --fix does this)\n',
    'check again   hubtrust doctor --only key.unreadable',
    'more          hubtrust explain key.unreadable\n',
    'explains      event.1037 (14 times), event.2019 (once)\n',
    '· event.1036  was logged; what is found now does not account for it',
    '(3 times, last at ',
    '2 checks: 1 passed, 1 failed\n',
  ]
  assertInOrder(text, places)
})

test('the same cause in Japanese', () => {
  const finding = findingOf(ONE_CAUSE, 'key.unreadable')
  const { command, title } = wordsOf(finding, 'ja')
  assertInOrder(textReport(ONE_CAUSE, { lang: 'ja', width: 1_000 }), [
    '信頼されていません  hub1.corp.example: 直接信頼に障害があり、サーバー間のメールが停止します。\n',
    '原因 1 件、症状 3 件\n',
    `✗ key.unreadable  ${title}(緊急、確認済み)\n`,
    '正しい値           hubtrust\n',
    `                       ${command}\n`,
    '(hubtrust doctor --fix で自動的に実行できます)\n',
    '再確認             hubtrust doctor --only key.unreadable',
    '説明できる症状     event.1037 (14 回)、event.2019 (1 回)\n',
    'チェック 2 件: 合格 1 件、不合格 1 件\n',
  ])
})

function wordsOf(finding: Finding, lang: Lang) {
  const [remedy] = finding.remedies
  return {
    thumbprint: finding.subject.certificate ?? '-',
    keyFile: finding.subject.keyFile ?? '-',
    title: findingTitle(finding, lang),
    command: remedy === undefined ? '-' : (remedyText(remedy, lang).commands[0] ?? '-'),
  }
}

function assertInOrder(text: string, parts: readonly string[]): void {
  let from = 0
  for (const part of parts) {
    const at = text.indexOf(part, from)
    assert.ok(at >= 0, `${part} is missing or in another place:\n${text}`)
    from = at + part.length
  }
}

test('a consequence stands under its cause and nowhere else', () => {
  const text = english(EVERYTHING)
  const [, own = ''] = text.split('✗ key.unreadable')
  assert.match(own, /explains +event\.1037 \(14 times\), event\.2019 \(once\)\n +services\.smtp-not-enabled: /)
  assert.equal(text.match(/^✗ /gm)?.length, 2)
})

test('what weighs less is a line and its fix, and everything with --all', () => {
  const [, brief = ''] = /\n! services\.smtp-not-enabled([^]*?)\n\n/.exec(english(EVERYTHING)) ?? []
  assert.match(brief, /\(medium, circumstantial, still there\)\n +fix +hubtrust cert enable/)
  assert.doesNotMatch(brief, /check again/)
  const [, whole = ''] = /\n! services\.smtp-not-enabled([^]*?)\n\n/.exec(english(EVERYTHING, { all: true })) ?? []
  assert.match(whole, /other server +hub2\.corp\.example\n +connector +To HUB2\n +direction +outbound\n/)
  assert.match(whole, /check again/)
})

test('what could not be looked at says what is missing and what to do', () => {
  const text = english(INCOMPLETE)
  assert.match(
    text,
    /^UNKNOWN {2}hub1\.corp\.example: nothing that stops mail was found, but not everything could be looked\nat\.\n/,
  )
  assert.match(
    text,
    /\n- not run \(2\) {2}Reading the certificate store failed\. Mend the file or its permissions, then run\n {4}again\. \(EACCES: permission denied\)\n +services\.smtp-not-enabled, key\.unreadable\n/,
  )
  assert.match(japanese(INCOMPLETE), /\n- 未実行 \(2\) {2}証明書ストアを読み取れませんでした。/)
  assert.match(english(EVERYTHING), /\n- undecided {2}What was read does not decide it\. \(two clocks disagree\)\n/)
  assert.match(english(EVERYTHING), /\n! broke {2}The check itself broke\./)
})

test('suppressions, those without use, and the earlier report are told', () => {
  const text = english(EVERYTHING)
  assert.match(text, /\n~ services\.smtp-not-enabled [^~]*\(suppressed: known, replaced in July\)\n/)
  assert.match(text, /\n! Suppressions without use {2}key\.\* 7A3F\*: No finding needs it/)
  assert.match(
    text,
    /\nSince the report of 2026-05-01 00:00:00 UTC\n +fixed +names\.not-covered\n +new +services\.smtp-not-enabled, key\.unreadable\n +still there +none\n/,
  )
})

test('--all lists every check with its claim by area, and every candidate with its steps', () => {
  const text = textReport(ONE_CAUSE, { lang: 'en', all: true, width: 1_000 })
  const claim = (id: FindingId): string => entryOf(id).claim.en
  assertInOrder(text, [
    '\n5B3975651C3CAB92D044C096DC30A1C2D9525497  ✓  ✗  ✓  ✓  ✓  -  published\n',
    '\n✗ 5B3975651C3CAB92D044C096DC30A1C2D9525497  private key readable: key-mode: /var/lib/hubtrust/keys/',
    '\nThis server\n-----------\n',
    `✓ services.smtp-not-enabled  ${claim('services.smtp-not-enabled')}\n`,
    `✗ key.unreadable  ${claim('key.unreadable')} (failed)\n`,
  ])
  assert.doesNotMatch(english(ONE_CAUSE), /Which certificate is used/)
})

test('facts that were taken elsewhere are repaired there', () => {
  const there: Report = { ...ONE_CAUSE, subject: { ...ONE_CAUSE.subject, source: 'facts' } }
  assert.match(english(there), /\(On hub1\.corp\.example, hubtrust doctor --fix does this\)/)
})

test('a repair that did not help is said at the top', () => {
  assert.match(
    english({ ...ONE_CAUSE, exitCode: 4 }),
    /^NOT TRUSTED.*\nA repair was applied, but its check still fails\.\n/,
  )
})

test('a light finding that brings down something grave is a cause', () => {
  const cause = { ...findingOf(ONE_CAUSE, 'key.unreadable'), severity: 'low' } as const
  const grave = { ...cause, key: 'cccccccccccccccc', severity: 'high', causedBy: cause.key } as const
  const text = english({ ...ONE_CAUSE, findings: [cause, grave] })
  assert.match(
    text,
    /^NOT TRUSTED {2}hub1\.corp\.example: direct trust fails for some servers, or will soon\.\n1 cause, /,
  )
})

test('sentences keep to the width; commands and paths are never broken', () => {
  for (const width of [80, 100]) {
    for (const lang of ['en', 'ja'] as const) {
      const long = textReport(EVERYTHING, { lang, width, all: true })
        .split('\n')
        .filter((line) => displayWidth(line) > width)
      for (const line of long) assert.match(line, /hubtrust (cert|doctor) |\/var\/lib\//)
    }
  }
})

test('colour changes nothing but colour', () => {
  const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 }
  const color = (style: Style, text: string): string => `\u001b[${String(codes[style])}m${text}\u001b[0m`
  const painted = textReport(EVERYTHING, { lang: 'en', all: true, color })
  assert.ok(painted.includes('\u001b[31mNOT TRUSTED\u001b[0m'))
  // eslint-disable-next-line no-control-regex -- the escape character starts a colour code
  assert.equal(painted.replace(/\u001b\[\d+m/g, ''), textReport(EVERYTHING, { lang: 'en', all: true }))
})

test('nothing from outside begins a line of its own or steers the terminal', () => {
  fc.assert(
    fc.property(EVIL, (evil) => {
      const text = textReport(withWords(EVERYTHING, `${evil}\nFORGED`), { lang: 'en', all: true, width: 100_000 })
      assert.doesNotMatch(text, /^\s*FORGED/m)
      // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
      assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/)
    }),
  )
})
