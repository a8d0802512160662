import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { sign, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { test, type TestContext } from 'node:test'
import { Secret } from '../../src/core/secret.ts'
import { KEY_TYPES } from '../../src/model/certificate.ts'
import {
  EDGE_EXPORTER_BYTES,
  EDGE_EXPORTER_LABEL,
  edgeProof,
  edgeProofKey,
  isEdgeProof,
  readEdgeToken,
  writeEdgeToken,
} from '../../src/x509/edge-token.ts'
import { issueSelfSigned } from '../../src/x509/issue.ts'
import { fingerprintOf } from '../../src/x509/parse.ts'
import { writePem } from '../../src/x509/pem.ts'

const NOW = Date.parse('2026-06-01T00:00:00Z')
const EXPIRES = '2026-06-02T00:00:00.000Z'
const EDGE = 'edge1.corp.example'
const SECRET = new Secret('5a'.repeat(32))

function host(name: string, keyType: (typeof KEY_TYPES)[number] = 'ec-p256') {
  return issueSelfSigned({ keyType, commonName: name, dnsNames: [name], notBeforeMs: NOW - 1000, days: 365 })
}

const edge = host(EDGE)
const stranger = host('other.example')
const ORDER = { ...edge, edge: EDGE, addresses: ['192.0.2.1:25636'], secret: SECRET, expires: EXPIRES }

function troubleOf(text: string, now = NOW): string {
  const read = readEdgeToken(text, now)
  return read.kind === 'trouble' ? read.trouble : 'none'
}

function changed(field: string, value: unknown): string {
  return JSON.stringify({ ...JSON.parse(writeEdgeToken(ORDER)), [field]: value })
}

for (const keyType of KEY_TYPES) {
  test(`a token signed with a key of type ${keyType} is read as it was written`, () => {
    const own = host(EDGE, keyType)
    const read = readEdgeToken(writeEdgeToken({ ...ORDER, ...own }), NOW)
    assert.equal(read.kind, 'token')
    assert.deepEqual(
      { ...read.token, secret: read.token.secret.reveal(), certificateDer: '' },
      {
        edge: EDGE,
        addresses: ORDER.addresses,
        certificateDer: '',
        fingerprint: fingerprintOf(own.certificateDer),
        secret: SECRET.reveal(),
        expires: EXPIRES,
      },
    )
    assert.equal(Buffer.compare(read.token.certificateDer, own.certificateDer), 0)
  })
}

const CHANGES: Readonly<Record<string, unknown>> = {
  edge: 'other.example',
  addresses: ['203.0.113.9:25636'],
  fingerprint: 'F'.repeat(64),
  secret: '00'.repeat(32),
  expires: '2036-06-02T00:00:00.000Z',
  certificate: Buffer.from(stranger.certificateDer).toString('base64'),
  signature: Buffer.alloc(70).toString('base64'),
}

for (const [field, value] of Object.entries(CHANGES)) {
  test(`a token whose ${field} was changed on the way is refused for its signature`, () => {
    assert.equal(troubleOf(changed(field, value)), 'signature')
  })
}

test('a token that is no token is refused: no JSON, a field too many, a schema of tomorrow', () => {
  assert.equal(troubleOf('certificate'), 'unreadable')
  assert.equal(troubleOf(changed('password', 'x')), 'unreadable')
  assert.equal(troubleOf(changed('schema', 'hubtrust-edge-token/2')), 'unreadable')
  assert.equal(troubleOf(changed('secret', 'short')), 'unreadable')
  assert.equal(troubleOf(changed('certificate', 'MAA=')), 'certificate')
})

test('a token is good up to its last millisecond and not at its end', () => {
  assert.equal(troubleOf(writeEdgeToken(ORDER), Date.parse(EXPIRES) - 1), 'none')
  assert.equal(troubleOf(writeEdgeToken(ORDER), Date.parse(EXPIRES)), 'expired')
})

test('a token whose author signed the fingerprint of another certificate than the one in it is refused', () => {
  const said = {
    schema: 'hubtrust-edge-token/1',
    edge: EDGE,
    addresses: ORDER.addresses,
    certificate: Buffer.from(edge.certificateDer).toString('base64'),
    fingerprint: fingerprintOf(stranger.certificateDer),
    secret: SECRET.reveal(),
    expires: EXPIRES,
  }
  const bytes = Buffer.from(JSON.stringify(Object.values(said)))
  const signature = sign('sha256', bytes, edge.keyPem.reveal()).toString('base64')
  assert.equal(troubleOf(JSON.stringify({ ...said, signature })), 'fingerprint')
})

test('a token that another host signed for the name of the edge is refused', () => {
  assert.equal(troubleOf(writeEdgeToken({ ...ORDER, ...stranger })), 'name')
})

test('a token with the certificate of an authority is refused', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-edge-token-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [key, file] = [join(folder, 'ca.key'), join(folder, 'ca.pem')]
  const made = spawnSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      key,
      '-out',
      file,
    ].concat(['-subj', `/CN=${EDGE}`, '-addext', `subjectAltName=DNS:${EDGE}`]),
  )
  assert.equal(made.status, 0, String(made.stderr))
  const authority = {
    certificateDer: new X509Certificate(readFileSync(file)).raw,
    keyPem: new Secret(readFileSync(key, 'utf8')),
  }
  assert.equal(troubleOf(writeEdgeToken({ ...ORDER, ...authority })), 'ca')
})

