/**
 * The receiving side of a session up to the hand-off, as pure states: a line in, a step out. It never sees a socket.
 *
 * Before TLS a client may say one command at a time (PIPELINING is not offered), so bytes behind a command are either a
 * mistake or an attempt to have them executed after TLS (CVE-2011-0411): the session ends. After TLS everything said
 * before is forgotten (RFC 3207 §4.2).
 */
import { LIMITS } from '../core/limits.ts'
import { isHeloName, parseCommand } from '../wire/commands.ts'
import type { Line } from '../wire/lines.ts'
import { formatReply } from '../wire/replies.ts'

export type TlsVerb = 'STARTTLS' | 'X-ANONYMOUSTLS'
export type HeloVerb = 'EHLO' | 'HELO'

/** What ended a session from our side; shown with event 30002. */
export type Violation =
  | 'early-talker'
  | 'bytes-after-command'
  | 'bytes-after-starttls'
  | 'line-too-long'
  | 'too-many-commands'
  | 'bare-line-ending'
  | 'xclient-from-peer'

export type Step =
  | { readonly kind: 'reply'; readonly reply: string }
  | { readonly kind: 'close'; readonly reply: string; readonly violation?: Violation }
  | { readonly kind: 'upgrade'; readonly verb: TlsVerb; readonly reply: string }
  /** Ask the server behind for its EHLO answer; the session stays open to STARTTLS. */
  | { readonly kind: 'consult'; readonly verb: HeloVerb; readonly name: string }
  | { readonly kind: 'hand-off'; readonly verb: HeloVerb; readonly name: string }
  /** The consulted server gets this line and everything after it. */
  | { readonly kind: 'pass'; readonly line: string }

export interface ReceiveSettings {
  readonly fqdn: string
  readonly offersStartTls: boolean
  readonly offersAnonymousTls: boolean
  /** A connector that lets mail through without TLS. */
  readonly takesPlaintext: boolean
  readonly rejectsBareLf: boolean
  /** Why TLS cannot be had just now, for the 454 answer. */
  readonly tlsProblem?: string
}

export type Standing =
  { readonly kind: 'accepted' } | { readonly kind: 'refused'; readonly code: number; readonly text: string }

const MAIL_VERBS = new Set(['MAIL', 'RCPT', 'DATA', 'BDAT', 'AUTH', 'VRFY', 'EXPN', 'ETRN', 'TURN', 'ATRN', 'X-EXPS'])
const HOP_VERBS = new Set(['XCLIENT', 'XFORWARD'])

export class ReceiveSession {
  readonly #settings: ReceiveSettings
  #standing: Standing | undefined
  #commands = 0
  #isConsulted = false

  constructor(settings: ReceiveSettings) {
    this.#settings = settings
  }

  get greeting(): string {
    return formatReply(220, [`${this.#settings.fqdn} ESMTP`])
  }

  get isSecured(): boolean {
    return this.#standing !== undefined
  }

  /** TLS is up and the verdict is known: the dialogue starts anew. */
  secured(standing: Standing): void {
    this.#standing = standing
    this.#commands = 0
    this.#isConsulted = false
  }

  /** The lines an EHLO gets besides what a consulted server offers. */
  get ownKeywords(): readonly string[] {
    const { offersStartTls, offersAnonymousTls } = this.#settings
    return [...(offersStartTls ? ['STARTTLS'] : []), ...(offersAnonymousTls ? ['X-ANONYMOUSTLS'] : [])]
  }

