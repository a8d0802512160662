/** DER (ITU-T X.690), as much as certificates need: a small writer, and a reader that never reads past its bytes. */
export type Bytes = Uint8Array

function tagged(tag: number, content: Bytes): Buffer {
  const size = content.length
  if (size < 0x80) return Buffer.concat([Buffer.from([tag, size]), content])
  const octets: number[] = []
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return Buffer.concat([Buffer.from([tag, 0x80 | octets.length, ...octets]), content])
}

export const sequence = (...parts: readonly Bytes[]): Buffer => tagged(0x30, Buffer.concat(parts))
export const set = (...parts: readonly Bytes[]): Buffer => tagged(0x31, Buffer.concat(parts))
export const octetString = (content: Bytes): Buffer => tagged(0x04, content)
export const bitString = (content: Bytes, unusedBits = 0): Buffer =>
  tagged(0x03, Buffer.concat([Buffer.from([unusedBits]), content]))
export const utf8String = (text: string): Buffer => tagged(0x0c, Buffer.from(text, 'utf8'))
export const boolean = (value: boolean): Buffer => tagged(0x01, Buffer.from([value ? 0xff : 0]))
/** A context-specific constructed element: `[number] EXPLICIT`. */
export const explicit = (number: number, content: Bytes): Buffer => tagged(0xa0 | number, content)
/** A context-specific primitive element: `[number] IMPLICIT`. */
export const implicit = (number: number, content: Bytes): Buffer => tagged(0x80 | number, content)

/** A non-negative integer, from its big-endian bytes. */
export function integer(bytes: Bytes): Buffer {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1
  const shortest = bytes.subarray(start)
  const first = shortest[0] ?? 0
  return tagged(0x02, first >= 0x80 || shortest.length === 0 ? Buffer.concat([Buffer.from([0]), shortest]) : shortest)
}

export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const octets: number[] = []
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128]
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) groups.unshift(0x80 | (high % 128))
    octets.push(...groups)
  }
  return tagged(0x06, Buffer.from(octets))
}

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on; whole seconds. */
export function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/[-:T]|\.\d{3}/g, '')
  const isShort = digits < '20500101000000Z'
  return isShort ? tagged(0x17, Buffer.from(digits.slice(2))) : tagged(0x18, Buffer.from(digits))
}

export interface Element {
  readonly tag: number
  readonly content: Buffer
  /** The element with its header. */
  readonly whole: Buffer
}

/** The element at the start of `bytes`, or undefined when it is not all there. Indefinite lengths are not DER. */
export function readElement(bytes: Buffer): Element | undefined {
  const tag = bytes[0]
  const first = bytes[1]
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined
  let size = first
  let start = 2
  if (first >= 0x80) {
    const octets = first & 0x7f
    if (octets === 0 || octets > 4 || bytes.length < 2 + octets) return undefined
    size = bytes.readUIntBE(2, octets)
    start = 2 + octets
  }
  if (bytes.length < start + size) return undefined
  return { tag, content: bytes.subarray(start, start + size), whole: bytes.subarray(0, start + size) }
}

/** The elements inside a constructed one; stops at the first that is damaged. */
export function children(content: Buffer): readonly Element[] {
  const found: Element[] = []
  for (let rest = content; rest.length > 0;) {
    const element = readElement(rest)
    if (element === undefined) break
    found.push(element)
    rest = rest.subarray(element.whole.length)
  }
  return found
}

/** Dotted text of the content of an OBJECT IDENTIFIER. */
export function dottedOf(content: Buffer): string {
  const arcs: number[] = []
  let arc = 0
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f)
    if (octet >= 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  const [first = 0, ...rest] = arcs
  const root = Math.min(2, Math.floor(first / 40))
  return [root, first - root * 40, ...rest].join('.')
}
