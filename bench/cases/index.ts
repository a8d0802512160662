import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Case } from '../case.ts'
import { numberOf } from '../json.ts'
import { figuresOf } from '../loads.ts'
import { atMost, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { sampleIndex, sampleText } from '../sample.ts'

const SERVERS = 1_000_000
const PROBE = fileURLToPath(new URL('../index-probe.ts', import.meta.url))

export const index: Case = {
  name: 'index',
  about:
    'The trust index at 1,000,000 servers, in a new process each round: bytes a server (tables and names), a look-up of a 32-byte digest up to the ' +
    "server's name, and loading the snapshot; beside a JavaScript Map loaded from a text file.",
  needs: [],
  run: async ({ stage, rounds }) => {
    const files = { hubtrust: stage.path('index.snapshot'), map: stage.path('index.txt') }
    writeFileSync(files.hubtrust, sampleIndex(SERVERS).snapshot())
    writeFileSync(files.map, sampleText(SERVERS))
    const names = ['hubtrust', 'map'] as const
    const figures = await interleave(names, rounds, async (name) => {
      const args = ['--expose-gc', PROBE, name, files[name], String(SERVERS)]
      return figuresOf(await stage.run({ command: process.execPath, args, place: 'proxy' }))
    })
    const row = (key: string, name: string, unit: string, limit: number) =>
      rowOf({
        name,
        unit,
        values: column(figures, 'hubtrust', (one) => numberOf(one, key)),
        peer: 'Map from text',
        peerValues: column(figures, 'map', (one) => numberOf(one, key)),
        goal: atMost(limit, 'value'),
      })
    return [
      row('bytes', 'index.memory', 'bytes a server', 45),
      row('lookUpUs', 'index.look-up', 'µs', 0.6),
      row('loadSeconds', 'index.load', 's', 0.1),
    ]
  },
}
