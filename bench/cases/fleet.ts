import { closeSync, mkdirSync, openSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Bench, Case } from '../case.ts'
import { FLEET_ADMIN, FLEET_BASE, FLEET_PASSWORD, startFleet } from '../fleet.ts'
import { numberOf } from '../json.ts'
import { figuresOf } from '../loads.ts'
import { cpuSeconds } from '../proc.ts'
import { atMost, rowOf, type Row } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { sampleIndex } from '../sample.ts'

const SERVERS = 100_000
const FOLLOWED = 1_000
const FOLLOWERS = 20
const CHANGES = 50
const IDLE = 1_000
const IDLE_SECONDS = 10
const PROBE = fileURLToPath(new URL('../fleet-probe.ts', import.meta.url))
const NAMES = ['hubtrust', 'ldapsearch'] as const

export const fleet: Case = {
  name: 'fleet',
  about:
    'An LDAP directory on OpenLDAP: first load of 100,000 servers into an index in force, beside ldapsearch of the same entries into a file; one change to ' +
    'effect at each of 20 gateways that follow 1,000 servers; what 1,000 connected followers cost a server in which nothing happens.',
  needs: ['slapd'],
  run: async (bench) => [...(await load(bench)), ...(await change(bench)), await idle(bench)],
}

async function load({ stage, rounds, many }: Bench): Promise<readonly Row[]> {
  const count = many(SERVERS)
  const { url } = await startFleet(stage, count)
  const figures = await interleave(NAMES, rounds, async (name) => {
    if (name === 'ldapsearch') return { seconds: await listed(url, stage.path('listed.ldif')), bytes: 0 }
    const args = ['--expose-gc', PROBE, 'load', url, stage.folder, String(count)]
    const said = figuresOf(await stage.run({ command: process.execPath, args, place: 'load' }))
    return { seconds: numberOf(said, 'seconds'), bytes: numberOf(said, 'bytes') }
  })
  await stage.endAll()
  const seconds = (name: (typeof NAMES)[number]) => column(figures, name, (one) => one.seconds)
  const bytes = column(figures, 'hubtrust', (one) => one.bytes)
  const table = bytes.map(() => sampleIndex(count).snapshot().length / count)
  return [
    rowOf({
      ...{ name: 'fleet.load', unit: 's', values: seconds('hubtrust') },
      ...{ peer: 'ldapsearch', peerValues: seconds('ldapsearch'), goal: atMost(2) },
    }),
    rowOf({
      ...{ name: 'fleet.memory', unit: 'bytes a server', values: bytes },
      ...{ peer: 'snapshot', peerValues: table, goal: atMost(132, 'value') },
    }),
  ]
}

/** Seconds until ldapsearch has written every entry, certificates included, to a file. */
async function listed(url: string, path: string): Promise<number> {
  const file = openSync(path, 'w')
  const words = ['-x', '-LLL', '-o', 'ldif-wrap=no', '-H', url, '-D', FLEET_ADMIN, '-w', FLEET_PASSWORD]
  const asked = ['-E', '!pr=1000/noprompt', '-b', FLEET_BASE, '(objectClass=pkiUser)']
  const since = performance.now()
  const child = spawn('ldapsearch', [...words, ...asked, 'cn', 'description', 'userCertificate', 'entryUUID'], {
    stdio: ['ignore', file, 'ignore'],
  })
  const status: unknown = (await once(child, 'exit'))[0]
  closeSync(file)
  if (status !== 0) throw new Error(`ldapsearch ended with ${String(status)}`)
  return (performance.now() - since) / 1_000
}

async function change({ stage, rounds, many }: Bench): Promise<readonly Row[]> {
  const { url } = await startFleet(stage, FOLLOWED)
  const folder = (): string => {
    const path = stage.path(`followers-${String(performance.now())}`)
    mkdirSync(path)
    return path
  }
  const figures = await interleave(['hubtrust'] as const, rounds, async () => {
    const args = [PROBE, 'change', url, folder(), String(FOLLOWERS), String(many(CHANGES))]
    return figuresOf(await stage.run({ command: process.execPath, args, place: 'load' }))
  })
  await stage.endAll()
  const p50 = column(figures, 'hubtrust', (one) => numberOf(one, 'p50'))
  const p99 = column(figures, 'hubtrust', (one) => numberOf(one, 'p99'))
  const row = (name: string, values: readonly number[], limit: number) =>
    rowOf({ name, unit: 'ms', values, peer: 'the median of the same', peerValues: p50, goal: atMost(limit, 'value') })
  return [row('fleet.change.p50', p50, 150), row('fleet.change.p99', p99, 1_000)]
}

/** Share of one processor that the directory server needs. */
async function idle({ stage, many }: Bench): Promise<Row> {
  const { url, pid } = await startFleet(stage, FOLLOWED)
  const followers = many(IDLE)
  const args = [PROBE, 'idle', url, stage.folder, String(followers)]
  const program = stage.start({ command: process.execPath, args, place: 'load' })
  await program.line()
  const before = cpuSeconds(pid)
  await pause(IDLE_SECONDS * 1_000)
  const share = (cpuSeconds(pid) - before) / IDLE_SECONDS
  await stage.endAll()
  return rowOf({
    ...{ name: 'fleet.idle', unit: 'of a processor', values: [share] },
    ...{ peer: 'followers', peerValues: [followers] },
  })
}