/** A server that shows `shown`, and what both ends of one connection to it export. */
async function channel(t: TestContext, shown: typeof edge): Promise<{ inside: Buffer; outside: Buffer }> {
  const server = createServer({
    cert: writePem('CERTIFICATE', shown.certificateDer),
    key: shown.keyPem.reveal(),
    minVersion: 'TLSv1.3',
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  const { promise: accepted, resolve: accept } = Promise.withResolvers<TLSSocket>()
  server.once('secureConnection', accept)
  const client = connect({ port: address.port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(client, 'secureConnect')
  const peer = await accepted
  t.after(() => {
    client.destroy()
    peer.destroy()
    server.close()
  })
  return { inside: exported(client), outside: exported(peer) }
}

function exported(socket: TLSSocket): Buffer {
  return socket.exportKeyingMaterial(EDGE_EXPORTER_BYTES, EDGE_EXPORTER_LABEL, Buffer.alloc(0))
}

test('a proof is good on the connection it was made for, and relayed to another one it is not', async (t) => {
  const key = edgeProofKey(SECRET, fingerprintOf(edge.certificateDer))
  const clientFingerprint = fingerprintOf(host('hub1.corp.example').certificateDer)
  const real = await channel(t, edge)
  const middle = await channel(t, stranger)
  const proof = edgeProof(key, { exported: real.inside, clientFingerprint })
  assert.ok(isEdgeProof(proof, edgeProof(key, { exported: real.outside, clientFingerprint })))
  const relayed = edgeProof(key, { exported: middle.inside, clientFingerprint })
  assert.ok(!isEdgeProof(relayed, edgeProof(key, { exported: real.outside, clientFingerprint })))
})

test('a proof is not good for another certificate of the client, another edge or another secret', () => {
  const exportedHere = Buffer.alloc(EDGE_EXPORTER_BYTES, 1)
  const proof = (secret: Secret, fingerprint: string, clientFingerprint: string) =>
    edgeProof(edgeProofKey(secret, fingerprint), { exported: exportedHere, clientFingerprint })
  const good = proof(SECRET, 'A', 'C')
  assert.ok(isEdgeProof(good, proof(SECRET, 'A', 'C')))
  assert.ok(!isEdgeProof(good, proof(SECRET, 'A', 'D')))
  assert.ok(!isEdgeProof(good, proof(SECRET, 'B', 'C')))
  assert.ok(!isEdgeProof(good, proof(new Secret('00'.repeat(32)), 'A', 'C')))
  assert.ok(!isEdgeProof('', good))
})

test('a token with a certificate whose key signs nothing is refused for its signature', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-edge-token-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const run = (line: string) => {
    assert.equal(spawnSync('openssl', line.split(' '), { cwd: folder }).status, 0, line)
  }
  run('genpkey -algorithm X25519 -out key.pem')
  run('pkey -in key.pem -pubout -out public.pem')
  run('ecparam -name prime256v1 -genkey -noout -out signer.pem')
  run(`req -new -key signer.pem -subj /CN=${EDGE} -out request.pem`)
  run('x509 -req -in request.pem -signkey signer.pem -force_pubkey public.pem -outform DER -out edge.der')
  const der = readFileSync(join(folder, 'edge.der'))
  const certificate = der.toString('base64')
  const text = writeEdgeToken(ORDER)
    .replace(Buffer.from(edge.certificateDer).toString('base64'), certificate)
    .replace(fingerprintOf(edge.certificateDer), fingerprintOf(der))
  assert.equal(troubleOf(text), 'signature')
})
