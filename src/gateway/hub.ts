/** What the connectors of one gateway share. */
import type { Clock } from '../core/clock.ts'
import type { Cause } from '../model/findings.ts'
import type { Raise } from '../model/events.ts'
import type { Trace } from '../model/trace.ts'
import { Sweep } from '../net/sweep.ts'
import { clientContext, type ClientContext, type Identity } from '../net/tls.ts'
import { Pacing } from './pacing.ts'
import { Sessions } from './sessions.ts'
import { NO_IDENTITIES, NO_TRUST, type Identities, type TrustView } from './trust-view.ts'

export interface GatewayDeps {
  readonly clock: Clock
  readonly raise: Raise
  readonly trace: Trace
  /** Called for each session in which our own certificate was needed, so that its problems are counted as they matter. */
  readonly onOwnCertificateUsed: (direction: 'inbound' | 'outbound') => void
}

export type Direction = 'inbound' | 'outbound'

export interface PeerSeen {
  readonly server: string
  readonly direction: Direction
  readonly at: string
  readonly outcome: 'trusted' | 'refused'
  readonly cause?: Cause
  readonly count: number
}

const PEERS_MAX = 10_000

export class Hub {
  readonly deps: GatewayDeps
  readonly sweep: Sweep
  readonly sessions: Sessions
  readonly pacing: Pacing
  view: TrustView = NO_TRUST
  identities: Identities = NO_IDENTITIES
  #client: { readonly identity: Identity | undefined; readonly context: ClientContext } | undefined
  readonly #peers = new Map<string, PeerSeen>()
  trusted = 0
  refused = 0
  anonymous = 0

  constructor(deps: GatewayDeps, handshakesInFlightMax: number) {
    this.deps = deps
    this.sweep = new Sweep(deps.clock)
    this.sessions = new Sessions(this.sweep)
    this.pacing = new Pacing(handshakesInFlightMax)
  }

  /** The prepared TLS settings of outbound connections with the certificate in use now. */
  clientContext(identity: Identity): ClientContext {
    if (this.#client?.identity !== identity) this.#client = { identity, context: clientContext(identity) }
    return this.#client.context
  }

  saw(peer: Omit<PeerSeen, 'at' | 'count'>): void {
    const key = `${peer.direction} ${peer.server}`
    const before = this.#peers.get(key)
    if (before === undefined && this.#peers.size >= PEERS_MAX) return
    const at = new Date(this.deps.clock.nowMs()).toISOString()
    this.#peers.set(key, { ...peer, at, count: (before?.count ?? 0) + 1 })
  }

  get peers(): readonly PeerSeen[] {
    return [...this.#peers.values()]
  }
}
