/** This server's own certificates while store, keys, names, directory and time change: what is shown, and what is said. */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { stillClock } from '../../src/core/clock.ts'
import { OwnCertificates } from '../../src/daemon/own-certificates.ts'
import type { Identities } from '../../src/gateway/trust-view.ts'
import type { StoredCertificate } from '../../src/model/certificate.ts'
import type { EventDraft } from '../../src/model/events.ts'
import { noTrace } from '../../src/model/trace.ts'
import { identityOf } from '../gateway/harness.ts'
import { HOST_NAMES, HUB1, IS_ROOT, newGround, type Settings } from './ground.ts'

const DAY_MS = 86_400_000
const DEADLINE_MS = 20_000

/** Evaluates when asked to; `start` makes it look by itself. */
function ownOf(t: TestContext, settings: Settings = {}) {
  const ground = newGround(t)
  const clock = stillClock(new Date().toISOString())
  const events: EventDraft[] = []
  const shown: Identities[] = []
  let look: () => void = () => undefined
  const own = new OwnCertificates({
    configuration: ground.configure(settings),
    store: ground.store,
    clock,
    trace: noTrace,
    raise: (event) => {
      events.push(event)
      look()
    },
    published: () => ground.directory.server(HUB1)?.certificates.map(({ fingerprint }) => fingerprint) ?? [],
    onIdentities: (identities) => shown.push(identities),
  })
  // Its own timers keep no process alive.
  const alive = setInterval(() => undefined, DEADLINE_MS)
  t.after(() => {
    clearInterval(alive)
    own.close()
  })
  /** What was said since the last time, as `1037 cause`. */
  const told = () =>
    events.splice(0).map(({ id, cause }) => (cause === undefined ? String(id) : `${String(id)} ${cause}`))
  const again = async () => {
    await own.evaluate()
    return told()
  }
  const event = (id: number): Promise<EventDraft> =>
    new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        reject(new Error(`no event ${String(id)}`))
      }, DEADLINE_MS)
      look = () => {
        const found = events.find((one) => one.id === id)
        if (found === undefined) return
        clearTimeout(deadline)
        resolve(found)
      }
      look()
    })
  const inUse = () => shown.at(-1)?.internal?.thumbprint
  const [first] = ground.store.list()
  assert.ok(first !== undefined)
  return { ground, own, clock, events, shown, told, again, event, inUse, first }
}

const newer = () => identityOf(HUB1, { notBeforeMs: Date.now() - 1_000 })
const keyPath = ({ key }: StoredCertificate): string => key.path ?? ''

test('a published certificate with its key is shown, and nothing is said but that it is in use', async (t) => {
  const { again, inUse, first, shown } = ownOf(t)
  assert.deepEqual(await again(), ['30005'])
  assert.equal(inUse(), first.thumbprint)
  assert.equal(shown.at(-1)?.problem, undefined)
  assert.deepEqual(await again(), [], 'nothing has changed')
})

test('a newer certificate in the store is 1037 and 2019 once, while the published one stays in use; publishing it ends that', async (t) => {
  const { ground, again, inUse, first } = ownOf(t)
  await again()
  const next = ground.issue(newer())
  assert.deepEqual(await again(), ['1037 selection.newer-than-published', '2019 selection.newer-than-published'])
  assert.deepEqual([await again(), inUse()], [[], first.thumbprint])
  ground.directory.publish(HUB1, ground.store.certificateDer(next.thumbprint))
  assert.deepEqual([await again(), inUse()], [['30005'], next.thumbprint])
})

test('what begins is said with its cause, what goes on is not said again, what comes back is', async (t) => {
  const { ground, again, first } = ownOf(t)
  await again()
  const begins = ['1037 services.smtp-not-enabled', '2019 services.smtp-not-enabled']
  ground.store.setServices(first.thumbprint, ['imap'])
  assert.deepEqual(await again(), begins)
  assert.deepEqual(await again(), [])
  ground.store.setServices(first.thumbprint, ['smtp'])
  assert.deepEqual(await again(), [])
  ground.store.setServices(first.thumbprint, ['imap'])
  assert.deepEqual(await again(), begins)
})

