/** A real Postfix that was set up: the check finds nothing; each trap, by Postfix's own `postconf`, is found, and the remedy clears it. */
import assert from 'node:assert/strict'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { parseDocument } from 'yaml'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import { at, PROGRAM } from '../cli/program.ts'
import { until } from '../durability/gateways.ts'
import { prepareHub, type Hub } from './hub.ts'
import { NEEDS_POSTFIX, Postfix } from './postfix.ts'
import { run } from './programs.ts'
import { openRecorder } from './recorder.ts'

const HUB1 = 'hub1.corp.example'
const HUB2 = 'hub2.corp.example'

interface Host {
  readonly hub: Hub
  readonly folder: string
  readonly queue: string
  readonly lane: string
  readonly port: number
  readonly chain: string
}

async function hubNamed(t: TestContext, name: string): Promise<Hub> {
  const backend = (await openRecorder(t)).address
  return prepareHub(t, { name, receive: { Default: { backend, handoff: 'proxy-v2' } } })
}

async function setUp(t: TestContext): Promise<Host> {
  const [hub, peer] = [await hubNamed(t, HUB1), await hubNamed(t, HUB2)]
  const postfix = await Postfix.start(t, { name: 'mail.one.example', domains: ['one.example'] })
  const [port = 0] = await freePorts(1)
  hub.add(peer)
  await hub.gateway.start()
  const folder = postfix.configurationFolder
  const chain = join(dirname(hub.gateway.place.config), 'state', 'postfix', 'current.pem')
  const host = { hub, folder, queue: join(dirname(folder), 'spool'), lane: `${String(port)}/inet`, port, chain }
  await hubtrust(host, 'postfix', 'setup', '--yes', '--port', String(port), '--route', `two.example=${HUB2}`)
  await untilShown(host)
  return host
}

async function hubtrust({ hub, folder }: Host, ...words: readonly string[]): Promise<string> {
  const own = ['--config', hub.gateway.place.config, '--postfix-config', folder]
  const { status, stdout, stderr } = await run(PROGRAM, [...words, ...own])
  assert.equal(status, 0, stderr)
  return stdout
}

interface Found {
  readonly id: string
  readonly commands: readonly string[]
  readonly isCause: boolean
}

async function check({ hub, folder }: Host): Promise<readonly Found[]> {
  const words = ['--config', hub.gateway.place.config, '--postfix-config', folder, '--format', 'json']
  const { stdout, stderr, status } = await run(PROGRAM, ['postfix', 'check', ...words])
  assert.ok(status !== null && status < 4, stderr)
  const report: unknown = JSON.parse(stdout)
  const errors = listAt(report, 'checks').filter((one) => ['error', 'unknown'].includes(String(at(one, 'state'))))
  assert.deepEqual(errors, [])
  return listAt(report, 'findings').map((finding) => ({
    id: String(at(finding, 'id')),
    commands: listAt(finding, 'remedies.0.commands').map(String),
    isCause: at(finding, 'causedBy') === undefined,
  }))
}

function listAt(value: unknown, path: string): readonly unknown[] {
  const list = at(value, path)
  return Array.isArray(list) ? list : []
}

function causes(found: readonly Found[]): readonly string[] {
  return found.filter(({ isCause }) => isCause).map(({ id }) => id)
}

async function shell(command: string): Promise<void> {
  const { status, stderr } = await run('sh', ['-c', command])
  assert.equal(status, 0, `${command}: ${stderr}`)
}

/** Postfix takes a moment until a changed lane answers. */
async function untilShown(host: Host): Promise<void> {
  for (let found = await check(host); found.some(({ id }) => id === 'postfix.lane-silent');) found = await check(host)
}

interface Trap {
  readonly finding: string
  /** `postconf` with these words, one call each. */
  readonly by: (host: Host) => readonly (readonly string[])[]
}

const socketmap = (path: string) => `socketmap:unix:${path}:tls-policy`
const TABLE = socketmap('hubtrust/tlspol.sock')
const ASK = 'check_policy_service,unix:hubtrust/policy.sock'

function onLane(finding: string, ...settings: readonly string[]): Trap {
  return { finding, by: ({ lane }) => settings.map((setting) => ['-P', `${lane}/${setting}`]) }
}

