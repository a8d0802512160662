/** A directory that is elsewhere, as the gateway knows it: while it changes, goes away, loses many and comes back. */
import assert from 'node:assert/strict'
import { rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock, type Clock } from '../../src/core/clock.ts'
import { Daemon } from '../../src/daemon/daemon.ts'
import { eventsFolder, readEvents } from '../../src/daemon/event-log.ts'
import { identityOf, openCopy } from '../../src/directory/copy.ts'
import type { Follow, Source, SourceStep } from '../../src/directory/source.ts'
import { CERTIFICATES, idOf, toldOf } from '../directory/model-source.ts'
import { mailServer, securedClient } from '../gateway/harness.ts'
import { beforeItGoes, HUB1, HUB2, newGround, type Ground } from './ground.ts'
import { receiving, until } from './served.ts'

const LDAP = { kind: 'ldap', ldap: { urls: ['ldapi://%2Fnowhere', 'ldapi://%2Fnowhere-else'], base: 'dc=example' } }
const FLEET = Array.from({ length: 10 }, (_, at) => ({
  ...{ id: at + 10, name: `mx${String(at)}.corp.example`, enabled: true },
  certificates: CERTIFICATES.slice(at, at + 1),
}))

/** A source that tells what a test says, when it says it. */
class Told implements Source {
  readonly location = 'ldap.corp.example'
  readonly #hubs: readonly SourceStep[]
  isAway = false
  asked = 0
  there: readonly string[] = []
  follows: Follow[] = []
  #hangUp: (error: Error) => void = () => undefined

  constructor(ground: Ground) {
    const { fingerprint = '' } = ground.directory.server(HUB1)?.certificates[0] ?? {}
    const own = ground.directory.certificateDer(fingerprint) ?? new Uint8Array(0)
    this.#hubs = [
      toldOf({ id: 1, name: HUB1, enabled: true, certificates: [own] }, 1),
      toldOf({ id: 2, name: HUB2, enabled: true, certificates: [ground.hub2.certificateDer] }, 1),
    ]
  }

  async follow(follow: Follow): Promise<void> {
    if (this.isAway) throw new Error('it is away')
    this.follows.push(follow)
    if (follow.cookie === undefined) {
      for (const hub of this.#hubs) await follow.onStep(hub)
      for (const entry of FLEET) await follow.onStep(toldOf(entry, 1))
      await follow.onStep({ kind: 'settled', isWhole: true, cookie: 'told' })
    } else await follow.onStep({ kind: 'current' })
    await new Promise<void>((resolve, reject) => {
      this.#hangUp = reject
      follow.signal.addEventListener('abort', () => {
        resolve()
      })
    })
  }

  census(): Promise<ReadonlySet<string>> {
    this.asked += 1
    return Promise.resolve(new Set(this.there))
  }

  async tell(...steps: readonly SourceStep[]): Promise<void> {
    for (const step of steps) await this.follows.at(-1)?.onStep(step)
  }

  goAway(): void {
    this.isAway = true
    this.#hangUp(new Error('it went away'))
  }
}

interface Starting {
  readonly clock?: Clock
  /** Of the directory. */
  readonly settings?: Readonly<Record<string, unknown>>
}

async function start(
  t: TestContext,
  ground: Ground,
  source: Told,
  { clock = systemClock, settings = {} }: Starting = {},
) {
  const backend = await mailServer(t)
  const configuration = ground.configure({
    directory: { ...LDAP, ...settings, path: 'state/copy.sqlite' },
    gateway: { receive: [receiving(backend.port)] },
  })
  const daemon = await Daemon.start({ configuration, clock, openSource: () => source })
  beforeItGoes(t, () => daemon.stop(0))
  const events = () => readEvents(eventsFolder(configuration))
  const answer = async () => {
    const client = await securedClient(t, { port: daemon.listening[0]?.port ?? 0, identity: ground.hub2 })
    const words = await client.ask('EHLO hub2.corp.example\r\n')
    client.socket.destroy()
    return words.slice(0, 3)
  }
  const isTold = (id: number, cause?: string) => () => events().some((one) => one.id === id && one.cause === cause)
  return { daemon, configuration, events, answer, isTold }
}

const servers = async (daemon: Daemon) => (await daemon.status()).directory.servers

test('what is told is in force before the source is asked on, and a withdrawal cuts open sessions', async (t) => {
  const ground = newGround(t)
  const source = new Told(ground)
  const { daemon, answer, isTold } = await start(t, ground, source)
  await until('it is read', async () => (await servers(daemon)) === 12)
  assert.equal(await answer(), '250')
  const session = await securedClient(t, { port: daemon.listening[0]?.port ?? 0, identity: ground.hub2 })
  await session.ask('EHLO hub2.corp.example\r\n')
  const closed = session.rest()
  await source.tell({ kind: 'gone', ids: [idOf(2)] }, { kind: 'settled', isWhole: false })
  assert.equal(await servers(daemon), 11)
  await closed
  await until('it is told', isTold(30009))
  assert.notEqual(await answer(), '250')
  const entry = { ...toldOf({ id: 30, name: 'new.corp.example', enabled: true, certificates: [] }, 2) }
  assert.ok(entry.kind === 'entry')
  const changedAt = new Date().toISOString()
  await source.tell({ ...entry, entry: { ...entry.entry, changedAt } }, { kind: 'settled', isWhole: false })
  const { follow } = (await daemon.status()).directory
  assert.equal(follow?.propagation?.count, 1)
})

