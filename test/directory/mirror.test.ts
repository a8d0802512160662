/**
 * Gateways that follow a replicated directory through everything that happens to one: servers killed, ways cut, logs of
 * sessions lost, servers set up again, changes made meanwhile. What they trust must equal the directory, entry by entry,
 * once all is well again.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { Attribute, Change, Client } from 'ldapts'
import { systemClock } from '../../src/core/clock.ts'
import { Daemon } from '../../src/daemon/daemon.ts'
import { openSource } from '../../src/directory/ldap/source.ts'
import { TrustIndex } from '../../src/trust/index.ts'
import { digestOf } from '../../src/x509/parse.ts'
import { beforeItGoes, newGround } from '../daemon/ground.ts'
import { until } from '../daemon/served.ts'
import { CERTIFICATES } from './model-source.ts'
import { ADMIN, ADMIN_PASSWORD, Mirror, NODES, SERVERS, type Listed, type Node } from './mirror.ts'

const nameOf = (at: number): string => `mx${String(at)}.corp.example`
const CHANGED = 8
/** Two more that are never changed: a directory in which nobody is left is believed by no gateway. */
const ALWAYS = [8, 9]
const ORDERS: readonly (readonly Node[])[] = [
  ['a', 'b', 'c'],
  ['b', 'c', 'a'],
  ['c', 'a', 'b'],
]
const CLUSTERS = 4
const HISTORIES = 50
const ACCESS = { environment: { LDAP_PASSWORD: ADMIN_PASSWORD }, withinMs: 3_000, aliveMs: 200 }
const BEHIND_MS = 1_000
const AGREE_MS = 3_000
const AGREE_LOOK_MS = 20

const SHOWN = CERTIFICATES.map((der) => Buffer.from(der).toString('base64'))
const dnOf = (name: string): string => `cn=${name},${SERVERS}`

type Content = ReadonlyMap<string, Listed>

/** Who is trusted with what, said plainly. */
function trustedOf(content: Content): string {
  const lines = [...content].flatMap(([name, { certificate, isEnabled }]) =>
    isEnabled
      ? [
          `${name} ${Buffer.from(digestOf(Buffer.from(certificate, 'base64')))
            .toString('hex')
            .toUpperCase()}`,
        ]
      : [],
  )
  return lines.toSorted().join('\n')
}

const KINDS = ['put', 'put', 'remove', 'switch'] as const
const CHANGE = fc.record({ kind: fc.constantFrom(...KINDS), name: fc.nat({ max: CHANGED - 1 }) })
const TROUBLE = fc.record({ kind: fc.constantFrom('kill', 'run', 'cut', 'heal'), at: fc.nat({ max: 6 }) })
const REBUILD = fc.record({ kind: fc.constant('rebuild'), at: fc.nat({ max: 1 }) })
const STEP = fc.oneof(
  { weight: 12, arbitrary: CHANGE },
  { weight: 8, arbitrary: TROUBLE },
  { weight: 1, arbitrary: REBUILD },
)
const HISTORY = fc.array(STEP, { minLength: 2, maxLength: 8 })
type Step = typeof STEP extends fc.Arbitrary<infer One> ? One : never

interface Gateway {
  readonly daemon: Daemon
  readonly stateFolder: string
}

class World {
  readonly mirror: Mirror
  readonly #gateways: readonly Gateway[]
  #model = new Map<string, Listed>()
  #next = 0

  constructor(mirror: Mirror, gateways: readonly Gateway[]) {
    this.mirror = mirror
    this.#gateways = gateways
  }

