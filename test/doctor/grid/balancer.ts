/** Load balancers and clusters in front of this server or in its place. */
import type { BalancerFacts } from '../../../src/model/facts.ts'
import { balancer, certificate, configuration, names, PEER, SELF, store, directory, server } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'
import { withConnector } from './connector.ts'
import { handshake } from './probes.ts'

const CLUSTER = 'cluster.corp.example'
const VIRTUAL = '192.0.2.100'
const EVIDENCE = { source: '/etc/haproxy/haproxy.cfg', line: 12 }

function named(balancerName: string) {
  const hostNames = {
    dnsFullyQualifiedDomainName: SELF,
    dnsHostName: 'hub1',
    dnsPhysicalFullyQualifiedDomainName: SELF,
    dnsPhysicalHostName: 'hub1',
    balancerName,
  }
  return {
    names: names({ hostNames }),
    configuration: configuration({ server: { name: SELF, roles: ['hub'], hostNames: { balancerName } } }),
  }
}

function software(name: string, ...endpoints: readonly string[]): Pick<BalancerFacts, 'software'> {
  return { software: [{ name, detail: endpoints.join(' '), evidence: EVIDENCE, endpoints }] }
}

const ON_VIRTUAL = {
  names: names({
    forward: [{ name: SELF, addresses: [VIRTUAL] }],
    dnsForward: [{ name: SELF, addresses: [VIRTUAL] }],
    interfaceAddresses: ['192.0.2.11', VIRTUAL],
  }),
}
const VIRTUAL_ADDRESSES = [{ address: VIRTUAL, interface: 'eth0' }]
const ELSEWHERE = [{ name: SELF, addresses: ['198.51.100.7'] }]

export const BALANCER_GRID: readonly GridLine[] = [
  line(
    'a cluster name takes the place of ours',
    named(CLUSTER),
    'balancer.unexpected-name',
    'names.logical-physical-differ',
  ),
  line('a cluster name takes the place of ours, and the certificate holds it', {
    ...named(CLUSTER),
    store: store({ certificates: [certificate('own', { dnsNames: [SELF, 'hub1', CLUSTER] })] }),
  }),

  line(
    'two machines answer to our name',
    { balancer: balancer({ ownNameProbes: [handshake('own'), handshake('peer')] }) },
    'balancer.members-differ',
  ),
  line(
    'two machines answer to our name, and a connector listens everywhere',
    {
      configuration: withConnector({ listen: { host: '0.0.0.0', port: 25 } }),
      balancer: balancer({ ownNameProbes: [handshake('own'), handshake('peer')] }),
    },
    'balancer.members-differ',
  ),
  line('one machine answers to our name every time', {
    balancer: balancer({ ownNameProbes: [handshake('own'), handshake('own')] }),
  }),
  line('a certificate takes the place of another while somebody asks', {
    balancer: balancer({ ownNameProbes: [handshake('own'), handshake('next')] }),
    directory: directory({ servers: [server(SELF, ['own', 'next']), server(PEER, ['peer'])] }),
  }),
  line(
    'our name leads elsewhere, and now we answer and now another server',
    {
      balancer: balancer({ elsewhere: ['198.51.100.7'], ownNameProbes: [handshake('own'), handshake('peer')] }),
    },
    'balancer.members-differ',
  ),
  line('nobody answers to our name', {
    balancer: balancer({ ownNameProbes: [{ address: `${SELF}:25`, steps: [], ms: 3000 }] }),
  }),

  line(
    'another server answers to our name',
    {
      names: names({ forward: ELSEWHERE, dnsForward: ELSEWHERE }),
      balancer: balancer({ elsewhere: ['198.51.100.7'], ownNameProbes: [handshake('peer')] }),
    },
    'balancer.name-elsewhere',
    'names.points-elsewhere',
  ),
  line(
    'our name leads to an address that keepalived moves',
    { ...ON_VIRTUAL, balancer: balancer({ virtualAddresses: VIRTUAL_ADDRESSES, ...software('keepalived') }) },
    'balancer.name-elsewhere',
  ),
  line('our name leads to a second address of this machine', {
    ...ON_VIRTUAL,
    balancer: balancer({ virtualAddresses: VIRTUAL_ADDRESSES }),
  }),
  line('the provider gives every machine a single address', {
    balancer: balancer({ virtualAddresses: [{ address: '192.0.2.11', interface: 'eth0' }], ...software('keepalived') }),
  }),

  line(
    'haproxy hands mail to a receive connector',
    { balancer: balancer(software('haproxy', '*:25', '192.0.2.11:2525')) },
    'balancer.present',
  ),
  line(
    'keepalived moves the address a connector listens on',
    {
      configuration: withConnector({ listen: { host: VIRTUAL, port: 25 } }),
      balancer: balancer({ virtualAddresses: VIRTUAL_ADDRESSES, ...software('keepalived') }),
    },
    'balancer.present',
  ),
  line(
    'haproxy hands mail to a connector that listens everywhere',
    {
      configuration: withConnector({ listen: { host: '0.0.0.0', port: 25 } }),
      balancer: balancer(software('haproxy', '192.0.2.100:25', '127.0.0.1:25')),
    },
    'balancer.present',
  ),
  line('haproxy hands mail to another machine, and a connector of ours listens everywhere', {
    configuration: withConnector({ listen: { host: '0.0.0.0', port: 25 } }),
    balancer: balancer(software('haproxy', '192.0.2.12:25')),
  }),
  line('haproxy serves web pages', { balancer: balancer(software('haproxy', '*:443', '192.0.2.11:8443')) }),
  line('haproxy is installed, nobody knows for what', {
    balancer: balancer({ software: [{ name: 'haproxy', detail: 'running', evidence: EVIDENCE }] }),
  }),
  line('haproxy hands mail to another machine', { balancer: balancer(software('haproxy', '*:25', '192.0.2.12:2525')) }),
  line(
    'two machines behind a balancer on this one',
    {
      balancer: balancer({
        ownNameProbes: [handshake('own'), handshake('peer')],
        ...software('haproxy', '*:25', '192.0.2.11:2525'),
      }),
    },
    'balancer.members-differ',
    'balancer.present',
  ),
]
