/** Every check of evidence fires on its line of the grid, and nowhere else. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { remedyText } from '../../src/model/finding-text.ts'
import { EXCHANGE_GRID } from './grid-exchange.ts'

for (const { title, facts, expect } of EXCHANGE_GRID) {
  test(title, () => {
    const found = diagnose(facts).findings.map(({ id }) => id)
    assert.deepEqual(found.toSorted(), expect.toSorted())
  })
}

test('an Exchange server is never told to run our commands', () => {
  const commands = EXCHANGE_GRID.flatMap(({ facts }) => diagnose(facts).findings)
    .flatMap(({ remedies }) => remedies)
    .flatMap((remedy) => remedyText(remedy, 'en').commands)
  assert.ok(commands.length > 0)
  assert.deepEqual(
    commands.filter((command) => command.startsWith('hubtrust ') && !command.includes('--evidence-help')),
    [],
  )
})
