/**
 * Tells that something has changed, by change notification (MS-ADTS 3.1.1.3.4.1.9). It does not say what, and may be lost
 * with its connection: a reason to look at once, and nothing else. It has a connection of its own, since closing that ends
 * it; where something changes all the time it is given up, and the clock alone says when to look.
 */
import { systemClock } from '../../core/clock.ts'
import { notification } from '../../wire/ldap-dirsync.ts'
import type { Opened } from './stream.ts'

/** Within a second: more are noise. */
const NOTICES_MAX = 50
const WINDOW_MS = 1_000

export class AdWake {
  #stream: Opened['stream'] | undefined
  #isWoken = false
  #wake: () => void = () => undefined
  #since = systemClock.elapsedMs()
  #notices = 0
  #isClosed = false

  /** Whatever goes wrong with it, the clock is left. */
  async start(open: () => Promise<Opened>, context: string): Promise<void> {
    try {
      const { stream } = await open()
      this.#stream = stream
      if (this.#isClosed) {
        stream.close()
        return
      }
      stream.stayAlive(() => undefined)
      const search = { base: context, scope: 'subtree', filter: '(objectClass=*)', attributes: ['1.1'] } as const
      await stream.search(search, ({ kind }) => (kind === 'entry' ? this.#notice() : undefined), {
        controls: [notification],
      })
      stream.close()
    } catch {
      this.#stream = undefined
    }
  }

  /** Until something has changed, or for so long. @throws the signal's reason */
  async wait(withinMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (!this.#isWoken)
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', end)
          resolve()
        }
        const timer = setTimeout(end, withinMs)
        signal.addEventListener('abort', end)
        this.#wake = end
      })
    this.#isWoken = false
    signal.throwIfAborted()
  }

  close(): void {
    this.#isClosed = true
    this.#stream?.close()
    this.#stream = undefined
  }

  #notice(): void {
    const nowMs = systemClock.elapsedMs()
    if (nowMs - this.#since > WINDOW_MS) {
      this.#since = nowMs
      this.#notices = 0
    }
    this.#notices += 1
    if (this.#notices > NOTICES_MAX) this.close()
    this.#isWoken = true
    this.#wake()
  }
}
