/** Signs of a balancer in real files, and addresses as the kernel of another machine would list them. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { BalancerFacts } from '../../src/model/facts.ts'
import { lookForBalancer, type BalancerQuestion, type InterfaceAddress } from '../../src/probe/balancer.ts'

/** net/if_arp.h: what the kernel says of an interface. */
const TYPES = { lo: 772, dummy0: 1, eth0: 1, 'kube-ipvs0': 1, wg0: 65_534 } as const

interface Scene extends Partial<Omit<BalancerQuestion, 'files' | 'addresses'>> {
  readonly files?: Readonly<Record<string, string>>
  /** `INTERFACE ADDRESS/BITS` */
  readonly addresses?: readonly string[]
}

function look(t: TestContext, scene: Scene = {}): Omit<BalancerFacts, 'ownNameProbes'> {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-balancer-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  const path = (name: string): string => join(folder, name)
  for (const [name, type] of Object.entries(TYPES)) {
    mkdirSync(path(`net/${name}`), { recursive: true })
    writeFileSync(path(`net/${name}/type`), `${String(type)}\n`)
  }
  for (const [name, text] of Object.entries(scene.files ?? {})) writeFileSync(path(name), text)
  return lookForBalancer({
    ports: scene.ports ?? [2525],
    lookups: scene.lookups ?? [],
    addresses: ['lo 127.0.0.1/8', 'lo ::1/128', ...(scene.addresses ?? ['eth0 192.0.2.11/24'])].map(addressOf),
    files: {
      interfaces: path('net'),
      addresses6: path('if_inet6'),
      keepalived: path('keepalived.conf'),
      haproxy: path('haproxy.cfg'),
      corosync: path('corosync.conf'),
      ipvs: path('ip_vs'),
    },
  })
}

function addressOf(text: string): InterfaceAddress {
  const [, name = '', address = '', bits = ''] = /^(\S+) (.*)\/(\d+)$/.exec(text) ?? []
  return { interface: name, address, prefixBits: Number(bits) }
}

test('an ordinary machine shows no sign', (t) => {
  assert.deepEqual(look(t), { virtualAddresses: [], software: [], elsewhere: [] })
})

const NO_SIGN = [
  ['a cloud that gives a machine one address of a single host', ['eth0 192.0.2.11/32']],
  ['a tunnel', ['wg0 10.8.0.2/32', 'wg0 10.8.0.3/24']],
  ['the services of a cluster of containers', ['kube-ipvs0 10.96.0.1/32']],
  ['an address that no router passes on', ['dummy0 169.254.20.10/32', 'lo fe80::1/128']],
  ['a second network', ['eth0 192.0.2.11/24', 'eth0 198.51.100.11/24']],
  ['an address of DHCPv6 beside one a router announced', ['eth0 2001:db8::11/64', 'eth0 2001:db8::1:5/128']],
  ['what the Windows Subsystem for Linux puts on lo', ['lo 10.255.255.254/32']],
] as const

for (const [what, addresses] of NO_SIGN) {
  test(`${what} is no virtual address`, (t) => {
    assert.deepEqual(look(t, { addresses }).virtualAddresses, [])
  })
}

test('an address of a single host beside an ordinary one is virtual', (t) => {
  const addresses = ['eth0 192.0.2.11/24', 'eth0 192.0.2.100/32']
  assert.deepEqual(look(t, { addresses }).virtualAddresses, [{ address: '192.0.2.100', interface: 'eth0' }])
})

test('so is one of IPv6, when it was put there to stay', (t) => {
  const addresses = ['eth0 2001:db8::11/64', 'eth0 2001:db8::100/128', 'eth0 2001:db8::1:5/128']
  const files = {
    if_inet6:
      '20010db8000000000000000000000100 02 80 00 82     eth0\n20010db8000000000000000000010005 02 80 00 00     eth0\n',
  }
  assert.deepEqual(look(t, { addresses, files }).virtualAddresses, [{ address: '2001:db8::100', interface: 'eth0' }])
})

test('any address but its own on a loopback or dummy interface is virtual', (t) => {
  const addresses = ['lo 127.0.0.2/8', 'lo 192.0.2.100/32', 'dummy0 192.0.2.101/24']
  assert.deepEqual(look(t, { addresses }).virtualAddresses, [
    { address: '192.0.2.100', interface: 'lo' },
    { address: '192.0.2.101', interface: 'dummy0' },
  ])
})

