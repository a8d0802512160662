import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SAMPLES, THUMBPRINT } from './samples-events.ts'
import { sampleText } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

interface Expected {
  readonly id: number
  readonly time?: string
  readonly strings?: readonly string[]
  readonly line: number
  readonly server?: string
  readonly qualifiers?: number
  readonly recordNumber?: number
  readonly source?: string
}

const SOURCE = 'MSExchangeTransport'
const HUB = { server: 'HUB1.corp.example' }

/** What each sample says; the order is that of the file. */
const GRID: Readonly<Record<string, readonly Expected[]>> = {
  'event-2003-en.txt': [
    { id: 1037, time: '2007-11-20T04:12:07', line: 4, server: 'HUB1' },
    { id: 1036, time: '2007-11-20T16:15:31', strings: ['CN=edge1', '192.0.2.40'], line: 17, server: 'HUB1' },
  ],
  'event-2003-ja.txt': [
    { id: 2019, time: '2007-11-20T04:12:07', line: 4, server: 'HUB1' },
    {
      id: 12014,
      time: '2007-11-20T16:15:31',
      strings: ['mail.corp.example', '', 'hub1.corp.example'],
      line: 17,
      server: 'HUB1',
    },
  ],
  'event-2003-de.txt': [
    { id: 2018, time: '2007-11-20T04:12:07', strings: ['CN=edge1, O=Beispiel', '192.0.2.40'], line: 4, server: 'HUB1' },
  ],
  'event-2003-fr.txt': [{ id: 12015, time: '2007-11-20T04:12:07', strings: [THUMBPRINT], line: 4, server: 'HUB1' }],
  'event-copy-ja.txt': [
    {
      id: 1037,
      time: '2026-11-20T04:12:07Z',
      strings: [THUMBPRINT],
      line: 4,
      qualifiers: 0x8004,
      recordNumber: 88_121,
      ...HUB,
    },
  ],
  'wevtutil.txt': [
    { id: 12017, time: '2026-11-20T04:12:07', strings: [THUMBPRINT, '240'], line: 5, ...HUB },
    { id: 36870, source: 'Schannel', time: '2026-11-20T04:10:00', strings: ['0x8009030d'], line: 20, ...HUB },
  ],
  'winevent-list.txt': [
    {
      id: 1036,
      time: '2026-11-20T04:12:07',
      strings: ['%1', '%2'],
      line: 6,
      qualifiers: 0xc004,
      recordNumber: 4_711,
      ...HUB,
    },
    {
      id: 7036,
      source: 'Service Control Manager',
      time: '2026-11-20T04:14:07',
      line: 32,
      qualifiers: 0x4000,
      recordNumber: 4_713,
      ...HUB,
    },
  ],
  'eventlog-list-de.txt': [
    { id: 1037, time: '2026-11-20T04:12:07', line: 4, qualifiers: 0x8004, recordNumber: 88_121 },
    {
      id: 1036,
      time: '2026-11-20T04:12:08',
      strings: ['CN=edge1, O=Beispiel', '192.0.2.40'],
      line: 16,
      qualifiers: 0xc004,
      recordNumber: 88_122,
    },
  ],
  'eventlog-list.txt': [{ id: 1037, time: '2026-11-20T04:12:07', line: 4, qualifiers: 0x8004, recordNumber: 88_121 }],
  'eventlog-list-ja.txt': [{ id: 1037, time: '2026-11-20T04:12:07', line: 6, recordNumber: 88_121 }],
  'eventlog-columns-ja.txt': [{ id: 1037, time: '2026-11-20T04:12:07', line: 4 }],
  'winevent-table.txt': [
    { id: 1037, time: '2026-11-20T04:12:07', line: 6 },
    { id: 12015, time: '2026-11-20T04:12:09', line: 7 },
  ],
  'eventlog-table.txt': [{ id: 1037, line: 4, qualifiers: 0x8004, recordNumber: 88_121 }],
  'event-table-ja.csv': [
    { id: 2019, time: '2026-11-20T13:12:07', line: 2 },
    { id: 10104, source: 'MSExchange EdgeSync', time: '2026-11-20T13:14:00', strings: ['edge1.corp.example'], line: 5 },
  ],
  'event-table-2003.csv': [
    { id: 1037, time: '2007-11-20T04:12:07', line: 1, server: 'HUB1' },
    { id: 2019, time: '2007-11-20T04:12:09', line: 2, server: 'HUB1' },
  ],
  'event-export.xml': [
    {
      id: 2018,
      time: '2026-11-20T04:12:07.123Z',
      strings: ['CN=edge1, O="Example & Sons"', '192.0.2.40'],
      line: 2,
      qualifiers: 0xc004,
      recordNumber: 4_711,
      ...HUB,
    },
    {
      id: 7036,
      source: 'Service Control Manager',
      time: '2026-11-20T04:14:07Z',
      strings: ['Microsoft Exchange Transport', 'stopped'],
      line: 3,
      qualifiers: 0x4000,
      recordNumber: 4_713,
      ...HUB,
    },
  ],
}

