import assert from 'node:assert/strict'
import { test } from 'node:test'
import { displayWidth, table, wrap } from '../../src/cli/layout.ts'
import { editDistance, nearest } from '../../src/cli/suggestion.ts'

test('a Japanese character is two columns wide, a half-width one and a combining mark are not', () => {
  assert.equal(displayWidth('拇印'), 4)
  assert.equal(displayWidth('ｶﾅ'), 2)
  assert.equal(displayWidth('e\u0301'), 1)
  assert.equal(displayWidth('\u001b[31m有効\u001b[0m'), 4)
})

test('columns line up in a mixed table', () => {
  const lines = table(
    ['拇印', '状態'],
    [
      ['AB', '有効'],
      ['ABCDEF', 'x'],
    ],
  ).split('\n')
  assert.deepEqual(lines, ['拇印    状態', '------  ----', 'AB      有効', 'ABCDEF  x'])
})

test('a long text is broken at spaces, and between Japanese characters but never before a full stop', () => {
  assert.deepEqual(wrap('one two three', 8), ['one two', 'three'])
  assert.deepEqual(wrap('証明書です。次', 10), ['証明書で', 'す。次'])
})

test('a slip of the fingers is one step away, another word is not near', () => {
  assert.equal(editDistance('enabel', 'enable'), 1)
  assert.equal(nearest('enabel', ['enable', 'export']), 'enable')
  assert.equal(nearest('zzz', ['enable', 'export']), undefined)
})
