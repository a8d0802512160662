import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { REFUSALS } from '../../src/model/verdict.ts'
import { TrustIndex } from '../../src/trust/index.ts'
import { causeOf, isDoubt, verdict, type VerdictQuestion } from '../../src/trust/verdict.ts'
import { digestOf, fingerprintOf } from './store.ts'

const index = TrustIndex.build([
  { server: 'hub1.corp.example', fingerprints: [digestOf('1')] },
  { server: 'hub2.corp.example', fingerprints: [digestOf('2')] },
])

function ask(changes: Partial<VerdictQuestion> = {}) {
  return verdict({ index, digest: digestOf('2'), nowMs: 1_000, expired: 'warn', isStale: false, ...changes })
}

const trusted = { kind: 'trusted', server: 'hub2.corp.example', warnings: [] }

// prettier-ignore
const GRID = [
  ['a certificate of the directory is trusted as its server', ask(), trusted],
  ['the server that was meant is trusted', ask({ expected: 'hub2.corp.example' }), trusted],
  ['upper case and a trailing dot make no other server', ask({ expected: 'HUB2.corp.example.' }), trusted],
  [
    'another server of the directory is not the one that was meant',
    ask({ expected: 'hub1.corp.example' }),
    { kind: 'refused', reason: 'wrong-server', server: 'hub2.corp.example' },
  ],
  ['a certificate that is not in the directory is refused', ask({ digest: digestOf('?') }), { kind: 'refused', reason: 'not-in-directory' }],
  ['half a digest is not in the directory', ask({ digest: digestOf('2').subarray(0, 31) }), { kind: 'refused', reason: 'not-in-directory' }],
  ['no certificate is refused', ask({ digest: undefined }), { kind: 'refused', reason: 'no-certificate' }],
  ['no certificate is the reason even while the directory is stale', ask({ digest: undefined, isStale: true }), { kind: 'refused', reason: 'no-certificate' }],
  ['our own certificate means a loop', ask({ ownFingerprints: [fingerprintOf('2')] }), { kind: 'refused', reason: 'own-certificate' }],
  ['our own certificate means a loop even without a directory', ask({ ownFingerprints: [fingerprintOf('2')], index: undefined }), { kind: 'refused', reason: 'own-certificate' }],
  ['certificates of our own do not stand in the way of others', ask({ ownFingerprints: [fingerprintOf('1')] }), trusted],
  ['a stale directory is doubt', ask({ isStale: true }), { kind: 'refused', reason: 'directory-stale' }],
  ['a directory never read is doubt', ask({ index: undefined }), { kind: 'refused', reason: 'directory-stale' }],
  ['the last instant of validity is valid', ask({ notBeforeMs: 1_000, notAfterMs: 1_000 }), trusted],
  ['an expired certificate of the directory is trusted with a warning', ask({ notAfterMs: 999 }), { ...trusted, warnings: ['expired'] }],
  ['one of tomorrow too', ask({ notBeforeMs: 1_001 }), { ...trusted, warnings: ['not-yet-valid'] }],
  ['policy may refuse the expired', ask({ notAfterMs: 999, expired: 'refuse' }), { kind: 'refused', reason: 'expired', server: 'hub2.corp.example' }],
  ['and one of tomorrow', ask({ notBeforeMs: 1_001, expired: 'refuse' }), { kind: 'refused', reason: 'not-yet-valid', server: 'hub2.corp.example' }],
  ['the wrong server comes before expiry', ask({ notAfterMs: 999, expected: 'hub1.corp.example' }), { kind: 'refused', reason: 'wrong-server', server: 'hub2.corp.example' }],
] as const

for (const [sentence, actual, expected] of GRID) test(sentence, () => assert.deepEqual(actual, expected))

test('only what we do not know is doubt', () => {
  assert.deepEqual(REFUSALS.filter(isDoubt), ['directory-stale'])
})

test('every refusal but the loop names its cause', () => {
  assert.deepEqual(
    REFUSALS.filter((refusal) => causeOf(refusal) === undefined),
    ['own-certificate'],
  )
  assert.equal(causeOf('wrong-server'), 'peer.wrong-server')
})

test('property: nothing that is not in the index is ever trusted', () => {
  const asked = fc.record({
    digest: fc.uint8Array({ maxLength: 40 }),
    expected: fc.constantFrom('hub1.corp.example', 'hub2.corp.example'),
    nowMs: fc.integer(),
    notBeforeMs: fc.integer(),
    notAfterMs: fc.integer(),
    expired: fc.constantFrom('warn', 'refuse'),
    isStale: fc.boolean(),
  })
  fc.assert(fc.property(asked, (one) => assert.equal(verdict({ index, ...one }).kind, 'refused')))
})

test('property: whoever is trusted is the server that was meant', () => {
  const asked = fc.record({
    digest: fc.constantFrom(digestOf('1'), digestOf('2'), digestOf('?')),
    expected: fc.constantFrom('hub1.corp.example', 'hub2.corp.example', 'hub3.corp.example'),
    isStale: fc.boolean(),
  })
  fc.assert(
    fc.property(asked, (one) => {
      const answer = ask(one)
      if (answer.kind === 'trusted') assert.deepEqual([answer.server, one.isStale], [one.expected, false])
    }),
  )
})
