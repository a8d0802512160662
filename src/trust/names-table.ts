/**
 * Sorted server names and how many certificates each has, in about seven bytes a server.
 *
 * Names of a fleet differ in a few digits in the middle. So every 16th name is written in full, and the 15 behind it say
 * how many bytes they share with it at the front and at the back, and only the rest is written: none of those in between
 * need be read to read one. Certificates are numbered in the order of their servers, so a count behind each name says
 * whose they are and no owner is stored with them.
 *
 * A name: front, back, length of the rest (one byte each), the rest, the count (7 bits a byte, lowest first).
 */
const BLOCK = 16
const NAME_BYTES_MAX = 255

export interface NamesTable {
  readonly servers: number
  /** Where each block of 16 names begins in `bytes`. */
  readonly starts: Uint32Array
  /** The first certificate of each block. */
  readonly firsts: Uint32Array
  readonly bytes: Uint8Array
}

export interface NamedCount {
  readonly name: string
  readonly count: number
}

export interface Run {
  readonly first: number
  readonly count: number
}

/** Whether a name fits into the table and comes out of it as it went in. */
export function isStorable(name: string): boolean {
  return name !== '' && name.isWellFormed() && Buffer.byteLength(name) <= NAME_BYTES_MAX
}

/** What the longest name can take: its bytes, three lengths and a count. */
const RECORD_BYTES_MAX = NAME_BYTES_MAX + 3 + 5

/** @param servers sorted by name in the order of `<`, every name storable */
export function encodeNames(servers: readonly NamedCount[]): NamesTable {
  const blocks = Math.ceil(servers.length / BLOCK)
  const table = { servers: servers.length, starts: new Uint32Array(blocks), firsts: new Uint32Array(blocks) }
  let bytes = new Uint8Array(RECORD_BYTES_MAX)
  let end = 0
  let leading = { bytes: Buffer.alloc(NAME_BYTES_MAX), length: 0 }
  let own = { bytes: Buffer.alloc(NAME_BYTES_MAX), length: 0 }
  let first = 0
  servers.forEach(({ name, count }, at) => {
    if (end + RECORD_BYTES_MAX > bytes.length) bytes = grown(bytes)
    own.length = own.bytes.write(name)
    const isLeading = at % BLOCK === 0
    if (isLeading) {
      table.starts[at / BLOCK] = end
      table.firsts[at / BLOCK] = first
      leading.length = 0
    }
    end = writeRecord(bytes, end, { leading, own, count })
    if (isLeading) [leading, own] = [own, leading]
    first += count
  })
  return { ...table, bytes: bytes.slice(0, end) }
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2 + RECORD_BYTES_MAX)
  larger.set(bytes)
  return larger
}

interface Spelling {
  readonly bytes: Uint8Array
  readonly length: number
}

interface NameRecord {
  /** The first name of the block. */
  readonly leading: Spelling
  readonly own: Spelling
  readonly count: number
}

function writeRecord(bytes: Uint8Array, to: number, { leading, own, count }: NameRecord): number {
  const front = sharedFront(leading, own)
  const back = sharedBack(leading, own, front)
  const last = own.length - back
  bytes[to] = front
  bytes[to + 1] = back
  bytes[to + 2] = last - front
  let end = to + 3
  for (let at = front; at < last; at += 1) bytes[end++] = own.bytes[at] ?? 0
  let rest = count
  for (; rest > 0x7f; rest >>>= 7) bytes[end++] = (rest & 0x7f) | 0x80
  bytes[end++] = rest
  return end
}

function sharedFront(left: Spelling, right: Spelling): number {
  const most = Math.min(left.length, right.length)
  let same = 0
  while (same < most && left.bytes[same] === right.bytes[same]) same += 1
  return same
}

/** What two names share at their ends, behind what they share at their beginnings. */
function sharedBack(left: Spelling, right: Spelling, front: number): number {
  const most = Math.min(left.length, right.length) - front
  let same = 0
  while (same < most && left.bytes[left.length - 1 - same] === right.bytes[right.length - 1 - same]) same += 1
  return same
}

/** The name being put together. One for all look-ups: a buffer per look-up would cost more than the look-up. */
const NAME = Buffer.alloc(NAME_BYTES_MAX)
/** Where the name behind the one read last begins. */
let next = 0

