/** Repairs: asked for before, written down, proven after, and taken back. What does not help is said so. */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { test, type TestContext } from 'node:test'
import * as v from 'valibot'
import { at } from '../cli/program.ts'
import { causesOf, Host, NEEDS_ROOT } from './host.ts'
import { listing } from './looks.ts'
import { Namespace } from './namespace.ts'
import { ACCOUNT } from './variants/files.ts'

const CLOSED = 0o600
const OPEN = 0o640
/** Whatever is said there is said at a terminal. */
const TERMINAL = ['sh', '-c', 'exec script -qefc "$*" /dev/null', 'sh']

const RECORD = v.object({
  id: v.string(),
  at: v.pipe(v.string(), v.isoTimestamp()),
  by: v.string(),
  state: v.string(),
  remedy: v.string(),
  finding: v.string(),
  changes: v.array(v.object({ what: v.string(), now: v.string(), after: v.string() })),
  undo: v.array(v.looseObject({ kind: v.string() })),
})

const auditOf = (host: Host): string => host.state('repairs.jsonl')

function recordsOf(host: Host) {
  const lines = readFileSync(auditOf(host), 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => v.parse(RECORD, JSON.parse(line)))
}

/** A host that runs, and whose certificate is not enabled for SMTP. */
async function withoutSmtp(t: TestContext): Promise<{ readonly host: Host; readonly thumbprint: string }> {
  const host = await Host.make(t)
  const thumbprint = await host.thumbprint()
  await host.serve()
  await host.done(['cert', 'enable', thumbprint, '--disable-service', 'smtp', '--yes'])
  return { host, thumbprint }
}

async function servicesOf(host: Host, thumbprint: string): Promise<unknown> {
  return at(await host.json(`cert show ${thumbprint}`), 'Services')
}

/** A host that runs, and whose key the service account cannot read. */
async function withClosedKey(t: TestContext): Promise<{ readonly host: Host; readonly key: string }> {
  const host = await Host.make(t, { init: ['--account', ACCOUNT] })
  const key = host.state(`keys/${await host.thumbprint()}.key`)
  await host.serve()
  chmodSync(key, CLOSED)
  return { host, key }
}

const modeOf = (path: string): number => statSync(path).mode & 0o777

test('without a terminal and without --yes nothing is changed', async (t) => {
  const { host, thumbprint } = await withoutSmtp(t)
  const { status, stderr } = await host.run('doctor --fix')
  assert.equal(status, 1)
  assert.match(stderr, /CLI_NOT_CONFIRMED/)
  assert.match(stderr, new RegExp(`${thumbprint}: - → SMTP`), 'what it would do is said all the same')
  assert.deepEqual(await servicesOf(host, thumbprint), [])
  assert.ok(!existsSync(auditOf(host)))
  const undo = await host.run('doctor --undo')
  assert.equal(undo.status, 1)
  assert.match(undo.stderr, /CLI_NOTHING_TO_UNDO/)
})

test('who says no is heard, and who says yes is helped', async (t) => {
  const { host, thumbprint } = await withoutSmtp(t)
  const declined = await host.run('doctor --fix', { entry: TERMINAL, input: 'n\n' })
  assert.equal(declined.status, 1, declined.stdout)
  assert.match(declined.stdout, /apply 1 repair\(s\)\..*\[y\/N\]/)
  assert.match(declined.stdout, /CLI_DECLINED/)
  assert.deepEqual(await servicesOf(host, thumbprint), [])
  assert.ok(!existsSync(auditOf(host)))
  const agreed = await host.run('doctor --fix', { entry: TERMINAL, input: 'y\n' })
  assert.equal(agreed.status, 0, agreed.stdout)
  assert.match(agreed.stdout, /✓ services\.smtp-not-enabled is gone/)
  assert.deepEqual(await servicesOf(host, thumbprint), ['SMTP'])

  const kept = await host.run('doctor --undo', { entry: TERMINAL, input: 'n\n' })
  assert.match(kept.stdout, /take back the repair of/)
  assert.equal(kept.status, 1)
  assert.deepEqual(await servicesOf(host, thumbprint), ['SMTP'])
})

test('a dry run prints the plan and changes nothing', async (t) => {
  const host = await Host.make(t)
  const thumbprint = await host.thumbprint()
  await host.done(['cert', 'enable', thumbprint, '--disable-service', 'smtp', '--yes'])
  const before = listing(host.folder)
  const { status, stdout, stderr } = await host.run('doctor --fix --dry-run')
  assert.equal(status, 1)
  assert.match(stdout, /services\.smtp-not-enabled/)
  assert.match(stderr, /Plan of repairs:\n {2}1\. /)
  assert.match(stderr, new RegExp(`${thumbprint}: - → SMTP`))
  assert.match(stderr, /Risk: none\. Taken back by: hubtrust doctor --undo/)
  assert.deepEqual(listing(host.folder), before)
  const agreed = await host.run('doctor --fix --dry-run --yes')
  assert.deepEqual([agreed.status, agreed.stderr.includes('Done:')], [1, false], 'whoever agrees has agreed to a plan')
  assert.deepEqual(listing(host.folder), before)
  const alone = await host.run('doctor --dry-run')
  assert.equal(alone.status, 64)
})

