import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { eventsOf, evtxReader, Log } from '../../src/evidence/evtx.ts'
import type { EvtxEvent } from '../../src/evidence/evtx-record.ts'
import type { EventDraft } from '../../src/evidence/event-drafts.ts'
import { EventTaker } from '../../src/evidence/event-xml.ts'
import { XmlStream } from '../../src/evidence/xml-stream.ts'
import { CHUNK_BYTES, chunkOf, ChunkWriter, evtxFile, FILE_HEADER_BYTES, type WrittenEvent } from './evtx-writer.ts'
import { realEvidence } from './real-evidence.ts'
import { writtenEvents } from './samples-events.ts'
import { collector, readAll, sourceOf } from './text-source.ts'

const NAME = 'Application.evtx'
const FIRST_RECORD = FILE_HEADER_BYTES + 0x200

async function read(bytes: Uint8Array) {
  const { observations, problems } = await readAll(evtxReader, sourceOf(bytes, NAME))
  const events = observations.filter((one) => one.kind === 'event')
  const log = observations.find((one) => one.kind === 'collection')
  return {
    events,
    log,
    problems: problems.map(({ problem, args, evidence }) => ({ problem, ...args, record: evidence.record })),
  }
}

const numbersOf = (events: readonly { readonly recordNumber?: number }[]) =>
  events.map(({ recordNumber }) => recordNumber)

describe('a whole log', () => {
  for (const style of ['classic', 'manifest', 'plain', 'mixed'] as const) {
    test(`gives the events that matter, with qualifiers, strings and record (${style})`, async () => {
      const { events, log, problems } = await read(evtxFile([chunkOf(writtenEvents(7), style)]))
      assert.deepEqual(problems, [])
      assert.deepEqual(events[1], {
        kind: 'event',
        source: 'MSExchangeTransport',
        id: 1036,
        qualifiers: 0xc004,
        recordNumber: 9,
        time: '2026-11-20T04:12:09.000Z',
        hasZone: true,
        log: 'Application',
        server: 'HUB1.corp.example',
        strings: ['CN=edge1', '192.0.2.40'],
        evidence: {
          source: NAME,
          record: 9,
          quote: 'MSExchangeTransport 1036: CN=edge1 | 192.0.2.40',
          observedAt: '2026-11-20T04:12:09.000Z',
        },
      })
      assert.deepEqual(numbersOf(events), [7, 9])
      assert.equal(log?.records, 3)
      assert.deepEqual([log.from, log.to], ['2026-11-20T04:12:07.123Z', '2026-11-20T04:12:09.000Z'])
    })
  }

  test('keeps the place of an empty string', async () => {
    const event = { ...firstOf(1), strings: ['a', '', 'c', ''] }
    const { events } = await read(evtxFile([chunkOf([event])]))
    assert.deepEqual(events[0]?.strings, ['a', '', 'c', ''])
  })

  test('is silent about services that are not the transport', async () => {
    const service = (record: number, name: string) => ({
      ...firstOf(record),
      source: 'Service Control Manager',
      id: 7036,
      strings: [name, 'stopped'],
    })
    const names = ['Print Spooler', 'Microsoft Exchange Transport', 'MSExchangeTransport', 'Microsoft Exchange-Suche']
    const translated = [
      'Transport Microsoft Exchange',
      'Microsoft Exchange トランスポート',
      'Trasporto di Microsoft Exchange',
    ]
    const services = [...names, ...translated].map((name, at) => service(at + 1, name))
    const { events } = await read(evtxFile([chunkOf(services)]))
    assert.deepEqual(numbersOf(events), [2, 3, 5, 6, 7])
  })

  test('shows commands that can have changed trust, and never a password in them', async () => {
    const command = (record: number, name: string, parameters: string) => ({
      ...firstOf(record),
      source: 'MSExchange CmdletLogs',
      id: 1,
      strings: [name, parameters],
    })
    const commands = [
      command(1, 'Set-Mailbox', '-Identity "a"'),
      command(2, 'Import-ExchangeCertificate', '-FileName "c:\\a.pfx" -Password "Secret-4711"'),
      command(3, 'Get-ExchangeCertificate', ''),
    ]
    const { observations } = await readAll(evtxReader, sourceOf(evtxFile([chunkOf(commands)]), NAME))
    assert.deepEqual(numbersOf(observations.filter((one) => one.kind === 'event')), [2])
    assert.doesNotMatch(JSON.stringify(observations), /Secret-4711/)
    assert.deepEqual(
      observations.filter((one) => one.kind === 'secret').map(({ what, evidence }) => [what, evidence.record]),
      [['password', 2]],
    )
  })
})

function firstOf(record: number): WrittenEvent {
  const [first] = writtenEvents(record)
  assert.ok(first)
  return first
}

