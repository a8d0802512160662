/** SMTP replies (RFC 5321 §4.2): one value for all lines of an answer. */
import { LineReader } from './lines.ts'

export interface Reply {
  readonly code: number
  /** The text of each line, without code and separator. */
  readonly lines: readonly string[]
}

export type ReplyProblem = 'line-too-long' | 'too-many-lines' | 'not-a-reply'

export type ReplyRead =
  { readonly kind: 'reply'; readonly reply: Reply } | { readonly kind: 'problem'; readonly problem: ReplyProblem }

/** The bytes of a reply. Line breaks inside the texts are taken out, so that no text can add a line. */
export function formatReply(code: number, lines: readonly string[]): string {
  const last = lines.length - 1
  return lines.map((text, at) => `${code}${at === last ? ' ' : '-'}${oneLine(text)}\r\n`).join('')
}

/** ASCII without control characters: a peer's words must not write lines of ours. */
function oneLine(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?')
}

const REPLY_LINE = /^([2-5]\d\d)(?:([ -])(.*))?$/s

/** Reads one reply after the other out of a byte stream, bounded in line length and number of lines. */
export class ReplyReader {
  readonly #reader: LineReader
  readonly #linesMax: number
  #lines: string[] = []
  #code = 0

  constructor({ lineBytesMax, linesMax }: { readonly lineBytesMax: number; readonly linesMax: number }) {
    this.#reader = new LineReader(lineBytesMax)
    this.#linesMax = linesMax
  }

  push(chunk: Buffer): void {
    this.#reader.push(chunk)
  }

  next(): ReplyRead | undefined {
    for (;;) {
      const line = this.#reader.next()
      if (line === undefined) return undefined
      if (line.kind === 'too-long') return { kind: 'problem', problem: 'line-too-long' }
      const read = this.#add(line.text)
      if (read !== undefined) return read
    }
  }

  #add(text: string): ReplyRead | undefined {
    const match = REPLY_LINE.exec(text)
    const code = Number(match?.[1])
    if (match === null || (this.#lines.length > 0 && code !== this.#code)) {
      return { kind: 'problem', problem: 'not-a-reply' }
    }
    if (this.#lines.length >= this.#linesMax) return { kind: 'problem', problem: 'too-many-lines' }
    this.#code = code
    this.#lines.push(match[3] ?? '')
    if (match[2] === '-') return undefined
    const reply = { code, lines: this.#lines }
    this.#lines = []
    return { kind: 'reply', reply }
  }

  get residualBytes(): number {
    return this.#reader.residualBytes
  }

  takeResidual(): Buffer {
    return this.#reader.takeResidual()
  }
}
