import type { Bench, Case } from '../case.ts'
import { issue, writeTrusted, type Certificate } from '../certificates.ts'
import { numberOf } from '../json.ts'
import { shown } from '../loads.ts'
import { startNginx } from '../peers.ts'
import { atMost, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { startDirect, startGateway } from '../subject.ts'

const SECONDS = 4
const AT_ONCE = 16
/** More than any of them can do in the time. */
const ENDLESS = 100_000

export const storm: Case = {
  name: 'storm',
  about:
    'The 99th percentile of an 80-byte echo through an open session while 16 clients shake hands at full speed: nginx and bench/direct.ts ' +
    'with TLS at once, `hubtrust serve` with STARTTLS.',
  needs: ['nginx', 'compiler'],
  run: async (bench) => {
    const { stage, loads, hubtrust } = bench
    const own = issue(stage, { name: 'hub1.corp.example' })
    const client = issue(stage, { name: 'hub2.corp.example' })
    const backend = await loads.behind('echo')
    const ports = {
      direct: (await startDirect(stage, { backend, own, trusted: [client] })).port,
      starttls: (await startGateway(stage, { hubtrust, own, backend, peers: [{ certificate: client, port: 9 }] })).port,
      nginx: (await startNginx(stage, { backend, own, trusted: writeTrusted(stage, 'trusted.pem', [client]) })).port,
    }
    const names = ['direct', 'starttls', 'nginx'] as const
    const figures = await interleave(names, bench.rounds, (name) =>
      feel(bench, { port: ports[name], client, words: name === 'starttls' ? ['-S'] : [] }),
    )
    const row = (name: string, subject: 'direct' | 'starttls') =>
      rowOf({
        name,
        unit: 'ms',
        values: column(figures, subject, (p99Ms) => p99Ms),
        peer: 'nginx',
        peerValues: column(figures, 'nginx', (p99Ms) => p99Ms),
        goal: atMost(2),
      })
    return [row('storm.p99', 'direct'), row('storm.starttls.p99', 'starttls')]
  },
}

interface Flow {
  readonly port: number
  readonly client: Certificate
  readonly words: readonly string[]
}

async function feel(bench: Bench, { port, client, words }: Flow): Promise<number> {
  const { loads, stage } = bench
  const seconds = bench.many(SECONDS * 1_000) / 1_000
  const common = ['-p', String(port), ...shown(client), ...words]
  const calm = seconds + 5
  const weather = await loads.start('handshakes', [
    ...common,
    '-n',
    String(ENDLESS),
    '-c',
    String(AT_ONCE),
    '-t',
    String(calm),
  ])
  const figures = await loads.run('echo', [...common, '-t', String(seconds)])
  if (weather.hasEnded) throw new Error(`the storm ended early: ${weather.failure}`)
  await stage.end([weather])
  return numberOf(figures, 'p99Ms')
}
