/** The names of a Windows machine out of ipconfig, hostname, systeminfo, the registry and NLB. */
import type { Evidence, NameFacts, Section } from '../model/facts.ts'
import { known, unknown } from '../model/facts.ts'
import type { HostNames } from '../model/names.ts'
import { shortName } from './grouping.ts'
import type { NameObservation, Observation } from './observation.ts'

export interface AssembledNames {
  readonly section: Section<NameFacts>
  readonly proof: readonly Evidence[]
  readonly balancerProof: readonly Evidence[]
}

/** @param server the short name of the machine, when something names it */
export function assembleNames(observations: readonly Observation[], server: string | undefined): AssembledNames {
  const names = observations.filter((one) => one.kind === 'name')
  const balancer = observations
    .filter((one) => one.kind === 'balancer')
    .find(({ isBound, clusterName }) => isBound && (clusterName ?? '') !== '')
  const proof = names.filter(({ what }) => NAMING.has(what)).map(({ evidence }) => evidence)
  const balancerProof = balancer === undefined ? [] : [balancer.evidence]
  const hostNames = hostNamesOf(observations, names, server)
  if (hostNames === undefined) return { section: unknown('not-given', 'ipconfig /all'), proof, balancerProof }
  const withBalancer =
    balancer?.clusterName === undefined ? hostNames : { ...hostNames, balancerName: balancer.clusterName }
  return { section: known(sectionOf(withBalancer, names), ...proof), proof, balancerProof }
}

const NAMING: ReadonlySet<NameObservation['what']> = new Set([
  ...(['host-name', 'primary-suffix', 'fqdn', 'nv-host-name', 'nv-domain', 'computer-name'] as const),
])

function valueIn(names: readonly NameObservation[], ...whats: readonly NameObservation['what'][]): string | undefined {
  for (const wanted of whats) {
    const found = names.findLast(({ what }) => what === wanted)
    if (found !== undefined) return found.value
  }
  return undefined
}

/** The logical names the machine goes by, and the physical ones it has in store for itself. */
function hostNamesOf(
  observations: readonly Observation[],
  names: readonly NameObservation[],
  server: string | undefined,
): HostNames | undefined {
  const host = valueIn(names, 'host-name', 'active-computer-name', 'computer-name') ?? server
  const suffix = valueIn(names, 'primary-suffix')
  const stated = valueIn(names, 'fqdn')
  const known = host !== undefined && suffix !== undefined ? qualified(host, suffix) : undefined
  const fqdn = stated ?? known ?? fullNameOf(observations, host)
  if (host === undefined && fqdn === undefined) return undefined
  const short = shortName(host ?? fqdn ?? '')
  const physical = valueIn(names, 'nv-host-name', 'computer-name') ?? short
  const domain = valueIn(names, 'nv-domain') ?? suffix
  return {
    dnsFullyQualifiedDomainName: fqdn ?? '',
    dnsHostName: short,
    dnsPhysicalFullyQualifiedDomainName: domain === undefined ? (fqdn ?? '') : qualified(physical, domain),
    dnsPhysicalHostName: shortName(physical),
  }
}

/** As the organization calls the server, or a tool that prints where it ran. */
function fullNameOf(observations: readonly Observation[], host: string | undefined): string | undefined {
  const own = observations
    .filter((one) => one.kind === 'server')
    .find(({ name }) => host === undefined || shortName(name) === shortName(host))
  return own?.fqdn ?? observations.find((one) => isFullNameOf(one.server, host))?.server
}

/** Tools that print which machine they ran on print its full name. */
function isFullNameOf(name: string | undefined, host: string | undefined): boolean {
  return name?.includes('.') === true && (host === undefined || shortName(name) === shortName(host))
}

/** A machine without a domain has no fully qualified name. */
function qualified(host: string, suffix: string): string {
  if (host.includes('.')) return host
  return suffix === '' ? '' : `${host}.${suffix}`
}

function sectionOf(hostNames: HostNames, names: readonly NameObservation[]): NameFacts {
  const values = (what: NameObservation['what']) => names.filter((one) => one.what === what).map(({ value }) => value)
  return {
    hostNames,
    collected: hostNames,
    kernelName: hostNames.dnsHostName,
    fileName: hostNames.dnsPhysicalHostName,
    searchDomains: values('search-suffix'),
    nameServers: values('dns-server'),
    hostsEntries: [],
    forward: [],
    dnsForward: [],
    reverse: [],
    interfaceAddresses: values('address'),
  }
}
