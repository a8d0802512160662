/** Reads a source in pieces of a size the format dictates, whatever sizes it arrives in. Holds one piece. */
import { Buffer } from 'node:buffer'
import { ByteView } from './byte-view.ts'
import type { ByteSource } from './contract.ts'

export class ByteBlocks {
  readonly #chunks: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array(0)
  /** Bytes handed out or passed over so far. */
  position = 0

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /**
   * Exactly that many bytes, fewer only at the end of the source. They are the caller's until the next call: `into` is
   * filled when they did not arrive in one piece.
   */
  async take(count: number, into?: Buffer): Promise<Uint8Array> {
    if (this.#rest.length >= count) return this.#cut(count)
    const block = into ?? Buffer.allocUnsafe(count)
    let filled = 0
    while (filled < count) {
      if (this.#rest.length === 0 && !(await this.#more())) break
      const piece = this.#cut(Math.min(count - filled, this.#rest.length))
      block.set(piece, filled)
      filled += piece.length
    }
    return block.subarray(0, filled)
  }

  /** Passes over bytes without holding them; tells how many there were. */
  async skip(count: number): Promise<number> {
    let left = count
    while (left > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) break
      left -= this.#cut(Math.min(left, this.#rest.length)).length
    }
    return count - left
  }

  /** Lets the source close what it holds, when the rest is not wanted. */
  async end(): Promise<void> {
    this.#rest = new Uint8Array(0)
    await this.#chunks.return?.()
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next()
    if (next.done === true) return false
    this.#rest = next.value
    return true
  }

  #cut(count: number): Uint8Array {
    const piece = this.#rest.subarray(0, count)
    this.#rest = this.#rest.subarray(count)
    this.position += count
    return piece
  }
}

const WINDOW_BYTES = 1024 * 1024

export interface Window {
  readonly view: ByteView
  /** Of its beginning in the source. */
  readonly base: number
  readonly isLast: boolean
  /** How much of its end the next window begins with again; set by who reads it. */
  kept: number
}

/** A source in windows of a megabyte, of which each begins with as much of the one before as its reader wants to see again. */
export async function* windowsOf(source: ByteSource, overlap: number, from = 0): AsyncGenerator<Window> {
  const blocks = new ByteBlocks(source.open())
  let base = await blocks.skip(from)
  let kept: Buffer = Buffer.alloc(0)
  try {
    for (;;) {
      const block = await blocks.take(WINDOW_BYTES)
      const bytes = Buffer.concat([kept, block])
      const window: Window = { view: new ByteView(bytes), base, isLast: block.length < WINDOW_BYTES, kept: overlap }
      yield window
      if (window.isLast) return
      const start = Math.max(bytes.length - window.kept, 0)
      kept = bytes.subarray(start)
      base += start
    }
  } finally {
    await blocks.end()
  }
}
