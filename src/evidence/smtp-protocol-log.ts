/**
 * The protocol logs of Exchange's connectors, sending and receiving: lines of values with a heading `#Fields:`, sessions mixed with each
 * other. A session that began or goes on in another file is handed out as far as it is in this one.
 */
import { readCsvRecord } from './csv.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { readByLine, quoteOf, type TextLine } from './lines.ts'
import { SessionSink } from './session-sink.ts'
import { SmtpSession, type ProtocolRow } from './smtp-session.ts'

const TYPE = /^#Log-type: SMTP (Send|Receive) Protocol Log/i
const FIELDS = /^#Fields: ?(.+)$/i
const VERSION = /^#Version: ?(\d{1,3}(?:\.\d{1,5}){1,3})\s*$/i
const USUAL_FIELDS =
  'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context'.split(',')
const MARK = /^#Log-type: SMTP (?:Send|Receive) Protocol Log/im
const HEADING = /^#Fields: ?date-time,connector-id,session-id,sequence-number/im
/** The beginning of a file may be cut off. */
const ROW =
  /^\d{4}-\d{2}-\d{2}T[\d:.]{8,13}Z?,[^,\r\n]{0,200},[0-9A-F]{16},\d{1,6},[^,\r\n]{0,80},[^,\r\n]{0,80},[-+<>*],/im
/** Sessions that are open at the same time; more than a server holds. */
const OPEN_MAX = 5_000
/** A value with line ends in it: more lines than any reply has. */
const RECORD_LINES_MAX = 200

export const smtpProtocolLogReader: Reader = {
  id: 'smtp-protocol-log',
  recognise: ({ text = '' }: Head) => {
    if (MARK.test(text)) return 96
    return HEADING.test(text) ? 94 : ROW.test(text) ? 90 : 0
  },
  read: (source, findings) => readByLine(source, findings, new Reading(source, findings)),
}

class Reading {
  readonly #sink: SessionSink
  readonly #source: ByteSource
  readonly #open = new Map<string, SmtpSession>()
  #fields: readonly string[] = USUAL_FIELDS
  #type: 'outbound' | 'inbound' | undefined
  #version: { readonly text: string; readonly line: TextLine } | undefined
  /** A record that goes on in the next line. */
  #begun: { text: string; readonly line: TextLine; lines: number } | undefined

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#sink = new SessionSink(source, findings)
  }

  take(line: TextLine): void {
    const { text } = line
    if (this.#begun === undefined && text.startsWith('#')) this.#takeHeading(line)
    else if (this.#begun !== undefined) this.#goOn(this.#begun, text)
    else this.#takeRecord(text, line, 1)
  }

  finish(): void {
    const begun = this.#begun
    this.#begun = undefined
    if (begun !== undefined) this.#takeFields(readCsvRecord(begun.text, ',').fields, begun.line)
    for (const session of this.#open.values()) this.#hand(session)
    this.#open.clear()
    const type = this.#type === 'outbound' ? 'Send ' : this.#type === 'inbound' ? 'Receive ' : ''
    const version = this.#version
    const place = { source: this.#source.name }
    this.#sink.finish(`SMTP ${type}Protocol Log`, {
      ...(version === undefined
        ? {}
        : {
            version: version.text,
            evidence: { ...place, line: version.line.line, quote: quoteOf(version.line.text) },
          }),
    })
  }

  #takeHeading(line: TextLine): void {
    const { text } = line
    const version = VERSION.exec(text)?.[1]
    if (version !== undefined) this.#version = { text: version, line }
    const type = TYPE.exec(text)?.[1]
    if (type !== undefined) this.#type = type.toLowerCase() === 'send' ? 'outbound' : 'inbound'
    const fields = FIELDS.exec(text)?.[1]
    if (fields !== undefined) this.#fields = fields.split(',').map((name) => name.trim().toLowerCase())
  }

  #goOn(begun: { text: string; readonly line: TextLine; lines: number }, text: string): void {
    this.#begun = undefined
    // A new record begins here: the mark before it was never closed.
    if (/^\d{4}-\d{2}-\d{2}T/.test(text) || text.startsWith('#') || begun.lines >= RECORD_LINES_MAX) {
      this.#takeFields(readCsvRecord(begun.text, ',').fields, begun.line)
      this.take({ text, line: begun.line.line + begun.lines })
    } else this.#takeRecord(`${begun.text}\n${text}`, begun.line, begun.lines + 1)
  }

  #takeRecord(text: string, line: TextLine, lines: number): void {
    if (text.trim() === '') return
    const { fields, isOpen } = readCsvRecord(text, ',')
    if (isOpen) this.#begun = { text, line, lines }
    else this.#takeFields(fields, line)
  }

  #takeFields(values: readonly string[], { text, line }: TextLine): void {
    const row = rowOf(this.#fields, values)
    if (row === undefined) return
    this.#sink.saw(row.time)
    const key = `${row.connector}\0${row.session}`
    const session = this.#open.get(key) ?? this.#begin(key, row)
    session.take(row, { source: this.#source.name, line, quote: quoteOf(text) })
    if (row.event !== '-') return
    this.#open.delete(key)
    this.#hand(session)
  }

  #begin(key: string, row: ProtocolRow): SmtpSession {
    if (this.#open.size >= OPEN_MAX) {
      const [oldest] = this.#open
      if (oldest !== undefined) {
        this.#open.delete(oldest[0])
        this.#hand(oldest[1])
      }
    }
    const session = new SmtpSession(row, this.#type)
    this.#open.set(key, session)
    return session
  }

  #hand(session: SmtpSession): void {
    const observation = session.observation()
    if (observation !== undefined) this.#sink.put(observation)
  }
}

const EVENTS: ReadonlySet<string> = new Set(['+', '-', '<', '>', '*'])

/** Undefined: not a row of such a log. */
function rowOf(fields: readonly string[], values: readonly string[]): ProtocolRow | undefined {
  const at = (name: string): string => values[fields.indexOf(name)] ?? ''
  const event = at('event').trim()
  const time = at('date-time').trim()
  if (!EVENTS.has(event) || !/^\d{4}-\d{2}-\d{2}T[\d:.]+Z?$/.test(time) || at('session-id') === '') return undefined
  // The last value has commas that nothing protects.
  const context = fields.at(-1) === 'context' ? values.slice(fields.length - 1).join(',') : at('context')
  return {
    time: time.endsWith('Z') ? time : `${time}Z`,
    connector: at('connector-id'),
    session: at('session-id'),
    remote: at('remote-endpoint'),
    event,
    data: at('data'),
    context,
  }
}
