/** A look at the certificate of a gateway: it shows it, and does not notice. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { TLSSocket, createSecureContext } from 'node:tls'
import { systemClock } from '../../src/core/clock.ts'
import { lookAt } from '../../src/gateway/look.ts'
import { verifyPeer } from '../../src/gateway/verify.ts'
import { NO_TRUST } from '../../src/gateway/trust-view.ts'
import type { ReceiveConnector } from '../../src/model/configuration.ts'
import { credentials, identityOf, indexOf, mailServer, scriptedServer, startGateway } from './harness.ts'

const HUB1 = identityOf('hub1.corp.example')
const HUB2 = identityOf('hub2.corp.example')

async function gateway(t: TestContext, receive: Partial<ReceiveConnector> = {}) {
  const behind = await mailServer(t)
  return startGateway(t, {
    own: HUB1,
    trust: { index: indexOf({ 'hub1.corp.example': [HUB1] }), ownFingerprints: [HUB1.fingerprint] },
    receive: { backend: { host: '127.0.0.1', port: behind.port }, ...receive },
  })
}

const look = (port: number, withinMs = 20_000) =>
  lookAt({ address: { host: '127.0.0.1', port }, fqdn: 'hub1.corp.example', clock: systemClock, withinMs })

for (const mode of ['dedicated', 'shared'] as const) {
  test(`a ${mode} connector shows its certificate and has nobody to judge`, async (t) => {
    const running = await gateway(t, { mode })
    const { steps, presented } = await look(running.port)
    assert.equal(presented?.fingerprint, HUB1.fingerprint)
    assert.deepEqual(
      steps.map(({ stage, passed }) => `${stage} ${String(passed)}`),
      ['connect', 'greeting', 'ehlo', 'starttls', 'tls', 'their-certificate'].map((stage) => `${stage} true`),
    )
    // Whoever comes after is judged after: what the look left behind would be there by then.
    const { trusted } = await verifyPeer({
      address: { host: '127.0.0.1', port: running.port },
      fqdn: 'hub2.corp.example',
      identity: HUB2,
      view: { ...NO_TRUST, index: indexOf({ 'hub1.corp.example': [HUB1] }) },
      clock: systemClock,
      onStep: () => undefined,
    })
    assert.equal(trusted, mode === 'shared')
    const proofs = running.events.map((event) => [event.id, event.args])
    assert.equal(proofs.length, 1, JSON.stringify(proofs))
    assert.match(JSON.stringify(proofs), /hub2/)
    const { refused, anonymous, open } = running.gateway.statistics
    assert.deepEqual([refused, anonymous], mode === 'shared' ? [0, 1] : [1, 0])
    assert.ok(open <= 1)
  })
}

test('a server that wants more than one round of keys is looked at as well', async (t) => {
  const secureContext = createSecureContext({ ...credentials(HUB1), minVersion: 'TLSv1.3', ecdhCurve: 'P-521' })
  const server = await scriptedServer(t, (socket) => {
    socket.write('220 hub1 ESMTP\r\n')
    socket.on('data', (chunk: Buffer) => {
      if (chunk.toString('latin1').startsWith('EHLO')) socket.write('250-hub1\r\n250 STARTTLS\r\n')
      if (!chunk.toString('latin1').startsWith('STARTTLS')) return
      socket.removeAllListeners('data')
      socket.write('220 2.0.0 Ready\r\n')
      new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined)
    })
  })
  assert.equal((await look(server.port)).presented?.fingerprint, HUB1.fingerprint)
})

test('a server without TLS 1.3, or that is no server, is told as what it is', async (t) => {
  const old = createSecureContext({ ...credentials(HUB1), maxVersion: 'TLSv1.2' })
  const server = await scriptedServer(t, (socket) => {
    socket.write('220 hub1 ESMTP\r\n')
    socket.on('data', (chunk: Buffer) => {
      if (chunk.toString('latin1').startsWith('EHLO')) socket.write('250-hub1\r\n250 STARTTLS\r\n')
      if (!chunk.toString('latin1').startsWith('STARTTLS')) return
      socket.removeAllListeners('data')
      socket.write('220 2.0.0 Ready\r\n')
      new TLSSocket(socket, { isServer: true, secureContext: old }).on('error', () => undefined)
    })
  })
  const { steps, presented } = await look(server.port)
  assert.deepEqual([steps.at(-1)?.stage, steps.at(-1)?.passed, presented], ['tls', false, undefined])
  const nobody = await look(1)
  assert.deepEqual([nobody.steps.at(-1)?.stage, nobody.steps.at(-1)?.cause], ['connect', 'handshake.unreachable'])
})

const STOPS = [
  ['says nothing', '', 'greeting'],
  ['greets and says no more', '220 hub1 ESMTP\r\n', 'ehlo'],
  ['begins TLS and says no more', '220 hub1\r\n250-hub1\r\n250 STARTTLS\r\n220 Ready\r\n', 'tls'],
] as const

for (const [what, words, stage] of STOPS) {
  test(`a server that ${what} is not waited for longer than the whole may take`, async (t) => {
    const server = await scriptedServer(t, (socket) => {
      const [greeting = '', ...answers] = words.split(/(?<=\n)(?!250 )/)
      socket.write(greeting)
      socket.on('data', () => socket.write(answers.shift() ?? ''))
    })
    const address = { host: '127.0.0.1', port: server.port }
    const looked = await look(server.port, 300)
    assert.deepEqual([looked.steps.at(-1)?.stage, looked.steps.at(-1)?.passed], [stage, false])
    const order = { address, fqdn: 'hub2.corp.example', identity: HUB2, view: NO_TRUST, clock: systemClock }
    const verified = await verifyPeer({ ...order, withinMs: 300, onStep: () => undefined })
    assert.deepEqual([verified.trusted, verified.steps.at(-1)?.stage], [false, stage])
  })
}
