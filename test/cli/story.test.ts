import assert from 'node:assert/strict'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { at, openWorld, type World } from './program.ts'

let hub1: World
let hub2: World

before(() => {
  hub1 = openWorld('hub1.corp.example')
  hub2 = openWorld('hub2.corp.example')
})
after(() => {
  hub1.remove()
  hub2.remove()
})

test('init leaves a published internal transport certificate that names the host, and may run again', () => {
  const [first] = asList(hub1.json('cert list'))
  assert.equal(at(first, 'Subject'), 'CN=hub1.corp.example')
  assert.deepEqual(at(first, 'Services'), ['SMTP'])
  assert.equal(at(first, 'Published'), true)
  assert.equal(at(first, 'Selected'), true)
  assert.equal(at(first, 'Status'), 'Valid')
  assert.deepEqual(at(first, 'CertificateDomains'), ['hub1.corp.example', 'hub1'])
  const again = hub1.run(['init', '--root', hub1.path('root')])
  assert.equal(again.status, 0)
  assert.match(again.stderr, /already there/)
  assert.equal(asList(hub1.json('cert list')).length, 1)
})

test('two machines trust each other by exchanging files', () => {
  const thumbprint = String(at(hub1.json('cert list'), '0.Thumbprint'))
  const exported = hub1.run(`cert export ${thumbprint.slice(0, 8).toLowerCase()}`)
  assert.match(exported.stdout, /^-----BEGIN CERTIFICATE-----\n/)
  writeFileSync(hub2.path('hub1.pem'), exported.stdout)
  assert.equal(hub2.run('server add hub1.corp.example --certificate hub1.pem --address 192.0.2.1').status, 0)
  const server = hub2.json('server show hub1.corp.example')
  assert.equal(at(server, 'certificates.0.thumbprint'), thumbprint)
  assert.deepEqual(at(server, 'addresses'), ['192.0.2.1:25'])
  const wrong = hub2.run('server add hub3.corp.example --certificate hub1.pem')
  assert.equal(wrong.status, 1)
  assert.match(wrong.stderr, /CLI_NAME_NOT_COVERED/)
  assert.equal(asList(hub2.json('server list')).length, 2, 'a refused certificate adds no server either')
})

test('ending trust is asked first: without a terminal it says what would change', () => {
  const refused = hub2.run('server disable hub1.corp.example')
  assert.equal(refused.status, 1)
  assert.match(refused.stderr, /would stop trusting hub1\.corp\.example.*CLI_NOT_CONFIRMED/)
  assert.equal(at(hub2.json('server disable hub1.corp.example --yes'), 'enabled'), false)
  assert.equal(at(hub2.json('server enable hub1.corp.example'), 'enabled'), true)
  assert.equal(hub2.run('server remove hub1.corp.example --yes').status, 0)
  assert.match(hub2.run('server show hub1.corp.example').stderr, /CLI_UNKNOWN_SERVER/)
})

test('enable adds services and never removes one; disable-service does', () => {
  const made = hub2.json('cert new --services imap')
  const thumbprint = String(at(made, 'Thumbprint'))
  const refused = hub2.run(`cert enable ${thumbprint} --services smtp`)
  assert.equal(refused.status, 1)
  assert.match(refused.stderr, /would publish/)
  assert.deepEqual(at(hub2.json(`cert show ${thumbprint}`), 'Services'), ['IMAP'], 'nothing was changed')
  const enabled = hub2.json(`cert enable ${thumbprint} --services smtp --yes`)
  assert.deepEqual([...asList(at(enabled, 'Services'))].toSorted(), ['IMAP', 'SMTP'])
  assert.equal(at(enabled, 'Published'), true)
  assert.deepEqual(at(hub2.json(`cert enable ${thumbprint} --disable-service imap`), 'Services'), ['SMTP'])
})

test('the internal transport certificate cannot be removed, the one before it can', () => {
  const list = asList(hub2.json('cert list'))
  const inUse = String(
    at(
      list.find((view) => at(view, 'Selected') === true),
      'Thumbprint',
    ),
  )
  const older = String(
    at(
      list.find((view) => at(view, 'Selected') !== true),
      'Thumbprint',
    ),
  )
  const refused = hub2.run(`cert remove ${inUse} --yes`)
  assert.equal(refused.status, 1)
  assert.match(refused.stderr, /hubtrust cert new --services smtp/)
  assert.equal(hub2.run(`cert remove ${older}`).status, 1)
  assert.deepEqual(hub2.json(`cert remove ${older} --yes`), { removed: older, withdrawn: true })
  assert.equal(asList(at(hub2.json('server show hub2.corp.example'), 'certificates')).length, 1)
})

