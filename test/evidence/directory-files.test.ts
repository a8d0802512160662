import assert from 'node:assert/strict'
import { test } from 'node:test'
import { edgeSubscriptionReader } from '../../src/evidence/edge-subscription.ts'
import { headOf } from '../../src/evidence/encoding.ts'
import { rolesOfFlags } from '../../src/evidence/ldif-entry.ts'
import { ldifReader } from '../../src/evidence/ldif.ts'
import { thumbprintOf } from '../../src/x509/parse.ts'
import { encoded } from './encoded.ts'
import { folded, LDIF, PASSWORD, SUBSCRIPTION } from './samples-configuration.ts'
import { HUB_DER } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

const THUMBPRINT = thumbprintOf(HUB_DER)
const ldif = (text: string | Uint8Array) => readAll(ldifReader, sourceOf(text, 'servers.ldf'))
const subscription = (text: string) => readAll(edgeSubscriptionReader, sourceOf(text, 'edge.xml'))

test('servers of the directory are read with their certificates, folded, in base64 and as an element of a store', async () => {
  for (const bytes of [encoded(LDIF, 'utf-8'), encoded(`\ufeff${LDIF.replaceAll('\n', '\r\n')}`, 'utf-16le')]) {
    const { observations, problems } = await ldif(bytes)
    assert.deepEqual(problems, [])
    const told = observations.map((one) => {
      const { line } = one.evidence
      if (one.kind === 'server')
        return [
          line,
          one.name,
          one.fqdn,
          one.version,
          one.roles.join(),
          one.internalTransportCertificate === THUMBPRINT,
        ]
      if (one.kind !== 'certificate') return [line, one.kind]
      return [line, one.from, one.server, one.thumbprint === THUMBPRINT, one.container, one.subject]
    })
    assert.deepEqual(told, [
      [15, 'secret'],
      [16, 'directory', 'hub1.corp.example', true, undefined, 'CN=hub1'],
      [4, 'HUB1', 'hub1.corp.example', '15.1', 'Mailbox,ClientAccess,UnifiedMessaging,HubTransport', true],
      [28, 'directory', '拠点2', true, 'c0ffee', 'CN=hub1'],
      [25, '拠点2', undefined, undefined, '', true],
      [41, 'directory', 'hub3.corp.example', true, undefined, 'CN=hub1'],
    ])
  }
})

test('the certificate has its DER, and what is in it', async () => {
  const { observations } = await ldif(LDIF)
  const certificate = observations.find((one) => one.kind === 'certificate')
  assert.deepEqual(
    certificate?.kind === 'certificate' && [
      Buffer.from(certificate.der ?? []).equals(HUB_DER),
      certificate.isSelfSigned,
    ],
    [true, true],
  )
})

test('bytes that are no certificate are told with their line, and the server is still there', async () => {
  const dn = 'dn: CN=HUB9,CN=Servers,CN=Exchange,DC=corp,DC=example\n'
  const { observations, problems } = await ldif(`${dn}msExchServerInternalTLSCert:: MIIBAAAA\n`)
  assert.deepEqual(problems, [
    {
      evidence: { source: 'servers.ldf', line: 2, quote: 'msExchServerInternalTLSCert:: MIIBAAAA' },
      problem: 'damaged',
      args: { what: 'certificate', lost: 'msexchserverinternaltlscert' },
    },
  ])
  assert.deepEqual(
    observations.map((one) => one.kind === 'server' && one.name),
    ['HUB9'],
  )
})

test('entries that only a new name parts are two, and what a URL points at is not read', async () => {
  const text = [
    'dn: CN=A,CN=Servers,CN=X\ncn: A\nobjectClass: msExchExchangeServer',
    'dn: CN=B,CN=Servers,CN=X\ncn: B\nmsExchServerInternalTLSCert:< file:///c:/b.cer\n',
  ].join('\n')
  const { observations, problems } = await ldif(text)
  assert.deepEqual([observations.map((one) => one.kind === 'server' && one.name), problems], [['A', 'B'], []])
})

test('people, and entries that say nothing of what they are, have no certificates for us', async () => {
  for (const entry of ['objectClass: user\n', 'objectClass: person\nobjectClass: inetOrgPerson\n', '']) {
    const text = `dn: CN=Ann,DC=corp,DC=example\ncn: Ann\n${entry}${folded('userCertificate', HUB_DER)}\n`
    assert.deepEqual((await ldif(text)).observations, [], entry)
  }
  const machine = `dn: CN=HUB1,DC=corp\nobjectClass: user\nobjectClass: computer\ndNSHostName: hub1.corp.example\n${folded('userCertificate', HUB_DER)}\n`
  assert.deepEqual(
    (await ldif(machine)).observations.map((one) => one.server),
    ['hub1.corp.example'],
  )
})

