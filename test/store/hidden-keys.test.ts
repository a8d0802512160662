/** Keys in a folder that whoever asks cannot enter: that is not the same as no keys. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { accountOf } from '../../src/disk/accounts.ts'
import { at } from '../cli/program.ts'
import { askAs, NEEDS_ROOT } from '../disk/as-user.ts'

const NOBODY = accountOf('nobody')?.uid ?? 65_534
const MODULES = { keyAccess: 'store/keys.ts', accountOf: 'disk/accounts.ts' }

/** What `keyAccess` says of `path` for an account, asked as the user with this number. */
function askedAs(uid: number, path: string, account: string): unknown {
  const words = [JSON.stringify(path), 'new Uint8Array(0)', `accountOf(${JSON.stringify(account)})`]
  return askAs(uid, MODULES, `keyAccess(${words.join(', ')})`)
}

function closedFolder(t: TestContext): { readonly folder: string; readonly key: string } {
  const root = mkdtempSync(join(tmpdir(), 'hubtrust-hidden-'))
  t.after(() => {
    rmSync(root, { recursive: true })
  })
  chmodSync(root, 0o755)
  const folder = join(root, 'keys')
  const key = join(folder, 'x.key')
  mkdirSync(folder)
  writeFileSync(key, 'key', { mode: 0o644 })
  chmodSync(folder, 0o700)
  return { folder, key }
}

test('to a stranger it is unknown whether the service account can read the key', NEEDS_ROOT, (t) => {
  const { key } = closedFolder(t)
  const access = askedAs(4711, key, 'daemon')
  assert.deepEqual([at(access, 'present'), at(access, 'readable')], [true, 'unknown'])
})

test('the service account itself knows that it cannot, and what is in the way', NEEDS_ROOT, (t) => {
  const { key, folder } = closedFolder(t)
  const access = askedAs(NOBODY, key, 'nobody')
  assert.deepEqual(
    [at(access, 'present'), at(access, 'readable'), at(access, 'obstacle'), at(access, 'obstaclePath')],
    [true, false, 'folder-mode', folder],
  )
})

test('a key that is certainly not there is missing', NEEDS_ROOT, (t) => {
  const { key, folder } = closedFolder(t)
  chmodSync(folder, 0o755)
  const access = askedAs(4711, `${key}.gone`, 'daemon')
  assert.deepEqual([at(access, 'present'), at(access, 'obstacle')], [false, 'missing'])
})
