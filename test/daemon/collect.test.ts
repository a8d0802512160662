/** Facts of a whole server: real files, a gateway in a process of its own, a peer that answers, and everything broken. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { collectFacts, type CollectOptions } from '../../src/daemon/collect.ts'
import { readFactsJson } from '../../src/evidence/facts-json.ts'
import { SECTIONS, type Facts, type Section, type SectionName } from '../../src/model/facts.ts'
import { TrustIndex } from '../../src/trust/index.ts'
import { askAs, NEEDS_ROOT } from '../disk/as-user.ts'
import { mailServer, scriptedServer, startGateway } from '../gateway/harness.ts'
import { HUB1, HUB2, IS_ROOT, newGround, type Ground } from './ground.ts'
import { receiving, startServe, type Served } from './served.ts'

const collect = (ground: Ground, options: Partial<CollectOptions> = {}): Promise<Facts> =>
  collectFacts({ configurationFile: ground.config, clock: systemClock, hasPeers: true, ...options })

function valueOf<T>(section: Section<T>): T {
  if (section.state === 'unknown') throw new Error(`${section.reason}: ${section.detail}`)
  return section.value
}

const reasonOf = (facts: Facts, name: SectionName): string => {
  const section = facts[name]
  return section.state === 'known' ? 'known' : section.reason
}

/** HUB2 as a gateway in this process, its address in the directory of the ground. It trusts HUB1, unless it does not know it. */
async function startPeer(t: TestContext, ground: Ground, knowsUs = true): Promise<number> {
  const own = ground.store.list().map(({ fingerprint }) => fingerprint)
  const behind = await mailServer(t)
  const { port } = await startGateway(t, {
    own: ground.hub2,
    trust: {
      index: TrustIndex.build(knowsUs ? [{ server: HUB1, fingerprints: own }] : []),
      ownFingerprints: [ground.hub2.fingerprint],
    },
    receive: { backend: { host: '127.0.0.1', port: behind.port } },
  })
  ground.directory.change(HUB2, { addresses: [`127.0.0.1:${String(port)}`] })
  return port
}

interface Scene {
  readonly ground: Ground
  readonly served: Served
  readonly peerPort: number
}

/** HUB1 as people run it, with a send connector to HUB2. */
async function startScene(t: TestContext): Promise<Scene> {
  const ground = newGround(t)
  const peerPort = await startPeer(t, ground)
  const behind = await mailServer(t)
  const send = [{ name: 'To HUB2', peer: HUB2, listen: '127.0.0.1:0' }]
  const configuration = ground.configure({ gateway: { receive: [receiving(behind.port)], send } })
  return { ground, served: await startServe(t, configuration), peerPort }
}

/** What stands in a folder, with everything a change would show in. */
function stampsOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/sqlite-(wal|shm)$/.test(name))
    .map((name) => {
      const { mode, uid, gid, size, mtimeMs, ctimeMs } = statSync(join(folder, name))
      return [name, mode, uid, gid, size, mtimeMs, ctimeMs].join(' ')
    })
    .toSorted()
}

