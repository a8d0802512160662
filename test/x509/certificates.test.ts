import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { HubtrustError } from '../../src/core/errors.ts'
import { KEY_TYPES } from '../../src/model/certificate.ts'
import { children, dottedOf, integer, objectIdentifier, octetString, readElement, time } from '../../src/x509/der.ts'
import { issueRequest, issueSelfSigned, keyMatches } from '../../src/x509/issue.ts'
import { keyTypeWarning } from '../../src/x509/key-types.ts'
import { coversName, namesOf } from '../../src/x509/names.ts'
import { fingerprintOf, parseBasics, parseCertificate, thumbprintOf } from '../../src/x509/parse.ts'
import { readPem, writePem } from '../../src/x509/pem.ts'

const ORDER = {
  keyType: 'ec-p256',
  commonName: 'hub1.corp.example',
  dnsNames: ['hub1.corp.example', 'hub1'],
  notBeforeMs: Date.parse('2026-01-02T03:04:05Z'),
  days: 1826,
} as const

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'hubtrust-x509-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

function openssl(args: readonly string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync('openssl', args, {
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  })
  assert.equal(status, 0, `openssl ${args.join(' ')}: ${stderr}`)
  return stdout + stderr
}

for (const keyType of KEY_TYPES) {
  test(`a self-signed ${keyType} certificate is accepted by openssl and says what it should`, (t) => {
    const { certificateDer, keyPem } = issueSelfSigned({ ...ORDER, keyType })
    const file = join(folder(t), 'certificate.pem')
    writeFileSync(file, writePem('CERTIFICATE', certificateDer))
    assert.match(
      openssl(['verify', '-x509_strict', '-check_ss_sig', '-attime', '1770000000', '-CAfile', file, file]),
      /: OK/,
    )
    const text = openssl(['x509', '-in', file, '-noout', '-text'])
    assert.match(text, /X509v3 Basic Constraints: critical\s+CA:FALSE/)
    assert.match(text, /TLS Web Server Authentication, TLS Web Client Authentication/)
    assert.match(text, /DNS:hub1\.corp\.example, DNS:hub1\n/)
    const facts = parseCertificate(certificateDer)
    assert.deepEqual(
      { ...facts, thumbprint: '', fingerprint: '', serialNumber: '', publicKeySizeBits: 0 },
      {
        thumbprint: '',
        fingerprint: '',
        serialNumber: '',
        publicKeySizeBits: 0,
        version: 3,
        subject: 'CN=hub1.corp.example',
        issuer: 'CN=hub1.corp.example',
        commonName: 'hub1.corp.example',
        notBefore: '2026-01-02T03:04:05.000Z',
        notAfter: '2031-01-02T03:04:05.000Z',
        dnsNames: ['hub1.corp.example', 'hub1'],
        isSelfSigned: true,
        isCa: false,
        keyType,
        extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
      },
    )
    assert.equal(facts.fingerprint, new X509Certificate(certificateDer).fingerprint256.replaceAll(':', ''))
    assert.equal(facts.thumbprint, new X509Certificate(certificateDer).fingerprint.replaceAll(':', ''))
    assert.equal(keyMatches(certificateDer, keyPem), true)
  })
}

test('a request verifies and asks for the names', (t) => {
  const { requestPem, keyPem } = issueRequest(ORDER)
  const file = join(folder(t), 'request.csr')
  writeFileSync(file, requestPem)
  const text = openssl(['req', '-in', file, '-noout', '-verify', '-text'])
  assert.match(text, /verify OK/)
  assert.match(text, /DNS:hub1\.corp\.example, DNS:hub1/)
  assert.equal(createPrivateKey(keyPem.reveal()).asymmetricKeyType, 'ec')
})

test('names that would not be host names are refused', () => {
  for (const name of [
    '',
    'a b',
    'a,DNS:evil',
    'ü.example',
    `${'a'.repeat(64)}.example`,
    '-a.example',
    'a..b',
    '*.corp.example',
  ]) {
    assert.throws(
      () => issueSelfSigned({ ...ORDER, dnsNames: [name] }),
      (error) => error instanceof HubtrustError && error.code === 'X509_BAD_NAME',
      name,
    )
  }
})

test('a certificate valid beyond 2049 is written as RFC 5280 wants it', () => {
  const { certificateDer } = issueSelfSigned({ ...ORDER, days: 10_000 })
  assert.equal(parseCertificate(certificateDer).notAfter, '2053-05-20T03:04:05.000Z')
  assert.equal(time(Date.parse('2049-12-31T23:59:59Z'))[0], 0x17)
  assert.equal(time(Date.parse('2050-01-01T00:00:00Z'))[0], 0x18)
})

