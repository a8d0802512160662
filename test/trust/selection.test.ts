import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { StoredCertificate } from '../../src/model/certificate.ts'
import type { Cause } from '../../src/model/findings.ts'
import type { SelectionQuestion } from '../../src/model/selection.ts'
import { reasonText } from '../../src/model/words/selection.ts'
import { select } from '../../src/trust/selection.ts'
import { certificate, fingerprintOf, keyOf, NAMES, question } from './store.ts'

const own = certificate('own')
const newer = certificate('newer', { notBefore: '2026-02-01T00:00:00.000Z' })
const issued = certificate('issued', { notBefore: '2025-01-01T00:00:00.000Z', isSelfSigned: false, issuer: 'CN=CA' })
const elsewhere = { dnsNames: ['other.example'], commonName: 'other.example' }
const expired = { notBefore: '2025-01-01T00:00:00.000Z', notAfter: '2026-05-31T23:59:59.999Z' }
const unpublished = { published: [] }
const balanced = { hostNames: { ...NAMES, balancerName: 'cluster.corp.example' } }
const nameless = {
  hostNames: {
    ...NAMES,
    dnsFullyQualifiedDomainName: '',
    dnsHostName: '',
    dnsPhysicalFullyQualifiedDomainName: '',
    dnsPhysicalHostName: '',
  },
}
const startTls = { purpose: 'starttls', name: 'mail.corp.example', published: [own.fingerprint] } as const
const mail = certificate('mail', { dnsNames: ['mail.corp.example'], commonName: undefined })

interface Answer {
  readonly cause?: Cause
  readonly about?: string
  readonly best?: string
  readonly inUse?: string
}

type Line = readonly [string, readonly StoredCertificate[], Partial<SelectionQuestion>, Answer]

