/**
 * One reader of evidence over one file, in a process of its own, printed as JSON.
 *
 *     node bench/evidence-probe.ts procmon|evtx|evtx-all FILE
 */
import type { ByteSource } from '../src/evidence/contract.ts'
import { piecesOf } from '../src/disk/evidence-files.ts'
import type { Findings, Reader } from '../src/evidence/contract.ts'
import { eventsOf, evtxReader, Log } from '../src/evidence/evtx.ts'
import { procmonCsvReader } from '../src/evidence/procmon-csv.ts'

function byteFile(path: string): ByteSource {
  return { name: path, open: (into) => piecesOf(path, into) }
}

class Count implements Findings {
  observations = 0
  attempts = 0
  records = 0
  /** Told as cut. */
  cut = 0

  observed(observation: Parameters<Findings['observed']>[0]): void {
    this.observations += 1
    if (observation.kind === 'attempt' && observation.result === 'ACCESS DENIED') this.attempts += 1
    if (observation.kind === 'capture' || observation.kind === 'collection') this.records = observation.records ?? 0
  }

  problem({ args }: Parameters<Findings['problem']>[0]): void {
    this.cut += Number(args['count'] ?? 0) - Number(args['limit'] ?? 0)
  }
}

const READERS: Readonly<Record<string, Reader>> = { procmon: procmonCsvReader, evtx: evtxReader }

const [kind = '', file = ''] = process.argv.slice(2)
const count = new Count()
const since = performance.now()
if (kind === 'evtx-all') {
  const log = new Log(file, count)
  for await (const { event } of eventsOf(byteFile(file), log, () => true)) if (event !== 'unwanted') count.records += 1
} else await READERS[kind]?.read(byteFile(file), count)
const seconds = (performance.now() - since) / 1_000
const peakMegabytes = process.resourceUsage().maxRSS / 1_024
const { observations, attempts, cut, records } = count
console.log(JSON.stringify({ seconds, peakMegabytes, observations, refusals: attempts + cut, records }))
