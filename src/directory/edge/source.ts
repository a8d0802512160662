/**
 * The source of an edge's directory: it listens, and the inside comes and pushes. One server of the inside pushes at a
 * time, for as long as it says something within its lease; the others wait, and one of them takes over when it goes. What
 * the edge has is in the cookie, stamp by stamp, so that whoever comes next sends only what is different.
 */
import type { Clock } from '../../core/clock.ts'
import { failure, reasonOf } from '../../core/errors.ts'
import type { EdgeSettings } from '../../model/configuration.ts'
import type { Raise } from '../../model/events.ts'
import type { Trace } from '../../model/trace.ts'
import { listenForInside, type EdgeTalk } from '../../net/edge-talk.ts'
import type { Listener } from '../../net/listen.ts'
import type { Identity } from '../../net/tls.ts'
import { endpointText } from '../../wire/addresses.ts'
import { EDGE_CERTIFICATES_MAX, type EdgeStated } from '../../wire/edge-frames.ts'
import { digestOf } from '../../x509/parse.ts'
import type { Follow, Source } from '../source.ts'
import { admit, standingOf, useUp, type Admission } from './admission.ts'
import { cookieOf, stampsIn } from './cookie.ts'
import { readSubscriptions, type RecordPlace } from './records.ts'
import { EdgeSession, type Pushed } from './session.ts'

/** Whoever connects says who he is within this, in milliseconds. */
const OPENING_MS = 10_000
/** A lease is told again so many times while it lasts: what is told shows each side that the other one is there. */
const TOLD_IN_A_LEASE = 3

export interface EdgeState {
  readonly entries: readonly EdgeStated[]
  readonly asOfMs: number
  readonly isStale: boolean
  readonly held: readonly string[]
}

export interface EdgeSourceOptions {
  /** The name of this server. */
  readonly edge: string
  readonly settings: EdgeSettings
  readonly place: RecordPlace
  readonly clock: Clock
  readonly raise: Raise
  readonly trace: Trace
  /** What is shown to the inside. */
  readonly identity: () => Identity | undefined
  /** Own certificates (DER), the one in use first: what the inside is asked to publish for this server. */
  readonly named: () => readonly Uint8Array[]
  readonly hubOf: (digest: Uint8Array) => string | undefined
  readonly state: () => EdgeState
  readonly held: () => readonly string[]
  /** A pass is in force. */
  readonly onSettled: () => void
}

export interface EdgeSourceStatus {
  readonly listen: string
  /** Who pushes now. */
  readonly holder?: string
  readonly epoch: number
  readonly waiting: readonly string[]
}

export class EdgeSource implements Source {
  readonly #options: EdgeSourceOptions
  readonly #sessions = new Set<EdgeSession>()
  #holder: EdgeSession | undefined
  #lastHolder = ''
  #epoch = 0
  #port: number
  #stamps = new Map<string, string>()
  #silentSinceMs = 0
  #follow: Follow | undefined
  #fail: (error: unknown) => void = () => undefined
  #named = ''
  readonly #expired = new Set<string>()

  constructor(options: EdgeSourceOptions) {
    this.#options = options
    this.#port = options.settings.listen.port
  }

