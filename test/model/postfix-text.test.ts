/** Lists, tables and places as Postfix writes them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { policyQuestionsOf, policyTablePlace, resolvedPlace, wordsOf } from '../../src/model/postfix-text.ts'

test('words are parted by blanks and commas, but not inside braces', () => {
  assert.deepEqual(wordsOf(' a,b  c,\n{ d, { e f } } inline:{x=y, z=w}'), [
    'a',
    'b',
    'c',
    '{ d, { e f } }',
    'inline:{x=y, z=w}',
  ])
  assert.deepEqual(wordsOf(''), [])
})

test('a policy service is found in every form it is written in', () => {
  const forms = {
    'check_policy_service unix:private/p, reject': 'unix:private/p',
    'permit_mynetworks,check_policy_service,inet:127.0.0.1:9998': 'inet:127.0.0.1:9998',
    'check_policy_service { unix:a/b, timeout=10s, { default_action = 451 no } }, reject': 'unix:a/b',
    '{ check_policy_service inet:[::1]:9 } reject': 'inet:[::1]:9',
  }
  for (const [list, place] of Object.entries(forms)) assert.equal(policyQuestionsOf(list)[0]?.place, place, list)
  assert.equal(policyQuestionsOf('permit, check_policy_service unix:x')[0]?.at, 1)
  assert.deepEqual(policyQuestionsOf('reject_unauth_destination, check_policy_service'), [])
})

test('only a socketmap of the name tls-policy is ours, with or without proxymap', () => {
  assert.deepEqual(policyTablePlace('socketmap:unix:a/b.sock:tls-policy'), { place: 'unix:a/b.sock', isProxied: false })
  assert.deepEqual(policyTablePlace('proxy:socketmap:inet:[::1]:9:tls-policy'), {
    place: 'inet:[::1]:9',
    isProxied: true,
  })
  for (const other of ['socketmap:inet:127.0.0.1:8461:postfix', 'hash:/etc/postfix/tls-policy'])
    assert.equal(policyTablePlace(other), undefined)
})

test('a path begins in the queue directory unless it is whole; a chrooted process knows no other root', () => {
  const queueDirectory = '/q'
  const places = [
    ['unix:h/s', false, 'unix:/q/h/s'],
    ['unix:h/s', true, 'unix:/q/h/s'],
    ['unix:/h/s', false, 'unix:/h/s'],
    ['unix:/h/s', true, 'unix:/q/h/s'],
    ['inet:LOCALHOST:9', true, '127.0.0.1:9'],
    ['inet:[::1]:9', false, '[::1]:9'],
  ] as const
  for (const [place, isChrooted, leadsTo] of places)
    assert.equal(resolvedPlace(place, { queueDirectory, isChrooted }), leadsTo, place)
})
