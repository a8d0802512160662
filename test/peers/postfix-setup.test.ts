/** Two stock Postfix: one command each and they trust each other; one more and every file is as it was. */
import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { parseDocument } from 'yaml'
import { LOOPBACK } from '../../src/lab/servers.ts'
import { until } from '../durability/gateways.ts'
import { NEEDS_POSTFIX } from './postfix.ts'
import { setup, sideOf, type Side } from './side.ts'

/** Every file the set-up may touch, by path. */
function filesOf({ hub, postfix }: Side): ReadonlyMap<string, string> {
  const folder = postfix.configurationFolder
  const paths = [hub.gateway.place.config, ...readdirSync(folder).map((name) => join(folder, name))]
  return new Map(
    paths.filter((path) => /\.(cf|yaml)$|routes$/.test(path)).map((path) => [path, readFileSync(path, 'latin1')]),
  )
}

test(
  'one command on each of two stock Postfix, mail under direct trust, and back byte for byte',
  NEEDS_POSTFIX,
  async (t) => {
    const [one, two] = [
      await sideOf(t, 'hub1.corp.example', ['one.example']),
      await sideOf(t, 'hub2.corp.example', ['two.example']),
    ]
    one.hub.add(two.hub, { host: LOOPBACK, port: two.port })
    two.hub.add(one.hub)
    await Promise.all([one.hub.gateway.start(), two.hub.gateway.start()])
    const before = [filesOf(one), filesOf(two)]

    const receiving = await setup(two, '--yes')
    assert.equal(receiving.status, 0, receiving.stderr)
    const sending = await setup(one, '--yes', '--route', `two.example=${LOOPBACK}:${String(two.port)}`)
    assert.equal(sending.status, 0, sending.stderr)
    assert.match(sending.stderr, /\[hub2\.corp\.example\]:\d+ {2}fingerprint match=/)
    assert.match(sending.stdout, /\+hubtrust_relay = check_policy_service/)

    await one.postfix.deliver({ from: 'a@one.example', to: 'b@two.example', message: 'Subject: trust\n\nhello\n' })
    await until('the mail is there', () => two.postfix.mailbox().length === 1)
    assert.match(one.postfix.log(), /Verified TLS connection established to 127\.0\.0\.1/)

    const again = await setup(one, '--yes', '--route', `two.example=${LOOPBACK}:${String(two.port)}`)
    assert.deepEqual([again.status, again.stdout], [0, ''])
    assert.match(again.stderr, /already set/)

    for (const [at, side] of [one, two].entries()) {
      const undone = await setup(side, '--undo', '--yes')
      assert.equal(undone.status, 0, undone.stderr)
      assert.deepEqual(filesOf(side), before[at])
    }
    const nothing = await setup(one, '--undo', '--yes')
    assert.equal(nothing.status, 1)
    assert.match(nothing.stderr, /no set-up to take back/)
  },
)

test('what may not be done changes nothing, and says why', NEEDS_POSTFIX, async (t) => {
  const side = await sideOf(t, 'hub1.corp.example', ['one.example'])
  const before = filesOf(side)
  const refused = async (why: RegExp, status: number, ...words: readonly string[]) => {
    const outcome = await setup(side, ...words)
    assert.match(outcome.stderr, why)
    assert.equal(outcome.status, status)
    assert.deepEqual(filesOf(side), before)
  }
  await refused(/No gateway of this configuration runs/, 1, '--yes')
  await side.hub.gateway.start()
  await refused(/--dry-run/, 0, '--dry-run')
  await refused(/Would change|Refus|--yes/i, 1)
  await refused(/DOMAIN=HOST/, 64, '--yes', '--route', 'two.example')
  appendFileSync(join(side.postfix.configurationFolder, 'master.cf'), `${String(side.port)} inet n - y - - smtpd\n`)
  const taken = await setup(side, '--yes')
  assert.equal(taken.status, 1)
  assert.match(taken.stderr, /has an entry of its own/)
})

test(
  'Postfix asks where this gateway answers, a comment keeps its bytes, and a peer that may not be reached is no failure',
  NEEDS_POSTFIX,
  async (t) => {
    const side = await sideOf(t, 'hub1.corp.example', ['one.example'])
    const peer = await sideOf(t, 'hub2.corp.example', ['two.example'])
    const main = join(side.postfix.configurationFolder, 'main.cf')
    appendFileSync(main, Buffer.from('# B\u00e4r\n', 'latin1'))
    const { config } = side.hub.gateway.place
    const configuration = parseDocument(readFileSync(config, 'utf8'))
    configuration.setIn(['postfix', 'queueDirectory'], join(dirname(side.postfix.configurationFolder), 'spool'))
    configuration.setIn(['postfix', 'socketmap'], configuration.createNode(['unix:elsewhere/map.sock']))
    writeFileSync(config, String(configuration))
    side.hub.add(peer.hub)
    side.hub.hubtrust('server', 'disable', peer.hub.name, '--yes')
    await side.hub.gateway.start()

    const done = await setup(side, '--yes')
    assert.equal(done.status, 0, done.stderr)
    assert.match(done.stderr, /\[hub2\.corp\.example\]:\d+ {2}exit status 1/)
    const written = readFileSync(main, 'latin1')
    assert.match(written, /socketmap:unix:elsewhere\/map\.sock:tls-policy/)
    assert.ok(written.includes('# B\u00e4r\n'))
  },
)

test('a file that somebody changed after the set-up is not put back over', NEEDS_POSTFIX, async (t) => {
  const side = await sideOf(t, 'hub1.corp.example', ['one.example'])
  await side.hub.gateway.start()
  const done = await setup(side, '--yes')
  assert.equal(done.status, 0, done.stderr)
  const main = join(side.postfix.configurationFolder, 'main.cf')
  appendFileSync(main, '# mine\n')
  const refused = await setup(side, '--undo', '--yes')
  assert.equal(refused.status, 1)
  assert.match(refused.stderr, /main\.cf was changed after the set-up/)
  assert.match(readFileSync(main, 'utf8'), /# mine\n$/)
})
