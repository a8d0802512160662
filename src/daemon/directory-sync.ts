/**
 * The directory as the gateway knows it: read whole at every change, kept as the last known good copy on disk, and used
 * from there while the directory is away, until it is older than `directory.maxStale`.
 */
import type { Clock } from '../core/clock.ts'
import { failure, HubtrustError, reasonOf } from '../core/errors.ts'
import type { Directory, DirectoryReader } from '../directory/contract.ts'
import { openEmbeddedDirectory } from '../directory/embedded.ts'
import { statOf } from '../disk/files.ts'
import type { Address, Configuration } from '../model/configuration.ts'
import type { Raise } from '../model/events.ts'
import type { Server } from '../model/server.ts'
import type { Trace } from '../model/trace.ts'
import { NO_ROUTES, routesOf, type Routes } from '../postfix/routes.ts'
import { TrustIndex } from '../trust/index.ts'
import type { TrustView } from '../trust/view.ts'
import { addressOf } from './configuration-schema.ts'
import type { Standing } from './directory-follow.ts'
import { LastKnown } from './last-known.ts'

const LOOK_MS = 1_000
/** How far towards `maxStale` it is told that nobody can be decided about soon. */
const WARNINGS = [0.5, 0.9]
/** How long a list of the certificates that end soon is used before it is made anew. */
const ROUTES_MS = 24 * 60 * 60_000
const SMTP_PORT = 25

const WELL = { problem: undefined, isStale: false }

export interface DirectoryState {
  readonly index: TrustIndex | undefined
  readonly isStale: boolean
  /** SHA-256 fingerprints of this server, newest publication first. */
  readonly published: readonly string[]
  /** Of the servers that send connectors reach. */
  readonly addresses: ReadonlyMap<string, readonly Address[]>
  /** For Postfix's questions; nothing where none are asked. */
  readonly routes: Routes
  /** When the directory was last known to be as this says, in milliseconds since 1970. */
  readonly asOfMs: number
  /** Why it cannot be read now. */
  readonly problem: string | undefined
}

export interface SyncOptions {
  readonly configuration: Configuration
  readonly clock: Clock
  readonly raise: Raise
  readonly trace: Trace
  readonly onChange: () => void
  /** How a directory that is elsewhere is followed into the file that is read here. */
  readonly standing?: () => Standing
}

