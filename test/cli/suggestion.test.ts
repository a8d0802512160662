import assert from 'node:assert/strict'
import { test } from 'node:test'
import { editDistance, nearest } from '../../src/cli/suggestion.ts'

test('a slip of the fingers is one step away, another word is not near', () => {
  assert.equal(editDistance('enabel', 'enable'), 1)
  assert.equal(nearest('enabel', ['enable', 'export']), 'enable')
  assert.equal(nearest('zzz', ['enable', 'export']), undefined)
})
