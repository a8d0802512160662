/**
 * The inside's end of one edge: connects, waits for the lease, sends what the edge has not got, then every change as it
 * comes, and in between that all is as it was. Whatever goes wrong is told once and tried again.
 */
import { isoTime, type Clock } from '../core/clock.ts'
import { failure, HubtrustError, reasonOf } from '../core/errors.ts'
import type { DirectoryReader } from '../directory/contract.ts'
import { differenceTo, entryOf, type Picture } from '../directory/edge/picture.ts'
import type { EdgeRecord } from '../directory/edge/records.ts'
import type { EdgeTalk } from '../net/edge-talk.ts'
import type { Identity } from '../net/tls.ts'
import { EDGE_IDS_MAX, type EdgeFrame } from '../wire/edge-frames.ts'
import { callEdge } from './edge-call.ts'
import type { TrustView } from '../trust/view.ts'

const BACK_OFF_MIN_MS = 250
const BACK_OFF_MAX_MS = 15_000
/** Heartbeats within a lease. */
const BEATS_IN_A_LEASE = 6
/** An edge tells the lease three times while it lasts. */
const LEASES_OF_SILENCE = 1.5
const HELLO_MS = 10_000

export const EDGE_LINK_STATES = ['connecting', 'waiting', 'pushing', 'in-step', 'failing'] as const

export interface EdgeLinkStatus {
  readonly server: string
  readonly addresses: readonly string[]
  readonly state: (typeof EDGE_LINK_STATES)[number]
  /** The server of the inside that pushes there, when it is another one. */
  readonly holder?: string
  /** When the edge last had everything. */
  readonly inStepAt?: string
  readonly problem?: string
  readonly code?: string
  /** The edge holds back a part of it. */
  readonly isHeld: boolean
  /** What was sent since this gateway began. */
  readonly sent: { readonly entries: number; readonly gone: number; readonly passes: number }
}

export interface EdgeLinkOptions {
  readonly server: string
  readonly clock: Clock
  readonly identity: () => Identity | undefined
  readonly view: () => TrustView
  /** Undefined while what is known here is not fresh: then nothing is said to the edge. */
  readonly reader: () => DirectoryReader | undefined
  readonly picture: (edge: string) => Picture | undefined
  readonly record: () => { readonly addresses: readonly string[]; readonly key: EdgeRecord['key'] }
  /** The edge has named its certificates (DER). */
  readonly onNamed: (certificates: readonly Uint8Array[]) => Promise<void>
  /** The edge has taken a pass. */
  readonly onTaken: (taken: { readonly entries: number; readonly isHeld: boolean }) => void
  /** It is in step no longer, or not yet. Called when the reason is another one. */
  readonly onFailed: (error: unknown) => void
}

interface Lease {
  readonly epoch: number
  /** What the edge has; undefined until it has said so. */
  stamps: Map<string, string> | undefined
  isFirst: boolean
  /** Passes that the edge has not taken yet. */
  open: number
  readonly beat: NodeJS.Timeout
}

export class EdgeLink {
  readonly #options: EdgeLinkOptions
  readonly #ending = new AbortController()
  #status: EdgeLinkStatus
  #lease: Lease | undefined
  #talk: EdgeTalk | undefined
  #failures = 0
  #problem = ''
  #pushing: Promise<void> = Promise.resolve()
  #wake: () => void = () => undefined
  readonly #running: Promise<void>