test('a certificate that says nothing but its subject has no other names and no uses', (t) => {
  const path = folder(t)
  const bare = join(path, 'bare.cnf')
  writeFileSync(bare, '[req]\ndistinguished_name = dn\n[dn]\n')
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${path}/key -subj /O=Corp/CN=hub1`
  const [block] = readPem(openssl([...words.split(' '), '-config', bare]))
  const facts = parseCertificate(block?.der ?? new Uint8Array(0))
  const { commonName, dnsNames, extendedKeyUsage, isCa } = facts
  assert.deepEqual(
    { commonName, dnsNames, extendedKeyUsage, isCa },
    { commonName: 'hub1', dnsNames: [], extendedKeyUsage: [], isCa: false },
  )
  assert.deepEqual(namesOf(facts), ['hub1'])
})

test('a key of another certificate does not match, nor does anything that is no key', async () => {
  const { Secret } = await import('../../src/core/secret.ts')
  const one = issueSelfSigned(ORDER)
  const other = issueSelfSigned(ORDER)
  assert.equal(keyMatches(one.certificateDer, other.keyPem), false)
  assert.equal(keyMatches(one.certificateDer, new Secret('nonsense')), false)
})

test('names are compared as DNS does, without wildcards', () => {
  const facts = { dnsNames: ['Hub1.Corp.Example', '*.corp.example'], commonName: 'hub1' }
  assert.equal(coversName(facts, 'hub1.corp.example.'), true)
  assert.equal(coversName(facts, 'HUB1'), true)
  assert.equal(coversName(facts, 'hub2.corp.example'), false)
  assert.equal(coversName(facts, ''), false)
  assert.deepEqual(namesOf(facts), ['Hub1.Corp.Example', '*.corp.example', 'hub1'])
})

test('only Ed25519 carries a warning, in both languages', () => {
  const warned = KEY_TYPES.filter((keyType) => keyTypeWarning(keyType) !== undefined)
  assert.deepEqual(warned, ['ed25519'])
  assert.match(keyTypeWarning('ed25519')?.ja ?? '', /Schannel/)
})

test('whatever bytes come, parsing gives facts or X509_UNREADABLE', () => {
  const { certificateDer } = issueSelfSigned(ORDER)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(certificateDer.length - 1), fc.nat(255)), { maxLength: 6 }),
      fc.nat(certificateDer.length),
      (edits, cut) => {
        const bytes = Buffer.from(certificateDer).subarray(0, Math.max(cut, 1))
        for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value
        try {
          assert.equal(parseCertificate(bytes).fingerprint.length, 64)
        } catch (error) {
          assert.ok(error instanceof HubtrustError && error.code === 'X509_UNREADABLE', String(error))
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('lengths and numbers of any size are written as they are read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70_000 }), (content) => {
      const element = readElement(octetString(content))
      assert.deepEqual(element?.content, Buffer.from(content))
    }),
    { numRuns: 50 },
  )
  fc.assert(
    fc.property(fc.array(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 8 }), (arcs) => {
      const dotted = ['1', '3', ...arcs].join('.')
      assert.equal(dottedOf(readElement(objectIdentifier(dotted))?.content ?? Buffer.alloc(0)), dotted)
    }),
  )
  assert.equal(integer(Buffer.from([0, 0, 0x80])).toString('hex'), '02020080')
  assert.equal(integer(Buffer.from([0])).toString('hex'), '020100')
  assert.deepEqual(children(Buffer.from([0x30, 0x05, 0x01])), [])
})

test('PEM is read as tools write it: Windows line endings, text around it, several blocks', () => {
  const { certificateDer, keyPem } = issueSelfSigned(ORDER)
  const pem = `Bag Attributes\r\n  friendlyName: x\r\n${writePem('CERTIFICATE', certificateDer).replaceAll('\n', '\r\n')}\r\n${keyPem.reveal()}tail`
  const blocks = readPem(pem)
  assert.deepEqual(
    blocks.map(({ label, line }) => [label, line]),
    [
      ['CERTIFICATE', 3],
      ['PRIVATE KEY', pem.split('\n').findIndex((line) => line.includes('BEGIN PRIVATE')) + 1],
    ],
  )
  assert.equal(fingerprintOf(blocks[0]?.der ?? new Uint8Array()), fingerprintOf(certificateDer))
  assert.equal(thumbprintOf(blocks[0]?.der ?? new Uint8Array()), thumbprintOf(certificateDer))
})

test('damaged PEM is refused with the line of the damage', () => {
  const good = writePem('CERTIFICATE', issueSelfSigned(ORDER).certificateDer)
  const lines = good.split('\n')
  const cases: readonly (readonly [string, number])[] = [
    [`x\n${lines.slice(0, 3).join('\n')}`, 2],
    [good.replace(lines[2] ?? '', '*** cut ***'), 3],
    [good.replace('END CERTIFICATE', 'END PRIVATE KEY'), 1],
    ['-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n', 1],
  ]
  for (const [text, line] of cases) {
    assert.throws(
      () => readPem(text),
      (error) => error instanceof HubtrustError && error.code === 'X509_PEM_DAMAGED' && error.details['line'] === line,
      text,
    )
  }
})

test('what a directory keeps of a certificate is what reading it whole says', () => {
  const der = issueSelfSigned({
    ...{ keyType: 'ec-p256', commonName: 'mx.corp.example', dnsNames: ['mx.corp.example'], days: 30 },
    notBeforeMs: Date.parse('2026-01-01T00:00:00Z'),
  }).certificateDer
  const { thumbprint, notBefore, notAfter, isCa } = parseCertificate(der)
  const { digest, ...basics } = parseBasics(der)
  assert.deepEqual(basics, { thumbprint, notBefore, notAfter, isCa })
  assert.equal(digest.toString('hex').toUpperCase(), fingerprintOf(der))
  for (const bad of [new Uint8Array(0), Buffer.from('no certificate'), new Uint8Array(1_000_000)])
    assert.throws(() => parseBasics(bad), { code: 'X509_UNREADABLE' })
})
