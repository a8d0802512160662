/**
 * Where the readers of event logs put their events: hands out those that matter, counts all, and says at the end what the
 * log covers. Carved events come last. What floods (a warning every minute for a year) is handed out up to a bound and then told as cut.
 */
import { isoTime } from '../core/clock.ts'
import { EVIDENCE_LIMITS, type Findings } from './contract.ts'
import { matters } from './event-interest.ts'
import type { EventObservation, SecretObservation } from './observation.ts'
import { SecretScanner } from './secrets.ts'

/** Of one id of one source. */
const REPEATS_MAX = 5_000
/** Ids of sources; a log has a few dozen that matter. */
const KINDS_MAX = 10_000
const CARVED_MAX = 20_000
/** The longest of ours are stacks of calls in the log of commands. */
const STRINGS_MAX = 64
const STRING_CHARS_MAX = 2_048

export type ReadEvent = Omit<EventObservation, 'kind' | 'evidence'> & {
  readonly line?: number
  readonly quote?: string
}

export class EventTally {
  readonly #findings: Findings
  readonly #by: string
  readonly #source: string
  readonly #repeats = new Map<string, number>()
  /** Of those that were cut, the last: it says until when. */
  readonly #lasts = new Map<string, ReadEvent>()
  #records = 0
  #handedOut = 0
  #from: string | undefined
  #to: string | undefined
  #fromMs = Number.POSITIVE_INFINITY
  #toMs = Number.NEGATIVE_INFINITY
  #log: string | undefined
  #server: string | undefined
  /** Held back: what is also found alive is the same event once more. */
  readonly #carved: ReadEvent[] = []
  readonly #alive = new Set<string>()

  /** @param by the reader's id @param source the file */
  constructor(findings: Findings, by: string, source: string) {
    this.#findings = findings
    this.#by = by
    this.#source = source
  }

  /** Every record, wanted or not. */
  count(timeMs: number | undefined): void {
    this.#records += 1
    if (timeMs === undefined || Number.isNaN(timeMs)) return
    if (timeMs < this.#fromMs) this.#fromMs = timeMs
    if (timeMs > this.#toMs) this.#toMs = timeMs
  }

  /** A time the log reaches, as text compares: with the zone of all others, or without one as all others. */
  covers(time: string): void {
    if (this.#from === undefined || time < this.#from) this.#from = time
    if (this.#to === undefined || time > this.#to) this.#to = time
  }

  /** Carved ones come out at the end. */
  handOut(event: ReadEvent): void {
    const { source, id, strings, text = '', recordNumber, isCarved } = event
    this.#log ??= event.log
    this.#server ??= event.server
    if (!matters(source, id, strings.length === 0 ? [text] : strings)) return
    if (isCarved === true) {
      if (this.#carved.length < CARVED_MAX) this.#carved.push(shortened(event))
      return
    }
    const isNew = recordNumber !== undefined && this.#alive.size < EVIDENCE_LIMITS.observationsMax
    if (isNew) this.#alive.add(identityOf(event))
    this.#observe(shortened(event))
  }

  #observe(event: ReadEvent): void {
    const kind = `${event.source} ${String(event.id)}`
    const repeats = (this.#repeats.get(kind) ?? 0) + 1
    if (this.#repeats.size < KINDS_MAX || this.#repeats.has(kind)) this.#repeats.set(kind, repeats)
    if (repeats > REPEATS_MAX) {
      if (this.#repeats.has(kind)) this.#lasts.set(kind, event)
      return
    }
    this.#hand(event)
  }

  #hand(event: ReadEvent): void {
    if (this.#handedOut >= EVIDENCE_LIMITS.observationsMax) return
    this.#handedOut += 1
    const screen = new Screen()
    const { line, quote = quoteOf(event), text, ...rest } = event
    const strings = event.strings.map((one) => screen.clean(one))
    const words = text === undefined ? {} : { text: screen.clean(text) }
    const place = {
      source: this.#source,
      ...(line === undefined ? {} : { line }),
      ...(event.recordNumber === undefined ? {} : { record: event.recordNumber }),
    }
    const evidence = {
      ...place,
      quote: screen.clean(quote).slice(0, EVIDENCE_LIMITS.quoteCharsMax),
      ...(event.time === undefined || event.hasZone === false ? {} : { observedAt: event.time }),
    }
    this.#findings.observed({ kind: 'event', ...rest, strings, ...words, evidence })
    if (screen.found !== undefined) this.#findings.observed({ kind: 'secret', what: screen.found, evidence: place })
  }

  /** Says what the log covers, and what was cut. */
  end(): void {
    if (this.#fromMs <= this.#toMs) for (const ms of [this.#fromMs, this.#toMs]) this.covers(isoTime(ms))
    for (const event of this.#carved) {
      const identity = identityOf(event)
      if (this.#alive.has(identity)) continue
      this.#alive.add(identity)
      this.#observe(event)
    }
    for (const event of this.#lasts.values()) this.#hand(event)
    for (const [kind, count] of this.#repeats) {
      if (count <= REPEATS_MAX) continue
      const args = { what: kind, limit: REPEATS_MAX, count }
      this.#findings.problem({ evidence: { source: this.#source }, problem: 'too-large', args })
    }
    this.#findings.observed({
      kind: 'collection',
      by: this.#by,
      evidence: { source: this.#source },
      records: this.#records,
      ...(this.#server === undefined ? {} : { server: this.#server }),
      ...(this.#log === undefined ? {} : { log: this.#log }),
      ...(this.#from === undefined || this.#to === undefined ? {} : { from: this.#from, to: this.#to }),
    })
  }
}

function shortened(event: ReadEvent): ReadEvent {
  if (event.strings.length <= STRINGS_MAX && event.strings.every(({ length }) => length <= STRING_CHARS_MAX))
    return event
  return { ...event, strings: event.strings.slice(0, STRINGS_MAX).map((text) => text.slice(0, STRING_CHARS_MAX)) }
}

function identityOf({ recordNumber = -1, time = '', id }: ReadEvent): string {
  return `${String(recordNumber)} ${time} ${String(id)}`
}

/** Commands are logged with their parameters, and those may hold a password. */
class Screen {
  found: SecretObservation['what'] | undefined

  clean(text: string): string {
    const scanner = new SecretScanner()
    const lines = text.split('\n').map((line) => {
      const { text: clean, secret } = scanner.push(line)
      this.found ??= secret
      return clean
    })
    return lines.join('\n')
  }
}

/** A binary record has no line: the words in it stand for one. */
function quoteOf({ source, id, strings }: ReadEvent): string {
  return strings.length === 0 ? `${source} ${String(id)}` : `${source} ${String(id)}: ${strings.join(' | ')}`
}
