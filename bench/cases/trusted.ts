import type { Case } from '../case.ts'
import { issue, writeTrusted } from '../certificates.ts'
import { startStunnel, type Proxy } from '../peers.ts'
import { atLeast, atMost, rowOf, type Row } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { openAll } from '../sessions.ts'
import { startDirect } from '../subject.ts'

const HANDSHAKES = 800
const FEW = 4
const MANY = 1_000
const MOST = 1_000_000
/** stunnel names every trusted certificate in its request: its limit is near 1,900, and 1,000 is what it can. */
const names = ['few', 'many', 'most', 'stunnel'] as const

export const trusted: Case = {
  name: 'trusted',
  about:
    'The same handshakes with 4, 1,000 and 1,000,000 trusted servers in the index (bench/direct.ts): CPU must not grow. ' +
    'The peer at 1,000 is stunnel; above about 1,900 it refuses every handshake.',
  needs: ['stunnel', 'compiler'],
  run: async (bench) => {
    const { stage, loads } = bench
    const own = issue(stage, { name: 'hub1.corp.example' })
    const client = issue(stage, { name: 'hub2.corp.example' })
    const backend = await loads.behind('echo')
    const order = { backend, own, trusted: [client] }
    const file = writeTrusted(stage, 'thousand.pem', [client], MANY - 1)
    const proxies: Readonly<Record<(typeof names)[number], Proxy>> = {
      few: await startDirect(stage, { ...order, servers: FEW }),
      many: await startDirect(stage, { ...order, servers: MANY }),
      most: await startDirect(stage, { ...order, servers: MOST }),
      stunnel: await startStunnel(stage, { backend, own, trusted: file }),
    }
    const figures = await interleave(names, bench.rounds, (name) =>
      openAll(bench, name, proxies[name], { client, count: bench.many(HANDSHAKES) }),
    )
    const flat = (name: 'many' | 'most', servers: number): Row =>
      rowOf({
        name: `trusted.${String(servers)}.cpu`,
        unit: 'µs CPU',
        values: column(figures, name, ({ cpuUs }) => cpuUs),
        peer: `Hubtrust, ${String(FEW)} servers`,
        peerValues: column(figures, 'few', ({ cpuUs }) => cpuUs),
        goal: atMost(1.1),
      })
    return [
      flat('many', MANY),
      flat('most', MOST),
      rowOf({
        name: `trusted.${String(MANY)}.rate`,
        unit: 'a second',
        values: column(figures, 'many', ({ rate }) => rate),
        peer: `stunnel, ${String(MANY)} servers`,
        peerValues: column(figures, 'stunnel', ({ rate }) => rate),
        goal: atLeast(3),
      }),
    ]
  },
}
