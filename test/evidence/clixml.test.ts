import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { clixmlReader as reader } from '../../src/evidence/clixml.ts'
import { headOf } from '../../src/evidence/encoding.ts'
import { keyFilePrefixOf } from '../../src/evidence/key-file.ts'
import { readNrbf } from '../../src/evidence/nrbf.ts'
import { readStoreElement } from '../../src/evidence/store-element.ts'
import { thumbprintOf } from '../../src/x509/parse.ts'
import { certificateObject, clixml, newCertificate, serialization, storeElement } from './clixml-writer.ts'
import { realEvidence } from './real-evidence.ts'
import { sampleText } from './samples-text.ts'
import { collector, readAll, sourceOf } from './text-source.ts'

const der = newCertificate('hub1')
const thumbprint = thumbprintOf(der)
const key = { container: '8de84f7e-f403-4215-b774-b934d6bb2670', provider: '' }
const raw = `N="RawData">${Buffer.from(der).toString('base64').slice(0, 60)}`
const written = { der, server: 'HUB1.corp.example', services: 27, key, hasSerialization: true }

/** Every place that has a quote has it in that very line. */
async function read(text: string) {
  const found = await readAll(reader, sourceOf(text, 'certs.xml'))
  const lines = text.split('\n')
  for (const { evidence } of found.observations)
    if (evidence.quote !== undefined)
      assert.ok(lines[(evidence.line ?? 0) - 1]?.includes(evidence.quote), evidence.quote)
  return found
}

test('a certificate comes with its DER, its services and its key container', async () => {
  const { observations, problems } = await read(clixml(certificateObject(written, thumbprint)))
  assert.deepEqual(problems, [])
  const [certificate, container] = observations
  assert.equal(certificate?.kind, 'certificate')
  assert.deepEqual(certificate.der, Uint8Array.from(der))
  assert.deepEqual(
    { ...certificate, der: undefined, serialNumber: undefined },
    {
      kind: 'certificate',
      from: 'store',
      evidence: { source: 'certs.xml', line: 9, record: 1, quote: raw },
      server: 'HUB1.corp.example',
      thumbprint,
      der: undefined,
      subject: 'CN=hub1',
      issuer: 'CN=hub1',
      domains: ['hub1', 'hub1.corp.example'],
      isSelfSigned: true,
      serialNumber: undefined,
      publicKeySizeBits: 256,
      notBefore: '2026-01-02T03:04:05.000Z',
      notAfter: '2031-01-02T03:04:05.000Z',
      hasZone: true,
      services: ['imap', 'pop', 'iis', 'smtp'],
      status: 'Valid',
      rootCaType: 'Registry',
      hasPrivateKey: true,
      friendlyName: 'Microsoft Exchange',
      container: key.container,
      provider: '',
    },
  )
  assert.deepEqual(container, {
    kind: 'key-container',
    evidence: { source: 'certs.xml', line: 9, record: 1, quote: raw },
    server: 'HUB1.corp.example',
    thumbprint,
    container: key.container,
    provider: '',
    isMachineKey: true,
  })
})

test('without SerializationData services and key are not known and not guessed', async () => {
  const { observations } = await read(clixml(certificateObject({ ...written, hasSerialization: false }, thumbprint)))
  assert.equal(observations.length, 1)
  const [certificate] = observations
  assert.equal(certificate?.kind, 'certificate')
  assert.deepEqual(
    [certificate.services, certificate.status, certificate.hasPrivateKey, certificate.server],
    [undefined, undefined, undefined, 'hub1.corp.example'],
  )
})

test('a certificate without a key container has no private key', async () => {
  const keyless = { der, server: 'HUB1', services: 16, hasSerialization: true }
  const { observations } = await read(clixml(certificateObject(keyless, thumbprint)))
  const [certificate] = observations
  assert.equal(certificate?.kind === 'certificate' && certificate.hasPrivateKey, false)
})

test('a bare certificate object is one of the directory, one of the drive Cert: is of the store', async () => {
  const bare = (more: string): string =>
    clixml(`<Obj RefId="0"><TN RefId="0"><T>System.Security.Cryptography.X509Certificates.X509Certificate2</T></TN>
      <Props><BA N="RawData">${Buffer.from(der).toString('base64')}</BA></Props><MS>${more}</MS></Obj>`)
  const [directory] = (await read(bare(''))).observations
  const [store] = (await read(bare('<S N="PSPath">Certificate::LocalMachine\\My\\AB</S>'))).observations
  assert.equal(directory?.kind === 'certificate' && directory.from, 'directory')
  assert.equal(store?.kind === 'certificate' && store.from, 'store')
})

