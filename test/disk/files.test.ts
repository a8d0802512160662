import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { HubtrustError } from '../../src/core/errors.ts'
import { currentAccount } from '../../src/disk/accounts.ts'
import {
  listFolder,
  makeFolder,
  readBytes,
  readText,
  readTextIfPresent,
  removeFile,
  writeAtomic,
} from '../../src/disk/files.ts'

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'hubtrust-files-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function isCode(code: string, reason?: RegExp) {
  return (error: unknown) =>
    error instanceof HubtrustError &&
    error.code === code &&
    (reason === undefined || reason.test(String(error.details['reason'])))
}

test('a file is replaced as a whole, with its mode, and nothing is left beside it', (t) => {
  const path = join(folder(t), 'a')
  writeAtomic(path, 'one', { mode: 0o600 })
  writeAtomic(path, 'two', { mode: 0o640 })
  assert.equal(readFileSync(path, 'utf8'), 'two')
  assert.equal(statSync(path).mode & 0o777, 0o640)
  assert.deepEqual(readdirSync(join(path, '..')), ['a'])
})

test('a full disk leaves the old file and says what to look at', (t) => {
  const mount = folder(t)
  if (
    currentAccount().uid !== 0 ||
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount]).status !== 0
  ) {
    // Without the right to mount, a folder that cannot be written to shows the same promise.
    writeFileSync(join(mount, 'file'), 'old')
    assert.throws(() => writeAtomic(join(mount, 'file', 'x'), 'new', { mode: 0o600 }), isCode('DISK_WRITE_FAILED'))
    return
  }
  try {
    const path = join(mount, 'a')
    writeAtomic(path, 'old', { mode: 0o600 })
    assert.throws(
      () => writeAtomic(path, Buffer.alloc(256 * 1024), { mode: 0o600 }),
      isCode('DISK_WRITE_FAILED', /ENOSPC/),
    )
    assert.equal(readFileSync(path, 'utf8'), 'old')
    assert.deepEqual(readdirSync(mount), ['a'])
  } finally {
    spawnSync('umount', [mount])
  }
})

test('reading is bounded, also for files without a size', (t) => {
  const path = join(folder(t), 'a')
  writeFileSync(path, 'x'.repeat(100))
  assert.equal(readBytes(path, { bytesMax: 100 }).length, 100)
  assert.throws(() => readBytes(path, { bytesMax: 99 }), isCode('DISK_READ_FAILED', /larger than 99/))
  assert.ok(readBytes('/dev/zero', { bytesMax: 10 }).length <= 10)
})

test('a byte order mark is not part of a text, and a missing file is told from an unreadable one', (t) => {
  const path = join(folder(t), 'a')
  writeFileSync(path, '\ufefftext')
  assert.equal(readText(path), 'text')
  assert.equal(readTextIfPresent(`${path}-none`), undefined)
  assert.throws(() => readText(join(path, '..')), isCode('DISK_READ_FAILED', /EISDIR/))
})

test('folders are listed in order, missing ones are empty, removing twice is no trouble', (t) => {
  const path = folder(t)
  for (const name of ['b', 'a']) writeFileSync(join(path, name), '')
  assert.deepEqual(listFolder(path), ['a', 'b'])
  assert.deepEqual(listFolder(join(path, 'none')), [])
  removeFile(join(path, 'a'))
  removeFile(join(path, 'a'))
  assert.equal(existsSync(join(path, 'a')), false)
  mkdirSync(join(path, 'deep'))
  makeFolder(join(path, 'deep', 'er'), { mode: 0o700 })
  assert.equal(statSync(join(path, 'deep', 'er')).mode & 0o777, 0o700)
})
