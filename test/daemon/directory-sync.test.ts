/** The directory as the gateway knows it, while it changes, goes away, grows old and comes back. */
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, truncateSync, utimesSync } from 'node:fs'
import { test } from 'node:test'
import { HubtrustError } from '../../src/core/errors.ts'
import { HUB1, HUB2, IS_ROOT, newGround } from './ground.ts'
import { HOUR_MS, ownerOf, pathOf, SECOND_MS, SEND, snapshotOf, syncOf, takeAway } from './sync.ts'

test('a withdrawn certificate is out of force before the copy on disk is written', (t) => {
  const ground = newGround(t)
  const { sync, pass, told, changes } = syncOf(t, ground)
  sync.start()
  assert.equal(ownerOf(sync.state.index, ground), HUB2)
  assert.equal(ownerOf(snapshotOf(ground), ground), HUB2)
  const inForce: unknown[] = []
  changes.push(() => {
    inForce.push(ownerOf(sync.state.index, ground), ownerOf(snapshotOf(ground), ground))
  })
  ground.directory.withdraw(HUB2, ground.hub2.fingerprint)
  pass(SECOND_MS)
  assert.deepEqual(inForce, [undefined, HUB2])
  assert.equal(ownerOf(snapshotOf(ground), ground), undefined)
  assert.deepEqual(told(), [])
})

test('a copy that cannot be written keeps no withdrawn certificate alive, and is no trouble of the directory', (t) => {
  const ground = newGround(t)
  mkdirSync(pathOf(ground, 'index.snapshot'))
  const { sync, pass, told } = syncOf(t, ground)
  sync.start()
  ground.directory.withdraw(HUB2, ground.hub2.fingerprint)
  pass(SECOND_MS)
  pass(HOUR_MS)
  assert.equal(ownerOf(sync.state.index, ground), undefined)
  assert.deepEqual([told(), sync.state.problem], [[], undefined])
})

test(
  'nor is a copy that belongs to somebody else and cannot be marked as fresh',
  { skip: !IS_ROOT && 'only root can become somebody else' },
  (t) => {
    const ground = newGround(t)
    const { sync, pass, told } = syncOf(t, ground)
    sync.start()
    process.seteuid?.(65_534)
    try {
      pass(HOUR_MS)
    } finally {
      process.seteuid?.(0)
    }
    assert.deepEqual([told(), sync.state.problem], [[], undefined])
  },
)

test('after a restart without the directory the last state is in force as a whole, and its age is told', (t) => {
  const ground = newGround(t)
  ground.directory.change(HUB2, { addresses: ['192.0.2.2:2525'] })
  const first = syncOf(t, ground)
  first.sync.start()
  const { published, addresses } = first.sync.state
  assert.deepEqual([published.length, addresses.get(HUB2)], [1, [{ host: '192.0.2.2', port: 2525 }]])
  first.sync.close()
  const { bringBack } = takeAway(ground)
  const { sync, told, pass, clock } = syncOf(t, ground)
  clock.advance(3 * HOUR_MS)
  sync.start()
  assert.equal(ownerOf(sync.state.index, ground), HUB2)
  assert.deepEqual(sync.state.published, published)
  assert.deepEqual(sync.state.addresses, addresses)
  assert.deepEqual([told(), sync.state.isStale], [['30008 directory.unreachable'], false])
  bringBack()
  pass(SECOND_MS)
  assert.deepEqual(told(), ['30008 directory.unreachable', '30010'])
})

test('without the directory and without a copy that can be read there is nothing to start from', (t) => {
  const ground = newGround(t)
  syncOf(t, ground).sync.start()
  takeAway(ground)
  for (const spoil of [
    () => {
      truncateSync(pathOf(ground, 'index.snapshot'), 40)
    },
    () => {
      rmSync(pathOf(ground, 'index.snapshot'))
    },
  ]) {
    spoil()
    const { sync, told } = syncOf(t, ground)
    assert.throws(
      () => {
        sync.start()
      },
      (error) => error instanceof HubtrustError && error.code === 'DIRECTORY_MISSING',
    )
    assert.deepEqual(told(), [])
  }
})

test('what is older than maxStale is not decided by any more, and that is told once', (t) => {
  const ground = newGround(t)
  const { sync, pass, told, changes } = syncOf(t, ground, { directory: { maxStale: '2h' } })
  sync.start()
  let views = 0
  changes.push(() => {
    views += 1
  })
  const { bringBack } = takeAway(ground)
  pass(SECOND_MS)
  pass(2 * HOUR_MS - 2 * SECOND_MS)
  assert.deepEqual([sync.state.isStale, views], [false, 0])
  pass(SECOND_MS)
  pass(SECOND_MS)
  pass(HOUR_MS)
  assert.deepEqual([sync.state.isStale, views], [true, 1], 'the gateway is told once')
  const lines = ['30008 directory.unreachable', '30016 directory.unreachable', '30008 directory.stale']
  assert.deepEqual(told(), lines)
  bringBack()
  pass(SECOND_MS)
  assert.deepEqual([sync.state.isStale, views], [false, 2])
})

test('after a restart the age counts from when the directory was last seen well, not from its last change', (t) => {
  const ground = newGround(t)
  const first = syncOf(t, ground, { directory: { maxStale: '2h' } })
  first.sync.start()
  for (let hour = 0; hour < 10; hour += 1) first.pass(HOUR_MS)
  first.sync.close()
  takeAway(ground)
  const { sync, told, clock } = syncOf(t, ground, { directory: { maxStale: '2h' } })
  clock.advance(11 * HOUR_MS)
  sync.start()
  assert.deepEqual(
    [sync.state.isStale, told()],
    [false, ['30008 directory.unreachable', '30016 directory.unreachable']],
  )
  sync.close()
  const before = new Date(clock.nowMs() - 3 * HOUR_MS)
  utimesSync(pathOf(ground, 'index.snapshot'), before, before)
  const later = syncOf(t, ground, { directory: { maxStale: '2h' } })
  later.clock.advance(11 * HOUR_MS)
  later.sync.start()
  assert.deepEqual(later.told(), ['30008 directory.unreachable', '30008 directory.stale'])
  assert.equal(later.sync.state.isStale, true)
})

test('another configuration is looked up in the same directory', (t) => {
  const ground = newGround(t)
  const { sync, changes } = syncOf(t, ground, {})
  sync.start()
  assert.deepEqual([...sync.state.addresses], [])
  assert.equal(sync.state.published.length, 1)
  let views = 0
  changes.push(() => {
    views += 1
  })
  sync.use(ground.configure(SEND))
  assert.deepEqual([...sync.state.addresses], [[HUB2, [{ host: HUB2, port: 25 }]]])
  assert.equal(views, 1)
  assert.equal(ground.directory.server(HUB1)?.certificates.length, 1)
})
