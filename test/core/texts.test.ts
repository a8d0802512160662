/** Every text a user may read exists in both languages and says the same: errors, events, words. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { PAGE_WORDS } from '../../console/src/words/words.ts'
import { CODES } from '../../src/core/codes.ts'
import type { Text } from '../../src/core/text.ts'
import { VERSION } from '../../src/core/version.ts'
import { EVENTS } from '../../src/model/events.ts'
import { HAPPENINGS } from '../../src/model/happenings.ts'
import { WORDS } from '../../src/model/words.ts'

const JAPANESE = /[。\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

function holesOf(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name ?? ''))].sort()
}

/** What is wrong with a text; nothing when it is whole. */
function flawsOf(name: string, { en, ja }: Text): readonly string[] {
  const flaws: string[] = []
  if (en.trim() === '' || ja.trim() === '') flaws.push(`${name}: one language is empty`)
  if (JAPANESE.test(en)) flaws.push(`${name}: the English text holds Japanese`)
  // A text of holes and signs alone, such as "{question} [y/N]", is the same in both.
  if (en !== ja && !JAPANESE.test(ja)) flaws.push(`${name}: the Japanese text holds no Japanese`)
  if (en === ja && /[a-z]{2,} [a-z]{2,}/i.test(en.replace(/\{\w+\}/g, ''))) flaws.push(`${name}: not translated`)
  if (holesOf(en).join() !== holesOf(ja).join()) {
    flaws.push(`${name}: holes differ: ${holesOf(en).join(' ')} / ${holesOf(ja).join(' ')}`)
  }
  return flaws
}

test('a text that is not whole is noticed', () => {
  assert.deepEqual(flawsOf('whole', { en: 'The port {port}.', ja: 'ポート {port}。' }), [])
  for (const bad of [
    { en: 'The port {port}.', ja: 'ポート。' },
    { en: 'The port.', ja: 'The port' },
    { en: 'The port is taken', ja: 'The port is taken' },
    { en: 'ポート', ja: 'ポート' },
    { en: 'The port.', ja: ' ' },
  ]) {
    assert.notDeepEqual(flawsOf('bad', bad), [], JSON.stringify(bad))
  }
})

test('every error has a message and a remedy in English and Japanese, with the same holes', () => {
  const flaws = Object.entries(CODES).flatMap(([code, { message, remedy }]) => [
    ...flawsOf(`${code} message`, message),
    ...flawsOf(`${code} remedy`, remedy),
  ])
  assert.deepEqual(flaws, [])
})

test('the code of an error begins with its room and is written in capitals', () => {
  for (const code of Object.keys(CODES)) assert.match(code, /^[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+$/)
})

test('every event has its text in English and Japanese, with the same holes', () => {
  assert.deepEqual(
    Object.entries(EVENTS).flatMap(([id, { text }]) => flawsOf(id, text)),
    [],
  )
})

test('every event has a name of its own', () => {
  const names = Object.values(EVENTS).map((event) => event.name)
  assert.equal(new Set<string>(names).size, names.length)
})

test('every word of the command line is there in English and Japanese, with the same holes', () => {
  assert.deepEqual(
    Object.entries(WORDS).flatMap(([word, text]) => flawsOf(word, text)),
    [],
  )
})

test('every word of the console is there in English and Japanese, with the same holes', () => {
  assert.deepEqual(
    Object.entries(PAGE_WORDS).flatMap(([word, text]) => flawsOf(word, text)),
    [],
  )
})

test('everything that happened is told in English and Japanese, with the same holes', () => {
  assert.deepEqual(
    Object.entries(HAPPENINGS).flatMap(([what, { text }]) => flawsOf(what, text)),
    [],
  )
})

test('the version is the one of the package', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'))
  assert.ok(typeof manifest === 'object' && manifest !== null && 'version' in manifest)
  assert.equal(VERSION, manifest.version)
})