/** What is asked, and what must come out (nothing, where a line is silent); certificates by the label they were made from. */
// prettier-ignore
const GRID: readonly Line[] = [
  ['the published certificate is the best and in use', [own], {}, { best: 'own', inUse: 'own' }],
  ['a newer one would be chosen', [own, newer], {}, { cause: 'selection.newer-than-published', about: 'newer', best: 'newer', inUse: 'own' }],
  ['an older one is no matter', [newer, own], {}, { best: 'newer', inUse: 'newer' }],
  ['one issued by a CA comes before a newer self-signed one', [own, issued], {}, { cause: 'selection.newer-than-published', about: 'issued', best: 'issued', inUse: 'own' }],
  ['a self-signed one is no matter beside a published one issued by a CA', [issued, newer], {}, { best: 'issued', inUse: 'issued' }],
  ['of several published ones the best counts', [own, newer], { published: [own.fingerprint, newer.fingerprint] }, { best: 'newer', inUse: 'newer' }],
  ['published, but not in the store: another stands in', [own], { published: [fingerprintOf('lost')] }, { cause: 'store.published-missing', about: 'lost', best: 'own', inUse: 'own' }],
  ['published, but not in the store: nothing stands in', [], { published: [fingerprintOf('lost')] }, { cause: 'store.published-missing', about: 'lost' }],
  ['of several published ones, one in the store is enough', [own], { published: [fingerprintOf('lost'), own.fingerprint] }, { best: 'own', inUse: 'own' }],
  ['its key cannot be read: another stands in', [certificate('own', { key: keyOf({ readable: false }) }), issued], {}, { cause: 'key.unreadable', about: 'own', best: 'issued', inUse: 'issued' }],
  ['its key is missing', [certificate('own', { key: keyOf({ present: false }) })], {}, { cause: 'key.missing', about: 'own' }],
  ['its key is another\'s', [certificate('own', { key: keyOf({ matches: false }) })], {}, { cause: 'key.mismatch', about: 'own' }],
  ['of two published ones the one with a key is used', [certificate('old', { key: keyOf({ readable: false }) }), certificate('own', expired)], { published: [fingerprintOf('old'), own.fingerprint] }, { cause: 'validity.expired', about: 'own', inUse: 'own' }],
  ['of two published ones with keys the eligible one is used', [certificate('old', expired), own, newer], { published: [fingerprintOf('old'), own.fingerprint] }, { cause: 'selection.newer-than-published', about: 'newer', best: 'newer', inUse: 'own' }],
  ['it is unknown whether the key can be read: the attempt will show', [certificate('own', { key: keyOf({ readable: 'unknown', matches: 'unknown' }) })], {}, { best: 'own', inUse: 'own' }],
  ['SMTP is off: traffic goes on', [certificate('own', { services: ['imap'] })], {}, { cause: 'services.smtp-not-enabled', about: 'own', inUse: 'own' }],
  ['it names another host: traffic goes on', [certificate('own', elsewhere)], {}, { cause: 'names.not-covered', about: 'own', inUse: 'own' }],
  ['the names of this host could not be found out', [own], nameless, { cause: 'names.lookup-failed', about: 'own', inUse: 'own' }],
  ['a balancer\'s name is not in a certificate for the own names', [own], balanced, { cause: 'balancer.unexpected-name', about: 'own', best: 'own', inUse: 'own' }],
  ['a balancer\'s name has taken the place of the only covered one', [certificate('own', { dnsNames: ['hub1.corp.example'], commonName: undefined })], { hostNames: { ...balanced.hostNames, dnsPhysicalFullyQualifiedDomainName: 'node7.corp.example' } }, { cause: 'balancer.unexpected-name', about: 'own', inUse: 'own' }],
  ['a balancer or not, a certificate of another host is just that', [certificate('own', elsewhere)], balanced, { cause: 'names.not-covered', about: 'own', inUse: 'own' }],
  ['a certificate for the cluster is fine behind a balancer', [certificate('own', { dnsNames: ['cluster.corp.example'] })], balanced, { best: 'own', inUse: 'own' }],
  ['it expired: it stays in use', [certificate('own', expired)], {}, { cause: 'validity.expired', about: 'own', inUse: 'own' }],
  ['it is of tomorrow: it stays in use', [certificate('own', { notBefore: '2026-06-01T00:00:00.001Z' })], {}, { cause: 'validity.not-yet', about: 'own', inUse: 'own' }],
  ['it is not X.509 version 3', [certificate('own', { version: 1 })], {}, { cause: 'selection.none-eligible', about: 'own', inUse: 'own' }],
  ['the first obstacle is the cause', [certificate('own', { ...elsewhere, services: [], key: keyOf({ readable: false }) })], {}, { cause: 'key.unreadable', about: 'own' }],
  ['nothing is published, though something could be', [own], unpublished, { cause: 'directory.not-published', about: 'own', best: 'own', inUse: 'own' }],
  ['nothing is published and nothing is there', [], unpublished, { cause: 'selection.none-eligible' }],
  ['nothing is published: the nearest candidate says what it lacks', [certificate('far', { ...elsewhere, services: [] }), certificate('near', { services: [] })], unpublished, { cause: 'services.smtp-not-enabled', about: 'near' }],
  ['a better one would be chosen if SMTP were on', [own, certificate('newer', { ...newer, services: [] })], {}, { cause: 'services.smtp-not-enabled', about: 'newer', best: 'own', inUse: 'own' }],
  ['a better one that is for other services is no matter', [own, certificate('newer', { ...newer, services: ['imap'] })], {}, { best: 'own', inUse: 'own' }],
  ['a better one would be chosen if its key could be read', [own, certificate('issued', { ...issued, key: keyOf({ readable: false }) })], {}, { cause: 'key.unreadable', about: 'issued', best: 'own', inUse: 'own' }],
  ['an older one without SMTP is no matter', [newer, certificate('own', { services: [] })], {}, { best: 'newer', inUse: 'newer' }],
  ['a newer one for other names is no matter', [own, certificate('newer', { ...newer, ...elsewhere })], {}, { best: 'own', inUse: 'own' }],
  ['a newer one that lacks two things is no matter', [own, certificate('newer', { ...newer, services: [], key: keyOf({ present: false }) })], {}, { best: 'own', inUse: 'own' }],
  ['one of tomorrow is no matter', [own, certificate('newer', { notBefore: '2026-07-01T00:00:00.000Z' })], {}, { best: 'own', inUse: 'own' }],
  ['a balancer has hidden the name of a better one', [certificate('own', { dnsNames: ['cluster.corp.example', 'hub1'] }), certificate('newer', { notBefore: newer.notBefore, dnsNames: ['hub1.corp.example'], commonName: undefined })], { hostNames: { ...balanced.hostNames, dnsPhysicalFullyQualifiedDomainName: 'node7.corp.example' } }, { cause: 'balancer.unexpected-name', about: 'newer', best: 'own', inUse: 'own' }],
  ['STARTTLS takes the certificate with the connector\'s name, published or not', [own, mail], startTls, { best: 'mail', inUse: 'mail' }],
  ['STARTTLS finds none with the name', [own], startTls, { cause: 'connector.no-certificate-for-name' }],
  ['STARTTLS without a name finds none', [own], { purpose: 'starttls' }, { cause: 'connector.no-certificate-for-name' }],
  ['STARTTLS goes on with an expired certificate', [own, certificate('mail', { ...mail, ...expired })], startTls, { cause: 'validity.expired', about: 'mail', inUse: 'mail' }],
  ['STARTTLS has the name, but not for SMTP', [certificate('mail', { ...mail, services: ['imap'] })], startTls, { cause: 'services.smtp-not-enabled', about: 'mail' }],
]

