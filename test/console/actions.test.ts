/** Each action of the console does what its command does, no more, and says so in the audit trail. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HUB1, HUB2 } from '../daemon/ground.ts'
import { until } from '../daemon/served.ts'
import { at, listOf, startConsole, type Reply, type Running } from './ground.ts'

const PASSWORD = 'correct horse battery'

interface Doing extends Running {
  act(name: string, body?: Readonly<Record<string, unknown>>, token?: string): Promise<Reply>
  /** The whole list of own certificates, as the console shows it. */
  certificates(): Promise<readonly unknown[]>
}

async function doing(t: Parameters<typeof startConsole>[0]): Promise<Doing> {
  const running = await startConsole(t)
  const admin = running.token({ role: 'organization-admin' })
  return {
    ...running,
    act: (name, body = {}, token = admin) => running.asker.ask(`/actions/${name}`, { method: 'POST', body, token }),
    certificates: async () => {
      return listOf((await running.asker.ask('/certificates', { token: admin })).at('items'))
    },
  }
}

test('certificates: new, enabled, exported, imported again and removed, each said before it is done', async (t) => {
  const { act, certificates, ground } = await doing(t)
  const dry = await act('cert-new', { dryRun: true, domains: [HUB1], publish: true })
  assert.equal(dry.status, 200, dry.text)
  assert.match(String(dry.at('said', 0)), /publish it as the internal transport certificate of hub1/)
  assert.equal(dry.at('command'), `hubtrust cert new --domains=${HUB1} --config ${ground.config}`)
  assert.equal((await certificates()).length, 1, 'a dry run changes nothing')

  const made = await act('cert-new', { domains: [HUB1], publish: false, friendlyName: '--yes "quoted"' })
  assert.deepEqual([made.status, made.at('exitCode')], [200, 0], made.text)
  const thumbprint = String(made.at('result', 'Thumbprint'))
  assert.equal(made.at('result', 'FriendlyName'), '--yes "quoted"')
  assert.equal((await certificates()).length, 2)

  const enabled = await act('cert-enable', { thumbprint, services: ['smtp', 'imap'], publish: false })
  assert.deepEqual(enabled.at('result', 'Services'), ['SMTP', 'IMAP'], enabled.text)

  const pem = await act('cert-export', { thumbprint, form: 'pem' })
  assert.match(Buffer.from(String(pem.at('result', 'file')), 'base64').toString(), /^-----BEGIN CERTIFICATE/)
  const pfx = await act('cert-export', { thumbprint, form: 'pfx', password: PASSWORD })
  assert.equal(pfx.at('result', 'fileName'), `${thumbprint}.pfx`, pfx.text)

  const removed = await act('cert-remove', { thumbprint })
  assert.equal(removed.at('result', 'removed'), thumbprint, removed.text)
  assert.equal((await certificates()).length, 1)

  const file = pfx.at('result', 'file')
  const wrong = await act('cert-import', { file, fileName: 'hub1.pfx', password: 'something else' })
  assert.deepEqual([wrong.status, wrong.headers['content-type']], [422, 'application/problem+json; charset=utf-8'])
  assert.match(String(wrong.at('code')), /^[A-Z0-9_]+$/)
  assert.notEqual(wrong.at('remedy'), '')
  const imported = await act('cert-import', { file, fileName: 'hub1.pfx', password: PASSWORD })
  assert.equal(imported.at('result', 'Thumbprint'), thumbprint, imported.text)
  assert.match(String(imported.at('command')), /^hubtrust cert import hub1\.pfx --config /)
  assert.equal((await certificates()).length, 2)
})

