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
  const value = (what: NameObservation['what']) => names.find((one) => one.what === what)?.value
  const servers = observations.filter((one) => one.kind === 'server')
  const host = value('host-name') ?? value('active-computer-name') ?? value('computer-name') ?? server
  const own = servers.find(({ name }) => host === undefined || shortName(name) === shortName(host))
  const spoken = observations.find((one) => isFullNameOf(one.server, host))?.server
  const suffix = value('primary-suffix')
  const fqdn = value('fqdn') ?? (host === undefined || suffix === undefined ? (own?.fqdn ?? spoken) : qualified(host, suffix))
  const balancers = observations.filter((one) => one.kind === 'balancer')
  const balancer = balancers.find(({ isBound, clusterName }) => isBound && (clusterName ?? '') !== '')
  const proof = names
    .filter(({ what }) =>
      ['host-name', 'primary-suffix', 'fqdn', 'nv-host-name', 'nv-domain', 'computer-name'].includes(what),
    )
    .map(({ evidence }) => evidence)
  const balancerProof = balancer === undefined ? [] : [balancer.evidence]
  if (host === undefined && fqdn === undefined)
    return { section: unknown('not-given', 'ipconfig /all'), proof, balancerProof }
  const short = shortName(host ?? fqdn ?? '')
  const pendingHost = value('nv-host-name') ?? value('computer-name') ?? short
  const pendingDomain = value('nv-domain') ?? suffix
  const hostNames: HostNames = {
    dnsFullyQualifiedDomainName: fqdn ?? '',
    dnsHostName: short,
    dnsPhysicalFullyQualifiedDomainName:
      pendingDomain === undefined ? (fqdn ?? '') : qualified(pendingHost, pendingDomain),
    dnsPhysicalHostName: shortName(pendingHost),
    ...(balancer?.clusterName === undefined ? {} : { balancerName: balancer.clusterName }),
  }
  return { section: known(sectionOf({ hostNames, names, short, pendingHost }), ...proof), proof, balancerProof }
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

interface Found {
  readonly hostNames: HostNames
  readonly names: readonly NameObservation[]
  readonly short: string
  readonly pendingHost: string
}

function sectionOf({ hostNames, names, short, pendingHost }: Found): NameFacts {
  const values = (what: NameObservation['what']) => names.filter((one) => one.what === what).map(({ value }) => value)
  const { balancerName, ...collected } = hostNames
  return {
    hostNames,
    collected: balancerName === undefined ? collected : { ...collected },
    kernelName: short,
    fileName: shortName(pendingHost),
    searchDomains: values('search-suffix'),
    nameServers: values('dns-server'),
    hostsEntries: [],
    forward: [],
    dnsForward: [],
    reverse: [],
    interfaceAddresses: values('address'),
  }
}
