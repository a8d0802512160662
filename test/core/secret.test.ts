import assert from 'node:assert/strict'
import { test } from 'node:test'
import { format, inspect } from 'node:util'
import { Secret } from '../../src/core/secret.ts'

const KEY = 'hunter2-private-key'
const secret = new Secret(KEY)

test('a secret is told to the one call that asks for it', () => {
  assert.equal(secret.reveal(), KEY)
})

test('a secret is not told to anybody who writes it down by accident', () => {
  const written = [
    String(secret),
    JSON.stringify({ secret }),
    inspect({ deep: [secret] }, { depth: null, showHidden: true }),
    format('%s %o %O %j', secret, secret, secret, secret),
    Object.entries(secret).join(),
  ]
  for (const text of written) assert.doesNotMatch(text, /hunter2/)
  assert.equal(JSON.stringify({ secret }), '{"secret":"[secret]"}')
})

test('two secrets are compared by value, whatever their lengths', () => {
  assert.equal(secret.equals(KEY), true)
  assert.equal(secret.equals(`${KEY}x`), false)
  assert.equal(secret.equals(''), false)
  assert.equal(new Secret('').equals(''), true)
})
