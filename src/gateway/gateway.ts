/** The SMTP gateway of one process: its connectors, what they trust and what they show. */
import type { Configuration } from '../model/configuration.ts'
import type { ListeningOn } from '../model/listening.ts'
import { LIMITS } from '../core/limits.ts'
import { HubtrustError } from '../core/errors.ts'
import { Hub, type GatewayDeps, type PeerSeen } from './hub.ts'
import { ReceiveConnector } from './receive-connector.ts'
import { SendConnector } from './send-connector.ts'
import type { Identities, TrustView } from './trust-view.ts'

export interface GatewayStatistics {
  readonly open: number
  readonly trusted: number
  readonly refused: number
  readonly anonymous: number
  readonly handshakesInFlight: number
  readonly peers: readonly PeerSeen[]
}

type GatewaySettings = Pick<Configuration, 'gateway' | 'server'>

export class Gateway {
  readonly #hub: Hub
  readonly #receive: readonly ReceiveConnector[]
  readonly #send: readonly SendConnector[]

  constructor({ gateway, server }: GatewaySettings, deps: GatewayDeps) {
    this.#hub = new Hub(deps, gateway.handshakesInFlightMax)
    this.#receive = gateway.receive.map((settings) => new ReceiveConnector(settings, this.#hub))
    this.#send = gateway.send.map((settings) => new SendConnector(settings, this.#hub, server.name))
  }

  /** Listens on every connector or on none. @throws HubtrustError NET_PORT_IN_USE, NET_LISTEN_FAILED */
  async start(): Promise<readonly ListeningOn[]> {
    try {
      for (const connector of [...this.#receive, ...this.#send]) await this.#startOne(connector)
    } catch (error) {
      this.stopListening()
      throw error
    }
    return [
      ...this.#receive.map((connector) => listeningOn(connector, 'inbound')),
      ...this.#send.map((connector) => listeningOn(connector, 'outbound')),
    ]
  }

  async #startOne(connector: ReceiveConnector | SendConnector): Promise<void> {
    try {
      await connector.start()
    } catch (error) {
      if (error instanceof HubtrustError) {
        const { host, port } = connector.address
        const cause = error.code === 'NET_PORT_IN_USE' ? ({ cause: 'listener.port-conflict' } as const) : {}
        this.#hub.deps.raise({
          id: 30007,
          args: { connector: connector.settings.name, address: `${host}:${port}`, reason: error.message },
          ...cause,
        })
      }
      throw error
    }
  }

  /** New certificates for later handshakes; open sessions go on. */
  setIdentities(identities: Identities): void {
    this.#hub.identities = identities
    for (const connector of this.#receive) connector.refreshIdentity()
  }

  /** A new state of the directory; sessions that rested on what is gone are cut. */
  setTrust(view: TrustView): void {
    this.#hub.view = view
    if (view.index === undefined) return
    for (const { server, fingerprint, count } of this.#hub.sessions.cutUntrusted(view.index)) {
      this.#hub.deps.raise({ id: 30009, args: { count, server, thumbprint: fingerprint } })
    }
  }

  get statistics(): GatewayStatistics {
    const { sessions, trusted, refused, anonymous, pacing, peers } = this.#hub
    return { open: sessions.count, trusted, refused, anonymous, handshakesInFlight: pacing.inFlight, peers }
  }

  stopListening(): void {
    for (const connector of [...this.#receive, ...this.#send]) connector.stopListening()
  }

  /** Stops accepting and lets open sessions finish, for `withinMs` at most. */
  async drain(withinMs: number = LIMITS.drainMs): Promise<void> {
    this.stopListening()
    await this.#hub.sessions.drain(withinMs)
  }
}

function listeningOn(connector: ReceiveConnector | SendConnector, direction: 'inbound' | 'outbound'): ListeningOn {
  return { connector: connector.settings.name, direction, ...connector.address }
}