const TRAPS: readonly Trap[] = [
  { finding: 'postfix.client-digest', by: () => [['-e', 'smtp_tls_fingerprint_digest=md5']] },
  { finding: 'postfix.connection-reuse', by: () => [['-e', 'smtp_tls_connection_reuse=yes']] },
  { finding: 'postfix.policy-not-asked', by: () => [['-e', 'smtp_tls_policy_maps=']] },
  {
    finding: 'postfix.policy-bypassed',
    by: ({ folder }) => [['-e', `smtp_tls_policy_maps=texthash:${folder}/other, ${TABLE}`]],
  },
  { finding: 'postfix.transport-bypasses', by: () => [['-P', 'smtp/unix/smtp_tls_policy_maps=']] },
  {
    finding: 'postfix.socket-path',
    by: ({ queue }) => [
      ['-F', 'smtp/unix/chroot=y'],
      ['-e', `smtp_tls_policy_maps=${socketmap(`${queue}/hubtrust/tlspol.sock`)}`],
    ],
  },
  {
    finding: 'postfix.socket-path',
    by: ({ lane, queue }) => [
      ['-P', `${lane}/smtpd_relay_restrictions=check_policy_service,unix:${queue}/hubtrust/policy.sock,reject`],
    ],
  },
  { finding: 'postfix.chain-missing', by: ({ folder }) => [['-e', `smtp_tls_chain_files=${folder}/nobody.pem`]] },
  { finding: 'postfix.other-certificate', by: ({ folder }) => [['-e', `smtp_tls_chain_files=${folder}/other.pem`]] },
  { finding: 'postfix.other-certificate', by: () => [['-e', 'smtp_tls_chain_files=']] },
  onLane('postfix.lane-no-tls', 'smtpd_tls_security_level=none'),
  onLane('postfix.lane-no-ask', 'smtpd_tls_ask_ccert=no'),
  onLane('postfix.lane-requires-ca', 'smtpd_tls_req_ccert=yes'),
  onLane('postfix.lane-digest', 'smtpd_tls_fingerprint_digest=md5'),
  onLane(
    'postfix.lane-mynetworks',
    'mynetworks=127.0.0.0/8',
    `smtpd_relay_restrictions=permit_mynetworks,${ASK},reject`,
  ),
  onLane('postfix.lane-order', `smtpd_relay_restrictions=permit_inet_interfaces,${ASK},reject`),
  onLane('postfix.all-clientcerts', `smtpd_relay_restrictions=${ASK},permit_tls_all_clientcerts,reject`),
]

