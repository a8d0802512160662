/**
 * A server whose name is what the network says it is: host name, hosts file and a real name server in a namespace of their
 * own, and a gateway that was told no names. What breaks in the DNS is seen by the gateway, named by the doctor, and gone
 * once it is repaired.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import type { Zone } from '../probe/dns-server.ts'
import { openBehindIn } from './behind.ts'
import { causesOf, Host, HUB1, HUB2, NEEDS_ROOT } from './host.ts'
import { cable, Namespace } from './namespace.ts'
import { RESOLV_CONF, Resolver } from './resolver.ts'

const OWN = '192.0.2.11'
const OWN_REVERSE = '11.2.0.192.in-addr.arpa'
const ZONE: Zone = { [HUB1]: [OWN], [OWN_REVERSE]: [HUB1] }
const LOOPBACK = '127.0.0.1 localhost\n::1 localhost\n'

interface Scene {
  readonly host: Host
  readonly resolver: Resolver
  readonly namespace: Namespace
}

/** `hub1`, which learns its domain from the name server alone; another server looks its name up. */
async function startScene(t: TestContext, hostName = 'hub1'): Promise<Scene> {
  const etc = { 'resolv.conf': RESOLV_CONF, hosts: LOOPBACK }
  const namespace = await Namespace.open(t, { hostName, etc, network: cable(`${OWN}/24`) })
  const { entry } = namespace
  const resolver = await Resolver.open(t, entry, ZONE)
  const behind = await openBehindIn(t, entry, '127.0.0.1')
  const host = await Host.make(t, { entry, listen: `${OWN}:25`, backend: `127.0.0.1:${String(behind)}` })
  assert.doesNotMatch(readFileSync(host.config, 'utf8'), /hostNames/)
  host.set(['events'], { repeatWindow: '100ms' })
  await host.done(['server', 'add', HUB2, '--address', '127.0.0.1:1'])
  await host.serve()
  return { host, resolver, namespace }
}

/** The certificate holds the full name alone, so that everything hangs on the name server. */
async function certifyFullNameOnly(host: Host): Promise<void> {
  const old = await host.thumbprint()
  await host.another('--domains', HUB1)
  await host.done(['server', 'withdraw', HUB1, old, '--yes'])
  await host.done(['cert', 'remove', old, '--yes'])
}

/** As an administrator who does not want to wait for the next look. */
async function reload(host: Host): Promise<void> {
  const times = host.words.split(' 30006 ').length
  host.signal('SIGHUP')
  await host.hears((words) => words.split(' 30006 ').length > times)
}

async function findingsOf(host: Host): Promise<readonly string[]> {
  const { status, report } = await host.doctor()
  assert.equal(status, report.exitCode)
  return report.findings.map(({ id, severity }) => `${id} (${severity})`)
}

test('the name server forgets the name by which the certificate is found', NEEDS_ROOT, async (t) => {
  const { host, resolver } = await startScene(t)
  assert.deepEqual(await findingsOf(host), [])
  await certifyFullNameOnly(host)
  assert.deepEqual(await findingsOf(host), ['names.fqdn-only (low)'], 'it says what may come')

  await resolver.know({})
  await reload(host)
  await host.hears((words) => [1037, 2019].every((id) => told(words, id, 'names.lookup-failed')))
  const { status, report } = await host.doctor()
  assert.deepEqual([status, causesOf(report)[0]], [1, 'names.lookup-failed'])

  await resolver.know(ZONE)
  await reload(host)
  assert.deepEqual(await findingsOf(host), ['names.fqdn-only (low)'])
})

/** An event on the gateway's own words. */
function told(words: string, id: number, cause: string): boolean {
  return words.split('\n').some((line) => line.includes(` ${String(id)} `) && line.includes(`[${cause}]`))
}