test('roles are the words of the shell', () => {
  assert.deepEqual(rolesOfFlags('64'), ['Edge'])
  assert.deepEqual(rolesOfFlags('16385'), ['Cafe', 'FrontendTransport'])
  assert.deepEqual([rolesOfFlags(''), rolesOfFlags('x')], [[], []])
})

test('LDIF is known by its beginning', () => {
  const sure = (text: string) => ldifReader.recognise(headOf(Buffer.from(text)))
  assert.equal(sure(LDIF), 92)
  assert.equal(sure('dn: cn=a\ncn: a\n'), 92)
  assert.equal(sure('Connecting to "dc1"\ndn: cn=a\nobjectClass: top\n'), 80)
  for (const text of ['', 'dnsdomain: x', 'Name : a']) assert.equal(sure(text), 0, text)
})

test('a subscription is read without its password, which is told by its line', async () => {
  assert.deepEqual(await subscription(SUBSCRIPTION), {
    observations: [
      { kind: 'secret', what: 'edge-credentials', evidence: { source: 'edge.xml', line: 7 } },
      {
        kind: 'edge-subscription',
        evidence: { source: 'edge.xml', line: 4 },
        edgeServer: 'edge1.corp.example',
        thumbprint: THUMBPRINT,
        createdAt: '2026-05-25T23:54:05.000Z',
        validForS: 86_400,
      },
    ],
    problems: [],
  })
})

test('a container with a private key in it is a secret, too', async () => {
  const text = SUBSCRIPTION.replace('<ProductID />', '<PfxKPKCertificateBlob>TUlJSUtleQ==</PfxKPKCertificateBlob>')
  const { observations } = await subscription(text)
  assert.deepEqual(
    observations.map((one) => one.kind === 'secret' && [one.what, one.evidence.line]),
    [['edge-credentials', 7], ['private-key', 11], false],
  )
  assert.ok(!JSON.stringify(observations).includes('TUlJSUtleQ'))
})

const DURATIONS: readonly (readonly [text: string, seconds: number | undefined])[] = [
  ['1440', 86_400],
  ['864000000000', 86_400],
  ['PT24H', 86_400],
  ['P1DT30M5S', 88_205],
  ['1.00:00:00', 86_400],
  ['00:02:00', 120],
  ['soon', undefined],
]

for (const [text, seconds] of DURATIONS) {
  test(`a duration of ${text} is ${seconds === undefined ? 'not known' : `${String(seconds)} s`}`, async () => {
    const { observations } = await subscription(SUBSCRIPTION.replace('1440', text))
    assert.deepEqual(
      observations.flatMap((one) => (one.kind === 'edge-subscription' ? [one.validForS] : [])),
      [seconds],
    )
  })
}

test('the beginning may be a date of XML, and is left out when it is none', async () => {
  for (const [text, createdAt] of [
    ['2026-11-24T15:00:00', '2026-11-24T15:00:00.000Z'],
    ['2026-11-24T15:00:00+09:00', '2026-11-24T06:00:00.000Z'],
    ['1', undefined],
    ['99999999999999999', undefined],
  ]) {
    const { observations } = await subscription(SUBSCRIPTION.replace('639153500450000000', text ?? ''))
    assert.deepEqual(
      observations.flatMap((one) => (one.kind === 'edge-subscription' ? [one.createdAt] : [])),
      [createdAt],
      text,
    )
  }
})

test('a file that was cut off, or whose certificate is damaged, says so and keeps its secret', async () => {
  const cut = await subscription(SUBSCRIPTION.slice(0, SUBSCRIPTION.indexOf('<Duration>')))
  assert.deepEqual(
    cut.problems.map(({ problem, evidence }) => [problem, evidence.line]),
    [['truncated', 8]],
  )
  assert.deepEqual(
    cut.observations.map(({ kind }) => kind),
    ['secret', 'edge-subscription'],
  )
  const damaged = await subscription(SUBSCRIPTION.replace(/Blob>MII/, 'Blob>AAAA'))
  assert.deepEqual(
    damaged.problems.map(({ problem, evidence }) => [problem, evidence.line]),
    [['damaged', 5]],
  )
  const inPassword = SUBSCRIPTION.slice(0, SUBSCRIPTION.indexOf(PASSWORD) + 6)
  assert.ok(!JSON.stringify(await subscription(inPassword)).includes(PASSWORD.slice(0, 6)))
})

test('other XML is no subscription', () => {
  const sure = (text: string) => edgeSubscriptionReader.recognise(headOf(Buffer.from(text)))
  assert.equal(sure(SUBSCRIPTION), 100)
  for (const text of ['', '<Objs>', '<Events/>', 'EdgeSubscriptionData']) assert.equal(sure(text), 0, text)
})
