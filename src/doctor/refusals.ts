/**
 * Servers of the directory that were refused when they sent mail, and have not been trusted since. Strangers are refused
 * all the time, and that is no trouble: a refusal counts when it came from an address of a server, and where several
 * share that address, when the certificate names it, too.
 */
import type { EventRecord } from '../model/events.ts'
import type { Server } from '../model/server.ts'
import { hostOf, isLoopback, plain } from './addresses.ts'
import type { View } from './view.ts'

const LATELY_MS = 24 * 3_600_000
/** Other programs of a peer's machine, a monitor say, connect without a certificate while its mail flows. */
const ALONGSIDE_MS = 3_600_000

export interface InboundRefusal {
  readonly server: Server
  /** The last one. */
  readonly record: EventRecord
}

/** @param reason of the verdict: `no-certificate`, `not-in-directory` */
export function inboundRefusals(view: View, reason: string): readonly InboundRefusal[] {
  const last = new Map<string, InboundRefusal>()
  const records = view.events
    .filter(({ id, proof, time }) => id === 1036 && proof?.['reason'] === reason && isLately(view, time))
    .toSorted((left, right) => left.time.localeCompare(right.time))
  for (const record of records) {
    const server = senderOf(view, record)
    if (server !== undefined) last.set(server.name, { server, record })
  }
  return [...last.values()].filter((refusal) => !isOver(view, refusal))
}

function isLately({ nowMs }: View, time: string): boolean {
  return nowMs - Date.parse(time) < LATELY_MS
}

function senderOf(view: View, { args }: EventRecord): Server | undefined {
  const address = plain(String(args['address'] ?? ''))
  const subject = String(args['subject'] ?? '').toLowerCase()
  const there = view.directory.servers.filter(
    (server) => server.enabled && server.name !== view.serverName && addressesOf(view, server).has(address),
  )
  const [only] = there
  if (there.length === 1 && !isLoopback(address)) return only
  return there.find(({ name }) => subject.split(/[=,\s]+/).includes(name))
}

/** As the directory states them and as its name resolved when this server turned to it. */
function addressesOf({ facts }: View, { name, addresses }: Server): ReadonlySet<string> {
  const peers = facts.peers.state === 'known' ? facts.peers.value : []
  const reached = peers
    .filter(({ server }) => server === name)
    .flatMap(({ handshakes }) => handshakes.flatMap(({ steps }) => steps))
    .filter(({ stage, passed }) => stage === 'connect' && passed)
    .map(({ detail }) => detail)
  return new Set([...addresses, ...reached].map(hostOf))
}

/** A session of it was trusted afterwards, or the certificate it showed is published by now. */
function isOver({ facts, directory }: View, { server, record }: InboundRefusal): boolean {
  const gateway = facts.gateway.state === 'known' ? facts.gateway.value : undefined
  const peers = gateway?.running === true ? gateway.peers : []
  const sinceMs = Date.parse(record.time) - (record.proof?.['reason'] === 'no-certificate' ? ALONGSIDE_MS : 0)
  const isTrustedSince = peers.some(
    (peer) =>
      peer.server === server.name &&
      peer.direction === 'inbound' &&
      peer.outcome === 'trusted' &&
      Date.parse(peer.at) >= sinceMs,
  )
  const shown = String(record.proof?.['fingerprint'] ?? '-')
  const isPublished = directory.servers.some(
    ({ enabled, certificates }) => enabled && certificates.some(({ fingerprint }) => fingerprint === shown),
  )
  return isTrustedSince || isPublished
}