const labelled = (fingerprint: string | undefined) =>
  ['own', 'newer', 'issued', 'mail', 'lost', 'old', 'far', 'near'].find((label) => fingerprintOf(label) === fingerprint)

for (const [sentence, store, changes, expected] of GRID) {
  test(sentence, () => {
    const { cause, about, best, inUse } = select(question(store, changes))
    const nothing = { cause: undefined, about: undefined, best: undefined, inUse: undefined }
    assert.deepEqual(
      { cause, about: labelled(about), best: labelled(best), inUse: labelled(inUse) },
      { ...nothing, ...expected },
    )
  })
}

test('every candidate shows every step it passed or failed, and the eligible ones their rank', () => {
  const { candidates } = select(question([own, issued, certificate('far', { ...elsewhere, services: [] })]))
  assert.deepEqual(
    candidates.map(({ fingerprint, steps }) => [
      labelled(fingerprint),
      steps.map(({ step, passed }) => `${passed ? '+' : '-'}${step}`).join(' '),
    ]),
    [
      ['own', '+version +private-key +name +smtp +validity -best'],
      ['issued', '+version +private-key +name +smtp +validity +best'],
      ['far', '+version +private-key -name -smtp +validity'],
    ],
  )
  assert.deepEqual(
    candidates.map(({ isPublished, isSelected }) => [isPublished, isSelected]),
    [
      [true, true],
      [false, false],
      [false, false],
    ],
  )
})

const said = (store: readonly StoredCertificate[], step: string, changes: Partial<SelectionQuestion> = {}) => {
  const result = select(question(store, changes))
    .candidates.find(({ isPublished }) => isPublished)
    ?.steps.find((one) => one.step === step)
  return result === undefined ? [] : [result.detail, reasonText(result.reason, 'ja')]
}

test('each step says why in English and Japanese, with the facts', () => {
  const withKey = (changes: Parameters<typeof keyOf>[0]) => [certificate('own', { key: keyOf(changes) })]
  const [rawKey] = [{ present: true, matches: true, readable: false, readableBy: [] } as const]
  assert.deepEqual(said([own], 'version'), ['X.509 v3', 'X.509 v3'])
  assert.deepEqual(said([own], 'private-key'), [
    'readable by: root, group:hubtrust',
    '読み取り可能なアカウント: root, group:hubtrust',
  ])
  assert.deepEqual(
    said(withKey({ readable: 'unknown' }), 'private-key')[0],
    'whether the service account can read /keys/own.key could not be found out',
  )
  assert.deepEqual(said(withKey({ present: false }), 'private-key'), ['no private key', '秘密キーがありません'])
  assert.deepEqual(said(withKey({ matches: false }), 'private-key')[1], '秘密キーがこの証明書と一致しません')
  assert.deepEqual(
    said(withKey({ readable: false, obstacle: 'folder-mode', obstaclePath: '/keys' }), 'private-key')[0],
    'folder-mode: /keys',
  )
  assert.deepEqual(said([certificate('own', { key: rawKey })], 'private-key')[0], 'key-mode: -')
  assert.deepEqual(said([own], 'name'), ['covers hub1.corp.example', 'hub1.corp.example を含みます'])
  assert.deepEqual(
    said([certificate('own', elsewhere)], 'name')[1],
    '必要な名前: hub1.corp.example, hub1、証明書の名前: other.example',
  )
  assert.deepEqual(said([certificate('own', { services: [] })], 'smtp')[0], 'services: -')
  assert.deepEqual(said([own], 'validity')[1], '有効期限: 2031-01-01T00:00:00.000Z')
  assert.deepEqual(said([certificate('own', expired)], 'validity')[1], '2026-05-31T23:59:59.999Z に期限切れ')
  assert.deepEqual(
    said([own], 'validity', { nowIso: '2025-06-01T00:00:00.000Z' })[0],
    'not valid before 2026-01-01T00:00:00.000Z',
  )
  assert.deepEqual(said([own], 'best')[0], 'the newest one; none is issued by a certification authority')
  assert.deepEqual(said([issued], 'best')[0], 'the newest one issued by a certification authority')
  assert.deepEqual(said([own, issued], 'best')[0], 'self-signed; one issued by a certification authority comes first')
  assert.deepEqual(said([own, newer], 'best')[0], 'NotBefore 2026-01-01T00:00:00.000Z is not the newest')
})

