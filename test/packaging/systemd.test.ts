/** The units, the account and the folders that a package installs, judged by systemd's own tools. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { IS_ROOT, newGround } from '../daemon/ground.ts'
import { openSession, portOf, receiving, startServe } from '../daemon/served.ts'
import { mailServer } from '../gateway/harness.ts'

const PACKAGING = join(import.meta.dirname, '..', '..', 'packaging')
const UNITS = [
  'hubtrust.service',
  'hubtrust.socket',
  'hubtrust-postfix.socket',
  'hubtrust-postfix.path',
  'hubtrust-postfix.service',
]
const SYSTEM_UNITS = '/usr/lib/systemd/system'
/** Of ten, as `systemd-analyze security` counts it: what cannot be given up is the network, and machine code made by V8. */
const EXPOSURE_MAX = '2.0'

function newRoot(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'hubtrust-root-'))
  chmodSync(root, 0o755)
  t.after(() => {
    rmSync(root, { recursive: true, force: true })
  })
  return root
}

/** A system with our units, those of systemd, and something in the place of each program they start. */
function unitRoot(t: TestContext): string {
  const root = newRoot(t)
  cpSync(SYSTEM_UNITS, join(root, SYSTEM_UNITS), { recursive: true, verbatimSymlinks: true })
  for (const unit of UNITS) cpSync(join(PACKAGING, 'systemd', unit), join(root, SYSTEM_UNITS, unit))
  for (const program of ['/usr/bin/hubtrust', '/usr/bin/systemd-tmpfiles', '/usr/bin/kill', '/usr/sbin/postfix']) {
    mkdirSync(dirname(join(root, program)), { recursive: true })
    writeFileSync(join(root, program), '#!/bin/sh\n', { mode: 0o755 })
  }
  return root
}

