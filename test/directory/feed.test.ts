/** Several processes with one directory: each hears of the others' changes, and no change gets lost. */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test, type TestContext } from 'node:test'
import type { Directory } from '../../src/directory/contract.ts'
import { contentOf, newDirectory, refusalOf } from './ground.ts'
import { startWriter } from './writer.ts'

const NAME = 'hub1.corp.example'
const GENEROUS_MS = 20_000

interface Feed {
  /** Change numbers in the order they were told, with the time. */
  readonly told: readonly { readonly change: number; readonly atMs: number }[]
  /** Resolves when a change number was told. */
  until(change: number): Promise<number>
}

function feedOf(t: TestContext, directory: Directory): Feed {
  const told: { change: number; atMs: number }[] = []
  let look: () => void = () => undefined
  const problems: unknown[] = []
  const watcher = directory.watch(
    (change) => {
      told.push({ change, atMs: Date.now() })
      look()
    },
    (error) => problems.push(error),
  )
  // The feed's own timer keeps no process alive.
  const alive = setInterval(() => undefined, GENEROUS_MS)
  t.after(() => {
    clearInterval(alive)
    watcher.close()
    assert.deepEqual(problems, [])
  })
  return {
    told,
    until: (change) =>
      new Promise((resolve, reject) => {
        const deadline = setTimeout(() => {
          reject(new Error(`change ${change} was not told`))
        }, GENEROUS_MS)
        look = () => {
          const seen = told.find((one) => one.change >= change)
          if (seen === undefined) return
          clearTimeout(deadline)
          resolve(seen.atMs)
        }
        look()
      }),
  }
}

test('what another process changes is told, and what it tried in vain is not', async (t) => {
  const { directory, path } = newDirectory(t)
  directory.add({ name: NAME, roles: ['hub'], addresses: [] })
  const before = directory.changeNumber()
  const feed = feedOf(t, directory)
  const writer = await startWriter(t, path)
  await writer.ask({ kind: 'fail', server: NAME })
  const { atMs } = await writer.ask({ kind: 'disable', server: NAME })
  const seenMs = await feed.until(before + 1)
  t.diagnostic(`seen ${seenMs - atMs} ms after it was made (promised: 300 ms)`)
  assert.deepEqual(
    feed.told.map(({ change }) => change),
    [before + 1],
  )
  assert.equal(directory.server(NAME)?.enabled, false)
})

test('changes of this very process are told too', async (t) => {
  const { directory } = newDirectory(t)
  const feed = feedOf(t, directory)
  directory.add({ name: NAME, roles: ['hub'], addresses: [] })
  await feed.until(1)
  assert.deepEqual(
    feed.told.map(({ change }) => change),
    [1],
  )
})

test('four processes that write at once lose nothing, and of two that expect the same version one is refused', async (t) => {
  const { directory, path } = newDirectory(t)
  directory.add({ name: NAME, roles: ['hub'], addresses: [] })
  const feed = feedOf(t, directory)
  const writers = await Promise.all(Array.from({ length: 4 }, () => startWriter(t, path)))
  const times = 25
  const counted = await Promise.all(writers.map((writer) => writer.ask({ kind: 'count-up', server: NAME, times })))
  await Promise.all(
    writers.map((writer, at) => writer.ask({ kind: 'add-many', server: `site${at}.corp.example`, times })),
  )
  const changes = 1 + 2 * writers.length * times
  await feed.until(changes)
  const conflicts = counted.reduce((sum, answer) => sum + answer.conflicts, 0)
  t.diagnostic(`${conflicts} of ${conflicts + writers.length * times} changes found another version and were repeated`)
  assert.equal(directory.server(NAME)?.version, 1 + writers.length * times)
  assert.equal(directory.servers().length, 1 + writers.length * times)
  assert.equal(directory.changeNumber(), changes)
})

test('while somebody holds the file for a change everybody reads on, and a change that waited too long says who to look for', (t) => {
  const { directory, path } = newDirectory(t)
  directory.add({ name: NAME, roles: ['hub'], addresses: [] })
  const before = contentOf(directory)
  const holder = new DatabaseSync(path)
  t.after(() => {
    holder.close()
  })
  holder.exec('BEGIN IMMEDIATE; UPDATE server SET enabled = 0')
  assert.deepEqual(contentOf(directory), before)
  const refusal = refusalOf(() => directory.change(NAME, { roles: ['edge'] }))
  assert.deepEqual([refusal.code, refusal.retry], ['DIRECTORY_BUSY', true])
  assert.match(refusal.remedy('en'), /fuser/)
  holder.exec('ROLLBACK')
  assert.deepEqual(contentOf(directory), before)
  assert.equal(directory.change(NAME, { roles: ['edge'] }).version, 2)
})
