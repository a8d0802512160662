import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { HubtrustError } from '../../src/core/errors.ts'
import { accountOf, currentAccount } from '../../src/disk/accounts.ts'
import { openFolderStore } from '../../src/store/folder.ts'
import { issueRequest, issueSelfSigned, keyMatches } from '../../src/x509/issue.ts'
import { writePem } from '../../src/x509/pem.ts'

const IS_ROOT = currentAccount().uid === 0
/** As root a real service account; otherwise oneself. */
const ACCOUNT = IS_ROOT ? 'nobody' : currentAccount().name

function pair(name = 'hub1.corp.example') {
  return issueSelfSigned({
    keyType: 'ec-p256',
    commonName: name,
    dnsNames: [name],
    notBeforeMs: Date.now() - 1000,
    days: 10,
  })
}

function store(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-store-'))
  chmodSync(folder, 0o755)
  t.after(() => rmSync(folder, { recursive: true }))
  return { folder, store: openFolderStore({ folder, account: ACCOUNT, clock: systemClock }) }
}

function codeOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof HubtrustError, String(error))
    return error.code
  }
  return 'nothing was thrown'
}

test('a pair goes in and comes out, as files a person can read', (t) => {
  const { folder, store: certificates } = store(t)
  const { certificateDer, keyPem } = pair()
  const added = certificates.add({ certificateDer, keyPem, services: ['smtp'], friendlyName: 'Transport' })
  assert.deepEqual(added.services, ['smtp'])
  assert.equal(added.friendlyName, 'Transport')
  assert.equal(added.key.present, true)
  assert.equal(added.key.matches, true)
  assert.equal(added.key.readable, true)
  assert.deepEqual(certificates.list(), [added])
  assert.deepEqual(certificates.problems(), [])
  assert.deepEqual(Buffer.from(certificates.certificateDer(added.thumbprint)), Buffer.from(certificateDer))
  assert.equal(keyMatches(certificateDer, certificates.keyPem(added.thumbprint)), true)
  assert.match(readFileSync(join(folder, 'certificates', `${added.thumbprint}.pem`), 'utf8'), /^# Subject: CN=hub1/)
})

test('keys are closed to everybody but root and the service account', (t) => {
  const { folder, store: certificates } = store(t)
  const { certificateDer, keyPem } = pair()
  const { thumbprint } = certificates.add({ certificateDer, keyPem, services: [] })
  const file = statSync(join(folder, 'keys', `${thumbprint}.key`))
  const keys = statSync(join(folder, 'keys'))
  assert.equal(file.mode & 0o777, IS_ROOT ? 0o640 : 0o600)
  assert.equal(keys.mode & 0o777, IS_ROOT ? 0o750 : 0o700)
  if (IS_ROOT) assert.equal(file.gid, accountOf(ACCOUNT)?.gid)
})

test('thumbprints are found as people write them', (t) => {
  const { store: certificates } = store(t)
  const { certificateDer, keyPem } = pair()
  const { thumbprint, fingerprint } = certificates.add({ certificateDer, keyPem, services: [] })
  const colons = fingerprint.replace(/../g, '$&:').slice(0, -1)
  for (const name of [thumbprint, thumbprint.toLowerCase(), thumbprint.slice(0, 6), colons, ` ${thumbprint} `]) {
    assert.equal(certificates.find(name).thumbprint, thumbprint, name)
  }
  for (const name of ['', thumbprint.slice(0, 5), '000000', '../../etc/passwd', '*']) {
    assert.equal(
      codeOf(() => certificates.find(name)),
      'STORE_UNKNOWN_THUMBPRINT',
      name,
    )
  }
})

test('a key that belongs to another certificate is refused and nothing is written', (t) => {
  const { folder, store: certificates } = store(t)
  assert.equal(
    codeOf(() => certificates.add({ certificateDer: pair().certificateDer, keyPem: pair().keyPem, services: [] })),
    'X509_KEY_MISMATCH',
  )
  assert.equal(existsSync(join(folder, 'certificates')), false)
})

test('a key the service account cannot read is not handed out, not even to root', (t) => {
  const { folder, store: certificates } = store(t)
  const { certificateDer, keyPem } = pair()
  const { thumbprint } = certificates.add({ certificateDer, keyPem, services: ['smtp'] })
  const path = join(folder, 'keys', `${thumbprint}.key`)
  chmodSync(path, 0o000)
  const { key } = certificates.find(thumbprint)
  assert.equal(key.readable, false)
  assert.equal(key.obstacle, 'key-mode')
  assert.equal(key.obstaclePath, path)
  assert.equal(
    codeOf(() => certificates.keyPem(thumbprint)),
    'STORE_KEY_UNREADABLE',
  )
  assert.equal(certificates.grantKeyRead(thumbprint).key.readable, true)
})

test(
  'a folder that bars the way is named as the obstacle',
  { skip: !IS_ROOT && 'only root can bar somebody else' },
  (t) => {
    const { folder, store: certificates } = store(t)
    const { certificateDer, keyPem } = pair()
    const { thumbprint } = certificates.add({ certificateDer, keyPem, services: ['smtp'] })
    chmodSync(join(folder, 'keys'), 0o700)
    const { key } = certificates.find(thumbprint)
    assert.deepEqual([key.readable, key.obstacle, key.obstaclePath], [false, 'folder-mode', join(folder, 'keys')])
  },
)

test('a key open to everybody is reported', (t) => {
  const { folder, store: certificates } = store(t)
  const { certificateDer, keyPem } = pair()
  const { thumbprint } = certificates.add({ certificateDer, keyPem, services: [] })
  chmodSync(join(folder, 'keys', `${thumbprint}.key`), 0o644)
  assert.deepEqual(
    certificates.problems().map(({ problem }) => problem.code),
    ['STORE_KEY_EXPOSED'],
  )
})

test('one damaged file costs one certificate, and is named', (t) => {
  const { folder, store: certificates } = store(t)
  const { certificateDer, keyPem } = pair()
  const { thumbprint } = certificates.add({ certificateDer, keyPem, services: [] })
  writeFileSync(join(folder, 'certificates', `${'0'.repeat(40)}.pem`), '-----BEGIN CERTIFICATE-----\nAAAA\n')
  writeFileSync(join(folder, 'certificates', `${'1'.repeat(40)}.pem`), writePem('CERTIFICATE', pair().certificateDer))
  writeFileSync(join(folder, 'certificates', 'README.txt'), 'not ours')
  assert.deepEqual(
    certificates.list().map((certificate) => certificate.thumbprint),
    [thumbprint],
  )
  assert.deepEqual(
    certificates.problems().map(({ problem }) => problem.code),
    ['X509_PEM_DAMAGED', 'STORE_WRONG_NAME'],
  )
})

test('a crash between the files of a pair leaves a whole pair or nothing', (t) => {
  const { folder, store: certificates } = store(t)
  const { certificateDer, keyPem } = pair()
  const { thumbprint } = certificates.add({ certificateDer, keyPem, services: ['smtp'] })
  const pem = join(folder, 'certificates', `${thumbprint}.pem`)
  // As adding stops before its last file, and as removing stops after its first.
  rmSync(pem)
  assert.deepEqual(certificates.list(), [])
  assert.deepEqual(certificates.problems(), [])
  assert.equal(certificates.add({ certificateDer, keyPem, services: ['smtp'] }).key.matches, true)
  assert.deepEqual(
    readdirSync(join(folder, 'certificates')).filter((name) => name.endsWith('.tmp')),
    [],
  )
})

test('the answer to a request finds its key; any other certificate does not', (t) => {
  const { folder, store: certificates } = store(t)
  const { requestPem, keyPem } = issueRequest({ keyType: 'ec-p256', commonName: 'hub1', dnsNames: ['hub1'] })
  const { id } = certificates.addRequest({ requestPem, keyPem, friendlyName: 'From the CA' })
  assert.deepEqual(
    certificates.pendingRequests().map((request) => [request.id, request.friendlyName]),
    [[id, 'From the CA']],
  )
  assert.equal(certificates.completeRequest(pair().certificateDer), undefined)
  const certificateDer = answerTo(folder, requestPem)
  const completed = certificates.completeRequest(certificateDer)
  assert.equal(completed?.key.matches, true)
  assert.equal(completed.friendlyName, 'From the CA')
  assert.deepEqual(certificates.pendingRequests(), [])
  assert.deepEqual(readdirSync(join(folder, 'requests')), [])
})

/** Signs a request as a certification authority would. */
function answerTo(folder: string, requestPem: string): Uint8Array {
  const at = (name: string) => join(folder, name)
  writeFileSync(at('r.csr'), requestPem)
  openssl([
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-subj',
    '/CN=CA',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  ])
  openssl([
    'x509',
    '-req',
    '-in',
    at('r.csr'),
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-outform',
    'DER',
    '-out',
    at('r.der'),
  ])
  return readFileSync(at('r.der'))
}

function openssl(args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}

test('removing takes everything of a certificate away', (t) => {
  const { folder, store: certificates } = store(t)
  const { certificateDer, keyPem } = pair()
  certificates.remove(certificates.add({ certificateDer, keyPem, services: [] }).thumbprint)
  assert.deepEqual(readdirSync(join(folder, 'certificates')), [])
  assert.deepEqual(readdirSync(join(folder, 'keys')), [])
})

test('a change by another process is told', async (t) => {
  const { folder, store: certificates } = store(t)
  const changed = Promise.withResolvers<undefined>()
  const watcher = certificates.watch(() => changed.resolve(undefined))
  t.after(() => watcher.close())
  const other = openFolderStore({ folder, account: ACCOUNT, clock: systemClock })
  const { certificateDer, keyPem } = pair()
  other.add({ certificateDer, keyPem, services: [] })
  const keepAlive = setInterval(() => undefined, 1000)
  await changed.promise
  clearInterval(keepAlive)
  assert.equal(certificates.list().length, 1)
})

test('looked at in turns it is the same, and others have theirs between two certificates', async (t) => {
  const { folder, store: found } = store(t)
  for (const name of ['hub1.corp.example', 'hub2.corp.example', 'hub3.corp.example'])
    found.add({ ...pair(name), services: ['smtp'] })
  writeFileSync(join(folder, 'certificates', `${'AB'.repeat(20)}.pem`), 'nothing')
  let turns = 0
  let isOver = false
  const count = (): void => {
    turns += 1
    if (!isOver) setImmediate(count)
  }
  setImmediate(count)
  const seen = await found.lookInTurns()
  isOver = true
  assert.deepEqual(seen, { certificates: found.list(), problems: found.problems() })
  assert.deepEqual([seen.certificates.length, seen.problems.length], [3, 1])
  assert.ok(turns >= 4, `${String(turns)} turns`)
})
