/** The structures of event logs before Vista: header of the file, the mark behind the newest record, and a record. */
import type { ByteView } from './byte-view.ts'
import { isoOfSeconds } from './filetime.ts'

export const EVT_HEADER_BYTES = 0x30
export const EVT_MAGIC = 'LfLe'
/** Of a record, before its names. */
export const EVT_FIXED_BYTES = 0x38
/** Strings and data are 64 KiB at most each. */
export const EVT_RECORD_BYTES_MAX = 256 * 1024
/** The mark begins with it. */
export const EVT_END_MARK = [0x11111111, 0x22222222, 0x33333333, 0x44444444] as const
const END_MARK_BYTES = 0x28
const FLAG_DIRTY = 1
const STRINGS_MAX = 1_024

/** Numbers of the records that are in the log: from `oldest` up to, without, `next`. */
export interface EvtBounds {
  readonly oldest: number
  readonly next: number
}

export interface EvtRecord {
  readonly recordNumber: number
  readonly time?: string
  readonly source: string
  readonly server: string
  readonly id: number
  readonly qualifiers: number
  readonly strings: readonly string[]
}

/** Undefined when there is no header; `isDirty`: the log was not closed, so its numbers are old. */
export function evtHeaderOf(view: ByteView): (EvtBounds & { readonly isDirty: boolean }) | undefined {
  const isHeader =
    view.length >= EVT_HEADER_BYTES &&
    view.u32(0) === EVT_HEADER_BYTES &&
    view.latin1(4, EVT_MAGIC.length) === EVT_MAGIC &&
    view.u32(0x2c) === EVT_HEADER_BYTES
  if (!isHeader) return undefined
  return { next: view.u32(0x18), oldest: view.u32(0x1c), isDirty: (view.u32(0x24) & FLAG_DIRTY) !== 0 }
}

/** @param at in the view @param offset of the same place in the file: the mark says where it stands */
export function endMarkAt(view: ByteView, at: number, offset: number): EvtBounds | undefined {
  const isMark =
    at + END_MARK_BYTES <= view.length &&
    view.u32(at) === END_MARK_BYTES &&
    EVT_END_MARK.every((word, index) => view.u32(at + 4 + index * 4) === word) &&
    view.u32(at + 0x24) === END_MARK_BYTES &&
    view.u32(at + 0x18) === offset
  return isMark ? { next: view.u32(at + 0x1c), oldest: view.u32(at + 0x20) } : undefined
}

/** @param view exactly one record, put together when it went round the end of the file */
export function evtRecordOf(view: ByteView): EvtRecord | undefined {
  const size = view.length
  if (size < EVT_FIXED_BYTES + 8 || view.u32(0) !== size || view.u32(size - 4) !== size) return undefined
  view.begin()
  const eventId = view.u32(0x14)
  const source = view.utf16z(EVT_FIXED_BYTES, size - 4)
  const computer = view.utf16z(source.next, size - 4)
  const strings = stringsOf(view, view.u16(0x1a), view.u32(0x24))
  if (view.hasFailed() || source.text === '') return undefined
  const time = isoOfSeconds(view.u32(0x0c))
  return {
    recordNumber: view.u32(8),
    ...(time === undefined ? {} : { time }),
    source: source.text,
    server: computer.text,
    id: eventId & 0xffff,
    qualifiers: eventId >>> 16,
    strings,
  }
}

function stringsOf(view: ByteView, count: number, from: number): readonly string[] {
  const strings: string[] = []
  let at = from
  for (let index = 0; index < Math.min(count, STRINGS_MAX) && !view.hasFailed(); index += 1) {
    const { text, next } = view.utf16z(at, view.length - 4)
    strings.push(text)
    at = next
  }
  return strings
}