test('the name server forgets a name that the certificate does not hang on', NEEDS_ROOT, async (t) => {
  const { host, resolver } = await startScene(t)
  assert.deepEqual(await findingsOf(host), [])
  await resolver.know({})
  await reload(host)
  const { status, report } = await host.doctor()
  assert.deepEqual([status, causesOf(report)], [2, ['names.not-in-dns']])
  assert.doesNotMatch(host.words, / (1037|2019) /)
  await resolver.know(ZONE)
  assert.deepEqual(await findingsOf(host), [])
})

test('the reverse record names another host', NEEDS_ROOT, async (t) => {
  const { host, resolver } = await startScene(t)
  await certifyFullNameOnly(host)
  await resolver.know({ [HUB1]: [OWN], [OWN_REVERSE]: ['dynamic-11.provider.example'] })
  await reload(host)
  await host.hears((words) => told(words, 1037, 'names.not-covered'))
  const { status, report } = await host.doctor()
  assert.deepEqual([status, causesOf(report)[0]], [1, 'names.taken-from-reverse'])
  await resolver.know(ZONE)
  await reload(host)
  assert.deepEqual(await findingsOf(host), ['names.fqdn-only (low)'])
})

test('the hosts file overrides the name server', NEEDS_ROOT, async (t) => {
  const { host, namespace } = await startScene(t)
  namespace.write('hosts', `${LOOPBACK}192.0.2.99 ${HUB1} hub1\n`)
  const { status, report } = await host.doctor()
  assert.deepEqual([status, causesOf(report)[0]], [2, 'names.hosts-file-overrides'])
  namespace.write('hosts', `${LOOPBACK}${OWN} ${HUB1} hub1\n`)
  assert.deepEqual(await findingsOf(host), [])
})

test('the name leads to another machine', NEEDS_ROOT, async (t) => {
  const { host, resolver } = await startScene(t)
  await resolver.know({ ...ZONE, [HUB1]: ['192.0.2.12'], '12.2.0.192.in-addr.arpa': [HUB1] })
  const { status, report } = await host.doctor()
  assert.deepEqual([status, causesOf(report)], [2, ['names.points-elsewhere']])
  await resolver.know(ZONE)
  assert.deepEqual(await findingsOf(host), [])
})

test('another domain is searched first', NEEDS_ROOT, async (t) => {
  const { host, resolver, namespace } = await startScene(t)
  await certifyFullNameOnly(host)
  namespace.write('resolv.conf', RESOLV_CONF.replace('corp.example', 'branch.example corp.example'))
  const branch = 'hub1.branch.example'
  await resolver.know({ ...ZONE, [branch]: ['192.0.2.11'], [OWN_REVERSE]: [branch] })
  await reload(host)
  const { status, report } = await host.doctor()
  assert.deepEqual([status, causesOf(report)[0]], [1, 'names.suffix'])
  namespace.write('resolv.conf', RESOLV_CONF)
  await resolver.know(ZONE)
  await reload(host)
  assert.deepEqual(await findingsOf(host), ['names.fqdn-only (low)'])
})

test('the machine will have another name after its next start', NEEDS_ROOT, async (t) => {
  const { host, namespace } = await startScene(t, HUB1)
  assert.deepEqual(await findingsOf(host), [])
  namespace.write('hostname', 'hub9.corp.example\n')
  const { status, report } = await host.doctor()
  assert.deepEqual([status, causesOf(report)], [2, ['names.rename-pending']])
  namespace.write('hostname', `${HUB1}\n`)
  assert.deepEqual(await findingsOf(host), [])
})

test('a name server that says nothing holds up no command', NEEDS_ROOT, async (t) => {
  // Longer than the tests wait for any command.
  const etc = { 'resolv.conf': `${RESOLV_CONF}options timeout:30 attempts:5\n`, hosts: LOOPBACK }
  const { entry } = await Namespace.open(t, { hostName: 'hub1', etc, network: cable(`${OWN}/24`) })
  const resolver = await Resolver.open(t, entry, ZONE)
  const host = await Host.make(t, { entry, listen: `${OWN}:25` })
  await resolver.know('silent')
  assert.match(await host.done('cert list'), new RegExp(await host.thumbprint()))
  await host.done('cert new --yes')
})
