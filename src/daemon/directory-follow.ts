/**
 * Follows a directory that is elsewhere into the copy of it on this machine: connects again when it has to, tells what was
 * refused or held, and asks a second server of the directory before many servers are let go.
 */
import type { Clock } from '../core/clock.ts'
import { HubtrustError, reasonOf } from '../core/errors.ts'
import { identityOf, openCopy, type Copy, type Settled } from '../directory/copy.ts'
import type { Hold } from '../directory/copy-tables.ts'
import type { Source, SourceStep } from '../directory/source.ts'
import { fileExists, removeFile, renameFile } from '../disk/files.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Raise } from '../model/events.ts'
import type { Trace } from '../model/trace.ts'
import { Propagation, type PropagationStatus } from './propagation.ts'

const BACK_OFF_MIN_MS = 250
const BACK_OFF_MAX_MS = 30_000
/** A connection that is lost and comes back at once is no trouble of the directory. */
const FAILURES_UNTOLD = 1
/** The time of the copy is written this often while nothing happens. */
const TOUCH_MS = 10_000
const NAMES_TOLD = 5
/** Another server may lag behind: while servers are held it is asked again. */
const CENSUS_MS = 15_000

export interface FollowOptions {
  readonly configuration: Configuration
  readonly clock: Clock
  readonly raise: Raise
  readonly trace: Trace
  readonly source: Source
  /** The copy may be another one now, or its standing is. Called before the source is asked on. */
  readonly onSettled: () => void
}

/** What is known of the following. */
export interface Standing {
  /** The copy holds the directory as a whole. */
  readonly isSettled: boolean
  readonly asOfMs: number
  /** Why it is not followed now. */
  readonly problem: string | undefined
}

export interface FollowStatus {
  readonly location: string
  readonly held: readonly string[]
  readonly refused: number
  readonly propagation?: PropagationStatus
}

export class DirectoryFollow {
  readonly #options: FollowOptions
  readonly #ending = new AbortController()
  readonly #propagation = new Propagation()
  #copy: Copy | undefined
  #asOfMs = 0
  #touchedMs = 0
  #failures = 0
  #problem: string | undefined
  /** The first pass of a connection tells old changes; how long they took says nothing. */
  #isLive = false
  #running: Promise<void> = Promise.resolve()
  #census: Promise<void> | undefined
  #censusMs = 0

  constructor(options: FollowOptions) {
    this.#options = options
  }

  /** @throws HubtrustError DISK_WRITE_FAILED, DIRECTORY_NEWER_VERSION */
  open(): void {
    this.#open()
  }

  /** Whatever comes of it is told by and by. */
  start(): void {
    this.#running = this.#follow()
  }

  get standing(): Standing {
    return { isSettled: this.#copy?.isSettled === true, asOfMs: this.#asOfMs, problem: this.#problem }
  }

  get status(): FollowStatus {
    const propagation = this.#propagation.status
    return {
      location: this.#options.source.location,
      held: this.#copy?.holds().map(({ name }) => name) ?? [],
      refused: this.#copy?.refusalCount() ?? 0,
      ...(propagation === undefined ? {} : { propagation }),
    }
  }

  /** Somebody says that these withdrawals are meant; those that are held are let go at once. */
  confirm(servers: readonly string[]): readonly string[] {
    const held = this.#copy?.holds().map(({ name }) => name) ?? []
    const confirmed = held.filter((name) => servers.includes(name))
    if (confirmed.length === 0) return []
    this.#copy?.confirm(confirmed)
    this.#options.onSettled()
    this.#tellReleased(confirmed, 'administrator')
    return confirmed
  }

  async close(): Promise<void> {
    this.#ending.abort()
    await this.#running
    await this.#census
    this.#copy?.close()
  }

  /** A damaged copy is put aside and made anew: the last known good state stays in force until it is whole. */
  #open(): void {
    const { configuration, clock } = this.#options
    const { path, guard } = configuration.directory
    const options = { path, clock, guard, identity: identityOf(configuration.directory.ldap) }
    try {
      this.#copy = openCopy(options)
    } catch (error) {
      if (!isDamage(error)) throw error
      this.#putAside(path)
      this.#copy = openCopy(options)
    }
    this.#asOfMs = this.#copy.asOfMs
  }

