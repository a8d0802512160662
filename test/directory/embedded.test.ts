import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { stillClock } from '../../src/core/clock.ts'
import type { LocalDirectory } from '../../src/directory/contract.ts'
import { openEmbeddedDirectory } from '../../src/directory/embedded.ts'
import { readPem } from '../../src/x509/pem.ts'
import { certificateOf, contentOf, folderOf, newDirectory, refusalOf } from './ground.ts'

const HUB1 = {
  name: 'hub1.corp.example',
  roles: ['hub'],
  addresses: ['hub1.corp.example:25', '10.0.0.1:2525'],
} as const
const HUB2 = { name: 'hub2.corp.example', roles: ['edge', 'hub'], addresses: [] } as const

const fingerprints = (directory: LocalDirectory, name: string) =>
  directory.server(name)?.certificates.map(({ fingerprint }) => fingerprint)

test('a server is kept under its name in lower case, enabled, at version 1, and found however it is written', (t) => {
  const { directory } = newDirectory(t)
  const added = directory.add({ ...HUB1, name: 'HUB1.Corp.Example' })
  assert.deepEqual(added, { ...HUB1, enabled: true, certificates: [], version: 1 })
  assert.deepEqual(directory.server('Hub1.CORP.example'), added)
  assert.equal(directory.server('hub3.corp.example'), undefined)
  directory.add({ ...HUB2, name: 'a.corp.example' })
  assert.deepEqual(
    directory.servers().map(({ name }) => name),
    ['a.corp.example', 'hub1.corp.example'],
  )
})

test('a name that is not fully qualified, and one that is there already, are refused', (t) => {
  const { directory } = newDirectory(t)
  for (const name of ['hub1', '', 'hub 1.corp.example', '-hub.corp.example', 'hub1..example']) {
    assert.equal(refusalOf(() => directory.add({ ...HUB1, name })).code, 'DIRECTORY_BAD_NAME', name)
  }
  directory.add(HUB1)
  const before = contentOf(directory)
  assert.equal(refusalOf(() => directory.add({ ...HUB2, name: 'HUB1.corp.example' })).code, 'DIRECTORY_SERVER_EXISTS')
  assert.deepEqual(contentOf(directory), before)
})

test('roles, addresses and being enabled change one by one, and what is not named stays', (t) => {
  const { directory } = newDirectory(t)
  directory.add(HUB1)
  assert.deepEqual(directory.change(HUB1.name, { roles: ['edge'] }).roles, ['edge'])
  assert.deepEqual(directory.change(HUB1.name, { addresses: ['10.0.0.9:25'] }).addresses, ['10.0.0.9:25'])
  const disabled = directory.change(HUB1.name, { enabled: false })
  assert.deepEqual(disabled, {
    name: HUB1.name,
    roles: ['edge'],
    addresses: ['10.0.0.9:25'],
    enabled: false,
    certificates: [],
    version: 4,
  })
  assert.equal(refusalOf(() => directory.change(HUB2.name, {})).code, 'DIRECTORY_UNKNOWN_SERVER')
})

test('a server has several certificates at once, newest publication first, and all of them are trusted', (t) => {
  const { directory, clock } = newDirectory(t)
  const [old, next, other] = [certificateOf(HUB1.name), certificateOf(HUB1.name), certificateOf(HUB2.name)]
  directory.add(HUB1)
  directory.add(HUB2)
  directory.publish(HUB1.name, old.der)
  clock.advance(60_000)
  const published = directory.publish('HUB1.corp.example', next.der)
  directory.publish(HUB2.name, other.der)
  assert.deepEqual(fingerprints(directory, HUB1.name), [next.fingerprint, old.fingerprint])
  assert.deepEqual(published.certificates[0], {
    fingerprint: next.fingerprint,
    thumbprint: published.certificates[0]?.thumbprint,
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2027-01-01T00:00:00.000Z',
    publishedAt: '2026-06-01T00:01:00.000Z',
  })
  assert.deepEqual(directory.servers(), [published, directory.server(HUB2.name)])
  assert.deepEqual(Buffer.from(directory.certificateDer(old.fingerprint) ?? []), Buffer.from(old.der))
  const trusted = [...directory.trustEntries()].map(({ server, fingerprints: digests }) => [
    server,
    digests.map((digest) => Buffer.from(digest).toString('hex').toUpperCase()).sort(),
  ])
  assert.deepEqual(trusted, [
    [HUB1.name, [old.fingerprint, next.fingerprint].sort()],
    [HUB2.name, [other.fingerprint]],
  ])
})