  get location(): string {
    return endpointText({ host: this.#options.settings.listen.host, port: this.#port })
  }

  get status(): EdgeSourceStatus {
    const holder = this.#holder?.server
    const waiting = [...this.#sessions].filter((one) => one !== this.#holder).map(({ server }) => server)
    return { listen: this.location, ...(holder === undefined ? {} : { holder }), epoch: this.#epoch, waiting }
  }

  /** @throws HubtrustError NET_LISTEN_FAILED, NET_PORT_IN_USE, EDGE_BROKEN_OFF in the middle of a pass */
  async follow(follow: Follow): Promise<void> {
    const { settings, clock } = this.#options
    this.#follow = follow
    this.#stamps = stampsIn(follow.cookie)
    this.#silentSinceMs = clock.elapsedMs()
    this.#named = this.#namedNow().join()
    const listener = await this.#listen()
    const timer = setInterval(() => {
      this.#look()
    }, settings.leaseMs / TOLD_IN_A_LEASE)
    try {
      await new Promise<void>((resolve, reject) => {
        this.#fail = reject
        if (follow.signal.aborted) resolve()
        follow.signal.addEventListener('abort', () => {
          resolve()
        })
      })
    } finally {
      clearInterval(timer)
      listener.close()
      this.#follow = undefined
      this.#holder = undefined
      for (const session of this.#sessions) session.talk.destroy()
    }
  }

  /** There is one source of what is pushed, and no second opinion. */
  census(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set())
  }

  async #listen(): Promise<Listener> {
    const { settings, identity } = this.#options
    const listener = await listenForInside({
      ...{ host: settings.listen.host, port: this.#port, identity },
      onTalk: (talk) => this.#receive(talk),
    })
    this.#port = listener.port
    return listener
  }

  /** Settles when it is known who it is; what follows goes on by itself. */
  async #receive(talk: EdgeTalk): Promise<void> {
    const { trace, edge } = this.#options
    try {
      const opening = await talk.next(OPENING_MS)
      if (opening.kind !== 'open') {
        this.#refuse(talk, { kind: 'refused', reason: 'order', fingerprint: '-' })
        return
      }
      const admission = admit(talk, opening, this.#options)
      if (admission.kind === 'refused') {
        this.#refuse(talk, admission)
        return
      }
      await talk.send({ kind: 'hello', edge, certificates: [...this.#namedNow()] })
      if (opening.purpose === 'look') await this.#tellState(talk)
      else this.#begin(new EdgeSession(talk, admission))
    } catch (error) {
      talk.destroy()
      trace('Directory\\Sync', 'a connection of the inside ended early', () => ({ reason: reasonOf(error) }))
    }
  }

  #refuse(talk: EdgeTalk, { reason, fingerprint }: Extract<Admission, { kind: 'refused' }>): void {
    this.#options.raise({ id: 30051, args: { address: talk.address, reason, fingerprint } })
    void talk.send({ kind: 'refused', reason })
    talk.end()
  }

  async #tellState(talk: EdgeTalk): Promise<void> {
    const { entries, asOfMs, isStale, held } = this.#options.state()
    for (const entry of entries) await talk.send({ kind: 'state', entry })
    await talk.send({ kind: 'stated', asOfMs: Math.round(asOfMs), isStale, held: [...held] })
    talk.end()
  }

  #begin(session: EdgeSession): void {
    // A server that comes again has lost the connection before, whether or not that is known here.
    for (const other of this.#sessions) if (other.fingerprint === session.fingerprint) this.#end(other)
    this.#sessions.add(session)
    if (this.#holder === undefined) this.#grant()
    else void this.#tellLease(session)
    void this.#serve(session)
  }

  async #serve(session: EdgeSession): Promise<void> {
    const { trace } = this.#options
    try {
      for (;;) {
        // One that waits says nothing; whether it is there shows when it is its turn.
        const frame = await session.talk.next(FOREVER_MS)
        if (session !== this.#holder) break
        const step = session.read(frame, { epoch: this.#epoch, stamps: this.#stamps })
        if (step === undefined) break
        await this.#take(session, step)
      }
      await session.talk.send({ kind: 'refused', reason: session === this.#holder ? 'epoch' : 'order' })
      session.talk.end()
    } catch (error) {
      trace('Directory\\Sync', 'a server of the inside is gone', () => ({
        server: session.server,
        reason: reasonOf(error),
      }))
    }
    this.#end(session)
  }

  async #take(session: EdgeSession, { step, isSettled }: Pushed): Promise<void> {
    const follow = this.#follow
    if (follow === undefined) return
    const { clock, held } = this.#options
    this.#silentSinceMs = clock.elapsedMs()
    try {
      if (isSettled) {
        await session.tellPresent(follow, this.#stamps)
        await follow.onStep({ kind: 'settled', isWhole: session.isFirst, cookie: cookieOf(session.stamps) })
        this.#stamps = session.stamps
      } else if (step !== undefined) await follow.onStep(step)
    } catch (error) {
      this.#fail(error)
      throw error
    }
    if (!isSettled) return
    session.settled()
    useUp(session.admitted, this.#options)
    this.#options.onSettled()
    await session.talk.send({ kind: 'taken', epoch: this.#epoch, isHeld: held().length > 0 })
    this.#endStrangers()
  }

  /** Who is no hub any more by what was pushed pushes no more; one that holds a token is none yet. */
  #endStrangers(): void {
    for (const session of this.#sessions) {
      const { peerDer } = session.talk
      const isNew = session.isFirst && session.admitted.subscription !== undefined
      if (isNew || peerDer === undefined || this.#options.hubOf(digestOf(peerDer)) !== undefined) continue
      const { address } = session.talk
      this.#options.raise({ id: 30051, args: { address, reason: 'stranger', fingerprint: session.fingerprint } })
      void session.talk.send({ kind: 'refused', reason: 'stranger' })
      session.talk.end()
      this.#end(session)
    }
  }

  #end(session: EdgeSession): void {
    if (!session.talk.isEnding) session.talk.destroy()
    this.#sessions.delete(session)
    if (session !== this.#holder) return
    this.#holder = undefined
    // What a pass has named stays, and nothing follows from what it did not.
    if (session.isDirty) this.#fail(failure('EDGE_BROKEN_OFF', { server: session.server }))
    else this.#grant()
  }

  /** To whoever waits longest. */
  #grant(): void {
    const [next] = this.#sessions
    if (next === undefined || this.#follow === undefined) return
    const { raise, clock } = this.#options
    this.#holder = next
    this.#epoch += 1
    this.#silentSinceMs = clock.elapsedMs()
    next.begin(this.#stamps)
    if (this.#lastHolder !== '' && this.#lastHolder !== next.server)
      raise({ id: 30055, args: { server: next.server, before: this.#lastHolder } })
    this.#lastHolder = next.server
    for (const session of this.#sessions) void this.#tellLease(session)
    void next.tellStamps(this.#stamps)
  }

  async #tellLease(session: EdgeSession): Promise<void> {
    const holder = this.#holder
    if (holder === undefined) return
    const seconds = Math.max(1, Math.round(this.#options.settings.leaseMs / 1_000))
    const isYours = session === holder
    await session.talk.send({ kind: 'lease', holder: holder.server, epoch: this.#epoch, seconds, isYours })
  }

  /** Once each, in the life of this process. */
  #tellExpired(): void {
    const { place, clock, edge, raise } = this.#options
    for (const one of readSubscriptions(place)) {
      if (standingOf(one, clock.nowMs()) !== 'expired' || this.#expired.has(one.key)) continue
      this.#expired.add(one.key)
      raise({ id: 30052, args: { server: edge, expires: one.expires } })
    }
  }

  #namedNow(): readonly string[] {
    const all = this.#options.named().map((der) => Buffer.from(der).toString('base64'))
    return all.slice(0, EDGE_CERTIFICATES_MAX)
  }

  /** Our own certificates may be other ones. */
  tellNamed(): void {
    const certificates = [...this.#namedNow()]
    if (certificates.join() === this.#named) return
    this.#named = certificates.join()
    for (const { talk } of this.#sessions) void talk.send({ kind: 'hello', edge: this.#options.edge, certificates })
  }

  /** Several times within a lease. */
  #look(): void {
    const { clock, settings } = this.#options
    for (const session of this.#sessions) void this.#tellLease(session)
    this.#tellExpired()
    this.#endStrangers()
    this.tellNamed()
    if (clock.elapsedMs() - this.#silentSinceMs < settings.leaseMs) return
    if (this.#holder !== undefined) this.#end(this.#holder)
    else this.#follow?.onMissed?.(failure('EDGE_NOT_PUSHED', { listen: this.location }).message)
  }
}

/** The talk ends by itself when the connection does. */
const FOREVER_MS = 2 ** 31 - 1
