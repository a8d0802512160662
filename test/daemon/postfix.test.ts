import assert from 'node:assert/strict'
import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { currentAccount } from '../../src/disk/accounts.ts'
import { fingerprintOf } from '../../src/x509/parse.ts'
import { identityOf } from '../gateway/harness.ts'
import { startAsking, type Asking } from './asking.ts'
import { HUB1, HUB2, newGround, type Ground } from './ground.ts'
import { startServe, until, type Served } from './served.ts'

/** A group this account may give files to. */
const [{ name: GROUP, gid: GID } = { name: '', gid: -1 }] = currentAccount().groups

const colons = (text: string): string => text.replace(/..(?!$)/g, '$&:')

interface Scene {
  readonly ground: Ground
  readonly served: Served
  readonly two: string
  ask(kind: 'socketmap' | 'policy', at?: number): Promise<Asking>
}

interface Changes {
  readonly postfix?: Readonly<Record<string, unknown>>
  readonly processes?: number
}

const settings = ({ postfix = {}, processes = 1 }: Changes) => ({
  gateway: { processes },
  postfix: {
    queueDirectory: 'spool',
    socketmap: ['unix:hubtrust/tlspol.sock', '127.0.0.1:0'],
    policy: [{ name: 'Lane', listen: 'unix:hubtrust/policy.sock' }],
    group: GROUP,
    domains: [{ domain: 'Two.Example', server: HUB2 }],
    ...postfix,
  },
})

async function startScene(t: TestContext, changes: Changes = {}): Promise<Scene> {
  const ground = newGround(t)
  const served = await startServe(t, ground.configure(settings(changes)))
  return {
    ground,
    served,
    two: fingerprintOf(ground.hub2.certificateDer),
    ask: async (kind, at = 0) => {
      const { postfix } = await served.status()
      return startAsking(t, postfix?.[kind][at] ?? '')
    },
  }
}

for (const processes of [1, 2]) {
  test(`Postfix is answered on a socket in its queue directory and on loopback, with ${String(processes)} process(es)`, async (t) => {
    const { served, ask, two, ground } = await startScene(t, { processes })
    const pins = `OK fingerprint match=${colons(two)}`
    for (const at of [0, 1]) {
      const asking = await ask('socketmap', at)
      assert.equal(await asking.map('tls-policy', `[${HUB2.toUpperCase()}]:25`), pins)
      assert.equal(await asking.map('tls-policy', 'two.example'), pins)
      assert.equal(await asking.map('tls-policy', 'elsewhere.example'), 'NOTFOUND ')
      assert.equal(await asking.map('ccert', colons(two).toLowerCase()), 'OK OK')
    }
    const lane = await ask('policy')
    const client_address = '192.0.2.12'
    assert.equal(await lane.policy({ client_address, ccert_fingerprint: colons(two) }), 'OK')
    assert.match(
      await lane.policy({ client_address, ccert_fingerprint: '' }),
      /^450 4\.7\.1 .*event 1036, cause peer\.no-certificate/,
    )
    const event = await served.event(1036)
    assert.deepEqual(
      [event.cause, event.args['address'], event.args['connector']],
      ['peer.no-certificate', '192.0.2.12', 'Lane'],
    )
    for (const name of ['tlspol', 'policy']) {
      const { mode, gid } = statSync(join(ground.folder, 'spool', 'hubtrust', `${name}.sock`))
      assert.deepEqual([mode & 0o777, gid], [0o660, GID])
    }
    const { counts } = (await served.status()).postfix ?? {}
    assert.deepEqual(counts, { pinned: 4, deferred: 0, unmanaged: 2, trusted: 3, refused: 1, anonymous: 0 })
  })
}

