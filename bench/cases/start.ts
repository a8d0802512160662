import type { Bench, Case } from '../case.ts'
import { issue } from '../certificates.ts'
import { atMost, rowOf, type Goal } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { prepareGateway } from '../subject.ts'

/** Starts are short and their times scatter, so each figure is the mean of several, and there are more rounds than elsewhere. */
const STARTS = 3
const TIMES_THE_ROUNDS = 2

export const start: Case = {
  name: 'start',
  about:
    'From pressing Enter to the end of the command, beside `node -e 0` of the same runtime: `--version`, commands that need no configuration, and ' +
    'one that reads configuration and directory (its work is in the figure).',
  needs: [],
  run: async (bench) => {
    const own = issue(bench.stage, { name: 'hub1.corp.example' })
    const { config } = await prepareGateway(bench.stage, { hubtrust: bench.hubtrust, own, peers: [], backend: 9 })
    const commands = new Map<string, { readonly args: readonly string[]; readonly goal: Goal }>([
      ['start.version', { args: ['--version'], goal: atMost(1.15) }],
      ['start.help', { args: ['help'], goal: atMost(1.5) }],
      ['start.explain', { args: ['explain', '1037'], goal: atMost(1.5) }],
      ['start.completion', { args: ['completion', 'bash'], goal: atMost(1.5) }],
      ['start.server-list', { args: ['server', 'list', '--config', config], goal: atMost(1.5) }],
    ])
    const names = ['node', ...commands.keys()]
    const count = bench.rounds.count * TIMES_THE_ROUNDS
    const figures = await interleave(names, { ...bench.rounds, count }, (name) => {
      const known = commands.get(name)
      if (known === undefined) return millisecondsOf(bench, process.execPath, ['-e', '0'])
      return millisecondsOf(bench, bench.hubtrust, known.args)
    })
    return [...commands].map(([name, { goal }]) =>
      rowOf({
        name,
        unit: 'ms',
        values: column(figures, name, (ms) => ms),
        peer: 'node -e 0',
        peerValues: column(figures, 'node', (ms) => ms),
        goal,
      }),
    )
  },
}

async function millisecondsOf({ stage }: Bench, command: string, args: readonly string[]): Promise<number> {
  const since = performance.now()
  for (let turn = 0; turn < STARTS; turn += 1) await stage.run({ command, args, place: 'anywhere' })
  return (performance.now() - since) / STARTS
}
