/** Where everything is broken the doctor still ends, says what it found and what it could not see, and changes nothing. */
import assert from 'node:assert/strict'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import * as v from 'valibot'
import { systemClock } from '../../src/core/clock.ts'
import { openEmbeddedDirectory } from '../../src/directory/embedded.ts'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import { TrustIndex } from '../../src/trust/index.ts'
import { identityOf, mailServer, scriptedServer, startGateway } from '../gateway/harness.ts'
import { openBehindIn } from './behind.ts'
import { causesOf, Host, HUB1, NEEDS_ROOT } from './host.ts'
import { look, unseen } from './looks.ts'
import { Namespace } from './namespace.ts'
import { RESOLV_CONF, Resolver } from './resolver.ts'
import { ACCOUNT, AS_ACCOUNT } from './variants/files.ts'

const WITHOUT_DIRECTORY = ['directory: unreadable', 'peers: unreadable']
const NEED_CONFIGURATION = [
  ...['account', 'backends', 'configuration', 'directory', 'events', 'gateway', 'peers', 'postfixService', 'store'],
]

/** On a port that is known before it runs: only so a connector can be knocked at when the gateway says nothing. */
async function atKnownPort(t: TestContext): Promise<Host> {
  const [port] = await freePorts(1)
  return Host.make(t, { listen: `127.0.0.1:${String(port)}` })
}

test('the directory is gone', async (t) => {
  const host = await Host.make(t)
  rmSync(host.state('directory.sqlite'))
  const { status, report, text } = await look(t, host)
  assert.deepEqual([status, report.verdict], [1, 'not-trusted'])
  assert.deepEqual(causesOf(report), ['directory.unreachable', 'gateway.not-running'])
  assert.deepEqual(unseen(report), WITHOUT_DIRECTORY)
  assert.match(text, /There is no directory at .*directory\.sqlite/)
  assert.match(text, /not run \(\d+\) {2}Reading the directory failed/)
})

test('the directory is damaged', async (t) => {
  const host = await Host.make(t)
  writeFileSync(host.state('directory.sqlite'), 'no directory '.repeat(1_000))
  const { status, report, text } = await look(t, host)
  assert.equal(status, 1)
  assert.deepEqual(causesOf(report), ['directory.unreachable', 'gateway.not-running'])
  assert.deepEqual(unseen(report), WITHOUT_DIRECTORY)
  assert.match(text, /not a database/)
})

test('the certificate has expired, its key cannot be read, and the configuration is damaged', NEEDS_ROOT, async (t) => {
  const host = await Host.make(t, { init: ['--account', ACCOUNT] })
  await host.replace({ sinceDays: 400, days: 365 })
  const keys = host.state('keys')
  chmodSync(keys, 0o700)
  const good = readFileSync(host.config, 'utf8')
  writeFileSync(host.config, good.replace('\ngateway:', '\ntrust:\n  expired: perhaps\ngateway:'))
  const line = good.split('\n').indexOf('gateway:') + 2

  const first = await look(t, host)
  assert.equal(first.status, 1)
  assert.deepEqual(causesOf(first.report), ['configuration.invalid'])
  assert.ok(first.text.includes(`config.yaml:${String(line)}:12: "expired" is "perhaps"`), first.text)
  assert.deepEqual(
    unseen(first.report),
    NEED_CONFIGURATION.map((section) => `${section}: unreadable`),
  )

  writeFileSync(host.config, good)
  const { status, report } = await look(t, host)
  assert.equal(status, 1)
  for (const id of ['key.unreadable', 'validity.expired'])
    assert.ok(causesOf(report).includes(id), `${id} is among ${causesOf(report).join()}`)
  assert.deepEqual(unseen(report), [])
})

test('there is no configuration', async (t) => {
  const host = await Host.make(t)
  rmSync(host.config)
  const { status, report, text } = await look(t, host)
  assert.deepEqual([status, causesOf(report)], [1, ['configuration.missing']])
  assert.deepEqual(
    unseen(report),
    NEED_CONFIGURATION.map((section) => `${section}: not-configured`),
  )
  assert.match(text, /There is no configuration at .*config\.yaml/)
  const one = await host.run('doctor --only names.odd')
  assert.equal(one.status, 3, 'a check that could not run is none that passed')
})

test('somebody without rights looks', NEEDS_ROOT, async (t) => {
  const host = await Host.make(t, { init: ['--account', 'root'] })
  await host.serve()
  const { status, report, text } = await look(t, host, AS_ACCOUNT)
  assert.deepEqual([status, report.verdict], [3, 'unknown'])
  assert.deepEqual(
    unseen(report),
    ['directory', 'events', 'gateway', 'peers', 'store'].map((section) => `${section}: needs-root`),
  )
  assert.match(text, /Only root can see the directory\. Run it as root: sudo hubtrust doctor/)

  chmodSync(host.root, 0o700)
  const shut = await look(t, host, AS_ACCOUNT)
  assert.deepEqual([shut.status, shut.report.findings], [3, []], 'nobody can say that nothing is there')
  assert.deepEqual(
    unseen(shut.report),
    NEED_CONFIGURATION.map((section) => `${section}: needs-root`),
  )
})

