/** The console of a running gateway: what it asks is answered from what the daemon knows already. */
import type { Clock } from '../core/clock.ts'
import { failure, HubtrustError, reasonOf } from '../core/errors.ts'
import { Console } from '../console/console.ts'
import type { ConsoleHost, Explained, OwnStore } from '../console/host.ts'
import type { Live } from '../console/live.ts'
import { readText } from '../disk/files.ts'
import type { Configuration, ConsoleSettings } from '../model/configuration.ts'
import type { EventRecord, Raise } from '../model/events.ts'
import type { HttpTls } from '../net/http.ts'
import { openFolderStore } from '../store/folder.ts'
import type { DirectorySync } from './directory-sync.ts'
import { runCommand, type Program } from './command.ts'
import { eventsFolder, readEvents } from './event-log.ts'
import { followLabMail } from './lab-mail.ts'
import { metricsText } from './metrics.ts'
import type { OwnCertificates } from './own-certificates.ts'
import { readRepairs } from './repair-log.ts'
import type { DaemonStatus } from './status.ts'
import type { TraceSwitch } from './trace-switch.ts'

/** How long what was read of the store is shown again; a change made in the console is seen at once. */
const STORE_MS = 500
/** How often sessions are looked at while somebody follows. */
const SESSIONS_MS = 2_000

/** What only whoever started the program knows. */
export interface ConsoleGround {
  /** This program; words follow. */
  readonly program: Program
  /** Where the built pages lie; undefined when nobody can say. */
  readonly pagesFolder: string | undefined
  /** The folder of the lab whose server this is. */
  readonly labRoot: string | undefined
}

export interface ConsoleDoorOptions {
  readonly ground: ConsoleGround
  readonly clock: Clock
  readonly settings: ConsoleSettings
  readonly configuration: Configuration
  readonly raise: Raise
  readonly status: () => Promise<DaemonStatus>
  readonly sync: DirectorySync
  readonly own: OwnCertificates
  readonly trace: TraceSwitch
  readonly onTraceTags: () => void
  readonly lookAgain: () => void
}

export class ConsoleDoor {
  readonly #console: Console
  readonly #options: ConsoleDoorOptions
  readonly #timer: NodeJS.Timeout
  readonly #mail: { close(): void } | undefined
  #sessions = ''

  /** Undefined when it cannot be opened, which event 30007 tells: mail flows without it. */
  static async open(options: ConsoleDoorOptions): Promise<ConsoleDoor | undefined> {
    const { settings, raise, clock, configuration, ground } = options
    try {
      const opened = await Console.open({
        host: hostOf(options),
        clock,
        stateFolder: configuration.stateFolder,
        listen: settings.listen,
        tls: tlsOf(settings),
        allowedHosts: settings.allowedHosts,
        pagesFolder: ground.pagesFolder,
        labRoot: ground.labRoot,
      })
      return new ConsoleDoor(options, opened)
    } catch (error) {
      const { host, port } = settings.listen
      const isPortTaken = error instanceof HubtrustError && error.code === 'NET_PORT_IN_USE'
      raise({
        id: 30007,
        args: { connector: 'console', address: `${host}:${String(port)}`, reason: reasonOf(error) },
        ...(isPortTaken ? { cause: 'listener.port-conflict' } : {}),
      })
      return undefined
    }
  }

  private constructor(options: ConsoleDoorOptions, opened: Console) {
    this.#options = options
    this.#console = opened
    const { labRoot } = options.ground
    this.#mail =
      labRoot === undefined
        ? undefined
        : followLabMail(labRoot, (mail) => {
            this.tell('mail', mail)
          })
    this.#timer = setInterval(() => {
      if (opened.live.count > 0) void this.#lookAtSessions()
    }, SESSIONS_MS).unref()
  }

  get url(): string {
    return this.#console.url
  }

  event(record: EventRecord): void {
    this.#console.event(record)
  }

  readonly tell: Live['tell'] = (name, news) => {
    this.#console.live.tell(name, news)
  }

  directoryChanged(): void {
    const { index } = this.#options.sync.state
    const changeNumber = this.#options.sync.changeNumber()
    this.tell('directory', {
      ...(changeNumber === undefined ? {} : { changeNumber }),
      servers: index?.serverCount ?? 0,
      certificates: index?.certificateCount ?? 0,
    })
  }

  /** The certificate of the console may have been renewed; one that cannot be read changes nothing. */
  readTls(): void {
    try {
      const tls = tlsOf(this.#options.settings)
      if (tls !== undefined) this.#console.useTls(tls)
    } catch (error) {
      this.#options.trace.trace('Common\\Certificate', 'the certificate of the console cannot be read', () => ({
        reason: reasonOf(error),
      }))
    }
  }

  async #lookAtSessions(): Promise<void> {
    const { sessions } = await this.#options.status()
    const { open, trusted, refused, anonymous } = sessions
    const seen = [open, trusted, refused, anonymous].join()
    if (seen !== this.#sessions) this.tell('status', { changed: 'sessions' })
    this.#sessions = seen
  }

  close(): void {
    clearInterval(this.#timer)
    this.#mail?.close()
    this.#console.close()
  }
}

/** @throws HubtrustError DISK_READ_FAILED */
function tlsOf({ tls }: ConsoleSettings): HttpTls | undefined {
  return tls === undefined ? undefined : { certificatePem: readText(tls.certificate), keyPem: readText(tls.key) }
}

function hostOf({ configuration, clock, status, sync, own, trace, ground, ...acts }: ConsoleDoorOptions): ConsoleHost {
  const { server, path, expiryWarningMs, directory, stateFolder, account } = configuration
  const store = openFolderStore({ folder: stateFolder, account, clock })
  const explained = (direction: 'inbound' | 'outbound', name?: string): Explained => {
    const found = own.explain(direction, name)
    if (found === undefined) throw failure('CONSOLE_BUSY', {})
    return found
  }
  let seen: { readonly own: OwnStore; readonly atMs: number } | undefined
  const ownStore = (): OwnStore => {
    const nowMs = clock.elapsedMs()
    if (seen === undefined || nowMs - seen.atMs > STORE_MS) {
      const [certificates, pending, problems] = [store.list(), store.pendingRequests(), store.problems()]
      const fresh = { certificates, pending, problems, published: sync.state.published, inUse: own.selection?.inUse }
      seen = { own: fresh, atMs: nowMs }
    }
    return seen.own
  }
  return {
    settings: {
      server: server.name,
      configurationFile: path,
      expiryWarningMs,
      directoryKind: directory.kind,
      maxStaleMs: directory.maxStaleMs,
    },
    status,
    store: ownStore,
    hostNames: () => Promise.resolve({ ...own.hostNames }),
    selection: (direction, name) => Promise.resolve(explained(direction, name)),
    servers: () => sync.servers(),
    changeNumber: () => sync.changeNumber(),
    recentEvents: (limit) => readEvents(eventsFolder(configuration), { limit }),
    trace: (tags, onLine) => {
      const listener = trace.listen({ tags, onLine })
      acts.onTraceTags()
      return {
        close: () => {
          listener.close()
          acts.onTraceTags()
        },
      }
    },
    run: (order) => runCommand(ground.program, order),
    repairs: () => readRepairs(stateFolder),
    lookAgain: () => {
      seen = undefined
      acts.lookAgain()
    },
    metrics: async () =>
      metricsText({
        server: server.name,
        gateway: await status(),
        certificates: store.list(),
        selection: explained('inbound').selection,
      }),
  }
}
