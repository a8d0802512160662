/**
 * Event logs of Windows Vista, Server 2008 and later (EVTX). Reads chunk by chunk, 64 KiB each, and never holds more.
 *
 * - Checksums of the file's header and of every chunk are checked. A chunk that fails is told with the numbers of its records, and
 *   whatever of it can still be read is handed out as carved: it may be old or wrong.
 * - So are records found in the space behind the live ones.
 * - Numbers that are missing between chunks are told as a gap.
 */
import { crc32 } from 'node:zlib'
import { Buffer } from 'node:buffer'
import { ByteBlocks } from './byte-blocks.ts'
import { ByteView } from './byte-view.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { mayMatter } from './event-interest.ts'
import { EventTally } from './event-tally.ts'
import { CHUNK_BYTES, headerOf, recordsOf, type ChunkHeader } from './evtx-chunk.ts'
import { RecordReader, type EvtxEvent, type Wanted } from './evtx-record.ts'
import { isoOfMs } from './filetime.ts'
import { RecordNumbers } from './record-numbers.ts'

const MAGIC = 'ElfFile\0'
const HEADER_BYTES = 4_096
const FLAG_DIRTY = 1
const FLAG_NO_CHECKSUM = 4
/** Carved records of one file: what is found in slack is a help, not a log. */
const CARVED_MAX = 20_000
/** Chunks whose damage is told one by one. */
const TOLD_MAX = 500

export const evtxReader: Reader = {
  id: 'evtx',
  recognise: ({ bytes }: Head) => (startsWith(bytes, MAGIC) ? 100 : startsWith(bytes, 'ElfChnk\0') ? 90 : 0),
  read: (source, findings) => readEvtx(source, findings, mayMatter),
}

/** The reader, for whoever wants other events than the doctor; those that cannot matter to it are not handed out anyway. */
export async function readEvtx(source: ByteSource, findings: Findings, wanted: Wanted): Promise<void> {
  const tally = new EventTally(findings, evtxReader.id, source.name)
  const log = new Log(source.name, findings)
  for await (const { event, writtenMs, isCarved } of eventsOf(source, log, wanted)) {
    tally.count(isCarved ? undefined : writtenMs)
    if (event === 'unwanted') continue
    const { computer, time = isoOfMs(writtenMs), ...rest } = event
    tally.handOut({
      ...rest,
      ...(time === undefined ? {} : { time, hasZone: true }),
      ...(computer === undefined ? {} : { server: computer }),
      ...(isCarved ? { isCarved } : {}),
    })
  }
  log.tellGaps()
  tally.end()
}

interface Read {
  readonly event: EvtxEvent | 'unwanted'
  readonly writtenMs: number | undefined
  readonly isCarved: boolean
}

/** Every record that can be read, chunk by chunk in the order of the file. */
export async function* eventsOf(source: ByteSource, log: Log, wanted: Wanted): AsyncGenerator<Read> {
  const blocks = new ByteBlocks(source.open())
  const header = fileHeaderOf(new ByteView(await blocks.take(HEADER_BYTES)), log)
  const block = Buffer.allocUnsafe(CHUNK_BYTES)
  let carved = 0
  for (let number = 0; ; number += 1) {
    const bytes = await blocks.take(CHUNK_BYTES, block)
    if (bytes.length === 0) return
    const reads = readsOf(new ByteView(bytes), { number, header, log, wanted })
    for (const read of reads) {
      if (read.isCarved) carved += 1
      if (!read.isCarved || carved <= CARVED_MAX) yield read
    }
  }
}

interface FileHeader {
  readonly isDirty: boolean
  /** Chunks from here on are left over from an earlier use; a log that was not closed does not know. */
  readonly liveChunks: number
}

function fileHeaderOf(view: ByteView, log: Log): FileHeader {
  const unknown = { isDirty: true, liveChunks: Number.POSITIVE_INFINITY }
  const flags = view.u32(0x78)
  const isChecked = (flags & FLAG_NO_CHECKSUM) === 0
  const isWhole = view.length === HEADER_BYTES && view.latin1(0, MAGIC.length) === MAGIC
  if (!isWhole || (isChecked && crc32(view.buffer.subarray(0, 120)) !== view.u32(0x7c))) {
    log.problem('damaged', { what: 'file header', lost: 0 })
    return unknown
  }
  const isDirty = (flags & FLAG_DIRTY) !== 0
  return isDirty ? unknown : { isDirty, liveChunks: Math.max(view.u16(0x2a), view.u64(0x10) + 1) }
}

interface ChunkOrder {
  readonly number: number
  readonly header: FileHeader
  readonly log: Log
  readonly wanted: Wanted
}

