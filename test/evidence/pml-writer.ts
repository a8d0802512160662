/** Process Monitor logs, version 9, of a system of 64 bits. */

export interface WrittenProcess {
  readonly index: number
  readonly pid: number
  readonly name: string
  readonly user: string
}

export interface WrittenFileEvent {
  readonly process: number
  readonly operation: number
  readonly path: string
  readonly status: number
  /** ISO 8601. */
  readonly time: string
  /** The last number of S-1-5-… */
  readonly impersonating?: number
  /** Bytes behind the event, as some operations have them. */
  readonly extra?: Buffer
}

const HEADER_BYTES = 0x3a8
const POINTER = 8
const EPOCH_MS = 11_644_473_600_000n
const FRAMES = 2

function fileEvent({ process, operation, path, status, time, impersonating, extra }: WrittenFileEvent): Buffer {
  const isAscii = Buffer.from(path, 'latin1').toString('latin1') === path
  const name = isAscii ? Buffer.from(path, 'latin1') : Buffer.from(path, 'utf16le')
  const sid =
    impersonating === undefined ? Buffer.alloc(0) : Buffer.from([1, 1, 0, 0, 0, 0, 0, 5, impersonating, 0, 0, 0])
  const fixed = 4 + POINTER * 5 + 0x14
  const detail = Buffer.alloc(fixed + 4 + name.length + 8 + sid.length)
  detail.writeUInt16LE((isAscii ? 0x8000 : 0) | path.length, fixed)
  name.copy(detail, fixed + 4)
  detail.writeUInt32LE(0x80000000, fixed + 4 + name.length)
  detail.writeUInt8(sid.length, fixed + 4 + name.length + 4)
  sid.copy(detail, fixed + 4 + name.length + 8)
  const head = Buffer.alloc(0x34 + FRAMES * POINTER)
  head.writeUInt32LE(process, 0)
  head.writeUInt32LE(3, 8)
  head.writeUInt16LE(operation, 0x0c)
  head.writeBigUInt64LE((BigInt(Date.parse(time)) + EPOCH_MS) * 10_000n, 0x1c)
  head.writeUInt32LE(status, 0x24)
  head.writeUInt16LE(FRAMES, 0x28)
  head.writeUInt32LE(detail.length, 0x2c)
  if (extra === undefined) return Buffer.concat([head, detail])
  head.writeUInt32LE(head.length + detail.length, 0x30)
  const size = Buffer.alloc(2)
  size.writeUInt16LE(extra.length)
  return Buffer.concat([head, detail, size, extra])
}

function u32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4)
  return bytes
}

function stringTable(strings: readonly string[]): Buffer {
  const entries = strings.map((text) => {
    const bytes = Buffer.from(`${text}\0`, 'utf16le')
    return Buffer.concat([u32s(bytes.length), bytes])
  })
  let at = 4 + entries.length * 4
  const offsets = entries.map((entry) => {
    const offset = at
    at += entry.length
    return offset
  })
  return Buffer.concat([u32s(entries.length, ...offsets), ...entries])
}

function processTable(processes: readonly WrittenProcess[], strings: string[]): Buffer {
  const entries = processes.map(({ index, pid, name, user }) => {
    const entry = Buffer.alloc(0x70)
    entry.writeUInt32LE(index, 0)
    entry.writeUInt32LE(pid, 4)
    entry.writeUInt32LE(strings.push(user) - 1, 0x3c)
    entry.writeUInt32LE(strings.push(name) - 1, 0x40)
    return entry
  })
  const first = 4 + entries.length * 8
  const offsets = entries.map((_, at) => first + at * 0x70)
  return Buffer.concat([u32s(entries.length, ...processes.map(({ index }) => index), ...offsets), ...entries])
}

export function pmlFile(
  processes: readonly WrittenProcess[],
  events: readonly WrittenFileEvent[],
  computer = 'HUB1',
): Buffer {
  const bodies = events.map(fileEvent)
  const body = Buffer.concat(bodies)
  const strings = ['']
  const processBytes = processTable(processes, strings)
  const stringBytes = stringTable(strings)
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('PML_', 0, 'latin1')
  header.writeUInt32LE(9, 4)
  header.writeUInt32LE(1, 8)
  header.write(computer, 0x0c, 'utf16le')
  header.writeUInt32LE(events.length, 0x234)
  const offsets = Buffer.alloc(events.length * 5)
  const offsetsAt = HEADER_BYTES + body.length
  const processesAt = offsetsAt + offsets.length
  const stringsAt = processesAt + processBytes.length
  for (const [at, value] of [
    [0x240, HEADER_BYTES],
    [0x248, offsetsAt],
    [0x250, processesAt],
    [0x258, stringsAt],
    [0x260, stringsAt + stringBytes.length],
  ] as const)
    header.writeBigUInt64LE(BigInt(value), at)
  return Buffer.concat([header, body, offsets, processBytes, stringBytes])
}