test('nothing published is 12012; what another machine published is 12013, and 12023 when one stands in', async (t) => {
  const { ground, again, inUse, first } = ownOf(t)
  await again()
  ground.directory.withdraw(HUB1, first.fingerprint)
  assert.deepEqual(await again(), ['12012 directory.not-published'])
  assert.equal(inUse(), first.thumbprint, 'mail goes on')
  ground.directory.publish(HUB1, identityOf(HUB1).certificateDer)
  const cause = 'store.published-missing'
  assert.deepEqual(await again(), [`12013 ${cause}`, `1037 ${cause}`, `12023 ${cause}`, `2019 ${cause}`])
  assert.equal(inUse(), first.thumbprint)
})

test('a key that the service account may no longer read is noticed by itself, and given back by itself', async (t) => {
  const { ground, own, told, event, inUse, first, shown } = ownOf(t)
  await own.start()
  assert.deepEqual([told(), inUse()], [['30005'], first.thumbprint])
  chmodSync(keyPath(first), 0)
  const { cause, proof } = await event(1037)
  assert.equal(cause, 'key.unreadable')
  assert.deepEqual([proof?.['keyFile'], proof?.['thumbprint']], [keyPath(first), first.thumbprint])
  await event(12013)
  assert.deepEqual([inUse(), shown.at(-1)?.problem], [undefined, 'key.unreadable'])
  told()
  ground.store.grantKeyRead(first.thumbprint)
  await event(30005)
  assert.equal(inUse(), first.thumbprint)
})

test('a folder on the way to the key that closes is noticed, too, although nothing happens in the store', async (t) => {
  const { ground, own, told, event, inUse, first } = ownOf(t)
  await own.start()
  told()
  // Not only the account but oneself would be shut out, if one is not root: then the key alone is closed.
  const [closed, mode] = IS_ROOT ? [join(ground.folder, 'state'), 0o700] : [keyPath(first), 0]
  chmodSync(closed, mode)
  const { cause, proof } = await event(1037)
  assert.deepEqual([cause, proof?.['obstaclePath']], ['key.unreadable', closed])
  assert.equal(inUse(), undefined)
})

test('a certificate that another program puts into the store is noticed by itself', async (t) => {
  const { ground, own, event, told } = ownOf(t)
  await own.start()
  told()
  const next = ground.issue(newer())
  const { cause, proof } = await event(1037)
  assert.deepEqual([cause, proof?.['thumbprint']], ['selection.newer-than-published', next.thumbprint])
  await event(2019)
})

test('a key that is missing or belongs to another certificate is told apart', async (t) => {
  const { again, inUse, first } = ownOf(t)
  await again()
  renameSync(keyPath(first), `${keyPath(first)}.away`)
  const missing = await again()
  assert.deepEqual(missing, ['12013 key.missing', '1037 key.missing', '2019 key.missing'])
  assert.equal(inUse(), undefined)
  writeFileSync(keyPath(first), identityOf(HUB1).keyPem.reveal())
  chmodSync(keyPath(first), 0o644)
  const other = await again()
  assert.deepEqual(other, ['12013 key.mismatch', '1037 key.mismatch', '2019 key.mismatch'])
})

test('time alone brings 12017 with the hours left, then 12015, each once, and the certificate stays in use', async (t) => {
  const { clock, again, events, inUse, first, own } = ownOf(t)
  await again()
  clock.advance(Date.parse(first.notAfter) - clock.nowMs() - 29 * DAY_MS)
  await own.evaluate()
  const [soon] = events
  assert.ok(soon?.id === 12017)
  assert.deepEqual([soon.args.hours, soon.cause], [29 * 24, 'validity.expires-soon'])
  events.length = 0
  clock.advance(DAY_MS)
  assert.deepEqual(await again(), [], 'the hours pass in silence')
  clock.advance(29 * DAY_MS)
  const told = await again()
  assert.ok(told.includes('12015 validity.expired'), told.join())
  assert.ok(told.includes('1037 validity.expired'), told.join())
  assert.equal(inUse(), first.thumbprint)
})