test('servers: added with a certificate, disabled, enabled, withdrawn and removed', async (t) => {
  const { act, ground } = await doing(t)
  const entry = (name: string) => ground.directory.server(name)
  const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(ground.hub2.certificateDer).toString('base64')}\n-----END CERTIFICATE-----\n`
  const refused = await act('server-add', { name: 'hub3.corp.example', certificate: pem })
  assert.equal(refused.at('code'), 'CLI_NAME_NOT_COVERED', refused.text)
  const added = await act('server-add', { name: 'hub3.corp.example', roles: ['edge'], addresses: ['192.0.2.7:25'] })
  assert.deepEqual(added.at('result', 'addresses'), ['192.0.2.7:25'], added.text)

  const dry = await act('server-disable', { name: HUB2, dryRun: true })
  assert.match(String(dry.at('said', 0)), /hub2/)
  assert.equal(entry(HUB2)?.enabled, true)
  assert.equal((await act('server-disable', { name: HUB2 })).status, 200)
  assert.equal(entry(HUB2)?.enabled, false)
  const dryEnable = await act('server-enable', { name: HUB2, dryRun: true })
  assert.match(String(dryEnable.at('said', 0)), /The entry of the server/)
  assert.equal(entry(HUB2)?.enabled, false, 'also where the command asks nothing')
  assert.equal((await act('server-enable', { name: HUB2 })).status, 200)
  assert.equal(entry(HUB2)?.enabled, true)
  const { thumbprint } = ground.hub2
  assert.equal((await act('server-withdraw', { name: HUB2, thumbprint })).status, 200)
  assert.deepEqual(entry(HUB2)?.certificates, [])
  assert.equal((await act('server-remove', { name: 'hub3.corp.example' })).status, 200)
  assert.equal(entry('hub3.corp.example'), undefined)
  const none = await act('server-remove', { name: 'hub3.corp.example', dryRun: true })
  assert.deepEqual([none.status, none.at('problem', 'code')], [200, 'CLI_UNKNOWN_SERVER'], 'a dry run says why not')
})

test('a handshake that fails is an answer with its stages, and no error', async (t) => {
  const { act } = await doing(t)
  const reply = await act('verify', { address: '127.0.0.1:1' })
  assert.deepEqual([reply.status, reply.at('exitCode'), reply.at('result', 'trusted')], [200, 1, false], reply.text)
  assert.equal(reply.at('result', 'steps', 0, 'cause'), 'handshake.unreachable')
})

test('the doctor of the console repairs, says so, and takes it back', async (t) => {
  const { act, ground, asker, token } = await doing(t)
  const [own] = ground.store.list()
  const thumbprint = own?.thumbprint ?? ''
  ground.store.setServices(thumbprint, [])
  const services = () => ground.store.find(thumbprint).services
  const finding = 'services.smtp-not-enabled'
  const plan = await act('doctor-fix', { dryRun: true, findings: [finding] })
  assert.ok(JSON.stringify(plan.at('said')).includes(finding), plan.text)
  assert.deepEqual(services(), [])
  const fixed = await act('doctor-fix', { findings: [finding] })
  assert.equal(fixed.at('result', 'repairs', 0, 'verified'), true, fixed.text)
  assert.deepEqual(services(), ['smtp'])
  const repairs = await asker.ask('/doctor/repairs', { token: token({ role: 'viewer' }) })
  assert.deepEqual([repairs.at('items', 0, 'finding'), repairs.at('items', 0, 'canUndo')], [finding, true])
  assert.equal((await act('doctor-undo')).status, 200)
  assert.deepEqual(services(), [])
})

test('a server administrator changes the servers it was given, and no other', async (t) => {
  const { act, token, ground } = await doing(t)
  const other = token({ role: 'server-admin', servers: [HUB2] })
  for (const [name, body] of [
    ['cert-new', {}],
    ['cert-remove', { thumbprint: 'ABCDEF' }],
    ['doctor-fix', {}],
    ['verify', { address: HUB2 }],
    ['server-disable', { name: HUB1 }],
  ] as const) {
    const reply = await act(name, { ...body, dryRun: true }, other)
    assert.deepEqual([reply.status, reply.at('code')], [403, 'CONSOLE_SERVER_NOT_YOURS'], name)
  }
  assert.equal((await act('server-disable', { name: HUB2.toUpperCase() }, other)).status, 200)
  assert.equal(ground.directory.server(HUB2)?.enabled, false)
})

test('words that would be options, files or commands of their own are refused before anything runs', async (t) => {
  const { act, certificates } = await doing(t)
  const attempts = [
    ['cert-enable', { thumbprint: '--help', services: ['smtp'] }],
    ['cert-remove', { thumbprint: '../../x' }],
    ['server-remove', { name: '--yes' }],
    ['verify', { address: '-x:25' }],
    ['verify', { address: '$(id):25' }],
    ['lab-break', { cause: 'key; id' }],
    ['doctor-fix', { findings: ['--undo'] }],
    ['cert-new', { domains: ['-x'] }],
    ['cert-new', { days: 0 }],
    ['cert-new', { config: '/etc/passwd' }],
    ['cert-import', { file: 'no base64!' }],
  ] as const
  for (const [name, body] of attempts) {
    const reply = await act(name, body)
    assert.ok([400, 404].includes(reply.status), `${name} ${JSON.stringify(body)}: ${reply.text}`)
  }
  assert.equal((await certificates()).length, 1)
})

test('the audit trail has who, what, before and after of each change, and no secret', async (t) => {
  const { act, asker, token, ground, access } = await doing(t)
  const admin = token({ role: 'organization-admin' })
  await act('server-disable', { name: HUB2 }, admin)
  const thumbprint = ground.store.list()[0]?.thumbprint
  await act('cert-enable', { thumbprint, services: ['imap'], publish: false }, admin)
  await act('cert-import', { file: Buffer.from('x').toString('base64'), password: PASSWORD, fileName: 'a.pfx' }, admin)
  const link = access.newLink({ role: 'viewer' })
  await asker.ask('/session/link', { method: 'POST', body: { link } })
  const trail = await asker.ask('/audit', { token: admin })
  const [signIn, imported, enabled, disabled] = listOf(trail.at('items'))
  assert.deepEqual([at(signIn, 'what'), at(signIn, 'outcome')], ['sign-in', 'done'])
  assert.deepEqual([at(imported, 'what'), at(imported, 'outcome')], ['cert-import', 'refused'])
  assert.deepEqual(
    [at(disabled, 'who'), at(disabled, 'about'), at(disabled, 'before', 'enabled'), at(disabled, 'after', 'enabled')],
    ['token token-2', HUB2, true, false],
  )
  assert.deepEqual([at(enabled, 'before', 'services'), at(enabled, 'after', 'services')], [['smtp'], ['smtp', 'imap']])
  assert.match(String(at(disabled, 'command')), /^hubtrust server disable hub2\.corp\.example/)
  for (const secret of [PASSWORD, link, admin]) assert.ok(!trail.text.includes(secret))
  await until('the entry of the directory', () => ground.directory.server(HUB2)?.enabled === false)
})

test('the lab is not there for a server that belongs to none', async (t) => {
  const { act, asker, token } = await doing(t)
  assert.equal((await asker.ask('/lab', { token: token({ role: 'viewer' }) })).at('code'), 'CONSOLE_NO_LAB')
  assert.equal((await act('lab-break', { cause: 'key' })).status, 404)
})
