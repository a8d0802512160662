/** Changes of an LDAP directory, against real servers. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { HubtrustError } from '../../src/core/errors.ts'
import { openDirectory } from '../../src/daemon/open-directory.ts'
import type { Directory } from '../../src/directory/contract.ts'
import type { Configuration, LdapSettings } from '../../src/model/configuration.ts'
import { readPem } from '../../src/x509/pem.ts'
import { certificateOf, folderOf } from './ground.ts'
import { BASE, PASSWORD, startSlapd, WRITER, type Slapd } from './slapd.ts'

const HUB1 = 'hub1.corp.example'
const HUB2 = 'hub2.corp.example'
const ADMIN = ['-D', 'cn=admin,dc=lab,dc=test', '-w', 'admin']
const READER = 'cn=reader,dc=lab,dc=test'
const ENVIRONMENT = { LDAP_PASSWORD: PASSWORD }

/** A machine of the fleet: its copy is its own. */
async function machine(
  t: TestContext,
  { urls, caFile }: Slapd,
  change: Partial<LdapSettings> = {},
): Promise<Directory & { reopen(): Promise<Directory> }> {
  const folder = folderOf(t)
  const ldap: LdapSettings = {
    ...{ urls: [urls.tls], base: BASE, mapping: 'device', filter: undefined, startTls: false, caFile, pins: [] },
    ...{ certificateFile: undefined, keyFile: undefined, follow: 'auto', pollMs: 30 },
    bind: { method: 'simple', dn: WRITER, password: { variable: 'LDAP_PASSWORD' } },
    ...change,
  }
  const configuration: Configuration = {
    ...{ path: join(folder, 'config.yaml'), account: 'root', stateFolder: folder, runFolder: folder },
    server: { name: HUB1, roles: ['hub'], hostNames: {} },
    directory: {
      ...{ kind: 'ldap', path: join(folder, 'copy.sqlite'), maxStaleMs: 3_600_000, ldap, edge: undefined },
      guard: { shareMax: 0.2, countMin: 3 },
    },
    ...{ trust: { expired: 'warn' }, expiryWarningMs: 0, postfix: undefined, exim: undefined, console: undefined },
    gateway: { processes: 1, handshakesInFlightMax: 1, receive: [], send: [] },
    events: { bytesMax: 1_000_000, repeatWindowMs: 0 },
  }
  const open = async () => {
    const directory = await openDirectory({ configuration, clock: systemClock, environment: ENVIRONMENT })
    t.after(() => {
      directory.close()
    })
    return directory
  }
  return Object.assign(await open(), { reopen: open })
}

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof HubtrustError) return error.code
    throw error
  }
  return 'done'
}

