/**
 * Events as XML: Event Viewer's export (`Events`, with or without the text), `wevtutil qe /f:xml` (one `Event` behind the other), and
 * what `ToXml()` gives. A stream: any size, one event in memory.
 */
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { readText } from './encoding.ts'
import { EventDrafts, type EventDraft } from './event-drafts.ts'
import { XmlStream, type XmlTaker } from './xml-stream.ts'

const NAMESPACE = 'schemas.microsoft.com/win/2004/08/events/event'
const SURE = 95
const LIKELY = 80
const STRINGS_MAX = 1_024
const VALUE_CHARS_MAX = 32 * 1024
const DEPTH_MAX = 64

export const eventXmlReader: Reader = {
  id: 'event-xml',
  recognise: ({ text = '' }: Head) => {
    if (!text.includes(NAMESPACE) && !/<Event>\s*<System>/.test(text)) return 0
    return text.trimStart().startsWith('<') ? SURE : LIKELY
  },
  read: readEventXml,
}

async function readEventXml(source: ByteSource, findings: Findings): Promise<void> {
  const drafts = new EventDrafts(findings, eventXmlReader.id, source.name)
  const problem = (problem: 'truncated' | 'too-large', line: number) => {
    findings.problem({
      evidence: { source: source.name, line },
      problem,
      args: { what: 'Event', limit: VALUE_CHARS_MAX },
    })
  }
  const taker = new EventTaker({
    event: (draft) => {
      drafts.add(draft)
    },
    tooLong: (line) => {
      problem('too-large', line)
    },
  })
  const stream = new XmlStream(taker)
  for await (const { text } of readText(source)) stream.push(text)
  stream.end()
  if (taker.isInside) problem('truncated', taker.line)
  drafts.end()
}

export interface EventTakerOrder {
  event(draft: EventDraft): void
  tooLong(line: number): void
}

/** Parts of the event that is being read. */
interface Parts {
  readonly head: Map<string, string>
  readonly strings: string[]
  /** A line and words that stand on it: the first string, else the id. */
  line: number
  quote: string
}

/** Written as it is read. */
const PLAIN = /^[^&<>"'\r\n]{2,400}$/

/** Puts events together from tags and text. */
export class EventTaker implements XmlTaker {
  readonly #order: EventTakerOrder
  #parts: Parts | undefined
  readonly #path: string[] = []
  #value = ''
  #isLeaf = false
  #leafLine = 0
  /** Elements that are open below the deepest one that is looked at. */
  #beyond = 0
  /** Where the event began. */
  line = 0

  constructor(order: EventTakerOrder) {
    this.#order = order
  }

  get isInside(): boolean {
    return this.#parts !== undefined
  }

  begins(fullName: string, attributes: Readonly<Record<string, string>>, line: number): void {
    const name = localName(fullName)
    // The last event was cut off where another begins.
    if (name === 'Event' && this.#path.length > 0) this.#path.length = 0
    if (name === 'Event') {
      this.#beyond = 0
      this.#parts = { head: new Map(), strings: [], line, quote: '' }
      this.line = line
    }
    if (this.#parts === undefined) return
    if (this.#path.length >= DEPTH_MAX) {
      this.#beyond += 1
      return
    }
    this.#path.push(name)
    this.#value = ''
    this.#isLeaf = true
    this.#leafLine = line
    if (this.#path[1] === 'System') this.#system(name, attributes, this.#parts.head)
  }

  says(text: string): void {
    if (this.#parts !== undefined) this.#value += text.slice(0, VALUE_CHARS_MAX - this.#value.length)
  }

  ends(fullName: string): void {
    const parts = this.#parts
    const name = localName(fullName)
    if (this.#beyond > 0) {
      this.#beyond -= 1
      return
    }
    if (parts === undefined || this.#path.at(-1) !== name) return
    const [, section, field] = this.#path
    if (this.#isLeaf && this.#path.length > 2) this.#leaf(parts, { section, field, name })
    this.#isLeaf = false
    this.#path.pop()
    if (this.#path.length > 0) return
    this.#parts = undefined
    const draft = draftOf(parts)
    if (draft !== undefined) this.#order.event(draft)
  }

  tooLong(line: number): void {
    this.#order.tooLong(line)
  }

  #system(name: string, attributes: Readonly<Record<string, string>>, head: Map<string, string>): void {
    for (const [element, attribute] of [
      ['Provider', 'Name'],
      ['EventID', 'Qualifiers'],
      ['TimeCreated', 'SystemTime'],
    ] as const) {
      const value = attributes[attribute]
      if (name === element && value !== undefined) head.set(`${element} ${attribute}`, value)
    }
  }

  #leaf(parts: Parts, place: LeafPlace): void {
    const { section, field, name } = place
    const { head, strings } = parts
    const value = this.#value
    if (section === 'System' && field === name) {
      head.set(name, value.trim())
      if (name === 'EventID') this.#quote(parts, value.trim())
    } else if (section === 'RenderingInfo' && field === 'Message') head.set('Message', value)
    else if ((section === 'EventData' || section === 'UserData') && name !== 'Binary' && strings.length < STRINGS_MAX) {
      if (strings.every((text) => text === '') && PLAIN.test(value)) this.#quote(parts, value)
      strings.push(value)
    }
  }

  #quote(parts: Parts, quote: string): void {
    parts.line = this.#leafLine
    parts.quote = quote
  }
}

interface LeafPlace {
  readonly section: string | undefined
  readonly field: string | undefined
  readonly name: string
}

function draftOf({ head, strings, line, quote }: Parts): EventDraft | undefined {
  const source = head.get('Provider Name')
  const id = Number(head.get('EventID') ?? Number.NaN)
  if (source === undefined || !Number.isInteger(id)) return undefined
  const number = (name: string) => {
    const value = Number(head.get(name) ?? Number.NaN)
    return Number.isInteger(value) ? value : undefined
  }
  const qualifiers = number('EventID Qualifiers')
  const recordNumber = number('EventRecordID')
  const entries = { log: head.get('Channel'), computer: head.get('Computer'), date: head.get('TimeCreated SystemTime') }
  const text = head.get('Message')
  return {
    source,
    id,
    ...(qualifiers === undefined ? {} : { qualifiers }),
    ...(recordNumber === undefined ? {} : { recordNumber }),
    ...(entries.log === undefined ? {} : { log: entries.log }),
    ...(entries.computer === undefined ? {} : { computer: entries.computer }),
    ...(entries.date === undefined ? {} : { date: entries.date }),
    ...(text === undefined ? {} : { text }),
    strings,
    line,
    quote,
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
