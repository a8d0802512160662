/** The pitfalls of STARTTLS proxying on the receiving side. The numbers are those of docs/reference/pitfalls.md. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { LIMITS } from '../../src/core/limits.ts'
import { dialClient, identityOf, indexOf, mailServer, securedClient, startGateway } from './harness.ts'

const OWN = identityOf('hub1.corp.example')
const HUB2 = identityOf('hub2.corp.example')
const STRANGER = identityOf('stranger.example')
const TRUST = { index: indexOf({ 'hub1.corp.example': [OWN], 'hub2.corp.example': [HUB2] }) }

test('1: bytes behind STARTTLS end the session before TLS, in one write or wherever it is split', async (t) => {
  const behind = await mailServer(t)
  const { port, events } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { backend: { host: '127.0.0.1', port: behind.port } },
  })
  for (const attack of ['STARTTLS\r\nRSET\r\n', 'STARTTLS\r\nMAIL FR', 'EHLO a\r\nSTARTTLS\r\n']) {
    const client = await dialClient(t, port)
    await client.reply()
    const rest = await client.say(attack).rest()
    assert.match(rest, /^503 5\.5\.0/, attack)
    assert.doesNotMatch(rest, /^220/m, attack)
  }
  assert.equal(events.filter(({ id }) => id === 30002).length, 3)
  assert.equal(behind.connections.length, 0)
})

test('1: STARTTLS written byte by byte is an ordinary STARTTLS', async (t) => {
  const behind = await mailServer(t)
  const { port } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { backend: { host: '127.0.0.1', port: behind.port } },
  })
  const client = await dialClient(t, port)
  await client.reply()
  for (const letter of 'EHLO a.example\r\n') client.say(letter)
  assert.match(await client.reply(), /^250/)
  for (const letter of 'STARTTLS\r\n') client.say(letter)
  assert.match(await client.reply(), /^220/)
  await client.upgrade(HUB2)
  assert.match(await client.ask('EHLO hub2.corp.example\r\n'), /^250/)
})

test('3: nothing said before TLS survives it: EHLO is needed again and reaches the server behind once', async (t) => {
  const behind = await mailServer(t)
  const { port } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { backend: { host: '127.0.0.1', port: behind.port } },
  })
  const client = await securedClient(t, { port, identity: HUB2 })
  assert.equal(behind.connections.length, 0)
  assert.match(await client.ask('MAIL FROM:<a@corp.example>\r\n'), /^503/)
  assert.match(await client.ask('EHLO after.corp.example\r\n'), /^250/)
  assert.equal(behind.heard(), 'EHLO after.corp.example\r\n')
})

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`5: the handshake with a stranger is finished and the refusal is readable SMTP (${maxVersion})`, async (t) => {
    const { port, event } = await startGateway(t, { own: OWN, trust: TRUST, receive: {} })
    const client = await securedClient(t, { port, identity: STRANGER, options: { maxVersion } })
    const reply = await client.ask('EHLO stranger.example\r\n')
    assert.equal(
      reply,
      `454 4.7.0 Direct trust failed (event 1036, cause peer.not-in-directory): certificate SHA-256 ${STRANGER.fingerprint}\r\n`,
    )
    assert.match(await client.ask('MAIL FROM:<a@stranger.example>\r\n'), /^454 4\.7\.0/)
    assert.match(await client.ask('QUIT\r\n'), /^221/)
    const { args, cause } = await event(1036)
    assert.equal(cause, 'peer.not-in-directory')
    assert.equal(args.thumbprint, STRANGER.thumbprint)
    assert.equal(args.subject, 'CN=stranger.example')
  })
}

test('5: a peer without a certificate hears that it showed none', async (t) => {
  const { port, event } = await startGateway(t, { own: OWN, trust: TRUST, receive: {} })
  const client = await securedClient(t, { port })
  assert.match(
    await client.ask('EHLO a\r\n'),
    /^454 4\.7\.0 .*cause peer\.no-certificate.*no certificate was presented/,
  )
  assert.equal((await event(1036)).cause, 'peer.no-certificate')
})

test('5: `refusal: reject` answers 550, but doubt is always deferred', async (t) => {
  const certain = await startGateway(t, { own: OWN, trust: TRUST, receive: { refusal: 'reject' } })
  const refused = await securedClient(t, { port: certain.port, identity: STRANGER })
  assert.match(await refused.ask('EHLO a\r\n'), /^550 5\.7\.1/)
  const stale = await startGateway(t, { own: OWN, trust: { ...TRUST, isStale: true }, receive: { refusal: 'reject' } })
  const doubted = await securedClient(t, { port: stale.port, identity: HUB2 })
  assert.match(await doubted.ask('EHLO a\r\n'), /^454 4\.7\.0 .*directory\.stale/)
})

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`6: no session can be resumed, so a certificate is shown and judged every time (${maxVersion})`, async (t) => {
    const behind = await mailServer(t)
    const { port } = await startGateway(t, {
      own: OWN,
      trust: TRUST,
      receive: { backend: { host: '127.0.0.1', port: behind.port } },
    })
    const sessions: Buffer[] = []
    const first = await securedClient(t, { port, identity: HUB2, options: { maxVersion } })
    first.socket.on('session', (session: Buffer) => sessions.push(session))
    assert.match(await first.ask('EHLO hub2.corp.example\r\n'), /^250/)
    first.socket.destroy()
    const [session] = sessions
    const again = await securedClient(t, {
      port,
      identity: undefined,
      options: { maxVersion, ...(session === undefined ? {} : { session }) },
    })
    assert.equal(again.tls.isSessionReused(), false)
    assert.match(await again.ask('EHLO hub2.corp.example\r\n'), /^454 .*peer\.no-certificate/)
  })
}

test('7: before TLS no AUTH and nothing of the server behind; after TLS its list without the keywords of the hop', async (t) => {
  const behind = await mailServer(t, [
    'PIPELINING',
    'STARTTLS',
    'AUTH PLAIN',
    'X-EXPS GSSAPI',
    'X-ANONYMOUSTLS',
    'SIZE 42',
    'CHUNKING',
    'DSN',
  ])
  const { port } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { backend: { host: '127.0.0.1', port: behind.port } },
  })
  const client = await dialClient(t, port)
  await client.reply()
  assert.equal(await client.ask('EHLO a\r\n'), '250-hub1.corp.example\r\n250-STARTTLS\r\n250 ENHANCEDSTATUSCODES\r\n')
  await client.ask('STARTTLS\r\n')
  await client.upgrade(HUB2)
  assert.equal(
    await client.ask('EHLO a\r\n'),
    '250-behind.corp.example\r\n250-PIPELINING\r\n250-SIZE 42\r\n250-CHUNKING\r\n250 DSN\r\n',
  )
})

test('8: who talks before the greeting is shown the door', async (t) => {
  const { port, event } = await startGateway(t, { own: OWN, trust: TRUST, receive: {} })
  const socket = connect({ port, host: '127.0.0.1' })
  t.after(() => socket.destroy())
  socket.write('EHLO early.example\r\n')
  const chunks: readonly unknown[] = await once(socket, 'data')
  assert.match(String(chunks[0]), /^554 5\.5\.0/)
  assert.equal((await event(30002)).args.violation, 'early-talker')
})

test('8: a burst of commands before TLS is refused', async (t) => {
  const { port, event } = await startGateway(t, { own: OWN, trust: TRUST, receive: {} })
  const client = await dialClient(t, port)
  await client.reply()
  assert.match(await client.say('EHLO a\r\nNOOP\r\nSTARTTLS\r\n').rest(), /^503 5\.5\.0/)
  assert.equal((await event(30002)).args.violation, 'bytes-after-command')
})

test('13: XCLIENT and XFORWARD of a peer never pass the gateway', async (t) => {
  const behind = await mailServer(t)
  const { port, events } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { backend: { host: '127.0.0.1', port: behind.port } },
  })
  for (const verb of ['XCLIENT ADDR=192.0.2.1', 'XFORWARD NAME=spike']) {
    const before = await dialClient(t, port)
    await before.reply()
    assert.match(await before.say(`${verb}\r\n`).rest(), /^502/)
    const after = await securedClient(t, { port, identity: HUB2 })
    assert.match(await after.say(`${verb}\r\n`).rest(), /^502/)
  }
  assert.equal(events.filter(({ id }) => id === 30002).length, 4)
  assert.equal(behind.heard(), '')
})

test('18: an endless line and too many commands end the session before TLS', async (t) => {
  const { port, events } = await startGateway(t, { own: OWN, trust: TRUST, receive: {} })
  const endless = await dialClient(t, port)
  await endless.reply()
  assert.match(await endless.say('x'.repeat(LIMITS.commandLineBytesMax + 1)).rest(), /^500 5\.5\.2/)
  const chatty = await dialClient(t, port)
  await chatty.reply()
  for (let said = 0; said < LIMITS.commandsBeforeTlsMax; said += 1) assert.match(await chatty.ask('NOOP\r\n'), /^250/)
  assert.match(await chatty.say('NOOP\r\n').rest(), /^421/)
  const violations = events.flatMap((event) => (event.id === 30002 ? [event.args.violation] : []))
  assert.deepEqual(violations, ['line-too-long', 'too-many-commands'])
})

test('18: one address cannot take all connections', async (t) => {
  const { port } = await startGateway(t, { own: OWN, trust: TRUST, receive: { connectionsPerAddressMax: 2 } })
  const first = await dialClient(t, port)
  const second = await dialClient(t, port)
  await Promise.all([first.reply(), second.reply()])
  const third = await dialClient(t, port)
  assert.match(await third.rest(), /^421 4\.7\.0 Too many connections/)
  first.socket.destroy()
  second.socket.destroy()
})

test('20: on a shared connector an unknown certificate makes its holder anonymous and is recorded, never aborted', async (t) => {
  const behind = await mailServer(t)
  const { port, event } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { mode: 'shared', backend: { host: '127.0.0.1', port: behind.port } },
  })
  const stranger = await securedClient(t, { port, identity: STRANGER })
  assert.match(await stranger.ask('EHLO stranger.example\r\n'), /^250/)
  assert.match(await stranger.ask('MAIL FROM:<a@stranger.example>\r\n'), /^250/)
  assert.equal((await event(30004)).args.reason, 'not-in-directory')
  const nobody = await securedClient(t, { port })
  assert.match(await nobody.ask('EHLO nobody.example\r\n'), /^250/)
})

test('a stranger whose certificate has expired is recorded as such on a shared connector, and stays a stranger', async (t) => {
  const behind = await mailServer(t)
  const { port, event } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { mode: 'shared', backend: { host: '127.0.0.1', port: behind.port } },
  })
  const expired = identityOf('stranger.example', { notBeforeMs: Date.now() - 10 * 86_400_000, days: 5 })
  const stranger = await securedClient(t, { port, identity: expired })
  assert.match(await stranger.ask('EHLO stranger.example\r\n'), /^250/)
  const { args, cause } = await event(12020)
  assert.deepEqual([args.thumbprint, cause], [expired.thumbprint, 'peer.expired'])
})

test('20: a shared connector that takes plaintext shows what the server behind offers, and STARTTLS', async (t) => {
  const behind = await mailServer(t, ['SIZE 42', 'XCLIENTISH'])
  const { port } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { mode: 'shared', plaintext: true, backend: { host: '127.0.0.1', port: behind.port } },
  })
  const client = await dialClient(t, port)
  await client.reply()
  assert.match(await client.ask('EHLO a.example\r\n'), /250-SIZE 42\r\n250-XCLIENTISH\r\n250 STARTTLS\r\n$/)
  assert.equal(await client.ask('MAIL FROM:<a@a.example>\r\n'), '250 2.0.0 heard MAIL FROM:<a@a.example>\r\n')
  const secured = await securedClient(t, { port, identity: HUB2 })
  assert.match(await secured.ask('EHLO hub2.corp.example\r\n'), /^250/)
})

test('21: the certificate request names no issuers, so that nobody holds back a self-signed certificate', async (t) => {
  const { port } = await startGateway(t, { own: OWN, trust: TRUST, receive: {} })
  const openssl = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-starttls', 'smtp', '-tls1_2'])
  t.after(() => openssl.kill())
  openssl.stdin.end('QUIT\r\n')
  assert.match(await text(openssl.stdout), /No client certificate CA names sent/)
})

test('22: ALPN without smtp is rejected, with smtp or none at all is fine', async (t) => {
  const { port } = await startGateway(t, { own: OWN, trust: TRUST, receive: {} })
  await assert.rejects(
    securedClient(t, { port, identity: HUB2, options: { ALPNProtocols: ['http/1.1'] } }),
    /alert|closed|ECONNRESET/i,
  )
  const smtp = await securedClient(t, { port, identity: HUB2, options: { ALPNProtocols: ['smtp'] } })
  assert.equal(smtp.tls.alpnProtocol, 'smtp')
  await securedClient(t, { port, identity: HUB2 })
})

test('23: without SNI, with the MX name or with any other name the same certificate is shown', async (t) => {
  const { port } = await startGateway(t, { own: OWN, trust: TRUST, receive: {} })
  for (const servername of ['', 'mx.corp.example', 'else.example']) {
    const { tls } = await securedClient(t, { port, identity: HUB2, options: { servername } })
    assert.equal(tls.getPeerX509Certificate()?.fingerprint256.replaceAll(':', ''), OWN.fingerprint)
  }
})

test('24: X-ANONYMOUSTLS behaves on the wire as STARTTLS does, attack included', async (t) => {
  const behind = await mailServer(t)
  const { port, event } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { auth: ['tls', 'exchange-server'], backend: { host: '127.0.0.1', port: behind.port } },
  })
  const trusted = await securedClient(t, { port, identity: HUB2, verb: 'X-ANONYMOUSTLS' })
  assert.match(await trusted.ask('EHLO hub2.corp.example\r\n'), /^250/)
  const stranger = await securedClient(t, { port, identity: STRANGER, verb: 'X-ANONYMOUSTLS' })
  assert.match(await stranger.ask('EHLO a\r\n'), /^454 4\.7\.0/)
  const attacker = await dialClient(t, port)
  await attacker.reply()
  assert.match(await attacker.say('X-ANONYMOUSTLS\r\nRSET\r\n').rest(), /^503/)
  assert.equal((await event(30002)).args.violation, 'bytes-after-starttls')
})

test('27: a peer that shows our own certificate is ourselves in a loop', async (t) => {
  const { port, event } = await startGateway(t, {
    own: OWN,
    trust: { ...TRUST, ownFingerprints: [OWN.fingerprint] },
    receive: { mode: 'shared' },
  })
  const loop = await securedClient(t, { port, identity: OWN })
  assert.match(await loop.ask('EHLO hub1.corp.example\r\n'), /^454 4\.7\.0/)
  assert.equal((await event(1036)).proof?.['reason'], 'own-certificate')
})
