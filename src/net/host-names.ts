/**
 * The four names certificate selection compares with. Windows reads them from GetComputerNameEx; here they come from the
 * host name and the resolver:
 *
 * - physical names: what this machine calls itself (`hostname`, and the resolver's canonical form of it);
 * - the fully qualified and the short name: the same, unless the configuration states others, as a cluster's software does.
 */
import { lookupService, lookup } from 'node:dns/promises'
import { hostname } from 'node:os'
import type { HostNames } from '../model/names.ts'

/** An empty fully qualified name means that the look-up failed. Stated names win over collected ones. */
export async function collectHostNames(stated: Partial<HostNames>): Promise<HostNames> {
  const physicalName = hostname()
  const physicalHost = physicalName.split('.')[0] ?? physicalName
  const isAllStated =
    stated.dnsFullyQualifiedDomainName !== undefined && stated.dnsPhysicalFullyQualifiedDomainName !== undefined
  const qualified = isAllStated ? '' : await qualifiedName(physicalName)
  const balancer = stated.balancerName === undefined ? {} : { balancerName: stated.balancerName }
  return {
    dnsFullyQualifiedDomainName: stated.dnsFullyQualifiedDomainName ?? qualified,
    dnsHostName: stated.dnsHostName ?? shortOf(stated.dnsFullyQualifiedDomainName) ?? physicalHost,
    dnsPhysicalFullyQualifiedDomainName: stated.dnsPhysicalFullyQualifiedDomainName ?? qualified,
    dnsPhysicalHostName: stated.dnsPhysicalHostName ?? physicalHost,
    ...balancer,
  }
}

function shortOf(name: string | undefined): string | undefined {
  return name?.split('.')[0]
}

/** What `hostname -f` would say: the host name itself when it is qualified, else the resolver's name for its address. */
async function qualifiedName(name: string): Promise<string> {
  if (name.includes('.')) return name
  try {
    const { address } = await lookup(name)
    const { hostname: found } = await lookupService(address, 25)
    return found.includes('.') && found !== 'localhost' ? found : ''
  } catch {
    return ''
  }
}
