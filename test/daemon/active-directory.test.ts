/** A gateway whose directory is a real domain of Active Directory: who is trusted follows what the domain controller says. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { Daemon } from '../../src/daemon/daemon.ts'
import { eventsFolder, readEvents } from '../../src/daemon/event-log.ts'
import { openDirectory } from '../../src/daemon/open-directory.ts'
import { certificateOf } from '../directory/ground.ts'
import { DOMAIN, NEEDS_SAMBA, PASSWORD, SERVICE, startSamba, type Samba } from '../directory/samba.ts'
import { mailServer, securedClient } from '../gateway/harness.ts'
import { beforeItGoes, HUB1, HUB2, newGround, type Ground } from './ground.ts'
import { receiving, until } from './served.ts'

const HUBS = `OU=hubs,${DOMAIN}`
const DN = `CN=HUB2,${HUBS}`

let samba: Samba

before(async () => {
  if (NEEDS_SAMBA.skip === false) samba = await startSamba()
})

after(async () => {
  if (NEEDS_SAMBA.skip === false) await samba.stop()
})

async function fill({ directory, hub2 }: Ground): Promise<void> {
  const { administrator } = samba
  const { fingerprint = '' } = directory.server(HUB1)?.certificates[0] ?? {}
  await administrator.add(HUBS, { objectClass: 'organizationalUnit' })
  for (const [name, host, certificate] of [
    ['HUB1', HUB1, directory.certificateDer(fingerprint)],
    ['HUB2', HUB2, hub2.certificateDer],
    ['HUB3', 'hub3.corp.example', undefined],
  ] as const) {
    const certificates = certificate === undefined ? [] : [certificate]
    await administrator.addComputer(name, { below: HUBS, certificates })
    await administrator.change(`CN=${name},${HUBS}`, 'replace', ['dNSHostName', [host]])
  }
}

/** The settings of a directory below this base, as this account. */
function directoryOf({ folder }: Ground, base: string, bindDn: string) {
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 })
  const { urls, caFile } = samba
  const bind = { bind: 'simple', bindDn, passwordFile }
  const ldap = { urls: [urls.tls], base, mapping: 'active-directory', caFile, poll: '1s', ...bind }
  return { kind: 'ldap', ldap, path: 'state/copy.sqlite' }
}

async function start(t: TestContext, ground: Ground) {
  const backend = await mailServer(t)
  const configuration = ground.configure({
    directory: directoryOf(ground, HUBS, SERVICE),
    gateway: { receive: [receiving(backend.port)] },
  })
  const daemon = await Daemon.start({ configuration, clock: systemClock })
  beforeItGoes(t, () => daemon.stop(0))
  const hub2 = async () => {
    const client = await securedClient(t, { port: daemon.listening[0]?.port ?? 0, identity: ground.hub2 })
    return { client, answer: (await client.ask('EHLO hub2.corp.example\r\n')).slice(0, 3) }
  }
  const answersAs = async (expected: string) => {
    const { client, answer } = await hub2()
    client.socket.destroy()
    return answer === expected
  }
  const isTold = (id: number) => readEvents(eventsFolder(configuration)).some((one) => one.id === id)
  return { daemon, hub2, answersAs, isTold }
}

test('trust follows the domain controller, open sessions too, and outlives its absence', NEEDS_SAMBA, async (t) => {
  const ground = newGround(t)
  await fill(ground)
  const { administrator } = samba
  const { daemon, hub2, answersAs, isTold } = await start(t, ground)
  await until('HUB2 is trusted', () => answersAs('250'))
  const { client } = await hub2()
  const closed = client.rest()
  await administrator.change(DN, 'replace', ['userAccountControl', ['4098']])
  await closed
  await until('a disabled account is refused', async () => !(await answersAs('250')))
  await administrator.change(DN, 'replace', ['userAccountControl', ['4096']])
  await until('it is trusted again', () => answersAs('250'))
  await samba.kill()
  await until('the domain controller is missed', () => isTold(30008))
  assert.ok(await answersAs('250'))
  await samba.start()
  await administrator.change(DN, 'delete', ['userCertificate', []])
  await until('a certificate that was taken away meanwhile is refused', async () => !(await answersAs('250')))
  await administrator.change(DN, 'add', ['userCertificate', [ground.hub2.certificateDer]])
  await until('it is published again', () => answersAs('250'))
  await administrator.client.del(DN)
  await until('a deleted server is refused', async () => !(await answersAs('250')))
  assert.equal((await daemon.status()).directory.servers, 1)
})

test('a server publishes its own certificate by its computer account, and no other one', NEEDS_SAMBA, async (t) => {
  const ground = newGround(t)
  const { administrator } = samba
  const below = `OU=own,${DOMAIN}`
  await administrator.add(below, { objectClass: 'organizationalUnit' })
  for (const name of ['OWN1', 'OWN2']) await administrator.addComputer(name, { below, certificates: [] })
  await administrator.setPassword(`CN=OWN1,${below}`)
  const configuration = ground.configure({ directory: directoryOf(ground, below, 'OWN1$@ad.lab.test') })
  const directory = await openDirectory({ configuration, clock: systemClock, environment: {} })
  beforeItGoes(t, () => {
    directory.close()
    return Promise.resolve()
  })
  const [first, second] = [certificateOf('own1.ad.lab.test'), certificateOf('own1.ad.lab.test')]
  await directory.publish('own1.ad.lab.test', first.der)
  const both = await directory.publish('own1.ad.lab.test', second.der)
  assert.equal(both.certificates.length, 2)
  await directory.withdraw('own1.ad.lab.test', first.fingerprint)
  assert.deepEqual(
    directory.server('own1.ad.lab.test')?.certificates.map(({ fingerprint }) => fingerprint),
    [second.fingerprint],
  )
  await assert.rejects(async () => directory.publish('own2.ad.lab.test', first.der), { code: 'DIRECTORY_NO_RIGHT' })
  await directory.withdraw('own1.ad.lab.test', second.fingerprint)
  assert.deepEqual(directory.servers(), [])
})