describe('a damaged log', () => {
  const chunks = () => [chunkOf(writtenEvents(1)), chunkOf(writtenEvents(4)), chunkOf(writtenEvents(7))]

  test('loses only the record that was hit, and says in which chunk', async () => {
    const bytes = evtxFile(chunks())
    // The size of the second record of the second chunk.
    const second = bytes.indexOf('**\0\0', FIRST_RECORD + CHUNK_BYTES + 1, 'latin1')
    bytes.writeUInt32LE(0xffff, second + 4)
    const { events, problems } = await read(bytes)
    assert.deepEqual(problems, [
      { problem: 'damaged', what: 'chunk 1', chunk: 1, lost: 2, read: 1, from: 4, to: 6, part: 'records', record: 4 },
    ])
    assert.deepEqual(
      events.map(({ recordNumber, isCarved }) => [recordNumber, isCarved]),
      [
        [1, undefined],
        [3, undefined],
        [7, undefined],
        [9, undefined],
        [4, true],
        [6, true],
      ],
    )
  })

  test('is told even when every record can still be read', async () => {
    const bytes = evtxFile(chunks())
    const at = bytes.indexOf(Buffer.from('edge1', 'utf16le'), FIRST_RECORD + CHUNK_BYTES)
    bytes.write('f', at, 'utf16le')
    const { events, problems } = await read(bytes)
    assert.deepEqual(problems, [
      { problem: 'damaged', what: 'chunk 1', chunk: 1, lost: 0, read: 3, from: 4, to: 6, part: 'records', record: 4 },
    ])
    assert.equal(events.find(({ recordNumber }) => recordNumber === 6)?.isCarved, true)
  })

  test('gives what it can of a chunk without its beginning', async () => {
    const bytes = evtxFile(chunks())
    bytes.fill(0, FILE_HEADER_BYTES + CHUNK_BYTES, FILE_HEADER_BYTES + CHUNK_BYTES + 64)
    const { events, problems } = await read(bytes)
    assert.deepEqual(problems, [
      { problem: 'damaged', what: 'chunk 1', chunk: 1, lost: 0, read: 3, part: 'signature', record: undefined },
    ])
    assert.deepEqual(numbersOf(events), [1, 3, 7, 9, 4, 6])
  })

  test('is told when only the header of a chunk was hit', async () => {
    const bytes = evtxFile(chunks())
    bytes.writeUInt8(1, FILE_HEADER_BYTES + CHUNK_BYTES + 0x90)
    const { events, problems } = await read(bytes)
    assert.deepEqual(problems, [
      { problem: 'damaged', what: 'chunk 1', chunk: 1, lost: 0, read: 3, part: 'header', record: undefined },
    ])
    assert.equal(events.find(({ recordNumber }) => recordNumber === 6)?.isCarved, true)
  })

  test('tells numbers that are nowhere', async () => {
    const [first, , third] = chunks()
    assert.ok(first && third)
    const { problems } = await read(evtxFile([first, third]))
    assert.deepEqual(problems, [{ problem: 'gap', from: 3, to: 7, record: 3 }])
  })

  test('has no gap where a full log begins again in its first chunk', async () => {
    const [first, second, third] = chunks()
    assert.ok(first && second && third)
    const { problems } = await read(evtxFile([third, first, second]))
    assert.deepEqual(problems, [])
  })

  test('that was cut off is read up to there', async () => {
    const whole = evtxFile(chunks())
    const { events, problems } = await read(whole.subarray(0, FIRST_RECORD + 2 * CHUNK_BYTES + 60))
    assert.deepEqual(numbersOf(events), [1, 3, 4, 6])
    assert.deepEqual(
      problems.map(({ problem, record }) => [problem, record]),
      [['truncated', 7]],
    )
  })

  test('with a broken header is read by its chunks', async () => {
    const bytes = evtxFile(chunks())
    bytes.writeUInt8(9, 0x20)
    const { events, problems } = await read(bytes)
    assert.deepEqual(numbersOf(events), [1, 3, 4, 6, 7, 9])
    assert.deepEqual(
      problems.map(({ problem }) => problem),
      ['damaged'],
    )
  })

  test('written without checksums is not called damaged', async () => {
    const chunk = chunkOf(writtenEvents(1))
    chunk.writeUInt32LE(5, 0x78)
    chunk.writeUInt32LE(0, 0x7c)
    chunk.writeUInt32LE(0, 0x34)
    const { events, problems } = await read(evtxFile([chunk], { hasNoChecksums: true }))
    assert.deepEqual(problems, [])
    assert.deepEqual(
      events.map(({ isCarved }) => isCarved),
      [undefined, undefined],
    )
  })
})

