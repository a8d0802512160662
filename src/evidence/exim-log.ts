/** Exim's main log: deliveries and arrivals over TLS with what was made of the certificate, refusals, and TLS that failed. */
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { readByLine, quoteOf, type TextLine } from './lines.ts'
import type { SessionObservation } from './observation.ts'
import { SessionSink } from './session-sink.ts'
import { refusalIn, type SaidOutcome } from './session-words.ts'
import { readLoggedTime } from './syslog-time.ts'

/** `1tAbCd-000123-4E`, since 4.97 longer. */
const ID = '[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4}'
const MESSAGE = new RegExp(`^(?:\\[\\d{1,10}\\] )?(${ID}) ((?:=>|->|<=|==|\\*\\*|H=|SMTP|TLS).*)$`)
const ALONE =
  /^(?:\[\d{1,10}\] )?(TLS error on connection (from|to) .*|(?:TLS session: |SSL verify error|\[[^\]]{3,60}\] SSL ).*)$/
const ANYWHERE = new RegExp(
  `^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?: [+-]\\d{4})? (?:\\[\\d+\\] )?(?:${ID} (?:=>|->|<=|==|\\*\\*|Completed|H=)|TLS error on connection |exim \\d)`,
  'm',
)
const HOST = /\bH=((?:\([^)]{0,255}\)|\S{1,255})(?: \([^)]{0,255}\))?(?: \[[^\]]{1,60}\](?::\d{1,5})?)?)/
const ERROR_HOST = /(?:on connection (?:from|to)|^) ?((?:\S{1,255} )?(?:\([^)]{0,255}\) )?\[[^\]]{1,60}\](?::\d{1,5})?)/
const CIPHER = /\bX=\S/
const VERIFIED = /\bCV=(yes|no|dane)\b/
const SUBJECT = /\bDN="([^"]{1,500})"/
const FAILED = /(?:TLS error on connection (?:from|to)|TLS session: ).*|SSL verify error.*/

export const eximLogReader: Reader = {
  id: 'exim-log',
  recognise: ({ text = '' }: Head) => (ANYWHERE.test(text) ? 91 : 0),
  read: (source, findings) => readByLine(source, findings, new Reading(source, findings)),
}

class Reading {
  readonly #source: ByteSource
  readonly #sink: SessionSink

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#sink = new SessionSink(source, findings)
  }

  take(line: TextLine): void {
    const read = readLoggedTime(line.text, this.#source.modifiedAt)
    if (read === undefined) return
    const [, id, message = ''] = MESSAGE.exec(read.rest) ?? []
    const alone = ALONE.exec(read.rest)
    if (id === undefined && alone === null) return
    if (read.time !== undefined) this.#sink.saw(read.time)
    const text = id === undefined ? (alone?.[1] ?? '') : message
    const observation = this.#observationOf({ line, text, time: read.time, session: id ?? `line ${String(line.line)}` })
    if (observation !== undefined) this.#sink.put(observation)
  }

  finish(): void {
    this.#sink.finish('Exim')
  }

  #observationOf({ line, text, time, session }: Entry): SessionObservation | undefined {
    const isTls = CIPHER.test(text)
    const said = refusalIn(text) ?? failureIn(text) ?? (isTls ? verdictIn(text) : undefined)
    if (!isTls && said === undefined) return undefined
    const remote = HOST.exec(text)?.[1] ?? ERROR_HOST.exec(text)?.[1]?.trim()
    const subject = SUBJECT.exec(text)?.[1]
    return {
      kind: 'session',
      evidence: { source: this.#source.name, line: line.line, quote: quoteOf(line.text) },
      direction: /^<= |connection from | from remote client/.test(text) ? 'inbound' : 'outbound',
      session,
      ...(remote === undefined ? {} : { remote }),
      ...(time === undefined ? {} : { startedAt: time }),
      ...(isTls ? { tls: 'starttls' } : {}),
      ...(subject === undefined ? {} : { receivedSubject: subject }),
      ...said,
    }
  }
}

interface Entry {
  readonly line: TextLine
  readonly text: string
  readonly time: string | undefined
  readonly session: string
}

function failureIn(text: string): SaidOutcome | undefined {
  const error = FAILED.exec(text)?.[0]
  return error === undefined ? undefined : { outcome: 'failed', error: error.slice(0, 300) }
}

/** A certificate that was not verified, or that nobody asked for, makes an anonymous connection. */
function verdictIn(text: string): SaidOutcome {
  const verified = VERIFIED.exec(text)?.[1]
  return { outcome: verified === 'yes' || verified === 'dane' ? 'trusted' : 'anonymous' }
}
