import { fileURLToPath } from 'node:url'
import type { Case } from '../case.ts'
import { numberOf } from '../json.ts'
import { figuresOf } from '../loads.ts'
import { atMost, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'

const PROBE = fileURLToPath(new URL('../bundles-probe.ts', import.meta.url))
const BUNDLES_MIN = 60

export const bundles: Case = {
  name: 'bundles',
  about:
    'Every bundle of evidence of the tests (60 and more), read and judged in one process, beside the start of Node alone.',
  needs: [],
  run: async ({ stage, rounds }) => {
    const names = ['hubtrust', 'node'] as const
    const figures = await interleave(names, rounds, async (name) => {
      const since = performance.now()
      if (name === 'node') {
        await stage.run({ command: process.execPath, args: ['-e', '0'], place: 'anywhere' })
        return (performance.now() - since) / 1_000
      }
      const said = figuresOf(await stage.run({ command: process.execPath, args: [PROBE], place: 'anywhere' }))
      if (numberOf(said, 'bundles') < BUNDLES_MIN || numberOf(said, 'findings') === 0)
        throw new Error('the bundles were not judged')
      return numberOf(said, 'seconds')
    })
    return [
      rowOf({
        name: 'bundles.all',
        unit: 's',
        values: column(figures, 'hubtrust', (seconds) => seconds),
        peer: 'node -e 0',
        peerValues: column(figures, 'node', (seconds) => seconds),
        goal: atMost(5, 'value'),
      }),
    ]
  },
}
