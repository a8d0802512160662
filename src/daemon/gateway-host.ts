/** Where the gateway runs: in this process, or in several. Whoever wires the daemon need not know which. */
import type { Configuration } from '../model/configuration.ts'
import type { TraceTag } from '../model/trace.ts'
import type { GatewayDeps } from '../gateway/hub.ts'
import { Gateway, type GatewayStatistics } from '../gateway/gateway.ts'
import type { ListeningOn } from '../model/listening.ts'
import { NO_IDENTITIES, NO_TRUST, type Identities, type TrustView } from '../gateway/trust-view.ts'

export type GatewaySettings = Pick<Configuration, 'gateway' | 'server'>

export interface GatewayHost {
  /** Listens as the settings say; when that fails, what listened before does so again. @throws HubtrustError NET_* */
  configure(settings: GatewaySettings): Promise<readonly ListeningOn[]>
  setTrust(view: TrustView): void
  setIdentities(identities: Identities): void
  setTraceTags(tags: ReadonlySet<TraceTag>): void
  statistics(): Promise<GatewayStatistics>
  /** Stops accepting; resolves when sessions have ended, or after `withinMs`. */
  drain(withinMs: number): Promise<void>
}

/** In this process. */
export class LocalGateway implements GatewayHost {
  readonly #deps: GatewayDeps
  #settings: GatewaySettings | undefined
  #current: Gateway | undefined
  #listeningOn: readonly ListeningOn[] = []
  #changing: Promise<unknown> = Promise.resolve()
  /** Gateways of earlier settings whose sessions go on. */
  #leaving: readonly Gateway[] = []
  /** What those have counted whose last session has ended: a count since the start must not fall. */
  #gone: GatewayStatistics = sumOf([])
  #trust: TrustView = NO_TRUST
  #identities: Identities = NO_IDENTITIES

  constructor(deps: GatewayDeps) {
    this.#deps = deps
  }

  /** One change at a time: two at once would each leave a gateway listening. */
  configure(settings: GatewaySettings): Promise<readonly ListeningOn[]> {
    const changed = this.#changing.then(() => this.#change(settings))
    this.#changing = changed.catch(() => undefined)
    return changed
  }

  async #change(settings: GatewaySettings): Promise<readonly ListeningOn[]> {
    if (this.#settings !== undefined && isSame(this.#settings, settings)) return this.#listeningOn
    const before = this.#settings
    this.#leave()
    try {
      await this.#start(settings)
    } catch (error) {
      if (before !== undefined) await this.#start(before)
      throw error
    }
    return this.#listeningOn
  }

  async #start(settings: GatewaySettings): Promise<void> {
    const gateway = new Gateway(settings, this.#deps)
    gateway.setIdentities(this.#identities)
    gateway.setTrust(this.#trust)
    this.#listeningOn = await gateway.start()
    this.#current = gateway
    this.#settings = settings
    // What came while it began to listen.
    gateway.setIdentities(this.#identities)
    gateway.setTrust(this.#trust)
  }

  #leave(): void {
    if (this.#current === undefined) return
    this.#current.stopListening()
    this.#leaving = [...this.#leaving, this.#current]
    this.#current = undefined
    this.#settings = undefined
  }

  get #gateways(): readonly Gateway[] {
    const ended = this.#leaving.filter(({ statistics }) => statistics.open + statistics.handshakesInFlight === 0)
    this.#gone = sumOf([this.#gone, ...ended.map(({ statistics }) => statistics)])
    this.#leaving = this.#leaving.filter((gateway) => !ended.includes(gateway))
    return this.#current === undefined ? this.#leaving : [this.#current, ...this.#leaving]
  }

  setTrust(view: TrustView): void {
    this.#trust = view
    for (const gateway of this.#gateways) gateway.setTrust(view)
  }

  setIdentities(identities: Identities): void {
    this.#identities = identities
    for (const gateway of this.#gateways) gateway.setIdentities(identities)
  }

  /** The switch is in this process already. */
  setTraceTags(): void {
    return
  }

  statistics(): Promise<GatewayStatistics> {
    const current = this.#gateways.map(({ statistics }) => statistics)
    return Promise.resolve(sumOf([this.#gone, ...current]))
  }

  async drain(withinMs: number): Promise<void> {
    await Promise.all(this.#gateways.map((gateway) => gateway.drain(withinMs)))
  }
}

function isSame(left: GatewaySettings, right: GatewaySettings): boolean {
  const essence = ({ gateway, server }: GatewaySettings): string => JSON.stringify([gateway, server.name])
  return essence(left) === essence(right)
}

export function sumOf(parts: readonly GatewayStatistics[]): GatewayStatistics {
  const total = (pick: (part: GatewayStatistics) => number): number => parts.reduce((sum, part) => sum + pick(part), 0)
  const peers = new Map<string, GatewayStatistics['peers'][number]>()
  for (const peer of parts.flatMap((part) => part.peers)) {
    const key = `${peer.direction} ${peer.server}`
    const other = peers.get(key)
    const latest = other === undefined || other.at < peer.at ? peer : other
    peers.set(key, { ...latest, count: peer.count + (other?.count ?? 0) })
  }
  return {
    open: total(({ open }) => open),
    trusted: total(({ trusted }) => trusted),
    refused: total(({ refused }) => refused),
    anonymous: total(({ anonymous }) => anonymous),
    handshakesInFlight: total(({ handshakesInFlight }) => handshakesInFlight),
    peers: [...peers.values()],
  }
}
