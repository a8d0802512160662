/** The pitfalls of STARTTLS proxying on the sending side. The numbers are those of docs/reference/pitfalls.md. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { TLSSocket, type TLSSocketOptions } from 'node:tls'
import type { Identity } from '../../src/net/tls.ts'
import { credentials, dialClient, identityOf, indexOf, scriptedServer, startGateway } from './harness.ts'

const OWN = identityOf('hub1.corp.example')
const HUB2 = identityOf('hub2.corp.example')
const EDGE1 = identityOf('edge1.corp.example')
const STRANGER = identityOf('stranger.example')
const TRUST = {
  index: indexOf({ 'hub1.corp.example': [OWN], 'hub2.corp.example': [HUB2], 'edge1.corp.example': [EDGE1] }),
  ownFingerprints: [OWN.fingerprint],
}

interface PeerScript {
  readonly identity?: Identity
  readonly ehlo?: string
  readonly answer?: string
  readonly tls?: TLSSocketOptions
  readonly onSecure?: (socket: TLSSocket) => void
}

/** A peer that speaks just enough SMTP to be reached, or not. */
function peer(
  t: TestContext,
  { identity, ehlo = '250-peer\r\n250 STARTTLS\r\n', answer = '220 ready\r\n', tls, onSecure }: PeerScript,
) {
  return scriptedServer(t, (socket) => {
    socket.write('220 peer ESMTP\r\n')
    const onData = (chunk: Buffer) => {
      const said = chunk.toString('latin1')
      if (said.startsWith('EHLO')) socket.write(ehlo)
      if (!said.startsWith('STARTTLS')) return
      socket.off('data', onData)
      socket.removeAllListeners('data')
      socket.write(answer)
      if (identity !== undefined) secureServer(socket, identity, tls, onSecure)
    }
    socket.on('data', onData)
  })
}

function secureServer(
  socket: Socket,
  identity: Identity,
  tls: TLSSocketOptions = {},
  onSecure?: (socket: TLSSocket) => void,
): void {
  const secured = new TLSSocket(socket, {
    isServer: true,
    requestCert: true,
    rejectUnauthorized: false,
    ...credentials(identity),
    ...tls,
  })
  secured.on('error', () => undefined)
  secured.on('data', (chunk: Buffer) => {
    if (chunk.toString('latin1').startsWith('EHLO')) secured.write('250-peer\r\n250 SIZE 42\r\n')
  })
  if (onSecure !== undefined) secured.once('secure', () => onSecure(secured))
}

async function sendThrough(t: TestContext, addresses: readonly { host: string; port: number }[]) {
  const running = await startGateway(t, { own: OWN, trust: TRUST, send: { addresses } })
  const client = await dialClient(t, running.sendPort)
  return { ...running, client }
}

const at = (port: number) => ({ host: '127.0.0.1', port })

test('the certificate of that server opens the pipe, and ours is shown to it', async (t) => {
  const shown: (string | undefined)[] = []
  const { port } = await peer(t, {
    identity: HUB2,
    onSecure: (socket) => shown.push(socket.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '')),
  })
  const { client, events } = await sendThrough(t, [at(port)])
  assert.match(await client.reply(), /^220 hub1\.corp\.example ESMTP to hub2\.corp\.example/)
  assert.match(await client.ask('EHLO local\r\n'), /^250-peer\r\n250 SIZE 42/)
  assert.deepEqual(shown, [OWN.fingerprint])
  assert.deepEqual(events, [])
})

test('2: bytes behind the answer to STARTTLS are somebody else speaking: nothing is sent', async (t) => {
  for (const answer of ['220 ready\r\n250 injected\r\n', '220 ready\r\n250-in']) {
    const { port } = await peer(t, { identity: HUB2, answer })
    const { client, event } = await sendThrough(t, [at(port)])
    assert.match(await client.rest(), /^421 .*event 2018, cause handshake\.protocol.*bytes after the answer/)
    assert.equal((await event(2018)).cause, 'handshake.protocol')
  }
})

test('4: a peer that offers no STARTTLS gets nothing in clear, and the cause is named', async (t) => {
  const peerServer = await peer(t, { ehlo: '250-peer\r\n250 SIZE 42\r\n' })
  const { client, event } = await sendThrough(t, [at(peerServer.port)])
  assert.match(await client.rest(), /^421 .*cause handshake\.starttls-not-offered/)
  assert.equal((await event(2018)).cause, 'handshake.starttls-not-offered')
  assert.equal(peerServer.heard(), 'EHLO hub1.corp.example\r\n')
})

test('4: a STARTTLS overwritten on the way is told from one never offered', async (t) => {
  const { port } = await peer(t, { ehlo: '250-peer\r\n250-XXXXXXXA\r\n250 SIZE 42\r\n' })
  const { client, event } = await sendThrough(t, [at(port)])
  assert.match(await client.rest(), /^421 .*cause handshake\.verb-rewritten/)
  assert.equal((await event(2018)).cause, 'handshake.verb-rewritten')
})