test('publishing what is published already changes nothing, so nobody reads the directory again for it', (t) => {
  const { directory } = newDirectory(t)
  const { der, fingerprint } = certificateOf(HUB1.name)
  directory.add(HUB1)
  const first = directory.publish(HUB1.name, der)
  const before = contentOf(directory)
  assert.deepEqual(directory.publish(HUB1.name, der), first)
  assert.deepEqual(contentOf(directory), before)
  assert.equal(directory.history(fingerprint).length, 1)
})

test('a certificate stands for one server only, and an authority for none', (t) => {
  const { directory, path } = newDirectory(t)
  const { der, fingerprint } = certificateOf(HUB1.name)
  directory.add(HUB1)
  directory.add(HUB2)
  directory.publish(HUB1.name, der)
  const before = contentOf(directory)
  const duplicate = refusalOf(() => directory.publish(HUB2.name, der))
  assert.deepEqual([duplicate.code, duplicate.details], ['DIRECTORY_DUPLICATE', { fingerprint, server: HUB1.name }])
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=authority -out'
  execFileSync('openssl', [...words.split(' '), join(dirname(path), 'authority.pem')], { stdio: 'ignore' })
  const [authority] = readPem(readFileSync(join(dirname(path), 'authority.pem'), 'utf8'))
  const refused = refusalOf(() => directory.publish(HUB2.name, authority?.der ?? new Uint8Array(0)))
  assert.equal(refused.code, 'DIRECTORY_CA_CERTIFICATE')
  assert.equal(refusalOf(() => directory.publish(HUB2.name, Buffer.from('no'))).code, 'X509_UNREADABLE')
  assert.equal(refusalOf(() => directory.publish('hub3.corp.example', der)).code, 'DIRECTORY_UNKNOWN_SERVER')
  assert.deepEqual(contentOf(directory), before)
})

test('a disabled server keeps its certificates, but trust is built without it until it is enabled again', (t) => {
  const { directory } = newDirectory(t)
  const { der, fingerprint } = certificateOf(HUB1.name)
  directory.add(HUB1)
  directory.add(HUB2)
  directory.publish(HUB1.name, der)
  const before = [...directory.trustEntries()]
  directory.change(HUB1.name, { enabled: false })
  assert.deepEqual([...directory.trustEntries()], [{ server: HUB2.name, fingerprints: [] }])
  assert.deepEqual(fingerprints(directory, HUB1.name), [fingerprint])
  directory.change(HUB1.name, { enabled: true })
  assert.deepEqual([...directory.trustEntries()], before)
})

test('withdrawing takes one certificate, leaves the others and is remembered', (t) => {
  const { directory, clock } = newDirectory(t)
  const [old, next] = [certificateOf(HUB1.name), certificateOf(HUB1.name)]
  directory.add(HUB1)
  directory.add(HUB2)
  directory.publish(HUB1.name, old.der)
  directory.publish(HUB1.name, next.der)
  assert.equal(refusalOf(() => directory.withdraw(HUB2.name, old.fingerprint)).code, 'DIRECTORY_NOT_PUBLISHED')
  clock.advance(1_000)
  const left = directory.withdraw(HUB1.name, old.fingerprint.toLowerCase())
  assert.deepEqual([left.version, fingerprints(directory, HUB1.name)], [4, [next.fingerprint]])
  assert.equal(directory.certificateDer(old.fingerprint), undefined)
  assert.equal(refusalOf(() => directory.withdraw(HUB1.name, old.fingerprint)).code, 'DIRECTORY_NOT_PUBLISHED')
  assert.deepEqual(directory.history(old.fingerprint), [
    { server: HUB1.name, action: 'published', at: '2026-06-01T00:00:00.000Z' },
    { server: HUB1.name, action: 'withdrawn', at: '2026-06-01T00:00:01.000Z' },
  ])
})

test('a server leaves with everything published for it, and its certificate may stand for another one then', (t) => {
  const { directory } = newDirectory(t)
  const { der, fingerprint } = certificateOf(HUB1.name)
  directory.add(HUB1)
  directory.add(HUB2)
  directory.publish(HUB1.name, der)
  directory.remove('HUB1.corp.example')
  assert.equal(directory.server(HUB1.name), undefined)
  assert.deepEqual([...directory.trustEntries()], [{ server: HUB2.name, fingerprints: [] }])
  assert.equal(refusalOf(() => directory.remove(HUB1.name)).code, 'DIRECTORY_UNKNOWN_SERVER')
  directory.publish(HUB2.name, der)
  const told = directory.history(fingerprint).map(({ server, action }) => `${server} ${action}`)
  assert.deepEqual(told, [`${HUB1.name} published`, `${HUB1.name} withdrawn`, `${HUB2.name} published`])
})

