import type { Case } from '../case.ts'
import { issue, writeTrusted } from '../certificates.ts'
import { startStunnel } from '../peers.ts'
import { atLeast, atMost, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { checkRefusal, openAll, type Opened } from '../sessions.ts'
import { startGateway } from '../subject.ts'

const SESSIONS = 300
/** Before the first round: stunnel's 200 ms a session leave no time for as many in a round, and a just-in-time compiler needs them. */
const SETTLING_SESSIONS = 1_500

export const starttls: Case = {
  name: 'starttls',
  about:
    'Whole SMTP sessions up to the EHLO answer of the server behind, with STARTTLS and mutual TLS, 16 at a time: `hubtrust serve` beside stunnel with `protocol = smtp`.',
  needs: ['stunnel', 'compiler'],
  run: async (bench) => {
    const { stage, loads, hubtrust } = bench
    const own = issue(stage, { name: 'hub1.corp.example' })
    const client = issue(stage, { name: 'hub2.corp.example' })
    const stranger = issue(stage, { name: 'hub2.corp.example', file: 'stranger' })
    const backend = await loads.behind('echo')
    const trusted = writeTrusted(stage, 'trusted.pem', [client])
    const proxies = {
      hubtrust: await startGateway(stage, { hubtrust, own, peers: [{ certificate: client, port: 9 }], backend }),
      stunnel: await startStunnel(stage, { own, trusted, backend, isSmtp: true }),
    }
    const names = ['hubtrust', 'stunnel'] as const
    for (const name of names) await checkRefusal(bench, name, proxies[name], { client: stranger, isSmtp: true })
    await openAll(bench, 'hubtrust', proxies.hubtrust, { client, isSmtp: true, count: bench.many(SETTLING_SESSIONS) })
    const figures = await interleave(names, bench.rounds, (name) =>
      openAll(bench, name, proxies[name], { client, isSmtp: true, count: bench.many(SESSIONS) }),
    )
    const pair = (pick: (opened: Opened) => number) => ({
      values: column(figures, 'hubtrust', pick),
      peer: 'stunnel',
      peerValues: column(figures, 'stunnel', pick),
    })
    return [
      rowOf({ name: 'starttls.rate', unit: 'a second', ...pair(({ rate }) => rate), goal: atLeast(4) }),
      rowOf({ name: 'starttls.p50', unit: 'ms', ...pair(({ p50Ms }) => p50Ms), goal: atMost(0.25) }),
      rowOf({ name: 'starttls.cpu', unit: 'µs CPU', ...pair(({ cpuUs }) => cpuUs) }),
    ]
  },
}
