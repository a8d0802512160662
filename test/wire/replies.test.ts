import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { capabilitiesOf, filterEhlo, isRewritten } from '../../src/wire/ehlo.ts'
import { formatReply, ReplyReader } from '../../src/wire/replies.ts'

function read(text: string, linesMax = 10) {
  const reader = new ReplyReader({ lineBytesMax: 80, linesMax })
  reader.push(Buffer.from(text, 'latin1'))
  return reader.next()
}

test('a reply of several lines is one value, wherever it was split', () => {
  const text = '250-hub1.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n'
  for (let at = 0; at <= text.length; at += 1) {
    const reader = new ReplyReader({ lineBytesMax: 80, linesMax: 10 })
    reader.push(Buffer.from(text.slice(0, at)))
    const early = reader.next()
    reader.push(Buffer.from(text.slice(at)))
    const reply = early ?? reader.next()
    assert.deepEqual(reply, { kind: 'reply', reply: { code: 250, lines: ['hub1.example', 'SIZE 1000', 'STARTTLS'] } })
  }
})

test('bytes behind a reply stay visible', () => {
  const reader = new ReplyReader({ lineBytesMax: 80, linesMax: 10 })
  reader.push(Buffer.from('220 ready\r\n250 injected\r\n'))
  assert.equal(reader.next()?.kind, 'reply')
  assert.equal(reader.residualBytes, '250 injected\r\n'.length)
  assert.equal(reader.takeResidual().toString('latin1'), '250 injected\r\n')
  assert.equal(reader.residualBytes, 0)
})

test('what is no reply is said to be none', () => {
  assert.deepEqual(read('HTTP/1.1 200 OK\r\n'), { kind: 'problem', problem: 'not-a-reply' })
  assert.deepEqual(read('250-a\r\n251 b\r\n'), { kind: 'problem', problem: 'not-a-reply' })
  assert.deepEqual(read(`250 ${'x'.repeat(90)}`), { kind: 'problem', problem: 'line-too-long' })
  assert.deepEqual(read('250-a\r\n250-b\r\n250-c\r\n', 2), { kind: 'problem', problem: 'too-many-lines' })
})

test('no text can add a line to a reply', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 40 }), { minLength: 1, maxLength: 5 }), (texts) => {
      const lines = formatReply(454, texts).split('\r\n')
      assert.equal(lines.length, texts.length + 1)
      assert.ok(lines.slice(0, -1).every((line) => /^454[ -][\x20-\x7e]*$/.test(line)))
    }),
  )
})

test('keywords of the hop between gateway and server never reach the peer', () => {
  const reply = {
    code: 250,
    lines: [
      'mx',
      'PIPELINING',
      'starttls',
      'XCLIENT NAME ADDR',
      'XFORWARD NAME',
      'AUTH PLAIN',
      'AUTH=LOGIN',
      'X-EXPS GSSAPI',
      'X-ANONYMOUSTLS',
      'SIZE 10',
      'CHUNKING',
    ],
  }
  assert.deepEqual(filterEhlo(reply).lines, ['mx', 'PIPELINING', 'SIZE 10', 'CHUNKING'])
  assert.deepEqual(filterEhlo(reply, ['STARTTLS']).lines.at(-1), 'STARTTLS')
  assert.equal(capabilitiesOf(reply).get('XCLIENT'), 'NAME ADDR')
})

test('a STARTTLS overwritten by a firewall is told from one never offered', () => {
  assert.equal(isRewritten({ code: 250, lines: ['mx', 'XXXXXXXA', 'SIZE'] }), true)
  assert.equal(isRewritten({ code: 250, lines: ['mx', 'XXXXXXXX'] }), true)
  assert.equal(isRewritten({ code: 250, lines: ['mx', 'XCLIENT', 'SIZE'] }), false)
})
