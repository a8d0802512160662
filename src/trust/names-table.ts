/**
 * Sorted server names, front-coded: each name says how many bytes it shares with the one before. Names of a fleet differ
 * in a few digits, so a name costs about five bytes instead of thirty.
 */
const BLOCK = 16
const LENGTH_MAX = 255

export interface NamesTable {
  readonly count: number
  /** Where each block of 16 names begins in `bytes`. */
  readonly blocks: Uint32Array
  readonly bytes: Uint8Array
}

/** @param names sorted by their UTF-8 bytes, at most 255 bytes each */
export function encodeNames(names: readonly string[]): NamesTable {
  const blocks = new Uint32Array(Math.ceil(names.length / BLOCK))
  const parts: Uint8Array[] = []
  let size = 0
  let before: Uint8Array = new Uint8Array(0)
  names.forEach((name, at) => {
    const bytes = Buffer.from(name, 'utf8').subarray(0, LENGTH_MAX)
    const isFirst = at % BLOCK === 0
    if (isFirst) blocks[at / BLOCK] = size
    const shared = isFirst ? 0 : sharedPrefix(before, bytes)
    const part = Buffer.concat([Buffer.from([shared, bytes.length - shared]), bytes.subarray(shared)])
    parts.push(part)
    size += part.length
    before = bytes
  })
  return { count: names.length, blocks, bytes: new Uint8Array(Buffer.concat(parts)) }
}

function sharedPrefix(left: Uint8Array, right: Uint8Array): number {
  const most = Math.min(left.length, right.length)
  let at = 0
  while (at < most && left[at] === right[at]) at += 1
  return at
}

/** The name with that ordinal; empty text beyond the end. */
export function nameAt(table: NamesTable, ordinal: number): string {
  if (ordinal < 0 || ordinal >= table.count) return ''
  const block = Math.floor(ordinal / BLOCK)
  return decodeBlock(table, block, (ordinal % BLOCK) + 1).at(-1) ?? ''
}

function decodeBlock({ blocks, bytes, count }: NamesTable, block: number, most: number): readonly string[] {
  const names: string[] = []
  const scratch = Buffer.alloc(LENGTH_MAX * 2)
  let at = blocks[block] ?? bytes.length
  const last = Math.min(most, count - block * BLOCK)
  for (let done = 0; done < last; done += 1) {
    const shared = bytes[at] ?? 0
    const added = bytes[at + 1] ?? 0
    scratch.set(bytes.subarray(at + 2, at + 2 + added), shared)
    names.push(scratch.toString('utf8', 0, shared + added))
    at += 2 + added
  }
  return names
}

/** The ordinal of a name, or -1. */
export function ordinalOf(table: NamesTable, name: string): number {
  const wanted = Buffer.from(name, 'utf8')
  let low = 0
  let high = table.blocks.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (Buffer.compare(Buffer.from(nameAt(table, middle * BLOCK)), wanted) <= 0) low = middle
    else high = middle - 1
  }
  const within = decodeBlock(table, low, BLOCK).indexOf(name)
  return within < 0 ? -1 : low * BLOCK + within
}
