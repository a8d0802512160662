/** Process Monitor's XML export: the processes first, then one element an event, with the same columns as its CSV. */
import { CaptureTally } from './capture-tally.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { readText } from './encoding.ts'
import { columnName, sampleOf, touchOf, type ProcmonRow } from './procmon-columns.ts'
import { CaptureTimes } from './time-of-day.ts'
import { XmlStream, type XmlTaker } from './xml-stream.ts'

const VALUE_CHARS_MAX = 32 * 1024
const COLUMNS_MAX = 64
/** The first events, then one of so many. */
const SAMPLES_FIRST = 64
const SAMPLE_EVERY = 512

export const procmonXmlReader: Reader = {
  id: 'procmon-xml',
  recognise: ({ text = '' }: Head) => (/^\s*(?:<\?xml[^>]*>\s*)?<procmon[\s>]/.test(text) ? 100 : 0),
  read: readProcmonXml,
}

async function readProcmonXml(source: ByteSource, findings: Findings): Promise<void> {
  const tally = new CaptureTally(findings, 'Process Monitor', source.name)
  const times = new CaptureTimes(source.modifiedAt)
  const taker = new Taker(tally, times)
  const stream = new XmlStream(taker)
  for await (const { text } of readText(source)) stream.push(text)
  stream.end()
  if (!taker.isEnded) tally.problem('truncated', { what: 'eventlist' })
  if (times.ambiguous !== undefined) tally.problem('ambiguous-date', { value: times.ambiguous })
  tally.end()
}

class Taker implements XmlTaker {
  readonly #tally: CaptureTally
  readonly #times: CaptureTimes
  /** Columns of the event that is being read. */
  #event: Map<string, string> | undefined
  #pathLine = 0
  #column: string | undefined
  #value = ''
  isEnded = false

  constructor(tally: CaptureTally, times: CaptureTimes) {
    this.#tally = tally
    this.#times = times
  }

  begins(name: string, _attributes: Readonly<Record<string, string>>, line: number): void {
    if (name === 'event') {
      this.#event = new Map()
      return
    }
    if (this.#event === undefined) return
    // The frames of a stack have elements of their own, which are no columns.
    this.#column = name === 'stack' || name === 'frame' ? undefined : columnName(name)
    if (this.#column === 'path' && !this.#event.has('path')) this.#pathLine = line
    this.#value = ''
  }

  says(text: string): void {
    if (this.#column !== undefined) this.#value += text.slice(0, VALUE_CHARS_MAX - this.#value.length)
  }

  ends(name: string): void {
    if (name === 'procmon') this.isEnded = true
    if (name === 'event') this.#eventEnds()
    else if (this.#event !== undefined && this.#column === columnName(name)) {
      if (this.#event.size < COLUMNS_MAX && !this.#event.has(this.#column)) this.#event.set(this.#column, this.#value)
      this.#column = undefined
    }
  }

  tooLong(line: number): void {
    this.#tally.problem('too-large', { what: 'element', limit: VALUE_CHARS_MAX }, line)
  }

  #eventEnds(): void {
    const event = this.#event
    this.#event = undefined
    if (event === undefined) return
    const row: ProcmonRow = (column) => event.get(column)?.trim() ?? ''
    const tally = this.#tally
    tally.records += 1
    const sample = sampleOf(row)
    if (tally.records <= SAMPLES_FIRST || tally.records % SAMPLE_EVERY === 0) tally.sample(sample)
    tally.sees(this.#times.at(row('time of day'), row('date time')))
    // Of several lines the one that names the key.
    const place = { line: this.#pathLine, record: tally.records, quote: sample.path }
    tally.touch(sample, () => touchOf(row, this.#times, place))
  }
}
