/** One session of a protocol log, row by row: what was offered, which TLS was taken, whose certificates were shown, how it ended. */
import type { Evidence } from '../model/facts.ts'
import type { SessionObservation } from './observation.ts'
import { serverBefore } from './printed-object.ts'
import { digitsIn, refusalIn, type SaidOutcome } from './session-words.ts'

export interface ProtocolRow {
  readonly time: string
  readonly connector: string
  readonly session: string
  readonly remote: string
  /** `+` open, `-` close, `<` received, `>` sent, `*` information. */
  readonly event: string
  readonly data: string
  readonly context: string
}

const REPLY = /^\d{3}[ -]/
const HELLO = /^(?:EHLO|HELO|X-EHLO)\b/i
/** What devices that read along put in the place of a keyword: as many X as it was long, and a letter. */
const REWRITTEN = /(?:^|[\s-])X{6,}[A-Z]?(?=\s|$)/
const THUMBPRINT = /(?:^|[\s"])([0-9A-F]{40})(?=[\s"]|$)/i
/** The names of a certificate stand one behind the other in one value. */
const SUBJECT = /^\s*(.{1,1000}?)(?=\s+CN=|\s+[0-9A-F]{16,}(?:\s|$)|$)/i

const TRUST_WORDS: readonly (readonly [pattern: RegExp, outcome: SaidOutcome['outcome']])[] = [
  [/DirectTrust certificate authenticated as/i, 'trusted'],
  [/DirectTrust certificate failed to authenticate/i, 'refused'],
  [/TLS negotiation failed/i, 'failed'],
  [/(?:Inbound|Outbound) Authentication failed/i, 'failed'],
]
/** A result of which the first counts before a later one. */
const WORST: readonly SaidOutcome['outcome'][] = ['refused', 'failed', 'anonymous', 'trusted']

export class SmtpSession {
  readonly #first: ProtocolRow
  #direction: 'inbound' | 'outbound' | undefined
  #remote: string
  #hello: 'none' | 'asked' | 'answering' | 'complete' = 'none'
  #offers = { anonymousTls: false, startTls: false }
  #isRewritten = false
  #tls: 'anonymous-tls' | 'starttls' | undefined
  #certificate: 'sent' | 'received' | undefined
  #sentThumbprint: string | undefined
  #receivedThumbprint: string | undefined
  #receivedSubject: string | undefined
  #exchangeAuth = false
  #said: SaidOutcome | undefined
  #isClosed = false
  /** The row that proves most, and how much. */
  #proof: { readonly evidence: Evidence; readonly weight: number } | undefined

  constructor(first: ProtocolRow, direction: 'inbound' | 'outbound' | undefined) {
    this.#first = first
    this.#direction = direction
    this.#remote = first.remote
  }

