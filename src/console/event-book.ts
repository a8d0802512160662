/** The newest events in memory, so that a page of the log costs no reading of files; and each as a reader sees it. */
import type { Lang } from '../core/text.ts'
import { causeRemedy, causeSentence, eventSentence } from '../model/event-text.ts'
import { EVENTS, type EventRecord } from '../model/events.ts'
import type { EventRow } from './contract/look.ts'

/** About 8 MB. */
export const EVENTS_KEPT = 10_000

export interface EventWish {
  readonly ids?: ReadonlySet<number>
  readonly server?: string
  /** Named anywhere in what the event says: a peer, its address, a thumbprint. */
  readonly peer?: string
  readonly severity?: EventRecord['severity']
  readonly sinceMs?: number
  /** In the sentence of the event. */
  readonly text?: string
  readonly lang: Lang
}

export class EventBook {
  #records: EventRecord[]

  /** @param records oldest first */
  constructor(records: readonly EventRecord[]) {
    this.#records = [...records]
  }

  add(record: EventRecord): void {
    this.#records.push(record)
    // In one piece, not one by one.
    if (this.#records.length > EVENTS_KEPT * 1.1) this.#records = this.#records.slice(-EVENTS_KEPT)
  }

  get last(): number {
    return this.#records.at(-1)?.sequence ?? 0
  }

  /** What came after a sequence; undefined when something of it is no longer here. */
  since(sequence: number): readonly EventRecord[] | undefined {
    const first = this.#records[0]?.sequence ?? this.last + 1
    if (sequence < first - 1 || sequence > this.last) return sequence === this.last ? [] : undefined
    return this.#records.filter((record) => record.sequence > sequence)
  }

  /** Newest first. */
  find(wish: EventWish): readonly EventRecord[] {
    return this.#records.filter((record) => isWished(record, wish)).toReversed()
  }
}

function isWished(record: EventRecord, { ids, server, peer, severity, sinceMs, text, lang }: EventWish): boolean {
  if (ids !== undefined && !ids.has(record.id)) return false
  if (server !== undefined && record.server !== server.toLowerCase()) return false
  if (severity !== undefined && record.severity !== severity) return false
  if (sinceMs !== undefined && Date.parse(record.time) < sinceMs) return false
  if (peer !== undefined && !isAbout(record, peer.toLowerCase())) return false
  return text === undefined || eventSentence(record, lang).toLowerCase().includes(text.toLowerCase())
}

function isAbout({ args, proof = {} }: EventRecord, word: string): boolean {
  return [...Object.values(args), ...Object.values(proof)].some((value) => String(value).toLowerCase().includes(word))
}

/** An event with its words. */
export function eventRow(record: EventRecord, lang: Lang): EventRow {
  const { sequence, time, source, id, category, severity, server, args, cause, proof, count } = record
  const name = EVENTS[id].name
  const row = {
    sequence,
    time,
    source,
    id,
    name,
    category,
    severity,
    server,
    args,
    count,
    text: eventSentence(record, lang),
  }
  const facts = proof === undefined ? {} : { proof }
  if (cause === undefined) return { ...row, ...facts }
  return {
    ...row,
    ...facts,
    cause,
    causeText: causeSentence(cause, proof ?? {}, lang),
    remedy: causeRemedy(cause, proof ?? {}, lang),
  }
}
