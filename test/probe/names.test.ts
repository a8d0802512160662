/** Names from real files and a real name server; the system's own resolver knows `localhost` wherever this runs. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import type { NameFacts } from '../../src/model/facts.ts'
import type { HostNames } from '../../src/model/names.ts'
import { hostNamesOf, hostsEntries, lookAtNames, lookupsOf, resolverSettings } from '../../src/probe/names.ts'
import { startDnsServer, type Zone } from './dns-server.ts'

const HUB1 = 'hub1.corp.example'
const STATED: HostNames = {
  dnsFullyQualifiedDomainName: HUB1,
  dnsHostName: 'localhost',
  dnsPhysicalFullyQualifiedDomainName: HUB1,
  dnsPhysicalHostName: 'localhost',
}

interface Scene {
  readonly zone?: Zone
  readonly hosts?: string
  readonly hostname?: string
  readonly stated?: Partial<HostNames>
  readonly serverName?: string
  readonly withinMs?: number
}

async function look(t: TestContext, scene: Scene = {}): Promise<NameFacts> {
  const { zone, hosts = '', stated = STATED, serverName = HUB1, withinMs = 3_000 } = scene
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-names-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  const files = { hostname: join(folder, 'hostname'), hosts: join(folder, 'hosts'), resolver: join(folder, 'resolv') }
  const server = zone === undefined ? '' : `nameserver ${await startDnsServer(t, zone)}\n`
  writeFileSync(files.hosts, hosts)
  writeFileSync(files.resolver, `${server}search corp.example branch.example\n`)
  if (scene.hostname !== undefined) writeFileSync(files.hostname, scene.hostname)
  const question = { stated, serverName, clock: systemClock, withinMs, files }
  return lookAtNames(question, hostNamesOf(question))
}

test('what the DNS says stands beside what this machine says', async (t) => {
  const facts = await look(t, { zone: { [HUB1]: ['192.0.2.11', '2001:db8::11'] } })
  assert.deepEqual(facts.dnsForward, [{ name: HUB1, addresses: ['192.0.2.11', '2001:db8::11'] }])
  const [own, local] = facts.forward
  assert.deepEqual([own?.name, own?.addresses], [HUB1, []])
  assert.ok(own?.problem !== undefined)
  assert.deepEqual([local?.name, local?.problem], ['localhost', undefined])
  assert.ok(local?.addresses.some((address) => address === '127.0.0.1' || address === '::1'))
})

test('a name is asked for once, however many of ours it is; the name others know us by is among them', async (t) => {
  const facts = await look(t, { zone: {}, serverName: 'mail.corp.example' })
  assert.deepEqual(
    facts.forward.map(({ name }) => name),
    [HUB1, 'localhost', 'mail.corp.example'],
  )
  assert.deepEqual(
    facts.dnsForward.map(({ name }) => name),
    [HUB1, 'mail.corp.example'],
    'a short name is not for the DNS',
  )
})

test("a balancer's name is not looked up as one of ours", async (t) => {
  const facts = await look(t, { stated: { ...STATED, balancerName: HUB1 }, zone: {} })
  assert.deepEqual(
    facts.forward.map(({ name }) => name),
    ['localhost'],
  )
  assert.equal(facts.hostNames.balancerName, HUB1)
})

test('a name that is not there, and one without addresses, are told apart', async (t) => {
  const facts = await look(t, { zone: { [HUB1]: [] }, serverName: 'gone.corp.example' })
  assert.deepEqual(facts.dnsForward, [
    { name: HUB1, addresses: [], problem: 'ENODATA' },
    { name: 'gone.corp.example', addresses: [], problem: 'ENOTFOUND' },
  ])
})

test('reverse names are those of the addresses our names stand for', async (t) => {
  const zone = {
    [HUB1]: ['192.0.2.11', '192.0.2.12', '127.0.0.1'],
    '11.2.0.192.in-addr.arpa': ['old.corp.example'],
  }
  assert.deepEqual((await look(t, { zone })).reverse, [
    { address: '192.0.2.11', names: ['old.corp.example'] },
    { address: '192.0.2.12', names: [], problem: 'ENOTFOUND' },
  ])
})

test('a name server that says nothing is a fact', async (t) => {
  const { dnsForward, reverse } = await look(t, { zone: { [HUB1]: 'silent' }, withinMs: 300 })
  assert.deepEqual(dnsForward, [{ name: HUB1, addresses: [], problem: 'deadline' }])
  assert.deepEqual(reverse, [])
})

test('without a name server the DNS is not asked', async (t) => {
  const { dnsForward, reverse, nameServers } = await look(t)
  assert.deepEqual([nameServers, dnsForward, reverse], [[], [], []])
})

test('names the configuration states do not change what was collected', async (t) => {
  const { hostNames, collected, kernelName } = await look(t)
  assert.deepEqual(hostNames, STATED)
  assert.equal(kernelName, hostname())
  assert.equal(collected.dnsPhysicalHostName, hostname().split('.')[0])
})

test('lines of the hosts file that hold one of our names are told with their number', async (t) => {
  const hosts =
    '127.0.0.1 localhost.localdomain\n# 192.0.2.1 hub1.corp.example\n192.0.2.9\tHUB1.corp.example hub1 # old\n'
  assert.deepEqual((await look(t, { hosts })).hostsEntries, [{ address: '192.0.2.9', names: [HUB1, 'hub1'], line: 3 }])
})

test('/etc/hostname is its first line that is no comment, or nothing', async (t) => {
  assert.equal((await look(t, { hostname: '# by hand\n\nhub9\n' })).fileName, 'hub9')
  assert.equal((await look(t)).fileName, undefined)
})

test('of several search and domain lines the last one counts', () => {
  const text = 'domain a.example\nnameserver 192.0.2.53\n; nameserver 192.0.2.54\nsearch b.example c.example\n'
  assert.deepEqual(resolverSettings(text), {
    searchDomains: ['b.example', 'c.example'],
    nameServers: ['192.0.2.53'],
  })
  assert.deepEqual(resolverSettings(''), { searchDomains: [], nameServers: [] })
})

test('an empty hosts file has no entries', () => {
  assert.deepEqual(hostsEntries('\n# nothing\n192.0.2.1\n'), [])
})

test('what others find under our name is what the DNS says; what this machine says when the DNS says nothing', async (t) => {
  const facts = await look(t, { zone: { [HUB1]: ['192.0.2.11'] }, serverName: 'localhost' })
  assert.deepEqual(lookupsOf(facts, 'HUB1.corp.example'), [{ name: HUB1, addresses: ['192.0.2.11'] }])
  assert.equal(lookupsOf(facts, 'localhost')[0]?.name, 'localhost')
  assert.deepEqual(lookupsOf(facts, 'other.corp.example'), [])
})