test('a running server: every section is known, and everything in it fits', async (t) => {
  const { ground, served, peerPort } = await startScene(t)
  const done: SectionName[] = []
  const facts = await collect(ground, { onProgress: (section) => done.push(section) })
  assert.deepEqual(
    SECTIONS.filter((name) => facts[name].state === 'unknown'),
    [],
  )
  assert.deepEqual(done.toSorted(), SECTIONS.filter((name) => name !== 'machine').toSorted())
  const [own] = ground.store.list()

  await t.test('the gateway tells what it is', () => {
    const gateway = valueOf(facts.gateway)
    assert.ok(gateway.running)
    assert.deepEqual([gateway.pid, gateway.inUse, gateway.account], [served.pid, own?.fingerprint, currentName()])
    assert.deepEqual(
      gateway.listening.map(({ connector }) => connector),
      ['Default', 'To HUB2'],
    )
  })

  await t.test('its own connector shows the certificate of the store', () => {
    const [listener] = valueOf(facts.listeners)
    assert.equal(listener?.handshake.presented, own?.fingerprint)
    assert.equal(listener?.handshake.steps.at(-1)?.stage, 'their-certificate')
    assert.ok(listener.handshake.steps.every(({ passed }) => passed))
  })

  await t.test('the peer was met as mail would meet it', () => {
    const [peer, ...others] = valueOf(facts.peers)
    assert.deepEqual(others, [])
    assert.deepEqual([peer?.server, peer?.enabled, peer?.connector], [HUB2, true, 'To HUB2'])
    const [handshake] = peer?.handshakes ?? []
    assert.deepEqual(
      [handshake?.address, handshake?.presented],
      [`127.0.0.1:${String(peerPort)}`, ground.hub2.fingerprint],
    )
    assert.deepEqual([handshake?.steps.length, handshake?.steps.every(({ passed }) => passed)], [7, true])
  })

  await t.test('the server behind was asked', () => {
    const [backend] = valueOf(facts.backends)
    // The scripted server says yes to everything.
    assert.deepEqual([backend?.reachable, backend?.relays], [true, true])
  })

  await t.test('store, permissions and the service account agree', () => {
    const store = valueOf(facts.store)
    const [path] = store.certificates.map(({ key }) => key.path)
    assert.deepEqual(
      store.permissions.map(({ mode }) => mode),
      IS_ROOT ? ['0750', '0640'] : ['0700', '0600'],
    )
    const attempts = IS_ROOT ? [{ path, opened: true }] : []
    assert.deepEqual(valueOf(facts.account).attempts, attempts)
  })

  await t.test('what it did left no trace in the event log', () => {
    assert.deepEqual(
      served.events.map(({ id }) => id),
      [30_005],
    )
    assert.deepEqual(valueOf(facts.events), served.events)
  })

  await t.test('the facts survive their file', () => {
    assert.deepEqual(readFactsJson(Buffer.from(JSON.stringify(facts)), '-'), JSON.parse(JSON.stringify(facts)))
  })
})

function currentName(): string {
  return IS_ROOT ? 'root' : spawnSync('id', ['-un'], { encoding: 'utf8' }).stdout.trim() || '-'
}

test('nothing is changed, and no secret is told', async (t) => {
  const ground = newGround(t)
  await startPeer(t, ground)
  ground.configure({ gateway: { receive: [receiving(1)] } })
  const before = stampsOf(ground.folder)
  const text = JSON.stringify(await collect(ground))
  assert.deepEqual(stampsOf(ground.folder), before)
  const [own] = ground.store.list()
  const keyPem = readFileSync(own?.key.path ?? '', 'utf8')
  assert.match(keyPem, /PRIVATE KEY/)
  for (const line of keyPem.split('\n').filter((each) => each !== ''))
    assert.ok(!text.includes(line), 'a line of the key is in the facts')
})

test('peers are asked only when that is wanted', async (t) => {
  const ground = newGround(t)
  const asked = await scriptedServer(t, (socket) => socket.end())
  ground.directory.change(HUB2, { addresses: [`127.0.0.1:${String(asked.port)}`] })
  assert.equal(reasonOf(await collect(ground, { hasPeers: false }), 'peers'), 'not-asked')
  assert.equal(asked.connections.length, 0)
})

test('every address of every other server that is enabled is tried, the connector to it first', async (t) => {
  const ground = newGround(t)
  const closed = '127.0.0.1:1'
  for (const name of ['edge1.corp.example', 'edge2.corp.example'])
    ground.directory.add({ name, roles: ['edge'], addresses: [closed, '[::1]:1'] })
  ground.directory.change('edge2.corp.example', { enabled: false })
  const send = [{ name: 'To HUB2', peer: HUB2, listen: '127.0.0.1:0', addresses: ['127.0.0.2:1', '127.0.0.3:1'] }]
  ground.configure({ gateway: { send } })
  const peers = valueOf((await collect(ground)).peers)
  assert.deepEqual(
    peers.map(({ server, connector, handshakes }) => [server, connector, handshakes.map(({ address }) => address)]),
    [
      [HUB2, 'To HUB2', ['127.0.0.2:1', '127.0.0.3:1']],
      ['edge1.corp.example', undefined, [closed, '[::1]:1']],
    ],
  )
  assert.ok(
    peers.every(({ handshakes }) => handshakes.every(({ steps }) => steps.at(-1)?.cause === 'handshake.unreachable')),
  )
})

