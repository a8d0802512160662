/**
 * The daemon: builds every part once, connects them, and takes them down in order. It decides nothing.
 *
 *     directory ──► trust view ──┐
 *     store, names ──► identities ──► gateway (here, or in workers) ──► events, trace
 */
import { isoTime, type Clock } from '../core/clock.ts'
import { HubtrustError, reasonOf } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import { VERSION } from '../core/version.ts'
import { accountOf, currentAccount } from '../disk/accounts.ts'
import type { EdgeSource } from '../directory/edge/source.ts'
import { makeFolder } from '../disk/files.ts'
import type { Source } from '../directory/source.ts'
import type { ListeningOn } from '../model/listening.ts'
import type { GatewayDeps } from '../gateway/hub.ts'
import type { Configuration } from '../model/configuration.ts'
import type { EventRecord, Raise } from '../model/events.ts'
import { closeInherited } from '../net/inherited.ts'
import type { LocalListener } from '../net/local.ts'
import type { Identity } from '../net/tls.ts'
import type { CertificateStore } from '../store/contract.ts'
import { openFolderStore } from '../store/folder.ts'
import { ChainKeeper } from './chain-keeper.ts'
import { readConfiguration } from './configuration.ts'
import { ConsoleDoor, type ConsoleGround } from './console-host.ts'
import { openControl } from './control.ts'
import { EdgePush } from './edge-push.ts'
import { edgeSourceOf } from './edge-side.ts'
import { sourceOf } from './directory-source.ts'
import { eventsFolder, openEventLog, type EventLog } from './event-log.ts'
import { LocalGateway, type GatewayHost } from './gateway-host.ts'
import { KnownDirectory } from './known-directory.ts'
import { OwnCertificates } from './own-certificates.ts'
import { EximHost, type EximStatus } from './exim-host.ts'
import { PostfixHost, type PostfixStatus } from './postfix-host.ts'
import type { DaemonStatus } from './status.ts'
import { TraceSwitch } from './trace-switch.ts'
import { Watch } from './watch.ts'
import { Workers } from './workers.ts'

export interface DaemonOptions {
  readonly configuration: Configuration
  readonly clock: Clock
  /** Every event that is written, for whoever watches. */
  readonly onEvent?: (record: EventRecord) => void
  /** The disk has become full, or is fine again (`undefined`). */
  readonly onDisk?: (problem: string | undefined) => void
  /** What stands behind a directory that is elsewhere, in place of what the configuration says. */
  readonly openSource?: (configuration: Configuration) => Source
  /** What the console needs of whoever started the program; without it there is none. */
  readonly console?: ConsoleGround
}

/** Settings that are only read at the start. */
const FIXED = ['account', 'stateFolder', 'runFolder', 'directory', 'events', 'console'] as const

export class Daemon {
  readonly #options: DaemonOptions
  readonly #log: EventLog
  readonly #traceSwitch: TraceSwitch
  readonly #directory: KnownDirectory
  readonly #own: OwnCertificates
  readonly #gateway: GatewayHost
  readonly #postfix: PostfixHost
  readonly #exim: EximHost
  readonly #chains: { readonly postfix: ChainKeeper; readonly exim: ChainKeeper }
  readonly #watch: Watch
  readonly #store: CertificateStore
  /** Where the directory is pushed from inside. */
  readonly #edge: EdgeSource | undefined
  /** Where it is not. */
  readonly #push: EdgePush | undefined
  #identity: Identity | undefined
  readonly #startedAt: string
  #configuration: Configuration
  #console: ConsoleDoor | undefined
  #control: LocalListener | undefined
  #listening: readonly ListeningOn[] = []
  #isReloading = Promise.resolve()

  /** Starts everything or nothing. @throws HubtrustError DAEMON_*, DIRECTORY_*, DISK_*, NET_* */
  static async start(options: DaemonOptions): Promise<Daemon> {
    const { runFolder } = options.configuration
    makeFolder(runFolder, { mode: 0o755 })
    const daemon = new Daemon(options)
    try {
      await daemon.#start()
      return daemon
    } catch (error) {
      await daemon.stop(0)
      throw error
    }
  }

