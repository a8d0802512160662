/**
 * Event logs of Windows NT, 2000, XP and Server 2003 (EVT), which Exchange 2007 wrote there. The file is a circle: the newest record may go
 * round its end. A log copied while it was open says so, and then the mark behind its newest record tells what is in it.
 *
 * Records with other numbers than the log holds are left over from earlier rounds and handed out as carved. Holds a
 * megabyte and a record.
 */
import { Buffer } from 'node:buffer'
import { ByteBlocks, windowsOf } from './byte-blocks.ts'
import { ByteView } from './byte-view.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { mayMatter } from './event-interest.ts'
import { EventTally } from './event-tally.ts'
import {
  endMarkAt,
  EVT_END_MARK,
  EVT_FIXED_BYTES,
  EVT_HEADER_BYTES,
  EVT_MAGIC,
  EVT_RECORD_BYTES_MAX,
  evtHeaderOf,
  evtRecordOf,
  type EvtBounds,
  type EvtRecord,
} from './evt-record.ts'
import { RecordNumbers } from './record-numbers.ts'

const MAGIC = Buffer.from(EVT_MAGIC, 'latin1')
const MARK = Buffer.alloc(EVT_END_MARK.length * 4)
EVT_END_MARK.forEach((word, index) => MARK.writeUInt32LE(word, index * 4))
const SURE = 100
const LIKELY = 70
const TOLD_MAX = 200

export const evtReader: Reader = {
  id: 'evt',
  recognise: ({ bytes }: Head) => {
    const view = new ByteView(bytes)
    if (evtHeaderOf(view) !== undefined) return SURE
    const at = view.buffer.indexOf(MAGIC) - 4
    const isRecord = at >= 0 && evtRecordOf(new ByteView(bytes.subarray(at, at + view.u32(at)))) !== undefined
    return isRecord ? LIKELY : 0
  },
  read: readEvt,
}

async function readEvt(source: ByteSource, findings: Findings): Promise<void> {
  const tally = new EventTally(findings, evtReader.id, source.name)
  const bounds = await boundsOf(source, findings)
  const numbers = new RecordNumbers()
  for await (const record of recordsOf(source)) {
    const { recordNumber, time, id } = record
    const isLive = bounds !== undefined && recordNumber >= bounds.oldest && recordNumber < bounds.next
    tally.count(isLive && time !== undefined ? Date.parse(time) : undefined)
    if (isLive) numbers.add(recordNumber)
    if (!mayMatter(record.source, id)) continue
    tally.handOut({
      ...record,
      ...(time === undefined ? {} : { hasZone: true }),
      ...(isLive ? {} : { isCarved: true }),
    })
  }
  if (bounds !== undefined) tellLosses({ numbers, bounds, source, findings })
  tally.end()
}

/** What the log says it holds. Undefined when nothing says so; that is told. */
async function boundsOf(source: ByteSource, findings: Findings): Promise<EvtBounds | undefined> {
  const blocks = new ByteBlocks(source.open())
  const header = evtHeaderOf(new ByteView(await blocks.take(EVT_HEADER_BYTES)))
  await blocks.end()
  if (header !== undefined && !header.isDirty) return header
  const mark = await findMark(source)
  if (header === undefined || mark === undefined) {
    const what = header === undefined ? 'file header' : 'end of log'
    findings.problem({ evidence: { source: source.name }, problem: 'damaged', args: { what, lost: 0 } })
  }
  return mark ?? (header !== undefined && header.next > header.oldest ? header : undefined)
}

/** Of several marks, earlier ones are left over: the newest numbers are in force. */
async function findMark(source: ByteSource): Promise<EvtBounds | undefined> {
  let found: EvtBounds | undefined
  for await (const { view, base } of windowsOf(source, 0x28)) {
    for (let at = view.buffer.indexOf(MARK); at !== -1; at = view.buffer.indexOf(MARK, at + 1)) {
      const mark = endMarkAt(view, at - 4, base + at - 4)
      if (mark !== undefined && (found === undefined || mark.next > found.next)) found = mark
    }
  }
  return found
}

/** Every record, in the order of the bytes; one that goes round the end comes last. */
async function* recordsOf(source: ByteSource): AsyncGenerator<EvtRecord> {
  /** From the header to the first record: the end of the one that goes round. */
  let beginning: Buffer | undefined
  for await (const window of windowsOf(source, EVT_MAGIC.length + 4)) {
    const { view, base, isLast } = window
    let at = base === 0 ? EVT_HEADER_BYTES : 0
    for (;;) {
      const start = view.buffer.indexOf(MAGIC, at) - 4
      beginning ??= Buffer.from(view.buffer.subarray(EVT_HEADER_BYTES, start < 0 ? EVT_RECORD_BYTES_MAX : start))
      if (start < 0) break
      const size = view.u32(start)
      const isPlausible = size >= EVT_FIXED_BYTES + 8 && size <= EVT_RECORD_BYTES_MAX && size % 4 === 0
      if (isPlausible && start + size > view.length && !isLast) {
        window.kept = view.length - start
        break
      }
      const bytes = isPlausible ? recordBytes({ view, beginning }, start, size) : undefined
      const record = bytes === undefined ? undefined : evtRecordOf(new ByteView(bytes))
      if (record !== undefined) yield record
      at = record === undefined ? start + 8 : start + size
    }
  }
}

interface Circle {
  readonly view: ByteView
  readonly beginning: Buffer
}

function recordBytes({ view, beginning }: Circle, start: number, size: number): Uint8Array | undefined {
  const straight = view.buffer.subarray(start, start + size)
  if (straight.length === size) return straight
  const missing = size - straight.length
  return missing <= beginning.length ? Buffer.concat([straight, beginning.subarray(0, missing)]) : undefined
}

interface Losses {
  readonly numbers: RecordNumbers
  readonly bounds: EvtBounds
  readonly source: ByteSource
  readonly findings: Findings
}

function tellLosses({ numbers, bounds, source, findings }: Losses): void {
  const { oldest, next } = bounds
  const lost = next - oldest - numbers.count
  if (lost <= 0) return
  const args = { what: 'records', from: oldest, to: next - 1, read: numbers.count, lost }
  findings.problem({ evidence: { source: source.name, record: oldest }, problem: 'damaged', args })
  for (const { from, to } of numbers.gaps().slice(0, TOLD_MAX))
    findings.problem({ evidence: { source: source.name, record: from }, problem: 'gap', args: { from, to } })
}
