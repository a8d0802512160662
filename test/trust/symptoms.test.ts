import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StoredCertificate } from '../../src/model/certificate.ts'
import type { SelectionQuestion } from '../../src/model/selection.ts'
import { select } from '../../src/trust/selection.ts'
import { symptoms } from '../../src/trust/symptoms.ts'
import { certificate, fingerprintOf, keyOf, NAMES, question } from './store.ts'

const DAY_MS = 86_400_000
const own = certificate('own')
const newer = certificate('newer', { notBefore: '2026-02-01T00:00:00.000Z' })
const startTls = { purpose: 'starttls', name: 'hub1.corp.example' } as const

function raised(store: readonly StoredCertificate[], changes: Partial<SelectionQuestion> = {}, connector?: string) {
  const asked = question(store, changes)
  return symptoms({
    question: asked,
    selection: select(asked),
    serverName: 'hub1.corp.example',
    expiryWarningMs: 30 * DAY_MS,
    ...(connector === undefined ? {} : { connector }),
  })
}

const brief = (drafts: ReturnType<typeof raised>) => drafts.map(({ id, cause }) => `${id} ${cause ?? '-'}`)

test('a healthy server raises nothing', () => {
  assert.deepEqual(raised([own]), [])
  assert.deepEqual(raised([own], startTls), [])
})

test('a newer certificate than the published one is 1037 inbound and 2019 outbound, both sides named', () => {
  const expected = {
    args: { server: 'hub1.corp.example', published: own.thumbprint, best: newer.thumbprint, inUse: own.thumbprint },
    cause: 'selection.newer-than-published',
    proof: { thumbprint: newer.thumbprint, notBefore: newer.notBefore, notAfter: newer.notAfter },
  }
  assert.deepEqual(raised([own, newer]), [{ id: 1037, ...expected }])
  assert.deepEqual(raised([own, newer], { direction: 'outbound' }), [{ id: 2019, ...expected }])
})

test('the four causes of the article are named with their proof', () => {
  const proofOf = (one: StoredCertificate, changes: Partial<SelectionQuestion> = {}) => {
    const [event] = raised([one], changes).filter(({ id }) => id === 1037)
    return [event?.cause, event?.proof]
  }
  const { thumbprint } = own
  assert.deepEqual(proofOf(certificate('own', { services: ['imap', 'pop'] })), [
    'services.smtp-not-enabled',
    { thumbprint, services: 'imap, pop' },
  ])
  assert.deepEqual(
    proofOf(
      certificate('own', {
        key: keyOf({ readable: false, obstacle: 'key-mode', obstaclePath: '/keys/own.key', readableBy: ['root'] }),
      }),
    ),
    [
      'key.unreadable',
      { thumbprint, keyFile: '/keys/own.key', obstacle: 'key-mode', obstaclePath: '/keys/own.key', readableBy: 'root' },
    ],
  )
  assert.deepEqual(proofOf(certificate('own', { dnsNames: [], commonName: undefined })), [
    'names.not-covered',
    { thumbprint, names: 'hub1.corp.example, hub1', certificateNames: '-' },
  ])
  assert.deepEqual(proofOf(own, { hostNames: { ...NAMES, balancerName: 'cluster.corp.example' } }), [
    'balancer.unexpected-name',
    { thumbprint, balancerName: 'cluster.corp.example', certificateNames: 'hub1.corp.example, hub1' },
  ])
})

test('the proof of a missing key has no path it does not know', () => {
  const key = { present: false, matches: 'unknown', readable: 'unknown', readableBy: [] } as const
  const [event] = raised([certificate('own', { key })])
  assert.deepEqual(
    [event?.id, event?.cause, event?.proof],
    [12013, 'key.missing', { thumbprint: own.thumbprint, readableBy: '-' }],
  )
})

test('nothing published is 12012', () => {
  assert.deepEqual(raised([own], { published: [] }), [
    {
      id: 12012,
      args: { server: 'hub1.corp.example' },
      cause: 'directory.not-published',
      proof: { server: 'hub1.corp.example', certificates: 1 },
    },
  ])
})

test('a published certificate that is not here is 12013, and 12023 says what stands in', () => {
  const lost = fingerprintOf('lost')
  const events = raised([own], { published: [lost] })
  assert.deepEqual(brief(events), [
    '12013 store.published-missing',
    '1037 store.published-missing',
    '12023 store.published-missing',
  ])
  assert.deepEqual(events[0]?.proof, { fingerprint: lost })
  assert.deepEqual(events[2]?.args, { thumbprint: lost, fallback: own.thumbprint, name: 'hub1.corp.example' })
})

test('a published certificate that is not here, with nothing to stand in, is 12013 without 12023', () => {
  const events = raised([], { published: [fingerprintOf('lost')] })
  assert.deepEqual(brief(events), ['12013 store.published-missing', '1037 store.published-missing'])
  assert.deepEqual(events[1]?.args, {
    server: 'hub1.corp.example',
    published: fingerprintOf('lost'),
    best: '-',
    inUse: '-',
  })
})

test('an expired internal certificate is 12015 and stays the one in use', () => {
  const events = raised([certificate('own', { notAfter: '2026-05-31T00:00:00.000Z' })])
  assert.deepEqual(brief(events), ['12015 validity.expired', '1037 validity.expired'])
  assert.deepEqual(events[0]?.args, { thumbprint: own.thumbprint, notAfter: '2026-05-31T00:00:00.000Z' })
})

test('an internal certificate that expires soon is 12017 with the hours left, one day later than the warning is silence', () => {
  const events = raised([certificate('own', { notAfter: '2026-06-02T00:59:00.000Z' })])
  assert.deepEqual(brief(events), ['12017 validity.expires-soon'])
  assert.deepEqual(events[0]?.args, { thumbprint: own.thumbprint, hours: 24 })
  assert.deepEqual(raised([certificate('own', { notAfter: '2026-07-02T00:00:00.000Z' })]), [])
})

test('a connector without a certificate for its name is 12014', () => {
  assert.deepEqual(raised([own], { purpose: 'starttls', name: 'mail.corp.example' }, 'Default hub1'), [
    {
      id: 12014,
      args: { name: 'mail.corp.example', connector: 'Default hub1' },
      cause: 'connector.no-certificate-for-name',
      proof: { names: 'mail.corp.example', certificates: 1 },
    },
  ])
  assert.deepEqual(raised([], { purpose: 'starttls' })[0]?.args, { name: '-', connector: '-' })
})

test('a connector whose certificate is not enabled for SMTP says that', () => {
  const [event] = raised([certificate('own', { services: [] })], startTls, 'Default hub1')
  assert.deepEqual([event?.id, event?.cause], [12014, 'services.smtp-not-enabled'])
  assert.deepEqual(event?.proof, {
    names: 'hub1.corp.example',
    certificates: 1,
    thumbprint: own.thumbprint,
    services: '-',
  })
})

test('an expired STARTTLS certificate is 12016, one that expires soon is 12018', () => {
  const gone = raised([certificate('own', { notAfter: '2026-05-31T00:00:00.000Z' })], startTls)
  assert.deepEqual(brief(gone), ['12016 validity.expired'])
  const soon = raised([certificate('own', { notAfter: '2026-06-01T05:00:00.000Z' })], startTls)
  assert.deepEqual(brief(soon), ['12018 validity.expires-soon'])
  assert.deepEqual(soon[0]?.args, { subject: 'CN=hub1', thumbprint: own.thumbprint, hours: 5 })
})