  private constructor(options: DaemonOptions) {
    const { configuration, clock, onDisk } = options
    this.#options = options
    this.#configuration = configuration
    this.#startedAt = isoTime(clock.nowMs())
    this.#log = openEventLog({
      folder: eventsFolder(configuration),
      serverName: configuration.server.name,
      clock,
      ...configuration.events,
      group: readersGroup(configuration),
      ...(onDisk === undefined ? {} : { onDisk }),
      onRecord: (record) => {
        this.#console?.event(record)
        options.onEvent?.(record)
      },
    })
    this.#traceSwitch = new TraceSwitch(clock)
    const raise: Raise = (event) => {
      this.#log.raise(event)
    }
    const { trace } = this.#traceSwitch
    this.#watch = new Watch({
      configurationFile: configuration.path,
      clock,
      trace,
      onLatest: () => {
        this.#console?.tell('status', { changed: 'doctor' })
      },
    })
    this.#gateway = this.#openGateway({
      clock,
      raise,
      trace,
      onOwnCertificateUsed: (direction) => {
        this.#own.used(direction)
      },
    })
    this.#postfix = new PostfixHost({ clock, raise, trace })
    this.#store = openFolderStore({ folder: configuration.stateFolder, account: configuration.account, clock })
    this.#exim = new EximHost({ clock, raise, trace })
    this.#chains = {
      postfix: new ChainKeeper({ program: 'Postfix', clock, raise }),
      exim: new ChainKeeper({ program: 'Exim', clock, raise }),
    }
    this.#own = this.#openOwn(raise)
    this.#edge = this.#openEdge(raise)
    this.#directory = new KnownDirectory({
      ...{ configuration, clock, raise, trace },
      source: options.openSource?.(configuration) ?? this.#edge ?? sourceOf(configuration, process.env, clock),
      onChange: () => {
        this.#setTrust()
        void this.#own.evaluate()
        this.#push?.told()
        this.#watch.changed()
        this.#console?.directoryChanged()
      },
    })
    this.#push = configuration.directory.kind === 'edge' ? undefined : this.#openPush(raise)
  }

  #openOwn(raise: Raise): OwnCertificates {
    const { configuration, clock } = this.#options
    return new OwnCertificates({
      ...{ configuration, clock, raise, trace: this.#traceSwitch.trace },
      store: this.#store,
      published: () => this.#directory.sync.state.published,
      onIdentities: (identities) => {
        this.#identity = identities.internal
        this.#gateway.setIdentities(identities)
        this.#push?.show(identities.internal)
        this.#edge?.tellNamed()
        for (const chain of Object.values(this.#chains)) chain.show(identities.internal, identities.problem)
        this.#watch.changed()
        const inUse = identities.internal?.fingerprint
        this.#console?.tell('certificate', inUse === undefined ? {} : { inUse })
      },
    })
  }

  #openPush(raise: Raise): EdgePush {
    const { configuration, clock } = this.#options
    return new EdgePush({
      ...{ configuration, clock, raise },
      view: () => this.#directory.sync.view,
      reader: () => this.#directory.sync.reader,
    })
  }

  #openEdge(raise: Raise): EdgeSource | undefined {
    const { configuration, clock } = this.#options
    return edgeSourceOf({
      ...{ configuration, clock, raise, trace: this.#traceSwitch.trace, store: this.#store },
      identity: () => this.#identity,
      selection: () => this.#own.selection,
      state: () => this.#directory.sync.state,
      kept: () => this.#directory.sync.kept,
      held: () => this.#directory.follow?.status.held ?? [],
    })
  }

  #openGateway(deps: GatewayDeps): GatewayHost {
    const { processes } = this.#configuration.gateway
    if (processes === 1) return new LocalGateway(deps)
    return new Workers({
      processes,
      deps,
      onLine: (line) => {
        this.#traceSwitch.pass(line)
      },
    })
  }

  async #start(): Promise<void> {
    this.#control = await openControl({
      configuration: this.#configuration,
      traceSwitch: this.#traceSwitch,
      status: () => this.status(),
      onEdgeSync: (edge) => {
        this.#push?.hurry(edge)
      },
      confirm: (servers) => this.#directory.follow?.confirm(servers) ?? [],
      onTraceTags: () => {
        this.#gateway.setTraceTags(this.#traceSwitch.tags)
      },
    })
    this.#directory.start()
    await this.#own.start()
    this.#setTrust()
    this.#listening = await this.#gateway.configure(this.#configuration)
    await this.#configureAsked(this.#configuration)
    this.#watch.start()
    this.#console = await this.#openConsole()
  }

  #openConsole(): Promise<ConsoleDoor | undefined> {
    const { clock, console: ground } = this.#options
    const settings = this.#configuration.console
    if (settings === undefined || ground === undefined) return Promise.resolve(undefined)
    return ConsoleDoor.open({
      ground,
      clock,
      settings,
      configuration: this.#configuration,
      raise: (event) => {
        this.#log.raise(event)
      },
      status: () => this.status(),
      sync: this.#directory.sync,
      own: this.#own,
      trace: this.#traceSwitch,
      lookAgain: () => {
        this.#watch.changed()
      },
      onTraceTags: () => {
        this.#gateway.setTraceTags(this.#traceSwitch.tags)
      },
    })
  }

  /** Where a browser opens the console; undefined where there is none. */
  get consoleUrl(): string | undefined {
    return this.#console?.url
  }

  get listening(): readonly ListeningOn[] {
    return this.#listening
  }

  /** Undefined where no Postfix asks. */
  get postfix(): PostfixStatus | undefined {
    return this.#postfix.status
  }

  /** Undefined where no Exim asks. */
  get exim(): EximStatus | undefined {
    return this.#exim.status
  }

  #setTrust(): void {
    const { view } = this.#directory.sync
    this.#gateway.setTrust(view)
    this.#postfix.setTrust(view, this.#directory.sync.state.routes)
    this.#exim.setTrust(view, this.#directory.sync.state.routes)
  }

  /** Reads the configuration again; one that is wrong changes nothing. The outcome is event 30006. */
  reload(): Promise<void> {
    this.#isReloading = this.#isReloading.then(() => this.#reload())
    return this.#isReloading
  }

  async #reload(): Promise<void> {
    let outcome: string
    try {
      outcome = await this.#take(readConfiguration(this.#configuration.path))
    } catch (error) {
      outcome = error instanceof HubtrustError ? error.message : reasonOf(error)
    }
    this.#log.raise({ id: 30006, args: { outcome } })
  }

  async #take(fresh: Configuration): Promise<string> {
    const before = this.#configuration
    const kept = FIXED.filter((name) => JSON.stringify(fresh[name]) !== JSON.stringify(before[name]))
    const { processes } = before.gateway
    const isCountKept = fresh.gateway.processes !== processes
    const fixed = {
      account: before.account,
      stateFolder: before.stateFolder,
      runFolder: before.runFolder,
      directory: before.directory,
      events: before.events,
      console: before.console,
    }
    const next = { ...fresh, ...fixed, gateway: { ...fresh.gateway, processes } }
    this.#listening = await this.#gateway.configure(next)
    await this.#takeAsked(next)
    this.#configuration = next
    this.#console?.readTls()
    this.#directory.sync.use(next)
    await this.#own.use(next)
    this.#setTrust()
    const needsRestart = [...kept, ...(isCountKept ? ['gateway.processes'] : [])]
    return needsRestart.length === 0 ? 'in force' : `in force, except what needs a restart: ${needsRestart.join(', ')}`
  }

  /** Where Postfix or Exim cannot be answered as the new configuration says, nothing of it is taken. */
  async #takeAsked(next: Configuration): Promise<void> {
    try {
      await this.#configureAsked(next)
    } catch (error) {
      this.#listening = await this.#gateway.configure(this.#configuration)
      await this.#configureAsked(this.#configuration)
      throw error
    }
  }

  async #configureAsked(configuration: Configuration): Promise<void> {
    await this.#postfix.configure(configuration)
    await this.#exim.configure(configuration)
    this.#chains.postfix.use(configuration.postfix?.chain)
    this.#chains.exim.use(configuration.exim?.chain)
  }

  async status(): Promise<DaemonStatus> {
    const { index, isStale, asOfMs, problem } = this.#directory.sync.state
    const { follow } = this.#directory
    const { clock } = this.#options
    return {
      pid: process.pid,
      version: VERSION,
      server: this.#configuration.server.name,
      startedAt: this.#startedAt,
      processes: this.#configuration.gateway.processes,
      listening: this.#listening,
      directory: {
        servers: index?.serverCount ?? 0,
        certificates: index?.certificateCount ?? 0,
        asOf: isoTime(asOfMs),
        ageMs: clock.nowMs() - asOfMs,
        isStale,
        ...(problem === undefined ? {} : { problem }),
        ...(follow === undefined ? {} : { follow: follow.status }),
      },
      inUse: this.#own.selection?.inUse,
      sessions: await this.#gateway.statistics(),
      events: this.#log.counts,
      ...(this.#console === undefined ? {} : { console: this.#console.url }),
      ...(this.#postfix.status === undefined ? {} : { postfix: this.#postfix.status }),
      ...(this.#edge === undefined ? {} : { edge: this.#edge.status }),
      ...(this.#push === undefined || this.#push.status.length === 0 ? {} : { edges: this.#push.status }),
      ...(this.#exim.status === undefined ? {} : { exim: this.#exim.status }),
      ...(this.#watch.latest === undefined ? {} : { doctor: this.#watch.latest }),
    }
  }

  /** Stops accepting, lets sessions end for `withinMs`, then lets go of everything. */
  async stop(withinMs: number = LIMITS.drainMs): Promise<void> {
    await this.#isReloading
    closeInherited()
    this.#console?.close()
    this.#postfix.close()
    this.#exim.close()
    await this.#gateway.drain(withinMs)
    await Promise.all(Object.values(this.#chains).map((chain) => chain.close()))
    this.#postfix.end()
    this.#exim.end()
    this.#watch.close()
    this.#own.close()
    await this.#push?.close()
    await this.#directory.close()
    this.#control?.close()
    this.#log.close()
  }
}

/** As root the log is readable for the group of the service account, as the keys are. */
function readersGroup({ account }: Configuration): number | undefined {
  return currentAccount().uid === 0 ? accountOf(account)?.gid : undefined
}
