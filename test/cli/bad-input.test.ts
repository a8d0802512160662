import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { issueSelfSigned } from '../../src/x509/issue.ts'
import { writePem } from '../../src/x509/pem.ts'
import { at, openWorld, PROGRAM, type Outcome, type World } from './program.ts'

let world: World

before(() => {
  world = openWorld('hub1.corp.example')
})
after(() => {
  world.remove()
})

function filesOf(): readonly string[] {
  return readdirSync(world.path('root'), { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.includes('sqlite'))
    .toSorted()
}

/** Fails with the status and code, says what to do, and leaves every file as it was. */
function refuses(line: string, code: RegExp, status = 1): Outcome {
  const filesBefore = filesOf()
  const outcome = world.run(`${line} --format json`)
  assert.equal(outcome.status, status, `${line}: ${outcome.stdout}${outcome.stderr}`)
  assert.equal(outcome.stdout, '')
  const report: unknown = JSON.parse(outcome.stderr.trim().split('\n').at(-1) ?? '{}')
  assert.match(String(at(report, 'error.code')), code, outcome.stderr)
  assert.ok(String(at(report, 'error.remedy')).length > 10)
  assert.deepEqual(filesOf(), filesBefore, 'nothing half-written')
  return outcome
}

test('a damaged PEM is refused', () => {
  writeFileSync(world.path('damaged.pem'), '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')
  refuses('cert import damaged.pem', /^X509_/)
  refuses('server add hub2.corp.example --certificate damaged.pem', /^X509_/)
  writeFileSync(world.path('letter.txt'), 'Dear administrator,\n')
  refuses('cert import letter.txt', /^(X509_|CLI_NOTHING_TO_IMPORT)/)
  refuses('cert import nowhere.pem', /^DISK_READ_FAILED/)
})

test('a damaged PKCS#12 is refused', () => {
  writeFileSync(world.path('damaged.pfx'), Buffer.from('3082010a02010330ff', 'hex'))
  writeFileSync(world.path('password'), 'sesame\n')
  refuses('cert import damaged.pfx --password-file password', /^X509_/)
})

test('a key that does not match its certificate is refused', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(world.path('other.key'), privateKey.export({ format: 'pem', type: 'pkcs8' }))
  const pem = execFileSync(
    'openssl',
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=x'.split(' '),
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  writeFileSync(world.path('lonely.pem'), pem)
  refuses('cert import lonely.pem --key other.key', /MISMATCH|MATCH/)
  refuses('cert import lonely.pem', /^CLI_IMPORT_WITHOUT_KEY$/)
})

test('an unknown or too short thumbprint is refused', () => {
  refuses('cert show 0123456789', /^STORE_UNKNOWN_THUMBPRINT$/)
  refuses('cert remove 01', /^STORE_/)
})

test('an unreadable configuration is refused with file, line and column', () => {
  const good = readFileSync(world.config, 'utf8')
  writeFileSync(world.path('bad.yaml'), `${good}\nserver: [\n`)
  const outcome = world.run('cert list --config bad.yaml')
  assert.equal(outcome.status, 1)
  assert.match(outcome.stderr, /bad\.yaml:\d+:\d+: .*CONFIG_INVALID/)
  writeFileSync(world.path('typo.yaml'), good.replace(/^account:/m, 'acount:'))
  assert.match(world.run('cert list --config typo.yaml').stderr, /typo\.yaml:\d+:\d+: .*CONFIG_INVALID/)
  assert.match(world.run('cert list --config nowhere.yaml').stderr, /CONFIG_MISSING/)
})

test('a directory file of a newer version is refused and left alone', () => {
  const path = `${world.folder}/newer`
  const init = world.run(['init', '--root', path, '--name', 'hub9.corp.example'])
  assert.equal(init.status, 0, init.stderr)
  const file =
    readdirSync(path, { recursive: true, encoding: 'utf8' }).find((each) => each.endsWith('directory.sqlite')) ?? ''
  const database = new DatabaseSync(`${path}/${file}`)
  database.exec('PRAGMA user_version = 9999')
  database.close()
  const outcome = world.run(['server', 'list', '--config', `${path}/config.yaml`])
  assert.equal(outcome.status, 1)
  assert.match(outcome.stderr, /\[DIRECTORY_\w*NEWER\w*\]/)
})

test('a certificate that is not valid yet shows it in Status', () => {
  const { certificateDer, keyPem } = issueSelfSigned({
    keyType: 'ec-p256',
    commonName: 'later',
    dnsNames: ['later'],
    notBeforeMs: Date.parse('2090-01-01T00:00:00Z'),
    days: 365,
  })
  writeFileSync(world.path('later.pem'), writePem('CERTIFICATE', certificateDer) + keyPem.reveal())
  const thumbprint = world.run('cert import later.pem').stdout.trim()
  const view = world.json(`cert show ${thumbprint}`)
  assert.equal(at(view, 'Status'), 'DateInvalid')
  assert.deepEqual(at(view, 'StatusReasons'), ['not-yet'])
  assert.match(world.run('cert list').stdout, /not valid before 2090-01-01/)
})

test('a disk that takes no more leaves everything as it was', () => {
  const filesBefore = filesOf()
  const script = `trap '' XFSZ; ulimit -f 0; exec '${PROGRAM}' cert new --services imap --format json`
  const env = { PATH: process.env['PATH'], HUBTRUST_CONFIG: world.config }
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8' })
  assert.equal(status, 1, stderr)
  assert.equal(stdout, '')
  assert.equal(at(JSON.parse(stderr), 'error.code'), 'DISK_WRITE_FAILED')
  assert.deepEqual(filesOf(), filesBefore)
})

test('wrong usage ends with 64, in JSON too', () => {
  refuses('cert lsit', /^CLI_USAGE_MISSPELT_COMMAND$/, 64)
  refuses('cert new --days never', /^CLI_USAGE_BAD_VALUE$/, 64)
  assert.equal(world.run('events --id 4711').status, 64)
})

test('events and explanations are there in both languages', () => {
  assert.equal(world.run('events').status, 0)
  assert.match(world.run('explain 1037').stdout, /key\.unreadable/)
  assert.match(world.run('explain key.unreadable --lang ja').stdout, /秘密キー/)
  assert.equal(at(JSON.parse(world.run('explain NET_PORT_IN_USE --format json').stdout), 'kind'), 'error')
  assert.match(world.run('explain key.unreadabel').stderr, /explain key\.unreadable/)
})
