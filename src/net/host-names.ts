/**
 * The four names certificate selection compares with. Windows reads them from GetComputerNameEx; here they come from the
 * host name and the resolver:
 *
 * - physical names: what this machine calls itself (`hostname`, and the resolver's canonical form of it);
 * - the fully qualified and the short name: the same, unless the configuration states others, as a cluster's software does.
 */
import { hostname } from 'node:os'
import type { HostNames } from '../model/names.ts'
import { lookUp, nameOfAddress } from './system-names.ts'

/** For the commands: whoever types one does not wait for a resolver that is silent. */
const NAMES_MS = 1_500

/** What `hostname -f` would say of a name that is not qualified; empty when nobody knows. */
export type Qualify = (name: string) => Promise<string>

/** An empty fully qualified name means that the look-up failed. Stated names win over collected ones. */
export async function collectHostNames(
  stated: Partial<HostNames>,
  qualify: Qualify = qualifyWithin(NAMES_MS),
): Promise<HostNames> {
  const physicalName = hostname()
  const physicalHost = physicalName.split('.')[0] ?? physicalName
  const isAllStated =
    stated.dnsFullyQualifiedDomainName !== undefined && stated.dnsPhysicalFullyQualifiedDomainName !== undefined
  const isQualified = physicalName.includes('.')
  const qualified = isAllStated ? '' : isQualified ? physicalName : await qualify(physicalName)
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

/** The resolver's name for the address of this one, given up after a while. */
export function qualifyWithin(withinMs: number): Qualify {
  return async (name) => {
    const [address] = (await lookUp(name, withinMs / 2)).addresses
    return address === undefined ? '' : qualifiedOnly((await nameOfAddress(address, withinMs / 2)) ?? '')
  }
}

function qualifiedOnly(name: string): string {
  return name.includes('.') && name !== 'localhost' ? name : ''
}
