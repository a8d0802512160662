/** Event logs as Windows wrote them before Vista: records in a circle, and a mark behind the newest. */

export interface WrittenEvt {
  readonly record: number
  /** ISO 8601. */
  readonly time: string
  readonly source: string
  readonly computer?: string
  readonly id: number
  readonly qualifiers?: number
  readonly strings: readonly string[]
}

const HEADER_BYTES = 0x30
const FIXED_BYTES = 0x38
const MARK_BYTES = 0x28

export function evtRecord(event: WrittenEvt): Buffer {
  const { record, time, source, computer = 'HUB1', id, qualifiers = 0, strings } = event
  const names = Buffer.from(`${source}\0${computer}\0`, 'utf16le')
  const texts = Buffer.from(strings.map((text) => `${text}\0`).join(''), 'utf16le')
  const stringsAt = FIXED_BYTES + names.length
  const size = Math.ceil((stringsAt + texts.length + 4) / 4) * 4
  const bytes = Buffer.alloc(size)
  const seconds = Date.parse(time) / 1_000
  bytes.writeUInt32LE(size, 0)
  bytes.write('LfLe', 4, 'latin1')
  for (const [at, value] of [
    [0x08, record],
    [0x0c, seconds],
    [0x10, seconds],
    [0x14, (qualifiers * 0x10000 + id) >>> 0],
    [0x24, stringsAt],
    [0x34, stringsAt + texts.length],
    [size - 4, size],
  ] as const)
    bytes.writeUInt32LE(value, at)
  bytes.writeUInt16LE(2, 0x18)
  bytes.writeUInt16LE(strings.length, 0x1a)
  names.copy(bytes, FIXED_BYTES)
  texts.copy(bytes, stringsAt)
  return bytes
}

export interface EvtOrder {
  readonly oldest: number
  readonly next: number
  readonly isDirty?: boolean
  /** In a dirty log the header still says what it said when it was opened. */
  readonly staleNext?: number
}

function header({ oldest, next, isDirty = false, staleNext }: EvtOrder, endAt: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  for (const [at, value] of [
    [0, HEADER_BYTES],
    [0x08, 1],
    [0x0c, 1],
    [0x10, HEADER_BYTES],
    [0x14, endAt],
    [0x18, staleNext ?? next],
    [0x1c, oldest],
    [0x24, isDirty ? 1 : 0],
    [0x2c, HEADER_BYTES],
  ] as const)
    bytes.writeUInt32LE(value, at)
  bytes.write('LfLe', 4, 'latin1')
  return bytes
}

function mark({ oldest, next }: EvtOrder, at: number): Buffer {
  const bytes = Buffer.alloc(MARK_BYTES)
  const words = [MARK_BYTES, 0x11111111, 0x22222222, 0x33333333, 0x44444444, HEADER_BYTES, at, next, oldest, MARK_BYTES]
  for (const [index, word] of words.entries()) bytes.writeUInt32LE(word, index * 4)
  return bytes
}

/** The log's header, records from first to last, the mark, and what is left over behind it. */
export function evtFile(records: readonly Buffer[], order: EvtOrder, left: readonly Buffer[] = []): Buffer {
  const live = Buffer.concat(records)
  const at = HEADER_BYTES + live.length
  return Buffer.concat([header(order, at), live, mark(order, at), ...left])
}

/**
 * A full log: the newest records stand in front, then the mark, then the oldest ones; the last of these goes round the end, so
 * that its rest stands right behind the header.
 */
export function evtCircle(
  newest: readonly Buffer[],
  oldest: readonly Buffer[],
  order: EvtOrder,
  cutAt: number,
): Buffer {
  const last = oldest.at(-1) ?? Buffer.alloc(0)
  const rest = last.subarray(cutAt)
  const front = Buffer.concat([rest, ...newest])
  const at = HEADER_BYTES + front.length
  return Buffer.concat([header(order, at), front, mark(order, at), ...oldest.slice(0, -1), last.subarray(0, cutAt)])
}