test('what was done is written down, for root alone, with who, what and its opposite', NEEDS_ROOT, async (t) => {
  const { host, key } = await withClosedKey(t)
  assert.deepEqual(causesOf((await host.doctor()).report), ['key.unreadable'])
  const { status, stdout, stderr } = await host.run('doctor --fix --yes')
  assert.equal(status, 0, stdout + stderr)
  assert.equal(modeOf(key), OPEN)
  assert.equal(modeOf(auditOf(host)), 0o600)
  const records = recordsOf(host)
  assert.deepEqual(
    records.map(({ state, by, finding, remedy }) => ({ state, by, finding, remedy })),
    ['begun', 'applied'].map((state) => ({
      ...{ state, by: 'root', finding: 'key.unreadable', remedy: 'grant-key-read' },
    })),
  )
  const [begun, applied] = records
  assert.deepEqual({ ...begun, state: 'applied' }, applied)
  assert.deepEqual(applied?.changes, [{ what: key, now: '0600 root:nogroup', after: '0640 root:nogroup' }])
  assert.deepEqual(
    applied.undo.map(({ kind, ...step }) => [kind, step['path'], at(step, 'permissions.mode')]),
    [['permissions', key, CLOSED]],
  )
})

test('exactly the last repair is taken back, then the one before it, then none', NEEDS_ROOT, async (t) => {
  const { host, key } = await withClosedKey(t)
  const name = basename(key, '.key')
  await host.done('doctor --fix --yes')
  await host.done(['cert', 'enable', name, '--disable-service', 'smtp', '--yes'])
  await host.done('doctor --fix --yes')
  const now = async () => [modeOf(key), await servicesOf(host, name)]
  assert.deepEqual(await now(), [OPEN, ['SMTP']])

  assert.match(await host.done('doctor --undo --yes'), new RegExp(`Taken back: ${name}: SMTP → -`))
  assert.deepEqual(await now(), [OPEN, []])
  const taken = await host.json('doctor --undo --yes')
  assert.equal(at(taken, 'finding'), 'key.unreadable')
  assert.deepEqual(await now(), [CLOSED, []])
  const none = await host.run('doctor --undo --yes')
  assert.equal(none.status, 1)
  assert.match(none.stderr, /CLI_NOTHING_TO_UNDO/)
  assert.deepEqual(await now(), [CLOSED, []])
  assert.deepEqual(
    recordsOf(host).map(({ state }) => state),
    ['begun', 'applied', 'begun', 'applied', 'undone', 'undone'],
  )
})

test('two causes are repaired by one plan', NEEDS_ROOT, async (t) => {
  const { host, key } = await withClosedKey(t)
  const name = basename(key, '.key')
  await host.done(['cert', 'enable', name, '--disable-service', 'smtp', '--yes'])
  const { status, stderr } = await host.run('doctor --fix --yes')
  assert.equal(status, 0, stderr)
  assert.match(stderr, /^ {2}2\. /m)
  assert.deepEqual([modeOf(key), await servicesOf(host, name)], [OPEN, ['SMTP']])
})

test('a repair that somebody takes back at once has not helped: 4', NEEDS_ROOT, async (t) => {
  const { host, key } = await withClosedKey(t)
  // As a tool does that keeps files the way it was told.
  const watcher = watch(host.state('keys'), () => {
    if (modeOf(key) !== CLOSED) chmodSync(key, CLOSED)
  })
  t.after(() => {
    watcher.close()
  })
  const said = await host.run('doctor --fix --yes')
  assert.equal(said.status, 4, said.stderr)
  assert.match(said.stderr, /✗ key\.unreadable is still there\. Take the repair back: hubtrust doctor --undo/)
  assert.match(said.stdout, /key\.unreadable/)
  const again = await host.run('doctor --fix --yes --format json')
  assert.deepEqual([again.status, at(JSON.parse(again.stdout), 'exitCode')], [4, 4])
  assert.equal(at(JSON.parse(again.stdout), 'repairs.0.verified'), false)
  const line = await host.run('doctor --fix --yes --format nagios')
  assert.equal(line.status, 2, 'Nagios has no 4')
})