  async fill(): Promise<void> {
    await this.#at('a', async (client) => {
      for (const at of ALWAYS) await this.#put(client, nameOf(at))
    })
  }

  async take(step: Step): Promise<void> {
    if ('name' in step) {
      // Each server is changed at one provider only: what two do to one entry at once, nobody can say.
      const node = step.name % 2 === 0 ? 'a' : 'b'
      if (this.mirror.isRunning(node))
        await this.#at(node, (client) => this.#change(client, step.kind, nameOf(step.name)))
    } else await this.#trouble(step.kind, step.at)
  }

  async #trouble(kind: string, at: number): Promise<void> {
    const { links } = this.mirror
    const node = NODES[at % NODES.length] ?? 'a'
    if (kind === 'kill') await this.mirror.kill(node)
    else if (kind === 'run') await this.mirror.run(node)
    else if (kind === 'cut') this.mirror.link(links[at % links.length] ?? 'a').cut()
    else if (kind === 'heal') this.mirror.link(links[at % links.length] ?? 'a').heal()
    else await this.#lose(node)
  }

  /** Only what the others have as well can be lost with a disk. */
  async #lose(node: Node): Promise<void> {
    await this.mirror.heal()
    if (!(await this.#agree())) return
    await this.mirror.rebuild(node)
    await this.#agree()
  }

  async #at(node: Node, work: (client: Client) => Promise<void>): Promise<void> {
    const client = new Client({ url: this.mirror.directUrl(node) })
    try {
      await client.bind(ADMIN, ADMIN_PASSWORD)
      await work(client)
    } finally {
      await client.unbind()
    }
  }

  async #change(client: Client, kind: (typeof KINDS)[number], name: string): Promise<void> {
    const before = this.#model.get(name)
    if (kind === 'put') await this.#put(client, name)
    else if (before !== undefined && kind === 'remove') {
      await client.del(dnOf(name))
      this.#model.delete(name)
    } else if (before !== undefined) {
      const modification = new Attribute({ type: 'description', values: before.isEnabled ? ['hubtrust:disabled'] : [] })
      await client.modify(dnOf(name), new Change({ operation: 'replace', modification }))
      this.#model.set(name, { ...before, isEnabled: !before.isEnabled })
    }
  }

  /** Another certificate than anybody has: one that is published for two servers is nobody's. */
  async #put(client: Client, name: string): Promise<void> {
    const taken = new Set([...this.#model.values()].map(({ certificate }) => certificate))
    while (taken.has(SHOWN[this.#next] ?? '')) this.#next = (this.#next + 1) % SHOWN.length
    const certificate = SHOWN[this.#next] ?? ''
    this.#next = (this.#next + 1) % SHOWN.length
    const shown = new Attribute({ type: 'userCertificate;binary', values: [Buffer.from(certificate, 'base64')] })
    const before = this.#model.get(name)
    if (before === undefined) {
      const classes = new Attribute({ type: 'objectClass', values: ['device', 'pkiUser'] })
      await client.add(dnOf(name), [classes, new Attribute({ type: 'cn', values: [name] }), shown])
    } else await client.modify(dnOf(name), new Change({ operation: 'replace', modification: shown }))
    this.#model.set(name, { certificate, isEnabled: before?.isEnabled ?? true })
  }

  /** True when the servers of the directory came to say the same, false when they stay different. */
  async #agree(): Promise<boolean> {
    const deadline = performance.now() + AGREE_MS
    for (;;) {
      const [first = '', ...others] = await Promise.all(NODES.map((node) => this.#told(node)))
      if (others.every((other) => other === first)) return true
      if (performance.now() > deadline) return false
      await pause(AGREE_LOOK_MS)
    }
  }

  async #told(node: Node): Promise<string> {
    return JSON.stringify([...(await this.mirror.content(node))].toSorted())
  }

  /**
   * Everything runs again. OpenLDAP 2.5.13 in mirror mode can lose a removal when the server it was made at is killed
   * before the others have it; then each gateway must trust what the server says that it follows, and the directory is
   * mended as administrators mend it: the others are filled from one again.
   */
  async settle(): Promise<{ readonly didDirectoryAgree: boolean }> {
    await this.mirror.heal()
    const didDirectoryAgree = await this.#agree()
    if (didDirectoryAgree) assert.equal(trustedOf(await this.mirror.content('a')), trustedOf(this.#model))
    await this.#followed()
    if (!didDirectoryAgree) {
      for (const node of ['b', 'c'] as const) await this.mirror.rebuild(node)
      assert.ok(await this.#agree())
      this.#model = new Map(await this.mirror.content('a'))
      await this.#followed()
    }
    return { didDirectoryAgree }
  }

  async #followed(): Promise<void> {
    for (const gateway of this.#gateways) {
      const isSo = async () =>
        trusted(gateway) === trustedOf(await this.mirror.content(await this.#followedBy(gateway)))
      await until('the gateway trusts what the server says that it follows', isSo).catch(async () => {
        const node = await this.#followedBy(gateway)
        assert.equal(trusted(gateway), trustedOf(await this.mirror.content(node)), node)
      })
    }
  }

  async #followedBy({ daemon }: Gateway): Promise<Node> {
    const { follow } = (await daemon.status()).directory
    const node = NODES.find((one) => this.mirror.url(one) === follow?.location)
    assert.ok(node)
    return node
  }
}

function indexOf({ stateFolder }: Gateway): string {
  return join(stateFolder, 'index.snapshot')
}

function trusted(gateway: Gateway): string {
  const index = TrustIndex.load(readFileSync(indexOf(gateway)))
  const names = Array.from({ length: CHANGED + ALWAYS.length }, (_, at) => nameOf(at))
  return names.flatMap((name) => index.fingerprintsOf(name).map((one) => `${name} ${one}`)).join('\n')
}

async function startWorld(t: TestContext): Promise<World> {
  const mirror = await Mirror.start(t)
  const gateways: Gateway[] = []
  for (const order of ORDERS)
    gateways.push(
      await startGateway(
        t,
        order.map((node) => mirror.url(node)),
      ),
    )
  const world = new World(mirror, gateways)
  await world.fill()
  return world
}

async function startGateway(t: TestContext, urls: readonly string[]): Promise<Gateway> {
  const bind = { bind: 'simple', bindDn: ADMIN, passwordVariable: 'LDAP_PASSWORD' }
  const configuration = newGround(t).configure({
    directory: {
      ...{ kind: 'ldap', path: 'state/copy.sqlite', guard: { share: 1, count: 1_000 } },
      ldap: { urls, base: SERVERS, startTls: false, ...bind },
    },
  })
  const daemon = await Daemon.start({
    configuration,
    clock: systemClock,
    openSource: ({ directory }) => {
      assert.ok(directory.ldap)
      return openSource({ settings: directory.ldap, access: ACCESS, clock: systemClock, behindMs: BEHIND_MS })
    },
  })
  beforeItGoes(t, () => daemon.stop(0))
  const gateway = { daemon, stateFolder: configuration.stateFolder }
  await until('the directory is read', () => existsSync(indexOf(gateway)))
  return gateway
}

// Side by side: most of the time everybody waits.
describe('a replicated directory', { concurrency: CLUSTERS }, () => {
  for (let cluster = 0; cluster < CLUSTERS; cluster += 1)
    test(`${String(HISTORIES)} random histories of a directory end with what it says (${String(cluster + 1)})`, async (t) => {
      const world = await startWorld(t)
      let agreed = 0
      const history = fc.asyncProperty(HISTORY, async (steps) => {
        for (const step of steps) await world.take(step)
        const { didDirectoryAgree } = await world.settle()
        if (didDirectoryAgree) agreed += 1
      })
      await fc.assert(history, { numRuns: HISTORIES, endOnFailure: true })
      // If it never did, nothing was compared with the model.
      assert.ok(agreed > HISTORIES / 2, `${String(agreed)} of ${String(HISTORIES)}`)
    })
})
