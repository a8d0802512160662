/** Addresses as people and systems write them, and what may stand behind what. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostOf, isBehindNat, isLoopback, isWildcard, plain, reachableAt } from '../../src/doctor/addresses.ts'
import { View } from '../../src/doctor/view.ts'
import { facts, names } from './facts.ts'
import { receivingOnly, withConnector } from './grid/connector.ts'

test('an address is compared without brackets, zone and capitals, and IPv4 in its own form', () => {
  assert.deepEqual(['[2001:DB8::1]', 'fe80::1%eth0', '::ffff:192.0.2.1', '192.0.2.1'].map(plain), [
    '2001:db8::1',
    'fe80::1',
    '192.0.2.1',
    '192.0.2.1',
  ])
})

test('the host of an endpoint is what stands before the port', () => {
  assert.deepEqual(['192.0.2.1:25', '[2001:db8::1]:25', 'hub1.corp.example:2525', '*:25'].map(hostOf), [
    '192.0.2.1',
    '2001:db8::1',
    'hub1.corp.example',
    '*',
  ])
})

test('loopback and wildcard are told from addresses of a machine', () => {
  assert.deepEqual(['127.0.1.1', '::1', '192.0.2.1', '::2'].map(isLoopback), [true, true, false, false])
  assert.deepEqual(['0.0.0.0', '::', '*', '', '192.0.2.1'].map(isWildcard), [true, true, true, true, false])
})

const PUBLIC = ['198.51.100.7']

for (const own of [
  '10.1.2.3',
  '172.16.0.1',
  '172.31.0.1',
  '192.168.1.1',
  '169.254.1.1',
  '100.64.0.1',
  'fd00::1',
  'fe80::1',
]) {
  test(`${own} may stand behind a public address`, () => {
    assert.ok(isBehindNat([own], PUBLIC))
  })
}

for (const own of [
  '11.0.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '192.169.1.1',
  '193.168.1.1',
  '169.253.1.1',
  '170.254.1.1',
  '100.63.0.1',
  '100.128.0.1',
  '101.64.0.1',
  '2001:db8::1',
]) {
  test(`${own} stands behind nothing`, () => {
    assert.ok(!isBehindNat([own], PUBLIC))
  })
}

test('a machine with one public address is behind no NAT, and private addresses are in front of none', () => {
  assert.ok(!isBehindNat(['10.0.0.5', '192.0.2.11'], PUBLIC))
  assert.ok(!isBehindNat(['10.0.0.5'], ['10.0.0.6']))
  assert.ok(isBehindNat(['10.0.0.5'], ['10.0.0.6', ...PUBLIC]))
})

const REACHED: readonly (readonly [title: string, view: View, address: string])[] = [
  ['a connector on one address', new View(facts()), '192.0.2.11:2525'],
  [
    'a connector on every address',
    new View(facts({ configuration: withConnector({ listen: { host: '::', port: 25 } }) })),
    '192.0.2.11:25',
  ],
  [
    'a connector on every address of a machine with IPv6 alone',
    new View(
      facts({
        configuration: withConnector({ listen: { host: '::', port: 25 } }),
        names: names({ interfaceAddresses: ['2001:db8::11'] }),
      }),
    ),
    '[2001:db8::11]:25',
  ],
  [
    'a connector on loopback alone',
    new View(facts({ configuration: withConnector({ listen: { host: '127.0.0.1', port: 2525 } }) })),
    '127.0.0.1:2525',
  ],
  ['no send connector', new View(facts({ configuration: receivingOnly() })), '192.0.2.11:2525'],
]

for (const [title, view, address] of REACHED) {
  test(`${title} is reached at ${address}`, () => {
    assert.equal(reachableAt(view), address)
  })
}
