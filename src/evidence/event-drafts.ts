/**
 * Events read from text, before their dates are certain: `03/04/2026` is one of two days until another line of the same file tells the
 * order. So they wait for the end of the file; those that cannot matter are only counted.
 */
import { DateOrders, readDate, type DateReading } from './dates.ts'
import { EVIDENCE_LIMITS, type Findings } from './contract.ts'
import { mayMatter } from './event-interest.ts'
import { stringsOfText } from './event-strings.ts'
import { EventTally } from './event-tally.ts'

/** What a reader of text found, as printed. */
export interface EventDraft {
  readonly source: string
  /** The id, or with the bits of its severity. */
  readonly id: number
  readonly qualifiers?: number
  readonly recordNumber?: number
  readonly log?: string
  readonly computer?: string
  readonly date?: string
  /** When the date has none of its own. */
  readonly time?: string
  readonly text?: string
  /** Known from elsewhere than the text. */
  readonly strings?: readonly string[]
  readonly line: number
  readonly quote: string
}

const DRAFTS_MAX = 50_000
const TEXT_CHARS_MAX = 4_096
/** Of all that wait together. */
const HELD_CHARS_MAX = 32 * 1024 * 1024
const QUALIFIED = 0x10000

interface Waiting {
  readonly draft: EventDraft
  readonly date: DateReading | undefined
}

export class EventDrafts {
  readonly #tally: EventTally
  readonly #findings: Findings
  readonly #source: string
  readonly #orders = new DateOrders()
  readonly #waiting: Waiting[] = []
  /** The first and the last of those that do not matter, for what the log covers. */
  #first: DateReading | undefined
  #last: DateReading | undefined
  #dropped = 0
  #heldChars = 0

  constructor(findings: Findings, by: string, source: string) {
    this.#tally = new EventTally(findings, by, source)
    this.#findings = findings
    this.#source = source
  }

  add(draft: EventDraft): void {
    const date = readDate([draft.date, draft.time].filter((part) => part !== undefined && part !== '').join(' '))
    if (date !== undefined) {
      this.#orders.note(date)
      this.#first ??= date
      this.#last = date
    }
    this.#tally.count(undefined)
    if (!mayMatter(draft.source, draft.id & 0xffff)) return
    const { text = '', strings = [], quote } = draft
    const chars = strings.reduce((sum, one) => sum + one.length, Math.min(text.length, TEXT_CHARS_MAX) + quote.length)
    if (this.#waiting.length >= DRAFTS_MAX || this.#heldChars + chars > HELD_CHARS_MAX) {
      this.#dropped += 1
      return
    }
    this.#heldChars += chars
    this.#waiting.push({ draft: { ...draft, text: beginningOf(text.trim()), quote: beginningOf(quote) }, date })
  }

  end(): void {
    let ambiguous: Waiting | undefined
    for (const { draft, date } of this.#waiting) {
      const time = date === undefined ? undefined : this.#orders.resolve(date)
      if (date !== undefined && time === undefined) ambiguous ??= { draft, date }
      this.#handOut(draft, time, date?.hasZone === true)
    }
    const evidence = (line?: number) => ({ source: this.#source, ...(line === undefined ? {} : { line }) })
    if (ambiguous?.date !== undefined)
      this.#findings.problem({
        evidence: evidence(ambiguous.draft.line),
        problem: 'ambiguous-date',
        args: { value: ambiguous.date.text },
      })
    if (this.#dropped > 0)
      this.#findings.problem({
        evidence: evidence(),
        problem: 'too-large',
        args: { what: 'events', limit: this.#waiting.length, count: this.#waiting.length + this.#dropped },
      })
    for (const date of [this.#first, this.#last]) {
      const time = date === undefined ? undefined : this.#orders.resolve(date)
      if (time !== undefined) this.#tally.covers(time)
    }
    this.#tally.end()
  }

  #handOut(draft: EventDraft, time: string | undefined, hasZone: boolean): void {
    const { source, computer, log, recordNumber, line, quote } = draft
    const { text } = draft
    const id = draft.id & 0xffff
    const qualifiers = draft.qualifiers ?? (draft.id >= QUALIFIED ? draft.id >>> 16 : undefined)
    this.#tally.handOut({
      source,
      id,
      ...(qualifiers === undefined ? {} : { qualifiers }),
      ...(recordNumber === undefined ? {} : { recordNumber }),
      ...(time === undefined ? {} : { time, hasZone }),
      ...(log === undefined || log === '' ? {} : { log }),
      ...(computer === undefined || computer === '' ? {} : { server: computer }),
      strings: draft.strings ?? stringsOfText(source, id, text ?? ''),
      ...(text === undefined || text === '' ? {} : { text }),
      line,
      quote: quote.trim().slice(0, EVIDENCE_LIMITS.quoteCharsMax),
    })
  }
}

/** A copy: a piece of a text keeps all of it in memory. */
function beginningOf(text: string): string {
  return text.length <= TEXT_CHARS_MAX
    ? text
    : Buffer.from(text.slice(0, TEXT_CHARS_MAX), 'utf16le').toString('utf16le')
}
