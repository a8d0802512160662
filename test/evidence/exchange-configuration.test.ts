import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Encoding } from '../../src/evidence/contract.ts'
import { headOf } from '../../src/evidence/encoding.ts'
import type { Observation } from '../../src/evidence/observation.ts'
import { edgeSyncReader, exchangeConfigurationReader as reader, queueReader } from '../../src/evidence/shell-objects.ts'
import { sampleBytes } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

async function read(content: string | Uint8Array) {
  return readAll(reader, sourceOf(content, 'shell.txt'))
}

async function sample(name: string, encoding: Encoding = 'utf-8') {
  return read(sampleBytes(name, encoding))
}

/** Everything but where it stands, of which only the line is kept. */
function bare(observations: readonly Observation[]): unknown[] {
  return observations.map(({ evidence, ...rest }) => ({ line: evidence.line, ...rest }))
}

test('servers are read with their certificate, version and roles, from lists and tables', async () => {
  const { observations, problems } = await sample('transport-service.txt', 'utf-16le')
  assert.deepEqual(problems, [])
  const server = (line: number, name: string, more: object) => ({
    line,
    kind: 'server',
    server: name,
    name,
    roles: [],
    ...more,
  })
  assert.deepEqual(bare(observations), [
    server(6, 'HUB1', { internalTransportCertificate: '0123456789ABCDEF0123456789ABCDEF01234567' }),
    server(13, 'HUB2', { internalTransportCertificate: '' }),
    server(21, 'HUB1', {
      server: 'hub1.corp.example',
      fqdn: 'hub1.corp.example',
      version: '15.1',
      roles: ['Mailbox', 'ClientAccess'],
    }),
    server(30, 'HUB2', { version: '15.2' }),
    server(31, 'EDGE1', { version: '8.3', roles: ['Edge'] }),
  ])
  assert.match(observations[0]?.evidence.quote ?? '', /^InternalTransportCertificateThumbprint : 0123456789ABCDEF/)
})

test('a thumbprint that is not whole is told, and no server is said to have none', async () => {
  const text =
    'Name                                   : HUB1\nInternalTransportCertificateThumbprint : 0123456789AB...\n'
  const { observations, problems } = await read(text)
  assert.deepEqual(bare(observations), [{ line: 1, kind: 'server', server: 'HUB1', name: 'HUB1', roles: [] }])
  assert.deepEqual(
    problems.map(({ problem, evidence, args }) => [problem, evidence.line, args['what']]),
    [['elided', 2, 'InternalTransportCertificateThumbprint']],
  )
})

test('connectors are read with what they let in and what they show', async () => {
  const { observations, problems } = await sample('connectors.txt')
  assert.deepEqual(bare(observations), [
    {
      line: 5,
      kind: 'connector',
      server: 'HUB1',
      direction: 'receive',
      name: 'Default Frontend HUB1',
      fqdn: 'hub1.corp.example',
      bindings: ['[::]:25', '0.0.0.0:25'],
      remoteRanges: ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '0.0.0.0-255.255.255.255'],
      authMechanisms: ['TLS', 'INTEGRATED', 'BASICAUTH', 'BASICAUTHREQUIRETLS', 'EXCHANGESERVER'],
      tlsCertificateName: '<I>CN=Example CA, O="Example, Inc."<S>CN=mail.example',
      suppressesAnonymousTls: false,
      smartHosts: [],
      isEnabled: true,
    },
    {
      line: 21,
      kind: 'connector',
      server: 'HUB1',
      direction: 'receive',
      name: 'Scanner',
      bindings: ['10.0.0.11:2525'],
      remoteRanges: ['10.0.0.99'],
      authMechanisms: [],
      suppressesAnonymousTls: true,
      smartHosts: [],
      isEnabled: false,
    },
    {
      line: 45,
      kind: 'connector',
      direction: 'send',
      name: 'EdgeSync - Site to Internet',
      fqdn: 'mail.corp.example',
      bindings: [],
      remoteRanges: [],
      authMechanisms: [],
      smartHosts: [],
      isEnabled: true,
    },
    {
      line: 54,
      kind: 'connector',
      direction: 'send',
      name: 'Partner',
      bindings: [],
      remoteRanges: [],
      authMechanisms: ['EXCHANGESERVER'],
      smartHosts: ['[10.0.0.12]', 'hub2.partner.example'],
      isEnabled: false,
    },
  ])
  // Printed without its mechanisms: it may have any.
  assert.deepEqual(
    problems.map(({ problem, evidence, args }) => [problem, evidence.line, args['what']]),
    [['elided', 34, String.raw`AuthMechanism HUB1\Relay`]],
  )
})