test('a pair leaves as PKCS#12 under a password and comes back', () => {
  const thumbprint = String(at(hub1.json('cert new --domains imap.corp.example --services imap'), 'Thumbprint'))
  const env = { HUBTRUST_PASSWORD: 'sesame' }
  assert.equal(hub1.run(`cert export ${thumbprint} --pfx --out pair.pfx`, { env }).status, 0)
  assert.equal(statSync(hub1.path('pair.pfx')).mode & 0o777, 0o600)
  assert.equal(hub1.run(`cert remove ${thumbprint} --yes`).status, 0)
  const wrong = hub1.run('cert import pair.pfx', { env: { HUBTRUST_PASSWORD: 'open' } })
  assert.equal(wrong.status, 1)
  assert.match(wrong.stderr, /\[X509_[A-Z0-9_]*PASSWORD[A-Z_]*\]/)
  assert.match(hub1.run('cert import pair.pfx').stderr, /CLI_PASSWORD_MISSING/)
  assert.equal(asList(hub1.json('cert list')).length, 1, 'nothing half-imported')
  const back = hub1.run('cert import pair.pfx --password-stdin --services imap', { input: 'sesame\n' })
  assert.equal(back.status, 0, back.stderr)
  assert.equal(back.stdout.trim(), thumbprint)
  assert.equal(at(hub1.json(`cert show ${thumbprint}`), 'HasPrivateKey'), true)
})

test('a request waits in the list and its text is on stdout', () => {
  const asked = hub1.run('cert request --domains www.corp.example')
  assert.match(asked.stdout, /^-----BEGIN CERTIFICATE REQUEST-----/)
  assert.ok(asList(hub1.json('cert list')).some((view) => at(view, 'Status') === 'PendingRequest'))
})

test('selection is explained in both directions and both languages', () => {
  const selection = hub1.json('cert select')
  assert.equal(at(selection, 'inbound.selected'), at(selection, 'outbound.selected'))
  assert.equal(at(selection, 'inbound.cause'), null)
  const japanese = hub1.run('cert select --lang ja')
  assert.match(japanese.stdout, /内部トランスポート証明書/)
  assert.match(japanese.stdout, /拇印/)
  assert.match(hub1.run('cert list', { env: { LC_ALL: 'ja_JP.UTF-8' } }).stdout, /^拇印 /)
  const domain = asList(hub1.json('cert list --domain HUB1.corp.example'))
  assert.equal(domain.length, 1)
})

test('list prints the properties of fl in their order', () => {
  const { stdout } = hub1.run('cert list --format list')
  const names = stdout
    .split('\n\n')[0]
    ?.split('\n')
    .map((line) => line.split(' :')[0]?.trim())
  const expected =
    'Thumbprint Services Subject CertificateDomains Issuer IsSelfSigned HasPrivateKey KeyReadableBy NotBefore NotAfter PublicKeySize SerialNumber Status RootCAType Published Selected'
  assert.deepEqual(names?.slice(0, 16), expected.split(' '))
})

test('facts are one JSON with every section, made without a question to anybody when that is not wanted, and no secret', () => {
  const { stdout, status } = hub1.run('facts --no-peers')
  assert.equal(status, 0)
  const facts: unknown = JSON.parse(stdout)
  assert.equal(at(facts, 'schema'), 'hubtrust.facts/1')
  assert.equal(at(facts, 'server'), 'hub1.corp.example')
  assert.equal(at(facts, 'names.value.hostNames.dnsPhysicalFullyQualifiedDomainName'), 'hub1.corp.example')
  assert.equal(at(facts, 'peers.reason'), 'not-asked')
  const published = asList(at(facts, 'directory.value.servers.0.certificates')).map((one) => at(one, 'fingerprint'))
  const stored = asList(at(facts, 'store.value.certificates')).map((one) => at(one, 'fingerprint'))
  assert.ok(published.length > 0 && published.every((fingerprint) => stored.includes(fingerprint)))
  assert.doesNotMatch(stdout, /PRIVATE KEY/)
  const keys = readdirSync(hub1.path('root'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.key'),
  )
  assert.ok(keys.length > 0)
  for (const path of keys) {
    const body = readFileSync(hub1.path(`root/${path}`), 'utf8').split('\n')[1] ?? 'no key'
    assert.ok(!stdout.includes(body))
  }
})

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
