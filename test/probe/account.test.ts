/** A real account and real files: what is told is what the kernel answers. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { currentAccount } from '../../src/disk/accounts.ts'
import { lookAtAccount } from '../../src/probe/account.ts'

const IS_ROOT = currentAccount().uid === 0
const NEEDS_ROOT = { skip: !IS_ROOT && 'only root can become another account' }
const NAME = 'nobody'

function keys(t: TestContext): (name: string, mode?: number) => string {
  const root = mkdtempSync(join(tmpdir(), 'hubtrust-account-'))
  t.after(() => {
    rmSync(root, { recursive: true })
  })
  chmodSync(root, 0o755)
  mkdirSync(join(root, 'closed'), { mode: 0o700 })
  return (name, mode = 0o600) => {
    const path = join(root, name)
    writeFileSync(path, 'key')
    chmodSync(path, mode)
    return path
  }
}

const look = (keyPaths: readonly string[], withinMs = 20_000) =>
  lookAtAccount({ name: NAME, keyPaths, clock: systemClock, withinMs })

test('each key is opened as the account, and the refusal is the one of the kernel', NEEDS_ROOT, async (t) => {
  const file = keys(t)
  const open = file('open', 0o644)
  const closed = file('closed.key')
  const hidden = file('closed/hidden', 0o644)
  const acl = file('acl')
  const { status, stderr } = spawnSync('setfacl', ['-m', `u:${NAME}:r`, acl], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  const { attempts, exists, uid, groups } = await look([open, closed, hidden, acl, `${open}.gone`, `${open}/below`])
  assert.deepEqual(attempts, [
    { path: open, opened: true },
    { path: closed, opened: false, code: 'EACCES' },
    { path: hidden, opened: false, code: 'EACCES' },
    { path: acl, opened: true },
    { path: `${open}.gone`, opened: false, code: 'ENOENT' },
    { path: `${open}/below`, opened: false, code: 'ENOTDIR' },
  ])
  assert.equal(exists, true)
  assert.notEqual(uid, 0)
  assert.ok(groups.length > 0)
})

test('nothing of a key is read', NEEDS_ROOT, async (t) => {
  const path = keys(t)('key', 0o644)
  const longAgo = new Date('2001-01-01T00:00:00Z')
  utimesSync(path, longAgo, longAgo)
  assert.equal((await look([path])).attempts[0]?.opened, true)
  assert.equal(statSync(path).atimeMs, longAgo.getTime())
})

test('an attempt that gets no answer in time proves nothing and is left out', NEEDS_ROOT, async (t) => {
  const file = keys(t)
  const open = file('open', 0o644)
  const pipe = `${open}.pipe`
  assert.equal(spawnSync('mkfifo', ['-m', '644', pipe]).status, 0)
  const { attempts } = await look([pipe, open], 2_000)
  assert.deepEqual(attempts, [{ path: open, opened: true }])
})

test('a word that looks like an option is a path', NEEDS_ROOT, async () => {
  assert.deepEqual((await look(['--version'])).attempts, [{ path: '--version', opened: false, code: 'ENOENT' }])
})

test('an account that is not there has no groups and no attempts', async () => {
  const facts = await lookAtAccount({ name: 'no-such-account', keyPaths: ['/etc/hosts'], clock: systemClock })
  assert.deepEqual(facts, { name: 'no-such-account', exists: false, groups: [], attempts: [] })
})