describe('events are read from text', () => {
  for (const [name, expected] of Object.entries(GRID)) {
    test(name, async () => {
      const sample = SAMPLES.find((one) => one.name === name)
      assert.ok(sample)
      const { observations, problems } = await readAll(sample.reader, sourceOf(sample.bytes, name))
      assert.deepEqual(problems, [])
      const events = observations.filter((one) => one.kind === 'event')
      assert.deepEqual(
        events.map(({ source, id, time, strings, evidence, server, qualifiers, recordNumber }) => ({
          source,
          id,
          time,
          strings,
          line: evidence.line,
          server,
          qualifiers,
          recordNumber,
        })),
        expected.map((one) => ({
          source: SOURCE,
          time: undefined,
          strings: [],
          server: undefined,
          qualifiers: undefined,
          recordNumber: undefined,
          ...one,
        })),
      )
      const lines = sampleText(name).split('\n')
      for (const { evidence } of events)
        assert.ok(lines[(evidence.line ?? 0) - 1]?.includes(evidence.quote ?? '?'), evidence.quote)
    })
  }
})

const reader = (name: string) => {
  const sample = SAMPLES.find((one) => one.name === name)
  assert.ok(sample)
  return sample.reader
}

async function timesOf(text: string) {
  const { observations, problems } = await readAll(reader('event-2003-en.txt'), sourceOf(text, 'events.txt'))
  return {
    times: observations.filter((one) => one.kind === 'event').map(({ time }) => time),
    problems: problems.map(({ problem, args, evidence }) => [problem, args['value'], evidence.line]),
  }
}

const block = (date: string, source = SOURCE) =>
  `Event Type:\tWarning\nEvent Source:\t${source}\nEvent ID:\t1037\nDate:\t\t${date}\nTime:\t\t04:12:07\nDescription:\nText.\n\n`

test('a date that may be two days has no time, and is told', async () => {
  assert.deepEqual(await timesOf(block('03/04/2026')), {
    times: [undefined],
    problems: [['ambiguous-date', '03/04/2026 04:12:07', 3]],
  })
})

test('one certain date decides for the whole file, also when its event does not matter', async () => {
  assert.deepEqual(await timesOf(block('03/04/2026') + block('25/04/2026', 'ESENT')), {
    times: ['2026-04-03T04:12:07'],
    problems: [],
  })
})

test('what a description says is not taken for the beginning of another event', async () => {
  const text = `${block('20/04/2026').trimEnd()}\nSource: somewhere else\nType: of thing\nLevel: high\n`
  const { observations } = await readAll(reader('event-2003-en.txt'), sourceOf(text, 'events.txt'))
  const events = observations.filter((one) => one.kind === 'event')
  assert.deepEqual(
    events.map(({ text: words }) => words),
    ['Text.\nSource: somewhere else\nType: of thing\nLevel: high'],
  )
})

test('a table that ends inside of quotation marks is told as cut', async () => {
  const text =
    'Level,Date and Time,Source,Event ID,Task Category\nError,2026-11-20 04:12:07,MSExchangeTransport,1036,1,"Inbound'
  const { problems } = await readAll(reader('event-table-ja.csv'), sourceOf(text, 'events.csv'))
  assert.deepEqual(
    problems.map(({ problem, evidence }) => [problem, evidence.line]),
    [['truncated', 2]],
  )
})

test('XML that ends inside of an event is told as cut, and the events before it are there', async () => {
  const text = sampleText('event-export.xml')
  const { observations, problems } = await readAll(
    reader('event-export.xml'),
    sourceOf(text.slice(0, -200), 'events.xml'),
  )
  assert.deepEqual(
    observations.filter((one) => one.kind === 'event').map(({ id }) => id),
    [2018],
  )
  assert.deepEqual(
    problems.map(({ problem, evidence }) => [problem, evidence.line]),
    [['truncated', 3]],
  )
})
