/**
 * Little-endian reading of bytes nobody vouches for: what lies outside gives 0 or nothing and is remembered, so that a
 * reader asks once at the end of a structure instead of at every field. Never throws.
 */
import { Buffer } from 'node:buffer'

export class ByteView {
  readonly buffer: Buffer
  readonly #view: DataView
  #hasFailed = false

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Something outside was asked for since the last `begin`. */
  hasFailed(): boolean {
    return this.#hasFailed
  }

  begin(): void {
    this.#hasFailed = false
  }

  get length(): number {
    return this.buffer.length
  }

  #holds(at: number, count: number): boolean {
    if (at >= 0 && at + count <= this.buffer.length) return true
    this.#hasFailed = true
    return false
  }

  u8(at: number): number {
    return this.#holds(at, 1) ? this.#view.getUint8(at) : 0
  }

  u16(at: number): number {
    return this.#holds(at, 2) ? this.#view.getUint16(at, true) : 0
  }

  u32(at: number): number {
    return this.#holds(at, 4) ? this.#view.getUint32(at, true) : 0
  }

  /** As a number: exact up to 2^53, which no count and no offset in a file reaches. */
  u64(at: number): number {
    return this.#holds(at, 8) ? this.#view.getUint32(at + 4, true) * 2 ** 32 + this.#view.getUint32(at, true) : 0
  }

  big64(at: number): bigint {
    return this.#holds(at, 8) ? this.#view.getBigUint64(at, true) : 0n
  }

  signedBig64(at: number): bigint {
    return this.#holds(at, 8) ? this.#view.getBigInt64(at, true) : 0n
  }

  float(at: number, bytes: 4 | 8): number {
    if (!this.#holds(at, bytes)) return 0
    return bytes === 4 ? this.#view.getFloat32(at, true) : this.#view.getFloat64(at, true)
  }

  /** UTF-16, as many bytes as given; an odd one at the end is left out. */
  utf16(at: number, bytes: number): string {
    return this.#holds(at, bytes) ? this.buffer.toString('utf16le', at, at + (bytes & ~1)) : ''
  }

  latin1(at: number, bytes: number): string {
    return this.#holds(at, bytes) ? this.buffer.toString('latin1', at, at + bytes) : ''
  }

  /** UTF-16 up to its terminating zero, which must come before `end`. */
  utf16z(at: number, end: number): { readonly text: string; readonly next: number } {
    for (let to = at; to + 2 <= end && this.#holds(to, 2); to += 2) {
      if (this.#view.getUint16(to, true) === 0) return { text: this.utf16(at, to - at), next: to + 2 }
    }
    this.#hasFailed = true
    return { text: '', next: end }
  }
}
