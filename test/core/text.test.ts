import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fill, languageOf, printable } from '../../src/core/text.ts'

test('holes are filled by name, as often as they occur', () => {
  assert.equal(fill('{a} and {b} and {a}', { a: 'x', b: 2 }), 'x and 2 and x')
})

test('a hole without a value stays visible', () => {
  assert.equal(fill('the port {port}', {}), 'the port {port}')
})

test('a value is never read as a text with holes or as a replacement pattern', () => {
  assert.equal(fill('{a}{b}', { a: '{b}', b: '$&' }), '{b}$&')
})

test('control characters of a value cannot forge a terminal or a second line of a log', () => {
  const forged = fill('Peer {name}', { name: 'mail\r\nevent 1036\u001b[2J\u202e\u2028' })
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  assert.doesNotMatch(forged, /[\r\u001b\u202e\u2028]/)
  assert.ok(forged.startsWith('Peer mail'))
})

test('whatever a value holds, no escape character comes out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const text = printable(value)
      return (
        text.length === value.length && !text.includes('\u001b') && !text.includes('\r') && !text.includes('\u009b')
      )
    }),
  )
})

test('Japanese and other letters pass unchanged', () => {
  assert.equal(printable('直接信頼証明書 é 👍'), '直接信頼証明書 é 👍')
})

test('the language comes from the wish, then LC_ALL, LC_MESSAGES and LANG, then it is English', () => {
  assert.equal(languageOf({ LC_ALL: 'de_DE.UTF-8' }, 'ja'), 'ja')
  assert.equal(languageOf({ LC_ALL: 'ja_JP.UTF-8', LANG: 'en_US.UTF-8' }), 'ja')
  assert.equal(languageOf({ LC_MESSAGES: 'en_US', LANG: 'ja_JP.UTF-8' }), 'en')
  assert.equal(languageOf({ LANG: 'JA_JP' }), 'ja')
  assert.equal(languageOf({}), 'en')
})

test('a value that ends in a full stop does not end the sentence twice', () => {
  assert.equal(fill('It failed: {why}. Try again.', { why: 'no answer.' }), 'It failed: no answer. Try again.')
  assert.equal(fill('失敗: {why}。', { why: 'no answer.' }), '失敗: no answer。')
  assert.equal(fill('{why}.', { why: 'wait ...' }), 'wait ....')
  assert.equal(fill('{name}.pem', { name: 'hub1.' }), 'hub1..pem')
  assert.equal(fill('{why}: {more}', { why: 'a.', more: 'b.' }), 'a.: b.')
})