test('a withdrawn certificate is deferred at once, on a connection that was open, and a stopped server never "not found"', async (t) => {
  const { ground, served, ask, two } = await startScene(t)
  const asking = await ask('socketmap')
  assert.match(await asking.map('tls-policy', HUB2), /^OK /)
  ground.directory.withdraw(HUB2, two)
  await until('withdrawn', async () => (await asking.map('tls-policy', HUB2)).startsWith('TEMP '))
  assert.match(
    await asking.map('tls-policy', HUB2),
    /event 2018, cause peer\.not-in-directory: hub2.* \(no-certificate-published\)$/,
  )
  const event = await served.event(2018)
  assert.deepEqual([event.cause, event.args['peer'], event.args['address']], ['peer.not-in-directory', HUB2, HUB2])
  ground.directory.change(HUB2, { enabled: false })
  await until('disabled', async () => (await asking.map('tls-policy', HUB2)).endsWith('(disabled)'))
})

test('while the directory is away the last known state is answered, also after a restart; stale, everybody of ours waits', async (t) => {
  const { ground, served, two } = await startScene(t)
  ground.directory.change(HUB2, { addresses: ['192.0.2.12:2525'] })
  const routes = join(ground.folder, 'state', 'routes.json')
  await until('the routes are kept', () => existsSync(routes) && readFileSync(routes, 'utf8').includes('192.0.2.12'))
  served.signal('SIGKILL')
  await served.ended
  const path = join(ground.folder, 'state', 'directory.sqlite')
  renameSync(path, `${path}.away`)
  const again = await startServe(t, ground.configure(settings({})))
  const place = (await again.status()).postfix?.socketmap[0] ?? ''
  const asking = await startAsking(t, place)
  assert.equal(await asking.map('tls-policy', '[192.0.2.12]:2525'), `OK fingerprint match=${colons(two)}`)
  again.signal('SIGKILL')
  await again.ended
  const stale = await startServe(t, ground.configure({ ...settings({}), directory: { maxStale: '1ms' } }))
  const last = await startAsking(t, (await stale.status()).postfix?.socketmap[0] ?? '')
  await until('stale', async () => (await last.map('tls-policy', HUB2)).includes('cause directory.stale'))
  assert.equal(await last.map('tls-policy', 'elsewhere.example'), 'NOTFOUND ')
})

test('questions that come all at once are answered in order, and silence does not close a connection', async (t) => {
  const { ask } = await startScene(t)
  const asking = await ask('socketmap')
  const keys = Array.from({ length: 500 }, (_, at) => (at % 2 === 0 ? HUB2 : `x${String(at)}.example`))
  let heard = ''
  asking.socket.on('data', (text: string) => (heard += text))
  asking.socket.write(keys.map((key) => `${String(key.length + 11)}:tls-policy ${key},`).join(''))
  await until('all answered', () => heard.split(/\d+:(?=OK|NOTFOUND)/).length === keys.length + 1)
  const kinds = heard
    .split(/\d+:(?=OK|NOTFOUND)/)
    .slice(1)
    .map((reply) => reply.slice(0, 2))
  assert.deepEqual(
    kinds,
    keys.map((key) => (key === HUB2 ? 'OK' : 'NO')),
  )
  assert.equal(asking.socket.destroyed, false)
})

test('what is no question ends that connection and no other', async (t) => {
  const { ask } = await startScene(t)
  const [good, bad] = [await ask('socketmap'), await ask('socketmap')]
  bad.socket.write('hello')
  // Whether the end is seen in reading or in writing is a matter of who is faster.
  await assert.rejects(bad.map('tls-policy', HUB2), /closed|EPIPE|ECONNRESET/)
  assert.match(await good.map('tls-policy', HUB2), /^OK /)
})

test('a reload moves the sockets and leaves open connections, and one that cannot listen changes nothing', async (t) => {
  const { ground, served, ask } = await startScene(t)
  const asking = await ask('socketmap')
  const reloads = (): number => served.events.filter(({ id }) => id === 30006).length
  ground.configure(settings({ postfix: { socketmap: ['unix:moved.sock'], domains: [] } }))
  served.signal('SIGHUP')
  await until('moved', async () => (await served.status()).postfix?.socketmap[0]?.endsWith('moved.sock') === true)
  assert.equal(await asking.map('tls-policy', 'two.example'), 'NOTFOUND ')
  assert.match(await (await ask('socketmap')).map('tls-policy', HUB2), /^OK /)
  const before = reloads()
  appendFileSync(join(ground.folder, 'taken'), '')
  ground.configure(settings({ postfix: { socketmap: ['unix:../taken/x.sock'] } }))
  served.signal('SIGHUP')
  await until('told', () => reloads() > before)
  assert.match(String(served.events.findLast(({ id }) => id === 30006)?.args['outcome']), /taken/)
  assert.match(await (await ask('socketmap')).map('tls-policy', HUB2), /^OK /)
})