/** What a walk over the records of a chunk gave. */
interface Walk {
  readonly reads: readonly Read[]
  /** Of the live ones. */
  readonly numbers: readonly number[]
  /** Live ones whose XML cannot be read. */
  readonly broken: number
}

function walkOf(view: ByteView, chunk: ChunkHeader, { isStale, wanted }: { isStale: boolean; wanted: Wanted }): Walk {
  const reader = new RecordReader(view)
  const reads: Read[] = []
  const numbers: number[] = []
  let broken = 0
  for (const { record, from, to, writtenMs, isInLine } of recordsOf(view, chunk)) {
    const event = reader.read(from, to, wanted)
    const isLive = isInLine && !isStale
    if (event === 'broken') {
      if (isLive) broken += 1
      continue
    }
    if (isLive) numbers.push(record)
    reads.push({ event, writtenMs, isCarved: !isLive || chunk.state === 'damaged' })
  }
  return { reads, numbers, broken }
}

/** Not one by one: what was lost of a chunk is known when all of it was read. */
function readsOf(view: ByteView, { number, header, log, wanted }: ChunkOrder): readonly Read[] {
  const isCut = view.length < CHUNK_BYTES
  const chunk = headerOf(view, !isCut)
  if (chunk.state === 'empty') return []
  const isStale = number >= header.liveChunks
  const { reads, numbers, broken } = walkOf(view, chunk, { isStale, wanted })
  if (isStale) return reads
  const isWhole = !isCut && broken === 0
  if (chunk.state === 'damaged' || !isWhole) log.tellDamage({ number, chunk, isCut, broken, numbers })
  log.covers(chunk, numbers)
  // A log copied while it was open: the sums of the chunk being written are not up to date, its records are.
  const isOpen = header.isDirty && chunk.damage === 'records' && isWhole && isWholeIn(numbers, chunk)
  return isOpen ? reads.map((read, at) => (at < numbers.length ? { ...read, isCarved: false } : read)) : reads
}

/** All numbers that the chunk's header promises were read. */
function isWholeIn(numbers: readonly number[], { firstRecord, lastRecord }: ChunkHeader): boolean {
  return numbers[0] === firstRecord && (numbers[numbers.length - 1] ?? 0) >= lastRecord
}

interface Damage {
  readonly number: number
  readonly chunk: ChunkHeader
  readonly isCut: boolean
  /** Records in line whose XML cannot be read. */
  readonly broken: number
  readonly numbers: readonly number[]
}

/** What is wrong with a file, by chunk and record number. */
export class Log {
  readonly #source: string
  readonly #findings: Findings
  readonly #numbers = new RecordNumbers()
  #told = 0

  constructor(source: string, findings: Findings) {
    this.#source = source
    this.#findings = findings
  }

  problem(
    problem: 'damaged' | 'truncated' | 'gap',
    args: Readonly<Record<string, string | number>>,
    record?: number,
  ): void {
    this.#told += 1
    if (this.#told > TOLD_MAX) return
    const evidence = { source: this.#source, ...(record === undefined ? {} : { record }) }
    this.#findings.problem({ evidence, problem, args })
  }

  tellDamage({ number, chunk, isCut, broken, numbers }: Damage): void {
    const { firstRecord, lastRecord, damage } = chunk
    const isNumbered = damage !== 'signature' && damage !== 'header' && lastRecord >= firstRecord
    const read = numbers.length
    const lost = isNumbered ? Math.max(lastRecord - firstRecord + 1 - read, 0) : read === 0 ? '64 KiB' : broken
    const args = {
      what: `chunk ${String(number)}`,
      chunk: number,
      lost,
      read,
      ...(isNumbered ? { from: firstRecord, to: lastRecord } : {}),
      ...(damage === undefined ? {} : { part: damage }),
    }
    this.problem(isCut ? 'truncated' : 'damaged', args, isNumbered ? firstRecord : undefined)
  }

  covers({ state, damage, firstRecord, lastRecord }: ChunkHeader, numbers: readonly number[]): void {
    const isTrusted = state !== 'damaged' || damage === 'records'
    const first = isTrusted ? firstRecord : numbers[0]
    const last = Math.max(isTrusted ? lastRecord : 0, numbers[numbers.length - 1] ?? 0)
    if (first !== undefined && last >= first) this.#numbers.add(first, last)
  }

  /** A full log begins again in its first chunk: the order of the file is not that of the numbers. */
  tellGaps(): void {
    for (const gap of this.#numbers.gaps()) this.problem('gap', gap, gap.from)
  }
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, text.length)).toString('latin1') === text
}
