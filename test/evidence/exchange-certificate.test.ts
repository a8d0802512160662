import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headOf } from '../../src/evidence/encoding.ts'
import { exchangeCertificateReader as reader } from '../../src/evidence/exchange-certificate.ts'
import { readServices } from '../../src/evidence/certificate-properties.ts'
import type { CertificateObservation } from '../../src/evidence/observation.ts'
import { sampleBytes, sampleText } from './samples-text.ts'
import { readAll, sourceOf, type Collected } from './text-source.ts'

async function read(text: string | Uint8Array): Promise<Collected> {
  return readAll(reader, sourceOf(text, 'certs.txt'))
}

/** Without the places, which have a test of their own. */
function certificates({ observations }: Collected): CertificateObservation[] {
  return observations.flatMap((observation) => {
    if (observation.kind !== 'certificate') return []
    const { places, ...rest } = observation
    return [places === undefined ? observation : rest]
  })
}

test('a list of 2007 is read whole, wrapped values and Japanese dates too', async () => {
  const collected = await read(sampleText('certificate-list-2007.txt'))
  assert.deepEqual(collected.problems, [])
  assert.deepEqual(certificates(collected), [
    {
      kind: 'certificate',
      from: 'store',
      evidence: { source: 'certs.txt', line: 21, quote: `Thumbprint         : ${'1'.repeat(40)}` },
      thumbprint: '1'.repeat(40),
      subject: 'CN=mail.corp.example, OU=Messaging, O=Example Corporation, L=Chiyoda-ku, S=Tokyo, C=JP',
      issuer: 'CN=Example Issuing CA, O=Example, C=JP',
      domains: ['mail.corp.example', 'autodiscover.corp.example', 'legacy.corp.example', 'hub1.corp.example'],
      services: ['imap', 'pop', 'iis'],
      hasPrivateKey: true,
      isSelfSigned: false,
      status: 'Valid',
      rootCaType: 'ThirdParty',
      serialNumber: '0A1B2C3D4E5F60718293A4B5C6D7E8F9',
      publicKeySizeBits: 2048,
      notBefore: '2008-12-17T09:00:00',
      notAfter: '2010-12-17T08:59:59',
      hasZone: false,
    },
    {
      kind: 'certificate',
      from: 'store',
      evidence: { source: 'certs.txt', line: 36, quote: `Thumbprint         : ${'2'.repeat(40)}` },
      thumbprint: '2'.repeat(40),
      subject: 'CN=hub1',
      issuer: 'CN=hub1',
      domains: ['hub1', 'hub1.corp.example'],
      services: ['smtp'],
      hasPrivateKey: true,
      isSelfSigned: true,
      status: 'Valid',
      rootCaType: 'None',
      serialNumber: '00FF00FF00FF00FF00FF00FF00FF00FF',
      publicKeySizeBits: 2048,
      notBefore: '2008-04-01T10:20:30',
      notAfter: '2009-04-01T10:20:30',
      hasZone: false,
    },
  ])
})

test('every value knows the line that proves it', async () => {
  const { observations } = await read(sampleText('certificate-list-2007.txt'))
  const [first] = observations
  assert.ok(first?.kind === 'certificate' && first.places !== undefined)
  const lines = sampleText('certificate-list-2007.txt').split('\n')
  for (const { line, quote } of Object.values(first.places)) assert.equal(lines[(line ?? 0) - 1]?.trim(), quote)
  assert.equal(first.places['services']?.line, 17)
  assert.equal(first.places['domains']?.line, 7)
})

test('fl * says whose certificate it is, and years that are whole in both orders leave its dates open', async () => {
  const collected = await read(sampleBytes('certificate-list-all.txt', 'utf-16le'))
  assert.deepEqual(
    collected.problems.map(({ problem, evidence, args }) => [problem, evidence.line, args['value']]),
    [
      ['ambiguous-date', 23, '4/1/2024 10:20:30 AM'],
      ['ambiguous-date', 22, '4/1/2029 10:20:30 AM'],
    ],
  )
  const [certificate] = certificates(collected)
  assert.equal(certificate?.server, 'hub1.corp.example')
  assert.equal(certificate.friendlyName, 'Microsoft Exchange')
  assert.deepEqual(certificate.services, ['imap', 'pop', 'smtp'])
})

test('the table is read by its letters, with the server and the rank that the commands tell', async () => {
  const collected = await read(sampleText('certificate-table.txt'))
  assert.deepEqual(
    certificates(collected).map(({ thumbprint, services, server, rank, rankedFor, subject }) => [
      thumbprint.slice(0, 1),
      services,
      server,
      rank,
      rankedFor,
      subject,
    ]),
    [
      ['1', ['imap', 'pop', 'iis', 'smtp'], 'hub2.corp.example', undefined, undefined, undefined],
      ['2', ['smtp', 'federation'], 'hub2.corp.example', undefined, undefined, 'CN=Federation'],
      ['3', [], 'hub2.corp.example', undefined, undefined, 'CN=WMSvc-HUB2'],
      ['4', ['imap', 'pop', 'um', 'smtp'], 'HUB2', 0, 'hub2.corp.example', 'CN=hub2'],
      ['1', ['iis', 'smtp'], 'HUB2', 1, 'hub2.corp.example', undefined],
    ],
  )
  assert.deepEqual(
    collected.problems.map(({ problem, evidence, args }) => [problem, evidence.line, args['what']]),
    [
      ['elided', 9, 'subject'],
      ['elided', 19, 'subject'],
    ],
  )
})