export class DirectorySync {
  readonly #options: SyncOptions
  readonly #lastKnown: LastKnown
  #configuration: Configuration
  #directory: Directory | undefined
  #servers: readonly Server[] = []
  #serversAt: number | undefined
  #watcher: { close(): void } | undefined
  #inode: number | undefined
  #timer: NodeJS.Timeout | undefined
  #warnings = 0
  #readNumber = -1
  /** The file itself cannot be read; a directory elsewhere can be away while its copy is well. */
  #isUnreadable = false
  #routedMs = 0
  #state: DirectoryState = {
    index: undefined,
    isStale: false,
    published: [],
    addresses: new Map(),
    routes: NO_ROUTES,
    asOfMs: 0,
    problem: undefined,
  }

  constructor(options: SyncOptions) {
    this.#options = options
    this.#configuration = options.configuration
    this.#lastKnown = new LastKnown(options.configuration.stateFolder, options.trace)
  }

  get state(): DirectoryState {
    return this.#state
  }

  /** What whoever meets a peer decides by. */
  get view(): TrustView {
    const { index, isStale, addresses, published } = this.#state
    return { index, isStale, addresses, ownFingerprints: published, expired: this.#configuration.trust.expired }
  }

  /** @throws HubtrustError DIRECTORY_*, when the directory cannot be read and no usable copy of it is there */
  start(): void {
    try {
      this.#open()
      this.#follow()
    } catch (error) {
      // A directory that is elsewhere may come any time; nobody is trusted until then.
      if (!this.#loadCopy() && this.#options.standing === undefined) throw error
      this.#unreadable(error)
    }
    this.#timer = setInterval(() => {
      this.#look()
    }, LOOK_MS).unref()
  }

  /** Where a server is, and the DER of what is published for it; undefined while the directory cannot be read. */
  lookUp(
    name: string,
  ): { readonly addresses: readonly Address[]; readonly published: readonly Uint8Array[] } | undefined {
    const directory = this.#directory
    if (directory === undefined) return undefined
    const certificates = directory.server(name)?.certificates ?? []
    const published = certificates.flatMap(({ fingerprint }) => directory.certificateDer(fingerprint) ?? [])
    return { addresses: addressesOf(directory, name), published }
  }

  /** Every server, read once after each change; what was read last while the directory is away. */
  servers(): readonly Server[] {
    const directory = this.#directory
    if (directory === undefined) return this.#servers
    this.#attempt(() => {
      const number = directory.changeNumber()
      if (number === this.#serversAt) return
      this.#servers = directory.servers()
      this.#serversAt = number
    })
    return this.#servers
  }

  /** Undefined while the directory cannot be read. */
  changeNumber(): number | undefined {
    return this.#state.problem === undefined ? this.#directory?.changeNumber() : undefined
  }

  /** Undefined while what is known may be old. */
  get reader(): DirectoryReader | undefined {
    const { problem, isStale } = this.#state
    return problem === undefined && !isStale ? this.#directory : undefined
  }

  /** As the file on this machine has it, however old it is. */
  get kept(): DirectoryReader | undefined {
    return this.#directory
  }

  /** Another configuration: its send connectors reach other servers. The directory's path stays. */
  use(configuration: Configuration): void {
    this.#configuration = configuration
    this.#attempt(() => {
      if (this.#directory !== undefined) this.#read(this.#directory)
    })
  }

  /** What follows the directory says that something is new. */
  told(): void {
    this.#look()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#shut()
  }

  #shut(): void {
    this.#watcher?.close()
    this.#directory?.close()
    this.#watcher = undefined
    this.#directory = undefined
  }

  #open(): void {
    const { path } = this.#configuration.directory
    const { clock, standing } = this.#options
    const followed = standing?.()
    if (followed?.isSettled === false)
      throw failure('DIRECTORY_NOT_READ_YET', { reason: followed.problem ?? 'it is being read' })
    const directory = openEmbeddedDirectory({ path, clock })
    this.#directory = directory
    this.#inode = statOf(path)?.ino
    this.#watcher = directory.watch(
      () => {
        this.#attempt(() => {
          this.#read(directory)
        })
      },
      (error) => {
        this.#unreadable(error)
      },
    )
    this.#read(directory)
  }

  #read(directory: Directory): void {
    const { clock, trace, raise } = this.#options
    const startMs = clock.elapsedMs()
    const { server, gateway } = this.#configuration
    const index = TrustIndex.build(directory.trustEntries())
    const published = directory.server(server.name)?.certificates.map(({ fingerprint }) => fingerprint) ?? []
    const addresses = new Map(gateway.send.map(({ peer }) => [peer, addressesOf(directory, peer)]))
    const routes = this.#routes(directory)
    this.#readNumber = directory.changeNumber()
    this.#isUnreadable = false
    const standing = this.#options.standing?.()
    const { problem, isStale } = standing === undefined ? WELL : this.#state
    const asOfMs = standing?.asOfMs ?? clock.nowMs()
    const wasProblem = this.#state.problem !== undefined && problem === undefined
    if (problem === undefined) this.#warnings = 0
    this.#state = { index, published, addresses, routes, isStale, asOfMs, problem }
    trace('Directory\\Sync', 'directory read', () => ({
      servers: index.serverCount,
      certificates: index.certificateCount,
      refused: index.refused,
      ms: Math.round(clock.elapsedMs() - startMs),
    }))
    if (wasProblem) raise({ id: 30010, args: { servers: index.serverCount } })
    this.#options.onChange()
    const kept = { index, addresses, routes: this.#isAsked ? routes : undefined }
    this.#lastKnown.keep(kept, clock.nowMs())
  }

  /** Whether a mail server of this machine asks who is behind an address. */
  get #isAsked(): boolean {
    const { postfix, exim } = this.#configuration
    return postfix !== undefined || exim !== undefined
  }

  #routes(directory: Directory): Routes {
    if (!this.#isAsked) return NO_ROUTES
    const nowMs = this.#options.clock.nowMs()
    this.#routedMs = nowMs
    // It must last through the time in which the directory may be away.
    return routesOf(directory.servers(), { nowMs, untilMs: nowMs + this.#maxStaleMs + 2 * ROUTES_MS })
  }

  /** Every second: is the directory still there, and is it still that file? */
  #look(): void {
    const inode = statOf(this.#configuration.directory.path)?.ino
    if (this.#directory !== undefined && inode === this.#inode && !this.#isUnreadable) {
      this.#attempt(() => {
        this.#lookInto()
      })
    } else {
      this.#shut()
      this.#attempt(() => {
        this.#open()
        this.#follow()
      })
    }
    this.#age()
  }

  #lookInto(): void {
    const { clock, standing } = this.#options
    const directory = this.#directory
    if (directory === undefined) return
    const isOther = directory.changeNumber() !== this.#readNumber
    if (standing === undefined) this.#state = { ...this.#state, asOfMs: clock.nowMs() }
    // The watcher tells of other changes; what was followed is in force before the source is asked on.
    else if (isOther) this.#read(directory)
    this.#follow()
    if (this.#state.problem === undefined) this.#lastKnown.mark(clock.nowMs())
    this.#routeAgain()
  }

  /** Time passes, and other certificates come near their end. */
  #routeAgain(): void {
    const isDue = this.#options.clock.nowMs() - this.#routedMs > ROUTES_MS
    if (isDue && this.#isAsked && this.#directory !== undefined) this.#read(this.#directory)
  }

  /** Takes over whether the directory elsewhere is followed, and as of when. */
  #follow(): void {
    const { standing, raise, onChange } = this.#options
    if (standing === undefined) return
    const { asOfMs, problem } = standing()
    const { problem: before, isStale, index } = this.#state
    this.#state = { ...this.#state, asOfMs }
    if (problem !== undefined) {
      this.#problem(problem)
      return
    }
    if (before === undefined && !isStale) return
    this.#warnings = 0
    this.#state = { ...this.#state, problem, isStale: false }
    if (before !== undefined) raise({ id: 30010, args: { servers: index?.serverCount ?? 0 } })
    if (isStale) onChange()
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#unreadable(error)
    }
  }

  #unreadable(error: unknown): void {
    this.#isUnreadable = true
    const standing = this.#options.standing?.()
    // It is on its way.
    if (standing?.isSettled === false && standing.problem === undefined) return
    this.#problem(error instanceof HubtrustError ? error.message : reasonOf(error))
  }

  #problem(reason: string): void {
    const { clock, raise, trace } = this.#options
    trace('Directory\\Sync', 'directory not readable', () => ({ reason }))
    const isNew = this.#state.problem === undefined
    this.#state = { ...this.#state, problem: reason }
    if (!isNew) return
    const { asOfMs } = this.#state
    const age = asOfMs === 0 ? '-' : duration(clock.nowMs() - asOfMs)
    raise({ id: 30008, args: { reason, age, maxStale: duration(this.#maxStaleMs) }, cause: 'directory.unreachable' })
    this.#age()
  }

  get #maxStaleMs(): number {
    return this.#configuration.directory.maxStaleMs
  }

  /** In doubt, defer: what is older than `maxStale` is not decided by any more. */
  #age(): void {
    const { clock, raise, onChange } = this.#options
    const { problem, isStale, asOfMs } = this.#state
    const ageMs = clock.nowMs() - asOfMs
    if (problem === undefined || isStale || asOfMs === 0) return
    if (ageMs <= this.#maxStaleMs) {
      this.#warn(ageMs, problem)
      return
    }
    this.#state = { ...this.#state, isStale: true }
    const args = { reason: problem, age: duration(ageMs), maxStale: duration(this.#maxStaleMs) }
    raise({ id: 30008, args, cause: 'directory.stale' })
    onChange()
  }

  #warn(ageMs: number, reason: string): void {
    const passed = WARNINGS.filter((share) => ageMs >= share * this.#maxStaleMs)
    if (passed.length <= this.#warnings) return
    this.#warnings = passed.length
    const percent = Math.floor((100 * ageMs) / this.#maxStaleMs)
    const args = { reason, age: duration(ageMs), maxStale: duration(this.#maxStaleMs), percent }
    this.#options.raise({ id: 30016, args, cause: 'directory.unreachable' })
  }

  /** False when there is no copy that can be read. */
  #loadCopy(): boolean {
    const { server } = this.#configuration
    const known = this.#lastKnown.load({ isAsked: this.#isAsked })
    if (known === undefined) return false
    this.#state = { ...this.#state, ...known, published: known.index.fingerprintsOf(server.name) }
    return true
  }
}

function addressesOf(directory: Directory, peer: string): readonly Address[] {
  const addresses = directory.server(peer)?.addresses ?? []
  return addresses.length === 0 ? [{ host: peer, port: SMTP_PORT }] : addresses.map(addressOf)
}

/** For people: `3 s`, `4 min`, `26 h`. */
function duration(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`
}
