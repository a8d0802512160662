/** The pitfalls of STARTTLS proxying after the hand-off. The numbers are those of docs/reference/pitfalls.md. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { LIMITS } from '../../src/core/limits.ts'
import {
  dialClient,
  identityOf,
  indexOf,
  mailServer,
  scriptedServer,
  securedClient,
  startGateway,
  type GatewayOptions,
} from './harness.ts'

const OWN = identityOf('hub1.corp.example')
const HUB2 = identityOf('hub2.corp.example')
const TRUST = { index: indexOf({ 'hub1.corp.example': [OWN], 'hub2.corp.example': [HUB2] }) }

/** A trusted session that has become a pipe. */
async function piped(t: TestContext, backendPort: number, receive: GatewayOptions['receive'] = {}) {
  const running = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { backend: { host: '127.0.0.1', port: backendPort }, ...receive },
  })
  const client = await securedClient(t, { port: running.port, identity: HUB2 })
  assert.match(await client.ask('EHLO hub2.corp.example\r\n'), /^250/)
  return { ...running, client }
}

test('9: BDAT payload that looks like commands, and binary bytes, go through untouched', async (t) => {
  const behind = await mailServer(t, ['CHUNKING', 'BINARYMIME'])
  const { client } = await piped(t, behind.port)
  const payload = `QUIT\r\nRSET\r\n.\r\n${randomBytes(200).toString('latin1')}\r\n`
  const before = behind.heard().length
  client.say(`BDAT ${payload.length} LAST\r\n${payload}`)
  client.say('NOOP end\r\n')
  await client.until('heard NOOP end')
  assert.equal(behind.heard().slice(before), `BDAT ${payload.length} LAST\r\n${payload}NOOP end\r\n`)
})

test('10: lines longer than the gateway takes before the hand-off, and 8-bit text, go through after it', async (t) => {
  const behind = await mailServer(t, ['8BITMIME', 'SMTPUTF8', 'DSN'])
  const { client } = await piped(t, behind.port)
  const long = `NOOP ${'ü'.repeat(LIMITS.commandLineBytesMax)}`
  client.socket.write(`${long}\r\n`, 'utf8')
  await client.reply()
  assert.ok(behind.heard().endsWith(`${Buffer.from(long, 'utf8').toString('latin1')}\r\n`))
})

test('11: line endings are neither mended nor added: the server behind sees what the peer wrote', async (t) => {
  const behind = await mailServer(t)
  const { client } = await piped(t, behind.port)
  const before = behind.heard().length
  const smuggled = 'text\n.\nMAIL FROM:<x@y>\r.\rmore\n.\r\n'
  client.say(`${smuggled}NOOP end\r\n`)
  await client.until('heard NOOP end')
  assert.equal(behind.heard().slice(before), `${smuggled}NOOP end\r\n`)
})

test('11: `bareLf: reject` ends a session whose commands before the hand-off have bare line endings', async (t) => {
  const behind = await mailServer(t)
  const { port, event } = await startGateway(t, {
    own: OWN,
    trust: TRUST,
    receive: { bareLf: 'reject', backend: { host: '127.0.0.1', port: behind.port } },
  })
  const client = await dialClient(t, port)
  await client.reply()
  assert.match(await client.say('EHLO a\n').rest(), /^500 5\.5\.2/)
  assert.equal((await event(30002)).args.violation, 'bare-line-ending')
})

test('15: an idle pipe outlives the ten minutes a sender waits for the answer to its final dot', () => {
  assert.ok(LIMITS.idlePipeMs > 10 * 60_000)
  const before: readonly number[] = [LIMITS.commandBeforeTlsMs, LIMITS.handshakeMs]
  assert.ok(before.every((ms) => ms <= 60_000))
})

test('16: a peer that has said everything and closes its half still hears the answer', async (t) => {
  const behind = await scriptedServer(t, (socket) => {
    socket.write('220 behind\r\n')
    socket.once('data', () => socket.write('250 behind\r\n'))
    socket.on('end', () => socket.end('250 2.0.0 queued after the half-close\r\n'))
  })
  const { client } = await piped(t, behind.port)
  client.socket.end('.\r\n')
  assert.equal(await client.rest(), '250 2.0.0 queued after the half-close\r\n')
  assert.ok(behind.heard().endsWith('.\r\n'))
})

test('16: a connection torn down without goodbye ends the session behind it too', async (t) => {
  const behind = await mailServer(t)
  const { client, gateway } = await piped(t, behind.port)
  const [connection] = behind.connections
  assert.ok(connection)
  const closed = once(connection, 'close')
  client.socket.destroy()
  await closed
  await gateway.drain(60_000)
  assert.equal(gateway.statistics.open, 0)
})

