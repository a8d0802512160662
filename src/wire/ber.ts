/**
 * The part of BER that LDAP uses (RFC 4511, section 5.1): one-octet tags, definite lengths of at most four octets. What
 * is read are views of the bytes handed in: whoever keeps them longer than the message copies them.
 */

/** The one thing that decoding throws: these bytes are not what the protocol allows. */
export class BerError extends Error {}

export const BER = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  enumerated: 0x0a,
  sequence: 0x30,
  set: 0x31,
} as const

const LENGTH_OCTETS_MAX = 4
const INTEGER_OCTETS_MAX = 4

export interface Extent {
  readonly start: number
  readonly end: number
}

/** Where the content of the element at `at` is; undefined while not even its length is there. @throws BerError */
export function extentAt(bytes: Buffer, at: number): Extent | undefined {
  const first = bytes[at + 1]
  if (first === undefined) return undefined
  if (first < 0x80) return { start: at + 2, end: at + 2 + first }
  const octets = first & 0x7f
  if (octets === 0 || octets > LENGTH_OCTETS_MAX) throw new BerError(`a length of the form 0x${first.toString(16)}`)
  const start = at + 2 + octets
  if (start > bytes.length) return undefined
  return { start, end: start + bytes.readUIntBE(at + 2, octets) }
}

/** Reads elements one after the other, never past the end of the one they are in. Every method throws BerError. */
export class BerCursor {
  readonly #bytes: Buffer
  readonly #end: number
  #at: number

  constructor(bytes: Buffer, { start, end }: Extent = { start: 0, end: bytes.length }) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
  }

  get isDone(): boolean {
    return this.#at >= this.#end
  }

  /** The tag of the next element; undefined behind the last one. */
  get tag(): number | undefined {
    return this.isDone ? undefined : this.#bytes[this.#at]
  }

  #take(tag: number): Extent {
    const found = this.tag
    if (found !== tag) throw new BerError(`tag ${hexOf(found)} where ${hexOf(tag)} was expected`)
    const extent = extentAt(this.#bytes, this.#at)
    if (extent === undefined || extent.end > this.#end) throw new BerError('an element longer than what it is in')
    this.#at = extent.end
    return extent
  }

  /** Into an element that holds others; this cursor stands behind it. */
  enter(tag: number): BerCursor {
    return new BerCursor(this.#bytes, this.#take(tag))
  }

  /** Whatever comes next is passed over. */
  skip(): void {
    this.#take(this.tag ?? -1)
  }

  octets(tag: number = BER.octets): Buffer {
    const { start, end } = this.#take(tag)
    return this.#bytes.subarray(start, end)
  }

  text(tag: number = BER.octets): string {
    const { start, end } = this.#take(tag)
    return this.#bytes.toString('utf8', start, end)
  }

  integer(tag: number = BER.integer): number {
    const { start, end } = this.#take(tag)
    const length = end - start
    if (length < 1 || length > INTEGER_OCTETS_MAX) throw new BerError(`an integer of ${String(length)} octets`)
    return this.#bytes.readIntBE(start, length)
  }

  boolean(): boolean {
    const { start, end } = this.#take(BER.boolean)
    if (end - start !== 1) throw new BerError('a truth value of other than one octet')
    return this.#bytes[start] !== 0
  }

  /** What is there only when it differs from its default. */
  optional<T>(tag: number, read: (cursor: BerCursor) => T): T | undefined {
    return this.tag === tag ? read(this) : undefined
  }
}

function hexOf(tag: number | undefined): string {
  return tag === undefined ? 'nothing' : `0x${tag.toString(16)}`
}

/** An element of its content. */
export function berElement(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([berHeader(tag, length), ...content])
}

function berHeader(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([tag, length])
  const octets = length < 0x100 ? 1 : length < 0x10000 ? 2 : length < 0x1000000 ? 3 : 4
  const header = Buffer.alloc(2 + octets)
  header[0] = tag
  header[1] = 0x80 | octets
  header.writeUIntBE(length, 2, octets)
  return header
}

/** Between -2^31 and 2^31 - 1, in as few octets as it takes (X.690, section 8.3.2). */
export function berInteger(value: number, tag: number = BER.integer): Buffer {
  const whole = Buffer.alloc(INTEGER_OCTETS_MAX)
  whole.writeInt32BE(value)
  let start = 0
  while (start < INTEGER_OCTETS_MAX - 1 && isRedundant(whole, start)) start += 1
  return berElement(tag, whole.subarray(start))
}

function isRedundant(bytes: Buffer, at: number): boolean {
  const isNextNegative = ((bytes[at + 1] ?? 0) & 0x80) !== 0
  return bytes[at] === (isNextNegative ? 0xff : 0x00)
}

export function berText(text: string, tag: number = BER.octets): Buffer {
  return berElement(tag, Buffer.from(text, 'utf8'))
}

export function berBoolean(isTrue: boolean, tag: number = BER.boolean): Buffer {
  return Buffer.from([tag, 1, isTrue ? 0xff : 0x00])
}
