import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { edgeFrame, EdgeFrameReader, type EdgeFrame } from '../../src/wire/edge-frames.ts'

const ID = 'a'.repeat(32)
const STAMP = 'b'.repeat(64)
const ENTRY = {
  id: ID,
  stamp: STAMP,
  name: 'hub1.corp.example',
  roles: ['hub'],
  addresses: ['hub1.corp.example:25'],
  enabled: true,
  certificates: ['MAA='],
} as const satisfies object
const FRAMES: readonly EdgeFrame[] = [
  { kind: 'open', server: 'hub1.corp.example', purpose: 'push', proof: STAMP },
  { kind: 'open', server: 'hub1.corp.example', purpose: 'look' },
  { kind: 'hello', edge: 'edge1.corp.example', certificates: ['MAA='] },
  { kind: 'have', stamps: { [ID]: STAMP }, isLast: true },
  { kind: 'lease', holder: 'hub1.corp.example', epoch: 7, seconds: 30, isYours: true },
  { kind: 'entry', epoch: 7, entry: ENTRY },
  { kind: 'gone', epoch: 7, ids: [ID] },
  { kind: 'settled', epoch: 7 },
  { kind: 'current', epoch: 7 },
  { kind: 'taken', epoch: 7, isHeld: false },
  {
    kind: 'state',
    entry: { name: 'hub1.corp.example', roles: ['hub'], addresses: [], enabled: true, fingerprints: ['A'.repeat(64)] },
  },
  { kind: 'stated', asOfMs: 0, isStale: false, held: ['hub2.corp.example'] },
  { kind: 'refused', reason: 'expired' },
]

function readAll(chunks: readonly Buffer[]): readonly (EdgeFrame | 'BAD')[] {
  const reader = new EdgeFrameReader()
  const found: (EdgeFrame | 'BAD')[] = []
  for (const chunk of chunks) {
    reader.push(chunk)
    for (let one = reader.next(); one !== undefined; one = reader.next()) {
      if (one.kind === 'bad') return [...found, 'BAD']
      found.push(one.frame)
    }
  }
  return found
}

function framed(body: string): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt32BE(Buffer.byteLength(body))
  return Buffer.concat([header, Buffer.from(body)])
}

test('frames come out as they went in, wherever the stream is split', () => {
  const stream = Buffer.concat(FRAMES.map(edgeFrame))
  assert.deepEqual(readAll(Array.from(stream, (byte) => Buffer.from([byte]))), FRAMES)
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
      const places = cuts.toSorted((left, right) => left - right)
      const chunks = [0, ...places].map((from, at) => stream.subarray(from, places[at] ?? stream.length))
      assert.deepEqual(readAll(chunks), FRAMES)
    }),
  )
})

test('any bytes are read without a throw, and what is bad stays bad', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (chunks) => {
      const reader = new EdgeFrameReader()
      let isBad = false
      for (const chunk of chunks) {
        reader.push(Buffer.from(chunk))
        const one = reader.next()
        if (isBad) assert.equal(one?.kind, 'bad')
        isBad ||= one?.kind === 'bad'
      }
    }),
  )
})

test('a length of nothing or of more than the bound ends the reading before its bytes arrive', () => {
  assert.deepEqual(readAll([Buffer.from([0, 0, 0, 0])]), ['BAD'])
  assert.deepEqual(readAll([Buffer.from([0, 0x10, 0, 1])]), ['BAD'])
  assert.deepEqual(readAll([Buffer.from([0, 0x10, 0, 0])]), [])
})

const REFUSED: Readonly<Record<string, string>> = {
  'is not JSON': '{',
  'is no object': '[]',
  'is of an unknown kind': '{"kind":"write-file"}',
  'has a field nobody knows': JSON.stringify({ kind: 'settled', epoch: 7, more: 1 }),
  'has a negative epoch': JSON.stringify({ kind: 'settled', epoch: -1 }),
  'has a name without letters': JSON.stringify({ kind: 'open', server: '', purpose: 'push' }),
  'has an entry with seventeen certificates': JSON.stringify({
    kind: 'entry',
    epoch: 7,
    entry: { ...ENTRY, certificates: Array.from({ length: 17 }, () => 'MAA=') },
  }),
  'has an entry with a role that does not exist': JSON.stringify({
    kind: 'entry',
    epoch: 7,
    entry: { ...ENTRY, roles: ['owner'] },
  }),
  'names something that is no id': JSON.stringify({ kind: 'gone', epoch: 7, ids: ['../../etc'] }),
  'has a stamp under something that is no id': JSON.stringify({
    kind: 'have',
    stamps: { ['x'.repeat(32)]: STAMP },
    isLast: true,
  }),
}

for (const [what, body] of Object.entries(REFUSED)) {
  test(`a frame that ${what} ends the reading`, () => {
    assert.deepEqual(readAll([Buffer.concat([edgeFrame({ kind: 'current', epoch: 1 }), framed(body)])]), [
      { kind: 'current', epoch: 1 },
      'BAD',
    ])
  })
}
