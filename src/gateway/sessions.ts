/** The open sessions of a gateway: counted, watched for silence, cut when the trust they rest on is withdrawn. */
import { LIMITS } from '../core/limits.ts'
import type { Socket } from '../net/socket.ts'
import { splice } from '../net/splice.ts'
import type { Deadline, Sweep } from '../net/sweep.ts'
import type { TrustIndex } from '../trust/index.ts'

/** What a session rests on. */
export interface Trust {
  readonly server: string
  /** SHA-256, 64 upper-case hexadecimal digits. */
  readonly fingerprint: string
}

export interface PipedSession {
  readonly secure: Socket
  readonly plain: Socket
  /** Left out for an anonymous peer, whose session rests on nobody's trust. */
  readonly trust?: Trust | undefined
}

export interface Cut extends Trust {
  readonly count: number
}

export class Sessions {
  readonly #sweep: Sweep
  readonly #open = new Set<OpenSession>()
  /** Who waits for the last session to end: a second signal does not make the first one's wait void. */
  readonly #draining = new Set<() => void>()

  constructor(sweep: Sweep) {
    this.#sweep = sweep
  }

  get count(): number {
    return this.#open.size
  }

  /** From here on the two sockets belong to each other. */
  join(joined: PipedSession): void {
    const session = new OpenSession(joined, this.#sweep)
    this.#open.add(session)
    this.#sweep.enter(session, LIMITS.idlePipeMs)
    splice(session.secure, session.plain, () => {
      this.#closed(session)
    })
  }

  #closed(session: OpenSession): void {
    this.#sweep.remove(session)
    this.#open.delete(session)
    if (this.#open.size > 0) return
    for (const finish of this.#draining) finish()
    this.#draining.clear()
  }

  /** Closes what an index no longer vouches for, at once: a withdrawn certificate must not go on sending. */
  cutUntrusted(index: TrustIndex): readonly Cut[] {
    const cuts = new Map<string, Trust & { count: number }>()
    for (const session of this.#open) {
      const { trust } = session
      if (trust === undefined || index.find(Buffer.from(trust.fingerprint, 'hex')) === trust.server) continue
      session.close()
      const key = `${trust.server} ${trust.fingerprint}`
      const cut = cuts.get(key) ?? { ...trust, count: 0 }
      cut.count += 1
      cuts.set(key, cut)
    }
    return [...cuts.values()]
  }

  /** Resolves when the last session has ended, or when `withinMs` is over and the rest was closed. */
  drain(withinMs: number): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const deadline = setTimeout(() => {
        for (const session of this.#open) session.close()
      }, withinMs)
      this.#draining.add(() => {
        clearTimeout(deadline)
        resolve()
      })
    })
  }
}

/** One object a session, which is its own deadline: thousands lie idle at a time. */
class OpenSession implements Deadline {
  readonly secure: Socket
  readonly plain: Socket
  readonly trust: Trust | undefined
  readonly #sweep: Sweep
  #bytes = 0
  atMs = 0

  constructor({ secure, plain, trust }: PipedSession, sweep: Sweep) {
    this.secure = secure
    this.plain = plain
    this.trust = trust
    this.#sweep = sweep
  }

  /** Closes the session in which nothing was said since the last look. */
  onExpire(): void {
    const bytes = this.secure.bytesRead + this.plain.bytesRead
    if (bytes === this.#bytes) {
      this.close()
      return
    }
    this.#bytes = bytes
    this.#sweep.enter(this, LIMITS.idlePipeMs)
  }

  close(): void {
    this.secure.destroy()
    this.plain.destroy()
  }
}
