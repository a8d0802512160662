/**
 * The lines of a text, numbered from 1, whatever its encoding and however its bytes arrive. Bounded: of a line longer than
 * `EVIDENCE_LIMITS.lineBytesMax` only the beginning comes out, and that is said.
 *
 * What looks like a secret is told by place and taken out of the line before anybody sees it (`secrets.ts`), so that no reader
 * can quote it. Text that was decoded wrongly before it was saved is told once.
 */
import { EVIDENCE_LIMITS, type ByteSource, type EvidenceProblem, type Findings } from './contract.ts'
import { readText } from './encoding.ts'
import { MojibakeWatch } from './mojibake.ts'
import { SecretScanner } from './secrets.ts'

export interface TextLine {
  readonly text: string
  /** 1-based. */
  readonly line: number
}

/** How many lines of one file are reported as too long; the others are like them. */
const TOO_LONG_REPORTED_MAX = 10

/** Hands every line to `take`, in order. Faster than `readLines`, for readers that are pushed along. */
export async function eachLine(source: ByteSource, findings: Findings, take: (line: TextLine) => void): Promise<void> {
  for await (const lines of readLineBatches(source, findings)) for (const line of lines) take(line)
}

/** What takes a file line by line, and is told when there are no more. */
export interface LineReading {
  take(line: TextLine): void
  finish(): void
}

export async function readByLine(source: ByteSource, findings: Findings, reading: LineReading): Promise<void> {
  await eachLine(source, findings, (line) => {
    reading.take(line)
  })
  reading.finish()
}

export async function* readLines(source: ByteSource, findings: Findings): AsyncGenerator<TextLine> {
  for await (const lines of readLineBatches(source, findings)) yield* lines
}

/** Each line is looked at when it is taken, so that what is said of it stands in the order of the lines however the bytes arrive. */
async function* readLineBatches(source: ByteSource, findings: Findings): AsyncGenerator<Iterable<TextLine>> {
  const cutter = new LineCutter()
  const scanner = new SecretScanner()
  const watch = new MojibakeWatch()
  let tooLong = 0
  const problem = (problem: EvidenceProblem, line: number, args: Readonly<Record<string, string | number>>): void =>
    findings.problem({ evidence: { source: source.name, line }, problem, args })
  const screen = (cut: CutLine): TextLine => {
    const { line } = cut
    if (cut.isCut && (tooLong += 1) <= TOO_LONG_REPORTED_MAX)
      problem('too-large', line, { what: 'line', limit: EVIDENCE_LIMITS.lineBytesMax })
    const wrong = watch.push(cut.text)
    if (wrong !== undefined) problem('mojibake', line, { was: wrong.was, readAs: wrong.readAs })
    const { text, secret } = scanner.push(cut.text)
    if (secret !== undefined)
      findings.observed({ kind: 'secret', what: secret, evidence: { source: source.name, line } })
    return { text, line }
  }
  for await (const { text } of readText(source)) yield oneByOne(cutter.push(text), screen)
  yield oneByOne(cutter.end(), screen)
}

function* oneByOne(cuts: readonly CutLine[], screen: (cut: CutLine) => TextLine): Generator<TextLine> {
  for (const cut of cuts) yield screen(cut)
}

interface CutLine extends TextLine {
  readonly isCut: boolean
}

/**
 * Lines end with LF or CR LF, and with CR alone where the first one does; a text appended by another program may bring its mark and
 * the zeros of UTF-16 along.
 */
class LineCutter {
  readonly #max = EVIDENCE_LIMITS.lineBytesMax
  #begun: string[] = []
  #begunLength = 0
  #isCut = false
  #line = 0

  readonly #ends = new LineEnds()

  push(text: string): readonly CutLine[] {
    return this.#cut(this.#ends.push(text))
  }

  #cut(text: string): readonly CutLine[] {
    const lines: CutLine[] = []
    let start = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#keep(text, start, end)
      lines.push(this.#finish())
      start = end + 1
    }
    this.#keep(text, start, text.length)
    return lines
  }

  end(): readonly CutLine[] {
    return this.#begunLength > 0 ? [this.#finish()] : []
  }

  #keep(text: string, start: number, end: number): void {
    const room = this.#max - this.#begunLength
    if (end - start > room) this.#isCut = true
    const kept = Math.min(end, start + room)
    if (kept <= start) return
    this.#begun.push(text.slice(start, kept))
    this.#begunLength += kept - start
  }

  #finish(): CutLine {
    const whole = this.#begun.length === 1 ? (this.#begun[0] ?? '') : this.#begun.join('')
    const isCut = this.#isCut
    this.#begun = []
    this.#begunLength = 0
    this.#isCut = false
    this.#line += 1
    return { text: cleaned(whole), line: this.#line, isCut }
  }
}

/** More at once are no end of a line but what a broken tool wrote. */
const CARRIAGE_RETURNS_MAX = 1_024
const FIRST_END = /\r{0,1023}\n|\r{1024}|\r+[^\r\n]/

/** Makes LF of CR in a text whose first line ends with CR alone; everything else stays as it is. */
class LineEnds {
  #isCarriageReturn: boolean | undefined
  /** CR at the end of a piece: what follows tells what they are. */
  #held = ''

  push(piece: string): string {
    const text = this.#held + piece
    this.#held = ''
    if (this.#isCarriageReturn === false) return text
    if (this.#isCarriageReturn === undefined) {
      const [found] = FIRST_END.exec(text) ?? []
      if (found === undefined) return this.#hold(text, CARRIAGE_RETURNS_MAX)
      this.#isCarriageReturn = !found.endsWith('\n')
      if (!this.#isCarriageReturn) return text
    }
    return this.#hold(text, 1).replace(/\r\n?/g, '\n')
  }

  #hold(text: string, countMax: number): string {
    let end = text.length
    while (end > 0 && text.length - end < countMax && text.charCodeAt(end - 1) === 13) end -= 1
    this.#held = text.slice(end)
    return text.slice(0, end)
  }
}

function cleaned(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 13) end -= 1
  const line = end === text.length ? text : text.slice(0, end)
  return /[\0\ufeff]/.test(line) ? line.replace(/[\0\ufeff]/g, '').replace(/\r+$/, '') : line
}

/** The beginning of a line, fit to be quoted. */
export function quoteOf(text: string): string {
  const quote = text.trim()
  if (quote.length <= EVIDENCE_LIMITS.quoteCharsMax) return quote
  return `${quote.slice(0, EVIDENCE_LIMITS.quoteCharsMax - 1)}…`
}
