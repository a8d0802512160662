/** Whoever answers to our name: two gateways with one port on two addresses, as members behind a balancer would be. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import {
  addressesElsewhere,
  listenerFacts,
  ownNameProbes,
  ownPorts,
  type HandshakeOptions,
} from '../../src/daemon/collect-handshakes.ts'
import type { GatewayFacts } from '../../src/model/facts.ts'
import { identityOf, startGateway } from '../gateway/harness.ts'
import { server } from '../doctor/facts.ts'
import { newGround, type Settings } from './ground.ts'
import { receiving } from './served.ts'

const FIRST = identityOf('hub1.corp.example')
const SECOND = identityOf('hub1.corp.example')

function optionsOf(t: TestContext, settings: Settings = {}): HandshakeOptions {
  return { configuration: newGround(t).configure(settings), clock: systemClock, withinMs: 20_000 }
}

/** Both members on one port. */
async function startMembers(t: TestContext): Promise<number> {
  const { port } = await startGateway(t, { own: FIRST, receive: {} })
  await startGateway(t, { own: SECOND, receive: { listen: { host: '127.0.0.2', port } } })
  return port
}

test('our name is asked for four times at every address it has, by turns, and says who answered', async (t) => {
  const port = await startMembers(t)
  const addresses = ['127.0.0.1', '127.0.0.2']
  const probes = await ownNameProbes(optionsOf(t), { addresses, ports: [port, port], told: [] })
  assert.deepEqual(
    probes.map(({ address, presented }) => [address, presented]),
    [1, 2, 1, 2, 1, 2, 1, 2].map((member) => [
      `127.0.0.${String(member)}:${String(port)}`,
      (member === 1 ? FIRST : SECOND).fingerprint,
    ]),
  )
})

test('where the directory sends others is asked as well, also when our name has no address', async (t) => {
  const port = await startMembers(t)
  const told = [{ host: '127.0.0.2', port }]
  const probes = await ownNameProbes(optionsOf(t), { addresses: [], ports: [port], told })
  assert.deepEqual(
    probes.map(({ presented }) => presented),
    Array.from({ length: 4 }, () => SECOND.fingerprint),
  )
})

test('the directory sends others elsewhere when none of our connectors has that port', async (t) => {
  const { configuration } = optionsOf(t, { gateway: { receive: [receiving(9)] } })
  const own = { ...server('hub1.corp.example', []), addresses: ['192.0.2.1:4711', '192.0.2.1:25'] }
  assert.deepEqual(await addressesElsewhere(configuration, own, Promise.resolve(RUNNING)), [
    { host: '192.0.2.1', port: 25 },
  ])
  assert.deepEqual(await addressesElsewhere(configuration, undefined, Promise.resolve(RUNNING)), [])
})

test('one address is asked four times as well: a balancer behind it may answer differently each time', async (t) => {
  const port = await startMembers(t)
  const probes = await ownNameProbes(optionsOf(t), { addresses: ['127.0.0.2'], ports: [port], told: [] })
  assert.deepEqual(
    probes.map(({ presented }) => presented),
    Array.from({ length: 4 }, () => SECOND.fingerprint),
  )
})

test('a name without an address is not asked for', async (t) => {
  assert.deepEqual(await ownNameProbes(optionsOf(t), { addresses: [], ports: [25], told: [] }), [])
})

const RUNNING: GatewayFacts = {
  running: true,
  pid: 1,
  version: '0.1.0',
  account: 'root',
  startedAt: '2026-01-01T00:00:00.000Z',
  listening: [{ connector: 'Default', direction: 'inbound', host: '127.0.0.1', port: 4711 }],
  directory: { servers: 0, certificates: 0, asOf: '2026-01-01T00:00:00.000Z', isStale: false },
  peers: [],
}

test('we are found where dedicated connectors listen, and where the directory says', async (t) => {
  const shared = receiving(9, { name: 'Shared', mode: 'shared', listen: '127.0.0.1:4712' })
  const { configuration } = optionsOf(t, { gateway: { receive: [receiving(9), shared] } })
  const ports = (own: ReturnType<typeof server> | undefined) => ownPorts(configuration, own, Promise.resolve(RUNNING))
  const own = server('hub1.corp.example', [])
  assert.deepEqual(await ports(undefined), [4711])
  assert.deepEqual(await ports(own), [4711, 25], 'without an address others use the port of SMTP')
  assert.deepEqual(await ports({ ...own, addresses: ['192.0.2.1:2526', '[2001:db8::1]:2527'] }), [4711, 2526, 2527])
})

test('a connector that listens everywhere is knocked at here, and told as it is configured', async (t) => {
  const { port } = await startGateway(t, { own: FIRST, receive: { listen: { host: '0.0.0.0', port: 0 } } })
  const receive = [receiving(9, { listen: `0.0.0.0:${String(port)}` })]
  const section = await listenerFacts(optionsOf(t, { gateway: { receive } }), Promise.resolve(undefined))
  const [listener] = section.state === 'known' ? section.value : []
  assert.equal(listener?.address, `0.0.0.0:${String(port)}`)
  assert.deepEqual(
    [listener.handshake.address, listener.handshake.presented],
    [`127.0.0.1:${String(port)}`, FIRST.fingerprint],
  )
})
