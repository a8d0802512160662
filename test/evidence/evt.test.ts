import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evtReader } from '../../src/evidence/evt.ts'
import { evtCircle, evtFile, evtRecord } from './evt-writer.ts'
import { evtRecords, THUMBPRINT, writtenEvt } from './samples-events.ts'
import { readAll, sourceOf } from './text-source.ts'

const NAME = 'AppEvent.evt'

async function read(bytes: Uint8Array, cuts: readonly number[] = []) {
  const { observations, problems } = await readAll(evtReader, sourceOf(bytes, NAME, cuts))
  const events = observations.filter((one) => one.kind === 'event')
  return {
    events,
    records: observations.find((one) => one.kind === 'collection')?.records,
    numbers: events.map(({ recordNumber, isCarved }) =>
      isCarved === true ? `${String(recordNumber)} carved` : recordNumber,
    ),
    problems: problems.map(({ problem, args, evidence }) => ({ problem, ...args, record: evidence.record })),
  }
}

test('an event comes with its source, id, qualifiers, strings, computer and time', async () => {
  const record = evtRecord(writtenEvt(12, 12014, ['mail.corp.example', '既定の HUB1', 'hub1.corp.example']))
  const { events, problems } = await read(evtFile([record], { oldest: 12, next: 13 }))
  assert.deepEqual(problems, [])
  assert.deepEqual(events, [
    {
      kind: 'event',
      source: 'MSExchangeTransport',
      id: 12014,
      qualifiers: 0x8004,
      recordNumber: 12,
      time: '2007-11-20T04:12:07.000Z',
      hasZone: true,
      server: 'HUB1',
      strings: ['mail.corp.example', '既定の HUB1', 'hub1.corp.example'],
      evidence: {
        source: NAME,
        record: 12,
        quote: 'MSExchangeTransport 12014: mail.corp.example | 既定の HUB1 | hub1.corp.example',
        observedAt: '2007-11-20T04:12:07.000Z',
      },
    },
  ])
})

test('a record that goes round the end is put together, wherever it is cut', async () => {
  const order = { oldest: 5, next: 10 }
  for (const cutAt of [0x38, 80, 100, evtRecord(writtenEvt(7)).length - 4]) {
    const { numbers, problems } = await read(evtCircle(evtRecords(8, 9), evtRecords(5, 7), order, cutAt), [977])
    assert.deepEqual(problems, [], String(cutAt))
    assert.deepEqual(numbers, [8, 9, 5, 6, 7], String(cutAt))
  }
})

test('a log that was open when it was copied says at its newest record what it holds', async () => {
  const bytes = evtFile(evtRecords(1, 6), { oldest: 1, next: 7, isDirty: true, staleNext: 2 })
  const { numbers, problems } = await read(bytes)
  assert.deepEqual(problems, [])
  assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6])
})

test('records of an earlier round are carved, and come last', async () => {
  const left = [...evtRecords(40, 41), evtRecord(writtenEvt(205))]
  const { numbers, records } = await read(evtFile(evtRecords(100, 101), { oldest: 100, next: 102 }, left))
  assert.deepEqual(numbers, [100, 101, '40 carved', '41 carved', '205 carved'])
  assert.equal(records, 5)
})

test('a record that was overwritten is missed by its number', async () => {
  const records = evtRecords(1, 5)
  records[2]?.writeUInt32LE(0, 0)
  const { numbers, problems } = await read(evtFile(records, { oldest: 1, next: 6 }))
  assert.deepEqual(numbers, [1, 2, 4, 5])
  assert.deepEqual(problems, [
    { problem: 'damaged', what: 'records', from: 1, to: 5, read: 4, lost: 1, record: 1 },
    { problem: 'gap', from: 2, to: 4, record: 2 },
  ])
})

test('a log without its beginning and its mark gives everything as carved', async () => {
  const bytes = Buffer.concat([Buffer.alloc(100), ...evtRecords(1, 2)])
  assert.equal(evtReader.recognise({ bytes }), 70)
  const { numbers, problems } = await read(bytes)
  assert.deepEqual(numbers, ['1 carved', '2 carved'])
  assert.deepEqual(problems, [{ problem: 'damaged', what: 'file header', lost: 0, record: undefined }])
})

test('a log of many megabytes is read in windows', async () => {
  const filler = evtRecord({ ...writtenEvt(1), source: 'ESENT', strings: ['x'.repeat(20_000)] })
  const many = Array.from({ length: 120 }, (_, at) => {
    const record = Buffer.from(filler)
    record.writeUInt32LE(at + 1, 8)
    return record
  })
  const bytes = evtFile([...many, evtRecord(writtenEvt(121))], { oldest: 1, next: 122 })
  const { events, records, problems } = await read(bytes, [65_536])
  assert.deepEqual(problems, [])
  assert.equal(records, 121)
  assert.deepEqual(
    events.map(({ strings }) => strings),
    [[THUMBPRINT]],
  )
})

test('a record that promises more strings than it has is missed', async () => {
  const records = evtRecords(1, 3)
  records[1]?.writeUInt16LE(9, 0x1a)
  const { numbers, problems } = await read(evtFile(records, { oldest: 1, next: 4 }))
  assert.deepEqual(numbers, [1, 3])
  assert.deepEqual(
    problems.map(({ problem }) => problem),
    ['damaged', 'gap'],
  )
})
