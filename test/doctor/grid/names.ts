/** The names of the host against the names in its certificate. */
import type { StoredCertificate } from '../../../src/model/certificate.ts'
import type { NameFacts } from '../../../src/model/facts.ts'
import type { HostNames } from '../../../src/model/names.ts'
import { certificate, configuration, directory, names, PEER, SELF, server, store } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'

/** A host by what gethostname and the resolver say. */
function host(short: string, fqdn: string, differs: Partial<NameFacts> = {}) {
  const hostNames: HostNames = {
    dnsFullyQualifiedDomainName: fqdn,
    dnsHostName: short,
    dnsPhysicalFullyQualifiedDomainName: fqdn,
    dnsPhysicalHostName: short,
  }
  const kernelName = fqdn === '' ? short : fqdn
  return names({ hostNames, collected: hostNames, kernelName, fileName: kernelName, hostsEntries: [], ...differs })
}

/** The same, with its names stated in the configuration. */
function stated(hostNames: HostNames) {
  return {
    names: names({ hostNames }),
    configuration: configuration({ server: { name: SELF, roles: ['hub'], hostNames } }),
  }
}

function holding(dnsNames: readonly string[], differs: Partial<StoredCertificate> = {}) {
  const [commonName = SELF] = dnsNames
  return store({
    certificates: [certificate('own', { dnsNames, commonName, subject: `CN=${commonName}`, ...differs })],
  })
}

const SHORT = { kernelName: 'hub1', fileName: 'hub1' }
const GUEST = 'guest.provider.example'
const REVERSE = [{ address: '192.0.2.11', names: [GUEST] }]
const LONG = `hub1.${'x.'.repeat(121)}example`
const CLUSTER = 'cluster.corp.example'
const OWN: HostNames = {
  dnsFullyQualifiedDomainName: SELF,
  dnsHostName: 'hub1',
  dnsPhysicalFullyQualifiedDomainName: SELF,
  dnsPhysicalHostName: 'hub1',
}

/** A short host name, and a full one that somebody else gave. */
function guest(differs: Partial<NameFacts>) {
  return host('srv7', GUEST, { kernelName: 'srv7', fileName: 'srv7', ...differs })
}

function withServer(name: string) {
  return {
    server: name,
    configuration: configuration({ server: { name, roles: ['hub'], hostNames: {} } }),
    directory: directory({
      servers: [server(name, ['own'], { addresses: ['192.0.2.11:2525'] }), server(PEER, ['peer'])],
    }),
  }
}

