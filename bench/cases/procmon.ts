import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import type { Bench, Case } from '../case.ts'
import { writeProcmonCsv } from '../evidence-files.ts'
import { numberOf } from '../json.ts'
import { figuresOf } from '../loads.ts'
import { commandOf } from '../packages.ts'
import { atLeast, atMost, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import type { Stage } from '../stage.ts'

const MEGABYTE = 1_000_000
const FILE_MEGABYTES = 1_000
/** csv-parse needs a minute for a gigabyte: its rate is that of a part. */
const PART_MEGABYTES = 30
const PATTERN = 'MachineKeys.*ACCESS.DENIED'
const NAMES = ['hubtrust', 'grep', 'ripgrep', 'csv-parse', 'node'] as const

interface Figure {
  readonly rate: number
  readonly peakMegabytes: number
}

export const procmon: Case = {
  name: 'procmon',
  about:
    'Refused attempts on key files in a Process Monitor export of 1 GB, from pressing Enter to the end of the process, beside GNU grep and ripgrep ' +
    'counting the lines with the same two words, and csv-parse on a part of it; all of them must count the same.',
  needs: ['grep', 'ripgrep'],
  run: async (bench) => {
    const { stage, rounds, many } = bench
    const files = { whole: stage.path('procmon.csv'), part: stage.path('part.csv') }
    writeProcmonCsv(files.whole, many(FILE_MEGABYTES) * MEGABYTE)
    writeProcmonCsv(files.part, PART_MEGABYTES * MEGABYTE)
    const probe = bundled(stage, 'evidence-probe')
    const peer = bundled(stage, 'evidence-peer')
    const counts = new Set<number>()
    const figures = await interleave(NAMES, rounds, async (name): Promise<Figure> => {
      const since = performance.now()
      const file = name === 'csv-parse' ? files.part : files.whole
      const said = await outputOf(bench, name, { probe, peer, file })
      const rate = statSync(file).size / MEGABYTE / ((performance.now() - since) / 1_000)
      if (name === 'grep' || name === 'ripgrep') counts.add(Number(said))
      if (name === 'hubtrust') counts.add(numberOf(figuresOf(said), 'refusals'))
      return { rate, peakMegabytes: said.startsWith('{') ? numberOf(figuresOf(said), 'peakMegabytes') : 0 }
    })
    if (counts.size !== 1) throw new Error(`the counts differ: ${[...counts].join(', ')}`)
    const values = column(figures, 'hubtrust', ({ rate }) => rate)
    const beside = (name: 'grep' | 'ripgrep' | 'csv-parse', program: string, limit: number) =>
      rowOf({
        name: `procmon.${name}`,
        unit: 'MB/s',
        values,
        peer: program,
        peerValues: column(figures, name, ({ rate }) => rate),
        goal: atLeast(limit),
      })
    return [
      beside('grep', 'grep -cE', 1.5),
      beside('ripgrep', 'rg -c', 0.5),
      beside('csv-parse', 'csv-parse', 100),
      rowOf({
        name: 'procmon.memory',
        unit: 'MB',
        values: column(figures, 'hubtrust', ({ peakMegabytes }) => peakMegabytes),
        peer: 'node doing nothing',
        peerValues: column(figures, 'node', ({ peakMegabytes }) => peakMegabytes),
        goal: atMost(80, 'value'),
      }),
    ]
  },
}

interface Paths {
  readonly probe: string
  readonly peer: string
  readonly file: string
}

function outputOf({ stage }: Bench, name: (typeof NAMES)[number], { probe, peer, file }: Paths): Promise<string> {
  const run = (command: string, ...args: readonly string[]) => stage.run({ command, args, place: 'anywhere' })
  switch (name) {
    case 'hubtrust':
      return run(process.execPath, probe, 'procmon', file)
    case 'grep':
      return run(commandOf('grep'), '-cE', PATTERN, file)
    case 'ripgrep':
      return run(commandOf('rg'), '-c', PATTERN, file)
    case 'csv-parse':
      return run(process.execPath, peer, 'csv-parse', file)
    case 'node':
      return run(process.execPath, peer, 'nothing')
  }
}

/** One file, as the program is shipped: starting is in the figure. */
export function bundled(stage: Stage, name: string): string {
  const outfile = stage.path(`${name}.mjs`)
  const entry = fileURLToPath(new URL(`../${name}.ts`, import.meta.url))
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Packages written for CommonJS ask for Node's own modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
    logLevel: 'error',
  })
  return outfile
}
