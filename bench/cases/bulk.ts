import type { Bench, Case } from '../case.ts'
import { issue, writeTrusted } from '../certificates.ts'
import { numberOf } from '../json.ts'
import { shown } from '../loads.ts'
import { startStunnel } from '../peers.ts'
import { atLeast, rowOf, type Row } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { startGateway } from '../subject.ts'

const SECONDS = 3
const AT_ONCE = [1, 16] as const
const names = ['hubtrust', 'stunnel'] as const

export const bulk: Case = {
  name: 'bulk',
  about:
    'Bytes through open sessions, 1 and 16 of them. Inbound: STARTTLS to the receive connector, plain behind it. ' +
    'Outbound: plain to the send connector, STARTTLS to a peer that throws everything away. Peer: stunnel with `protocol = smtp`.',
  needs: ['stunnel', 'compiler'],
  run: async (bench) => {
    const { stage, loads, hubtrust } = bench
    const own = issue(stage, { name: 'hub1.corp.example' })
    const other = issue(stage, { name: 'hub2.corp.example' })
    const backend = await loads.behind('discard')
    const far = await loads.behind('discard', other)
    const gateway = await startGateway(stage, { hubtrust, own, peers: [{ certificate: other, port: far }], backend })
    const order = { own, trusted: writeTrusted(stage, 'trusted.pem', [other]), isSmtp: true }
    const server = await startStunnel(stage, { ...order, backend })
    const client = await startStunnel(stage, { ...order, backend: far, isClient: true })
    const inbound = { hubtrust: gateway.port, stunnel: server.port }
    const outbound = { hubtrust: gateway.send.get(other.name) ?? 0, stunnel: client.port }
    const rows: Row[] = []
    for (const atOnce of AT_ONCE) {
      rows.push(
        await push(bench, {
          name: `bulk.inbound.${String(atOnce)}`,
          ports: inbound,
          atOnce,
          goal: 0.95,
          words: ['-S', ...shown(other)],
        }),
      )
      rows.push(
        await push(bench, { name: `bulk.outbound.${String(atOnce)}`, ports: outbound, atOnce, goal: 1, words: [] }),
      )
    }
    return rows
  },
}

interface Push {
  readonly name: string
  readonly ports: Readonly<Record<(typeof names)[number], number>>
  readonly atOnce: number
  readonly goal: number
  readonly words: readonly string[]
}

async function push(bench: Bench, { name, ports, atOnce, goal, words }: Push): Promise<Row> {
  const seconds = bench.many(SECONDS * 1_000) / 1_000
  const figures = await interleave(names, bench.rounds, async (subject) => {
    const args = ['-p', String(ports[subject]), '-c', String(atOnce), '-d', String(seconds), ...words]
    return numberOf(await bench.loads.run('bulk', args), 'megabytesPerSecond')
  })
  return rowOf({
    name,
    unit: 'MB a second',
    values: column(figures, 'hubtrust', (rate) => rate),
    peer: 'stunnel',
    peerValues: column(figures, 'stunnel', (rate) => rate),
    goal: atLeast(goal),
  })
}
