/** One cause takes its consequences in, two causes stand side by side, and each is as grave as what follows for mail. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import type { EventId, EventRecord } from '../../src/model/events.ts'
import { EVENTS } from '../../src/model/events.ts'
import { known, type Facts } from '../../src/model/facts.ts'
import type { Finding } from '../../src/model/finding.ts'
import { fingerprintOf, keyOf } from '../trust/store.ts'
import {
  account,
  certificate,
  configuration,
  facts,
  gateway,
  names,
  SELF,
  store,
  TAKEN_AT,
  thumbprintOf,
} from './facts.ts'
import { withConnector } from './grid/connector.ts'
import { OWN_GRID } from './grid-own.ts'

function lineOf(title: string): Facts {
  const found = OWN_GRID.find((line) => line.title === title)
  assert.ok(found !== undefined, title)
  return found.facts
}

function causesOf(asked: Facts): readonly string[] {
  return diagnose(asked)
    .findings.filter(({ causedBy }) => causedBy === undefined)
    .map(({ id }) => id)
}

function findingOf(title: string, id: string): Finding {
  const found = diagnose(lineOf(title)).findings.find((finding) => finding.id === id)
  assert.ok(found !== undefined, `${title}: ${id}`)
  return found
}

const ONE_CAUSE: Readonly<Record<string, string>> = {
  'the key is for root alone': 'key.unreadable',
  'the key is gone': 'key.missing',
  'the key of another certificate': 'key.mismatch',
  'SMTP is not enabled': 'services.smtp-not-enabled',
  'SMTP is on the certificate for another name': 'services.smtp-not-enabled',
  'the certificate for another name is the published one, too': 'services.smtp-on-wrong-certificate',
  'the resolver does not answer, and the certificate holds only the full name': 'names.lookup-failed',
  'the host has another domain than its certificate': 'names.suffix',
  'a reverse record gives the host its name': 'names.taken-from-reverse',
  'an underscore in the name of the host': 'names.odd',
  'the host has got another name': 'names.not-covered',
  'the configuration states other names': 'names.not-covered',
  'a cluster name takes the place of ours': 'balancer.unexpected-name',
  'two machines behind a balancer on this one': 'balancer.members-differ',
  'another server answers to our name': 'balancer.name-elsewhere',
  'DNS is out of date': 'names.points-elsewhere',
  'two certificates of the same second, and the published one loses': 'selection.ambiguous',
  'the store is empty': 'store.empty',
  'the published certificate is not here, and nothing can stand in': 'store.published-missing',
  'our certificate has expired': 'validity.expired',
  'what was made for two weeks has expired': 'validity.expired',
  'our certificate is not valid yet': 'validity.not-yet',
  'a version 1 certificate': 'certificate.version',
}

for (const [title, cause] of Object.entries(ONE_CAUSE)) {
  test(`${title}: the one cause is ${cause}`, () => {
    assert.deepEqual(causesOf(lineOf(title)), [cause])
  })
}

const CLOSED = keyOf({ readable: false, readableBy: ['root'], obstacle: 'key-mode' })
const RENAMED = {
  dnsFullyQualifiedDomainName: 'renamed.corp.example',
  dnsHostName: 'renamed',
  dnsPhysicalFullyQualifiedDomainName: 'renamed.corp.example',
  dnsPhysicalHostName: 'renamed',
}

test('a key that cannot be read does not hide that the host was renamed', () => {
  const asked = facts({
    store: store({ certificates: [certificate('own', { key: CLOSED })] }),
    names: names({ hostNames: RENAMED }),
    configuration: configuration({ server: { name: SELF, roles: ['hub'], hostNames: RENAMED } }),
  })
  assert.deepEqual(causesOf(asked), ['key.unreadable', 'names.not-covered'])
})

test('an expired certificate does not hide that its key is open to everybody', () => {
  const asked = facts({
    store: store({
      certificates: [certificate('own', { notAfter: '2026-05-01T00:00:00.000Z' })],
      permissions: [
        { path: '/var/lib/hubtrust/keys', mode: '0755', owner: 'root', group: 'hubtrust' },
        { path: '/var/lib/hubtrust/keys/a.key', mode: '0644', owner: 'root', group: 'hubtrust' },
      ],
    }),
  })
  assert.deepEqual(causesOf(asked), ['key.exposed', 'validity.expired', 'key.folder-open'])
})

function event(id: EventId): EventRecord {
  const { category, severity } = EVENTS[id]
  return { sequence: 1, time: TAKEN_AT, source: 'Hubtrust', id, category, severity, server: SELF, args: {}, count: 3 }
}

test('events are accounted for by their cause', () => {
  const events = known([event(1037), event(2019), event(12013), event(12023)])
  const report = diagnose({ ...lineOf('the key is for root alone'), events })
  const [cause] = report.findings
  assert.deepEqual(cause?.explains, [
    'event.1037',
    'event.2019',
    'event.12013',
    'event.12023',
    'selection.none-eligible',
  ])
  assert.ok(report.symptoms.every(({ explainedBy }) => explainedBy.includes(cause.key)))
})

const SEVERITIES: readonly (readonly [title: string, id: string, severity: string])[] = [
  ['only the folder keeps others from the key', 'key.exposed', 'low'],
  ['everybody can read the key', 'key.exposed', 'high'],
  ['the configuration states other names', 'names.not-covered', 'high'],
  ['the host has another domain, and the short name still fits', 'names.suffix', 'low'],
  ['the host has another domain than its certificate', 'names.suffix', 'high'],
  ['a dot at the end of the name', 'names.odd', 'low'],
  ['the host will have another name after its next start', 'names.rename-pending', 'medium'],
  ['the host will have a name that its certificate holds', 'names.rename-pending', 'low'],
  ['our name leads to an address that keepalived moves', 'balancer.name-elsewhere', 'medium'],
  ['another server answers to our name', 'balancer.name-elsewhere', 'high'],
  ['two certificates of the same second, and the published one wins', 'selection.ambiguous', 'low'],
  ['two certificates of the same second, and the published one loses', 'selection.ambiguous', 'medium'],
  ['the file of the published certificate is damaged', 'store.damaged', 'critical'],
  ['another file of the store is damaged', 'store.damaged', 'low'],
  ['our certificate has expired', 'validity.expired', 'medium'],
  ['our certificate has expired', 'selection.none-eligible', 'medium'],
  ['strangers are shown an expired certificate', 'validity.expired', 'high'],
  ['our certificate expires in five days', 'validity.expires-soon', 'high'],
  ['forty days are soon by the configuration', 'validity.expires-soon', 'low'],
  ['an RSA key of 1024 bits', 'certificate.weak-key', 'critical'],
]

const CONFIDENCES: readonly (readonly [title: string, id: string, confidence: string])[] = [
  ['another server answers to our name', 'balancer.name-elsewhere', 'proven'],
  ['our name leads to an address that keepalived moves', 'balancer.name-elsewhere', 'strong'],
  ['our name leads to another machine', 'names.points-elsewhere', 'strong'],
  ['our name leads to another machine, which answers in our place', 'names.points-elsewhere', 'proven'],
  ['made for signing code', 'certificate.no-client-auth', 'strong'],
  ['made for servers alone, and one address of a peer refused it', 'certificate.no-client-auth', 'circumstantial'],
]

for (const [title, id, confidence] of CONFIDENCES) {
  test(`${title}: ${id} is ${confidence}`, () => {
    assert.equal(findingOf(title, id).confidence, confidence)
  })
}

for (const [title, id, severity] of SEVERITIES) {
  test(`${title}: ${id} is ${severity}`, () => {
    assert.equal(findingOf(title, id).severity, severity)
  })
}

test('expiry alone ends with 2, and with 1 where expired certificates are refused', () => {
  const expired = lineOf('our certificate has expired')
  assert.equal(diagnose(expired).exitCode, 2)
  const refusing = { ...expired, configuration: configuration({ trust: { expired: 'refuse' } }) }
  assert.equal(diagnose(refusing).exitCode, 1)
})

test('a certificate that expires in three weeks is medium', () => {
  const soon = store({ certificates: [certificate('own', { notAfter: '2026-06-22T00:00:00.000Z' })] })
  const [finding] = diagnose(facts({ store: soon })).findings
  assert.equal(finding?.severity, 'medium')
})

test('names that selection does not find are critical where nothing can be shown', () => {
  const asked = facts({
    store: store({ certificates: [certificate('own', { key: CLOSED })] }),
    names: names({ hostNames: RENAMED }),
    configuration: configuration({ server: { name: SELF, roles: ['hub'], hostNames: RENAMED } }),
  })
  const finding = diagnose(asked).findings.find(({ id }) => id === 'names.not-covered')
  assert.equal(finding?.severity, 'critical')
})

test('showing another certificate is light where that one is published, too', () => {
  const both = [certificate('own'), certificate('old', { notBefore: '2025-01-01T00:00:00.000Z' })]
  const showingOld = (certificates: number) =>
    facts({
      store: store({ certificates: both }),
      gateway: gateway({
        inUse: fingerprintOf('old'),
        directory: { servers: 2, certificates, asOf: TAKEN_AT, isStale: false },
      }),
    })
  const { directory } = lineOf('an old certificate has expired and is still published')
  assert.deepEqual(
    [showingOld(2), { ...showingOld(3), directory }].map((each) =>
      diagnose(each).findings.map(({ id, severity }) => `${id} ${severity}`),
    ),
    [['selection.served-differs high'], ['selection.served-differs low']],
  )
})

const WAYS: readonly (readonly [title: string, remedies: readonly string[]])[] = [
  ['the key is for root alone', ['grant-key-read']],
  ['a folder above the keys bars the way', ['open-folder']],
  ['an ACL bars the way', ['grant-by-acl', 'grant-key-read']],
]

for (const [title, remedies] of WAYS) {
  test(`${title}: ${remedies.join(', then ')}`, () => {
    assert.deepEqual(
      findingOf(title, 'key.unreadable').remedies.map(({ id }) => id),
      remedies,
    )
  })
}

test('where another certificate stands in, it can be published; where none does, the old one is brought back', () => {
  const ways = ['the published certificate is not here, another one stands in', 'the store is empty'].map((title) =>
    findingOf(title, 'store.published-missing').remedies.map(({ id }) => id),
  )
  assert.deepEqual(ways, [
    ['import-certificate', 'publish-certificate'],
    ['import-certificate', 'new-certificate'],
  ])
})

/** The account that came in as one of the others must still come in. */
test('closing a key keeps the service account in', () => {
  const open = (owner: string, group: string) =>
    facts({
      store: store({
        permissions: [
          { path: '/var/lib/hubtrust/keys', mode: '0751', owner: 'root', group: 'hubtrust' },
          { path: `/var/lib/hubtrust/keys/${thumbprintOf('own')}.key`, mode: '0604', owner, group },
        ],
      }),
      account: account({ groups: ['hubtrust', 'mail'] }),
    })
  const closed = [open('root', 'root'), open('root', 'mail'), open('hubtrust', 'users')].map((asked) => {
    const args = diagnose(asked).findings.find(({ id }) => id === 'key.exposed')?.args
    return `${String(args?.['newMode'])} ${String(args?.['newGroup'])}`
  })
  assert.deepEqual(closed, ['0640 hubtrust', '0640 mail', '0600 users'])
})

test('a connector for strangers is named by its own certificate, not by the internal one', () => {
  const shared = withConnector({ mode: 'shared', auth: ['exchange-server'], fqdn: 'mail.corp.example' })
  const expired = lineOf('strangers are shown an expired certificate')
  assert.deepEqual(causesOf({ ...expired, configuration: shared }), [])
})