  #putAside(path: string): void {
    this.#options.trace('Directory\\Sync', 'the copy is damaged and is made anew', () => ({ path }))
    for (const log of ['-wal', '-shm']) removeFile(`${path}${log}`)
    if (fileExists(path)) renameFile(path, `${path}.damaged`)
  }

  async #follow(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await this.#followOnce()
      await this.#pause()
    }
  }

  async #followOnce(): Promise<void> {
    const { source, trace } = this.#options
    const { signal } = this.#ending
    this.#isLive = false
    trace('Directory\\Sync', 'following', () => ({ location: source.location }))
    try {
      if (this.#copy === undefined) this.#open()
      await source.follow({
        cookie: this.#copy?.cookie,
        signal,
        onStep: (step) => {
          this.#take(step)
        },
        onMissed: (reason) => {
          this.#missed(reason)
        },
      })
      this.#failed('the connection ended')
    } catch (error) {
      this.#failed(reasonIn(error), error)
    }
  }

  #take(step: SourceStep): void {
    const copy = this.#copy
    // A source may have one more step in hand when it is told to stop.
    if (copy === undefined || this.#ending.signal.aborted) return
    if (step.kind === 'current') this.#heard()
    else {
      const settled = copy.apply(step)
      if (settled === undefined) return
      if (settled.isMissing)
        throw new Error('the directory counts on entries that were never told; everything is read anew')
      this.#heard()
      this.#report(settled)
      this.#isLive = true
    }
  }

  #missed(reason: string): void {
    this.#options.trace('Directory\\Sync', 'nothing is told', () => ({ reason }))
    this.#problem = reason
    this.#options.onSettled()
  }

  #heard(): void {
    const { clock, onSettled } = this.#options
    const wasProblem = this.#problem !== undefined
    this.#asOfMs = clock.nowMs()
    this.#failures = 0
    this.#problem = undefined
    if (this.#asOfMs - this.#touchedMs >= TOUCH_MS) {
      this.#touchedMs = this.#asOfMs
      this.#copy?.touch()
    }
    if (wasProblem) onSettled()
    this.#askAgain()
  }

  #report(settled: Settled): void {
    const { onSettled, raise, clock } = this.#options
    onSettled()
    for (const { changedAt } of this.#isLive ? settled.changes : []) {
      if (changedAt !== undefined) this.#propagation.note(changedAt, clock.nowMs())
    }
    for (const { name, place, fingerprint, reason, other } of settled.refused) {
      const what = fingerprint === '' ? '-' : fingerprint
      raise({ id: 30015, args: { server: name, place, fingerprint: what, reason, other: other === '' ? '-' : other } })
    }
    if (settled.released.length > 0) this.#tellReleased(settled.released, 'directory')
    if (settled.held.length > 0) {
      const { held, trusted } = settled
      raise({ id: 30013, args: { count: held.length, trusted, servers: few(held.map(({ name }) => name)) } })
      this.#ask(held)
    }
  }

  #ask(held: readonly Hold[]): void {
    this.#censusMs = this.#options.clock.elapsedMs()
    const asked = (this.#census ?? Promise.resolve())
      .then(() => this.#askAnother(held))
      .finally(() => {
        if (this.#census === asked) this.#census = undefined
      })
    this.#census = asked
  }

  #askAgain(): void {
    if (this.#census !== undefined || this.#options.clock.elapsedMs() - this.#censusMs < CENSUS_MS) return
    const held = this.#copy?.holds() ?? []
    if (held.length > 0) this.#ask(held)
  }

  #tellReleased(names: readonly string[], by: string): void {
    this.#options.raise({ id: 30014, args: { count: names.length, servers: few(names), by } })
  }

  /** Only a second server is a second opinion, and one that has nobody at all may suffer from the same mistake. */
  async #askAnother(held: readonly Hold[]): Promise<void> {
    const { source, configuration, trace, onSettled } = this.#options
    if ((configuration.directory.ldap?.urls.length ?? 0) < 2) return
    try {
      const there = await source.census(this.#ending.signal)
      const isGone = ({ origins }: Hold) => origins.length > 0 && origins.every((id) => !there.has(id))
      const gone = there.size === 0 ? [] : held.filter(isGone).map(({ name }) => name)
      trace('Directory\\Sync', 'asked another server', () => ({
        present: there.size,
        held: held.length,
        gone: gone.length,
      }))
      if (gone.length === 0 || this.#ending.signal.aborted) return
      this.#copy?.confirm(gone)
      onSettled()
      this.#tellReleased(gone, 'census')
    } catch (error) {
      trace('Directory\\Sync', 'no other server could be asked', () => ({ reason: reasonOf(error) }))
    }
  }

  #failed(reason: string, error?: unknown): void {
    const { trace, onSettled } = this.#options
    if (this.#ending.signal.aborted) return
    this.#failures += 1
    trace('Directory\\Sync', 'not followed any more', () => ({ reason, failures: this.#failures }))
    this.#keepNamed()
    if (isDamage(error)) this.#startAnew()
    if (this.#failures > FAILURES_UNTOLD || this.#asOfMs === 0 || this.#touchedMs === 0) {
      this.#problem = reason
      onSettled()
    }
  }

  #keepNamed(): void {
    try {
      const settled = this.#copy?.abandon()
      if (settled !== undefined) this.#report(settled)
    } catch (error) {
      this.#options.trace('Directory\\Sync', 'what was told last is not kept', () => ({ reason: reasonOf(error) }))
    }
  }

  #startAnew(): void {
    this.#copy?.close()
    this.#copy = undefined
    try {
      this.#open()
    } catch (error) {
      this.#options.trace('Directory\\Sync', 'there is no copy', () => ({ reason: reasonOf(error) }))
    }
  }

  /** Many gateways that lost the same server do not come back at the same moment. */
  #pause(): Promise<void> {
    if (this.#ending.signal.aborted) return Promise.resolve()
    const ceiling = Math.min(BACK_OFF_MAX_MS, BACK_OFF_MIN_MS * 2 ** (this.#failures - 1))
    const { signal } = this.#ending
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, ceiling * (0.5 + Math.random() / 2))
      signal.addEventListener('abort', end)
    })
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof HubtrustError && error.code === 'DIRECTORY_UNREADABLE'
}

function reasonIn(error: unknown): string {
  return error instanceof HubtrustError ? error.message : reasonOf(error)
}

function few(names: readonly string[]): string {
  const more = names.length > NAMES_TOLD ? `, … (+${String(names.length - NAMES_TOLD)})` : ''
  return names.slice(0, NAMES_TOLD).join(', ') + more
}
