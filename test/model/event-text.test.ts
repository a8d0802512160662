import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVENT_HELP } from '../../src/model/event-help.ts'
import { causeRemedy, causeSentence, eventSentence } from '../../src/model/event-text.ts'
import { EVENTS } from '../../src/model/events.ts'
import { CAUSES } from '../../src/model/findings.ts'
import { say } from '../../src/model/words.ts'

const LANGS = ['en', 'ja'] as const

test('an event is a sentence with its values in either language, and no value can write a second line', () => {
  const event = { id: 30005, args: { thumbprint: 'AB\r\nCD' } } as const
  assert.doesNotMatch(eventSentence(event, 'en'), /[\r\n]/)
  assert.doesNotMatch(causeSentence('key.missing', event.args, 'en'), /[\r\n]/)
  assert.match(eventSentence(event, 'en'), /^The certificate AB.*CD is now in use\./)
  assert.match(eventSentence(event, 'ja'), /^証明書 AB.*CD の使用を開始しました。/)
})

test('every cause says what it is and what to do, with the facts it rests on or a name for each that is not known', () => {
  for (const lang of LANGS) {
    for (const cause of CAUSES) {
      const proof = { thumbprint: '00AA', keyFile: '/keys/a.key' }
      assert.ok(causeSentence(cause, {}, lang).length > 5)
      assert.ok(causeSentence(cause, proof, lang).includes('00AA'))
      assert.doesNotMatch(causeRemedy(cause, {}, lang), /[{}]/, `${cause} ${lang}`)
    }
  }
  assert.match(causeRemedy('key.unreadable', { thumbprint: '00AA' }, 'en'), /00AA/)
  assert.match(causeRemedy('key.unreadable', {}, 'en'), /THUMBPRINT|KEYFILE/)
})

test('a fact that has no name of its own is shown under the one it came with', () => {
  assert.match(causeSentence('key.missing', { colour: 'red' }, 'en'), / \(colour: red\)$/)
  assert.match(causeSentence('key.missing', { thumbprint: 'AB', colour: 'red' }, 'ja'), /\(拇印: AB、colour: red\)$/)
})

test('every event says in both languages what to do, if anything', () => {
  assert.deepEqual(Object.keys(EVENT_HELP).sort(), Object.keys(EVENTS).sort())
  for (const help of Object.values(EVENT_HELP)) for (const lang of LANGS) assert.ok(help[lang].length > 10)
})

test('a word of the command line is said with its values', () => {
  assert.equal(say('en', 'serve.ended'), 'Ended.')
  assert.match(say('ja', 'serve.ready', { server: 'hub1', pid: 7 }), /hub1、プロセス 7/)
})
