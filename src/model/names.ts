/**
 * The four names certificate selection compares with (Microsoft's bb510126 names exactly these), and the cluster name a
 * load balancer puts in place of the first.
 */
export interface HostNames {
  /** DnsFullyQualifiedDomainName. Empty text when the look-up failed. */
  readonly dnsFullyQualifiedDomainName: string
  /** DnsHostName */
  readonly dnsHostName: string
  /** DnsPhysicalFullyQualifiedDomainName */
  readonly dnsPhysicalFullyQualifiedDomainName: string
  /** DnsPhysicalHostName */
  readonly dnsPhysicalHostName: string
  /** The cluster name of a load balancer, when one replaced the first name. */
  readonly balancerName?: string
}
