/**
 * The gateway in several processes. They share the listening sockets (the system gives each connection to one of them);
 * the first process alone reads the directory and the store and writes the event log.
 */
import cluster, { type Worker } from 'node:cluster'
import { failure, HubtrustError } from '../core/errors.ts'
import { CODES, type Code } from '../core/codes.ts'
import type { GatewayDeps } from '../gateway/hub.ts'
import type { GatewayStatistics } from '../gateway/gateway.ts'
import type { ListeningOn } from '../model/listening.ts'
import { NO_IDENTITIES, NO_TRUST, type Identities, type TrustView } from '../gateway/trust-view.ts'
import type { TraceTag } from '../model/trace.ts'
import { sumOf, type GatewayHost, type GatewaySettings } from './gateway-host.ts'
import type { TraceLine } from './trace-switch.ts'
import {
  packIdentities,
  packView,
  type Answer,
  type Order,
  type PackedIdentities,
  type PackedView,
  type Report,
} from './worker-protocol.ts'

/** A worker that ended is replaced, but not faster than this. */
const RESTART_MS = 1_000
const STATISTICS_MS = 2_000

export interface WorkersOptions {
  readonly processes: number
  readonly deps: GatewayDeps
  /** A trace line of a worker. */
  readonly onLine: (line: TraceLine) => void
}

interface Member {
  readonly worker: Worker
  readonly waiting: Map<number, { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }>
}

/** What `bin/hubtrust` gives Node for a gateway. Anything else, such as what ties a gateway to the lab, is for the first process. */
function isForWorkers(word: string): boolean {
  return word.startsWith('--openssl-config=') || word.startsWith('--max-semi-space-size=')
}

export class Workers implements GatewayHost {
  readonly #options: WorkersOptions
  readonly #members = new Set<Member>()
  #view: PackedView = packView(NO_TRUST)
  #identities: PackedIdentities = packIdentities(NO_IDENTITIES)
  #tags: readonly TraceTag[] = []
  #settings: GatewaySettings | undefined
  #isEnding = false
  #ticket = 0

  constructor(options: WorkersOptions) {
    this.#options = options
    // The system spreads connections without a detour through this process; it must be said before the first fork.
    cluster.schedulingPolicy = cluster.SCHED_NONE
    cluster.setupPrimary({ serialization: 'advanced', execArgv: process.execArgv.filter(isForWorkers) })
    for (let at = 0; at < options.processes; at += 1) this.#fork()
  }