test('17: a stalled server behind holds the sender back; nothing piles up in the gateway', async (t) => {
  const total = 100 * 1024 * 1024
  let release: () => void = () => undefined
  const digest = createHash('sha256')
  let received = 0
  const behind = await scriptedServer(t, (socket) => {
    socket.write('220 behind\r\n')
    socket.once('data', () => {
      socket.write('250 behind\r\n')
      socket.removeAllListeners('data')
      socket.pause()
      release = () => {
        socket.on('data', (chunk: Buffer) => {
          digest.update(chunk)
          received += chunk.length
        })
        socket.resume()
      }
    })
    socket.on('end', () => socket.end('250 done\r\n'))
  })
  const { client } = await piped(t, behind.port)
  const chunk = randomBytes(1024 * 1024)
  const expected = createHash('sha256')
  const rssBefore = process.memoryUsage.rss()
  let written = 0
  const writeUntilFull = () => {
    while (written < total) {
      written += chunk.length
      expected.update(chunk)
      if (!client.socket.write(chunk)) return
    }
  }
  writeUntilFull()
  assert.ok(written < 64 * 1024 * 1024, `the sender was held back after ${written} bytes`)
  client.socket.on('drain', writeUntilFull)
  release()
  while (written < total) await once(client.socket, 'drain')
  client.socket.end()
  assert.equal(await client.rest(), '250 done\r\n')
  assert.equal(received, total)
  assert.equal(digest.digest('hex'), expected.digest('hex'))
  const grownBytes = process.memoryUsage.rss() - rssBefore
  assert.ok(grownBytes < 80 * 1024 * 1024, `memory grew by ${grownBytes} bytes`)
})

test('26: the gateway adds no header and no byte to a message', async (t) => {
  const behind = await mailServer(t)
  const { client } = await piped(t, behind.port)
  const before = behind.heard().length
  const message =
    'MAIL FROM:<a@corp.example>\r\nRCPT TO:<b@corp.example>\r\nDATA\r\nSubject: x\r\n\r\nbody\r\n.\r\nNOOP end\r\n'
  client.say(message)
  await client.until('heard NOOP end')
  assert.equal(behind.heard().slice(before), message)
})

test('a withdrawn certificate ends its open sessions and leaves the others alone', async (t) => {
  const behind = await mailServer(t)
  const { client, gateway, event, port } = await piped(t, behind.port)
  const edge = identityOf('edge1.corp.example')
  gateway.setTrust({ ...viewOf(indexOf({ 'hub2.corp.example': [HUB2], 'edge1.corp.example': [edge] })) })
  const other = await securedClient(t, { port, identity: edge })
  await other.ask('EHLO edge1.corp.example\r\n')
  const rest = client.rest()
  gateway.setTrust({ ...viewOf(indexOf({ 'edge1.corp.example': [edge] })) })
  assert.equal(await rest, '')
  const { args } = await event(30009)
  assert.equal(args.server, 'hub2.corp.example')
  assert.equal(args.count, 1)
  assert.match(await other.ask('NOOP\r\n'), /^250/)
})

function viewOf(index: ReturnType<typeof indexOf>) {
  return { index, isStale: false, expired: 'warn', ownFingerprints: [], addresses: new Map() } as const
}

test('a new certificate is shown to later sessions while open ones go on', async (t) => {
  const behind = await mailServer(t)
  const { client, gateway, port } = await piped(t, behind.port)
  const next = identityOf('hub1.corp.example')
  gateway.setIdentities({ internal: next, byConnector: new Map(), problem: undefined })
  const later = await securedClient(t, { port, identity: HUB2 })
  assert.equal(later.tls.getPeerX509Certificate()?.fingerprint256.replaceAll(':', ''), next.fingerprint)
  assert.match(await client.ask('NOOP\r\n'), /^250/)
})

test('draining lets an open session finish and turns new ones away', async (t) => {
  const behind = await mailServer(t)
  const { client, gateway, port } = await piped(t, behind.port)
  const waiting = await dialClient(t, port)
  await waiting.reply()
  const drained = gateway.drain(60_000)
  assert.match(await waiting.rest(), /^421 4\.3\.2/)
  assert.match(await client.ask('NOOP\r\n'), /^250/)
  await assert.rejects(dialClient(t, port), /ECONNREFUSED/)
  client.say('QUIT\r\n').socket.end()
  await drained
  assert.equal(gateway.statistics.open, 0)
})
