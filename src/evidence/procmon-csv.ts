/**
 * Process Monitor's CSV export, which is written in gigabytes and of which a handful of lines matters. The bytes are searched for the
 * folder of the keys; only the records that hold it are decoded.
 *
 * Columns are found by name: the user chooses and orders them. Values are never translated.
 */
import { Buffer, isAscii } from 'node:buffer'
import { decodeText } from './code-pages.ts'
import { CaptureTally } from './capture-tally.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { readCsvRecord, separatorOf, type Separator } from './csv.ts'
import { narrowEncodingOf, readText, wideEncodingOf } from './encoding.ts'
import { columnName, REQUIRED_COLUMNS, sampleOf, touchOf, type ProcmonRow } from './procmon-columns.ts'
import { scanMemory, scanRecords, type RecordTaker, type ScannedRecord } from './record-scan.ts'
import { CaptureTimes } from './time-of-day.ts'

/** Every folder of keys has it in its path, and hardly any other path of a server does. */
const LITERAL = 'crypto\\'
/** What tells UTF-16: a mark, or the zeros of the first letters. */
const MARK_BYTES = 8
/** A process of the transport, or a refusal of anybody. */
const MATTERS = /edgetransport|msexchange|denied|privilege/i
const FIRST_LINE = /^[^\r\n]*/

export const procmonCsvReader: Reader = {
  id: 'procmon-csv',
  recognise: ({ text = '' }: Head) => (headingOf(FIRST_LINE.exec(text)?.[0] ?? '') === undefined ? 0 : 100),
  read: readProcmonCsv,
}

interface Heading {
  readonly separator: Separator
  readonly columns: ReadonlyMap<string, number>
  /** The last column that a record must have. */
  readonly least: number
}

function headingOf(line: string): Heading | undefined {
  const separator = separatorOf(line)
  const columns = new Map(readCsvRecord(line, separator).fields.map((heading, at) => [columnName(heading), at]))
  if (!REQUIRED_COLUMNS.every((name) => columns.has(name))) return undefined
  return { separator, columns, least: Math.max(...REQUIRED_COLUMNS.map((name) => columns.get(name) ?? 0)) }
}

async function readProcmonCsv(source: ByteSource, findings: Findings): Promise<void> {
  const tally = new CaptureTally(findings, 'Process Monitor', source.name)
  const times = new CaptureTimes(source.modifiedAt)
  const { scan, blocks } = scanMemory(LITERAL)
  const taker = new Taker(tally, times)
  const lines = await scanRecords({ pieces: piecesOf(source, blocks), scan, taker })
  tally.records = Math.max(lines - 1, 0)
  if (times.ambiguous !== undefined) tally.problem('ambiguous-date', { value: times.ambiguous })
  tally.end()
}

/** UTF-16 is what a redirection of PowerShell makes of it: it is brought back to UTF-8 on the way. */
async function* piecesOf(source: ByteSource, blocks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  let beginning: Uint8Array = new Uint8Array(0)
  let isKnown = false
  for await (const piece of source.open(blocks)) {
    if (isKnown) {
      yield piece
      continue
    }
    const isEnough = beginning.length === 0 && piece.length >= MARK_BYTES
    beginning = isEnough ? piece : Buffer.concat([beginning, piece])
    if (beginning.length < MARK_BYTES) continue
    if (isUtf16(beginning)) {
      yield* inUtf8(source)
      return
    }
    isKnown = true
    yield beginning
  }
  if (!isKnown) yield beginning
}

function isUtf16(bytes: Uint8Array): boolean {
  return wideEncodingOf(bytes.subarray(0, MARK_BYTES))?.startsWith('utf-16') === true
}

async function* inUtf8(source: ByteSource): AsyncGenerator<Uint8Array> {
  for await (const { text } of readText(source)) yield Buffer.from(text, 'utf8')
}

class Taker implements RecordTaker {
  readonly #tally: CaptureTally
  readonly #times: CaptureTimes
  #heading: Heading | undefined
  #hasBegun = false

  constructor(tally: CaptureTally, times: CaptureTimes) {
    this.#tally = tally
    this.#times = times
  }

  heading({ bytes, line }: ScannedRecord): void {
    this.#heading = headingOf(textOf(bytes))
    if (this.#heading === undefined) this.#tally.problem('not-understood', { what: 'heading' }, line)
  }

  hit({ bytes, line }: ScannedRecord): void {
    const text = textOf(bytes)
    // Most touches of keys are others' and succeed: nothing of them is wanted.
    if (!MATTERS.test(text)) return
    const row = this.#row(text)
    if (row !== undefined)
      this.#tally.touch(sampleOf(row), () => touchOf(row, this.#times, { line, quote: textOf(bytes) }))
    else if (this.#heading !== undefined) this.#tally.problem('truncated', { what: 'record' }, line)
  }

  sample(bytes: Buffer): void {
    const row = this.#row(textOf(bytes))
    if (row === undefined) return
    this.#tally.sample(sampleOf(row))
    if (!this.#hasBegun) this.#sees(row)
    this.#hasBegun = true
  }

  last(bytes: Buffer): void {
    const row = this.#row(textOf(bytes))
    if (row !== undefined) this.#sees(row)
  }

  #sees(row: ProcmonRow): void {
    this.#tally.sees(this.#times.at(row('time of day'), row('date time')))
  }

  tooLong(line: number): void {
    this.#tally.problem('too-large', { what: 'record', limit: 64 * 1024 }, line)
  }

  /** Undefined when it is not whole. */
  #row(text: string): ProcmonRow | undefined {
    if (this.#heading === undefined) return undefined
    const { separator, columns, least } = this.#heading
    const { fields, isOpen } = readCsvRecord(text, separator)
    if (isOpen || fields.length <= least) return undefined
    return (column) => fields[columns.get(column) ?? -1] ?? ''
  }
}

function textOf(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1')
  return decodeText(bytes, narrowEncodingOf(bytes))
}
