/**
 * Events as text, a label before each value: what Event Viewer copies (of 2003, and of Vista and later, with the event's XML behind it
 * or without), `wevtutil qe /f:text`, and what people paste from articles and mails. In the languages of Windows.
 */
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { EventDrafts, type EventDraft } from './event-drafts.ts'
import { labelledOf, type EventField, type Labelled } from './event-labels.ts'
import { EventTaker } from './event-xml.ts'
import { eachLine, type TextLine } from './lines.ts'
import { promptOf } from './prompt.ts'
import { XmlStream } from './xml-stream.ts'

const LIKELY = 88
const HEAD_LINES = 400
const NUMBERED = /^\s*\p{L}{3,20}\[\d+\]\s*:?\s*$/u
/** Labels that only the beginning of an event has. `Type:` and `Source:` alone may stand in any text. */
const BEGINS =
  /^\s*(?:log ?name|event type|ログの名前|イベントの種類|protokollname|ereignistyp|nom du journal|type de l['\u2019]événement|nombre de registro|tipo de suceso|nome registro|tipo evento)\s*[:\uff1a]/i
const XML = /^\s*<Event[\s>]/
const DESCRIPTION_LINES_MAX = 200
const DESCRIPTION_LINE_CHARS_MAX = 4_096

export const eventTextReader: Reader = {
  id: 'event-text',
  recognise: ({ text = '' }: Head) => {
    const fields = new Set<EventField>()
    for (const line of text.split(/\r?\n/, HEAD_LINES)) {
      const labelled = labelledOf(line)
      if (labelled !== undefined && (labelled.field !== 'id' || idOf(labelled.value) !== undefined))
        fields.add(labelled.field)
    }
    return fields.has('id') && fields.has('source') ? LIKELY : 0
  },
  read: readEventText,
}

async function readEventText(source: ByteSource, findings: Findings): Promise<void> {
  const drafts = new EventDrafts(findings, eventTextReader.id, source.name)
  const scanner = new BlockScanner((draft) => {
    drafts.add(draft)
  })
  await eachLine(source, findings, (line) => {
    scanner.push(line)
  })
  scanner.end()
  drafts.end()
}

function idOf(value: string): number | undefined {
  const digits = /^(\d{1,10})(?:$|[\s(])/.exec(value)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

interface Place {
  readonly line: number
  readonly quote: string
}

/** Goes from label to label; an event ends where the next one begins. */
class BlockScanner {
  readonly #found: (draft: EventDraft) => void
  readonly #fields = new Map<EventField, string>()
  readonly #text: string[] = []
  #state: 'head' | 'text' | 'xml' = 'head'
  #isAfterBlank = true
  #place: Place | undefined
  #xml: XmlStream | undefined
  #fromXml: EventDraft | undefined

  constructor(found: (draft: EventDraft) => void) {
    this.#found = found
  }

  push({ text, line }: TextLine): void {
    if (this.#state === 'xml') {
      this.#pushXml(text)
      return
    }
    const labelled = labelledOf(text)
    if (NUMBERED.test(text) || promptOf(text) !== undefined || this.#begins(text, labelled)) this.end()
    if (XML.test(text)) this.#startXml(text)
    else if (labelled !== undefined && (this.#state === 'head' || labelled.field === 'xml'))
      this.#label(labelled, { line, quote: text })
    else if (this.#state === 'text' && this.#text.length < DESCRIPTION_LINES_MAX)
      this.#text.push(text.slice(0, DESCRIPTION_LINE_CHARS_MAX))
    this.#isAfterBlank = text.trim() === ''
  }

  /** The event that has not been handed out. */
  end(): void {
    const draft = this.#draft()
    this.#fields.clear()
    this.#text.length = 0
    this.#state = 'head'
    this.#place = undefined
    this.#xml = undefined
    this.#fromXml = undefined
    if (draft !== undefined) this.#found(draft)
  }

  #begins(text: string, labelled: Labelled | undefined): boolean {
    if (labelled === undefined || this.#fields.size === 0) return false
    const { field, value } = labelled
    if (BEGINS.test(text)) return this.#state === 'text' || this.#fields.has(field)
    if (this.#state === 'head') return this.#fields.has(field) && (field === 'id' || field === 'source')
    const isIdentity = field === 'source' || (field === 'id' && idOf(value) !== undefined)
    return isIdentity && this.#isAfterBlank && this.#place !== undefined
  }

  #label({ field, value }: Labelled, place: Place): void {
    if (field === 'description') {
      this.#state = 'text'
      if (value !== '') this.#text.push(value)
    } else if (field === 'xml') this.#state = 'text'
    if (!this.#fields.has(field)) this.#fields.set(field, value)
    if (field === 'id' || (field === 'source' && this.#place === undefined)) this.#place = place
  }

  #startXml(text: string): void {
    this.#state = 'xml'
    const taker = new EventTaker({
      event: (draft) => {
        this.#fromXml ??= draft
      },
      tooLong: () => undefined,
    })
    this.#xml = new XmlStream(taker)
    this.#pushXml(text)
  }

  #pushXml(text: string): void {
    this.#xml?.push(`${text}\n`)
    if (!text.includes('</Event>')) return
    this.#xml?.end()
    this.#state = 'text'
  }

  #draft(): EventDraft | undefined {
    const field = (name: EventField) => this.#fields.get(name)
    const source = field('source') ?? this.#fromXml?.source
    const id = idOf(field('id') ?? '') ?? this.#fromXml?.id
    if (source === undefined || source === '' || id === undefined || this.#place === undefined) return undefined
    const computer = field('computer')
    const log = field('log')
    const date = field('date')
    const time = field('time')
    const record = idOf(field('record') ?? '')
    return {
      source,
      id,
      ...(record === undefined ? {} : { recordNumber: record }),
      ...(computer === undefined ? {} : { computer }),
      ...(log === undefined ? {} : { log }),
      ...(date === undefined ? {} : { date }),
      ...(time === undefined ? {} : { time }),
      // Its XML says the same without a language, and in UTC.
      ...this.#fromXml,
      text: this.#text.join('\n'),
      ...this.#place,
    }
  }
}
