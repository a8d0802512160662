/** The pitfalls of the hand-off to the server behind. The numbers are those of docs/reference/pitfalls.md. */
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { Secret } from '../../src/core/secret.ts'
import type { Identity } from '../../src/net/tls.ts'
import { bitString, explicit, integer, objectIdentifier, sequence, set, time, utf8String } from '../../src/x509/der.ts'
import { fingerprintOf, thumbprintOf } from '../../src/x509/parse.ts'
import { encodeProxyV2 } from '../../src/wire/proxy-v2.ts'
import { identityOf, indexOf, mailServer, scriptedServer, securedClient, startGateway } from './harness.ts'

const OWN = identityOf('hub1.corp.example')
const HUB2 = identityOf('hub2.corp.example')
const TRUST = { index: indexOf({ 'hub1.corp.example': [OWN], 'hub2.corp.example': [HUB2] }) }

test('12: with PROXY v2 the server behind learns the peer before it greets', async (t) => {
  let header: Buffer | undefined
  const behind = await scriptedServer(t, (socket) => {
    socket.once('data', (chunk: Buffer) => {
      header = chunk
      socket.write('220 behind\r\n')
      socket.once('data', () => socket.write('250 behind\r\n'))
    })
  })
  const { port } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { handoff: 'proxy-v2', backend: { host: '127.0.0.1', port: behind.port } },
  })
  const client = await securedClient(t, { port, identity: HUB2 })
  assert.match(await client.ask('EHLO hub2.corp.example\r\n'), /^250/)
  const { localPort = 0 } = client.tls
  const expected = encodeProxyV2({
    source: { address: '127.0.0.1', port: localPort },
    destination: { address: '127.0.0.1', port },
    tls: { version: 'TLSv1.3', cipher: client.tls.getCipher().standardName, identity: 'hub2.corp.example' },
  })
  assert.deepEqual(header, expected)
})

/** Offers XCLIENT until it got one, as Postfix does for a peer that is no longer authorised. */
function xclientServer(t: Parameters<typeof scriptedServer>[0], { staysOpen = false } = {}) {
  return scriptedServer(t, (socket) => {
    let isTold = false
    socket.write('220 behind\r\n')
    socket.on('data', (chunk: Buffer) => {
      const said = chunk.toString('latin1')
      if (said.startsWith('XCLIENT')) {
        isTold = true
        socket.write('220 behind again\r\n')
      } else if (said.startsWith('EHLO')) {
        const offer = isTold && !staysOpen ? '' : '250-XCLIENT NAME ADDR PORT PROTO HELO LOGIN\r\n'
        socket.write(`250-behind\r\n${offer}250 SIZE\r\n`)
      } else socket.write('250 OK\r\n')
    })
  })
}

test('13: XCLIENT names address and identity of the peer, and starts the dialogue anew', async (t) => {
  const behind = await xclientServer(t)
  const { port } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { handoff: 'xclient', backend: { host: '127.0.0.1', port: behind.port } },
  })
  const client = await securedClient(t, { port, identity: HUB2 })
  assert.equal(await client.ask('EHLO mail.hub2.example\r\n'), '250-behind\r\n250 SIZE\r\n')
  const { localPort = 0 } = client.tls
  assert.equal(
    behind.heard(),
    'EHLO hub1.corp.example\r\n' +
      `XCLIENT NAME=[UNAVAILABLE] PORT=${localPort} HELO=mail.hub2.example PROTO=ESMTP LOGIN=hub2.corp.example ADDR=127.0.0.1\r\n` +
      'EHLO mail.hub2.example\r\n',
  )
})

for (const verb of ['EHLO', 'HELO']) {
  test(`13: a server behind that would take XCLIENT from any peer gets no peer (${verb})`, async (t) => {
    const behind = await xclientServer(t, { staysOpen: true })
    const { port, event } = await startGateway(t, {
      own: OWN,
      trust: TRUST,
      receive: { backend: { host: '127.0.0.1', port: behind.port } },
    })
    const client = await securedClient(t, { port, identity: HUB2 })
    assert.match(await client.say(`${verb} hub2.corp.example\r\n`).rest(), /^451 4\.3\.5 .*30003/)
    assert.equal((await event(30003)).args.verb, 'XCLIENT')
  })
}

test('14: a server behind that does not take the PROXY header is an error, not a stall', async (t) => {
  const behind = await scriptedServer(t, (socket) => {
    socket.once('data', () => socket.end('554 5.5.0 what is this\r\n'))
  })
  const { port, event } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { handoff: 'proxy-v2', backend: { host: '127.0.0.1', port: behind.port } },
  })
  const client = await securedClient(t, { port, identity: HUB2 })
  assert.match(await client.say('EHLO a\r\n').rest(), /^421 4\.3\.2/)
  assert.match(String((await event(30001)).args.reason), /554 5\.5\.0 what is this/)
})

test('19: a name with control characters never reaches the server behind', async (t) => {
  const behind = await mailServer(t)
  const { port } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { backend: { host: '127.0.0.1', port: behind.port } },
  })
  const client = await securedClient(t, { port, identity: HUB2 })
  for (const name of ['a\rRCPT', 'a b', 'a\u0000b', '', 'ü']) assert.match(await client.ask(`EHLO ${name}\r\n`), /^501/)
  assert.equal(behind.connections.length, 0)
})

test('19: a subject with line breaks makes neither a reply nor an event of two lines', async (t) => {
  const { port, event } = await startGateway(t, { own: OWN, trust: TRUST, receive: {} })
  const hostile = hostileIdentity()
  const client = await securedClient(t, { port, identity: hostile })
  const reply = await client.ask('EHLO a\r\n')
  assert.equal(reply.split('\r\n').length, 2)
  const { args } = await event(1036)
  assert.doesNotMatch(String(args.subject), /[\r\n]/)
})

test('25: without a server behind the peer is told to come again, and the event names the server', async (t) => {
  const { port, event } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { backend: { host: '127.0.0.1', port: 1 } },
  })
  const client = await securedClient(t, { port, identity: HUB2 })
  assert.match(await client.say('EHLO hub2.corp.example\r\n').rest(), /^421 4\.3\.2/)
  const { args } = await event(30001)
  assert.equal(args.backend, '127.0.0.1:1')
  assert.match(String(args.reason), /ECONNREFUSED/)
})

test('a server behind that refuses the name is heard, and the peer may greet again', async (t) => {
  let greeted = 0
  const behind = await scriptedServer(t, (socket) => {
    socket.write('220 behind\r\n')
    socket.on('data', () => {
      greeted += 1
      socket.write(greeted === 1 ? '504 5.5.2 need a fully-qualified name\r\n' : '250 behind\r\n')
    })
  })
  const { port } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { backend: { host: '127.0.0.1', port: behind.port } },
  })
  const client = await securedClient(t, { port, identity: HUB2 })
  assert.match(await client.ask('EHLO short\r\n'), /^504/)
  assert.match(await client.ask('EHLO hub2.corp.example\r\n'), /^250/)
})

/** A certificate whose common name tries to write lines of its own. */
function hostileIdentity(): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
  const name = sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String('a\r\n250 OK\r\nb'))))
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.from([1])),
    algorithm,
    name,
    sequence(time(Date.now() - 1000), time(Date.now() + 1e9)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const certificateDer = sequence(body, algorithm, bitString(sign('sha256', body, privateKey)))
  const keyPem = new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  return {
    certificateDer,
    keyPem,
    fingerprint: fingerprintOf(certificateDer),
    thumbprint: thumbprintOf(certificateDer),
  }
}