test('the passing of time is looked at without anything else having happened', async (t) => {
  const { own, clock, event, first, told } = ownOf(t)
  await own.start()
  told()
  clock.advance(Date.parse(first.notAfter) - clock.nowMs() - DAY_MS)
  const soon = await event(12017)
  assert.equal(soon.cause, 'validity.expires-soon')
})

const shared = (fqdn: string) => ({
  gateway: { receive: [{ name: 'Internet', mode: 'shared', fqdn, backend: '127.0.0.1:9', listen: '127.0.0.1:0' }] },
})

test('a shared connector is told apart: 12014 without a certificate for its name, 12018 and 12016 for one that ends', async (t) => {
  const { ground, own, again, events, shown, clock } = ownOf(t, shared('mx.corp.example'))
  assert.deepEqual(await again(), ['12014 connector.no-certificate-for-name', '30005'])
  assert.equal(shown.at(-1)?.byConnector.size, 0)
  const internet = ground.issue(identityOf('mx.corp.example', { days: 40 }))
  assert.deepEqual(await again(), [])
  assert.equal(shown.at(-1)?.byConnector.get('Internet')?.thumbprint, internet.thumbprint)
  clock.advance(20 * DAY_MS)
  assert.deepEqual(await again(), ['12018 validity.expires-soon'])
  clock.advance(20 * DAY_MS)
  assert.deepEqual(await again(), ['12016 validity.expired'])
  assert.equal(shown.at(-1)?.byConnector.get('Internet')?.thumbprint, internet.thumbprint, 'rather than no TLS')
  await own.use(ground.configure(shared('nobody.corp.example')))
  assert.deepEqual(
    events.map(({ id }) => id),
    [12014],
    'another configuration is looked at at once',
  )
})

test('names of this host that changed, and a name that a balancer puts in front, are causes of their own', async (t) => {
  const { ground, own, told } = ownOf(t)
  await own.evaluate()
  told()
  const named = (names: Readonly<Record<string, string>>) =>
    own.use(ground.configure({ server: { name: HUB1, hostNames: { ...HOST_NAMES, ...names } } }))
  const away = { dnsHostName: 'x', dnsPhysicalFullyQualifiedDomainName: 'x.corp.example', dnsPhysicalHostName: 'x' }
  await named({ ...away, dnsFullyQualifiedDomainName: 'x.corp.example' })
  assert.deepEqual(told(), ['1037 names.not-covered', '2019 names.not-covered'])
  await named({ ...away, balancerName: 'cluster.corp.example' })
  assert.deepEqual(told(), ['1037 balancer.unexpected-name', '2019 balancer.unexpected-name'])
})

test('each session that needed a certificate with a problem counts it, in its own direction only', async (t) => {
  const { ground, own, again, told, first } = ownOf(t)
  own.used('inbound')
  assert.deepEqual(told(), [])
  ground.store.setServices(first.thumbprint, [])
  await again()
  own.used('inbound')
  own.used('inbound')
  own.used('outbound')
  const cause = 'services.smtp-not-enabled'
  assert.deepEqual(told(), [`1037 ${cause}`, `1037 ${cause}`, `2019 ${cause}`])
})

test('a store that cannot be read at the moment changes nothing', async (t) => {
  const { ground, again, inUse, first, shown } = ownOf(t)
  await again()
  const certificates = join(ground.folder, 'state', 'certificates')
  renameSync(certificates, `${certificates}.away`)
  writeFileSync(certificates, '')
  assert.deepEqual([await again(), shown.length], [[], 1])
  assert.ok(existsSync(certificates))
  assert.equal(inUse(), first.thumbprint)
})
