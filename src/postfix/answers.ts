/** Postfix's questions, answered in the bytes it reads, with the events they give rise to. Opens nothing itself. */
import type { Clock } from '../core/clock.ts'
import type { Raise } from '../model/events.ts'
import type { Trace } from '../model/trace.ts'
import type { PolicyRequest } from '../wire/policy.ts'
import { formatPolicyReply } from '../wire/policy.ts'
import { formatSocketmapReply, socketmapRequest, type SocketmapReply } from '../wire/socketmap.ts'
import { accessOf, actionOf, whyText, type Access, type Lane } from './access.ts'
import { raiseExpired, raiseRefused, type Meeting, type Refused } from './raised.ts'
import { tlsPolicy, type TlsPolicy } from './tls-policy.ts'
import { NO_VIEW, type PostfixView } from './view.ts'

export interface AnswerDeps {
  readonly clock: Clock
  readonly raise: Raise
  readonly trace: Trace
}

export interface PostfixCounts {
  readonly pinned: number
  readonly deferred: number
  readonly unmanaged: number
  readonly trusted: number
  readonly refused: number
  readonly anonymous: number
}

/** Replies that stay the same until the view changes; Postfix asks the same few again and again. */
const REPLIES_MAX = 20_000
const TLS_POLICY = 'tls-policy'
const CCERT = 'ccert'

export class PostfixAnswers {
  readonly #deps: AnswerDeps
  readonly #replies = new Map<string, { readonly reply: string; readonly isPinned: boolean }>()
  #view: PostfixView = NO_VIEW
  #attributes: readonly string[] = []
  readonly #counts = { pinned: 0, deferred: 0, unmanaged: 0, trusted: 0, refused: 0, anonymous: 0 }

  constructor(deps: AnswerDeps) {
    this.#deps = deps
  }

  /** @param attributes of every TLS policy, beside the pins */
  use(view: PostfixView, attributes: readonly string[]): void {
    this.#view = view
    this.#attributes = attributes
    this.#replies.clear()
  }

  get counts(): PostfixCounts {
    return { ...this.#counts }
  }

  /** @param text what the netstring held @returns the netstring of the reply */
  socketmap(text: string): string {
    const kept = this.#replies.get(text)
    if (kept !== undefined) {
      if (kept.isPinned) this.#counts.pinned += 1
      else this.#counts.unmanaged += 1
      return kept.reply
    }
    const request = socketmapRequest(text)
    if (request?.map === TLS_POLICY) return this.#tlsPolicy(text, request.key)
    if (request?.map === CCERT) return formatSocketmapReply(this.#ccert(request.key))
    const reason = `there is no such map; there are ${TLS_POLICY} and ${CCERT}`
    return formatSocketmapReply({ kind: 'permanent', reason })
  }

  #tlsPolicy(text: string, nextHop: string): string {
    const nowMs = this.#deps.clock.nowMs()
    const answer = tlsPolicy({ view: this.#view, nextHop, nowMs, attributes: this.#attributes })
    this.#deps.trace('Transport\\Certificate', 'tls-policy', () => ({ nextHop, answer }))
    switch (answer.kind) {
      case 'unmanaged':
        this.#counts.unmanaged += 1
        return this.#keep(text, { kind: 'not-found' })
      case 'pinned': {
        this.#counts.pinned += 1
        for (const fingerprint of answer.expired) this.#expired(answer.servers.join(', '), fingerprint)
        const reply = { kind: 'ok', data: answer.policy } as const
        return answer.isLasting ? this.#keep(text, reply) : formatSocketmapReply(reply)
      }
      case 'refused':
        this.#counts.deferred += 1
        return formatSocketmapReply({ kind: 'temporary', reason: this.#notReachable(nextHop, answer) })
    }
  }

  #keep(text: string, answer: SocketmapReply): string {
    if (this.#replies.size >= REPLIES_MAX) this.#replies.clear()
    const reply = formatSocketmapReply(answer)
    this.#replies.set(text, { reply, isPinned: answer.kind === 'ok' })
    return reply
  }

  /** The reason is the only thing that the reader of a mail log will see. */
  #notReachable(nextHop: string, { server, reason, cause }: Extract<TlsPolicy, { kind: 'refused' }>): string {
    this.#deps.raise({
      id: 2018,
      args: { peer: server, address: nextHop, connector: `Postfix ${TLS_POLICY}`, subject: '-', thumbprint: '-' },
      proof: { reason, nextHop },
      ...(cause === undefined ? {} : { cause }),
    })
    return `Hubtrust event 2018, ${whyText(reason, cause)}: ${server} (${reason})`
  }

  /** A certificate nobody knows is no event here: the same map is asked for digests of public keys, too. */
  #ccert(key: string): SocketmapReply {
    const access = accessOf(key, this.#view, this.#deps.clock.nowMs())
    this.#deps.trace('Transport\\Certificate', CCERT, () => ({ key, access }))
    if (access.kind === 'trusted') {
      this.#trusted(access)
      return { kind: 'ok', data: 'OK' }
    }
    if (access.reason === 'not-in-directory' || access.reason === 'no-certificate') {
      this.#counts.anonymous += 1
      return { kind: 'not-found' }
    }
    this.#refused(access, { connector: `Postfix ${CCERT}`, address: '-', subject: '-' })
    const { reason, cause, shown } = access
    return {
      kind: 'temporary',
      reason: `Hubtrust event 1036, ${whyText(reason, cause)}: ${shown}`,
    }
  }

  /** The whole reply of the policy service. */
  policy(request: PolicyRequest, lane: Lane): string {
    if (request.get('request') !== 'smtpd_access_policy') return formatPolicyReply('DUNNO')
    const access = accessOf(request.get('ccert_fingerprint'), this.#view, this.#deps.clock.nowMs())
    const address = request.get('client_address')
    this.#deps.trace('Transport\\Certificate', 'policy', () => ({ lane: lane.name, address, access }))
    const action = actionOf(access, lane)
    if (access.kind === 'trusted') this.#trusted(access)
    else if (action === 'DUNNO') this.#anonymous(access, request, lane)
    else {
      const subject = unquoted(request.get('ccert_subject')) || '-'
      const client = request.get('client_name')
      this.#refused(access, { connector: lane.name, address, subject, client })
    }
    return formatPolicyReply(action)
  }

  #trusted({ server, fingerprint, isExpired }: Extract<Access, { kind: 'trusted' }>): void {
    this.#counts.trusted += 1
    if (isExpired) this.#expired(server, fingerprint)
  }

  #refused(access: Refused, meeting: Meeting): void {
    this.#counts.refused += 1
    raiseRefused(this.#deps.raise, access, meeting)
  }

  /** Shared lanes: strangers are welcome as strangers. */
  #anonymous({ reason, fingerprint }: Refused, request: PolicyRequest, { name: connector }: Lane): void {
    this.#counts.anonymous += 1
    if (fingerprint === undefined) return
    const subject = unquoted(request.get('ccert_subject')) || '-'
    const address = request.get('client_address')
    this.#deps.raise({ id: 30004, args: { connector, address, reason, subject, thumbprint: '-' } })
  }

  #expired(peer: string, fingerprint: string): void {
    raiseExpired(this.#deps.raise, this.#view.routes, peer, fingerprint)
  }
}

/** RFC 3461 xtext, in which Postfix tells names. */
function unquoted(text: string): string {
  return text
    .replace(/\+([0-9A-F]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
    .slice(0, 256)
}