test('a Japanese shell is read: translated versions, names of connectors in Japanese', async () => {
  const { observations, problems } = await sample('transport-service-ja.txt', 'cp932')
  assert.deepEqual(problems, [])
  assert.deepEqual(
    observations.map((one) => (one.kind === 'server' ? one.version : one.kind === 'connector' ? one.name : one.kind)),
    ['8.3', '既定 HUB1'],
  )
})

test('queues are read from lists with the whole error, and from tables', async () => {
  const { observations, problems } = await sample('queues.txt')
  assert.deepEqual(problems, [])
  assert.deepEqual(bare(observations), [
    {
      line: 9,
      kind: 'queue',
      server: 'HUB1',
      name: String.raw`HUB1\12`,
      nextHop: 'EdgeSync - Site to Internet',
      deliveryType: 'SmtpRelayWithinAdSiteToEdge',
      messageCount: 1204,
      lastError:
        '451 4.4.0 Primary target IP address responded with: "454 4.7.0 Temporary authentication failure." Attempted failover to alternate host, but that did not succeed.',
      status: 'Retry',
    },
    {
      line: 14,
      kind: 'queue',
      server: 'HUB1',
      name: String.raw`HUB1\Submission`,
      nextHop: 'Submission',
      deliveryType: 'Undefined',
      messageCount: 0,
      status: 'Ready',
    },
    {
      line: 25,
      kind: 'queue',
      server: 'HUB2',
      name: String.raw`HUB2\7`,
      nextHop: 'hub3.corp.example',
      messageCount: 3,
      status: 'Retry',
    },
    {
      line: 26,
      kind: 'queue',
      server: 'HUB2',
      name: String.raw`HUB2\Poison`,
      nextHop: 'Poison Message',
      deliveryType: 'Undefined',
      messageCount: 0,
      status: 'Ready',
    },
  ])
})

test('an error that a table cut is handed out and said to be cut', async () => {
  const text =
    'Identity MessageCount LastError\n-------- ------------ ---------\nHUB1\\3              9 451 5.7.3 Cannot achieve Exch...\n'
  const { observations, problems } = await read(text)
  assert.deepEqual(
    observations.map((one) => one.kind === 'queue' && [one.messageCount, one.lastError]),
    [[9, '451 5.7.3 Cannot achieve Exch...']],
  )
  assert.deepEqual(
    problems.map(({ problem, args }) => [problem, args['what']]),
    [['elided', 'lasterror']],
  )
})

test('the error of a Japanese table that was wrapped keeps its code', async () => {
  const { observations } = await sample('queues-ja.txt', 'cp932')
  const [first, second] = observations
  assert.ok(first?.kind === 'queue')
  assert.match(first.lastError ?? '', /^451 5\.7\.3 Cannot achieve/)
  assert.equal(second?.kind === 'queue' && second.name, String.raw`HUB1\送信`)
})

