/**
 * Cuts a byte stream into lines, bounded: a line that grows past its limit is reported, not kept.
 *
 * A fresh `LineReader` is made for each phase of a session, so that nothing said before TLS can be read after it
 * (CVE-2011-0411, CVE-2021-38371).
 */
export type Line =
  { readonly kind: 'line'; readonly text: string; readonly ending: 'crlf' | 'lf' } | { readonly kind: 'too-long' }

const LF = 0x0a
const CR = 0x0d
const EMPTY = Buffer.alloc(0)

export class LineReader {
  readonly #lineBytesMax: number
  #held: Buffer = EMPTY
  #searched = 0

  /** @param lineBytesMax the longest line including its ending, in bytes */
  constructor(lineBytesMax: number) {
    this.#lineBytesMax = lineBytesMax
  }

  push(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
  }

  /** The next whole line, or undefined when more bytes are needed. Bytes are read as Latin-1: one character a byte. */
  next(): Line | undefined {
    const end = this.#held.indexOf(LF, this.#searched)
    if (end < 0) {
      this.#searched = this.#held.length
      return this.#held.length >= this.#lineBytesMax ? { kind: 'too-long' } : undefined
    }
    if (end >= this.#lineBytesMax) return { kind: 'too-long' }
    const hasCr = end > 0 && this.#held[end - 1] === CR
    const text = this.#held.toString('latin1', 0, hasCr ? end - 1 : end)
    this.#held = this.#held.subarray(end + 1)
    this.#searched = 0
    return { kind: 'line', text, ending: hasCr ? 'crlf' : 'lf' }
  }

  /** Bytes received and not yet given out. */
  get residualBytes(): number {
    return this.#held.length
  }

  /** Gives out what is left, for a phase that stops reading lines. */
  takeResidual(): Buffer {
    const rest = this.#held
    this.#held = EMPTY
    this.#searched = 0
    return rest
  }
}
