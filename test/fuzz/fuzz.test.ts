/** A short run of what `npm run fuzz` does at length. The same seed each time: what fails here fails everywhere. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { READERS } from '../../src/evidence/readers.ts'
import { inputOf, runOnce } from './run.ts'
import { targets } from './targets.ts'

const SEED = 1
const RUNS = 150

const folder = mkdtempSync(join(tmpdir(), 'hubtrust-fuzz-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})
const all = targets(folder)

test('every reader is fuzzed', () => {
  const names = new Set(all.map(({ name }) => name))
  assert.deepEqual(
    READERS.map(({ id }) => id).filter((id) => !names.has(id)),
    [],
  )
})

test('a seed makes the same file again, and another seed another one', () => {
  for (const target of all) {
    assert.deepEqual(inputOf(target, SEED, 7), inputOf(target, SEED, 7), target.name)
    const others = Array.from({ length: 10 }, (_, run) => Buffer.from(inputOf(target, SEED, run)).toString('base64'))
    assert.ok(new Set(others).size > 5, target.name)
  }
})

for (const target of all)
  test(`${target.name}: what it promises holds for ${String(RUNS)} damaged files`, async () => {
    for (let run = 0; run < RUNS; run += 1) await runOnce(target, SEED, run)
  })
