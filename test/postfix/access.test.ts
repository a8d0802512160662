import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Lane } from '../../src/postfix/access.ts'
import { asked, colons, fingerprint, HUB2, OWN, policyRequest, type Changes } from './ground.ts'

const DEDICATED: Lane = { name: 'Postfix 2525', mode: 'dedicated', refusal: 'defer' }
const STRICT: Lane = { ...DEDICATED, refusal: 'reject' }
const SHARED: Lane = { ...DEDICATED, mode: 'shared' }
const TWO = fingerprint('two')
const STRANGER = fingerprint('stranger')

function action(shown: string, lane: Lane, changes: Changes = {}): { said: string; events: readonly unknown[] } {
  const { answers, events } = asked(changes)
  const attributes = { ccert_fingerprint: shown, ccert_subject: 'a+20b', client_name: 'hub9.corp.example' }
  const reply = answers.policy(policyRequest(attributes), lane)
  return {
    said: reply.replace(/^action=(.*)\n\n$/s, '$1'),
    events: events.map(({ id, cause, args }) => [id, cause, args]),
  }
}

for (const spelling of [colons(TWO), TWO, TWO.toLowerCase(), colons(TWO).toLowerCase(), `sha256:${TWO}`]) {
  test(`a certificate of the directory is OK, written ${spelling.slice(0, 12)}…`, () => {
    const { ask } = asked()
    assert.equal(ask('ccert', spelling), 'OK OK')
    assert.deepEqual(action(spelling, DEDICATED), { said: 'OK', events: [] })
  })
}

test('a stranger is deferred on a dedicated lane, with event 1036, cause, address and subject', () => {
  const { said, events } = action(colons(STRANGER), DEDICATED)
  assert.equal(
    said,
    `450 4.7.1 Direct trust failed (event 1036, cause peer.not-in-directory): certificate SHA-256 ${STRANGER}`,
  )
  const args = { subject: 'a b', thumbprint: '-', address: '192.0.2.12', connector: DEDICATED.name }
  assert.deepEqual(events, [[1036, 'peer.not-in-directory', args]])
})

test('a stranger is refused for good where the lane says so, but never in doubt', () => {
  assert.match(action(STRANGER, STRICT).said, /^550 5\.7\.1 /)
  assert.match(action(TWO, STRICT, { trust: { isStale: true } }).said, /^450 4\.7\.1 .*directory\.stale/)
  assert.match(action(TWO, STRICT, { trust: { index: undefined } }).said, /^450 4\.7\.1 .*directory\.stale/)
  assert.match(action('AA:'.repeat(15) + 'AA', STRICT).said, /^450 4\.7\.1 /)
})

test('no certificate: deferred on a dedicated lane, none of ours on a shared one', () => {
  assert.match(action('', DEDICATED).said, /^450 4\.7\.1 .*cause peer\.no-certificate\): no certificate was presented$/)
  assert.deepEqual(action('', SHARED), { said: 'DUNNO', events: [] })
})

test('a stranger on a shared lane is none of ours, and noted as anonymous', () => {
  const { said, events } = action(STRANGER, SHARED)
  assert.deepEqual([said, events.length], ['DUNNO', 1])
})

test('our own certificate is a loop on every lane', () => {
  for (const lane of [DEDICATED, SHARED]) assert.match(action(OWN, lane).said, /^450 4\.7\.1 .*own-certificate/)
})

test('a digest that is not SHA-256 is named, with what to set', () => {
  const md5 = Array.from({ length: 16 }, () => 'AB').join(':')
  const sha1 = Array.from({ length: 20 }, () => 'ab').join(':')
  const { ask } = asked()
  assert.match(ask('ccert', md5), /^TEMP .*\(md5\) is no SHA-256: set smtpd_tls_fingerprint_digest = sha256$/)
  assert.match(ask('ccert', sha1), /^TEMP .*\(sha1\)/)
  assert.match(action(md5, DEDICATED).said, /^450 .*set smtpd_tls_fingerprint_digest = sha256$/)
})

test('ccert: unknown is not found without an event, since digests of public keys are asked for, too', () => {
  const { ask, events } = asked()
  for (const key of [colons(STRANGER), '', 'nonsense', 'ABC']) assert.equal(ask('ccert', key), 'NOTFOUND ')
  assert.deepEqual(events, [])
})

test('ccert: in doubt temporary, with event 1036', () => {
  const { ask, events } = asked({ trust: { isStale: true } })
  assert.match(ask('ccert', TWO), /^TEMP Hubtrust event 1036, cause directory\.stale: /)
  assert.deepEqual([events[0]?.id, events[0]?.cause], [1036, 'directory.stale'])
})

test('an expired certificate comes in with event 12019, or not, as trust.expired says', () => {
  const five = fingerprint('five')
  const [first] = action(five, DEDICATED).events
  assert.equal(action(five, DEDICATED).said, 'OK')
  assert.ok(Array.isArray(first) && first[0] === 12019)
  assert.match(action(five, DEDICATED, { trust: { expired: 'refuse' } }).said, /^450 .*peer\.expired/)
  assert.match(asked({ trust: { expired: 'refuse' } }).ask('ccert', five), /^TEMP .*peer\.expired/)
})

test('another request is none of ours', () => {
  const { answers } = asked()
  const request = policyRequest({ request: 'something else', ccert_fingerprint: TWO })
  assert.equal(answers.policy(request, DEDICATED), 'action=DUNNO\n\n')
})

test('what was answered is counted', () => {
  const { answers, ask } = asked()
  for (const nextHop of [HUB2, HUB2, 'elsewhere.example', 'elsewhere.example', 'hub3.corp.example'])
    ask('tls-policy', nextHop)
  answers.policy(policyRequest({ ccert_fingerprint: TWO }), DEDICATED)
  answers.policy(policyRequest({}), DEDICATED)
  answers.policy(policyRequest({}), SHARED)
  assert.deepEqual(answers.counts, { pinned: 2, deferred: 1, unmanaged: 2, trusted: 1, refused: 1, anonymous: 1 })
})