export const NAMES_GRID: readonly GridLine[] = [
  line(
    'the resolver does not answer, and the certificate holds only the full name',
    { names: host('hub1', ''), store: holding([SELF]) },
    'names.lookup-failed',
    'selection.none-eligible',
  ),
  line('the resolver does not answer, and the certificate holds the short name', { names: host('hub1', '') }),

  line(
    'the host has another domain than its certificate',
    { names: host('hub1', 'hub1.lan'), store: holding([SELF]) },
    'names.suffix',
    'names.not-covered',
    'selection.none-eligible',
  ),
  line(
    'the host has another domain, and the short name still fits',
    { names: host('hub1', 'hub1.lan') },
    'names.suffix',
  ),
  line('the host has another domain, and the certificate holds it', {
    names: host('hub1', 'hub1.lan'),
    store: holding([SELF, 'hub1.lan']),
  }),
  line(
    'a cluster name takes the place of a name in another domain',
    stated({ ...OWN, dnsFullyQualifiedDomainName: 'hub1.lan', balancerName: CLUSTER }),
    'balancer.unexpected-name',
    'names.logical-physical-differ',
  ),
  line(
    'the server has a short name in the directory',
    { ...withServer('hub1'), store: holding(['hub1']) },
    'names.short-only',
  ),
  line('the search domain is another one than that of the host', {
    names: names({ searchDomains: ['lan', 'svc.cluster.local'] }),
  }),

  line(
    'a reverse record gives the host its name',
    { names: guest({ reverse: REVERSE }) },
    'names.taken-from-reverse',
    'names.reverse-differs',
    'names.not-covered',
    'names.server-name-differs',
    'selection.none-eligible',
  ),
  line(
    'a reverse record gives the host its name, and the certificate holds the short one',
    { names: guest({ reverse: REVERSE }), store: holding([SELF, 'srv7']) },
    'names.reverse-differs',
  ),
  line(
    'the hosts file gives the host the name of its reverse record',
    { names: guest({ reverse: REVERSE, hostsEntries: [{ address: '192.0.2.11', names: [GUEST], line: 1 }] }) },
    'names.reverse-differs',
    'names.not-covered',
    'names.server-name-differs',
    'selection.none-eligible',
  ),
  line(
    'the host is called by the name of its reverse record',
    { names: guest({ kernelName: GUEST, fileName: GUEST, reverse: REVERSE }) },
    'names.not-covered',
    'names.server-name-differs',
    'selection.none-eligible',
  ),
  line('a host name without a domain, completed by the hosts file', { names: names(SHORT) }),

  line(
    'an underscore in the name of the host',
    { names: host('hub_1', 'hub_1.corp.example') },
    'names.odd',
    'names.not-covered',
    'names.server-name-differs',
    'selection.none-eligible',
  ),
  line('a dot at the end of the name', { names: host('hub1', `${SELF}.`) }, 'names.odd'),
  line(
    '64 characters between two dots',
    { names: host('hub1', `hub1.${'x'.repeat(64)}.example`) },
    'names.odd',
    'names.suffix',
  ),
  line('63 characters between two dots', { names: host('hub1', `hub1.${'x'.repeat(63)}.example`) }, 'names.suffix'),
  line('a name of 254 characters', { names: host('hub1', LONG) }, 'names.odd', 'names.suffix'),
  line('a name of 253 characters', { names: host('hub1', LONG.slice(0, -1)) }, 'names.suffix'),
  line('a hyphen at the end of a label', { names: host('hub1', 'hub1.corp-.example') }, 'names.odd', 'names.suffix'),
  line('a name of the server itself that is odd', withServer('hub1.corp_.example'), 'names.odd'),
  line('capitals in the name of the host', { names: host('HUB1', SELF.toUpperCase()) }),
  line('a name of two hyphens and digits', {
    names: host('xn--hb-1', 'xn--hb-1.corp.example'),
    store: holding([SELF, 'xn--hb-1']),
  }),

  line(
    'the host has got another name',
    { names: host('renamed', 'renamed.corp.example') },
    'names.not-covered',
    'names.server-name-differs',
    'selection.none-eligible',
  ),
  line(
    'the configuration states other names',
    stated({
      ...OWN,
      dnsFullyQualifiedDomainName: 'renamed.corp.example',
      dnsHostName: 'renamed',
      dnsPhysicalFullyQualifiedDomainName: 'renamed.corp.example',
      dnsPhysicalHostName: 'renamed',
    }),
    'names.not-covered',
    'selection.none-eligible',
  ),
  line('the certificate holds the new name of the host, too', {
    names: host('renamed', 'renamed.corp.example'),
    store: holding([SELF, 'renamed.corp.example']),
  }),
  line('a certificate for other names beside ours', {
    store: store({
      certificates: [
        certificate('own'),
        certificate('web', { dnsNames: ['www.corp.example'], commonName: 'www.corp.example', services: ['iis'] }),
      ],
    }),
  }),

  line(
    'a logical name that the certificate does not hold',
    stated({ ...OWN, dnsFullyQualifiedDomainName: CLUSTER }),
    'names.logical-physical-differ',
  ),
  line('a logical name that the certificate holds', {
    ...stated({ ...OWN, dnsFullyQualifiedDomainName: CLUSTER }),
    store: holding([SELF, 'hub1', CLUSTER]),
  }),

  line(
    'the host has names that say nothing of the server, and the certificate holds them alone',
    {
      names: host('ip-10-0-0-5', 'ip-10-0-0-5.cloud.example'),
      store: holding(['ip-10-0-0-5', 'ip-10-0-0-5.cloud.example']),
    },
    'names.server-name-differs',
  ),
  line('the host has names that say nothing of the server, and the certificate holds both', {
    names: host('ip-10-0-0-5', 'ip-10-0-0-5.cloud.example'),
    store: holding([SELF, 'ip-10-0-0-5']),
  }),

  line('the certificate holds the short name alone', { store: holding(['hub1']) }, 'names.short-only'),
  line('the certificate holds the full name alone', { store: holding([SELF]) }),

  line(
    'the full name comes from DNS, and the certificate holds no other',
    { names: host('hub1', SELF, SHORT), store: holding([SELF]) },
    'names.fqdn-only',
  ),
  line('the full name comes from the hosts file', { names: names(SHORT), store: holding([SELF]) }),

  line('the name stands in the subject alone', { store: holding([], { commonName: SELF }) }, 'names.common-name-only'),
  line('the name stands among the alternative names alone', { store: holding([SELF, 'hub1'], { commonName: 'Hub' }) }),
]
