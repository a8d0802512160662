import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stillClock } from '../../src/core/clock.ts'
import { Sweep } from '../../src/net/sweep.ts'

test('deadlines end once, in any order, and one that was put off or taken back does not end early or at all', () => {
  const clock = stillClock('2026-06-01T00:00:00.000Z')
  const sweep = new Sweep(clock)
  const ended: string[] = []
  const add = (name: string, withinMs: number) => sweep.add(withinMs, () => ended.push(name))
  add('late', 3_000)
  add('early', 1_000)
  const postponed = add('postponed', 1_000)
  const removed = add('removed', 1_000)
  sweep.postpone(postponed, 2_500)
  sweep.remove(removed)
  clock.advance(999)
  sweep.check()
  assert.deepEqual(ended, [])
  clock.advance(1)
  sweep.check()
  assert.deepEqual(ended, ['early'])
  clock.advance(2_000)
  sweep.check()
  sweep.check()
  assert.deepEqual(ended, ['early', 'late', 'postponed'])
})

test('its own timer looks once a second while there is something to look for, and again after a pause', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const clock = stillClock('2026-06-01T00:00:00.000Z')
  const sweep = new Sweep(clock)
  const ended: number[] = []
  const pass = (ms: number): void => {
    clock.advance(ms)
    t.mock.timers.tick(ms)
  }
  const first = sweep.add(1_500, () => ended.push(1))
  pass(1_000)
  assert.equal(ended.length, 0)
  pass(1_000)
  assert.deepEqual(ended, [1])
  sweep.remove(first)
  pass(10_000)
  sweep.add(500, () => ended.push(2))
  pass(1_000)
  assert.deepEqual(ended, [1, 2])
})

test('a deadline that adds or removes others when it ends does not disturb the round', () => {
  const clock = stillClock('2026-06-01T00:00:00.000Z')
  const sweep = new Sweep(clock)
  const ended: string[] = []
  sweep.add(1_000, () => {
    ended.push('first')
    sweep.remove(second)
    sweep.add(1_000, () => ended.push('third'))
  })
  const second = sweep.add(1_000, () => ended.push('second'))
  clock.advance(1_000)
  sweep.check()
  assert.deepEqual(ended, ['first'])
  clock.advance(1_000)
  sweep.check()
  assert.deepEqual(ended, ['first', 'third'])
})
