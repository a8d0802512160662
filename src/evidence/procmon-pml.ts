/**
 * Process Monitor's own logs (PML, version 9): file events, from first to last. The file is read twice, since the names of the processes
 * stand behind the events; the layout is known from what others have found out, there is no document of its maker.
 */
import { ByteBlocks, windowsOf } from './byte-blocks.ts'
import { ByteView } from './byte-view.ts'
import { CaptureTally } from './capture-tally.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { isoOfFiletime } from './filetime.ts'
import {
  PML_HEADER_BYTES,
  PML_VERSION,
  pmlHeaderOf,
  readProcesses,
  type PmlHeader,
  type PmlProcess,
} from './pml-tables.ts'
import { eventAt, fileEventOf, type PmlEvent } from './pml-event.ts'

const SAMPLES_FIRST = 256
const SAMPLE_EVERY = 512

export const procmonPmlReader: Reader = {
  id: 'procmon-pml',
  recognise: ({ bytes }: Head) => (pmlHeaderOf(new ByteView(bytes)) === undefined ? 0 : 100),
  read: readProcmonPml,
}

async function readProcmonPml(source: ByteSource, findings: Findings): Promise<void> {
  const tally = new CaptureTally(findings, 'Process Monitor', source.name)
  const header = await headerOf(source)
  if (header === undefined) tally.problem('truncated', { what: 'file header' })
  else if (header.version !== PML_VERSION)
    tally.problem('not-understood', { what: `PML version ${String(header.version)}` })
  else await readEvents(source, header, tally)
  tally.end()
}

async function headerOf(source: ByteSource): Promise<PmlHeader | undefined> {
  const blocks = new ByteBlocks(source.open())
  const header = pmlHeaderOf(new ByteView(await blocks.take(PML_HEADER_BYTES)))
  await blocks.end()
  return header
}

async function readEvents(source: ByteSource, header: PmlHeader, tally: CaptureTally): Promise<void> {
  tally.server = header.computer
  const processes = await readProcesses(source, header)
  if (processes === undefined) {
    // Without them nobody knows whose events they are.
    tally.problem('damaged', { what: 'process table', lost: header.events })
    return
  }
  const taker = new Taker(tally, processes, header)
  for await (const event of eventsOf(source, header)) taker.take(event)
  const lost = header.events - tally.records
  if (lost > 0) tally.problem('damaged', { what: 'events', lost, read: tally.records })
}

interface Placed {
  readonly view: ByteView
  readonly event: PmlEvent
}

async function* eventsOf(
  source: ByteSource,
  { events, eventsAt, offsetsAt, pointerBytes }: PmlHeader,
): AsyncGenerator<Placed> {
  let read = 0
  for await (const window of windowsOf(source, 0, eventsAt)) {
    const { view, base, isLast } = window
    let at = 0
    for (; read < events && base + at < offsetsAt; read += 1) {
      const event = eventAt(view, at, pointerBytes)
      if (event === 'more') break
      if (event === 'bad') return
      yield { view, event }
      at = event.end
    }
    if (read >= events || base + at >= offsetsAt || isLast) return
    window.kept = view.length - at
  }
}

class Taker {
  readonly #tally: CaptureTally
  readonly #processes: ReadonlyMap<number, PmlProcess>
  readonly #header: PmlHeader

  constructor(tally: CaptureTally, processes: ReadonlyMap<number, PmlProcess>, header: PmlHeader) {
    this.#tally = tally
    this.#processes = processes
    this.#header = header
  }

  take({ view, event }: Placed): void {
    const tally = this.#tally
    tally.records += 1
    const record = tally.records
    tally.sees(isoOfFiletime(event.timeLow, event.timeHigh))
    const file = fileEventOf(view, event, this.#header.pointerBytes)
    if (file === undefined) return
    const { name = '', pid = 0, user = '' } = this.#processes.get(event.process) ?? {}
    const { path, operation, result } = file
    const sample = { process: name, operation, path, result }
    if (record <= SAMPLES_FIRST || record % SAMPLE_EVERY === 0) tally.sample(sample)
    const account = file.impersonating ?? user
    const time = isoOfFiletime(event.timeLow, event.timeHigh)
    tally.touch(sample, () => ({
      ...sample,
      pid,
      record,
      ...(time === undefined ? {} : { time }),
      ...(account === '' ? {} : { account }),
      quote: [name, operation, path, result].join(' '),
    }))
  }
}
