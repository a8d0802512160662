/** `verifyPeer` against gateways in this process: it sees what a message would see, step by step. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { NO_TRUST } from '../../src/gateway/trust-view.ts'
import { verifyPeer, type VerifyOrder } from '../../src/gateway/verify.ts'
import { identityOf, indexOf, mailServer, scriptedServer, startGateway } from './harness.ts'

const HUB1 = identityOf('hub1.corp.example')
const HUB2 = identityOf('hub2.corp.example')
const EDGE1 = identityOf('edge1.corp.example')
const ALL = { 'hub1.corp.example': [HUB1], 'hub2.corp.example': [HUB2], 'edge1.corp.example': [EDGE1] }

/** hub1 as the peer; whoever verifies is hub2. */
async function hub1(t: TestContext, index = indexOf(ALL)): Promise<number> {
  const behind = await mailServer(t)
  const { port } = await startGateway(t, {
    own: HUB1,
    trust: { index, ownFingerprints: [HUB1.fingerprint] },
    receive: { backend: { host: '127.0.0.1', port: behind.port } },
  })
  return port
}

function order(port: number, change: Partial<VerifyOrder> = {}): VerifyOrder {
  return {
    address: { host: '127.0.0.1', port },
    expected: 'hub1.corp.example',
    fqdn: 'hub2.corp.example',
    identity: HUB2,
    view: { ...NO_TRUST, index: indexOf(ALL), ownFingerprints: [HUB2.fingerprint] },
    clock: systemClock,
    onStep: () => undefined,
    ...change,
  }
}

test('when both trust each other, every step passes and is told as it happens', async (t) => {
  const told: string[] = []
  const port = await hub1(t)
  const { trusted, steps } = await verifyPeer(
    order(port, {
      onStep: ({ stage, passed }) => {
        told.push(`${stage} ${String(passed)}`)
      },
    }),
  )
  assert.equal(trusted, true)
  const stages = ['connect', 'greeting', 'ehlo', 'starttls', 'tls', 'their-certificate', 'our-certificate']
  assert.deepEqual(
    steps.map(({ stage }) => stage),
    stages,
  )
  assert.deepEqual(
    told,
    stages.map((stage) => `${stage} true`),
  )
})

test('the certificate of another server of the directory is not the one that was meant', async (t) => {
  const { trusted, steps } = await verifyPeer(order(await hub1(t), { expected: 'edge1.corp.example' }))
  const step = steps.find(({ stage }) => stage === 'their-certificate')
  assert.deepEqual([trusted, step?.passed, step?.cause], [false, false, 'peer.wrong-server'])
})

test('without a name to expect, any server of the directory will do', async (t) => {
  const { expected, ...anybody } = order(await hub1(t))
  assert.equal(expected, 'hub1.corp.example')
  assert.equal((await verifyPeer(anybody)).trusted, true)
})

test('what the peer thinks of our certificate is told with the cause it names', async (t) => {
  const port = await hub1(t, indexOf({ 'hub1.corp.example': [HUB1] }))
  const { trusted, steps } = await verifyPeer(order(port))
  const step = steps.at(-1)
  assert.deepEqual([trusted, step?.stage, step?.cause], [false, 'our-certificate', 'peer.not-in-directory'])
})

test('the first stage that does not fit is the last step, with its cause', async (t) => {
  const silent = await scriptedServer(t, (socket) => socket.end('554 No\r\n'))
  const greeted = await verifyPeer(order(silent.port))
  assert.deepEqual(
    greeted.steps.map(({ stage, passed }) => [stage, passed]),
    [
      ['connect', true],
      ['greeting', false],
    ],
  )
  const nobody = await verifyPeer(order(1))
  assert.deepEqual([nobody.trusted, nobody.steps[0]?.cause], [false, 'handshake.unreachable'])
})
