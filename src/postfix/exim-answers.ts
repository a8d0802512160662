/**
 * Exim's questions, one line each, answered by the same verdict as everywhere: may this client come in, and is this the
 * server that was meant? Only a reply that begins with `OK` is a yes, so that silence never is one. Opens nothing itself.
 */
import type { Cause } from '../model/findings.ts'
import type { Verdict } from '../model/verdict.ts'
import { causeOf } from '../trust/verdict.ts'
import { accessOf, actionOf, whyText, type Lane } from './access.ts'
import type { AnswerDeps } from './answers.ts'
import { fingerprintFrom } from './fingerprint.ts'
import { raiseExpired, raiseRefused } from './raised.ts'
import { serversAt } from './tls-policy.ts'
import { NO_VIEW, verdictOn, type PostfixView } from './view.ts'

export interface EximCounts {
  readonly trustedIn: number
  readonly refusedIn: number
  readonly trustedOut: number
  readonly refusedOut: number
}

export type EximLane = Pick<Lane, 'name' | 'refusal'>

/** Longer than any name or subject that means something. */
export const CHECK_QUESTION_BYTES_MAX = 8_192
const SUBJECT_CHARS_MAX = 256
/** Like the answer of Exim itself when nobody listens. */
const NOT_UNDERSTOOD = '451 4.3.5 Hubtrust does not understand the question'

/** `in SHA256 SHA1 ADDRESS SUBJECT`; `-` for what is not there. */
const INBOUND = /^in (\S+) (\S+) (\S+) ?(.*)$/
/** `out SHA256 SHA1 HOST ADDRESS PORT SUBJECT` */
const OUTBOUND = /^out (\S+) (\S+) (\S+) (\S+) (\d{1,5}) ?(.*)$/

interface Met {
  readonly fingerprint: string | undefined
  readonly thumbprint: string
  readonly subject: string
}

interface Hop extends Met {
  readonly host: string
  readonly address: string
  readonly port: string
}

export class EximAnswers {
  readonly #deps: AnswerDeps
  #view: PostfixView = NO_VIEW
  readonly #counts = { trustedIn: 0, refusedIn: 0, trustedOut: 0, refusedOut: 0 }

  constructor(deps: AnswerDeps) {
    this.#deps = deps
  }

  use(view: PostfixView): void {
    this.#view = view
  }

  get counts(): EximCounts {
    return { ...this.#counts }
  }

  /** @param question one line without its end @returns one line: `OK SERVER`, or why not */
  answer(question: string, lane: EximLane): string {
    const line = question.replace(/\r$/, '')
    const [, ownDigest, ownThumbprint, client, clientSubject] = INBOUND.exec(line) ?? []
    if (ownDigest !== undefined && client !== undefined) {
      return this.#inbound(metOf(ownDigest, ownThumbprint, clientSubject), client, lane)
    }
    const [, digest, thumbprint, host, address, port, subject] = OUTBOUND.exec(line) ?? []
    if (digest === undefined || host === undefined || address === undefined || port === undefined) return NOT_UNDERSTOOD
    return this.#outbound({ ...metOf(digest, thumbprint, subject), host, address, port }, lane)
  }

  #inbound({ fingerprint, thumbprint, subject }: Met, address: string, lane: EximLane): string {
    const access = accessOf(fingerprint ?? '', this.#view, this.#deps.clock.nowMs())
    this.#deps.trace('Transport\\Certificate', 'exim-in', () => ({ lane: lane.name, address, access }))
    if (access.kind === 'trusted') {
      this.#counts.trustedIn += 1
      if (access.isExpired) this.#expired(access.server, access.fingerprint)
      return `OK ${access.server}`
    }
    this.#counts.refusedIn += 1
    raiseRefused(this.#deps.raise, access, { connector: lane.name, address, subject, thumbprint })
    return actionOf(access, { ...lane, mode: 'dedicated' })
  }

  #outbound(hop: Hop, lane: EximLane): string {
    const { server, verdict } = this.#judge(hop)
    this.#deps.trace('Transport\\Certificate', 'exim-out', () => ({ hop, verdict }))
    if (verdict.kind === 'trusted') {
      this.#counts.trustedOut += 1
      if (verdict.warnings.includes('expired')) this.#expired(verdict.server, hop.fingerprint ?? '')
      return `OK ${verdict.server}`
    }
    const { reason } = verdict
    const cause: Cause | undefined = reason === 'no-server' ? 'peer.not-in-directory' : causeOf(reason)
    const { host, address, port, subject, thumbprint, fingerprint } = hop
    this.#counts.refusedOut += 1
    this.#deps.raise({
      id: 2018,
      args: { peer: server, address: `${address}:${port}`, connector: lane.name, subject, thumbprint },
      proof: { reason, host, ...(fingerprint === undefined ? {} : { fingerprint }) },
      ...(cause === undefined ? {} : { cause }),
    })
    return `event 2018, ${whyText(reason, cause)}: ${server} (${reason})`
  }

  /** The server that is meant is found by the name of the host, or else by its address, as for a next hop of Postfix. */
  #judge({ host, address, port, fingerprint }: Hop): {
    readonly server: string
    readonly verdict: Verdict | { readonly kind: 'refused'; readonly reason: 'no-server' }
  } {
    const view = this.#view
    const byName = serversAt(view, `[${host}]:${port}`)
    const servers = byName.length > 0 ? byName : serversAt(view, `[${address}]:${port}`)
    const judged = servers.map((expected) => ({
      server: expected,
      verdict: verdictOn({ view, fingerprint, expected, nowMs: this.#deps.clock.nowMs() }),
    }))
    const best = judged.find(({ verdict }) => verdict.kind === 'trusted') ?? judged[0]
    if (best !== undefined) return best
    const isUnknown = view.trust.index === undefined || view.trust.isStale
    return { server: host, verdict: { kind: 'refused', reason: isUnknown ? 'directory-stale' : 'no-server' } }
  }

  #expired(server: string, fingerprint: string): void {
    raiseExpired(this.#deps.raise, this.#view.routes, server, fingerprint)
  }
}

/** What is no SHA-256 is no certificate: nothing else is compared. */
function metOf(digest: string, thumbprint = '-', subject = ''): Met {
  const read = fingerprintFrom(digest)
  return {
    fingerprint: read.kind === 'sha256' ? read.fingerprint : undefined,
    thumbprint,
    subject: subject.slice(0, SUBJECT_CHARS_MAX) || '-',
  }
}
