/** The open sessions of a gateway: counted, watched for silence, cut when the trust they rest on is withdrawn. */
import { LIMITS } from '../core/limits.ts'
import type { Socket } from '../net/socket.ts'
import { splice } from '../net/splice.ts'
import type { Sweep } from '../net/sweep.ts'
import type { TrustIndex } from '../trust/index.ts'

export interface PipedSession {
  readonly secure: Socket
  readonly plain: Socket
  /** Absent for an anonymous peer, whose session rests on nobody's trust. */
  readonly trust?: { readonly server: string; readonly digest: Uint8Array }
}

export interface Cut {
  readonly server: string
  readonly digest: Uint8Array
  readonly count: number
}

export class Sessions {
  readonly #sweep: Sweep
  readonly #open = new Set<PipedSession>()
  /** Who waits for the last session to end: a second signal does not make the first one's wait void. */
  readonly #draining = new Set<() => void>()

  constructor(sweep: Sweep) {
    this.#sweep = sweep
  }

  get count(): number {
    return this.#open.size
  }

  /** From here on the two sockets belong to each other. */
  join(session: PipedSession): void {
    const { secure, plain } = session
    this.#open.add(session)
    let bytes = 0
    const watch = () => {
      const now = secure.bytesRead + plain.bytesRead
      if (now === bytes) {
        close(session)
        return
      }
      bytes = now
      deadline = this.#sweep.add(LIMITS.idlePipeMs, watch)
    }
    let deadline = this.#sweep.add(LIMITS.idlePipeMs, watch)
    secure.once('close', () => {
      this.#sweep.remove(deadline)
      this.#open.delete(session)
      if (this.#open.size > 0) return
      for (const finish of this.#draining) finish()
      this.#draining.clear()
    })
    splice(secure, plain)
  }

  /** Closes what an index no longer vouches for, at once: a withdrawn certificate must not go on sending. */
  cutUntrusted(index: TrustIndex): readonly Cut[] {
    const cuts = new Map<string, { server: string; digest: Uint8Array; count: number }>()
    for (const session of this.#open) {
      const { trust } = session
      if (trust === undefined || index.find(trust.digest) === trust.server) continue
      close(session)
      const key = `${trust.server} ${Buffer.from(trust.digest).toString('hex')}`
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
        for (const session of this.#open) close(session)
      }, withinMs)
      this.#draining.add(() => {
        clearTimeout(deadline)
        resolve()
      })
    })
  }
}

function close({ secure, plain }: PipedSession): void {
  secure.destroy()
  plain.destroy()
}