function run(program: string, words: readonly string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(program, [...words], { encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}` }
}

test('systemd reads every unit without a word, and would say one', (t) => {
  const root = unitRoot(t)
  const verify = (unit: string) =>
    run('systemd-analyze', ['verify', `--root=${root}`, '--man=no', '--recursive-errors=one', unit])
  for (const unit of UNITS) assert.deepEqual(verify(unit), { status: 0, said: '' }, unit)
  const path = join(root, SYSTEM_UNITS, 'hubtrust.service')
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.replace('ProtectClock=yes', 'ProtectClocks=yes'))
  assert.match(verify('hubtrust.service').said, /Unknown key.* 'ProtectClocks'/)
})

test(`the service is exposed at most ${EXPOSURE_MAX} of 10, as systemd counts it`, (t) => {
  const root = unitRoot(t)
  const { said } = run('systemd-analyze', ['security', '--offline=yes', `--root=${root}`, 'hubtrust.service'])
  const exposure = /Overall exposure level for hubtrust\.service: ([\d.]+)/.exec(said)?.[1]
  t.diagnostic(`exposure ${String(exposure)}`)
  assert.ok(Number(exposure) <= Number(EXPOSURE_MAX), said)
})

test('the account and the group of administrators are made, once', { skip: !IS_ROOT && 'needs root' }, (t) => {
  const root = newRoot(t)
  mkdirSync(join(root, 'etc'))
  const make = () => run('systemd-sysusers', [`--root=${root}`, join(PACKAGING, 'sysusers.d', 'hubtrust.conf')])
  assert.equal(make().status, 0)
  const users = readFileSync(join(root, 'etc', 'passwd'), 'utf8')
  assert.match(users, /^hubtrust:x:\d+:\d+:Hubtrust:\/var\/lib\/hubtrust:\/usr\/sbin\/nologin$/m)
  assert.match(readFileSync(join(root, 'etc', 'group'), 'utf8'), /^hubtrust-admin:x:\d+:hubtrust$/m)
  assert.equal(make().status, 0)
  assert.equal(readFileSync(join(root, 'etc', 'passwd'), 'utf8'), users)
})

test(
  'what root has made and the service writes is given to the account; certificates and keys stay root’s',
  { skip: !IS_ROOT && 'needs root' },
  (t) => {
    const root = newRoot(t)
    const state = join(root, 'var/lib/hubtrust')
    mkdirSync(join(root, 'etc'))
    run('systemd-sysusers', [`--root=${root}`, join(PACKAGING, 'sysusers.d', 'hubtrust.conf')])
    const make = () =>
      run('systemd-tmpfiles', [`--root=${root}`, '--create', join(PACKAGING, 'tmpfiles.d', 'hubtrust.conf')])
    assert.deepEqual(make(), { status: 0, said: '' })
    for (const folder of ['events', 'keys', 'certificates', 'console']) mkdirSync(join(state, folder), { mode: 0o750 })
    const files = [
      'directory.sqlite',
      'directory.sqlite-wal',
      'index.snapshot',
      'events/events.jsonl',
      'console/accounts.json',
      'keys/A1.key',
      'certificates/A1.pem',
    ]
    for (const file of files) {
      writeFileSync(join(state, file), '', { mode: 0o640 })
      chownSync(join(state, file), 0, 0)
    }
    assert.deepEqual(make(), { status: 0, said: '' })
    const { gid } = statSync(state)
    assert.notEqual(gid, 0)
    assert.deepEqual(
      [statSync(state).uid, statSync(state).mode & 0o7777],
      [0, 0o1775],
      'nobody removes what is not his',
    )
    const uid = statSync(join(state, 'directory.sqlite')).uid
    assert.notEqual(uid, 0)
    const owners = files.map((file) => [file, statSync(join(state, file)).uid])
    assert.deepEqual(
      owners,
      files.map((file) => [file, /^(keys|certificates)/.test(file) ? 0 : uid]),
    )
  },
)

/** Names of the system calls of a set, sets in it included. */
function systemCalls(set: string): ReadonlySet<string> {
  const { status, said } = run('systemd-analyze', ['syscall-filter', '--no-pager', set])
  assert.equal(status, 0, said)
  const names = said
    .split('\n')
    .slice(1)
    .flatMap((line) => /^\s+(@?[a-z]\w*(?:-\w+)*)\s*$/.exec(line)?.[1] ?? [])
  return new Set(names.flatMap((name) => (name.startsWith('@') ? [...systemCalls(name)] : [name])))
}

/** As the lines of the unit say, one after the other. */
function allowedCalls(): ReadonlySet<string> {
  const unit = readFileSync(join(PACKAGING, 'systemd', 'hubtrust.service'), 'utf8')
  const allowed = new Set<string>()
  for (const [, line = ''] of unit.matchAll(/^SystemCallFilter=(.*)$/gm)) {
    const isRefused = line.startsWith('~')
    for (const set of line.replace('~', '').split(' ')) {
      for (const name of systemCalls(set)) {
        if (isRefused) allowed.delete(name)
        else allowed.add(name)
      }
    }
  }
  return allowed
}

test(
  'a gateway that starts, takes a session, reloads and ends uses only system calls that its unit allows',
  { skip: !IS_ROOT && 'needs root' },
  async (t) => {
    const behind = await mailServer(t)
    const ground = newGround(t)
    const record = join(ground.folder, 'calls')
    const connector = receiving(behind.port)
    const configuration = ground.configure({ gateway: { receive: [connector] } })
    const env = { NOTIFY_SOCKET: join(ground.folder, 'nobody') }
    const served = await startServe(t, configuration, { env, by: ['strace', '-f', '-qq', `-o${record}`] })
    const session = await openSession(t, ground, await portOf(served))
    session.socket.end()
    ground.configure({ gateway: { receive: [{ ...connector, fqdn: 'mx.corp.example' }] } })
    const { pid } = await served.status()
    process.kill(pid, 'SIGHUP')
    await served.event(30006)
    process.kill(pid, 'SIGTERM')
    assert.equal(await served.ended, 'exit 0')
    const used = new Set(
      [...readFileSync(record, 'utf8').matchAll(/^\d+ +([a-z]\w+)\(/gm)].map(([, name = '']) => name),
    )
    assert.ok(used.size > 30, [...used].join())
    const allowed = allowedCalls()
    const refused = [...used].filter((name) => !allowed.has(name))
    t.diagnostic(`${String(used.size)} system calls`)
    assert.deepEqual(refused, [])
  },
)
