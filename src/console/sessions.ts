/** Who is signed in: sessions in memory, each with an end after being idle and an end whatever happens. */
import { randomBytes } from 'node:crypto'
import { isoTime, type Clock } from '../core/clock.ts'
import { sha256, type Rights } from './access.ts'

const IDLE_MS = 30 * 60_000
const WHOLE_MS = 12 * 60 * 60_000
/** Together, and of one account: the oldest goes. */
const SESSIONS_MAX = 2_000
const SESSIONS_OF_ONE_MAX = 50

export interface Visitor extends Rights {
  readonly account: string
  /** An account's rights are asked for anew at each request; those of a link are its own. */
  readonly via: 'account' | 'link' | 'token'
  /** Empty for a token. */
  readonly csrf: string
  readonly endsAt?: string
  /** Names the session without letting anybody into it. */
  readonly key: string
}

interface Session {
  readonly visitor: Visitor
  readonly endsMs: number
  usedMs: number
}

export class Sessions {
  readonly #clock: Clock
  /** By the hash of the secret: what is in memory opens nothing. */
  readonly #sessions = new Map<string, Session>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Its secret, for the cookie. */
  open(
    account: string,
    via: 'account' | 'link',
    rights: Rights,
  ): { readonly secret: string; readonly visitor: Visitor } {
    this.#sweep(account)
    const secret = randomBytes(32).toString('base64url')
    const nowMs = this.#clock.nowMs()
    const endsMs = nowMs + WHOLE_MS
    const key = sha256(secret)
    const { role, servers } = rights
    const csrf = randomBytes(32).toString('base64url')
    const visitor = { account, via, role, servers, csrf, endsAt: isoTime(endsMs), key }
    this.#sessions.set(key, { visitor, endsMs, usedMs: nowMs })
    return { secret, visitor }
  }

  /** Undefined when there is none, or it has ended. Being asked for counts as being used. */
  find(secret: string): Visitor | undefined {
    const key = sha256(secret)
    const session = this.#sessions.get(key)
    if (session === undefined) return undefined
    if (!this.#isLive(session)) {
      this.#sessions.delete(key)
      return undefined
    }
    session.usedMs = this.#clock.nowMs()
    return session.visitor
  }

  /** Whether a session found earlier still goes on; does not count as being used. */
  isOpen(key: string): boolean {
    const session = this.#sessions.get(key)
    return session !== undefined && this.#isLive(session)
  }

  end(key: string): void {
    this.#sessions.delete(key)
  }

  #isLive({ endsMs, usedMs }: Session): boolean {
    const nowMs = this.#clock.nowMs()
    return nowMs < endsMs && nowMs - usedMs < IDLE_MS
  }

  #sweep(account: string): void {
    for (const [key, session] of this.#sessions) if (!this.#isLive(session)) this.#sessions.delete(key)
    const own = [...this.#sessions].filter(([, { visitor }]) => visitor.account === account)
    for (const [key] of own.slice(0, Math.max(0, own.length - SESSIONS_OF_ONE_MAX + 1))) this.#sessions.delete(key)
    const all = [...this.#sessions.keys()]
    for (const key of all.slice(0, Math.max(0, all.length - SESSIONS_MAX + 1))) this.#sessions.delete(key)
  }
}
