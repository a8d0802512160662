import type { Case } from '../case.ts'
import { issue } from '../certificates.ts'
import { ownProcessors, treeOf } from '../proc.ts'
import { atLeast, atMost, rowOf, type Goal } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { openAll } from '../sessions.ts'
import { startGateway } from '../subject.ts'

const SESSIONS = 800
const AT_ONCE = 32
/** One for the load and the server behind, one for the single process, one that is free. */
const PROCESSORS_FOR_MORE = 3

export const processes: Case = {
  name: 'processes',
  about:
    '`hubtrust serve` with two processes beside one: CPU and rate of STARTTLS sessions, 32 at a time, nothing pinned. The rate has a goal only where a ' +
    'third processor leaves one free.',
  needs: ['compiler'],
  run: async (bench) => {
    const { stage, loads, hubtrust } = bench
    const own = issue(stage, { name: 'hub1.corp.example' })
    const client = issue(stage, { name: 'hub2.corp.example' })
    const backend = await loads.behind('echo')
    const order = { hubtrust, own, backend, peers: [{ certificate: client, port: 9 }], place: 'anywhere' } as const
    const gateways = {
      one: await startGateway(stage, order),
      two: await startGateway(stage, { ...order, processes: 2 }),
    }
    const figures = await interleave(['one', 'two'] as const, bench.rounds, (name) =>
      openAll(bench, name, gateways[name], {
        client,
        isSmtp: true,
        atOnce: AT_ONCE,
        count: bench.many(SESSIONS),
        place: 'anywhere',
      }),
    )
    const [one, two] = [gateways.one, gateways.two].map(({ program }) => treeOf(program.pid).length)
    if (one === undefined || two === undefined || two <= one)
      throw new Error('two processes were asked for and are not there')
    const more: { readonly goal?: Goal } = ownProcessors().length >= PROCESSORS_FOR_MORE ? { goal: atLeast(1) } : {}
    const row = (name: string, unit: string, key: 'cpuUs' | 'rate', goal: typeof more) =>
      rowOf({
        name,
        unit,
        values: column(figures, 'two', (opened) => opened[key]),
        peer: 'one process',
        peerValues: column(figures, 'one', (opened) => opened[key]),
        ...goal,
      })
    return [
      row('processes.cpu', 'µs CPU', 'cpuUs', { goal: atMost(1.2) }),
      row('processes.rate', 'a second', 'rate', more),
    ]
  },
}