test('4: a peer that refuses STARTTLS after offering it gets nothing in clear', async (t) => {
  const peerServer = await peer(t, { answer: '454 4.7.0 TLS not available\r\n' })
  const { client } = await sendThrough(t, [at(peerServer.port)])
  assert.match(await client.rest(), /^421 .*handshake\.protocol.*454 4\.7\.0 TLS not available/)
  assert.equal(peerServer.heard(), 'EHLO hub1.corp.example\r\nSTARTTLS\r\n')
})

test('the certificate of another server of the directory is not enough', async (t) => {
  const { port } = await peer(t, { identity: EDGE1 })
  const { client, event } = await sendThrough(t, [at(port)])
  assert.match(
    await client.rest(),
    /^421 .*event 2018, cause peer\.wrong-server.*which belongs to edge1\.corp\.example/,
  )
  const { cause, args, proof } = await event(2018)
  assert.equal(cause, 'peer.wrong-server')
  assert.equal(args.thumbprint, EDGE1.thumbprint)
  assert.equal(proof?.['server'], 'edge1.corp.example')
})

test('an unknown certificate is refused by name', async (t) => {
  const { port } = await peer(t, { identity: STRANGER })
  const { client, event } = await sendThrough(t, [at(port)])
  assert.match(await client.rest(), /^421 .*cause peer\.not-in-directory/)
  assert.equal((await event(2018)).args.subject, 'CN=stranger.example')
})

test('6: no session is offered for resumption: the peer shows its certificate each time', async (t) => {
  const reused: boolean[] = []
  const { port } = await peer(t, { identity: HUB2, onSecure: (socket) => reused.push(socket.isSessionReused()) })
  const { client, sendPort } = await sendThrough(t, [at(port)])
  await client.reply()
  await client.ask('EHLO local\r\n')
  const again = await dialClient(t, sendPort)
  await again.reply()
  await again.ask('EHLO local\r\n')
  assert.deepEqual(reused, [false, false])
})

test('23: the name of the server in the directory is sent as SNI', async (t) => {
  const names: string[] = []
  const { port } = await peer(t, {
    identity: HUB2,
    tls: {
      SNICallback: (name, done) => {
        names.push(name)
        done(null)
      },
    },
  })
  const { client } = await sendThrough(t, [at(port)])
  await client.reply()
  assert.deepEqual(names, ['hub2.corp.example'])
})

test('27: a send connector that reaches this very server says so', async (t) => {
  const { port } = await peer(t, { identity: OWN })
  const { client, event } = await sendThrough(t, [at(port)])
  assert.match(await client.rest(), /^421 /)
  assert.equal((await event(2018)).proof?.['reason'], 'own-certificate')
})

test('addresses are tried in order until one shows the right certificate', async (t) => {
  const wrong = await peer(t, { identity: STRANGER })
  const right = await peer(t, { identity: HUB2 })
  const closed = await scriptedServer(t, (socket) => socket.destroy())
  const { client, events } = await sendThrough(t, [at(1), at(closed.port), at(wrong.port), at(right.port)])
  assert.match(await client.reply(), /^220/)
  assert.deepEqual(
    events.map(({ id, cause }) => [id, cause]),
    [
      [30011, 'handshake.unreachable'],
      [2018, 'handshake.protocol'],
      [2018, 'peer.not-in-directory'],
    ],
  )
})

test('without a certificate of our own nothing is sent and event 2019 is named', async (t) => {
  const { port, connections } = await peer(t, { identity: HUB2 })
  const { sendPort } = await startGateway(t, { trust: TRUST, send: { addresses: [at(port)] } })
  const client = await dialClient(t, sendPort)
  assert.match(await client.rest(), /^421 .*event 2019/)
  assert.equal(connections.length, 0)
})

test('an expired peer certificate is accepted with event 12019, or refused where the policy says so', async (t) => {
  const expired = identityOf('hub2.corp.example', { notBeforeMs: Date.now() - 10 * 86_400_000, days: 5 })
  const trust = { ...TRUST, index: indexOf({ 'hub2.corp.example': [expired] }) }
  const { port } = await peer(t, { identity: expired })
  const warning = await startGateway(t, { own: OWN, trust, send: { addresses: [at(port)] } })
  assert.match(await (await dialClient(t, warning.sendPort)).reply(), /^220/)
  assert.equal((await warning.event(12019)).args.peer, 'hub2.corp.example')
  const refusing = await startGateway(t, {
    own: OWN,
    trust: { ...trust, expired: 'refuse' },
    send: { addresses: [at(port)] },
  })
  assert.match(await (await dialClient(t, refusing.sendPort)).rest(), /^421 .*cause peer\.expired/)
})

test('a local client that gives up is not waited for', async (t) => {
  const silent = await scriptedServer(t, () => undefined)
  const { client, gateway } = await sendThrough(t, [at(silent.port)])
  client.socket.destroy()
  await once(client.socket, 'close')
  assert.equal(gateway.statistics.open, 0)
})