  #fork(): Member {
    const worker = cluster.fork()
    const member: Member = { worker, waiting: new Map() }
    this.#members.add(member)
    worker.on('message', (report: Report) => {
      this.#hear(member, report)
    })
    worker.once('exit', (code: number | null, signal: string | null) => {
      this.#ended(member, signal ?? `exit status ${String(code)}`)
    })
    worker.on('error', () => undefined)
    this.#tell(member, { kind: 'trust', view: this.#view })
    this.#tell(member, { kind: 'identities', identities: this.#identities })
    this.#tell(member, { kind: 'tags', tags: this.#tags })
    return member
  }

  #hear({ waiting }: Member, report: Report): void {
    const { deps, onLine } = this.#options
    switch (report.kind) {
      case 'event':
        deps.raise(report.event)
        return
      case 'line':
        onLine(report.line)
        return
      case 'used':
        deps.onOwnCertificateUsed(report.direction)
        return
      case 'answer':
        waiting.get(report.ticket)?.resolve(report.answer)
        waiting.delete(report.ticket)
    }
  }

  #ended(member: Member, reason: string): void {
    this.#members.delete(member)
    for (const { reject } of member.waiting.values()) reject(failure('DAEMON_WORKER_FAILED', { reason }))
    if (this.#isEnding) return
    const { pid = 0 } = member.worker.process
    this.#options.deps.raise({ id: 30012, args: { pid, reason } })
    setTimeout(() => {
      this.#replace()
    }, RESTART_MS).unref()
  }

  #replace(): void {
    if (this.#isEnding || this.#settings === undefined) return
    const order = { kind: 'configure', settings: this.#settings } as const
    // What keeps it from listening was raised as an event by the worker itself.
    this.#ask(this.#fork(), order).catch(() => undefined)
  }

  #tell({ worker }: Member, order: Order): void {
    if (worker.isConnected()) worker.send(order)
  }

  #ask(member: Member, order: Unnumbered<Order>): Promise<Answer> {
    this.#ticket += 1
    const ticket = this.#ticket
    return new Promise((resolve, reject) => {
      if (!member.worker.isConnected()) {
        reject(failure('DAEMON_WORKER_FAILED', { reason: 'it is gone' }))
        return
      }
      member.waiting.set(ticket, { resolve, reject })
      this.#tell(member, { ...order, ticket })
    })
  }

  async configure(settings: GatewaySettings): Promise<readonly ListeningOn[]> {
    const before = this.#settings
    // A worker that takes another one's place meanwhile gets these at once.
    this.#settings = settings
    try {
      return await this.#configureAll(settings)
    } catch (error) {
      this.#settings = before
      // Those that could are not to go on by themselves.
      if (before !== undefined) await this.#configureAll(before).catch(() => undefined)
      throw error
    }
  }

  /** What died meanwhile does not count: it is replaced. */
  async #configureAll(settings: GatewaySettings): Promise<readonly ListeningOn[]> {
    const outcomes = await Promise.allSettled(
      [...this.#members].map((member) => this.#ask(member, { kind: 'configure', settings })),
    )
    const answers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    const failed = answers.find((answer) => answer.kind === 'failed')
    if (failed !== undefined) throw errorOf(failed)
    const listening = answers.find((answer) => answer.kind === 'listening')
    if (listening !== undefined) return listening.on
    const dead = outcomes.find((outcome) => outcome.status === 'rejected')
    throw dead?.reason ?? failure('DAEMON_WORKER_FAILED', { reason: 'it is gone' })
  }

  setTrust(view: TrustView): void {
    this.#view = packView(view)
    this.#tellAll({ kind: 'trust', view: this.#view })
  }

  setIdentities(identities: Identities): void {
    this.#identities = packIdentities(identities)
    this.#tellAll({ kind: 'identities', identities: this.#identities })
  }

  setTraceTags(tags: ReadonlySet<TraceTag>): void {
    this.#tags = [...tags]
    this.#tellAll({ kind: 'tags', tags: this.#tags })
  }

  #tellAll(order: Order): void {
    for (const member of this.#members) this.#tell(member, order)
  }

  async statistics(): Promise<GatewayStatistics> {
    const parts = await Promise.all(
      [...this.#members].map((member) => within(STATISTICS_MS, this.#ask(member, { kind: 'statistics' }))),
    )
    return sumOf(parts.flatMap((part) => (part?.kind === 'statistics' ? part.statistics : [])))
  }

  async drain(withinMs: number): Promise<void> {
    this.#isEnding = true
    // A worker that has gone meanwhile has nothing left to drain.
    await Promise.allSettled([...this.#members].map((member) => this.#ask(member, { kind: 'drain', withinMs })))
    for (const { worker } of this.#members) worker.disconnect()
  }
}

type Unnumbered<O> = O extends { readonly ticket: number } ? Omit<O, 'ticket'> : never

/** Undefined when it took too long, or failed: the others still count. */
function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const deadline = setTimeout(resolve, ms, undefined)
    const finish = (value: T | undefined): void => {
      clearTimeout(deadline)
      resolve(value)
    }
    work.then(finish, () => {
      finish(undefined)
    })
  })
}

function errorOf({ code, details }: Extract<Answer, { kind: 'failed' }>): Error {
  return isCode(code) ? new HubtrustError(code, details) : failure('DAEMON_WORKER_FAILED', { reason: code })
}

function isCode(code: string): code is Code {
  return code in CODES
}
