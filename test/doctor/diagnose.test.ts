/** The engine: what it makes of facts, whatever the checks are. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { unknown } from '../../src/model/facts.ts'
import { certificate, facts, store } from './facts.ts'
import { keyOf } from '../trust/store.ts'

test('a healthy host gives no finding, is trusted, and ends with 0', () => {
  const { findings, verdict, exitCode, checks } = diagnose(facts())
  assert.deepEqual({ findings, verdict, exitCode }, { findings: [], verdict: 'trusted', exitCode: 0 })
  assert.ok(checks.every(({ state }) => state === 'pass' || state === 'not-applicable'))
})

test('two causes at once are both found', () => {
  const key = keyOf({ readable: false, readableBy: ['root'], obstacle: 'key-mode' })
  const report = diagnose(facts({ store: store({ certificates: [certificate('own', { services: [], key })] }) }))
  assert.deepEqual(
    report.findings.filter(({ causedBy }) => causedBy === undefined).map(({ id }) => id),
    ['services.smtp-not-enabled', 'key.unreadable'],
  )
  assert.equal(report.exitCode, 1)
})

test('what could not be looked at is not run, and says what was missing', () => {
  const report = diagnose(facts({ store: unknown('unreadable', 'EACCES') }), { only: ['key.unreadable'] })
  assert.deepEqual(report.checks, [
    {
      id: 'key.unreadable',
      state: 'not-run',
      missing: [{ section: 'store', reason: 'unreadable', detail: 'EACCES' }],
    },
  ])
  assert.deepEqual({ verdict: report.verdict, exitCode: report.exitCode }, { verdict: 'unknown', exitCode: 3 })
})
