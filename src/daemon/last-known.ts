/**
 * The last known good state on disk: the trust index, where servers are and what Postfix's questions need, so that a
 * restart while the directory is away decides as before. Trouble with it is none of the directory.
 */
import { join } from 'node:path'
import * as v from 'valibot'
import { reasonOf } from '../core/errors.ts'
import { fileExists, readBytes, readTextIfPresent, statOf, touch, writeAtomic } from '../disk/files.ts'
import type { Address } from '../model/configuration.ts'
import type { Trace } from '../model/trace.ts'
import { NO_ROUTES, type Routes } from '../postfix/routes.ts'
import { TrustIndex } from '../trust/index.ts'
import { readRoutes, writeRoutes } from './routes-copy.ts'

/** How often the copy on disk is marked as fresh, so that a restart knows how old it is. */
const MARK_MS = 60_000
/** A million servers take 45 MB. */
const SNAPSHOT_BYTES_MAX = 512 * 1024 * 1024
/** The addresses beside the index: where to, by server. */
const ADDRESSES = v.array(v.tuple([v.string(), v.array(v.object({ host: v.string(), port: v.number() }))]))

export interface LastKnownState {
  readonly index: TrustIndex
  readonly addresses: ReadonlyMap<string, readonly Address[]>
  /** Undefined where no Postfix asks. */
  readonly routes: Routes | undefined
}

export class LastKnown {
  readonly #index: string
  readonly #addresses: string
  readonly #routes: string
  readonly #trace: Trace
  #markedMs = 0

  constructor(stateFolder: string, trace: Trace) {
    this.#index = join(stateFolder, 'index.snapshot')
    this.#addresses = join(stateFolder, 'addresses.json')
    this.#routes = join(stateFolder, 'routes.json')
    this.#trace = trace
  }

  /** Undefined when there is none that can be read; `asOfMs` in milliseconds since 1970. */
  load({
    isAsked,
  }: {
    readonly isAsked: boolean
  }): (Required<LastKnownState> & { readonly routes: Routes; readonly asOfMs: number }) | undefined {
    const asOfMs = statOf(this.#index)?.mtimeMs
    if (asOfMs === undefined) return undefined
    const index = this.#attempt('read', undefined, () =>
      TrustIndex.load(readBytes(this.#index, { bytesMax: SNAPSHOT_BYTES_MAX })),
    )
    if (index === undefined) return undefined
    const routes = isAsked ? this.#attempt('read', NO_ROUTES, () => readRoutes(this.#routes)) : NO_ROUTES
    return { index, asOfMs, addresses: this.#loadAddresses(), routes }
  }

  /** None when they cannot be read: then servers are looked for under their names. */
  #loadAddresses(): LastKnownState['addresses'] {
    return this.#attempt('read', new Map(), () => {
      const { success, output } = v.safeParse(ADDRESSES, JSON.parse(readTextIfPresent(this.#addresses) ?? '[]'))
      return new Map(success ? output : [])
    })
  }

  /** A full disk must not keep a withdrawn certificate alive: called after the change is in force. */
  keep({ index, addresses, routes }: LastKnownState, nowMs: number): void {
    this.#attempt('written', undefined, () => {
      writeAtomic(this.#index, index.snapshot(), { mode: 0o640 })
      this.#markedMs = nowMs
      writeAtomic(this.#addresses, JSON.stringify([...addresses]), { mode: 0o640 })
      if (routes !== undefined) writeRoutes(this.#routes, routes)
    })
  }

  /** The state kept is still the directory's. */
  mark(nowMs: number): void {
    if (nowMs - this.#markedMs < MARK_MS || !fileExists(this.#index)) return
    this.#markedMs = nowMs
    this.#attempt('written', undefined, () => {
      touch(this.#index, nowMs)
    })
  }

  #attempt<T>(what: 'read' | 'written', otherwise: T, work: () => T): T {
    try {
      return work()
    } catch (error) {
      this.#trace('Directory\\Sync', `the copy cannot be ${what}`, () => ({ reason: reasonOf(error) }))
      return otherwise
    }
  }
}