test('a repair that is refused half way leaves nothing behind', NEEDS_ROOT, async (t) => {
  const { host, key } = await withClosedKey(t)
  chmodSync(host.state('keys'), 0o700)
  const namespace = await Namespace.open(t, { hostName: 'hub1' })
  await namespace.shell('mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"', key)
  const { status, stderr } = await host.run('doctor --fix --yes', { entry: namespace.entry })
  assert.equal(status, 1, stderr)
  assert.match(stderr, /DISK_WRITE_FAILED/)
  assert.deepEqual([modeOf(host.state('keys')), modeOf(key)], [0o700, CLOSED])
  assert.deepEqual(
    recordsOf(host).map(({ state }) => state),
    ['begun', 'failed'],
  )
  assert.match((await host.run('doctor --undo --yes')).stderr, /CLI_NOTHING_TO_UNDO/)
})

test('a repair that was cut off can be taken back', NEEDS_ROOT, async (t) => {
  const { host, key } = await withClosedKey(t)
  await host.done('doctor --fix --yes')
  const [begun] = readFileSync(auditOf(host), 'utf8').split('\n')
  writeFileSync(auditOf(host), `${String(begun)}\n`)
  const seen = await host.done('doctor --undo --yes')
  assert.match(seen, /0640 root:nogroup → 0600 root:nogroup/)
  assert.equal(modeOf(key), CLOSED)
})

test('an audit file that is damaged is an error with its line, and nothing is repaired past it', async (t) => {
  const { host, thumbprint } = await withoutSmtp(t)
  await host.done('doctor --fix --yes')
  await host.done(['cert', 'enable', thumbprint, '--disable-service', 'smtp', '--yes'])
  writeFileSync(auditOf(host), `${readFileSync(auditOf(host), 'utf8')}{"id":"1","at":"\n`)
  for (const words of ['doctor --undo --yes', 'doctor --fix --yes']) {
    const { status, stderr } = await host.run(words)
    assert.equal(status, 1, words)
    assert.match(stderr, /repairs\.jsonl cannot be read: line 3 is no record.*DAEMON_REPAIR_LOG_DAMAGED/)
    assert.match(stderr, /mv .*repairs\.jsonl .*repairs\.jsonl\.damaged/)
  }
  assert.deepEqual(await servicesOf(host, thumbprint), [])
})

test('a directory that is gone is in the way of nothing else', NEEDS_ROOT, async (t) => {
  const host = await Host.make(t, { init: ['--account', ACCOUNT] })
  const key = host.state(`keys/${await host.thumbprint()}.key`)
  rmSync(host.state('directory.sqlite'))
  chmodSync(host.state('keys'), 0o755)
  chmodSync(key, 0o644)
  const { status, stderr } = await host.run('doctor --fix --yes')
  assert.equal(status, 1, 'the directory is still gone')
  assert.match(stderr, /✓ key\.exposed is gone/)
  assert.deepEqual([modeOf(host.state('keys')), modeOf(key)], [0o750, OPEN])
  assert.equal((await host.run('doctor --undo --yes')).status, 0)
})

test('a newer certificate is published only when it is asked for by its id: it may wait for others to have it', async (t) => {
  const host = await Host.make(t)
  await host.serve()
  const newer = await host.another('--no-publish')
  const id = 'selection.newer-than-published'
  const plain = await host.run('doctor --fix --yes')
  assert.equal(plain.status, 2, plain.stdout)
  assert.match(plain.stderr, /Nothing here can be repaired without your judgement/)
  assert.match(plain.stdout, new RegExp(`hubtrust cert enable ${newer} --services smtp --yes`), 'the command is there')
  assert.match(plain.stdout, /Publish the newer certificate, once the other servers have it\.\n/, 'and when to use it')
  assert.ok(!existsSync(auditOf(host)))
  const other = await host.run('doctor --fix key.exposed --yes')
  assert.match(other.stderr, /Nothing here can be repaired without your judgement/)

  const asked = await host.run(`doctor --fix ${id} --yes`)
  assert.equal(asked.status, 0, asked.stdout + asked.stderr)
  assert.match(asked.stderr, /✓ selection\.newer-than-published is gone/)
  assert.equal((await host.run('doctor --undo --yes')).status, 0)
  assert.deepEqual(causesOf((await host.doctor()).report), [id])
})

test('ids of findings are only for --fix, and must be some', async (t) => {
  const host = await Host.make(t)
  const alone = await host.run('doctor key.exposed')
  assert.equal(alone.status, 64)
  assert.match(alone.stderr, /hubtrust doctor --only key\.exposed/)
  const unknown = await host.run('doctor --fix key.exposd --yes')
  assert.equal(unknown.status, 64)
  assert.match(unknown.stderr, /key\.exposed/)
})

test('where nothing can be repaired automatically it says so', async (t) => {
  const host = await Host.make(t)
  const { status, stderr } = await host.run('doctor --fix --yes')
  assert.equal(status, 1)
  assert.match(stderr, /Nothing here can be repaired without your judgement/)
  assert.ok(!existsSync(auditOf(host)))
  await host.serve()
  const well = await host.run('doctor --fix --yes')
  assert.deepEqual([well.status, well.stderr], [0, ''])
})