  take(row: ProtocolRow, evidence: Evidence): void {
    this.#prove(evidence, 0)
    if (this.#remote === '') this.#remote = row.remote
    if (row.event === '-') this.#isClosed = true
    if (row.event === '*') this.#takeInformation(row, evidence)
    if (row.event === '<' || row.event === '>') this.#takeLine(row, evidence)
  }

  /** Undefined: nothing was said that has to do with TLS or trust. */
  observation(): SessionObservation | undefined {
    const evidence = this.#proof?.evidence
    const isAnswered = this.#isAnswered()
    if (evidence === undefined || !(isAnswered || this.#isAbout())) return undefined
    const tls = this.#tls ?? (isAnswered && this.#isClosed ? 'none' : undefined)
    const { connector, session, time } = this.#first
    // Only receive connectors belong to one server.
    const server = this.#direction === 'inbound' ? serverBefore(connector) : undefined
    return {
      kind: 'session',
      evidence,
      ...(server === undefined ? {} : { server }),
      direction: this.#direction ?? 'outbound',
      ...(connector === '' ? {} : { connector }),
      session,
      ...(this.#remote === '' ? {} : { remote: this.#remote }),
      startedAt: time,
      ...(isAnswered ? { offersAnonymousTls: this.#offers.anonymousTls, offersStartTls: this.#offers.startTls } : {}),
      ...(this.#isRewritten ? { isRewritten: true } : {}),
      ...(tls === undefined ? {} : { tls }),
      ...this.#certificates(),
      ...this.#said,
    }
  }

  /** The peer has told what it offers. */
  #isAnswered(): boolean {
    return this.#hello === 'complete' || (this.#hello === 'answering' && this.#isClosed)
  }

  #isAbout(): boolean {
    return this.#tls !== undefined || this.#said !== undefined || this.#certificate !== undefined
  }

  #certificates(): Partial<SessionObservation> {
    const [sentThumbprint, receivedThumbprint, receivedSubject] = [
      this.#sentThumbprint,
      this.#receivedThumbprint,
      this.#receivedSubject,
    ]
    return {
      ...(sentThumbprint === undefined ? {} : { sentThumbprint }),
      ...(receivedThumbprint === undefined ? {} : { receivedThumbprint }),
      ...(receivedSubject === undefined ? {} : { receivedSubject }),
    }
  }

  #takeLine({ event, data }: ProtocolRow, evidence: Evidence): void {
    const isReply = REPLY.test(data)
    // A server greets first, a client says hello first: whoever kept the log is one of them.
    if (isReply || HELLO.test(data)) this.#direction ??= isReply === (event === '>') ? 'inbound' : 'outbound'
    if (isReply) this.#takeReply(data, evidence)
    else this.#takeCommand(data, evidence)
  }

  #takeCommand(data: string, evidence: Evidence): void {
    if (this.#hello === 'answering') this.#hello = 'complete'
    if (HELLO.test(data)) {
      if (this.#tls === undefined && this.#hello === 'none') this.#hello = 'asked'
      return
    }
    const command = data.trim().toUpperCase()
    if (command === 'STARTTLS' || command === 'X-ANONYMOUSTLS') {
      this.#tls = command === 'STARTTLS' ? 'starttls' : 'anonymous-tls'
      this.#prove(evidence, 2)
    } else if (command.startsWith('X-EXPS ')) this.#exchangeAuth = true
  }

  #takeReply(data: string, evidence: Evidence): void {
    const isHello = data.startsWith('250') && (this.#hello === 'asked' || this.#hello === 'answering')
    if (isHello && this.#tls === undefined) {
      if (/\bX-ANONYMOUSTLS\b/i.test(data)) this.#offers.anonymousTls = true
      if (/(?:^|[\s-])STARTTLS\b/i.test(data)) this.#offers.startTls = true
      if (REWRITTEN.test(data)) {
        this.#isRewritten = true
        this.#prove(evidence, 3)
      }
      this.#prove(evidence, 1)
      this.#hello = /^250 /m.test(data) ? 'complete' : 'answering'
    }
    const said = refusalIn(data)
    if (said !== undefined) this.#say(said, evidence)
    else if (this.#exchangeAuth && data.startsWith('235')) this.#say({ outcome: 'trusted' }, evidence)
  }

  #takeInformation({ data, context }: ProtocolRow, evidence: Evidence): void {
    const words = `${context} ${data}`
    if (/\bSending certificate\b/i.test(words)) this.#certificate = 'sent'
    else if (/\b(?:Received|Remote) certificate\b/i.test(words)) this.#certificate = 'received'
    const thumbprint = THUMBPRINT.exec(data)?.[1]
    if (thumbprint !== undefined && /certificate/i.test(context)) this.#takeThumbprint(digitsIn(thumbprint), evidence)
    if (this.#certificate === 'received' && /^(?:.*\b)?Certificate subject\b(?! alternate)/i.test(context))
      this.#receivedSubject ??= SUBJECT.exec(data)?.[1]?.trim()
    for (const [pattern, outcome] of TRUST_WORDS) {
      if (!pattern.test(words)) continue
      const error = (pattern.test(context) ? context : data).trim()
      this.#say(outcome === 'trusted' ? { outcome } : { outcome, error: error.slice(0, 300) }, evidence)
      return
    }
    const said = refusalIn(words)
    if (said !== undefined) this.#say(said, evidence)
  }

  #takeThumbprint(thumbprint: string, evidence: Evidence): void {
    if (this.#certificate === 'received') this.#receivedThumbprint ??= thumbprint
    else this.#sentThumbprint ??= thumbprint
    this.#prove(evidence, 4)
  }

  #say(said: SaidOutcome, evidence: Evidence): void {
    const before = this.#said
    if (before !== undefined && WORST.indexOf(before.outcome) <= WORST.indexOf(said.outcome)) return
    this.#said = said
    this.#proof = undefined
    this.#prove(evidence, 9)
  }

  #prove(evidence: Evidence, weight: number): void {
    if (this.#proof === undefined || weight > this.#proof.weight) this.#proof = { evidence, weight }
  }
}