test('the test of the Edge synchronization has its times in UTC, and none where it never ran', async () => {
  const { observations, problems } = await sample('edge-sync.txt', 'utf-16le')
  assert.deepEqual(problems, [])
  assert.deepEqual(bare(observations), [
    {
      line: 11,
      kind: 'edge-sync',
      name: 'EDGE1',
      status: 'Failed',
      failureDetail: 'The LDAP server is unavailable.',
      leaseExpires: '2026-11-24T14:04:05Z',
      lastSynchronized: '2026-11-22T02:04:05Z',
    },
    { line: 20, kind: 'edge-sync', name: 'EDGE2', status: 'Normal', leaseExpires: '2026-11-24T16:04:05Z' },
  ])
})

test('German times are read, French ones that may be two days are told', async () => {
  const german = await sample('edge-sync-de.txt', 'cp1252')
  assert.deepEqual(german.problems, [])
  assert.deepEqual(
    german.observations.map((one) => one.kind === 'edge-sync' && [one.lastSynchronized, one.failureDetail]),
    [['2026-02-01T03:04:05Z', 'Der LDAP-Server ist nicht verfügbar. Prüfen Sie den Schlüssel.']],
  )
  const french = await sample('edge-sync-fr.txt', 'cp850')
  assert.deepEqual(
    french.observations.map((one) => one.kind === 'edge-sync' && [one.leaseExpires, one.failureDetail]),
    [[undefined, "Le serveur LDAP n'est pas disponible. Échec de la clé privée."]],
  )
  assert.deepEqual(
    french.problems.map(({ problem, evidence }) => [problem, evidence.line]),
    [
      ['ambiguous-date', 7],
      ['ambiguous-date', 8],
    ],
  )
})

test('that a lease ends after the last synchronization decides which number is the month', async () => {
  const dates = 'LeaseExpiryUtc      : 05/04/2026 16:04:05\nLastSynchronizedUtc : 04/05/2026 03:04:05\n'
  const { observations, problems } = await read(`SyncStatus          : Normal\nName                : EDGE1\n${dates}`)
  assert.deepEqual(problems, [])
  assert.deepEqual(
    observations.map((one) => one.kind === 'edge-sync' && [one.lastSynchronized, one.leaseExpires]),
    [['2026-04-05T03:04:05Z', '2026-05-04T16:04:05Z']],
  )
})

test('one text with everything is read whole, whichever reader took it', async () => {
  const bytes = Buffer.concat(
    ['transport-service.txt', 'queues.txt', 'edge-sync.txt', 'connectors.txt'].map((name) =>
      sampleBytes(name, 'utf-8'),
    ),
  )
  const whole = await readAll(reader, sourceOf(bytes))
  const count = (kind: Observation['kind']) => whole.observations.filter((one) => one.kind === kind).length
  assert.deepEqual([count('server'), count('queue'), count('edge-sync'), count('connector')], [5, 4, 2, 4])
  for (const other of [queueReader, edgeSyncReader]) assert.deepEqual(await readAll(other, sourceOf(bytes)), whole)
})

test('objects of other commands are nobody’s', async () => {
  const text = [
    '[PS] C:\\>Get-Mailbox | fl\n\nName     : Ann\nIdentity : corp.example/Users/Ann\nServer   : HUB1\n',
    '[PS] C:\\>Get-Service | ft\n\nStatus   Name\n------   ----\nRunning  MSExchangeTransport\n',
  ]
  for (const one of text) assert.deepEqual((await read(one)).observations, [])
  for (const one of [...text, '', '<Objs>', 'Name : x'])
    for (const each of [reader, queueReader, edgeSyncReader])
      assert.equal(each.recognise(headOf(Buffer.from(one))), 0, one)
})

test('a command alone is recognised, faintly', () => {
  const head = headOf(
    Buffer.from('[PS] C:\\>Get-ReceiveConnector\n[PS] C:\\>Get-Queue\n[PS] C:\\>Test-EdgeSynchronization\n'),
  )
  assert.deepEqual(
    [reader, queueReader, edgeSyncReader].map((each) => each.recognise(head)),
    [35, 35, 35],
  )
})