describe('records beside the live ones', () => {
  function chunkWithLeftovers(leftovers: readonly WrittenEvent[]): Buffer {
    const writer = new ChunkWriter()
    for (const event of writtenEvents(100)) writer.event(event)
    const freeFrom = writer.at
    for (const event of leftovers) writer.event(event)
    return writer.finish(freeFrom, 102)
  }

  test('are handed out as carved', async () => {
    const { events, problems } = await read(evtxFile([chunkWithLeftovers([firstOf(57)])]))
    assert.deepEqual(problems, [])
    assert.deepEqual(
      events.map(({ recordNumber, isCarved }) => [recordNumber, isCarved]),
      [
        [100, undefined],
        [102, undefined],
        [57, true],
      ],
    )
  })

  test('are left out when they are live ones once more', async () => {
    const { events } = await read(evtxFile([chunkWithLeftovers([firstOf(100)])]))
    assert.deepEqual(numbersOf(events), [100, 102])
  })

  test('are live in a log that was copied while it was open, when their numbers go on', async () => {
    const { events } = await read(evtxFile([chunkWithLeftovers([firstOf(103), firstOf(104)])], { isDirty: true }))
    assert.deepEqual(
      events.map(({ recordNumber, isCarved }) => [recordNumber, isCarved]),
      [
        [100, undefined],
        [102, undefined],
        [103, undefined],
        [104, undefined],
      ],
    )
  })

  test('in chunks that the log does not use any more are old', async () => {
    const bytes = evtxFile([chunkOf(writtenEvents(1))])
    const { events, problems } = await read(Buffer.concat([bytes, chunkOf(writtenEvents(50))]))
    assert.deepEqual(problems, [])
    assert.deepEqual(
      events.map(({ recordNumber, isCarved }) => [recordNumber, isCarved]),
      [
        [1, undefined],
        [3, undefined],
        [50, true],
        [52, true],
      ],
    )
  })
})

test('an event that floods is cut, and that is told', async () => {
  const chunks = Array.from({ length: 60 }, (_, at) =>
    chunkOf(
      Array.from({ length: 100 }, (_, index) => ({ ...firstOf(at * 100 + index + 1), time: '2026-11-20T04:12:07Z' })),
    ),
  )
  const { events, log, problems } = await read(evtxFile(chunks))
  assert.equal(events.length, 5_001)
  assert.equal(log?.records, 6_000)
  assert.deepEqual(problems, [
    { problem: 'too-large', what: 'MSExchangeTransport 1037', limit: 5_000, count: 6_000, record: undefined },
  ])
})

async function everyEvent(name: string, bytes: Uint8Array) {
  const { problems, ...findings } = collector()
  const log = new Log(name, findings)
  const live: string[] = []
  let carved = 0
  for await (const { event, isCarved } of eventsOf(sourceOf(bytes, name), log, () => true)) {
    if (isCarved) carved += 1
    else if (event !== 'unwanted') live.push(inShort(event))
  }
  log.tellGaps()
  return { live, carved, problems }
}

/** What both forms of a log tell of an event. XML keeps no CR. */
function inShort(event: EventDraft | EvtxEvent): string {
  const { recordNumber, source, id, qualifiers, log, computer, strings = [] } = event
  const texts = strings.map((text) => text.replaceAll('\r\n', '\n'))
  return JSON.stringify([recordNumber, source, id, qualifiers, log, computer, texts])
}

test('real logs are read to the last record', async () => {
  const folder = realEvidence('evtx')
  const expected: readonly (readonly [name: string, live: number, carved: number, problems: readonly string[]])[] = [
    ['ts-Application.evtx', 366, 9, []],
    ['Application_no_crc32.evtx', 17, 0, []],
    ['MSExchange_Management_wec.evtx', 1, 0, []],
    ['new-user-security.evtx', 4, 0, []],
    [
      'sample_with_a_bad_chunk_magic.evtx',
      129,
      219,
      ['chunk 0', 'chunk 6', 'chunk 7', 'chunk 9', 'chunk 10', 'gap', 'gap'],
    ],
  ]
  for (const [name, live, carved, problems] of expected) {
    const path = join(folder ?? '', name)
    if (folder === undefined || !existsSync(path)) continue
    const found = await everyEvent(name, readFileSync(path))
    assert.deepEqual([found.live.length, found.carved], [live, carved], name)
    assert.deepEqual(
      found.problems.map(({ problem, args }) => args['what'] ?? problem),
      problems,
      name,
    )
  }
  assert.equal(evtxReader.recognise({ bytes: chunkOf(writtenEvents(1)) }), 90)
})

test('a real log says what the export of Windows says', async () => {
  const folder = realEvidence('evtx')
  const exported: string[] = []
  const stream = new XmlStream(
    new EventTaker({ event: (draft) => void exported.push(inShort(draft)), tooLong: () => undefined }),
  )
  stream.push(folder === undefined ? '' : readFileSync(join(folder, 'ts-Application.xml'), 'utf8'))
  stream.end()
  const { live } =
    folder === undefined ? { live: [] } : await everyEvent('ts', readFileSync(join(folder, 'ts-Application.evtx')))
  assert.equal(live.length, exported.length)
  assert.deepEqual(live.filter((one) => !exported.includes(one)).slice(0, 3), [])
})
