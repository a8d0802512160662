/** What happened, in one order, out of files of all kinds. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { assemble } from '../../src/evidence/assemble.ts'
import { gather } from '../../src/evidence/gather.ts'
import { happeningText } from '../../src/model/timeline.ts'
import type { Report } from '../../src/model/finding.ts'
import { render, type ReportFormat } from '../../src/report/render.ts'
import { collected, OWN } from './bundles/host.ts'
import { eventText, eventXml, saved, type Files, type LoggedEvent } from './bundles/windows.ts'
import { sourceOf } from './text-source.ts'

const STRANGER = { id: 2018, strings: ['CN=edge1', '192.0.2.40'] }
const STOPPED = { id: 7036, source: 'Service Control Manager', strings: ['Microsoft Exchange Transport', 'stopped'] }
const COMMAND = { id: 1, source: 'MSExchange CmdletLogs', strings: ['Enable-ExchangeCertificate', '{Services=IIS}'] }

const xml = (events: readonly LoggedEvent[]) => ({
  'events.xml': saved(eventXml('HUB1.corp.example', events), 'utf-8'),
})

async function reportOf(files: Files, written: Readonly<Record<string, string>> = {}): Promise<Report> {
  async function* sources() {
    for (const [name, bytes] of Object.entries(files)) {
      const modifiedAt = written[name]
      yield await Promise.resolve({ ...sourceOf(bytes, name), ...(modifiedAt === undefined ? {} : { modifiedAt }) })
    }
  }
  const { files: read, observations } = await gather(sources())
  const [facts] = assemble(observations, { files: read, nowIso: '2026-11-24T00:00:00.000Z' })
  assert.ok(facts !== undefined)
  return diagnose(facts, { source: 'evidence' })
}

function told({ timeline }: Report): readonly string[] {
  return (timeline?.entries ?? []).map((entry) => `${entry.at.slice(0, 10)} ${entry.what} x${String(entry.count)}`)
}

describe('the order of events', () => {
  test('joins certificates, commands, services and events of all files, and counts what repeats', async () => {
    const days = ['2026-11-18', '2026-11-19', '2026-11-20']
    const report = await reportOf(
      collected({
        events: [{ id: 1037, text: '-', day: '2026-11-19' }],
        more: xml([
          ...days.map((day) => ({ ...STRANGER, day })),
          { ...COMMAND, day: '2026-11-17' },
          { ...STOPPED, day: '2026-11-16' },
        ]),
      }),
    )
    assert.deepEqual(told(report), [
      '2025-12-17 certificate.begins x1',
      '2026-11-16 service.changed x1',
      '2026-11-17 command.run x1',
      '2026-11-18 event.logged x3',
      '2026-11-19 event.logged x1',
    ])
    assert.equal(report.timeline?.firstFailure, 3)
    assert.deepEqual(report.timeline.before, [0, 1, 2])
    const [, , , failure] = report.timeline.entries
    assert.equal(failure?.until?.slice(0, 10), '2026-11-20')
    assert.equal(failure.evidence.source, 'events.xml')
    assert.ok((failure.evidence.line ?? 0) > 0)
  })

  test('begins what goes on after a change anew', async () => {
    const events = [
      { ...STRANGER, day: '2026-11-17' },
      { ...COMMAND, day: '2026-11-18' },
      { ...STRANGER, day: '2026-11-19' },
    ]
    const report = await reportOf(collected({ more: xml(events) }))
    assert.deepEqual(told(report).slice(1), [
      '2026-11-17 event.logged x1',
      '2026-11-18 command.run x1',
      '2026-11-19 event.logged x1',
    ])
  })

  test('marks what still goes on, not what ended long ago', async () => {
    const events = [
      { ...STRANGER, day: '2026-01-10' },
      { id: 2018, strings: ['CN=edge2', '192.0.2.41'], day: '2026-11-19' },
    ]
    const { timeline } = await reportOf(collected({ more: xml(events) }))
    assert.equal(timeline?.entries[timeline.firstFailure ?? -1]?.at.slice(0, 10), '2026-11-19')
  })

  test('dates a value that another file contradicts by the file that was written later', async () => {
    const files = collected({ certificates: [{ ...OWN, services: 'IIS' }] })
    const before = collected()['certificates.txt'] ?? new Uint8Array()
    const names = [...Object.keys(files), 'before.txt']
    const written = Object.fromEntries(names.map((name) => [name, '2026-11-20T10:00:00.000Z']))
    const report = await reportOf(
      { ...files, 'before.txt': before },
      { ...written, 'before.txt': '2026-11-10T10:00:00.000Z' },
    )
    const changed = report.timeline?.entries.find(({ what }) => what === 'reading.changed') ?? assert.fail()
    assert.equal(changed.at, '2026-11-20T10:00:00.000Z')
    assert.match(happeningText(changed, 'en'), /Services .* is IIS in this file; it was IMAP, POP, SMTP in before\.txt/)
  })

  test('stays within bounds, keeps the first failure, and says how much is missing', async () => {
    const many = Array.from({ length: 900 }, (_, at) => ({
      ...STOPPED,
      strings: ['Microsoft Exchange Transport', String(at)],
      day: `2026-10-${String(1 + (at % 28)).padStart(2, '0')}`,
    }))
    const { timeline } = await reportOf(collected({ more: xml([...many, { ...STRANGER, day: '2026-10-15' }]) }))
    assert.ok(timeline !== undefined)
    assert.equal(timeline.entries.length, 200)
    assert.equal(timeline.omitted, 702)
    assert.equal(timeline.entries[timeline.firstFailure ?? -1]?.what, 'event.logged')
  })

  test('is in every format people read, in both languages, with places, and says what has no zone', async () => {
    const report = await reportOf(
      collected({
        language: 'ja',
        events: [{ ...STRANGER, day: '2026-11-19' }],
        more: xml([{ ...STOPPED, day: '2026-11-16' }]),
      }),
    )
    for (const format of ['text', 'html', 'markdown'] as const satisfies readonly ReportFormat[]) {
      const english = render(format, report, { lang: 'en', width: 400 })
      for (const words of [
        'What happened, in order',
        'the first failure',
        'changed before the first failure',
        'events.xml:',
        'Printed without a zone',
      ])
        assert.ok(english.includes(words), `${format} lacks ${words}`)
      const japanese = render(format, report, { lang: 'ja', width: 400 })
      for (const words of ['時系列', '最初の障害', '最初の障害の前の変更', 'タイム ゾーンの記載がない'])
        assert.ok(japanese.includes(words), `${format} lacks ${words}`)
    }
    const json: unknown = JSON.parse(render('json', report, { lang: 'ja' }))
    assert.ok(typeof json === 'object' && json !== null && 'timeline' in json)
    assert.match(
      JSON.stringify(json.timeline),
      /"role":"failure","isLocal":true,"text":"MSExchangeTransport がイベント 2018/,
    )
  })

  test('leaves dates out that may be two days, and says where they stand', async () => {
    const text = eventText('en', 'HUB1', [{ ...STRANGER, day: '2026-03-04' }]).replace('3/4/2026', '03/04/2026')
    const report = await reportOf({
      'ipconfig.txt': collected()['ipconfig.txt'] ?? new Uint8Array(),
      'e.txt': saved(text, 'utf-8'),
    })
    assert.deepEqual(told(report), [])
    assert.equal(report.timeline?.ambiguous[0]?.source, 'e.txt')
  })
})

describe('the product', () => {
  const header = (version: string) => ({
    'RECV.LOG': saved(
      `#Software: Microsoft Exchange Server\n#Version: ${version}\n#Log-type: SMTP Receive Protocol Log\n#Date: 2026-11-20T00:00:00.000Z\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n2026-11-20T10:00:00.000Z,HUB1\\Default HUB1,08CE1F2A3B4C5D6E,0,192.0.2.11:25,192.0.2.40:3011,+,,\n`,
      'utf-8',
    ),
  })

  for (const [what, more, expected] of [
    ['a protocol log of 2010', header('14.0.0.0'), { era: '2010', source: 'RECV.LOG', line: 2 }],
    ['a protocol log of 2016', header('15.01.2507.006'), { version: '15.1', era: '2016', source: 'RECV.LOG', line: 2 }],
    [
      'a protocol log that all later versions write',
      header('15.0.0.0'),
      { era: '2013 or later', source: 'RECV.LOG', line: 2 },
    ],
    [
      'the front end transport',
      xml([{ id: 12_014, source: 'MSExchangeFrontEndTransport', strings: ['a', 'b', 'a'] }]),
      { era: '2013 or later', source: 'events.xml', line: 2 },
    ],
    ['nothing', {}, { era: 'unknown' }],
  ] as const)
    test(`is told by ${what}, with its place`, async () => {
      const report = await reportOf(collected({ more }))
      const { evidence, ...product } = report.subject.product ?? assert.fail()
      const place = evidence === undefined ? {} : { source: evidence.source, line: evidence.line }
      assert.deepEqual({ ...product, ...place }, expected)
      const header = render('text', report, { lang: 'en', width: 200 }).split('\n\n')[0] ?? ''
      assert.ok(header.includes('Exchange '), header)
    })
})
