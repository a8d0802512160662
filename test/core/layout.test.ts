import assert from 'node:assert/strict'
import { test } from 'node:test'
import { displayWidth, flow, properties, table, wrap } from '../../src/core/layout.ts'

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

test('a long text is broken at spaces, and between Japanese characters', () => {
  assert.deepEqual(wrap('one two three', 8), ['one two', 'three'])
  assert.deepEqual(wrap('証明書です。次', 10), ['証明書で', 'す。次'])
})

test('no line begins with a mark that ends a phrase, nor ends with an opening bracket', () => {
  assert.deepEqual(wrap('サーバーー', 8), ['サー', 'バーー'])
  assert.deepEqual(wrap('権限は root。次', 11), ['権限は', 'root。次'])
  assert.deepEqual(wrap('証明書「公開」です', 8), ['証明書', '「公開」', 'です'])
})

test('items flow into lines without being broken', () => {
  assert.deepEqual(flow(['1 name', '2 key', '3 use'], ', ', 15), ['1 name, 2 key,', '3 use'])
  assert.deepEqual(flow([], ', ', 14), [])
})

test('names of properties stand in a column, however wide their letters are', () => {
  const text = properties([
    ['Subject', 'CN=hub1'],
    ['拇印', 'AB'],
    ['Services', ''],
  ])
  assert.deepEqual(text.split('\n'), ['Subject  : CN=hub1', '拇印     : AB', 'Services :'])
})
