/**
 * A chunk of an EVTX file: 64 KiB that stand for themselves. Finds its records, live ones by walking from one to the next
 * and others by their signature: records of an earlier use in the space behind, and what is left of a damaged chunk.
 */
import { crc32 } from 'node:zlib'
import type { ByteView } from './byte-view.ts'
import { msOfFiletime } from './filetime.ts'

export const CHUNK_BYTES = 65_536
const RECORDS_FROM = 0x200
const RECORD_HEADER_BYTES = 24
const RECORD_BYTES_MIN = RECORD_HEADER_BYTES + 4 + 4
const SIGNATURE = Buffer.from('**\0\0', 'latin1')
const MAGIC = 'ElfChnk\0'
const FLAG_NO_CHECKSUM = 4

/** `empty`: never written. `unchecked`: written without checksums. `damaged`: checksums do not match, or the beginning is gone. */
export type ChunkState = 'intact' | 'unchecked' | 'damaged' | 'empty'

export interface ChunkHeader {
  readonly state: ChunkState
  /** Which part does not match. */
  readonly damage?: 'signature' | 'header' | 'records'
  readonly firstRecord: number
  readonly lastRecord: number
  /** Where live records end. */
  readonly freeFrom: number
}

export interface RecordSpan {
  readonly record: number
  /** Of its XML. */
  readonly from: number
  readonly to: number
  readonly writtenMs: number | undefined
  /** Reached by walking from the first one. */
  readonly isInLine: boolean
}

const ZEROS = Buffer.alloc(CHUNK_BYTES)
const EMPTY: ChunkHeader = { state: 'empty', firstRecord: 0, lastRecord: 0, freeFrom: RECORDS_FROM }

export function headerOf(view: ByteView, hasAll: boolean): ChunkHeader {
  view.begin()
  if (view.latin1(0, MAGIC.length) !== MAGIC) {
    const isWritten = !view.buffer.equals(ZEROS.subarray(0, view.length))
    return isWritten ? { ...EMPTY, state: 'damaged', damage: 'signature', freeFrom: view.length } : EMPTY
  }
  const freeFrom = view.u32(0x30)
  const isPlausible = freeFrom >= RECORDS_FROM && freeFrom <= CHUNK_BYTES
  const header = {
    firstRecord: view.u64(0x18),
    lastRecord: view.u64(0x20),
    freeFrom: isPlausible ? freeFrom : view.length,
  }
  if ((view.u32(0x78) & FLAG_NO_CHECKSUM) !== 0) return { ...header, state: 'unchecked' }
  const { buffer } = view
  const headerSum = crc32(buffer.subarray(0x80, RECORDS_FROM), crc32(buffer.subarray(0, 0x78)))
  if (!isPlausible || headerSum !== view.u32(0x7c)) return { ...header, state: 'damaged', damage: 'header' }
  const isWhole = hasAll && crc32(buffer.subarray(RECORDS_FROM, freeFrom)) === view.u32(0x34)
  return isWhole ? { ...header, state: 'intact' } : { ...header, state: 'damaged', damage: 'records' }
}

/** Every record, in the order of the bytes. */
export function* recordsOf(view: ByteView, { freeFrom }: ChunkHeader): Generator<RecordSpan> {
  let at = RECORDS_FROM
  let expected: number | undefined
  let isInLine = true
  while (at < view.length) {
    const record = recordAt(view, at)
    // Behind the end of the live ones only the next number can be one that was written since the header was.
    const isNext = record !== undefined && (at < freeFrom || record.record === expected)
    isInLine = isInLine && isNext
    if (record === undefined) {
      const next = view.buffer.indexOf(SIGNATURE, at + 1)
      if (next === -1) return
      at = next
      continue
    }
    expected = record.record + 1
    yield { ...record, isInLine }
    at = record.to + 4
  }
}

/** A record has its size at both ends: what fails that is none, or is not whole. */
function recordAt(view: ByteView, at: number): Omit<RecordSpan, 'isInLine'> | undefined {
  if (at + RECORD_BYTES_MIN > view.length || view.u32(at) !== 0x2a2a) return undefined
  const size = view.u32(at + 4)
  if (size < RECORD_BYTES_MIN || at + size > view.length || view.u32(at + size - 4) !== size) return undefined
  return {
    record: view.u64(at + 8),
    from: at + RECORD_HEADER_BYTES,
    to: at + size - 4,
    writtenMs: msOfFiletime(view.u32(at + 16), view.u32(at + 20)),
  }
}
