/**
 * Gateways that follow an LDAP directory, in a process of their own.
 *
 *     node --expose-gc bench/fleet-probe.ts load URL FOLDER SERVERS
 *     node bench/fleet-probe.ts change URL FOLDER FOLLOWERS CHANGES
 *     node bench/fleet-probe.ts idle URL FOLDER FOLLOWERS
 */
import { join } from 'node:path'
import { Attribute, Change, Client } from 'ldapts'
import { systemClock } from '../src/core/clock.ts'
import { openCopy } from '../src/directory/copy.ts'
import { openEmbeddedDirectory } from '../src/directory/embedded.ts'
import { openSource } from '../src/directory/ldap/source.ts'
import type { Source } from '../src/directory/source.ts'
import { TrustIndex } from '../src/trust/index.ts'
import { FLEET_ADMIN, FLEET_BASE, FLEET_PASSWORD } from './fleet.ts'
import { serverName } from './sample.ts'

const [kind = '', url = '', folder = '', first = '', second = ''] = process.argv.slice(2)
const count = Number(first)

function source(): Source {
  return openSource({
    settings: {
      ...{
        urls: [url],
        base: FLEET_BASE,
        mapping: 'device',
        filter: undefined,
        startTls: false,
        caFile: undefined,
        pins: [],
      },
      ...{ certificateFile: undefined, keyFile: undefined, follow: 'auto', pollMs: 30_000 },
      bind: { method: 'simple', dn: FLEET_ADMIN, password: { variable: 'LDAP_PASSWORD' } },
    },
    access: { environment: { LDAP_PASSWORD: FLEET_PASSWORD }, withinMs: 60_000, aliveMs: 5_000 },
    clock: systemClock,
    behindMs: 0,
  })
}

/** Follows into a copy and calls `onIndex` with every index that is in force from then on. */
function follow(name: string, signal: AbortSignal, onIndex: (index: TrustIndex) => void): Promise<void> {
  const path = join(folder, `${name}.sqlite`)
  const guard = { shareMax: 1, countMin: 1_000_000 }
  const copy = openCopy({ path, clock: systemClock, guard, identity: 'bench' })
  const directory = openEmbeddedDirectory({ path, clock: systemClock })
  return source().follow({
    cookie: copy.cookie,
    signal,
    onStep: (step) => {
      if (copy.apply(step) !== undefined) onIndex(TrustIndex.build(directory.trustEntries()))
    },
  })
}

function held(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** From nothing to an index in force. */
async function load(): Promise<Readonly<Record<string, number>>> {
  const before = held()
  const since = performance.now()
  const ending = new AbortController()
  const index = await new Promise<TrustIndex>((resolve, reject) => {
    follow(`load-${String(process.pid)}`, ending.signal, resolve).catch(reject)
  })
  const seconds = (performance.now() - since) / 1_000
  ending.abort()
  if (index.serverCount !== count) throw new Error(`${String(index.serverCount)} servers of ${String(count)}`)
  return { seconds, bytes: (held() - before) / count, rss: process.memoryUsage().rss / count }
}

/** Milliseconds from the directory's yes to the last and the middle of the followers. */
async function change(): Promise<Readonly<Record<string, number>>> {
  const changes = Number(second)
  const ending = new AbortController()
  const client = new Client({ url })
  await client.bind(FLEET_ADMIN, FLEET_PASSWORD)
  let waiting = count
  let sinceMs = 0
  let onAll: () => void = () => undefined
  const took: number[] = []
  const inForce = (): void => {
    if (sinceMs > 0) took.push(performance.now() - sinceMs)
    waiting -= 1
    if (waiting === 0) onAll()
  }
  const all = (): Promise<void> =>
    new Promise((resolve) => {
      onAll = resolve
    })
  const read = all()
  for (let at = 0; at < count; at += 1) void follow(`follower-${String(at)}`, ending.signal, inForce)
  await read
  for (let at = 0; at < changes; at += 1) {
    waiting = count
    const told = all()
    const values = at % 2 === 0 ? ['hubtrust:disabled'] : []
    const modification = new Attribute({ type: 'description', values })
    sinceMs = performance.now()
    await client.modify(`cn=${serverName(0)},${FLEET_BASE}`, new Change({ operation: 'replace', modification }))
    await told
  }
  ending.abort()
  await client.unbind()
  took.sort((left, right) => left - right)
  const quantile = (share: number): number => took[Math.floor(share * (took.length - 1))] ?? 0
  return { p50: quantile(0.5), p99: quantile(0.99) }
}

/** Connected, with the directory read, and nothing happening; until it is ended. */
async function idle(): Promise<Readonly<Record<string, number>>> {
  let settled = 0
  await new Promise<void>((resolve, reject) => {
    for (let at = 0; at < count; at += 1)
      source()
        .follow({
          cookie: undefined,
          signal: new AbortController().signal,
          onStep: ({ kind }) => {
            if (kind === 'settled') settled += 1
            if (settled === count) resolve()
          },
        })
        .catch(reject)
  })
  return { settled }
}

const WORK: Readonly<Record<string, () => Promise<Readonly<Record<string, number>>>>> = { load, change, idle }
const work = WORK[kind]
if (work === undefined) throw new TypeError(`nothing called ${kind}`)
process.stdout.write(`${JSON.stringify(await work())}\n`)
if (kind !== 'idle') process.exit(0)
