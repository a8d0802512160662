/**
 * What this server pushes to the edges of the directory. Every server of the inside may push to every edge; which one does
 * is for the edge to grant. What an edge names as its own certificates is published for it, and for nobody else.
 */
import type { Clock } from '../core/clock.ts'
import { HubtrustError, reasonOf } from '../core/errors.ts'
import type { DirectoryReader } from '../directory/contract.ts'
import { pictureFor, type Picture } from '../directory/edge/picture.ts'
import { readEdges, writeEdge } from '../directory/edge/records.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Raise } from '../model/events.ts'
import type { Server } from '../model/server.ts'
import type { Identity } from '../net/tls.ts'
import { endpointText } from '../wire/addresses.ts'
import type { TrustView } from '../trust/view.ts'
import { addressOf } from './configuration-schema.ts'
import { EdgeLink, type EdgeLinkStatus } from './edge-link.ts'
import { publishNamed } from './edge-named.ts'

/** Where an edge listens unless its token said otherwise: the port that Exchange's edge synchronization has. */
const EDGE_PORT = 50_636

export interface EdgePushOptions {
  readonly configuration: Configuration
  readonly clock: Clock
  readonly raise: Raise
  readonly view: () => TrustView
  /** Undefined while what is known here is not fresh. */
  readonly reader: () => DirectoryReader | undefined
}

export class EdgePush {
  readonly #options: EdgePushOptions
  readonly #links = new Map<string, EdgeLink>()
  #identity: Identity | undefined
  #isClosed = false
  #known: { readonly change: number; readonly servers: readonly Server[] } | undefined

  constructor(options: EdgePushOptions) {
    this.#options = options
  }

  /** Directory, trust or our own certificate may be another one. */
  told(): void {
    const servers = this.#servers()
    if (this.#isClosed || servers === undefined) return
    const own = this.#options.configuration.server.name
    // An edge of the directory that this server was never told to push to is somebody else's to push to.
    const told = readEdges(this.#options.configuration)
    const edges = servers.filter(
      ({ name, roles, enabled }) => enabled && roles.includes('edge') && name !== own && told[name] !== undefined,
    )
    const names = new Set(edges.map(({ name }) => name))
    for (const [name, link] of this.#links) {
      if (names.has(name)) continue
      this.#links.delete(name)
      void link.close()
    }
    for (const { name } of edges) {
      const link = this.#links.get(name)
      if (link === undefined) this.#links.set(name, this.#open(name))
      else link.told()
    }
  }

  show(identity: Identity | undefined): void {
    this.#identity = identity
    this.told()
  }

  get status(): readonly EdgeLinkStatus[] {
    return [...this.#links.values()].map(({ status }) => status)
  }

  /** Tries now. The name of one, or undefined for all. */
  hurry(name: string | undefined): void {
    this.told()
    for (const [known, link] of this.#links) if (name === undefined || name === known) link.hurry()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all([...this.#links.values()].map((link) => link.close()))
  }

  /** Read once for each change. */
  #servers(): readonly Server[] | undefined {
    const reader = this.#options.reader()
    if (reader === undefined) return undefined
    const change = reader.changeNumber()
    if (this.#known?.change !== change) this.#known = { change, servers: reader.servers() }
    return this.#known.servers
  }

  #open(server: string): EdgeLink {
    const { configuration, clock, view, reader, raise } = this.#options
    return new EdgeLink({
      ...{ server, clock, view, reader },
      identity: () => this.#identity,
      picture: () => this.#pictureFor(server),
      record: () => addressesOf(configuration, { server, servers: this.#servers() ?? [] }),
      onNamed: (certificates) => publishNamed({ configuration, clock, raise, server, certificates }),
      onTaken: (taken) => {
        this.#taken(server, taken)
      },
      onFailed: (error) => {
        this.#inStep.delete(server)
        const reason = error instanceof HubtrustError ? error.message : reasonOf(error)
        raise({ id: 30053, args: { server, reason } })
      },
    })
  }

  #pictureFor(edge: string): Picture | undefined {
    const servers = this.#servers()
    return servers === undefined ? undefined : pictureFor(servers, edge)
  }

  readonly #inStep = new Map<string, boolean>()

  #taken(server: string, { entries, isHeld }: { readonly entries: number; readonly isHeld: boolean }): void {
    const { configuration, raise } = this.#options
    const before = this.#inStep.get(server)
    this.#inStep.set(server, isHeld)
    if (before === undefined) raise({ id: 30054, args: { server, entries } })
    if (isHeld && before !== true) raise({ id: 30059, args: { server } })
    const record = readEdges(configuration)[server]
    // The token is used up; what proved it is not kept.
    if (record?.key === undefined) return
    const { addresses, named } = record
    writeEdge(configuration, server, { addresses, named })
  }
}

/** Where an edge takes what is pushed: as its token said, or where its mail goes, at the usual port. */
export function addressesOf(
  configuration: Configuration,
  { server, servers }: { readonly server: string; readonly servers: readonly Server[] },
): { readonly addresses: readonly string[]; readonly key: string | undefined } {
  const record = readEdges(configuration)[server]
  if (record !== undefined && record.addresses.length > 0) return { addresses: record.addresses, key: record.key }
  const known = servers.find(({ name }) => name === server)?.addresses ?? []
  const hosts = known.length === 0 ? [server] : [...new Set(known.map((text) => addressOf(text).host))]
  return { addresses: hosts.map((host) => endpointText({ host, port: EDGE_PORT })), key: record?.key }
}