test(
  'a Postfix that was set up has no finding; each trap has exactly its own, and the remedy clears it',
  NEEDS_POSTFIX,
  async (t) => {
    const host = await setUp(t)
    const { hub, folder } = host
    assert.deepEqual(await check(host), [])
    assert.match(await hubtrust(host, 'postfix', 'check'), /./)
    writeFileSync(join(folder, 'other'), `[${HUB2}] may\n`)
    writeFileSync(join(folder, 'other.pem'), await strangeChain(folder))

    for (const { finding, by } of TRAPS) {
      await t.test(finding, async () => {
        const before = ['main.cf', 'master.cf'].map((name) => readFileSync(join(folder, name)))
        for (const words of by(host)) await shell(['postconf', '-c', folder, ...words].map(quoted).join(' '))
        await shell(`postfix -c ${folder} reload`)
        const found = await check(host)
        assert.deepEqual(causes(found), [finding])
        const commands = found.find(({ id }) => id === finding)?.commands ?? []
        assert.notEqual(commands.length, 0)
        for (const command of commands) await remedied(host, command)
        await untilClear(host)
        for (const [position, name] of ['main.cf', 'master.cf'].entries())
          writeFileSync(join(folder, name), before[position] ?? '')
      })
    }

    await t.test('the chain file is gone, or an old one: the gateway writes it anew', async () => {
      rmSync(host.chain)
      const gone = await check(host)
      assert.deepEqual(causes(gone), ['postfix.chain-missing'])
      for (const command of gone[0]?.commands ?? []) await shell(command)
      await until('written', () => existsSync(host.chain))
      await untilClear(host)
      copyFileSync(join(folder, 'other.pem'), host.chain)
      const old = await check(host)
      assert.deepEqual(causes(old), ['postfix.chain-stale'])
      for (const command of old.find(({ id }) => id === 'postfix.chain-stale')?.commands ?? []) await shell(command)
      await untilClear(host)
    })

    await t.test('a socket is gone: the gateway opens it anew', async () => {
      rmSync(join(host.queue, 'hubtrust', 'policy.sock'))
      const found = await check(host)
      assert.deepEqual(causes(found), ['postfix.service-silent'])
      for (const command of found[0]?.commands ?? []) await shell(command)
      await untilClear(host)
    })

    await t.test('an attribute that this Postfix does not know', async () => {
      change(hub, (configuration) => {
        configuration.setIn(['postfix', 'version'], '3.9')
        configuration.setIn(['postfix', 'attributes'], configuration.createNode(['enable_rpk=no']))
      })
      assert.deepEqual(causes(await check(host)), ['postfix.version'])
      change(hub, (configuration) => {
        configuration.deleteIn(['postfix', 'version'])
        configuration.deleteIn(['postfix', 'attributes'])
      })
      assert.deepEqual(await check(host), [])
    })

    await t.test('nobody reloads Postfix after a new certificate: the lane still shows the one before', async () => {
      change(hub, (configuration) => {
        configuration.setIn(['postfix', 'chain'], configuration.createNode({ reload: [] }))
      })
      const made = hub.json('cert new --services smtp --no-publish')
      const thumbprint = String(at(made, 'Thumbprint') ?? at(made, 'thumbprint'))
      const before = readFileSync(host.chain, 'utf8')
      hub.hubtrust('cert', 'enable', thumbprint, '--services', 'smtp', '--yes')
      await until('written', () => readFileSync(host.chain, 'utf8') !== before)
      const found = await check(host)
      assert.deepEqual(causes(found), ['postfix.lane-shows-other'])
      for (const command of found[0]?.commands ?? []) await shell(command)
      await untilClear(host)
    })

    await t.test('the gateway does not run: that is the one cause', async () => {
      hub.gateway.kill()
      const found = await check(host)
      assert.deepEqual(causes(found), ['gateway.not-running'])
      assert.ok(found.some(({ id }) => id === 'postfix.service-silent'))
      assert.ok(found.some(({ id }) => id === 'postfix.answer-missing'))
    })
  },
)

test('where the configuration says nothing about Postfix, the check says how to begin', NEEDS_POSTFIX, async (t) => {
  const hub = await hubNamed(t, HUB1)
  const { status, stderr } = await run(PROGRAM, ['postfix', 'check', '--config', hub.gateway.place.config])
  assert.equal(status, 1)
  assert.match(stderr, /hubtrust postfix setup --dry-run/)
})

/** Typed as it is printed; what is asked for on a terminal is agreed to here, and the program is the one under test. */
async function remedied(host: Host, command: string): Promise<void> {
  if (!command.startsWith('hubtrust ')) return shell(command)
  if (command.includes('--dry-run')) return
  await hubtrust(host, 'postfix', 'setup', '--yes', '--port', String(host.port))
}

async function untilClear(host: Host): Promise<void> {
  for (let found = await check(host); found.length > 0;) found = await check(host)
}

/** Key and certificate of somebody else. */
async function strangeChain(folder: string): Promise<string> {
  const [key, certificate] = [join(folder, 'other.key'), join(folder, 'other.crt')]
  const order = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=other.example', '-days', '30']
  const { status, stderr } = await run('openssl', [...order, '-keyout', key, '-out', certificate])
  assert.equal(status, 0, stderr)
  return [key, certificate].map((path) => readFileSync(path, 'utf8')).join('')
}

function change(hub: Hub, edit: (configuration: ReturnType<typeof parseDocument>) => void): void {
  const path = hub.gateway.place.config
  const configuration = parseDocument(readFileSync(path, 'utf8'))
  edit(configuration)
  writeFileSync(path, String(configuration))
  process.kill(Number(at(hub.json('status'), 'gateway.pid')), 'SIGHUP')
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}