  /** @param residualBytes bytes that arrived behind the line */
  line(line: Line, residualBytes: number): Step {
    if (line.kind === 'too-long') return violation(500, '5.5.2 Line too long', 'line-too-long')
    if (this.#settings.rejectsBareLf && (line.ending === 'lf' || line.text.includes('\r'))) {
      return violation(500, '5.5.2 Lines must end with CR LF', 'bare-line-ending')
    }
    this.#commands += 1
    const { verb, argument } = parseCommand(line.text)
    if (verb === 'QUIT') return { kind: 'close', reply: formatReply(221, ['2.0.0 Bye']) }
    if (HOP_VERBS.has(verb)) return violation(502, '5.5.1 Not accepted from a peer', 'xclient-from-peer')
    if (this.#standing === undefined) return this.#beforeTls(verb, argument, line.text, residualBytes)
    return this.#standing.kind === 'refused' ? this.#refused(this.#standing) : this.#accepted(verb, argument)
  }

  #beforeTls(verb: string, argument: string, text: string, residualBytes: number): Step {
    if (this.#commands > LIMITS.commandsBeforeTlsMax) {
      return violation(421, '4.7.0 Too many commands', 'too-many-commands')
    }
    if (this.#isConsulted && !isSessionVerb(verb)) return { kind: 'pass', line: text }
    if (verb === 'STARTTLS' || verb === 'X-ANONYMOUSTLS') return this.#upgrade(verb, argument, residualBytes)
    if (residualBytes > 0) return violation(503, '5.5.0 One command at a time', 'bytes-after-command')
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        return this.#hello(verb, argument)
      case 'NOOP':
      case 'RSET':
        return reply(250, '2.0.0 OK')
      default:
        return MAIL_VERBS.has(verb) ? this.#notWithoutTls() : reply(500, '5.5.2 Command not recognized')
    }
  }

  #hello(verb: HeloVerb, name: string): Step {
    if (!isHeloName(name)) return reply(501, '5.5.4 A host name is needed')
    if (this.#settings.takesPlaintext) {
      this.#isConsulted = true
      return { kind: 'consult', verb, name }
    }
    const { fqdn } = this.#settings
    if (verb === 'HELO') return reply(250, fqdn)
    return { kind: 'reply', reply: formatReply(250, [fqdn, ...this.ownKeywords, 'ENHANCEDSTATUSCODES']) }
  }

  #upgrade(verb: TlsVerb, argument: string, residualBytes: number): Step {
    if (residualBytes > 0) return violation(503, '5.5.0 Nothing may follow this command', 'bytes-after-starttls')
    if (argument !== '') return reply(501, '5.5.4 No parameter is allowed')
    const isOffered = verb === 'STARTTLS' ? this.#settings.offersStartTls : this.#settings.offersAnonymousTls
    if (isOffered) return { kind: 'upgrade', verb, reply: formatReply(220, ['2.0.0 Ready to start TLS']) }
    const { tlsProblem } = this.#settings
    if (tlsProblem !== undefined) return reply(454, `4.7.0 TLS is not available: ${tlsProblem}`)
    return reply(502, '5.5.1 Not offered here')
  }

  #notWithoutTls(): Step {
    const { tlsProblem } = this.#settings
    if (tlsProblem !== undefined) return reply(454, `4.7.0 TLS is required and not available: ${tlsProblem}`)
    return reply(530, '5.7.0 Must issue a STARTTLS command first')
  }

  #refused({ code, text }: { readonly code: number; readonly text: string }): Step {
    if (this.#commands >= LIMITS.commandsAfterRefusalMax) return { kind: 'close', reply: formatReply(421, [text]) }
    return reply(code, text)
  }

  #accepted(verb: string, argument: string): Step {
    if (this.#commands > LIMITS.commandsBeforeTlsMax) {
      return violation(421, '4.7.0 Too many commands', 'too-many-commands')
    }
    if (verb === 'EHLO' || verb === 'HELO') {
      return isHeloName(argument)
        ? { kind: 'hand-off', verb, name: argument }
        : reply(501, '5.5.4 A host name is needed')
    }
    if (verb === 'NOOP' || verb === 'RSET') return reply(250, '2.0.0 OK')
    return verb === 'STARTTLS' ? reply(503, '5.5.1 TLS is active already') : reply(503, '5.5.1 Say EHLO first')
  }
}

/** Commands the gateway itself answers although a server behind was consulted. */
function isSessionVerb(verb: string): boolean {
  return ['STARTTLS', 'X-ANONYMOUSTLS', 'EHLO', 'HELO', 'NOOP', 'RSET'].includes(verb)
}

function reply(code: number, text: string): Step {
  return { kind: 'reply', reply: formatReply(code, [text]) }
}

function violation(code: number, text: string, kind: Violation): Step {
  return { kind: 'close', reply: formatReply(code, [text]), violation: kind }
}
