/**
 * Goes through a text of any size and hands out only the records that hold a literal, each whole and with the number of its line. A
 * record is a line, or several when a quotation mark stays open. Of the rest a few are handed out as samples.
 *
 * Holds two blocks of two megabytes, which a source may fill directly; what comes in other pieces is put together to such blocks, so
 * that the same bytes are cut in the same places.
 */
import { Buffer } from 'node:buffer'
import { lineScan, linesIn, SCAN_SLACK_BYTES, type LineScan } from './line-scan.ts'
import type { ByteSource } from './contract.ts'

const BLOCK_BYTES = 2 * 1024 * 1024
/** A record longer than this is cut. */
const RECORD_BYTES_MAX = 64 * 1024
const SLOT_BYTES = RECORD_BYTES_MAX + BLOCK_BYTES + 2 * SCAN_SLACK_BYTES
const FIRST_SLOT = 65_536
/** Where pieces of other sizes are put together, beside the two that a source fills itself. */
const OWN_SLOT = 2
/** Every record of the beginning, then one here and there. */
const SAMPLES_FIRST = 64
const SAMPLE_EVERY_BYTES = 512 * 1024
const LINE_END = 0x0a
const CARRIAGE_RETURN = 0x0d
const QUOTE = 0x22
/** After a quotation mark at the beginning of a line these end a field: the record began further up. */
const ENDS_FIELD = new Set([0x22, 0x2c, 0x3b, 0x09, 0x0d, 0x0a])

export interface ScannedRecord {
  readonly bytes: Buffer
  /** 1-based. */
  readonly line: number
}

export interface RecordTaker {
  /** The first record of the text. */
  heading(record: ScannedRecord): void
  /** Every record with the literal. */
  hit(record: ScannedRecord): void
  /** The first ones, then one here and there. */
  sample(bytes: Buffer): void
  last(bytes: Buffer): void
  tooLong(line: number): void
}

export interface ScanOrder {
  readonly pieces: ReturnType<ByteSource['open']>
  readonly scan: LineScan
  readonly taker: RecordTaker
}

function blockAt(slot: number): number {
  return FIRST_SLOT + slot * SLOT_BYTES + RECORD_BYTES_MAX
}

/** Memory with its two blocks, in which the literal is looked for. */
export function scanMemory(literal: string): { readonly scan: LineScan; readonly blocks: readonly Uint8Array[] } {
  const scan = lineScan(literal, FIRST_SLOT + 3 * SLOT_BYTES)
  const blocks = [0, 1].map((slot) => scan.memory.subarray(blockAt(slot), blockAt(slot) + BLOCK_BYTES))
  return { scan, blocks }
}

/** The number of lines. */
export async function scanRecords({ pieces, scan, taker }: ScanOrder): Promise<number> {
  const scanner = new Scanner(scan, taker)
  for await (const piece of pieces) scanner.push(piece)
  return scanner.end()
}

class Scanner {
  readonly #scan: LineScan
  readonly #taker: RecordTaker
  readonly #memory: Buffer
  /** The beginning of a record whose end is in the next block. */
  readonly #rest = Buffer.alloc(RECORD_BYTES_MAX)
  #restBytes = 0
  /** Of the block that is put together. */
  #filled = 0
  /** Line ends before the region that comes next. */
  #lines = 0
  #hasHeading = false
  #isQuoted = true
  #isEndedByLine = true
  /** Of the region that comes next, in the text. */
  #offset = 0
  #nextSample = 0
  #sampled = 0

  constructor(scan: LineScan, taker: RecordTaker) {
    this.#scan = scan
    this.#taker = taker
    this.#memory = scan.memory
  }

  push(piece: Uint8Array): void {
    const isOurs = piece.buffer === this.#memory.buffer
    if (isOurs) {
      this.#flush()
      this.#block(piece.byteOffset - this.#memory.byteOffset, piece.length)
      return
    }
    for (let from = 0; from < piece.length;) {
      const part = piece.subarray(from, from + BLOCK_BYTES - this.#filled)
      this.#memory.set(part, blockAt(OWN_SLOT) + this.#filled)
      this.#filled += part.length
      from += part.length
      if (this.#filled === BLOCK_BYTES) this.#flush()
    }
  }

  #flush(): void {
    const length = this.#filled
    this.#filled = 0
    if (length > 0) this.#block(blockAt(OWN_SLOT), length)
  }

  end(): number {
    this.#flush()
    const at = FIRST_SLOT
    this.#rest.copy(this.#memory, at, 0, this.#restBytes)
    const to = at + this.#restBytes
    this.#restBytes = 0
    if (to > at) {
      this.#isEndedByLine = this.#memory[to - 1] === LINE_END
      this.#region(at, to)
      this.#taker.last(this.#bytes(this.#startOf(Math.max(to - 2, at), at), to))
    }
    return this.#lines + (this.#isEndedByLine ? 0 : 1)
  }

  #block(at: number, length: number): void {
    const from = at - this.#restBytes
    this.#rest.copy(this.#memory, from, 0, this.#restBytes)
    const end = at + length
    let to = this.#lastStart(from, end)
    if (end - to > RECORD_BYTES_MAX) {
      this.#taker.tooLong(this.#lines + 1 + linesIn(this.#memory, from, to))
      to = end
    }
    this.#restBytes = this.#memory.copy(this.#rest, 0, to, end)
    if (to > from) this.#region(from, to)
  }