test('a peer that refuses us is a fact with the cause it names', async (t) => {
  const ground = newGround(t)
  await startPeer(t, ground, false)
  const [peer] = valueOf((await collect(ground)).peers)
  const last = peer?.handshakes[0]?.steps.at(-1)
  assert.deepEqual([last?.stage, last?.passed, last?.cause], ['our-certificate', false, 'peer.not-in-directory'])
})

test('without a certificate of our own the peer is looked at all the same, and nothing is said of its view of us', async (t) => {
  const ground = newGround(t)
  await startPeer(t, ground)
  const [own] = ground.store.list()
  rmSync(own?.key.path ?? '')
  const [peer] = valueOf((await collect(ground)).peers)
  assert.deepEqual(
    [peer?.handshakes[0]?.presented, peer?.handshakes[0]?.steps.at(-1)?.stage],
    [ground.hub2.fingerprint, 'their-certificate'],
  )
})

test("a peer's clock is told where its greeting tells the time", async (t) => {
  const ground = newGround(t)
  const late = new Date(Date.now() - 3_600_000).toUTCString().replace('GMT', '+0000')
  const peer = await scriptedServer(t, (socket) =>
    socket.end(`220 ${HUB2} Microsoft ESMTP MAIL Service ready at ${late}\r\n`),
  )
  ground.directory.change(HUB2, { addresses: [`127.0.0.1:${String(peer.port)}`] })
  const { offsets } = valueOf((await collect(ground)).clock)
  const [offset] = offsets
  assert.equal(offset?.of, HUB2)
  assert.ok(Math.abs(offset.seconds + 3_600) <= 60)
})

test('silent servers, more than are asked at once, do not add up', async (t) => {
  const ground = newGround(t)
  const silent = await scriptedServer(t, () => undefined)
  for (let at = 0; at < 40; at += 1)
    ground.directory.add({
      name: `edge${String(at)}.corp.example`,
      roles: ['edge'],
      addresses: [`127.0.0.1:${String(silent.port)}`],
    })
  const peers = valueOf((await collect(ground, { networkMs: 1_000 })).peers)
  const stages = peers.flatMap(({ handshakes }) => handshakes.map(({ steps }) => steps.at(-1)?.stage))
  assert.deepEqual(stages.filter((stage) => stage === 'greeting').length, 40)
  assert.equal(peers.length, 41)
})

test('a gateway that hangs is one that does not answer', async (t) => {
  const { ground, served } = await startScene(t)
  served.signal('SIGSTOP')
  const facts = await collect(ground, { networkMs: 300, hasPeers: false })
  served.signal('SIGCONT')
  assert.deepEqual(valueOf(facts.gateway), { running: false })
})

test('events are those of the last day, at most 500', async (t) => {
  const ground = newGround(t)
  const record = (sequence: number, hoursAgo: number) =>
    JSON.stringify({
      sequence,
      time: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
      source: 'Hubtrust',
      id: 30_005,
      category: 'TransportService',
      severity: 'information',
      server: HUB1,
      args: { thumbprint: '-' },
      count: 1,
    })
  const log = join(ground.folder, 'state', 'events')
  spawnSync('mkdir', [log])
  const lines = [record(1, 25), ...Array.from({ length: 600 }, (_, at) => record(at + 2, 23))]
  writeFileSync(join(log, 'events.jsonl'), `${lines.join('\n')}\n`)
  const sequences = valueOf((await collect(ground, { hasPeers: false })).events).map(({ sequence }) => sequence)
  assert.deepEqual([sequences.length, sequences[0], sequences.at(-1)], [500, 102, 601])
  writeFileSync(join(log, 'events.jsonl'), `${lines.slice(0, 3).join('\n')}\n`)
  assert.deepEqual(
    valueOf((await collect(ground, { hasPeers: false })).events).map(({ sequence }) => sequence),
    [2, 3],
  )
})

const NEED_CONFIGURATION = [
  'directory',
  'store',
  'events',
  'gateway',
  'peers',
  'account',
  'backends',
  'listeners',
  'postfixService',
] as const
const NEED_NOTHING = ['machine', 'names', 'mailServers', 'balancer', 'clock'] as const