test('a tie is decided by the fingerprint, whatever the order of the store', () => {
  const pair = [certificate('a'), certificate('b')]
  const lower = pair.map(({ fingerprint }) => fingerprint).sort()[0]
  for (const store of [pair, pair.toReversed()]) assert.equal(select(question(store, unpublished)).best, lower)
})

const known = fc.constantFrom(true, false, 'unknown' as const)
const anyCertificate = fc.record({
  version: fc.constantFrom(1, 3),
  isSelfSigned: fc.boolean(),
  notBefore: fc.constantFrom('2025-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'),
  notAfter: fc.constantFrom('2026-01-02T00:00:00.000Z', '2031-01-01T00:00:00.000Z'),
  dnsNames: fc.constantFrom(['hub1.corp.example'], ['HUB1.'], ['mail.corp.example'], []),
  commonName: fc.constantFrom(undefined, 'hub1', 'other'),
  services: fc.constantFrom(['smtp'] as const, ['imap'] as const, ['imap', 'smtp'] as const),
  key: fc.record({ present: fc.boolean(), matches: known, readable: known }).map(keyOf),
})
const anyStore = fc
  .array(anyCertificate, { maxLength: 6 })
  .map((list) => list.map((one, at) => certificate(String(at), one)))
const anyQuestion = fc
  .record({
    store: anyStore,
    published: fc.subarray(['0', '1', '2', '9']),
    purpose: fc.constantFrom('internal' as const, 'starttls' as const),
    hostNames: fc.constantFrom(NAMES, balanced.hostNames, nameless.hostNames),
  })
  .map(({ store, published, purpose, hostNames }) =>
    question(store, { purpose, hostNames, name: 'mail.corp.example', published: published.map(fingerprintOf) }),
  )

test('property: the best is eligible, and what is in use has a usable key', () => {
  fc.assert(
    fc.property(anyQuestion, (asked) => {
      const { best, inUse, candidates } = select(asked)
      const steps = (fingerprint: string | undefined) =>
        candidates.find((one) => one.fingerprint === fingerprint)?.steps ?? []
      assert.equal(
        steps(best).every(({ passed }) => passed),
        true,
      )
      assert.equal(
        best !== undefined,
        candidates.some((one) => one.steps.filter(({ step }) => step !== 'best').every(({ passed }) => passed)),
      )
      assert.notEqual(steps(inUse).find(({ step }) => step === 'private-key')?.passed, false)
      if (asked.purpose === 'starttls' && inUse !== undefined)
        assert.equal(steps(inUse).find(({ step }) => step === 'name')?.passed, true)
    }),
    { numRuns: 500 },
  )
})

test('property: the order of the store decides nothing', () => {
  fc.assert(
    fc.property(anyQuestion, (asked) =>
      assert.deepEqual(select({ ...asked, store: asked.store.toReversed() }), select(asked)),
    ),
    { numRuns: 300 },
  )
})

test('property: when nothing is wrong, the published one is the best one and in use; when nothing can be used, there is a cause', () => {
  fc.assert(
    fc.property(anyQuestion, (asked) => {
      const { cause, best, inUse, published } = select(asked)
      if (inUse === undefined) assert.notEqual(cause, undefined)
      if (cause === undefined) assert.equal(best, inUse)
      if (cause === undefined && asked.purpose === 'internal') assert.equal(published, inUse)
    }),
    { numRuns: 500 },
  )
})
