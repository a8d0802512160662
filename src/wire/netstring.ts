/**
 * Netstrings (cr.yp.to/proto/netstrings.txt): `5:hello,`. Cut out of a byte stream, however it arrives; bounded, and what
 * is no netstring ends the reading.
 */
export type Netstring = { readonly kind: 'string'; readonly text: string } | { readonly kind: 'bad' }

const COLON = 0x3a
const COMMA = 0x2c
const ZERO = 0x30
const EMPTY = Buffer.alloc(0)
const BAD: Netstring = { kind: 'bad' }

export class NetstringReader {
  readonly #bytesMax: number
  #held: Buffer = EMPTY
  #at = 0
  #isBad = false

  /** @param bytesMax the longest string that is read, in bytes */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  push(chunk: Buffer): void {
    this.#held = this.#at === this.#held.length ? chunk : Buffer.concat([this.#held.subarray(this.#at), chunk])
    this.#at = 0
  }

  /** The next whole string, one character a byte; undefined when more bytes are needed. Once bad, always bad. */
  next(): Netstring | undefined {
    if (this.#isBad) return BAD
    const held = this.#held
    let at = this.#at
    let length = 0
    for (; at < held.length && held[at] !== COLON; at += 1) {
      const digit = (held[at] ?? 0) - ZERO
      const isLeadingZero = at > this.#at && length === 0
      length = length * 10 + digit
      if (digit < 0 || digit > 9 || isLeadingZero || length > this.#bytesMax) return this.#bad()
    }
    if (at === held.length) return undefined
    if (at === this.#at) return this.#bad()
    const end = at + 1 + length
    if (end >= held.length) return undefined
    if (held[end] !== COMMA) return this.#bad()
    this.#at = end + 1
    return { kind: 'string', text: held.toString('latin1', at + 1, end) }
  }

  #bad(): Netstring {
    this.#isBad = true
    this.#held = EMPTY
    this.#at = 0
    return BAD
  }
}

/** @param text one byte a character */
export function netstring(text: string): string {
  return `${String(text.length)}:${text},`
}
