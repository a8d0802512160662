/**
 * The mail log of Postfix: which TLS connections came about, with whose certificates, and what was refused. Connections of `smtpd` are
 * put together by their process; those of `smtp` by process and server.
 */
import type { Evidence } from '../model/facts.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { readByLine, quoteOf, type TextLine } from './lines.ts'
import type { SessionObservation } from './observation.ts'
import { SessionSink } from './session-sink.ts'
import { digitsIn, refusalIn, type SaidOutcome } from './session-words.ts'
import { readLoggedTime } from './syslog-time.ts'

/** Instances have names of their own: `postfix-edge/smtpd`, `postfix/submission/smtpd`. */
const PROCESS = /^(\S{1,255}) (postfix[\w-]{0,40}(?:\/[\w-]{1,40}){0,2}\/(smtpd?|tlsproxy))\[(\d{1,10})\]: (.*)$/
const ANYWHERE = /^(?:[A-Z][a-z]{2} {1,2}\d{1,2} |\d{4}-)\S{1,40} (?:\S{1,40} )?\S{1,255} postfix[\w/-]{1,80}\[\d+\]: /m

const ESTABLISHED =
  /(Trusted|Untrusted|Verified|Anonymous) TLS connection (?:established|reused) (?:from|to) (\S{1,255}\[[^\]]{1,60}\](?::\d{1,5})?)/
const FINGERPRINT = /\bfingerprint=((?:[0-9A-F]{2}:){15,63}[0-9A-F]{2})/i
const SUBJECT = /\bsubject_CN=([^,]{0,255}),/
const PEER = /^(?:[0-9A-Za-z]{5,20}: )?(?:host )?(\S{1,255}\[[^\]]{1,60}\](?::\d{1,5})?)(?:: | )/
const CONNECT = /^connect from (\S{1,255}\[[^\]]{1,60}\])/
const DISCONNECT = /^(?:disconnect|lost connection .{0,60}) from (\S{1,255}\[[^\]]{1,60}\])/
const RELAY = /\brelay=(\S{1,255}\[[^\]]{1,60}\](?::\d{1,5})?)/
const FAILURES =
  /(?:SSL_(?:accept|connect) error (?:from|to) |Cannot start TLS: |TLS is required, but |Server certificate not (?:trusted|verified)|certificate verification failed for |TLS handshake failed).*/
const FAILED_PEER = /(?:error (?:from|to)|failed for) (\S{1,255}\[[^\]]{1,60}\](?::\d{1,5})?)/

const OPEN_MAX = 2_000

export const postfixLogReader: Reader = {
  id: 'postfix-log',
  recognise: ({ text = '' }: Head) => (ANYWHERE.test(text) ? 92 : 0),
  read: (source, findings) => readByLine(source, findings, new Reading(source, findings)),
}

interface Open {
  readonly direction: 'inbound' | 'outbound'
  readonly session: string
  readonly server: string
  remote: string
  startedAt: string | undefined
  evidence: Evidence
  tls?: 'starttls'
  receivedThumbprint?: string
  receivedSubject?: string
  said?: SaidOutcome
}

interface Logged {
  readonly server: string
  readonly process: string
  readonly isServer: boolean
  readonly text: string
  readonly time: string | undefined
  readonly evidence: Evidence
}