test('a list that was cut keeps what is there and says that there is more', async () => {
  const collected = await read(sampleBytes('certificate-list-de.txt', 'cp1252'))
  const [certificate] = certificates(collected)
  assert.deepEqual(certificate?.domains?.length, 4)
  assert.equal(certificate.areDomainsCut, true)
  assert.deepEqual(certificate.services, [])
  assert.equal(certificate.subject, 'CN=hub1.firma.example, L=Düsseldorf')
  assert.deepEqual([certificate.notBefore, certificate.notAfter], ['2026-03-03T09:00:00', '2028-03-02T09:00:00'])
  assert.deepEqual(
    collected.problems.map(({ problem, evidence }) => [problem, evidence.line]),
    [['elided', 1]],
  )
})

test('a date that may be two days is told and left out', async () => {
  const collected = await read(sampleText('certificate-list-ambiguous.txt'))
  const [certificate] = certificates(collected)
  assert.deepEqual([certificate?.notBefore, certificate?.hasZone], [undefined, undefined])
  assert.deepEqual(
    collected.problems.map(({ problem, args }) => [problem, args['value']]),
    [
      ['ambiguous-date', '02/03/2026 09:00:00'],
      ['ambiguous-date', '02/03/2028 09:00:00'],
    ],
  )
})

test('another date of the same file decides for it', async () => {
  const other = sampleText('certificate-list-ambiguous.txt').replaceAll('02/03/', '25/03/').replaceAll('6666', '9999')
  const collected = await read(`${sampleText('certificate-list-ambiguous.txt')}\n${other}`)
  assert.deepEqual(
    certificates(collected).map(({ notBefore }) => notBefore),
    ['2026-03-02T09:00:00', '2026-03-25T09:00:00'],
  )
  assert.deepEqual(collected.problems, [])
})

test('a Japanese console is read in its own encoding', async () => {
  const collected = await read(sampleBytes('certificate-list-ja.txt', 'cp932'))
  const [certificate] = certificates(collected)
  assert.equal(certificate?.subject, 'CN=hub1, O=株式会社サンプル')
  assert.deepEqual([certificate.notBefore, certificate.notAfter], ['2026-12-17T21:00:00', '2031-12-17T21:00:00'])
})

test('the flag is also known by the name the documentation gives it', async () => {
  const collected = await read(`Thumbprint : ${'A'.repeat(40)}\nIsSelfSign : True\nSubject : CN=a`)
  assert.equal(certificates(collected)[0]?.isSelfSigned, true)
})

test('services are words or letters at their places', () => {
  assert.deepEqual(readServices('None'), [])
  assert.deepEqual(readServices('SMTP'), ['smtp'])
  assert.deepEqual(readServices('IMAP, POP, UM, IIS, SMTP, Federation'), [
    'imap',
    'pop',
    'um',
    'iis',
    'smtp',
    'federation',
  ])
  assert.deepEqual(readServices('{IMAP, SMTP}'), ['imap', 'smtp'])
  assert.deepEqual(readServices('.....'), [])
  assert.deepEqual(readServices('IPUWS'), ['imap', 'pop', 'um', 'iis', 'smtp'])
  assert.deepEqual(readServices('......C'), ['umcallrouter'])
  assert.equal(readServices(''), undefined)
  assert.equal(readServices('IMAP, POP, I'), undefined)
})

test('a table in which even the thumbprint was cut gives nothing and says so', async () => {
  const { observations, problems } = await read('Thumbprint   Services\n----------   --------\n111111111... SMTP')
  assert.deepEqual(observations, [])
  assert.deepEqual(problems, [
    { evidence: { source: 'certs.txt', line: 3 }, problem: 'elided', args: { what: 'thumbprint' } },
  ])
})

test('it knows its own and leaves the rest alone', () => {
  const sure = (text: string): number => reader.recognise(headOf(Buffer.from(text)))
  for (const name of [
    'certificate-list-2007.txt',
    'certificate-list-all.txt',
    'certificate-table.txt',
    'certificate-list-ja.txt',
  ])
    assert.equal(sure(sampleText(name)), 90, name)
  assert.equal(sure('[PS] C:\\>Get-ExchangeCertificate\n'), 30)
  for (const text of ['', 'Name : hub1\nServices : SMTP', '<Objs>Get-ExchangeCertificate</Objs>', 'Thumbprint: 1111'])
    assert.equal(sure(text), 0, text)
})
