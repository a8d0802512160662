/** Where a mistake or a value stands in a JSON text. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeInJson } from '../../src/evidence/json-place.ts'

const TEXT = '{\n  "a": [1, 2, {"b": "é\\u0041", "c": null}],\r\n  "d": -1.5e3\n}\n'

for (const [path, line, column] of [
  [[], 1, 1],
  [['a'], 2, 8],
  [['a', 1], 2, 12],
  [['a', 2, 'b'], 2, 21],
  [['a', 2, 'c'], 2, 37],
  [['d'], 3, 8],
] as const)
  test(`the value at ${path.join('.') || 'the root'} stands in line ${String(line)}, column ${String(column)}`, () => {
    assert.deepEqual(placeInJson(TEXT, path), { line, column })
  })

test('what is not there is where it would have to be: in the nearest value around it', () => {
  assert.deepEqual(placeInJson(TEXT, ['a', 2, 'x', 'y']), placeInJson(TEXT, ['a', 2]))
  assert.deepEqual(placeInJson(TEXT, ['nothing']), { line: 1, column: 1 })
})

for (const [text, line, column] of [
  ['', 1, 1],
  ['host: hub1', 1, 1],
  ['{"a": 1,}', 1, 9],
  ['{"a" 1}', 1, 6],
  ['{"a": "x\ny"}', 1, 7],
  ['[1, 2', 1, 6],
  ['[1 2]', 1, 4],
  ['{"a": 01}', 1, 8],
  ['{}\n{}', 2, 1],
  ['{"a":\n  tru}', 2, 3],
  ['["\\x"]', 1, 2],
  ['{"😀": 1, 2}', 1, 10],
  ['\ufeff{"a" 1}', 1, 7],
] as const)
  test(`${JSON.stringify(text)} is wrong at line ${String(line)}, column ${String(column)}`, () => {
    assert.throws(() => JSON.parse(text))
    assert.deepEqual(placeInJson(text), { line, column })
  })

test('whatever JSON.parse takes has no mistake, and nothing is too deep', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  assert.deepEqual(placeInJson(JSON.stringify({ a: ['"\\/\b\f\n\r\t', 1e-7, true, false, null] })), {
    line: 1,
    column: 1,
  })
  assert.equal(placeInJson(deep).line, 1)
})