class Reading {
  readonly #source: ByteSource
  readonly #sink: SessionSink
  readonly #open = new Map<string, Open>()

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#sink = new SessionSink(source, findings)
  }

  take(line: TextLine): void {
    const logged = this.#loggedIn(line)
    if (logged === undefined) return
    if (logged.time !== undefined) this.#sink.saw(logged.time)
    if (logged.isServer) this.#takeServer(logged)
    else this.#takeClient(logged)
  }

  finish(): void {
    for (const session of this.#open.values()) this.#hand(session)
    this.#open.clear()
    this.#sink.finish('Postfix')
  }

  #loggedIn({ text, line }: TextLine): Logged | undefined {
    if (!text.includes('postfix')) return undefined
    const read = readLoggedTime(text, this.#source.modifiedAt)
    const found = PROCESS.exec(read?.rest ?? '')
    if (read === undefined || found === null) return undefined
    const [, server = '', program = '', kind = '', pid = '', message = ''] = found
    return {
      server,
      process: `${program}[${pid}]`,
      isServer: kind === 'smtpd' || (kind === 'tlsproxy' && /(?:connection .{0,20} from|accept error)/.test(message)),
      text: message,
      time: read.time,
      evidence: { source: this.#source.name, line, quote: quoteOf(text) },
    }
  }

  #takeServer(logged: Logged): void {
    const { process, text } = logged
    const connect = CONNECT.exec(text)?.[1]
    if (connect !== undefined) {
      this.#close(process)
      this.#session(process, logged, connect)
      return
    }
    this.#takeTls(process, logged)
    if (DISCONNECT.test(text)) this.#close(process)
  }

  #takeClient(logged: Logged): void {
    const remote = RELAY.exec(logged.text)?.[1] ?? remoteIn(logged.text)
    if (remote === undefined) return
    const key = `${logged.process}\0${remote}`
    this.#takeTls(key, logged, remote)
    // Whatever became of the message, the next one is another matter.
    if (/\bstatus=(?:sent|deferred|bounced)\b/.test(logged.text)) this.#close(key)
  }

  #takeTls(key: string, logged: Logged, remote = remoteIn(logged.text)): void {
    const { text } = logged
    const [, level, peer] = ESTABLISHED.exec(text) ?? []
    if (level !== undefined && peer !== undefined) {
      const session = this.#session(key, logged, peer)
      session.tls = 'starttls'
      const outcome = level === 'Trusted' || level === 'Verified' ? 'trusted' : 'anonymous'
      if (session.said === undefined) session.evidence = logged.evidence
      session.said ??= { outcome }
      return
    }
    const said = refusalIn(text) ?? failureIn(text)
    if (said !== undefined) {
      const session = this.#session(key, logged, remote ?? '-')
      session.said = said
      session.evidence = logged.evidence
      return
    }
    this.#takeCertificate(key, logged, remote)
  }

  #takeCertificate(key: string, logged: Logged, remote: string | undefined): void {
    const fingerprint = FINGERPRINT.exec(logged.text)?.[1]
    if (fingerprint === undefined) return
    const session = this.#session(key, logged, remote ?? '-')
    session.receivedThumbprint ??= digitsIn(fingerprint)
    const subject = SUBJECT.exec(logged.text)?.[1]
    if (subject !== undefined && subject !== '') session.receivedSubject ??= `CN=${subject}`
  }

  #session(key: string, { server, process, isServer, time, evidence }: Logged, remote: string): Open {
    const before = this.#open.get(key)
    if (before !== undefined) {
      if (before.remote === '-') before.remote = remote
      return before
    }
    if (this.#open.size >= OPEN_MAX) {
      const [oldest] = this.#open.keys()
      if (oldest !== undefined) this.#close(oldest)
    }
    const direction = isServer ? 'inbound' : 'outbound'
    const session: Open = { direction, session: process, server, remote, startedAt: time, evidence }
    this.#open.set(key, session)
    return session
  }

  #close(key: string): void {
    const session = this.#open.get(key)
    this.#open.delete(key)
    if (session !== undefined) this.#hand(session)
  }

  /** Connections without TLS and without refusals say nothing here. */
  #hand({ said, server, startedAt, remote, ...session }: Open): void {
    if (said === undefined && session.tls === undefined && session.receivedThumbprint === undefined) return
    const observation: SessionObservation = {
      kind: 'session',
      ...session,
      server,
      ...(remote === '-' ? {} : { remote }),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...said,
    }
    this.#sink.put(observation)
  }
}

function remoteIn(text: string): string | undefined {
  return ESTABLISHED.exec(text)?.[2] ?? FAILED_PEER.exec(text)?.[1] ?? PEER.exec(text)?.[1]
}

function failureIn(text: string): SaidOutcome | undefined {
  const error = FAILURES.exec(text)?.[0]
  return error === undefined ? undefined : { outcome: 'failed', error: error.slice(0, 300) }
}