  constructor(options: EdgeLinkOptions) {
    this.#options = options
    this.#status = {
      ...{ server: options.server, addresses: [], state: 'connecting', isHeld: false },
      sent: { entries: 0, gone: 0, passes: 0 },
    }
    this.#running = this.#run()
  }

  get #isEnding(): boolean {
    return this.#ending.signal.aborted
  }

  get status(): EdgeLinkStatus {
    return this.#status
  }

  /** Something may have changed. */
  told(): void {
    this.#wake()
    void this.#push()
  }

  /** Tries now, however long it would have waited. */
  hurry(): void {
    this.#failures = 0
    this.told()
  }

  async close(): Promise<void> {
    this.#ending.abort()
    this.#wake()
    const talk = this.#talk
    talk?.end()
    // A call that is under way ends by itself.
    if (talk !== undefined && !talk.isEnded) await this.#running
  }

  async #run(): Promise<void> {
    for (;;) {
      try {
        await this.#once()
      } catch (error) {
        if (!this.#isEnding) this.#failed(error)
      }
      this.#letGo()
      if (this.#isEnding) return
      await this.#pause()
    }
  }

  async #once(): Promise<void> {
    const { server, identity, view, record, reader, clock } = this.#options
    const own = identity()
    // Who does not know himself who is trusted has nothing to say.
    if (own === undefined || reader() === undefined) return
    const { addresses, key } = record()
    this.#status = { ...this.#status, addresses }
    const order = { server, addresses, key, identity: own, view: view(), clock, signal: this.#ending.signal }
    const talk = await callEdge({ ...order, purpose: 'push' })
    if (this.#ending.signal.aborted) talk.destroy()
    this.#talk = talk
    let withinMs = HELLO_MS
    for (;;) {
      const frame = await talk.next(withinMs)
      if (frame.kind === 'lease') withinMs = frame.seconds * 1_000 * LEASES_OF_SILENCE
      await this.#take(talk, frame)
    }
  }

  async #take(talk: EdgeTalk, frame: EdgeFrame): Promise<void> {
    const { server, onNamed } = this.#options
    if (frame.kind === 'refused') throw failure('EDGE_REFUSED_US', { server, reason: frame.reason })
    if (frame.kind === 'hello') await onNamed(frame.certificates.map((text) => Buffer.from(text, 'base64')))
    else if (frame.kind === 'lease') this.#leased(talk, frame)
    else if (frame.kind === 'have') {
      const lease = this.#lease
      if (lease === undefined) return
      this.#having = new Map([...this.#having, ...Object.entries(frame.stamps)])
      if (!frame.isLast) return
      lease.stamps = this.#having
      await this.#push()
    } else if (frame.kind === 'taken') this.#taken(frame.isHeld)
  }

  #having = new Map<string, string>()

  #leased(talk: EdgeTalk, { holder, epoch, seconds, isYours }: Extract<EdgeFrame, { kind: 'lease' }>): void {
    if (!isYours) {
      this.#letGo()
      this.#status = { ...without(this.#status), state: 'waiting', holder }
      this.#failures = 0
      this.#problem = ''
      return
    }
    if (this.#lease?.epoch === epoch) return
    this.#letGo()
    this.#having = new Map()
    const beat = setInterval(
      () => {
        void this.#beat(talk)
      },
      (seconds * 1_000) / BEATS_IN_A_LEASE,
    )
    this.#lease = { epoch, stamps: undefined, isFirst: true, open: 0, beat }
    this.#status = { ...without(this.#status), state: 'pushing' }
  }

  #letGo(): void {
    clearInterval(this.#lease?.beat)
    this.#lease = undefined
  }

  /** All is as it was, as far as is known here. */
  async #beat(talk: EdgeTalk): Promise<void> {
    await this.#push()
    const lease = this.#lease
    if (lease === undefined || lease.open > 0 || lease.isFirst) return
    if (this.#options.reader() === undefined) talk.end()
    else await talk.send({ kind: 'current', epoch: lease.epoch })
  }

  #push(): Promise<void> {
    this.#pushing = this.#pushing
      .then(() => this.#pushOnce())
      .catch(() => {
        // The talk has ended, and says so itself; a directory that cannot be read is tried again with the next beat.
      })
    return this.#pushing
  }

  async #pushOnce(): Promise<void> {
    const { server, reader, picture, clock } = this.#options
    const lease = this.#lease
    const talk = this.#talk
    const directory = reader()
    const wanted = picture(server)
    if (lease?.stamps === undefined || talk === undefined || directory === undefined || wanted === undefined) return
    const { epoch, isFirst, stamps } = lease
    const { changed, gone } = differenceTo(stamps, wanted)
    if (!isFirst && changed.length === 0 && gone.length === 0) return
    lease.isFirst = false
    lease.open += 1
    const changedAt = isFirst ? undefined : isoTime(clock.nowMs())
    for (const one of changed) {
      await talk.send({ kind: 'entry', epoch, entry: entryOf(one, directory, changedAt) })
      stamps.set(one.id, one.stamp)
    }
    for (let at = 0; at < gone.length; at += EDGE_IDS_MAX)
      await talk.send({ kind: 'gone', epoch, ids: gone.slice(at, at + EDGE_IDS_MAX) })
    for (const id of gone) stamps.delete(id)
    await talk.send({ kind: 'settled', epoch })
    const { entries, gone: before, passes } = this.#status.sent
    const sent = { entries: entries + changed.length, gone: before + gone.length, passes: passes + 1 }
    this.#status = { ...this.#status, sent }
  }

  #taken(isHeld: boolean): void {
    const lease = this.#lease
    if (lease === undefined) return
    lease.open -= 1
    this.#failures = 0
    this.#problem = ''
    const inStepAt = isoTime(this.#options.clock.nowMs())
    if (lease.open === 0) this.#status = { ...without(this.#status), state: 'in-step', inStepAt, isHeld }
    this.#options.onTaken({ entries: lease.stamps?.size ?? 0, isHeld })
  }

  #failed(error: unknown): void {
    const problem = reasonOf(error)
    this.#failures += 1
    const code = error instanceof HubtrustError ? { code: error.code } : {}
    this.#status = { ...without(this.#status), state: 'failing', problem, ...code }
    if (problem === this.#problem) return
    this.#problem = problem
    this.#options.onFailed(error)
  }

  #pause(): Promise<void> {
    const ceiling = Math.min(BACK_OFF_MAX_MS, BACK_OFF_MIN_MS * 2 ** this.#failures)
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ceiling * (0.5 + Math.random() / 2))
      this.#wake = () => {
        // A directory that changes often is no reason to call an edge that is away without a pause.
        if (this.#failures > 1 && !this.#ending.signal.aborted) return
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/** What is over with another state is left out. */
function without({ server, addresses, inStepAt, isHeld, sent, state }: EdgeLinkStatus): EdgeLinkStatus {
  return { server, addresses, isHeld, sent, state, ...(inStepAt === undefined ? {} : { inStepAt }) }
}