test('the gateway hangs', async (t) => {
  const host = await atKnownPort(t)
  await host.serve()
  host.signal('SIGSTOP')
  const { status, report } = await look(t, host)
  assert.deepEqual([status, causesOf(report)], [1, ['gateway.hangs']])
  assert.deepEqual(unseen(report), [])
})

test('the gateway was killed', async (t) => {
  const host = await atKnownPort(t)
  await host.serve()
  await host.stop()
  const { status, report } = await look(t, host)
  assert.deepEqual([status, causesOf(report)], [1, ['gateway.not-running']])
})

test('the resolver says nothing', NEEDS_ROOT, async (t) => {
  const { entry } = await Namespace.open(t, {
    hostName: 'hub1',
    etc: { 'resolv.conf': RESOLV_CONF },
    network: ['ip link set lo up'],
  })
  const zone = { [HUB1]: ['127.0.1.1'], '1.1.0.127.in-addr.arpa': [HUB1] }
  const resolver = await Resolver.open(t, entry, zone)
  const port = await openBehindIn(t, entry, '127.0.0.1')
  const host = await Host.make(t, { entry, backend: `127.0.0.1:${String(port)}` })
  const old = await host.thumbprint()
  await host.another('--domains', HUB1)
  await host.done(['server', 'withdraw', HUB1, old, '--yes'])
  await host.done(['cert', 'remove', old, '--yes'])
  await resolver.know('silent')
  const { status, report, facts } = await look(t, host)
  assert.equal(status, 1)
  assert.deepEqual(causesOf(report), ['names.lookup-failed', 'gateway.not-running'])
  assert.match(facts, /"problem":\s*"deadline"/)
})

const PEERS = v.object({
  peers: v.object({
    value: v.array(
      v.object({
        server: v.string(),
        handshakes: v.array(v.object({ steps: v.array(v.object({ passed: v.boolean(), detail: v.string() })) })),
      }),
    ),
  }),
})

const SILENT = Array.from({ length: 20 }, (_, at) => `silent${String(at)}.corp.example`)
const ANSWERING = Array.from({ length: 30 }, (_, at) => `peer${String(at)}.corp.example`)

test('of fifty peers twenty are silent', async (t) => {
  const host = await Host.make(t)
  const directory = openEmbeddedDirectory({ path: host.state('directory.sqlite'), clock: systemClock })
  const own = directory.server(HUB1)?.certificates.map(({ fingerprint }) => fingerprint) ?? []
  const add = (name: string, port: number) => {
    const identity = identityOf(name)
    directory.add({ name, roles: ['hub'], addresses: [`127.0.0.1:${String(port)}`] })
    directory.publish(name, identity.certificateDer)
    return identity
  }
  const mute = await scriptedServer(t, () => undefined)
  for (const name of SILENT) add(name, mute.port)
  const behind = await mailServer(t)
  const ports = new Map<string, number>()
  for (const name of ANSWERING) {
    const identity = add(name, 1)
    const { port } = await startGateway(t, {
      own: identity,
      trust: {
        index: TrustIndex.build([{ server: HUB1, fingerprints: own }]),
        ownFingerprints: [identity.fingerprint],
      },
      receive: { backend: { host: '127.0.0.1', port: behind.port } },
    })
    ports.set(name, port)
    directory.change(name, { addresses: [`127.0.0.1:${String(port)}`] })
  }
  directory.change(HUB1, { addresses: ['127.0.0.1:1'] })
  directory.close()
  const sentTo = [...SILENT.slice(0, 5), ...ANSWERING.slice(0, 5)]
  host.set(
    ['gateway', 'send'],
    sentTo.map((peer) => ({ name: `To ${peer}`, peer, listen: '127.0.0.1:0' })),
  )

  const { status, report, facts } = await look(t, host)
  assert.equal(status, 1)
  const found = report.findings.flatMap(({ id, subject: { peer } }) => (peer === undefined ? [] : `${id} ${peer}`))
  assert.deepEqual(
    found.toSorted(),
    SILENT.slice(0, 5).map((name) => `handshake.timeout ${name}`),
  )
  const peers = v.parse(PEERS, JSON.parse(facts)).peers.value
  assert.equal(peers.length, SILENT.length + ANSWERING.length)
  for (const { server, handshakes } of peers) {
    const steps = handshakes.flatMap((handshake) => handshake.steps)
    const isWell = steps.every(({ passed }) => passed)
    assert.equal(isWell, ANSWERING.includes(server), `${server}: ${String(steps.at(-1)?.detail)}`)
    if (!isWell) assert.match(String(steps.at(-1)?.detail), /did not answer in time/)
  }
})
