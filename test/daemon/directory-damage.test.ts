/** A directory that is gone or damaged does not end trust: the last state stays in force, and is told to be the last. */
import assert from 'node:assert/strict'
import { copyFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { HUB2, newGround } from './ground.ts'
import { DIRECTORY_FILE, ownerOf, pathOf, SECOND_MS, snapshotOf, syncOf } from './sync.ts'

interface Damage {
  readonly what: string
  readonly damage: (path: string) => void
  /** A file that is still the same one is asked for a number only, which SQLite remembers. */
  readonly isSeenAtOnce: boolean
}

const DAMAGES: readonly Damage[] = [
  {
    what: 'was removed',
    isSeenAtOnce: true,
    damage: (path) => {
      rmSync(path)
    },
  },
  {
    what: 'was emptied',
    isSeenAtOnce: false,
    damage: (path) => {
      truncateSync(path, 0)
    },
  },
  {
    what: 'was overwritten by something else',
    isSeenAtOnce: false,
    damage: (path) => {
      writeFileSync(path, 'Dear administrator,\n'.repeat(2_000))
    },
  },
  {
    what: 'was replaced by an empty file',
    isSeenAtOnce: true,
    damage: (path) => {
      writeFileSync(`${path}.new`, '')
      renameSync(`${path}.new`, path)
    },
  },
  {
    what: 'was replaced by one of a newer format',
    isSeenAtOnce: true,
    damage: (path) => {
      const newer = new DatabaseSync(`${path}.new`)
      newer.exec('PRAGMA user_version = 9')
      newer.close()
      renameSync(`${path}.new`, path)
    },
  },
]

for (const { what, damage, isSeenAtOnce } of DAMAGES) {
  test(`when the directory ${what}, the last state stays in force and that is told once, also after a restart`, (t) => {
    const ground = newGround(t)
    const running = syncOf(t, ground)
    running.sync.start()
    ground.directory.close()
    const path = pathOf(ground, DIRECTORY_FILE)
    copyFileSync(path, `${path}.good`)
    damage(path)
    for (let at = 0; at < 5; at += 1) running.pass(SECOND_MS)
    assert.deepEqual(running.told(), isSeenAtOnce ? ['30008 directory.unreachable'] : [])
    assert.equal(ownerOf(running.sync.state.index, ground), HUB2)
    running.sync.close()

    const { sync, pass, told, events, clock } = syncOf(t, ground)
    sync.start()
    for (let at = 0; at < 5; at += 1) pass(SECOND_MS)
    assert.deepEqual(told(), ['30008 directory.unreachable'])
    const [event] = events
    assert.ok(event?.id === 30008)
    assert.equal(event.args.maxStale, '24 h')
    assert.ok(sync.state.problem?.includes(path))
    assert.equal(ownerOf(sync.state.index, ground), HUB2)
    assert.equal(ownerOf(snapshotOf(ground), ground), HUB2)
    assert.ok(clock.nowMs() - sync.state.asOfMs >= 5 * SECOND_MS, 'it grows older while it cannot be asked')

    renameSync(`${path}.good`, path)
    pass(SECOND_MS)
    assert.deepEqual(told(), ['30008 directory.unreachable', '30010'])
    assert.deepEqual([sync.state.problem, sync.state.asOfMs], [undefined, clock.nowMs()])
  })
}

test('a backup put in the place of the directory is another file, and is read', (t) => {
  const ground = newGround(t)
  const { sync, pass, told } = syncOf(t, ground)
  sync.start()
  const path = pathOf(ground, DIRECTORY_FILE)
  copyFileSync(path, `${path}.backup`)
  ground.directory.withdraw(HUB2, ground.hub2.fingerprint)
  pass(SECOND_MS)
  assert.equal(ownerOf(sync.state.index, ground), undefined)
  ground.directory.close()
  renameSync(`${path}.backup`, path)
  pass(SECOND_MS)
  assert.equal(ownerOf(sync.state.index, ground), HUB2)
  assert.deepEqual(told(), [])
})
