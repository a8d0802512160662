/**
 * Facts of this host, for the doctor: everything it reasons about, taken without changing anything. Each section fails by
 * itself, every wait has a deadline, and what did not answer by then is a fact.
 *
 * What lies on this machine is read first, because reading holds everything else up and would eat into deadlines; then
 * everybody who must be asked is asked at once.
 */
import { isoTime, type Clock } from '../core/clock.ts'
import { VERSION } from '../core/version.ts'
import type { Configuration } from '../model/configuration.ts'
import {
  FACTS_SCHEMA,
  known,
  unknown,
  type AccountFacts,
  type BackendFacts,
  type BalancerFacts,
  type ClockFacts,
  type DirectoryFacts,
  type Facts,
  type MailServerFacts,
  type NameFacts,
  type PeerFacts,
  type Section,
  type SectionName,
  type StoreFacts,
} from '../model/facts.ts'
import type { HostNames } from '../model/names.ts'
import type { PostfixServiceFacts } from '../model/postfix-facts.ts'
import type { Identity } from '../net/tls.ts'
import { lookAtAccount } from '../probe/account.ts'
import { lookAtBackend } from '../probe/backend.ts'
import { lookForBalancer } from '../probe/balancer.ts'
import { lookAtClock, newestOf } from '../probe/clock.ts'
import { lookAtMailServers } from '../probe/mail-server.ts'
import { hostNamesOf, lookAtNames, lookupsOf } from '../probe/names.ts'
import type { CertificateStore } from '../store/contract.ts'
import { openFolderStore } from '../store/folder.ts'
import type { TrustIndex } from '../trust/index.ts'
import { select } from '../trust/selection.ts'
import {
  addressesElsewhere,
  listenerFacts,
  ownNameProbes,
  ownPorts,
  peerFacts,
  type HandshakeOptions,
  type Running,
} from './collect-handshakes.ts'
import {
  configurationFacts,
  directoryFacts,
  eventFacts,
  gatewayFacts,
  machineFacts,
  storeFacts,
} from './collect-here.ts'
import { postfixFolderOf, postfixServiceFacts } from './collect-postfix.ts'
import { sectionOf, valueOf } from './section.ts'

/** For each attempt to reach somebody. */
const NETWORK_MS = 2_500
/** Our own name leads to ourselves, or to a balancer nearby. */
const NEAR_MS = 1_000

export interface CollectOptions {
  readonly configurationFile: string
  readonly clock: Clock
  /** Whether to shake hands with the servers of the directory. */
  readonly hasPeers: boolean
  /** Only what lies on this machine: nobody is asked over the network but the resolver, and no mail server is looked at. */
  readonly isHereOnly?: boolean
  /** For each attempt to reach somebody; 2,500 ms when left out. */
  readonly networkMs?: number
  /** Postfix's folder; the one the configuration tells of a new certificate, else Postfix's own choice, when left out. */
  readonly postfixFolder?: string
  /** Told as each section is done. */
  readonly onProgress?: (section: SectionName) => void
}

/** Never throws for anything that is wrong with this host: that is in the facts. */
export async function collectFacts(options: CollectOptions): Promise<Facts> {
  const collection = new Collection(options)
  const here = await collection.read()
  return collection.assemble(here, await collection.ask(here))
}

/** What was read before anybody was asked. */
interface Here {
  readonly configuration: Section<Configuration>
  readonly directory: Section<DirectoryFacts>
  readonly store: Section<StoreFacts>
  readonly events: Facts['events']
}

type Asked = Omit<Facts, 'schema' | 'version' | 'takenAt' | 'source' | 'server' | 'machine' | keyof Here>

const HERE_ONLY = ['not-asked', 'only this machine was looked at'] as const
const NOT_ASKED: Omit<Asked, 'names' | 'gateway'> = {
  peers: unknown(...HERE_ONLY),
  account: unknown(...HERE_ONLY),
  mailServers: unknown(...HERE_ONLY),
  postfixService: unknown(...HERE_ONLY),
  backends: unknown(...HERE_ONLY),
  listeners: unknown(...HERE_ONLY),
  balancer: unknown(...HERE_ONLY),
  clock: unknown(...HERE_ONLY),
}

/** Without how the directory, Postfix and Exim are reached: no check asks. */
function described(section: Section<Configuration>): Facts['configuration'] {
  if (section.state === 'unknown') return section
  const { path, server, account, stateFolder, runFolder, directory, trust, expiryWarningMs, gateway, events } =
    section.value
  const { kind, path: place, maxStaleMs } = directory
  const described = { kind, path: place, maxStaleMs }
  return {
    ...section,
    value: {
      path,
      server,
      account,
      stateFolder,
      runFolder,
      directory: described,
      trust,
      expiryWarningMs,
      gateway,
      events,
    },
  }
}

