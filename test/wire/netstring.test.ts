import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { netstring, NetstringReader } from '../../src/wire/netstring.ts'

const MAX = 64

function readAll(chunks: readonly Buffer[]): readonly string[] {
  const reader = new NetstringReader(MAX)
  const found: string[] = []
  for (const chunk of chunks) {
    reader.push(chunk)
    for (let one = reader.next(); one !== undefined; one = reader.next()) {
      if (one.kind === 'bad') return [...found, 'BAD']
      found.push(one.text)
    }
  }
  return found
}

const bytes = fc.uint8Array({ maxLength: MAX }).map((some) => Buffer.from(some).toString('latin1'))

test('strings come out as they went in, wherever the stream is split', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 8 }), (texts, cuts) => {
      const stream = Buffer.from(texts.map(netstring).join(''), 'latin1')
      const places = cuts.map((cut) => cut % (stream.length + 1)).toSorted((left, right) => left - right)
      const chunks = [0, ...places].map((from, at) => stream.subarray(from, places[at] ?? stream.length))
      assert.deepEqual(readAll(chunks), texts)
      assert.deepEqual(readAll(Array.from(stream, (byte) => Buffer.from([byte]))), texts)
    }),
  )
})

test('any bytes are read without a throw, and what is bad stays bad', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), (chunks) => {
      const reader = new NetstringReader(MAX)
      let isBad = false
      for (const chunk of chunks) {
        reader.push(Buffer.from(chunk))
        for (let count = 0; count < 50; count += 1) {
          const one = reader.next()
          if (isBad) assert.equal(one?.kind, 'bad')
          isBad ||= one?.kind === 'bad'
          if (one === undefined) break
        }
      }
    }),
  )
})

for (const [why, text] of [
  ['no length', ':,'],
  ['a leading zero', '01:a,'],
  ['a sign', '-1:a,'],
  ['a space', ' 1:a,'],
  ['no comma', '1:ab'],
  ['longer than allowed', '65:'],
  ['a length that never ends', '99999999999999999999999999'],
] as const) {
  test(`refused: ${why}`, () => {
    assert.deepEqual(readAll([Buffer.from(text)]), ['BAD'])
    assert.deepEqual(readAll(Array.from(Buffer.from(text), (byte) => Buffer.from([byte]))), ['BAD'])
  })
}

test('a string as long as allowed is read, an empty one too', () => {
  assert.deepEqual(readAll([Buffer.from(`64:${'x'.repeat(64)},0:,`)]), ['x'.repeat(64), ''])
})
