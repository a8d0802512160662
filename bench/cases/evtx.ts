import { statSync } from 'node:fs'
import type { Case } from '../case.ts'
import { evtxEvents, writeEvtx } from '../evidence-files.ts'
import { numberOf } from '../json.ts'
import { figuresOf } from '../loads.ts'
import { atLeast, rowOf } from '../row.ts'
import { column, interleave } from '../rounds.ts'
import { bundled } from './procmon.ts'

const MEGABYTE = 1_000_000
const CHUNKS = 600
const NAMES = ['evtx', 'evtx-all', 'winevtx'] as const

export const evtx: Case = {
  name: 'evtx',
  about:
    'An event log of 39 MB, checksums verified: every event with all of its strings, and what the doctor does, which passes over events that cannot ' +
    'matter; beside winevtx, which verifies none. A new process each time, without its start.',
  needs: [],
  run: async ({ stage, rounds, many }) => {
    const file = stage.path('Application.evtx')
    const chunks = many(CHUNKS)
    writeEvtx(file, chunks)
    const megabytes = statSync(file).size / MEGABYTE
    const probe = bundled(stage, 'evidence-probe')
    const peer = bundled(stage, 'evidence-peer')
    const figures = await interleave(NAMES, rounds, async (name) => {
      const args = [name === 'winevtx' ? peer : probe, name, file]
      const said = figuresOf(await stage.run({ command: process.execPath, args, place: 'anywhere' }))
      const records = numberOf(said, 'records')
      if (records !== evtxEvents(chunks))
        throw new Error(`${name} read ${String(records)} of ${String(evtxEvents(chunks))} events`)
      return megabytes / numberOf(said, 'seconds')
    })
    const row = (name: 'evtx' | 'evtx-all', as: string) =>
      rowOf({
        name: as,
        unit: 'MB/s',
        values: column(figures, name, (rate) => rate),
        peer: 'winevtx',
        peerValues: column(figures, 'winevtx', (rate) => rate),
        goal: atLeast(1),
      })
    return [row('evtx-all', 'evtx.every-event'), row('evtx', 'evtx.doctor')]
  },
}
