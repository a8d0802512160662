/** stunnel as a peer: it shows a certificate of the directory and pins ours, so both sides trust by certificate alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '../durability/gateways.ts'
import { dialClient } from '../gateway/harness.ts'
import { prepareHub } from './hub.ts'
import { makePeer } from './peer.ts'
import { openRecorder, RECORDER_EHLO } from './recorder.ts'
import { openTunnel } from './stunnel.ts'

const EHLO = 'EHLO mail.peer.example\r\n'

test('stunnel with a certificate of the directory is trusted, another is told why not', async (t) => {
  const recorder = await openRecorder(t)
  const peer = await makePeer(t, 'mx.peer.example')
  const stranger = await makePeer(t, 'mx.peer.example')
  const hub = await prepareHub(t, {
    name: 'hub1.corp.example',
    receive: { Default: { backend: recorder.address, handoff: 'proxy-v2' } },
  })
  hub.add(peer)
  await hub.gateway.start()
  const settings = { to: hub.address('Default'), expects: hub.certificate }

  await t.test('the published certificate: a message goes through the tunnel', async (inner) => {
    const tunnel = await openTunnel(inner, { ...settings, peer })
    const client = await dialClient(inner, tunnel.port)
    assert.match(await client.reply(), /^220 hub1\.corp\.example ESMTP\r\n$/)
    assert.equal(await client.ask(EHLO), RECORDER_EHLO)
    for (const command of ['MAIL FROM:<alice@peer.example>', 'RCPT TO:<bob@one.example>'])
      assert.match(await client.ask(`${command}\r\n`), /^250 /)
    assert.match(await client.ask('DATA\r\n'), /^354 /)
    const text = 'Subject: through stunnel\r\n\r\nhello\r\n.\r\n'
    assert.equal(await client.ask(text), '250 2.0.0 Taken\r\n')
    assert.match(await client.ask('QUIT\r\n'), /^221 /)
    const [recording] = recorder.recordings
    assert.deepEqual([recording?.peer?.identity, recording?.texts], [peer.name, [Buffer.from(text)]])
    assert.match(tunnel.log(), /Certificate accepted at depth=0/)
  })

  await t.test("a stranger's certificate: 454 with event and cause comes through the tunnel", async (inner) => {
    const tunnel = await openTunnel(inner, { ...settings, peer: stranger })
    const client = await dialClient(inner, tunnel.port)
    assert.match(await client.reply(), /^220 /)
    assert.match(
      await client.ask(EHLO),
      /^454 4\.7\.0 Direct trust failed \(event 1036, cause peer\.not-in-directory\)/,
    )
    assert.equal(recorder.recordings.length, 1)
  })

  await t.test('a stunnel that pins another certificate does not talk to the gateway', async (inner) => {
    const tunnel = await openTunnel(inner, { ...settings, peer, expects: stranger.certificate })
    const client = await dialClient(inner, tunnel.port)
    assert.doesNotMatch(await client.say(EHLO).rest(), /250/)
    await until('stunnel has said why', () => tunnel.log().includes('certificate verify failed'))
    assert.equal(recorder.recordings.length, 1)
  })
})