  /** Where the last record begins that may not be whole; `from` when there is only one. */
  #lastStart(from: number, end: number): number {
    for (let at = this.#lineEndBefore(end, from); at !== -1; at = this.#lineEndBefore(at, from)) {
      // A mark alone at the end tells nothing before the byte behind it is there.
      if (at + 2 < end && this.#isStart(at + 1)) return at + 1
    }
    return from
  }

  #lineEndBefore(before: number, from: number): number {
    if (before <= from) return -1
    const at = this.#memory.lastIndexOf(LINE_END, before - 1)
    return at >= from ? at : -1
  }

  #isStart(at: number): boolean {
    if (!this.#isQuoted) return true
    return this.#memory[at] === QUOTE && !ENDS_FIELD.has(this.#memory[at + 1] ?? 0)
  }

  /** Whole records. */
  #region(from: number, to: number): void {
    let start = from
    if (!this.#hasHeading) {
      this.#hasHeading = true
      const text = this.#memory.subarray(from, Math.min(from + 4, to))
      this.#isQuoted = text.includes(QUOTE)
      const end = this.#endOf(from, to)
      this.#taker.heading(this.#record(from, end, 1))
      this.#lines += linesIn(this.#memory, from, end)
      start = end
    }
    this.#hits(start, to)
    this.#samples(start, to, this.#offset + start - from)
    this.#offset += to - from
  }

  /**
   * The same whatever blocks the text arrives in.
   *
   * @param offset of `from` in the text
   */
  #samples(from: number, to: number, offset: number): void {
    if (this.#nextSample < offset) this.#nextSample = offset
    while (this.#nextSample - offset < to - from) {
      const start = this.#startOf(from + this.#nextSample - offset, from)
      const end = this.#endOf(start, to)
      this.#taker.sample(this.#bytes(start, end))
      this.#sampled += 1
      this.#nextSample = this.#sampled < SAMPLES_FIRST ? offset + end - from : this.#nextSample + SAMPLE_EVERY_BYTES
    }
  }

  #hits(from: number, to: number): void {
    let start = from
    for (;;) {
      const { at, lines, countedTo } = this.#scan.find(start, to)
      this.#lines += lines
      if (at === -1) return
      const begin = this.#startOf(at, from)
      const end = this.#endOf(at, to)
      // Counted up to a place near the hit, which may be in front of the record's beginning or behind it.
      const before =
        begin < countedTo ? -linesIn(this.#memory, begin, countedTo) : linesIn(this.#memory, countedTo, begin)
      this.#taker.hit(this.#record(begin, end, this.#lines + before + 1))
      this.#lines += linesIn(this.#memory, countedTo, end)
      if (end >= to) return
      start = end
    }
  }

  #startOf(at: number, from: number): number {
    let line = this.#lineEndBefore(at, from)
    while (line !== -1 && !this.#isStart(line + 1)) line = this.#lineEndBefore(line, from)
    return line === -1 ? from : line + 1
  }

  /** Behind the line end of the record. */
  #endOf(at: number, to: number): number {
    for (let line = this.#memory.indexOf(LINE_END, at); line !== -1 && line < to;) {
      if (line + 1 >= to || this.#isStart(line + 1)) return line + 1
      line = this.#memory.indexOf(LINE_END, line + 1)
    }
    return to
  }

  #record(from: number, to: number, line: number): ScannedRecord {
    return { bytes: this.#bytes(from, to), line }
  }

  /** Without its line end. */
  #bytes(from: number, to: number): Buffer {
    let end = Math.min(to, from + RECORD_BYTES_MAX)
    while (end > from && (this.#memory[end - 1] === LINE_END || this.#memory[end - 1] === CARRIAGE_RETURN)) end -= 1
    return this.#memory.subarray(from, end)
  }
}
