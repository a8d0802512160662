/**
 * Which readers a file needs. One, as a rule; what a shell printed (a transcript, or a file that outputs were appended to) may hold
 * the outputs of many commands, and needs the reader of each of them, wherever in the file it stands.
 */
import { EVIDENCE_LIMITS, type ByteSource, type Head, type Reader } from './contract.ts'
import { readText } from './encoding.ts'
import { promptOf } from './prompt.ts'
import { isConsole, readerFor, readersOfPart } from './readers.ts'

/** Enough for the longest heading; and what recognises by the share of lines it knows sees mostly one output. */
const PART_LINES = 200
/** An output that begins at the end of one part is known in the next. */
const SHARED_LINES = 30
/** Whoever types commands does not fill more; logs do. */
const SEARCHED_CHARS_MAX = 8 * 1024 * 1024
/** Of how many lines at the beginning one shows that a shell printed the file. */
const PROMPT_LINES = 200

/** The surest first; empty when nobody knows anything in it. */
export async function readersOf(source: ByteSource, head: Head): Promise<readonly Reader[]> {
  const first = readerFor(head)
  if (first === undefined ? !isTyped(head) : !isConsole(first)) return first === undefined ? [] : [first]
  const found = first === undefined ? [] : [first]
  const parts = new Parts((part) => {
    for (const reader of readersOfPart(part)) {
      // Some readers share the work: one of them reads everything.
      if (!found.some((other) => other.read === reader.read)) found.push(reader)
    }
  })
  let chars = 0
  for await (const { text } of readText(source)) {
    parts.push(text)
    chars += text.length
    if (chars > SEARCHED_CHARS_MAX) break
  }
  parts.end()
  return found
}

function isTyped({ text = '' }: Head): boolean {
  return text.split(/\r?\n/, PROMPT_LINES).some((line) => (promptOf(line)?.command ?? '') !== '')
}

/** Cuts a text into parts that share their last lines with the next. */
class Parts {
  readonly #take: (part: Head) => void
  #lines: string[] = []
  #held = ''
  #isNew = false

  constructor(take: (part: Head) => void) {
    this.#take = take
  }

  push(text: string): void {
    const lines = (this.#held + text).split('\n')
    this.#held = (lines.pop() ?? '').slice(0, EVIDENCE_LIMITS.headBytes)
    for (const line of lines) {
      this.#lines.push(line.slice(0, EVIDENCE_LIMITS.headBytes))
      this.#isNew = true
      if (this.#lines.length >= PART_LINES) this.#hand()
    }
  }

  end(): void {
    if (this.#held !== '') this.#lines.push(this.#held)
    if (this.#isNew || this.#held !== '') this.#hand()
  }

  #hand(): void {
    const text = this.#lines.join('\n').replaceAll('\ufeff', '').slice(0, EVIDENCE_LIMITS.headBytes)
    this.#take({ bytes: new Uint8Array(0), text })
    this.#lines = this.#lines.slice(-SHARED_LINES)
    this.#isNew = false
  }
}
