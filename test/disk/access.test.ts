/** What is computed must be what the kernel answers: as root every case is tried by a real open as the account. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { effectiveAccess } from '../../src/disk/access.ts'
import { accountOf, currentAccount, groupIdOf, groupNameOf, type Account } from '../../src/disk/accounts.ts'

const IS_ROOT = currentAccount().uid === 0
const SERVICE: Account = (IS_ROOT ? accountOf('nobody') : undefined) ?? currentAccount()

function file(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'hubtrust-access-'))
  t.after(() => rmSync(root, { recursive: true }))
  chmodSync(root, 0o755)
  const folder = join(root, 'keys')
  mkdirSync(folder, { mode: 0o755 })
  const path = join(folder, 'x.key')
  writeFileSync(path, 'key')
  return { folder, path }
}

function reallyReadable(path: string): boolean {
  const { status } = IS_ROOT
    ? spawnSync('setpriv', [`--reuid=${SERVICE.uid}`, `--regid=${SERVICE.gid}`, '--init-groups', 'cat', path])
    : spawnSync('cat', [path])
  return status === 0
}

function agrees(path: string, note: string): void {
  const { allowed } = effectiveAccess(path, SERVICE)
  assert.equal(allowed, reallyReadable(path), note)
}

test('mode bits of the file: owner, group and others, the first class that fits decides', (t) => {
  const { path } = file(t)
  const owners: readonly (readonly [number, number])[] = IS_ROOT
    ? [
        [0, 0],
        [0, SERVICE.gid],
        [SERVICE.uid, 0],
      ]
    : [[SERVICE.uid, SERVICE.gid]]
  for (const [uid, gid] of owners) {
    chownSync(path, uid, gid)
    for (const mode of [0o000, 0o004, 0o040, 0o400, 0o044, 0o404, 0o440, 0o444, 0o640, 0o600, 0o604]) {
      chmodSync(path, mode)
      agrees(path, `${uid}:${gid} ${mode.toString(8)}`)
    }
  }
})

test('every folder on the path must let the account through, and the first that does not is named', (t) => {
  const { folder, path } = file(t)
  chmodSync(path, 0o444)
  for (const mode of [0o755, 0o711, 0o700, 0o744, 0o701, 0o000]) {
    chmodSync(folder, mode)
    agrees(path, mode.toString(8))
  }
  const { obstacle, obstaclePath } = effectiveAccess(path, SERVICE)
  assert.deepEqual([obstacle, obstaclePath], ['folder-mode', folder])
})

test('ACLs: named users, named groups and the mask', (t) => {
  const { path } = file(t)
  const acls = ['u:NAME:r', 'u:NAME:-', 'g:GROUP:r', 'g:GROUP:-', 'u:NAME:r,m::-', 'o::-,u:NAME:r']
  for (const mode of [0o600, 0o644]) {
    for (const acl of acls) {
      chmodSync(path, mode)
      const entries = acl.replace('NAME', SERVICE.name).replace('GROUP', groupNameOf(SERVICE.gid))
      const { status, stderr } = spawnSync('setfacl', ['-b', '-m', entries, path], { encoding: 'utf8' })
      assert.equal(status, 0, stderr)
      agrees(path, `${mode.toString(8)} ${acl}`)
    }
  }
})

test('ACLs of files whose names are hard to write down', (t) => {
  const { folder } = file(t)
  for (const name of ['two words', 'back\\slash', 'line\nend', '# file: é', '-c']) {
    const path = join(folder, name)
    writeFileSync(path, 'key', { mode: 0o640 })
    const { status, stderr } = spawnSync('setfacl', ['-m', `u:${SERVICE.name}:r`, '--', path], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    assert.equal(effectiveAccess(path, SERVICE).allowed, true, name)
    agrees(path, name)
  }
})

test('who can read is told by name', (t) => {
  const { path } = file(t)
  chmodSync(path, 0o640)
  if (IS_ROOT) chownSync(path, 0, SERVICE.gid)
  assert.ok(effectiveAccess(path, SERVICE).readableBy.includes(`group:${groupNameOf(SERVICE.gid)}`))
  chmodSync(path, 0o604)
  assert.ok(effectiveAccess(path, SERVICE).readableBy.includes('everyone'))
})

test('a missing file and a link to nowhere are missing', (t) => {
  const { folder } = file(t)
  assert.equal(effectiveAccess(join(folder, 'none'), SERVICE).obstacle, 'missing')
  symlinkSync(join(folder, 'none'), join(folder, 'link'))
  assert.equal(effectiveAccess(join(folder, 'link'), SERVICE).obstacle, 'missing')
})

test('accounts and groups that do not exist are undefined', () => {
  assert.equal(accountOf('no-such-account'), undefined)
  assert.equal(groupIdOf('no-such-group'), undefined)
  assert.equal(accountOf('--help'), undefined)
  assert.equal(accountOf('root')?.uid, 0)
})