test('a change that expects a version gone by is refused, says both versions, and nothing changes', (t) => {
  const { directory } = newDirectory(t)
  const { der, fingerprint } = certificateOf(HUB1.name)
  const { version } = directory.add(HUB1)
  directory.change(HUB1.name, { enabled: false, expectedVersion: version })
  const before = contentOf(directory)
  for (const change of [
    () => directory.change(HUB1.name, { enabled: true, addresses: [], expectedVersion: version }),
    () => directory.publish(HUB1.name, der, { expectedVersion: version }),
  ]) {
    const refusal = refusalOf(change)
    assert.equal(refusal.code, 'DIRECTORY_CONFLICT')
    assert.deepEqual(refusal.details, { name: HUB1.name, expected: 1, actual: 2 })
    assert.deepEqual(contentOf(directory), before)
    assert.deepEqual(directory.history(fingerprint), [])
  }
  assert.equal(directory.publish(HUB1.name, der, { expectedVersion: version + 1 }).version, version + 2)
})

test('a new file is closed to others, and only made when that was asked for', (t) => {
  const folder = folderOf(t)
  const path = join(folder, 'directory.sqlite')
  const clock = stillClock('2026-06-01T00:00:00.000Z')
  assert.equal(refusalOf(() => openEmbeddedDirectory({ path, clock })).code, 'DIRECTORY_MISSING')
  assert.deepEqual(readdirSync(folder), [])
  const group = process.getgid?.() ?? 0
  openEmbeddedDirectory({ path, clock, create: true, group }).close()
  assert.deepEqual([statSync(path).mode & 0o777, statSync(path).gid], [0o640, group])
  const nowhere = { path: join(folder, 'nowhere', 'directory.sqlite'), clock, create: true }
  assert.equal(refusalOf(() => openEmbeddedDirectory(nowhere)).code, 'DISK_WRITE_FAILED')
})

test('a file of a newer format is refused and stays as it was, byte for byte', (t) => {
  const { directory, path, clock } = newDirectory(t)
  directory.add(HUB1)
  directory.close()
  const newer = new DatabaseSync(path)
  newer.exec('PRAGMA user_version = 3; PRAGMA journal_mode = DELETE')
  newer.close()
  const before = readFileSync(path)
  const refusal = refusalOf(() => openEmbeddedDirectory({ path, clock, create: true }))
  assert.equal(refusal.code, 'DIRECTORY_NEWER_VERSION')
  assert.deepEqual([refusal.details['found'], refusal.details['known'], refusal.retry], [3, 2, false])
  assert.deepEqual(readFileSync(path), before)
  assert.deepEqual(readdirSync(dirname(path)), ['directory.sqlite'])
})

test('a copy of the one file is the whole directory, whoever has it open meanwhile', (t) => {
  const { directory, path, clock } = newDirectory(t)
  const reader = openEmbeddedDirectory({ path, clock })
  directory.add(HUB1)
  directory.publish(HUB1.name, certificateOf(HUB1.name).der)
  assert.equal(reader.servers().length, 1)
  copyFileSync(path, `${path}.backup`)
  const backup = openEmbeddedDirectory({ path: `${path}.backup`, clock })
  assert.deepEqual(contentOf(backup), contentOf(directory))
  backup.close()
  reader.close()
})

test('what is no directory is not made into an empty one by whoever only wants to read it', (t) => {
  const { directory, path, clock } = newDirectory(t)
  directory.add(HUB1)
  directory.close()
  truncateSync(path, 0)
  assert.equal(refusalOf(() => openEmbeddedDirectory({ path, clock })).code, 'DIRECTORY_UNREADABLE')
  assert.equal(statSync(path).size, 0, 'an empty file stays empty')
  writeFileSync(path, 'Dear administrator,\n'.repeat(500))
  assert.equal(refusalOf(() => openEmbeddedDirectory({ path, clock })).code, 'DIRECTORY_UNREADABLE')
  const other = join(dirname(path), 'other.sqlite')
  const foreign = new DatabaseSync(other)
  foreign.exec('CREATE TABLE letter (id INTEGER)')
  foreign.close()
  assert.equal(refusalOf(() => openEmbeddedDirectory({ path: other, clock })).code, 'DIRECTORY_UNREADABLE')
  assert.ok(existsSync(other))
})
