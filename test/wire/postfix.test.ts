import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatPolicyReply, PolicyReader } from '../../src/wire/policy.ts'
import { formatSocketmapReply, socketmapRequest } from '../../src/wire/socketmap.ts'

test('a socketmap request is a map and a key, and the key may hold spaces', () => {
  assert.deepEqual(socketmapRequest('tls-policy [a.example]:25'), { map: 'tls-policy', key: '[a.example]:25' })
  assert.deepEqual(socketmapRequest('m a b'), { map: 'm', key: 'a b' })
  assert.deepEqual(socketmapRequest('m '), { map: 'm', key: '' })
  assert.equal(socketmapRequest('m'), undefined)
  assert.equal(socketmapRequest(' key'), undefined)
})

test('socketmap replies are netstrings as Postfix reads them', () => {
  assert.equal(formatSocketmapReply({ kind: 'ok', data: 'secure' }), '9:OK secure,')
  assert.equal(formatSocketmapReply({ kind: 'not-found' }), '9:NOTFOUND ,')
  assert.equal(formatSocketmapReply({ kind: 'temporary', reason: 'away' }), '9:TEMP away,')
  assert.equal(formatSocketmapReply({ kind: 'permanent', reason: 'no' }), '7:PERM no,')
})

test('an answer that Postfix could not use becomes a temporary failure', () => {
  assert.match(formatSocketmapReply({ kind: 'ok', data: '' }), /^\d+:TEMP the answer is empty,$/)
  assert.match(formatSocketmapReply({ kind: 'ok', data: 'x'.repeat(100_000) }), /^\d+:TEMP the answer is longer/)
})

test('whatever a reason holds, a reply is one netstring of printable ASCII', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (reason) => {
      const reply = formatSocketmapReply({ kind: 'temporary', reason })
      const [, length = '', payload = ''] = /^(\d+):(TEMP [ -~]*),$/.exec(reply) ?? []
      assert.equal(payload.length, Number(length))
      assert.ok(payload.length <= 205)
    }),
  )
})

const REQUEST = 'request=smtpd_access_policy\nclient_address=192.0.2.1\nccert_fingerprint=\nsender=a=b@c.example\n\n'

function readAll(chunks: readonly Buffer[], bytesMax = 200): readonly (readonly string[])[] {
  const reader = new PolicyReader(bytesMax)
  const found: (readonly string[])[] = []
  for (const chunk of chunks) {
    reader.push(chunk)
    for (let one = reader.next(); one !== undefined; one = reader.next()) {
      if (one.kind === 'bad') return [...found, ['BAD']]
      const { request } = one
      found.push(['request', 'client_address', 'ccert_fingerprint', 'sender', 'other'].map((name) => request.get(name)))
    }
  }
  return found
}

const READ = ['smtpd_access_policy', '192.0.2.1', '', 'a=b@c.example', '']

test('policy requests are read wherever the stream is split, several at once too', () => {
  const stream = Buffer.from(REQUEST.repeat(3))
  for (let at = 0; at <= stream.length; at += 1)
    assert.deepEqual(
      readAll([stream.subarray(0, at), stream.subarray(at)]),
      [READ, READ, READ],
      `split at ${String(at)}`,
    )
  assert.deepEqual(readAll(Array.from(stream, (byte) => Buffer.from([byte]))), [READ, READ, READ])
})

test('of an attribute that is there twice the first counts, and a value cannot pose as a name', () => {
  const text = 'request=smtpd_access_policy\nhelo_name=sender=x\nsender=first\nsender=second\n\n'
  assert.equal(readAll([Buffer.from(text)])[0]?.[3], 'first')
})

test('a request that does not end is given up, in one piece or byte by byte', () => {
  const text = Buffer.from('x'.repeat(300))
  assert.deepEqual(readAll([text]), [['BAD']])
  assert.deepEqual(readAll(Array.from(text, (byte) => Buffer.from([byte]))), [['BAD']])
  assert.deepEqual(readAll([Buffer.concat([text, Buffer.from('\n\n')])]), [['BAD']])
})

test('any bytes are read without a throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 8 }), (chunks) => {
      readAll(chunks.map((chunk) => Buffer.from(chunk)))
    }),
  )
})

test('a policy reply is one line, whatever the action holds', () => {
  assert.equal(formatPolicyReply('450 4.7.1 a\nb\u00e9'), 'action=450 4.7.1 a?b?\n\n')
})
