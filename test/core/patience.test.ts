import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stillClock } from '../../src/core/clock.ts'
import { patienceOf, UNHURRIED } from '../../src/core/patience.ts'

test('a wait has its own limit, and all of them together end where the whole ends', () => {
  const clock = stillClock('2026-06-01T00:00:00.000Z')
  const patience = patienceOf(1_000, clock)
  assert.equal(patience(300), 300)
  clock.advance(800)
  assert.equal(patience(300), 200)
  clock.advance(800)
  assert.equal(patience(300), 1, 'one that begins too late still is a wait')
  assert.equal(UNHURRIED(300), 300)
})
