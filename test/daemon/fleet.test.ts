/** A server of a fleet, as a process of its own, on a real directory: followed, changed, held, confirmed. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import { PROGRAM } from '../cli/program.ts'
import { certificateOf } from '../directory/ground.ts'
import { BASE, PASSWORD, startSlapd, WRITER, type Slapd } from '../directory/slapd.ts'
import { mailServer } from '../gateway/harness.ts'
import { HUB2, newGround } from './ground.ts'
import { openSession, receiving, startServe, until } from './served.ts'

const { HUBTRUST_SRC } = process.env
const SOURCE = HUBTRUST_SRC === undefined ? {} : { HUBTRUST_SRC }
const FLEET = Array.from({ length: 10 }, (_, at) => `mx${String(at)}.corp.example`)

interface Outcome {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Not waited for in this thread: slapd's own log, which we read, would fill up and hold slapd back. */
function run(config: string, line: string): Promise<Outcome> {
  const env = { ...SOURCE, PATH: process.env['PATH'], LANG: 'C.UTF-8', HUBTRUST_CONFIG: config }
  return new Promise((resolve) => {
    const child = execFile(PROGRAM, line.split(' '), { env }, (_error, stdout, stderr) => {
      resolve({ status: child.exitCode ?? -1, stdout, stderr })
    })
  })
}

async function remove({ urls }: Slapd, names: readonly string[]): Promise<void> {
  const words = ['-x', '-H', urls.file, '-D', WRITER, '-w', PASSWORD, ...names.map((name) => `cn=${name},${BASE}`)]
  const child = spawn('ldapdelete', words, { stdio: 'ignore' })
  assert.deepEqual(await once(child, 'exit'), [0, null])
}

/** The embedded directory moved into a real one, with ten more servers, and followed by two workers. */
async function fleet(t: TestContext) {
  const slapd = await startSlapd(t)
  const ground = newGround(t)
  const listing = join(ground.folder, 'servers.json')
  const exported = await run(ground.config, `directory export --out ${listing}`)
  assert.equal(exported.status, 0, exported.stderr)
  const passwordFile = join(ground.folder, 'password')
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 })
  const behind = await mailServer(t)
  const [port = 0] = await freePorts(1)
  const connector = receiving(behind.port, { listen: `127.0.0.1:${String(port)}` })
  const ldap = { urls: [slapd.urls.tls], base: BASE, caFile: slapd.caFile }
  const configuration = ground.configure({
    directory: {
      ...{ kind: 'ldap', path: 'state/copy.sqlite' },
      ldap: { ...ldap, bind: 'simple', bindDn: WRITER, passwordFile },
    },
    gateway: { processes: 2, receive: [connector] },
  })
  const more = join(ground.folder, 'more.json')
  const servers = FLEET.map((name) => ({
    ...{ name, roles: ['hub'], addresses: [], enabled: true },
    certificates: [Buffer.from(certificateOf(name).der).toString('base64')],
  }))
  writeFileSync(more, JSON.stringify({ servers }))
  for (const file of [listing, more]) {
    const imported = await run(ground.config, `directory import ${file} --yes`)
    assert.equal(imported.status, 0, imported.stderr)
  }
  const served = await startServe(t, configuration)
  await until('the directory is read', async () => (await served.status()).directory.servers === FLEET.length + 2)
  return { slapd, ground, served, port, config: ground.config }
}

test('a mass withdrawal is held, shown and confirmed; the session it concerns goes on until then', async (t) => {
  const { slapd, ground, served, port, config } = await fleet(t)
  const session = await openSession(t, ground, port)
  served.signal('SIGHUP')
  await served.event(30006)
  await remove(slapd, [...FLEET.slice(0, 6), HUB2])
  const held = async () => (await served.status()).directory.follow?.held ?? []
  await until('it is held', async () => (await held()).includes(HUB2))
  assert.match(await session.ask('NOOP\r\n'), /^250/, 'a trusted session goes on')
  const ended = session.rest()
  const { stdout } = await run(config, 'directory holds')
  assert.match(stdout, /hub2\.corp\.example +gone +too many at once/)
  assert.match((await run(config, 'status')).stdout, /Held +: \d withdrawals/)
  assert.match((await run(config, `directory confirm ${HUB2}`)).stderr, /CLI_NOT_CONFIRMED/)
  const confirmed = await run(config, `directory confirm ${HUB2} --yes --format json`)
  assert.deepEqual(JSON.parse(confirmed.stdout), { confirmed: [HUB2] })
  await ended
  const released = served.events.find(({ id }) => id === 30014)
  assert.equal(released?.args['by'], 'administrator')
  assert.ok(!(await held()).includes(HUB2))
  await run(config, 'directory confirm --all --yes')
  assert.deepEqual(await held(), [])
})

test('a certificate that is published or withdrawn here is in force when the command ends', async (t) => {
  const { ground, served, port, config } = await fleet(t)
  const fingerprint = ground.directory.server(HUB2)?.certificates[0]?.fingerprint ?? ''
  const session = await openSession(t, ground, port)
  const ended = session.rest()
  const withdrawn = await run(config, `server withdraw ${HUB2} ${fingerprint} --yes`)
  assert.equal(withdrawn.status, 0, withdrawn.stderr)
  await ended
  assert.equal((await served.status()).directory.certificates, FLEET.length + 1)
  const added = await run(config, 'server add mx9.corp.example --address 192.0.2.9:25')
  assert.equal(added.status, 0, added.stderr)
  assert.match((await run(config, 'server show mx9.corp.example')).stdout, /192\.0\.2\.9:25/)
})

test('the check of a directory names its servers and what it would refuse, and fails with a remedy', async (t) => {
  const { slapd, ground, config } = await fleet(t)
  const well = await run(config, 'directory check --write')
  assert.equal(well.status, 0, well.stdout)
  assert.match(well.stdout, /Servers +ou=hubs,dc=lab,dc=test: 12 \/ 12$/m)
  assert.match(well.stdout, /sync yes, paging yes, assertion yes/)
  const twice = join(ground.folder, 'twice.ldif')
  const exported = await run(config, `directory export --format ldif --out ${twice}`)
  assert.equal(exported.status, 0, exported.stderr)
  const again = await run(config, `directory import ${twice} --yes --format json`)
  assert.deepEqual(JSON.parse(again.stdout), { added: 0, published: 0, read: 12 })
  const entry = `dn: cn=x,${BASE}\nchangetype: add\nobjectClass: device\nobjectClass: pkiUser\ncn: x\n`
  const child = spawn('ldapmodify', ['-x', '-H', slapd.urls.file, '-D', WRITER, '-w', PASSWORD], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.end(entry)
  await once(child, 'exit')
  const badly = await run(config, 'directory check')
  assert.equal(badly.status, 1)
  assert.match(badly.stdout, /Refused +cn=x,ou=hubs,dc=lab,dc=test: name "x"/)
})