/** How many certificates the server has whose name is at `at`. */
function countAt(bytes: Uint8Array, at: number): number {
  next = at + 4 + (bytes[at + 2] ?? 0)
  let part = bytes[next - 1] ?? 0
  let count = part & 0x7f
  for (let weight = 0x80; part > 0x7f; weight *= 0x80, next += 1) {
    part = bytes[next] ?? 0
    count += (part & 0x7f) * weight
  }
  return count
}

/** The name at `at`, in the block that begins at `leading`. */
function nameAt(bytes: Uint8Array, at: number, leading: number): string {
  const front = bytes[at] ?? 0
  const back = bytes[at + 1] ?? 0
  const own = bytes[at + 2] ?? 0
  put(bytes, leading + 3, 0, front)
  put(bytes, at + 3, front, own)
  put(bytes, leading + 3 + (bytes[leading + 2] ?? 0) - back, front + own, back)
  // Without naming UTF-8: Node would have to look the word up.
  return NAME.toString(undefined, 0, front + own + back)
}

function put(bytes: Uint8Array, from: number, to: number, length: number): void {
  for (let at = 0; at < length; at += 1) NAME[to + at] = bytes[from + at] ?? 0
}

/** The server a certificate belongs to. */
export function ownerOf(table: NamesTable, certificate: number): string {
  const { starts, firsts, bytes } = table
  const block = blockWith(table, certificate)
  const leading = starts[block] ?? 0
  let left = certificate - (firsts[block] ?? 0)
  let at = leading
  for (let count = countAt(bytes, at); left >= count; count = countAt(bytes, at)) {
    left -= count
    at = next
  }
  return nameAt(bytes, at, leading)
}

/** Servers have about equally many certificates, so the block is near its share of the way: looked for from there. */
function blockWith({ firsts }: NamesTable, certificate: number): number {
  const last = firsts.length - 1
  const perBlock = Math.max(BLOCK, (firsts[last] ?? 0) / Math.max(1, last))
  let low = Math.min(last, Math.floor(certificate / perBlock))
  let high = low
  for (let reach = 1; low > 0 && (firsts[low] ?? 0) > certificate; reach *= 2) low = Math.max(0, low - reach)
  for (let reach = 1; high < last && (firsts[high + 1] ?? 0) <= certificate; reach *= 2)
    high = Math.min(last, high + reach)
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((firsts[middle] ?? 0) <= certificate) low = middle
    else high = middle - 1
  }
  return low
}

/** The certificates of a server; undefined when the server is not there. */
export function runOf(table: NamesTable, name: string): Run | undefined {
  const { servers, starts, firsts, bytes } = table
  const block = blockOf(table, name)
  const leading = starts[block] ?? 0
  let first = firsts[block] ?? 0
  let at = leading
  for (let ordinal = block * BLOCK; ordinal < Math.min(servers, (block + 1) * BLOCK); ordinal += 1) {
    const count = countAt(bytes, at)
    if (nameAt(bytes, at, leading) === name) return { first, count }
    first += count
    at = next
  }
  return undefined
}

/** The block a name would stand in: the last that begins with it or before it. */
function blockOf({ starts, bytes }: NamesTable, name: string): number {
  let block = 0
  let high = starts.length - 1
  while (block < high) {
    const middle = (block + high + 1) >>> 1
    const leading = starts[middle] ?? 0
    if (nameAt(bytes, leading, leading) <= name) block = middle
    else high = middle - 1
  }
  return block
}

/** Whether the table is whole and numbers exactly that many certificates, so that every look-up stays inside it. */
export function isSound({ servers, starts, firsts, bytes }: NamesTable, certificates: number): boolean {
  if (starts.length !== Math.ceil(servers / BLOCK)) return false
  let at = 0
  let first = 0
  let leadingLength = 0
  for (let ordinal = 0; ordinal < servers; ordinal += 1) {
    const isLeading = ordinal % BLOCK === 0
    if (isLeading && (starts[ordinal / BLOCK] !== at || firsts[ordinal / BLOCK] !== first)) return false
    const shared = (bytes[at] ?? 0) + (bytes[at + 1] ?? 0)
    const length = shared + (bytes[at + 2] ?? 0)
    if (shared > (isLeading ? 0 : leadingLength) || length > NAME_BYTES_MAX) return false
    if (isLeading) leadingLength = length
    first += countAt(bytes, at)
    at = next
    if (at > bytes.length) return false
  }
  return at === bytes.length && first === certificates
}