test('our name leads elsewhere when none of its addresses is here', (t) => {
  const elsewhere = (...addresses: readonly string[]) =>
    look(t, { lookups: [{ name: 'hub1.corp.example', addresses }] }).elsewhere
  assert.deepEqual(elsewhere('192.0.2.100', '192.0.2.101'), ['192.0.2.100', '192.0.2.101'])
  assert.deepEqual(elsewhere('192.0.2.100', '192.0.2.11'), [])
  assert.deepEqual(elsewhere('127.0.1.1'), [])
  assert.deepEqual(elsewhere(), [])
})

const KEEPALIVED = `vrrp_instance VI_1 {
    interface eth0
    authentication {
        auth_pass sesame
    }
    virtual_ipaddress {
        192.0.2.100/24 dev eth0   # mail
        192.0.2.101
    }
}
virtual_server 192.0.2.100 25 {
    real_server 192.0.2.11 2525 { weight 1 }
}
`

test('keepalived: the addresses it moves, the servers it balances, and no password', (t) => {
  const { software } = look(t, { files: { 'keepalived.conf': KEEPALIVED } })
  const [sign] = software
  assert.deepEqual(
    [sign?.name, sign?.detail, sign?.endpoints, sign?.evidence.line],
    [
      'keepalived',
      '192.0.2.100/24 192.0.2.101 192.0.2.100:25 192.0.2.11:2525',
      ['192.0.2.100:25', '192.0.2.11:2525'],
      6,
    ],
  )
  assert.doesNotMatch(JSON.stringify(software), /sesame/)
})

test('keepalived that moves nothing is no sign', (t) => {
  assert.deepEqual(look(t, { files: { 'keepalived.conf': '# virtual_ipaddress {\nglobal_defs {\n}\n' } }).software, [])
})

const HAPROXY = `global
    stats socket /run/haproxy.sock
listen web
    bind :443
    server web1 10.0.0.1:8443 check
`

test('haproxy: only where it takes or passes on mail', (t) => {
  assert.deepEqual(look(t, { files: { 'haproxy.cfg': HAPROXY } }).software, [])
  const smtp = 'listen smtp\n    bind :25,192.0.2.5:587\n    server hub1 192.0.2.11:2525 send-proxy-v2\n'
  const [sign] = look(t, { files: { 'haproxy.cfg': HAPROXY + smtp } }).software
  assert.deepEqual([sign?.name, sign?.detail, sign?.evidence.line], ['haproxy', 'bind :25,192.0.2.5:587', 7])
  assert.deepEqual(sign?.endpoints, ['*:443', '10.0.0.1:8443', '*:25', '192.0.2.5:587', '192.0.2.11:2525'])
})

test('haproxy: a port of ours counts where it is no usual one', (t) => {
  const files = { 'haproxy.cfg': 'backend hubs\n  server hub1 10.0.0.1:4025\n' }
  assert.deepEqual(look(t, { files }).software, [])
  assert.equal(look(t, { files, ports: [4025] }).software[0]?.detail, 'server hub1 10.0.0.1:4025')
})

test('corosync: a cluster has more than one node', (t) => {
  const node = (address: string) => `  node {\n    ring0_addr: ${address}\n  }\n`
  const cluster = (...addresses: readonly string[]) => ({
    'corosync.conf': `totem {\n  cluster_name: mail\n}\nnodelist {\n${addresses.map(node).join('')}}\n`,
  })
  assert.deepEqual(look(t, { files: cluster('127.0.0.1') }).software, [])
  const [sign] = look(t, { files: cluster('10.0.0.1', '10.0.0.2') }).software
  assert.deepEqual([sign?.detail, sign?.evidence.line], ['cluster mail of 2 nodes', 6])
})

test("the kernel's table of virtual servers: only services of mail", (t) => {
  const table = (port: string) =>
    `IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\nTCP  C0000264:${port} wlc\n  -> C000020B:${port} Route 1 0 0\n`
  assert.deepEqual(look(t, { files: { ip_vs: table('01BB') } }).software, [])
  const [sign] = look(t, { files: { ip_vs: table('0019') } }).software
  assert.deepEqual([sign?.detail, sign?.endpoints], ['TCP 192.0.2.100:25', ['192.0.2.100:25', '192.0.2.11:25']])
})

test('this very machine can be looked at', () => {
  const { elsewhere } = lookForBalancer({ ports: [], lookups: [{ name: 'localhost', addresses: ['::1'] }] })
  assert.deepEqual(elsewhere, [])
})
