import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstOfEach } from '../../src/core/first-of-each.ts'

test('of things with the same key the first stays, where it stood', () => {
  const hops = [
    { hop: 'b', server: 'one' },
    { hop: 'a', server: 'two' },
    { hop: 'b', server: 'three' },
  ]
  assert.deepEqual(
    firstOfEach(hops, ({ hop }) => hop),
    [
      { hop: 'b', server: 'one' },
      { hop: 'a', server: 'two' },
    ],
  )
  assert.deepEqual(
    firstOfEach([], () => 'x'),
    [],
  )
})
