import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { LIMITS } from '../../src/core/limits.ts'
import { Pacing } from '../../src/gateway/pacing.ts'

test('few handshakes start in each turn of the event loop, in the order they were asked for', async () => {
  const pacing = new Pacing(1_000)
  const started: number[] = []
  const many = 5 * LIMITS.handshakesPerTurn
  for (let at = 0; at < many; at += 1) {
    pacing.request(() => {
      started.push(at)
    })
  }
  assert.equal(started.length, LIMITS.handshakesPerTurn)
  for (let turns = 1; started.length < many; turns += 1) {
    assert.ok(started.length <= turns * LIMITS.handshakesPerTurn)
    await turn()
  }
  assert.deepEqual(
    started,
    Array.from({ length: many }, (_, at) => at),
  )
})

test('only so many are under way at a time; one that is done lets the next one start', async () => {
  const pacing = new Pacing(3)
  let started = 0
  for (let at = 0; at < 10; at += 1) {
    pacing.request(() => {
      started += 1
    })
  }
  for (let turns = 0; turns < 10; turns += 1) await turn()
  assert.deepEqual([started, pacing.inFlight], [3, 3])
  pacing.done()
  await turn()
  assert.deepEqual([started, pacing.inFlight], [4, 3])
  for (let turns = 0; turns < 20; turns += 1) {
    if (pacing.inFlight > 0) pacing.done()
    await turn()
  }
  assert.deepEqual([started, pacing.inFlight], [10, 0])
})
