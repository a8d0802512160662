/** One event of a Process Monitor log: the fixed part, the frames of its stack, and what belongs to its operation. */
import type { ByteView } from './byte-view.ts'
import { msOfFiletime } from './filetime.ts'
import { sidAt } from './security-id.ts'

const FIXED_BYTES = 0x34
const DETAIL_BYTES_MAX = 256 * 1024
const CLASSES = 6
const FILE_SYSTEM = 3
const CREATE_FILE = 20

export interface PmlEvent {
  readonly process: number
  readonly class: number
  readonly operation: number
  readonly timeLow: number
  readonly timeHigh: number
  readonly status: number
  readonly detail: number
  readonly detailEnd: number
  /** Behind it, where the next one begins. */
  readonly end: number
}

/** `more`: the window ends inside of it. `bad`: there is no event here. */
export function eventAt(view: ByteView, at: number, pointerBytes: 4 | 8): PmlEvent | 'more' | 'bad' {
  if (at + FIXED_BYTES > view.length) return 'more'
  const kind = view.u32(at + 8)
  const detailBytes = view.u32(at + 0x2c)
  const timeLow = view.u32(at + 0x1c)
  const timeHigh = view.u32(at + 0x20)
  if (kind > CLASSES || detailBytes > DETAIL_BYTES_MAX || msOfFiletime(timeLow, timeHigh) === undefined) return 'bad'
  const detail = at + FIXED_BYTES + view.u16(at + 0x28) * pointerBytes
  const detailEnd = detail + detailBytes
  const extra = view.u32(at + 0x30)
  if (extra > 0 && (at + extra < detailEnd || extra > DETAIL_BYTES_MAX * 4)) return 'bad'
  if (extra > 0 && at + extra + 2 > view.length) return 'more'
  const end = extra > 0 ? at + extra + 2 + view.u16(at + extra) : detailEnd
  if (end > view.length) return 'more'
  return {
    process: view.u32(at),
    class: kind,
    operation: view.u16(at + 0x0c),
    timeLow,
    timeHigh,
    status: view.u32(at + 0x24),
    detail,
    detailEnd,
    end,
  }
}

export interface PmlFileEvent {
  readonly operation: string
  readonly path: string
  readonly result: string
  /** SID of who was impersonated. */
  readonly impersonating?: string
}

/** Of those that can touch a key; the others by their number. */
const OPERATIONS: Readonly<Record<number, string>> = {
  6: 'QueryOpen',
  [CREATE_FILE]: 'CreateFile',
  23: 'ReadFile',
  24: 'WriteFile',
  25: 'QueryInformationFile',
  26: 'SetInformationFile',
  38: 'CloseFile',
  40: 'QuerySecurityFile',
  41: 'SetSecurityFile',
}

const RESULTS: Readonly<Record<number, string>> = {
  0: 'SUCCESS',
  0xc0000022: 'ACCESS DENIED',
  0xc0000034: 'NAME NOT FOUND',
  0xc000003a: 'PATH NOT FOUND',
  0xc0000043: 'SHARING VIOLATION',
  0xc0000061: 'PRIVILEGE NOT HELD',
}

/** Undefined for events of the registry, the network and processes. */
export function fileEventOf(view: ByteView, event: PmlEvent, pointerBytes: 4 | 8): PmlFileEvent | undefined {
  if (event.class !== FILE_SYSTEM) return undefined
  view.begin()
  const info = event.detail + 4 + pointerBytes * 5 + 0x14
  const flags = view.u16(info)
  const chars = flags & 0x7fff
  const isAscii = (flags & 0x8000) !== 0
  const bytes = isAscii ? chars : chars * 2
  if (info + 4 + bytes > event.detailEnd) return undefined
  const path = isAscii ? view.latin1(info + 4, bytes) : view.utf16(info + 4, bytes)
  if (view.hasFailed()) return undefined
  const impersonating = event.operation === CREATE_FILE ? impersonatedAt(view, info + 4 + bytes, event.detailEnd) : ''
  return {
    operation: OPERATIONS[event.operation] ?? `operation ${String(event.operation)}`,
    path,
    result: RESULTS[event.status] ?? `0x${event.status.toString(16).toUpperCase()}`,
    ...(impersonating === '' ? {} : { impersonating }),
  }
}

/** After the wanted access: how long the SID is, and the SID. */
function impersonatedAt(view: ByteView, at: number, end: number): string {
  if (at + 8 > end) return ''
  const bytes = view.u8(at + 4)
  return bytes === 0 || at + 8 + bytes > end ? '' : sidAt(view, at + 8, bytes)
}
