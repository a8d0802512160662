/** A real message of a real client goes through the receive connector, and nobody on the way has touched it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prepareHub } from './hub.ts'
import { makePeer, PEER_ADDRESS } from './peer.ts'
import { openRecorder } from './recorder.ts'
import { swaks } from './swaks.ts'

/** Every byte but CR, LF and NUL, lines that begin with dots, the longest line there may be, and more than a TLS record. */
function awkwardMessage(): Buffer {
  const bytes = Buffer.from(
    Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => ![0, 10, 13].includes(byte)),
  )
  const lines = [
    Buffer.from('From: alice@mx.peer.example'),
    Buffer.from('To: bob@two.example'),
    Buffer.from('Subject: =?UTF-8?B?44GT44KT44Gr44Gh44Gv?='),
    Buffer.from('Message-ID: <awkward@mx.peer.example>'),
    Buffer.alloc(0),
    bytes,
    Buffer.from('..a line with one dot, as it goes over the wire'),
    Buffer.from('blanks at the end \t '),
    Buffer.alloc(998, 'x'),
    ...Array.from({ length: 1500 }, (_, line) => Buffer.from(`${String(line)} ${'mail '.repeat(14)}`)),
    Buffer.from('.'),
  ]
  return Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\r\n')]))
}

test('swaks sends a message with a client certificate: it arrives byte for byte, with the identity', async (t) => {
  const recorder = await openRecorder(t)
  const peer = await makePeer(t, 'mx.peer.example')
  const hub = await prepareHub(t, {
    name: 'hub1.corp.example',
    receive: { Default: { backend: recorder.address, handoff: 'proxy-v2' } },
  })
  hub.add(peer)
  await hub.gateway.start()
  const wire = awkwardMessage()
  const sending = { to: hub.address('Default'), peer, expects: hub.certificate, recipient: 'bob@two.example', wire }
  const { status, stdout } = await swaks(sending)
  assert.equal(status, 0, stdout)
  assert.match(stdout, /^=== TLS started with cipher TLSv1\.3/m)
  const [recording, ...others] = recorder.recordings
  assert.deepEqual(others, [])
  assert.deepEqual(recording?.commands, [
    'EHLO mail.mx.peer.example',
    'MAIL FROM:<alice@mx.peer.example>',
    'RCPT TO:<bob@two.example>',
    'DATA',
    'QUIT',
  ])
  assert.deepEqual(recording.texts, [wire])
  assert.deepEqual(
    { address: recording.peer?.address, identity: recording.peer?.identity },
    { address: PEER_ADDRESS, identity: 'mx.peer.example' },
  )

  const stranger = await makePeer(t, 'mx.peer.example')
  const refused = await swaks({ ...sending, peer: stranger })
  assert.notEqual(refused.status, 0)
  assert.match(refused.stdout, /^<~\* 454 4\.7\.0 .*event 1036, cause peer\.not-in-directory/m)
  const unexpected = await swaks({ ...sending, expects: stranger.certificate })
  assert.notEqual(unexpected.status, 0, 'a client that knows another certificate of the gateway does not go on')
  assert.equal(recorder.recordings.length, 1)
})
