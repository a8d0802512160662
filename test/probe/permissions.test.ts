/** Modes, owners and mounts of real files. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { currentAccount, groupNameOf } from '../../src/disk/accounts.ts'
import { permissionsOfAll, readOnlyMounts } from '../../src/probe/permissions.ts'

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'hubtrust-permissions-'))
  t.after(() => {
    rmSync(path, { recursive: true })
  })
  return path
}

test('mode, owner and group are told as ls -l would, in the order asked for', (t) => {
  const root = folder(t)
  const key = join(root, 'a.key')
  writeFileSync(key, 'key')
  chmodSync(key, 0o640)
  chmodSync(root, 0o2750)
  const { name, gid } = currentAccount()
  const who = { owner: name, group: groupNameOf(gid) }
  assert.deepEqual(permissionsOfAll([root, key, join(root, 'none')]), [
    { path: root, mode: '2750', ...who },
    { path: key, mode: '0640', ...who },
  ])
})

/** `POINT` writable, `POINT ro` mounted read-only, `POINT super` of a read-only file system. */
function mounts(t: TestContext, ...points: readonly string[]): (path: string) => readonly string[] {
  const file = join(folder(t), 'mountinfo')
  const lines = points.map((line, at) => {
    const [point = '', how = ''] = line.split(' ')
    const own = how === 'ro' ? 'ro,relatime' : 'rw,relatime'
    const system = how === 'super' ? 'ro,errors=remount-ro' : 'rw'
    return `${String(30 + at)} 29 8:1 / ${point} ${own} shared:1 - ext4 /dev/sda1 ${system}\n`
  })
  writeFileSync(file, lines.join(''))
  return (path) => readOnlyMounts([path], file)
}

test('a read-only mount counts when it holds the path, and not when another lies between', (t) => {
  const on = mounts(t, '/ ro', '/var', '/var/lib ro', '/srv super')
  assert.deepEqual(on('/var/lib/hubtrust/keys'), ['/var/lib'])
  assert.deepEqual(on('/var/library'), [])
  assert.deepEqual(on('/srv/hubtrust'), ['/srv'])
  assert.deepEqual(on('/opt/hubtrust'), ['/'])
})

test('of two mounts on one point the later hides the earlier', (t) => {
  assert.deepEqual(mounts(t, '/', '/mnt ro', '/mnt')('/mnt/keys'), [])
  assert.deepEqual(mounts(t, '/', '/mnt', '/mnt ro')('/mnt/keys'), ['/mnt'])
})

test('a path is followed to where it really is', (t) => {
  const root = folder(t)
  const real = join(root, 'a folder')
  const link = join(root, 'link')
  mkdirSync(real)
  symlinkSync(real, link)
  const on = mounts(t, '/', `${real.replaceAll(' ', String.raw`\040`)} ro`)
  assert.deepEqual(on(link), [real])
  assert.deepEqual(on(join(link, 'keys', 'not-there-yet')), [real])
})

test('several paths of one mount name it once', (t) => {
  const file = join(folder(t), 'mountinfo')
  writeFileSync(file, '22 1 8:1 / / ro - ext4 /dev/sda1 ro\n')
  assert.deepEqual(readOnlyMounts(['/var', '/etc'], file), ['/'])
})

test('without a table of mounts nothing is said', (t) => {
  assert.deepEqual(readOnlyMounts(['/'], join(folder(t), 'none')), [])
})
