/**
 * What this machine is called: by itself, by its files, by its resolver, and by the DNS. A name that nobody knows, or
 * nobody answers for in time, is a fact as good as an address.
 */
import { hostname, networkInterfaces } from 'node:os'
import type { Clock } from '../core/clock.ts'
import { patienceOf, type Patience } from '../core/patience.ts'
import { readTextIfPresent } from '../disk/files.ts'
import type { HostsEntry, Lookup, NameFacts } from '../model/facts.ts'
import type { HostNames } from '../model/names.ts'
import { openDns, type Dns } from '../net/dns.ts'
import { collectHostNames, qualifyWithin } from '../net/host-names.ts'
import { lookUp } from '../net/system-names.ts'
import { isLoopback } from '../wire/addresses.ts'

const TOGETHER_MS = 1_500
const FILE_BYTES_MAX = 4 * 1024 * 1024
const REVERSE_MAX = 16

export interface NameFiles {
  readonly hostname: string
  readonly hosts: string
  readonly resolver: string
}

const FILES: NameFiles = { hostname: '/etc/hostname', hosts: '/etc/hosts', resolver: '/etc/resolv.conf' }

export interface NamesQuestion {
  /** Names the configuration states. */
  readonly stated: Partial<HostNames>
  /** The name other servers know us by. */
  readonly serverName?: string
  readonly clock: Clock
  /** For everything together; 1,500 ms when left out. */
  readonly withinMs?: number
  readonly files?: NameFiles
}

/** The names that selection compares with, without waiting for what only explains them. */
export function hostNamesOf({ stated, withinMs = TOGETHER_MS }: NamesQuestion): Promise<HostNames> {
  return collectHostNames(stated, qualifyWithin(withinMs))
}

/** @throws HubtrustError DISK_READ_FAILED for a file that is there and cannot be read */
export async function lookAtNames(
  { serverName = '', files = FILES, withinMs = TOGETHER_MS, clock }: NamesQuestion,
  own: Promise<HostNames>,
): Promise<NameFacts> {
  const patience = patienceOf(withinMs, clock)
  const [hostNames, collected] = await Promise.all([own, collectHostNames({}, qualifyWithin(withinMs))])
  const kernelName = hostname()
  const fileName = firstLine(read(files.hostname))
  const resolver = resolverSettings(read(files.resolver))
  const names = ownNames(hostNames, serverName)
  const question = { servers: resolver.nameServers, patience }
  const qualified = names.filter((name) => name.includes('.'))
  const [forward, dnsForward] = await Promise.all([
    Promise.all(names.map((name) => lookUp(name, patience(withinMs)))),
    inDns(question, (dns) => qualified.map((name) => dns.forward(name))),
  ])
  const addresses = reachable([...forward, ...dnsForward])
  const known = new Set([...names, kernelName, fileName ?? ''].map((name) => name.toLowerCase()))
  return {
    hostNames,
    collected,
    kernelName,
    ...(fileName === undefined ? {} : { fileName }),
    ...resolver,
    hostsEntries: hostsEntries(read(files.hosts)).filter((entry) => entry.names.some((name) => known.has(name))),
    forward,
    dnsForward,
    reverse: await inDns(question, (dns) => addresses.map((address) => dns.reverse(address))),
    interfaceAddresses: interfaceAddresses(),
  }
}

/**
 * What the name by which others find us leads to; what the DNS says of it counts before what this machine says, since
 * others ask the DNS.
 */
export function lookupsOf(
  { hostNames, forward, dnsForward }: NameFacts,
  name: string = hostNames.dnsFullyQualifiedDomainName,
): readonly Lookup[] {
  const wanted = name.toLowerCase()
  const isMeant = (lookup: Lookup): boolean => lookup.addresses.length > 0 && lookup.name.toLowerCase() === wanted
  const inDns = dnsForward.filter(isMeant)
  return inDns.length > 0 ? inDns : forward.filter(isMeant)
}

function read(path: string): string {
  return readTextIfPresent(path, { bytesMax: FILE_BYTES_MAX }) ?? ''
}

/** The balancer's name is somebody else's as far as a resolver goes. */
function ownNames({ balancerName, ...names }: HostNames, serverName: string): readonly string[] {
  const others = [...Object.values(names), serverName].filter((name) => name !== balancerName && name !== '')
  return [...new Map(others.map((name) => [name.toLowerCase(), name])).values()]
}

interface DnsQuestion {
  readonly servers: readonly string[]
  readonly patience: Patience
}

/** Nothing is asked where no name server is configured: then there is no DNS to be wrong. */
async function inDns<T>({ servers, patience }: DnsQuestion, ask: (dns: Dns) => readonly Promise<T>[]) {
  if (servers.length === 0) return []
  const dns = openDns({ servers, withinMs: patience(TOGETHER_MS) })
  const answers = await Promise.all(ask(dns))
  dns.close()
  return answers
}

/** Addresses that our names stand for and others can reach. */
function reachable(lookups: readonly Lookup[]): readonly string[] {
  const addresses = new Set(lookups.flatMap((lookup) => lookup.addresses))
  return [...addresses].filter((address) => !isLoopback(address)).slice(0, REVERSE_MAX)
}

/** hostname(5): the first line that is no comment. */
function firstLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'))
}

/** resolv.conf(5): of several `search` and `domain` lines the last one counts. */
export function resolverSettings(text: string): Pick<NameFacts, 'searchDomains' | 'nameServers'> {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/))
  const search = lines.findLast(([keyword]) => keyword === 'search' || keyword === 'domain')
  return {
    searchDomains: (search ?? []).slice(1),
    nameServers: lines.flatMap(([keyword, server]) => (keyword === 'nameserver' && server !== undefined ? server : [])),
  }
}

/** hosts(5), names in lower case. */
export function hostsEntries(text: string): readonly HostsEntry[] {
  return text.split('\n').flatMap((line, at) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/)
    return names.length === 0 ? [] : [{ address, names, line: at + 1 }]
  })
}

/** Loopback interfaces left out. */
export function interfaceAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return [...new Set(all.filter(({ internal }) => !internal).map(({ address }) => address))]
}
