import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isoTime, stillClock, systemClock } from '../../src/core/clock.ts'

test('a still clock moves only when it is told to', () => {
  const clock = stillClock('2026-01-02T03:04:05.678Z')
  assert.equal(isoTime(clock.nowMs()), '2026-01-02T03:04:05.678Z')
  assert.equal(clock.nowMs(), clock.nowMs())
  const before = clock.elapsedMs()
  clock.advance(1_500)
  assert.equal(isoTime(clock.nowMs()), '2026-01-02T03:04:07.178Z')
  assert.equal(clock.elapsedMs() - before, 1_500)
})

test("the system's clock tells the time of day, and measures without going back", () => {
  const before = Date.now()
  const now = systemClock.nowMs()
  assert.ok(now >= before && now <= Date.now())
  const first = systemClock.elapsedMs()
  assert.ok(systemClock.elapsedMs() >= first)
})
