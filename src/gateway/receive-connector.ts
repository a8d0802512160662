/** A receive connector: accepts, and keeps what its sessions share. */
import { LIMITS } from '../core/limits.ts'
import type { Address, ReceiveConnector as Settings } from '../model/configuration.ts'
import { listen, type Listener } from '../net/listen.ts'
import { ignoreErrors, type Socket } from '../net/socket.ts'
import { TlsAcceptor, type Identity } from '../net/tls.ts'
import { plainAddress } from '../wire/addresses.ts'
import { formatReply } from '../wire/replies.ts'
import { Admission } from './admission.ts'
import type { Hub } from './hub.ts'
import { ReceiveConnection, type ReceiveHost } from './receive-connection.ts'
import type { ReceiveSettings, TlsVerb } from './receive-session.ts'

interface Lane {
  readonly acceptor: TlsAcceptor
  identity: Identity
}

export class ReceiveConnector implements ReceiveHost {
  readonly settings: Settings
  readonly hub: Hub
  readonly #admission: Admission
  readonly #young = new Set<ReceiveConnection>()
  #lanes: Partial<Record<TlsVerb, Lane>> = {}
  #listener: Listener | undefined

  constructor(settings: Settings, hub: Hub) {
    this.settings = settings
    this.hub = hub
    this.#admission = new Admission({
      max: settings.connectionsMax,
      perAddressMax: settings.connectionsPerAddressMax,
    })
  }

  /** @throws HubtrustError NET_PORT_IN_USE, NET_LISTEN_FAILED */
  async start(): Promise<void> {
    this.refreshIdentity()
    this.#listener = await listen({
      ...this.settings.listen,
      onConnection: (socket) => {
        this.#admit(socket)
      },
    })
  }

  get address(): Address {
    return { host: this.settings.listen.host, port: this.#listener?.port ?? this.settings.listen.port }
  }

  /** Takes over the hub's identities: later handshakes show them, open sessions go on. */
  refreshIdentity(): void {
    const { internal, byConnector } = this.hub.identities
    const { auth, mode, name } = this.settings
    const starttls = mode === 'shared' ? (byConnector.get(name) ?? internal) : internal
    this.#lanes = {
      ...laneOf('STARTTLS', auth.includes('tls') ? starttls : undefined, this.#lanes),
      ...laneOf('X-ANONYMOUSTLS', auth.includes('exchange-server') ? internal : undefined, this.#lanes),
    }
  }

  acceptor(verb: TlsVerb): TlsAcceptor | undefined {
    return this.#lanes[verb]?.acceptor
  }

  get sessionSettings(): ReceiveSettings {
    const { fqdn, mode, plaintext, bareLf, auth } = this.settings
    const isMissing =
      auth.length > 0 && this.#lanes.STARTTLS === undefined && this.#lanes['X-ANONYMOUSTLS'] === undefined
    return {
      fqdn,
      offersStartTls: this.#lanes.STARTTLS !== undefined,
      offersAnonymousTls: this.#lanes['X-ANONYMOUSTLS'] !== undefined,
      takesPlaintext: mode === 'shared' && plaintext,
      rejectsBareLf: bareLf === 'reject',
      ...(isMissing ? { tlsProblem: tlsProblem(this.hub.identities.problem) } : {}),
    }
  }

  stopListening(): void {
    this.#listener?.close()
    for (const connection of this.#young) connection.dismiss('4.3.2 The service is closing, try again later')
  }

  #admit(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '')
    if (!this.#admission.enter(address)) {
      ignoreErrors(socket)
      socket.end(formatReply(421, ['4.7.0 Too many connections, try again later']))
      socket.setTimeout(LIMITS.turnedAwayMs, () => socket.destroy())
      return
    }
    const connection = new ReceiveConnection(socket, this)
    this.#young.add(connection)
    connection.start()
    this.#leaveOnClose(socket, address)
  }

  /** On its own, so that the listener keeps the address and not the connection. */
  #leaveOnClose(socket: Socket, address: string): void {
    socket.on('close', () => {
      this.#admission.leave(address)
    })
  }

  letGo(connection: ReceiveConnection): void {
    this.#young.delete(connection)
  }
}

function tlsProblem(cause: string | undefined): string {
  return `this server has no usable certificate (event 1037${cause === undefined ? '' : `, cause ${cause}`})`
}

function laneOf(
  verb: TlsVerb,
  identity: Identity | undefined,
  lanes: Partial<Record<TlsVerb, Lane>>,
): Partial<Record<TlsVerb, Lane>> {
  if (identity === undefined) return {}
  const lane = lanes[verb]
  if (lane === undefined) return { [verb]: { acceptor: new TlsAcceptor(identity), identity } }
  if (lane.identity !== identity) {
    lane.acceptor.use(identity)
    lane.identity = identity
  }
  return { [verb]: lane }
}