test('connectors, servers and queues are read by their types', async () => {
  const { observations, problems } = await read(sampleText('connector-clixml.xml'))
  assert.deepEqual(problems, [])
  const at = (line: number, record: number, quote: string) => ({ source: 'certs.xml', line, record, quote })
  assert.deepEqual(observations, [
    {
      kind: 'connector',
      evidence: at(30, 1, 'N="Name">Default hub1'),
      server: 'HUB1',
      direction: 'receive',
      name: 'Default hub1',
      fqdn: 'hub1.corp.example',
      bindings: ['10.0.0.11:25', '[::]:25'],
      remoteRanges: ['10.0.0.0-10.255.255.255'],
      authMechanisms: ['TLS', 'EXCHANGESERVER'],
      suppressesAnonymousTls: false,
      smartHosts: [],
      isEnabled: true,
    },
    {
      kind: 'connector',
      evidence: at(38, 2, 'N="SmartHostAuthMechanism">ExchangeServer'),
      direction: 'send',
      name: 'EdgeSync - Inbound to Site',
      bindings: [],
      remoteRanges: [],
      authMechanisms: ['EXCHANGESERVER'],
      tlsCertificateName: '<I>CN=Example CA<S>CN=mail.corp.example',
      smartHosts: ['--'],
      isEnabled: false,
    },
    {
      kind: 'server',
      evidence: at(47, 3, 'N="InternalTransportCertificateThumbprint">1111111111111111111111111111111111111111'),
      server: 'HUB1',
      name: 'HUB1',
      roles: [],
      internalTransportCertificate: '1'.repeat(40),
    },
    {
      kind: 'server',
      evidence: at(53, 4, 'N="Name">HUB1'),
      server: 'hub1.corp.example',
      name: 'HUB1',
      fqdn: 'hub1.corp.example',
      version: '8.3',
      roles: ['ClientAccess', 'HubTransport'],
    },
    {
      kind: 'queue',
      evidence: at(67, 5, 'N="LastError">454 4.7.0 Temporary authentication failure'),
      server: 'hub1',
      name: 'hub1\\7',
      nextHop: 'hub2.corp.example',
      deliveryType: 'SmtpRelayWithinAdSite',
      messageCount: 3,
      lastError: '454 4.7.0 Temporary authentication failure',
      status: 'Retry',
    },
  ])
})

test('what stands inside a report of another tool is found', async () => {
  const inner = `<Obj RefId="0"><TN RefId="0"><T>HealthChecker.Report</T></TN><Props>
    <Obj N="Certificates" RefId="1"><LST><Obj RefId="2"><TN RefId="2"><T>System.Management.Automation.PSCustomObject</T></TN><MS>
      <S N="Thumbprint">${'A'.repeat(40)}</S><S N="Services">IMAP, SMTP</S><S N="Subject">CN=hub1</S>
      <DT N="NotAfter">2031-01-02T03:04:05Z</DT></MS></Obj></LST></Obj></Props></Obj>`
  const { observations } = await read(clixml(inner))
  const [certificate] = observations
  assert.equal(certificate?.kind, 'certificate')
  assert.deepEqual(
    [certificate.thumbprint, certificate.services, certificate.notAfter],
    ['A'.repeat(40), ['imap', 'smtp'], '2031-01-02T03:04:05Z'],
  )
  assert.equal(certificate.evidence.line, 4)
})

test('secrets are told by line and are in no observation', async () => {
  const { observations } = await read(
    clixml(`<Obj RefId="0"><TN RefId="0"><T>X</T></TN><Props>
<SS N="Any">01000000d08c</SS>
<S N="AdminPassword">S3cr3t!</S>
<S N="Note">run with -Password:S3cr3t!</S>
<S N="Empty"></S></Props></Obj>`),
  )
  assert.deepEqual(
    observations.map(({ kind, evidence }) => [kind, evidence.line]),
    [3, 4, 5].map((line) => ['secret', line]),
  )
  assert.doesNotMatch(JSON.stringify(observations), /S3cr3t|d08c/)
})

test('a file that ends too early gives what was whole and says where it ends', async () => {
  const first = certificateObject(written, thumbprint)
  const text = clixml(`${first}\n${certificateObject(written, thumbprint, 1)}`)
  const { observations, problems } = await read(text.slice(0, -200))
  assert.equal(observations.length, 2)
  assert.deepEqual(problems, [
    { evidence: { source: 'certs.xml', record: 1, line: 16 }, problem: 'truncated', args: { what: 'object' } },
  ])
})

