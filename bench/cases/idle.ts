import type { Bench, Case } from '../case.ts'
import { issue, writeTrusted, type Certificate } from '../certificates.ts'
import { figuresOf, shown } from '../loads.ts'
import { numberOf } from '../json.ts'
import { startNginx, startStunnel, type Proxy } from '../peers.ts'
import { residentBytes } from '../proc.ts'
import { atMost, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { openAll } from '../sessions.ts'
import { startGateway } from '../subject.ts'

const SESSIONS = 5_000
const WARM_UP = 300
const AT_ONCE = 64

export const idle: Case = {
  name: 'idle',
  about:
    'Memory of one open, silent session when 5,000 are open: growth of resident memory after a warm-up of 300 sessions, every round in new processes. ' +
    '`hubtrust serve` with STARTTLS; stunnel and nginx with TLS at once. Memory of the kernel is not counted.',
  needs: ['stunnel', 'nginx', 'compiler'],
  run: async (bench) => {
    const { stage, loads, hubtrust } = bench
    const own = issue(stage, { name: 'hub1.corp.example' })
    const client = issue(stage, { name: 'hub2.corp.example' })
    const backend = await loads.behind('echo')
    const order = { own, backend, trusted: writeTrusted(stage, 'trusted.pem', [client]) }
    const start = {
      hubtrust: () => startGateway(stage, { hubtrust, own, backend, peers: [{ certificate: client, port: 9 }] }),
      stunnel: () => startStunnel(stage, order),
      nginx: () => startNginx(stage, order),
    }
    const names = ['hubtrust', 'stunnel', 'nginx'] as const
    const figures = await interleave(names, bench.rounds, async (name) => {
      const proxy = await start[name]()
      const kilobytes = await weigh(bench, proxy, { name, client, isSmtp: name === 'hubtrust' })
      await stage.end([proxy.program])
      return kilobytes
    })
    const row = (peer: 'stunnel' | 'nginx', limit: number) =>
      rowOf({
        name: `idle.session.${peer}`,
        unit: 'kB',
        values: column(figures, 'hubtrust', (kilobytes) => kilobytes),
        peer,
        peerValues: column(figures, peer, (kilobytes) => kilobytes),
        goal: atMost(limit),
      })
    return [row('stunnel', 0.4), row('nginx', 0.85)]
  },
}

interface Weighed {
  readonly name: string
  readonly client: Certificate
  readonly isSmtp: boolean
}

async function weigh(bench: Bench, proxy: Proxy, { name, client, isSmtp }: Weighed): Promise<number> {
  const { loads, stage } = bench
  const count = bench.many(SESSIONS)
  await openAll(bench, name, proxy, { client, isSmtp, count: WARM_UP })
  const before = residentBytes(proxy.program.pid)
  const words = isSmtp ? ['-S', '-H'] : ['-H']
  const limits = ['-n', String(count), '-c', String(AT_ONCE), '-t', '80']
  const holder = await loads.start('handshakes', ['-p', String(proxy.port), ...limits, ...shown(client), ...words])
  const opened = numberOf(figuresOf(await holder.line()), 'done')
  const grown = residentBytes(proxy.program.pid) - before
  await stage.end([holder])
  if (opened < count) throw new Error(`${name} opened ${String(opened)} of ${String(count)} sessions`)
  return grown / 1_000 / opened
}