function ldapsearch({ urls }: Slapd, filter: string): string {
  const words = [
    '-x',
    '-LLL',
    '-o',
    'ldif-wrap=no',
    '-H',
    urls.file,
    ...ADMIN,
    '-b',
    BASE,
    filter,
    'description',
    'objectClass',
  ]
  return execFileSync('ldapsearch', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}

/** Not waited for in this thread: slapd's own log, which we read, would fill up and hold slapd back. */
async function ldapmodify({ urls }: Slapd, ldif: string): Promise<void> {
  const child = spawn('ldapmodify', ['-x', '-H', urls.file, ...ADMIN], { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end(ldif)
  assert.deepEqual(await once(child, 'exit'), [0, null])
}

test('what one machine changes, it sees at once, and another one as soon as it looks', async (t) => {
  const slapd = await startSlapd(t)
  const here = await machine(t, slapd)
  const there = await machine(t, slapd)
  const { der, fingerprint } = certificateOf(HUB1)
  const added = await here.add({ name: HUB1, roles: ['hub'], addresses: ['192.0.2.1:25', '192.0.2.2:2525'] })
  assert.deepEqual([added.roles, added.addresses, added.enabled], [['hub'], ['192.0.2.1:25', '192.0.2.2:2525'], true])
  const published = await here.publish(HUB1, der)
  assert.deepEqual(
    published.certificates.map((one) => one.fingerprint),
    [fingerprint],
  )
  assert.equal((await there.reopen()).server(HUB1)?.certificates.length, 1)
  assert.equal((await here.change(HUB1, { addresses: ['192.0.2.9:25'], enabled: false })).enabled, false)
  const disabled = (await there.reopen()).server(HUB1)
  assert.deepEqual([disabled?.enabled, disabled?.addresses], [false, ['192.0.2.9:25']])
  assert.equal((await here.change(HUB1, { enabled: true })).enabled, true)
  assert.deepEqual((await here.withdraw(HUB1, fingerprint)).certificates, [])
  await here.remove(HUB1)
  assert.equal(here.server(HUB1), undefined)
  assert.equal(ldapsearch(slapd, '(cn=*)'), '')
})

test('what cannot be is refused by the same names as in the embedded directory', async (t) => {
  const slapd = await startSlapd(t)
  const here = await machine(t, slapd)
  const { der, fingerprint } = certificateOf(HUB1)
  const server = { name: HUB1, roles: ['hub'], addresses: [] } as const
  assert.equal(await codeOf(() => here.change(HUB1, { enabled: false })), 'DIRECTORY_UNKNOWN_SERVER')
  await here.add(server)
  await here.add({ ...server, name: HUB2 })
  await here.publish(HUB1, der)
  const version = here.server(HUB1)?.version
  await here.publish(HUB1, der)
  assert.equal(here.server(HUB1)?.version, version, 'what is published already changes nothing')
  const [ca] = readPem(readFileSync(slapd.caFile, 'utf8'))
  const codes = [
    await codeOf(() => here.add(server)),
    await codeOf(() => here.add({ ...server, name: 'hub*)(cn=*' })),
    await codeOf(() => here.publish(HUB2, der)),
    await codeOf(() => here.publish(HUB2, ca?.der ?? der)),
    await codeOf(() => here.withdraw(HUB2, fingerprint)),
    await codeOf(() => here.remove('nobody.corp.example')),
  ]
  assert.deepEqual(codes, [
    ...['DIRECTORY_SERVER_EXISTS', 'DIRECTORY_BAD_NAME', 'DIRECTORY_DUPLICATE', 'DIRECTORY_CA_CERTIFICATE'],
    ...['DIRECTORY_NOT_PUBLISHED', 'DIRECTORY_UNKNOWN_SERVER'],
  ])
})

test('eight machines that publish for one server at the same time lose nothing', async (t) => {
  const slapd = await startSlapd(t)
  const machines = await Promise.all(Array.from({ length: 8 }, () => machine(t, slapd)))
  const [first] = machines
  assert.ok(first !== undefined)
  await first.add({ name: HUB1, roles: ['hub'], addresses: [] })
  const certificates = machines.map(() => certificateOf(HUB1))
  const addresses = machines.map((_, at) => `192.0.2.${String(at)}:25`)
  await Promise.all(
    machines.map(async (one, at) => {
      await one.publish(HUB1, certificates[at]?.der ?? new Uint8Array(0))
      await one.change(HUB1, { addresses: [addresses[at] ?? ''] })
    }),
  )
  const after = (await first.reopen()).server(HUB1)
  const wanted = certificates.map(({ fingerprint }) => fingerprint).toSorted()
  assert.deepEqual(after?.certificates.map(({ fingerprint }) => fingerprint).toSorted(), wanted)
  assert.equal(after.addresses.length, 1, "the addresses are one machine's")
})

test('who looked at another version changes nothing, whether the copy or only the directory is newer', async (t) => {
  const slapd = await startSlapd(t)
  const [here, there] = [await machine(t, slapd), await machine(t, slapd)]
  const { version } = await here.add({ name: HUB1, roles: ['hub'], addresses: [] })
  await (await there.reopen()).change(HUB1, { addresses: ['192.0.2.7:25'] })
  const options = { expectedVersion: version }
  const { der } = certificateOf(HUB1)
  assert.equal(await codeOf(() => here.publish(HUB1, der, options)), 'DIRECTORY_CONFLICT')
  assert.equal(await codeOf(() => here.change(HUB1, { ...options, enabled: false })), 'DIRECTORY_CONFLICT')
  const now = (await here.reopen()).server(HUB1)
  assert.deepEqual([now?.certificates, now?.enabled, now?.addresses], [[], true, ['192.0.2.7:25']])
  const version2 = now?.version ?? 0
  assert.equal(await codeOf(() => here.publish(HUB1, der, { expectedVersion: version2 - 1 })), 'DIRECTORY_CONFLICT')
  assert.equal((await here.publish(HUB1, der, { expectedVersion: version2 })).certificates.length, 1)
})

test('an entry that others use as well keeps what is theirs, and can be a server again', async (t) => {
  const slapd = await startSlapd(t)
  const dn = `cn=${HUB1},${BASE}`
  const own = `dn: ${dn}\nchangetype: add\nobjectClass: device\ncn: ${HUB1}\nserialNumber: 17\ndescription: rack 4\n`
  await ldapmodify(slapd, own)
  const here = await machine(t, slapd)
  await here.add({ name: HUB1, roles: ['hub'], addresses: ['192.0.2.1:25'] })
  await here.publish(HUB1, certificateOf(HUB1).der)
  await here.change(HUB1, { enabled: false })
  assert.match(ldapsearch(slapd, '(serialNumber=17)'), /^description: rack 4$[^]*^description: hubtrust:disabled$/m)
  await here.remove(HUB1)
  const left = ldapsearch(slapd, '(serialNumber=17)')
  assert.match(left, /^description: rack 4$/m)
  assert.doesNotMatch(left, /hubtrust|pkiUser/)
  assert.equal((await here.add({ name: HUB1, roles: ['hub'], addresses: [] })).certificates.length, 0)
})

test('a copy of the directory names who takes changes, and one that does not is passed over', async (t) => {
  const provider = await startSlapd(t)
  const { urls } = provider
  const referring = await startSlapd(t, { consumes: { url: urls.plain, refersTo: urls.plain } })
  const here = await machine(t, provider)
  await here.add({ name: HUB1, roles: ['hub'], addresses: [] })
  const one = await machine(t, referring)
  const { der, fingerprint } = certificateOf(HUB1)
  assert.equal((await one.publish(HUB1, der)).certificates[0]?.fingerprint, fingerprint)
  const mute = await startSlapd(t, { consumes: { url: urls.plain } })
  const other = await machine(t, mute)
  assert.equal(await codeOf(() => other.withdraw(HUB1, fingerprint)), 'DIRECTORY_TAKES_NO_CHANGES')
  const both = { urls: [mute.urls.plain, urls.plain], startTls: false }
  const last = await machine(t, provider, both)
  assert.deepEqual((await last.withdraw(HUB1, fingerprint)).certificates, [])
})

test('a referral to where the password would go in clear is not followed', async (t) => {
  const provider = await startSlapd(t)
  const refersTo = 'ldap://directory.corp.example'
  const referring = await startSlapd(t, { consumes: { url: provider.urls.plain, refersTo } })
  const here = await machine(t, referring)
  const server = { name: HUB1, roles: ['hub'], addresses: [] } as const
  assert.equal(await codeOf(() => here.add(server)), 'DIRECTORY_TAKES_NO_CHANGES')
})

test('without the right to write, and with a mapping that is only read, nothing is changed and it is said why', async (t) => {
  const slapd = await startSlapd(t)
  const server = { name: HUB1, roles: ['hub'], addresses: [] } as const
  const account = 'objectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader'
  await ldapmodify(slapd, `dn: ${READER}\nchangetype: add\n${account}\nuserPassword: ${PASSWORD}\n`)
  const bind = { method: 'simple', dn: READER, password: { variable: 'LDAP_PASSWORD' } } as const
  const reader = await machine(t, slapd, { bind })
  assert.equal(await codeOf(() => reader.add(server)), 'DIRECTORY_NO_RIGHT')
  const exchange = await machine(t, slapd, { mapping: 'exchange', filter: undefined })
  assert.equal(await codeOf(() => exchange.add(server)), 'DIRECTORY_MAPPING_READ_ONLY')
  assert.equal(ldapsearch(slapd, '(cn=*)'), '')
})

test('a server that gives five hundred entries at once is read page by page, or not at all', async (t) => {
  const slapd = await startSlapd(t, { sizeMax: 500 })
  const entries = Array.from({ length: 1_203 }, (_, at) => {
    const name = `mx${String(at)}.corp.example`
    return `dn: cn=${name},${BASE}\nchangetype: add\nobjectClass: device\nobjectClass: pkiUser\ncn: ${name}\n`
  })
  await ldapmodify(slapd, entries.join('\n'))
  const here = await machine(t, slapd, { follow: 'poll' })
  assert.equal(here.servers().length, 1_203)
  assert.equal(await codeOf(() => machine(t, slapd, { follow: 'sync' })), 'DIRECTORY_SIZE_LIMIT')
})
