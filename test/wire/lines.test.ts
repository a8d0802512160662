import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LineReader, type Line } from '../../src/wire/lines.ts'

function readAll(chunks: readonly Buffer[], lineBytesMax = 64): { lines: Line[]; residual: string } {
  const reader = new LineReader(lineBytesMax)
  const lines: Line[] = []
  for (const chunk of chunks) {
    reader.push(chunk)
    for (let line = reader.next(); line !== undefined; line = reader.next()) {
      lines.push(line)
      if (line.kind === 'too-long') return { lines, residual: '' }
    }
  }
  return { lines, residual: reader.takeResidual().toString('latin1') }
}

test('the same lines come out wherever the stream is split', () => {
  const stream = Buffer.from('EHLO a.example\r\nSTARTTLS\r\n\r\nbare\nMAIL FR', 'latin1')
  const whole = readAll([stream])
  assert.deepEqual(
    whole.lines.map((line) => (line.kind === 'line' ? `${line.text}|${line.ending}` : line.kind)),
    ['EHLO a.example|crlf', 'STARTTLS|crlf', '|crlf', 'bare|lf'],
  )
  assert.equal(whole.residual, 'MAIL FR')
  for (let at = 0; at <= stream.length; at += 1) {
    assert.deepEqual(readAll([stream.subarray(0, at), stream.subarray(at)]), whole, `split at ${at}`)
  }
  assert.deepEqual(readAll(Array.from(stream, (byte) => Buffer.from([byte]))), whole, 'byte by byte')
})

test('any bytes, split anyhow, are read as when they came at once, and never hoarded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(300), { maxLength: 8 }), (bytes, cuts) => {
      const stream = Buffer.from(bytes)
      const points = [0, ...cuts.map((cut) => Math.min(cut, stream.length)).sort((a, b) => a - b), stream.length]
      const chunks = points.slice(1).map((end, at) => stream.subarray(points[at] ?? 0, end))
      const expected = readAll([stream])
      assert.deepEqual(readAll(chunks).lines, expected.lines)
    }),
  )
})

test('a line without end is reported as soon as it reaches the limit', () => {
  const reader = new LineReader(16)
  reader.push(Buffer.from('x'.repeat(15)))
  assert.equal(reader.next(), undefined)
  reader.push(Buffer.from('x'))
  assert.deepEqual(reader.next(), { kind: 'too-long' })
})

test('a line of exactly the limit passes, one byte more does not', () => {
  const fitting = new LineReader(8)
  fitting.push(Buffer.from('123456\r\n'))
  assert.deepEqual(fitting.next(), { kind: 'line', text: '123456', ending: 'crlf' })
  const tooLong = new LineReader(8)
  tooLong.push(Buffer.from('1234567\r\n'))
  assert.deepEqual(tooLong.next(), { kind: 'too-long' })
})
