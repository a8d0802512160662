/** Host name, hosts file and DNS. */
import { unknown } from '../../../src/model/facts.ts'
import {
  balancer,
  certificate,
  configuration,
  directory,
  gateway,
  names,
  PEER,
  SELF,
  server,
  store,
  TAKEN_AT,
} from '../facts.ts'
import { line, type GridLine } from '../grid.ts'
import { receivingOnly } from './connector.ts'
import { handshake } from './probes.ts'

const ELSEWHERE = [{ name: SELF, addresses: ['198.51.100.7'] }]
const DENIED = [{ name: SELF, addresses: [], problem: 'ENOTFOUND' }]
const NOBODY_CAME = { gateway: gateway({ peers: [] }) }

function addressed(addresses: readonly string[]) {
  return directory({ servers: [server(SELF, ['own'], { addresses }), server(PEER, ['peer'])] })
}

function came(differs: Partial<{ direction: 'inbound' | 'outbound'; outcome: string; at: string }>) {
  return gateway({
    peers: [{ server: PEER, direction: 'inbound', outcome: 'trusted', at: TAKEN_AT, count: 1, ...differs }],
  })
}

function inHostsFile(address: string) {
  return [{ address, names: [SELF, 'hub1'], line: 3 }]
}

export const RESOLUTION_GRID: readonly GridLine[] = [
  line(
    'the host will have another name after its next start',
    { names: names({ fileName: 'hub9.corp.example' }) },
    'names.rename-pending',
  ),
  line('the file holds the name without its domain', { names: names({ fileName: 'hub1' }) }),
  line(
    'the full name is stated, the physical one is not',
    {
      names: names({ fileName: 'box' }),
      configuration: configuration({
        server: { name: SELF, roles: ['hub'], hostNames: { dnsFullyQualifiedDomainName: SELF } },
      }),
    },
    'names.rename-pending',
  ),
  line('there is no such file', { names: names({ fileName: '' }) }),
  line('the file leaves the name to the network', { names: names({ fileName: 'localhost.localdomain' }) }),
  line('the names are stated, whatever the file says', {
    names: names({ fileName: 'box' }),
    configuration: configuration({
      server: {
        name: SELF,
        roles: ['hub'],
        hostNames: { dnsFullyQualifiedDomainName: SELF, dnsPhysicalFullyQualifiedDomainName: SELF },
      },
    }),
  }),
  line(
    'the host will have a name that its certificate holds',
    {
      names: names({ fileName: 'hub9' }),
      store: store({ certificates: [certificate('own', { dnsNames: [SELF, 'hub1', 'hub9'] })] }),
    },
    'names.rename-pending',
  ),

  line(
    'our name leads to another machine',
    { names: names({ forward: ELSEWHERE, dnsForward: ELSEWHERE }) },
    'names.points-elsewhere',
  ),
  line('our name leads to another machine, but peers are told addresses', {
    names: names({ forward: ELSEWHERE, dnsForward: ELSEWHERE }),
    directory: addressed(['192.0.2.11:2525']),
  }),
  line('our name leads to the public side of a NAT', {
    names: names({ forward: ELSEWHERE, dnsForward: ELSEWHERE, interfaceAddresses: ['10.0.0.5'], reverse: [] }),
  }),
  line('our name leads to the machine around a container', {
    names: names({
      forward: [{ name: SELF, addresses: ['10.0.0.5'] }],
      dnsForward: [],
      interfaceAddresses: ['172.17.0.2'],
      reverse: [],
    }),
    balancer: balancer({ elsewhere: ['10.0.0.5'], ownNameProbes: [handshake('own')] }),
  }),
  line('our name leads to loopback alone', {
    names: names({ forward: [{ name: SELF, addresses: ['127.0.1.1'] }], dnsForward: [] }),
  }),
  line('nobody knows the addresses of this machine', {
    names: names({ forward: ELSEWHERE, dnsForward: ELSEWHERE, interfaceAddresses: [], reverse: [] }),
  }),
  line(
    'our own entry is disabled',
    {
      names: names({ forward: ELSEWHERE, dnsForward: ELSEWHERE }),
      directory: directory({ servers: [server(SELF, ['own'], { enabled: false }), server(PEER, ['peer'])] }),
    },
    'directory.server-disabled',
  ),
  line(
    'the directory gives our name as the address, and it leads to another machine',
    { names: names({ forward: ELSEWHERE, dnsForward: ELSEWHERE }), directory: addressed([`${SELF}:2525`]) },
    'names.points-elsewhere',
  ),
  line('our name has two addresses, and one of them is here', {
    names: names({ dnsForward: [{ name: SELF, addresses: ['198.51.100.7', '192.0.2.11'] }] }),
  }),
  line(
    'our name leads to another machine, which answers in our place',
    {
      names: names({ forward: ELSEWHERE, dnsForward: ELSEWHERE }),
      balancer: balancer({ ownNameProbes: [handshake('peer')] }),
    },
    'names.points-elsewhere',
  ),
  line('our name has an IPv6 address alone', {
    names: names({
      forward: [{ name: SELF, addresses: ['2001:db8::11'] }],
      dnsForward: [{ name: SELF, addresses: ['2001:db8::11'] }],
      interfaceAddresses: ['2001:db8::11', 'fe80::1%eth0'],
      reverse: [{ address: '2001:db8::11', names: [SELF] }],
    }),
  }),

  line('DNS does not know our name', { names: names({ dnsForward: DENIED }), ...NOBODY_CAME }, 'names.not-in-dns'),
  line('DNS does not know our name, and peers arrive', { names: names({ dnsForward: DENIED }) }),
  line(
    'DNS does not know our name, and somebody came in vain',
    { names: names({ dnsForward: DENIED }), gateway: came({ outcome: 'refused' }) },
    'names.not-in-dns',
  ),
  line(
    'DNS does not know our name, and we reach others',
    { names: names({ dnsForward: DENIED }), gateway: came({ direction: 'outbound' }) },
    'names.not-in-dns',
  ),
  line(
    'DNS does not know our name, and the last peer came yesterday',
    { names: names({ dnsForward: DENIED }), gateway: came({ at: '2026-05-31T12:00:00.000Z' }) },
    'names.not-in-dns',
  ),
  line(
    'DNS does not know our name, and nobody asked the gateway',
    { names: names({ dnsForward: DENIED }), gateway: unknown('not-asked', 'control.sock') },
    'names.not-in-dns',
  ),
  line('DNS does not know our name, but peers are told addresses', {
    names: names({ dnsForward: DENIED }),
    directory: addressed(['192.0.2.11:2525']),
    ...NOBODY_CAME,
  }),
  line('the hosts file is the custom here', {
    names: names({ dnsForward: DENIED, hostsEntries: inHostsFile('192.0.2.11') }),
    ...NOBODY_CAME,
  }),
  line('DNS did not answer', {
    names: names({ dnsForward: [{ name: SELF, addresses: [], problem: 'ETIMEOUT' }] }),
    ...NOBODY_CAME,
  }),
  line('there is no DNS here', { names: names({ dnsForward: DENIED, nameServers: [] }), ...NOBODY_CAME }),
  line('there is nobody else in the directory', {
    names: names({ dnsForward: DENIED }),
    directory: directory({ servers: [server(SELF, ['own'])] }),
    configuration: receivingOnly(),
    ...NOBODY_CAME,
  }),

  line(
    'the hosts file is out of date',
    { names: names({ hostsEntries: inHostsFile('198.51.100.7') }) },
    'names.hosts-file-overrides',
  ),
  line(
    'DNS is out of date',
    { names: names({ dnsForward: ELSEWHERE, hostsEntries: inHostsFile('192.0.2.11') }) },
    'names.points-elsewhere',
    'names.hosts-file-overrides',
  ),
  line('the hosts file has two lines, and one says what DNS says', {
    names: names({ hostsEntries: [...inHostsFile('198.51.100.7'), ...inHostsFile('192.0.2.11')] }),
  }),
  line('the hosts file says what DNS says', { names: names({ hostsEntries: inHostsFile('192.0.2.11') }) }),
  line('the hosts file gives the inner side of a NAT', {
    names: names({
      dnsForward: ELSEWHERE,
      hostsEntries: inHostsFile('10.0.0.5'),
      interfaceAddresses: ['10.0.0.5'],
      reverse: [],
    }),
  }),

  line(
    'the address has the name of another host',
    { names: names({ reverse: [{ address: '192.0.2.11', names: ['www.corp.example'] }] }) },
    'names.reverse-differs',
  ),
  line('the address has the name its provider gave it', {
    names: names({ reverse: [{ address: '192.0.2.11', names: ['static-192-0-2-11.provider.example'] }] }),
  }),
  line('the address has two names, and one of them is ours', {
    names: names({ reverse: [{ address: '192.0.2.11', names: ['www.corp.example', SELF] }] }),
  }),
  line(
    'the address has a name with a number in it',
    { names: names({ reverse: [{ address: '192.0.2.11', names: ['web11.corp.example'] }] }) },
    'names.reverse-differs',
  ),
  line('the address has no name', {
    names: names({ reverse: [{ address: '192.0.2.11', names: [], problem: 'ENOTFOUND' }] }),
  }),
]