test('while it is away the last known state stays in force, over a restart, too, until it is too old', async (t) => {
  const ground = newGround(t)
  const source = new Told(ground)
  const first = await start(t, ground, source)
  await until('it is read', async () => (await servers(first.daemon)) === 12)
  source.goAway()
  await until('it is missed', first.isTold(30008, 'directory.unreachable'))
  assert.equal(await first.answer(), '250')
  await first.daemon.stop(0)
  const again = await start(t, ground, source)
  assert.equal(await again.answer(), '250')
  source.isAway = false
  await until('it is back', again.isTold(30010))
  assert.equal(source.follows.at(-1)?.cookie, 'told')
  await again.daemon.stop(0)
  source.isAway = true
  const old = await start(t, ground, source, { settings: { maxStale: '1s' } })
  await until('it is old', old.isTold(30008, 'directory.stale'))
  assert.equal(await old.answer(), '454')
})

test('a damaged copy, or a damaged last known state, leaves the other one; both leave nobody trusted and no trouble', async (t) => {
  const ground = newGround(t)
  const source = new Told(ground)
  const first = await start(t, ground, source)
  await until('it is read', async () => (await servers(first.daemon)) === 12)
  await first.daemon.stop(0)
  const state = (file: string) => join(ground.folder, 'state', file)
  const expected: string[] = []
  for (const spoil of [
    () => {
      writeFileSync(state('copy.sqlite'), 'damaged')
    },
    () => {
      truncateSync(state('index.snapshot'), 40)
    },
    () => {
      rmSync(state('copy.sqlite'))
      truncateSync(state('index.snapshot'), 40)
    },
  ]) {
    spoil()
    source.isAway = true
    const { daemon, answer } = await start(t, ground, source)
    expected.push(await answer())
    source.isAway = false
    await until('it is whole again', async () => (await daemon.status()).directory.problem === undefined)
    await until('it is read', async () => (await servers(daemon)) === 12)
    assert.equal(await answer(), '250')
    await daemon.stop(0)
  }
  assert.deepEqual(expected, ['250', '250', '454'])
})

test('many that go at once stay trusted until an administrator, or another server of the directory, says so', async (t) => {
  const ground = newGround(t)
  const source = new Told(ground)
  const { daemon, configuration, isTold, events } = await start(t, ground, source)
  await until('it is read', async () => (await servers(daemon)) === 12)
  source.there = [idOf(1), idOf(2), ...FLEET.map(({ id }) => idOf(id))]
  const gone = FLEET.slice(0, 5).map(({ id }) => idOf(id))
  await source.tell({ kind: 'gone', ids: gone }, { kind: 'settled', isWhole: false })
  await until('it is held', isTold(30013))
  assert.equal(await servers(daemon), 12)
  assert.equal((await daemon.status()).directory.follow?.held.length, 5)
  const { path, guard, ldap } = configuration.directory
  const copy = openCopy({ path, guard, clock: systemClock, identity: identityOf(ldap) })
  copy.confirm(['mx0.corp.example'])
  copy.close()
  await until('it is in force', async () => (await servers(daemon)) === 11)
  source.there = [idOf(1), idOf(2)]
  const rest = FLEET.slice(5).map(({ id }) => idOf(id))
  await source.tell({ kind: 'gone', ids: rest }, { kind: 'settled', isWhole: false })
  await until('another one agrees', isTold(30014))
  assert.equal(events().find(({ id }) => id === 30014)?.args['by'], 'census')
  assert.equal(await servers(daemon), 6)
})

test('another server that lags behind is asked again until it says the same', async (t) => {
  const ground = newGround(t)
  const source = new Told(ground)
  let passedMs = 0
  const clock = { ...systemClock, elapsedMs: () => systemClock.elapsedMs() + passedMs }
  const { daemon, isTold } = await start(t, ground, source, { clock })
  await until('it is read', async () => (await servers(daemon)) === 12)
  source.there = [idOf(1), idOf(2), ...FLEET.map(({ id }) => idOf(id))]
  const gone = FLEET.slice(0, 5).map(({ id }) => idOf(id))
  await source.tell({ kind: 'gone', ids: gone }, { kind: 'settled', isWhole: false })
  await until('it is held', isTold(30013))
  await until('the other one was asked', () => source.asked === 1)
  source.there = source.there.filter((id) => !gone.includes(id))
  await source.tell({ kind: 'current' })
  assert.equal(source.asked, 1)
  passedMs = 20_000
  await source.tell({ kind: 'current' })
  await until('it agrees', isTold(30014))
  assert.equal(await servers(daemon), 7)
})