test('a configuration that is damaged, or not there, takes with it only what needs it', async (t) => {
  const ground = newGround(t)
  const expectOnly = async (reason: string, detail: RegExp) => {
    const facts = await collect(ground)
    assert.equal(reasonOf(facts, 'configuration'), reason)
    assert.match(facts.configuration.state === 'unknown' ? facts.configuration.detail : '', detail)
    for (const name of NEED_CONFIGURATION) assert.equal(reasonOf(facts, name), reason, name)
    for (const name of NEED_NOTHING) assert.equal(reasonOf(facts, name), 'known', name)
    assert.equal(facts.server, undefined)
  }
  writeFileSync(ground.config, 'server:\n  name: [\n')
  await expectOnly('unreadable', /config\.yaml:\d+:\d+: /)
  rmSync(ground.config)
  await expectOnly('not-configured', /There is no configuration at .*config\.yaml/)
})

test('a directory that is damaged takes the peers with it, and nothing else', async (t) => {
  const ground = newGround(t)
  writeFileSync(join(ground.folder, 'elsewhere.sqlite'), 'not a directory')
  ground.configure({ directory: { path: 'elsewhere.sqlite' } })
  const facts = await collect(ground)
  const unknowns = SECTIONS.filter((name) => facts[name].state === 'unknown')
  assert.deepEqual(unknowns, ['directory', 'peers'])
  assert.equal(reasonOf(facts, 'directory'), 'unreadable')
  ground.configure({ directory: { path: 'gone.sqlite' } })
  assert.match(JSON.stringify((await collect(ground)).directory), /There is no directory at/)
  assert.equal(existsSync(join(ground.folder, 'gone.sqlite')), false)
})

test('a server that answers nobody and has nothing: facts all the same', async (t) => {
  const ground = newGround(t)
  rmSync(join(ground.folder, 'state'), { recursive: true })
  ground.configure({ gateway: { receive: [receiving(1, { listen: '127.0.0.1:1' })] } })
  const facts = await collect(ground)
  assert.deepEqual(valueOf(facts.store).certificates, [])
  assert.deepEqual(valueOf(facts.gateway), { running: false })
  assert.deepEqual(valueOf(facts.listeners)[0]?.handshake.steps.at(-1)?.cause, 'handshake.unreachable')
  assert.equal(valueOf(facts.backends)[0]?.reachable, false)
  assert.deepEqual(valueOf(facts.events), [])
})

test('whoever is not root is told what only root could see', NEEDS_ROOT, async (t) => {
  const { ground } = await startScene(t)
  chmodSync(join(ground.folder, 'state', 'directory.sqlite'), 0o600)
  const options = `{ configurationFile: ${JSON.stringify(ground.config)}, clock: systemClock, hasPeers: true }`
  const modules = { collectFacts: 'daemon/collect.ts', systemClock: 'core/clock.ts' }
  const seen = askAs(4711, modules, `collectFacts(${options})`)
  const facts = readFactsJson(Buffer.from(JSON.stringify(seen)), '-')
  const { account, isRoot } = valueOf(facts.machine)
  assert.deepEqual([account, isRoot], ['4711', false])
  const hidden = ['directory', 'gateway', 'events', 'peers', 'store'] as const
  for (const name of hidden) assert.equal(reasonOf(facts, name), 'needs-root', name)
  const unknowns = SECTIONS.filter((name) => facts[name].state === 'unknown')
  assert.deepEqual(unknowns.toSorted(), [...hidden].toSorted())
  assert.deepEqual(valueOf(facts.account).attempts, [])
})

test('a look at this machine alone asks nobody', async (t) => {
  const ground = newGround(t)
  const asked = await scriptedServer(t, (socket) => socket.end())
  const address = `127.0.0.1:${String(asked.port)}`
  ground.directory.change(HUB2, { addresses: [address] })
  ground.configure({ gateway: { receive: [receiving(asked.port, { listen: address })] } })
  const facts = await collect(ground, { isHereOnly: true })
  for (const name of ['peers', 'listeners', 'backends'] as const) assert.equal(reasonOf(facts, name), 'not-asked', name)
  for (const name of ['configuration', 'store', 'directory', 'names', 'gateway', 'events'] as const)
    assert.equal(reasonOf(facts, name), 'known', name)
  assert.equal(asked.connections.length, 0)
})
