/** An edge subscription from both ends: the edge makes a token, and the inside takes the edge in by it. */
import { randomBytes } from 'node:crypto'
import { isoTime, type Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import { Secret } from '../core/secret.ts'
import type { Directory } from '../directory/contract.ts'
import { readEdges, readSubscriptions, writeEdge, writeSubscriptions } from '../directory/edge/records.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Server } from '../model/server.ts'
import type { CertificateStore } from '../store/contract.ts'
import { edgeProofKey, readEdgeToken, writeEdgeToken, type EdgeToken } from '../x509/edge-token.ts'

export interface SubscriptionOrder {
  readonly configuration: Configuration
  readonly store: CertificateStore
  readonly clock: Clock
  /** SHA-256 of the certificate that connections show. */
  readonly inUse: string | undefined
  /** `host:port` where the inside reaches this server. */
  readonly addresses: readonly string[]
  readonly validForMs: number
}

export interface Subscribed {
  /** The text of the token file. */
  readonly token: string
  readonly fingerprint: string
  readonly expires: string
}

/**
 * A token, and the record by which it is known again. The secret itself is in the token alone.
 *
 * @throws HubtrustError EDGE_NO_CERTIFICATE, STORE_*, DISK_WRITE_FAILED
 */
export function subscribe(order: SubscriptionOrder): Subscribed {
  const { configuration, store, clock, inUse, addresses, validForMs } = order
  if (inUse === undefined) throw failure('EDGE_NO_CERTIFICATE', {})
  const { thumbprint } = store.find(inUse)
  const nowMs = clock.nowMs()
  const expires = isoTime(nowMs + validForMs)
  const secret = new Secret(randomBytes(32).toString('hex'))
  const token = writeEdgeToken({
    ...{ edge: configuration.server.name, addresses, secret, expires },
    certificateDer: store.certificateDer(thumbprint),
    keyPem: store.keyPem(thumbprint),
  })
  const key = edgeProofKey(secret, inUse).toString('hex')
  const record = { fingerprint: inUse, key, createdAt: isoTime(nowMs), expires }
  writeSubscriptions(configuration, [...readSubscriptions(configuration), record])
  return { token, fingerprint: inUse, expires }
}

export interface TokenFile {
  readonly path: string
  readonly clock: Clock
  readonly directory: Directory
}

/**
 * A token for a name that stands for a hub would make a host of the perimeter one of the inside, and is refused.
 *
 * @throws HubtrustError EDGE_TOKEN_REFUSED
 */
export function openToken(text: string, { path, clock, directory }: TokenFile): EdgeToken {
  const read = readEdgeToken(text, clock.nowMs())
  if (read.kind !== 'token') throw failure('EDGE_TOKEN_REFUSED', { path, trouble: read.trouble })
  const { edge } = read.token
  if (directory.server(edge)?.roles.includes('hub') === true)
    throw failure('EDGE_TOKEN_REFUSED', { path, trouble: `${edge} is a hub of the directory` })
  return read.token
}

export interface Acceptance {
  readonly configuration: Configuration
  readonly directory: Directory
  readonly token: EdgeToken
  /** Where its mail goes, `host:port`; empty leaves them as they are. */
  readonly addresses: readonly string[]
}

/**
 * Running it again changes nothing twice.
 *
 * @throws HubtrustError DIRECTORY_*, DISK_WRITE_FAILED
 */
export async function accept({ configuration, directory, token, addresses }: Acceptance): Promise<Server> {
  const { edge, certificateDer, secret, expires, fingerprint } = token
  const key = edgeProofKey(secret, fingerprint).toString('hex')
  const named = readEdges(configuration)[edge]?.named ?? []
  // First of all: a gateway that sees the edge in the directory pushes to it at once.
  writeEdge(configuration, edge, { addresses: [...token.addresses], key, expires, named })
  const known = await entered(directory, { name: edge, addresses })
  return directory.publish(edge, certificateDer, { expectedVersion: known.version })
}

async function entered(
  directory: Directory,
  { name, addresses }: { readonly name: string; readonly addresses: readonly string[] },
): Promise<Server> {
  const before = directory.server(name)
  if (before === undefined) return directory.add({ name, roles: ['edge'], addresses })
  const isAsWanted = before.enabled && before.roles.join() === 'edge'
  if (isAsWanted && addresses.length === 0) return before
  return directory.change(name, {
    ...{ expectedVersion: before.version, enabled: true, roles: ['edge'] },
    ...(addresses.length === 0 ? {} : { addresses }),
  })
}