test('what is damaged is told and the rest is read', async () => {
  const good = certificateObject(written, thumbprint)
  const bad = good.replace(/RawData">[^<]*/, 'RawData">AAAA').replace(/<BA N="SerializationData">[^<]*<\/BA>/, '')
  const half = good.replace(/SerializationData">AAEAAAD/, 'SerializationData">BBBBBBB')
  const { observations, problems } = await read(clixml([bad, half].join('\n')))
  assert.deepEqual(
    problems.map(({ problem, args }) => [problem, args['lost']]),
    [
      ['damaged', 'RawData'],
      ['damaged', 'SerializationData'],
    ],
  )
  assert.equal(observations.length, 1)
})

test('serialized bytes are read member by member, and nothing else is believed', () => {
  const bytes = serialization(written, thumbprint)
  const document = readNrbf(bytes)
  assert.equal(document?.resolve(document.root.members.get('Services')), 27)
  assert.equal(document.resolve(document.root.members.get('Identity')), `HUB1.corp.example\\${thumbprint}`)
  for (let length = 0; length < bytes.length - 1; length += 1)
    assert.equal(readNrbf(bytes.subarray(0, length)), undefined, String(length))
  assert.equal(readNrbf(Buffer.alloc(100, 12)), undefined)
})

test('a store element gives its DER, its name and its container; the DER alone is enough', () => {
  const element = storeElement(der, { container: 'a', provider: 'Microsoft RSA SChannel Cryptographic Provider' })
  assert.deepEqual(readStoreElement(element), {
    der: Buffer.from(der),
    friendlyName: 'Microsoft Exchange',
    key: { container: 'a', provider: 'Microsoft RSA SChannel Cryptographic Provider', isMachineKey: true, keySpec: 1 },
  })
  assert.deepEqual(readStoreElement(der), { der })
  assert.equal(readStoreElement(Buffer.from('nothing of the kind')), undefined)
})

test('the file of a key is known from the name of its container', () => {
  assert.equal(keyFilePrefixOf('MyCoolContainer'), '52ab417621a9d74c73e3e0f1bc374e0a')
  assert.equal(keyFilePrefixOf('5961786B-55FE-4611-8F90-B7B26F18A8F4'), '8e04fdc2fc18e9140b6d31121f85b968')
})

test('it knows CLIXML by its namespace', () => {
  const sure = (text: string): number => reader.recognise(headOf(Buffer.from(text)))
  assert.equal(sure(clixml('')), 100)
  assert.equal(sure(`\ufeff<?xml version="1.0"?>\n${clixml('')}`), 100)
  assert.equal(sure(`#< CLIXML\n${clixml('')}`), 100)
  for (const text of ['', '<Events></Events>', 'see <Objs>', '<Objs xmlns="other">']) assert.equal(sure(text), 0, text)
})

/** What the real files say, where they are: the number of certificates by their services. */
const REAL: readonly (readonly [file: string, certificates: readonly (string | undefined)[], others: string])[] = [
  ['E19-GetExchangeCertificate.xml', ['smtp', 'imap pop iis smtp', ''], 'key-container×3'],
  ['smtp-missing-GetExchangeCertificate.xml', ['', 'imap pop iis', '', ''], 'key-container×4'],
  ['no-serialization-GetExchangeCertificate.xml', [undefined, undefined, undefined, undefined, undefined], ''],
  ['E19-GetInternalTransportCertificateFromServer.xml', [undefined], ''],
  ['E19-GetExchangeServer.xml', [], 'server×1'],
  ['E19-GetReceiveConnector.xml', [], 'connector×5'],
  ['E19-GetSendConnector.xml', [], 'connector×1'],
  ['E19-GetNetIPConfiguration.xml', [], 'name×3'],
]

test('real files of Exchange 2019 are read to the last object', async () => {
  const folder = realEvidence('clixml')
  const files = folder === undefined ? [] : REAL.filter(([file]) => existsSync(join(folder, file)))
  assert.equal(files.length, folder === undefined ? 0 : REAL.length)
  for (const [file, services, others] of files) {
    const { observations, problems, ...findings } = collector()
    const path = join(folder ?? '', file)
    await reader.read({ name: file, open: () => createReadStream(path) }, findings)
    assert.deepEqual(problems, [], file)
    const read = observations.flatMap((one) => (one.kind === 'certificate' ? [one.services?.join(' ')] : []))
    assert.deepEqual(read, services, file)
    const rest = observations.filter(({ kind }) => kind !== 'certificate')
    assert.equal(rest.length === 0 ? '' : `${rest[0]?.kind ?? ''}×${String(rest.length)}`, others, file)
  }
})
