/** How peers find this machine: by which name, at which address, and whether what they find is this machine. */
import type { Lookup } from '../model/facts.ts'
import { selectionNames } from '../trust/steps.ts'
import { sameName } from '../x509/names.ts'
import type { View } from './view.ts'

/** Without a zone, and an IPv4 address in its own form. */
export function plain(address: string): string {
  return address
    .toLowerCase()
    .replace(/^\[|\]$|%.*$/g, '')
    .replace(/^::ffff:(?=\d+\.)/, '')
}

export function isLoopback(address: string): boolean {
  return /^127\.|^::1$/.test(plain(address))
}

/** RFC 1918, 3927, 4193, 4291 and 6598: addresses that may stand behind another one. */
function isPrivate(address: string): boolean {
  const text = plain(address)
  const [first = 0, second = 0] = text.split('.').map(Number)
  if (text.includes(':')) return /^f[cd]|^fe[89ab]/.test(text)
  return (
    first === 10 ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 100 && second >= 64 && second <= 127)
  )
}

/** A machine with private addresses only is reached through a public one that none of its interfaces has. */
export function isBehindNat(own: readonly string[], others: readonly string[]): boolean {
  return own.every(isPrivate) && others.some((address) => !isPrivate(address))
}

/** `host` of `host:port`; an IPv6 address without its brackets. */
export function hostOf(endpoint: string): string {
  return plain(endpoint.replace(/:\d+$/, ''))
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+(\.\d+){3}$/.test(host)
}

/** The name peers must look up; undefined when the directory tells them addresses, or when there is no peer. */
export function nameForPeers(view: View): string | undefined {
  const entry = view.ownEntry
  const hasPeers = view.directory.servers.some(({ name, enabled }) => enabled && name !== entry?.name)
  if (entry?.enabled !== true || !hasPeers) return undefined
  if (entry.addresses.length === 0) return entry.name
  const ours = [entry.name, ...selectionNames(view.names.hostNames)]
  return entry.addresses
    .map(hostOf)
    .filter((host) => !isAddress(host))
    .find((host) => ours.some((name) => sameName(name, host)))
}

export function lookupOf(lookups: readonly Lookup[], name: string): Lookup | undefined {
  return lookups.find((lookup) => sameName(lookup.name, name))
}

export function ownAddresses(view: View): readonly string[] {
  return view.names.interfaceAddresses.map(plain)
}

/** An address of this machine where a receive connector answers, as the directory would keep it. */
export function reachableAt(view: View): string {
  const listening = view.configuration.gateway.receive.map(({ listen }) => listen)
  const { host, port } = listening.find((listen) => !isLoopback(listen.host)) ?? listening[0] ?? { host: '', port: 25 }
  const address = plain(isWildcard(host) ? (view.names.interfaceAddresses[0] ?? 'ADDRESS') : host)
  return `${address.includes(':') ? `[${address}]` : address}:${String(port)}`
}

export function isWildcard(host: string): boolean {
  return ['', '*', '0.0.0.0', '::'].includes(plain(host))
}

/** Fingerprints of certificates of this server: in its store, or published for it. */
export function ownFingerprints({ facts, serverName }: View): ReadonlySet<string> {
  const stored = facts.store.state === 'known' ? facts.store.value.certificates : []
  const servers = facts.directory.state === 'known' ? facts.directory.value.servers : []
  const published = servers.find(({ name }) => name === serverName)?.certificates ?? []
  return new Set([...stored, ...published].map(({ fingerprint }) => fingerprint))
}

/** What was presented to whoever asked for this server by its name; empty where nobody asked or nobody answered. */
export function answersToOurName({ facts }: View): readonly string[] {
  const probes = facts.balancer.state === 'known' ? facts.balancer.value.ownNameProbes : []
  return [...new Set(probes.flatMap(({ presented }) => presented ?? []))]
}

/** Whose certificate that is, as a person would say it: `hub2.corp.example (5113AE40C0DE)`. */
export function answererOf({ facts }: View, fingerprint: string): string {
  const servers = facts.directory.state === 'known' ? facts.directory.value.servers : []
  const owner = servers.find(({ certificates }) => certificates.some((one) => one.fingerprint === fingerprint))
  const probes = facts.balancer.state === 'known' ? facts.balancer.value.ownNameProbes : []
  const subject = probes.find(({ presented }) => presented === fingerprint)?.subject
  return `${owner?.name ?? subject ?? '-'} (${fingerprint.slice(0, 12)})`
}
