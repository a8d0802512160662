/** This server's own certificates, keys, names and host: what is wrong is found, and what is not is left alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { OWN_GRID } from './grid-own.ts'

for (const { title, facts, expect } of OWN_GRID) {
  test(title, () => {
    const { findings, checks } = diagnose(facts)
    assert.deepEqual(
      checks.filter(({ state }) => state === 'error'),
      [],
    )
    assert.deepEqual([...new Set(findings.map(({ id }) => id))].toSorted(), [...expect].toSorted())
  })
}
