/**
 * Sorted server names and how many certificates each has, in about seven bytes a server.
 *
 * Names of a fleet differ in a few digits in the middle, so a name says how many bytes it shares with the one before at
 * its front and at its back, and only the rest is written; every 16th name is written in full. Certificates are numbered
 * in the order of their servers, so a count behind each name says whose they are and no owner is stored with them.
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
  let before = { bytes: Buffer.alloc(NAME_BYTES_MAX), length: 0 }
  let own = { bytes: Buffer.alloc(NAME_BYTES_MAX), length: 0 }
  let first = 0
  servers.forEach(({ name, count }, at) => {
    if (end + RECORD_BYTES_MAX > bytes.length) bytes = grown(bytes)
    own.length = own.bytes.write(name)
    if (at % BLOCK === 0) {
      table.starts[at / BLOCK] = end
      table.firsts[at / BLOCK] = first
      before.length = 0
    }
    end = writeRecord(bytes, end, { before, own, count })
    ;[before, own] = [own, before]
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
  readonly before: Spelling
  readonly own: Spelling
  readonly count: number
}

function writeRecord(bytes: Uint8Array, to: number, { before, own, count }: NameRecord): number {
  const front = sharedFront(before, own)
  const back = sharedBack(before, own, front)
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

/** The name being decoded. One for all look-ups: a buffer per look-up would cost more than the look-up. */
const NAME = Buffer.alloc(NAME_BYTES_MAX)
let nameLength = 0
let nameCount = 0

/** Decodes the name at `at` behind the one before it. Returns where the next one begins. */
function step(bytes: Uint8Array, at: number): number {
  const front = bytes[at] ?? 0
  const added = bytes[at + 2] ?? 0
  const end = front + added
  const shift = end + (bytes[at + 1] ?? 0) - nameLength
  if (shift < 0) for (let to = end; to < nameLength + shift; to += 1) NAME[to] = NAME[to - shift] ?? 0
  else if (shift > 0) for (let to = nameLength + shift - 1; to >= end; to -= 1) NAME[to] = NAME[to - shift] ?? 0
  for (let to = front, from = at + 3; to < end; to += 1, from += 1) NAME[to] = bytes[from] ?? 0
  return skip(bytes, at)
}

/** Goes past the name at `at`; only its length and its count are kept. */
function skip(bytes: Uint8Array, at: number): number {
  const added = bytes[at + 2] ?? 0
  nameLength = (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) + added
  let next = at + 4 + added
  let part = bytes[next - 1] ?? 0
  nameCount = part & 0x7f
  for (let weight = 0x80; part > 0x7f; weight *= 0x80, next += 1) {
    part = bytes[next] ?? 0
    nameCount += (part & 0x7f) * weight
  }
  return next
}

function text(): string {
  return NAME.toString('utf8', 0, nameLength)
}

/** The server a certificate belongs to. */
export function ownerOf(table: NamesTable, certificate: number): string {
  const { starts, firsts, bytes } = table
  const block = blockWith(table, certificate)
  let left = certificate - (firsts[block] ?? 0)
  nameLength = 0
  let at = step(bytes, starts[block] ?? 0)
  while (left >= nameCount) {
    left -= nameCount
    at = step(bytes, at)
  }
  return text()
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
  let first = firsts[block] ?? 0
  let at = starts[block] ?? 0
  nameLength = 0
  for (let ordinal = block * BLOCK; ordinal < Math.min(servers, (block + 1) * BLOCK); ordinal += 1) {
    at = step(bytes, at)
    if (text() === name) return { first, count: nameCount }
    first += nameCount
  }
  return undefined
}

/** The block a name would stand in: the last that begins with it or before it. */
function blockOf({ starts, bytes }: NamesTable, name: string): number {
  let block = 0
  let high = starts.length - 1
  while (block < high) {
    const middle = (block + high + 1) >>> 1
    nameLength = 0
    step(bytes, starts[middle] ?? 0)
    if (text() <= name) block = middle
    else high = middle - 1
  }
  return block
}

/** Whether the table is whole and numbers exactly that many certificates, so that every look-up stays inside it. */
export function isSound({ servers, starts, firsts, bytes }: NamesTable, certificates: number): boolean {
  if (starts.length !== Math.ceil(servers / BLOCK)) return false
  let at = 0
  let first = 0
  for (let ordinal = 0; ordinal < servers; ordinal += 1) {
    if (ordinal % BLOCK === 0) {
      if (starts[ordinal / BLOCK] !== at || firsts[ordinal / BLOCK] !== first) return false
      nameLength = 0
    }
    if ((bytes[at] ?? 0) + (bytes[at + 1] ?? 0) > nameLength) return false
    at = skip(bytes, at)
    if (nameLength > NAME_BYTES_MAX || at > bytes.length) return false
    first += nameCount
  }
  return at === bytes.length && first === certificates
}