test('SIGTERM ends it although Postfix is connected', async (t) => {
  const { served, ask } = await startScene(t)
  const asking = await ask('socketmap')
  assert.match(await asking.map('tls-policy', HUB2), /^OK /)
  served.signal('SIGTERM')
  assert.equal(await served.ended, 'exit 0')
})

test('own key and certificate are one file, replaced when the selection changes, and Postfix is told', async (t) => {
  const chain = {
    path: 'spool/chain/current.pem',
    group: GROUP,
    reload: ['sh', '-c', 'echo told >> told.txt'],
    reloadEvery: '1ms',
  }
  const ground = newGround(t)
  const told = join(ground.folder, 'told.txt')
  const reload = ['sh', '-c', `echo told >> '${told}'`]
  const served = await startServe(t, ground.configure(settings({ postfix: { chain: { ...chain, reload } } })))
  const path = join(ground.folder, 'spool', 'chain', 'current.pem')
  await until('told', () => existsSync(told))
  const text = readFileSync(path, 'utf8')
  assert.ok(text.startsWith('-----BEGIN '), 'the key comes first')
  assert.ok(createPrivateKey(text).asymmetricKeyType === 'ec')
  const shown = () =>
    new X509Certificate(/-----BEGIN CERTIFICATE[^]*$/.exec(readFileSync(path, 'utf8'))?.[0] ?? '').fingerprint256
  const [published = ''] =
    ground.directory.server(HUB1)?.certificates.map(({ fingerprint }) => colons(fingerprint)) ?? []
  assert.equal(shown(), published)
  const { mode, gid } = statSync(path)
  assert.deepEqual([mode & 0o777, gid], [0o640, GID])
  // Newer by more than the second that certificates count in.
  const next = ground.issue(identityOf(HUB1, { notBeforeMs: Date.now() - 60_000 }))
  ground.directory.publish(HUB1, ground.store.certificateDer(next.thumbprint))
  await until('replaced', () => shown() === colons(next.fingerprint))
  await until('told again', () => readFileSync(told, 'utf8').split('\n').length === 3)
  await until('said', () => served.events.filter(({ id }) => id === 30040).length === 2)
})

test('a reload that fails is event 30041 with what it said', async (t) => {
  const chain = { path: 'spool/current.pem', group: GROUP, reload: ['sh', '-c', 'echo no such queue >&2; exit 3'] }
  const { served } = await startScene(t, { postfix: { chain } })
  const event = await served.event(30041)
  assert.match(String(event.args['reason']), /exit status 3, no such queue/)
})

for (const [why, postfix, problem] of [
  ['an address others reach', { socketmap: ['192.0.2.1:10700'] }, /no address of loopback/],
  ['two services in one place', { socketmap: ['unix:a', 'unix:a'] }, /two services of Postfix listen on unix:a/],
  ['a group that is not there', { group: 'nobody-has-this-group' }, /there is no group/],
  [
    'an attribute Postfix does not know yet',
    { version: '3.3', attributes: ['servername=x.example'] },
    /servername needs Postfix 3\.4/,
  ],
  [
    'a domain twice',
    {
      domains: [
        { domain: 'a.example', server: HUB2 },
        { domain: 'A.example', server: HUB1 },
      ],
    },
    /there twice/,
  ],
  ['no place', { socketmap: ['tlspol.sock'] }, /wanted: unix:PATH or HOST:PORT/],
] as const) {
  test(`the configuration is refused with line and column: ${why}`, (t) => {
    const ground = newGround(t)
    assert.throws(
      () => ground.configure(settings({ postfix })),
      (error: Error) => {
        assert.match(error.message, problem)
        assert.match(error.message, /config\.yaml.*\d+/)
        return true
      },
    )
  })
}
