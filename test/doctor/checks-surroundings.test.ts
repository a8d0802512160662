/** Directory, peers, handshakes, connectors, gateway, clock and mail servers: what is wrong is found, and nothing else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { SURROUNDINGS_GRID } from './grid-surroundings.ts'

for (const { title, facts, expect } of SURROUNDINGS_GRID) {
  test(title, () => {
    const { findings, checks } = diagnose(facts)
    assert.deepEqual(
      checks.filter(({ state }) => state === 'error'),
      [],
    )
    assert.deepEqual([...new Set(findings.map(({ id }) => id))].toSorted(), [...expect].toSorted())
  })
}