class Collection {
  readonly #options: CollectOptions
  readonly #takenAt: string
  #store: CertificateStore | undefined
  #index: TrustIndex | undefined

  constructor(options: CollectOptions) {
    this.#options = options
    this.#takenAt = isoTime(options.clock.nowMs())
  }

  async read(): Promise<Here> {
    const { configurationFile, clock } = this.#options
    const configuration = await this.#section('configuration', () => configurationFacts(configurationFile))
    return {
      configuration,
      directory: await this.#configured('directory', configuration, (settings) => {
        const { section, index } = directoryFacts(settings, clock)
        this.#index = index
        return section
      }),
      store: await this.#configured('store', configuration, (settings) => {
        this.#store = openFolderStore({ folder: settings.stateFolder, account: settings.account, clock })
        return storeFacts(this.#store, settings)
      }),
      events: await this.#configured('events', configuration, (settings) => eventFacts(settings, clock)),
    }
  }

  async ask(here: Here): Promise<Asked> {
    const { configuration } = here
    const settings = valueOf(configuration)
    const question = {
      stated: settings?.server.hostNames ?? {},
      serverName: settings?.server.name ?? '',
      clock: this.#options.clock,
    }
    const hostNames = hostNamesOf(question)
    const names = this.#section('names', async () =>
      known(await lookAtNames(question, hostNames), { source: '/etc/hosts' }, { source: '/etc/resolv.conf' }),
    )
    const gateway = this.#configured('gateway', configuration, gatewayFacts)
    if (this.#options.isHereOnly === true) return { ...NOT_ASKED, names: await names, gateway: await gateway }
    const running = gateway.then(valueOf)
    const peers = this.#peers(here, hostNames)
    const mailServers = this.#section('mailServers', () => this.#mailServers(settings))
    const waiting = {
      account: this.#account(here),
      postfixService: this.#configured('postfixService', configuration, (found) =>
        this.#postfixService(found, here, mailServers),
      ),
      backends: this.#configured('backends', configuration, (found) => this.#backends(found)),
      listeners: this.#configured('listeners', configuration, (found) =>
        listenerFacts(this.#handshakes(found), running),
      ),
      balancer: this.#section('balancer', () => this.#balancer(here, { names, running })),
      clock: this.#section('clock', () => this.#clock(here, peers)),
    }
    return {
      names: await names,
      gateway: await gateway,
      peers: await peers,
      account: await waiting.account,
      mailServers: await mailServers,
      postfixService: await waiting.postfixService,
      backends: await waiting.backends,
      listeners: await waiting.listeners,
      balancer: await waiting.balancer,
      clock: await waiting.clock,
    }
  }

  assemble(here: Here, asked: Asked): Facts {
    const settings = valueOf(here.configuration)
    return {
      schema: FACTS_SCHEMA,
      version: VERSION,
      takenAt: this.#takenAt,
      source: 'live',
      ...(settings === undefined ? {} : { server: settings.server.name }),
      machine: machineFacts(),
      ...here,
      configuration: described(here.configuration),
      ...asked,
    }
  }

  async #section<T>(name: SectionName, look: () => Section<T> | Promise<Section<T>>): Promise<Section<T>> {
    // Reading holds everything else up: between two sections a running gateway carries mail.
    await new Promise((resolve) => setImmediate(resolve))
    const section = await sectionOf(look)
    this.#options.onProgress?.(name)
    return section
  }

  /** A section that nothing can be said of without the configuration. */
  #configured<T>(
    name: SectionName,
    configuration: Section<Configuration>,
    look: (configuration: Configuration) => Section<T> | Promise<Section<T>>,
  ): Promise<Section<T>> {
    return this.#section(name, () =>
      configuration.state === 'known'
        ? look(configuration.value)
        : unknown(configuration.reason, 'the configuration is not known'),
    )
  }

  #handshakes(configuration: Configuration): HandshakeOptions {
    const { clock, networkMs = NETWORK_MS } = this.#options
    return { configuration, clock, withinMs: networkMs }
  }

  #peers({ configuration, directory, store }: Here, names: Promise<HostNames>): Promise<Section<readonly PeerFacts[]>> {
    return this.#configured('peers', configuration, async (settings) => {
      if (!this.#options.hasPeers) return unknown('not-asked', '--no-peers')
      if (directory.state === 'unknown') return unknown(directory.reason, 'the directory is not known')
      const { servers } = directory.value
      const own = servers.find(({ name }) => name === settings.server.name)
      const published = (own?.certificates ?? []).map(({ fingerprint }) => fingerprint)
      return peerFacts({
        ...this.#handshakes(settings),
        servers,
        identity: this.#identity(valueOf(store), published, await names),
        view: {
          index: this.#index,
          isStale: false,
          expired: settings.trust.expired,
          ownFingerprints: published,
          addresses: new Map(),
        },
      })
    })
  }

  /** The certificate a connection would show now; undefined when there is none, or its key is not for us to read. */
  #identity(facts: StoreFacts | undefined, published: readonly string[], hostNames: HostNames): Identity | undefined {
    const store = facts?.certificates ?? []
    const { inUse } = select({
      direction: 'outbound',
      purpose: 'internal',
      hostNames,
      store,
      published,
      nowIso: this.#takenAt,
    })
    const certificate = store.find(({ fingerprint }) => fingerprint === inUse)
    if (certificate === undefined || this.#store === undefined) return undefined
    const { fingerprint, thumbprint } = certificate
    try {
      const certificateDer = this.#store.certificateDer(thumbprint)
      return { fingerprint, thumbprint, certificateDer, keyPem: this.#store.keyPem(thumbprint) }
    } catch {
      // Why the key cannot be had is in the facts of the store.
      return undefined
    }
  }

  #account({ configuration, store }: Here): Promise<Section<AccountFacts>> {
    return this.#configured('account', configuration, async ({ account: name }) => {
      const certificates = valueOf(store)?.certificates ?? []
      const keyPaths = certificates.flatMap(({ key }) => (key.present && key.path !== undefined ? key.path : []))
      const facts = await lookAtAccount({ name, keyPaths, clock: this.#options.clock })
      return known(facts, { source: `getent passwd ${name}` })
    })
  }

  async #mailServers(settings: Configuration | undefined): Promise<Section<readonly MailServerFacts[]>> {
    const folder = this.#options.postfixFolder ?? (settings === undefined ? undefined : postfixFolderOf(settings))
    const found = await lookAtMailServers(folder === undefined ? {} : { postfixFolder: folder })
    return known(found, { source: 'postconf' })
  }

  async #postfixService(
    settings: Configuration,
    { directory }: Here,
    asked: Promise<Section<readonly MailServerFacts[]>>,
  ): Promise<Section<PostfixServiceFacts>> {
    const found = valueOf(await asked) ?? []
    return postfixServiceFacts({
      ...this.#handshakes(settings),
      postfix: found.find(({ product }) => product === 'postfix'),
      servers: valueOf(directory)?.servers ?? [],
    })
  }

  async #backends({ path, gateway }: Configuration): Promise<Section<readonly BackendFacts[]>> {
    const { clock } = this.#options
    const facts = gateway.receive.map((connector) => lookAtBackend({ connector, clock }))
    return known(await Promise.all(facts), { source: path })
  }

  async #balancer(
    { configuration, directory }: Here,
    asked: { readonly names: Promise<Section<NameFacts>>; readonly running: Running },
  ): Promise<Section<BalancerFacts>> {
    const settings = valueOf(configuration)
    const seen = valueOf(await asked.names)
    const lookups = seen === undefined ? [] : lookupsOf(seen, settings?.server.name)
    const listening = settings?.gateway.receive.map(({ listen }) => listen.port) ?? []
    const found = lookForBalancer({ ports: listening, lookups })
    const addresses = [...new Set(lookups.flatMap((lookup) => lookup.addresses))]
    if (settings === undefined) return known({ ...found, ownNameProbes: [] })
    const options = { ...this.#handshakes(settings), withinMs: Math.min(NEAR_MS, this.#options.networkMs ?? NEAR_MS) }
    const own = valueOf(directory)?.servers.find(({ name }) => name === settings.server.name)
    const told = await addressesElsewhere(settings, own, asked.running)
    const signs = [...found.virtualAddresses, ...found.software, ...found.elsewhere, ...addresses.slice(1)]
    const ports = signs.length === 0 ? [] : await ownPorts(settings, own, asked.running)
    const probes = await ownNameProbes(options, { addresses, ports, told })
    return known({ ...found, ownNameProbes: probes })
  }

  async #clock({ configuration, directory }: Here, peers: Promise<Section<readonly PeerFacts[]>>) {
    const facts = await lookAtClock({ clock: this.#options.clock })
    const offsets = (valueOf(await peers) ?? []).flatMap(({ server, handshakes }) => {
      const seconds = handshakes.find(({ clockOffsetS }) => clockOffsetS !== undefined)?.clockOffsetS
      return seconds === undefined ? [] : [{ of: server, seconds }]
    })
    const read = valueOf(directory)
    const newest = read === undefined ? undefined : newestOf(read, valueOf(configuration)?.server.name ?? '')
    const seen: ClockFacts = { ...facts, offsets, ...(newest === undefined ? {} : { newestOfDirectory: newest }) }
    return known(seen, { source: 'timedatectl' })
  }
}
