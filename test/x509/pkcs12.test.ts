import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHmac, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import forge from 'node-forge'
import { HubtrustError } from '../../src/core/errors.ts'
import { Secret } from '../../src/core/secret.ts'
import type { KeyType } from '../../src/model/certificate.ts'
import { children, readElement } from '../../src/x509/der.ts'
import { issueSelfSigned, keyMatches } from '../../src/x509/issue.ts'
import { fingerprintOf } from '../../src/x509/parse.ts'
import { writePem } from '../../src/x509/pem.ts'
import { readPkcs12, writePkcs12 } from '../../src/x509/pkcs12.ts'

const PASSWORD = new Secret('pässword 1')

function pair(t: TestContext, keyType: KeyType) {
  const path = mkdtempSync(join(tmpdir(), 'hubtrust-p12-'))
  t.after(() => rmSync(path, { recursive: true }))
  const { certificateDer, keyPem } = issueSelfSigned({
    keyType,
    commonName: 'hub1',
    dnsNames: ['hub1'],
    notBeforeMs: Date.now(),
    days: 10,
  })
  writeFileSync(join(path, 'c.pem'), writePem('CERTIFICATE', certificateDer))
  writeFileSync(join(path, 'k.pem'), keyPem.reveal())
  return { path, certificateDer, keyPem }
}

function opensslExport(path: string, extra: readonly string[]): Uint8Array {
  const file = join(path, 'x.p12')
  const args = [
    'pkcs12',
    '-export',
    '-in',
    join(path, 'c.pem'),
    '-inkey',
    join(path, 'k.pem'),
    '-out',
    file,
    '-passout',
    'env:PW',
    '-name',
    'Hub one',
    ...extra,
  ]
  const { status, stderr } = spawnSync('openssl', args, {
    encoding: 'utf8',
    env: { ...process.env, PW: PASSWORD.reveal() },
  })
  assert.equal(status, 0, stderr)
  return readFileSync(file)
}

for (const keyType of ['ec-p256', 'rsa-2048', 'ed25519'] as const) {
  for (const [kind, extra] of [
    ['modern', []],
    ['old Windows (RC2 and 3DES)', ['-legacy']],
  ] as const) {
    test(`a ${kind} PKCS#12 file with an ${keyType} key is read`, async (t) => {
      const { path, certificateDer, keyPem } = pair(t, keyType)
      const contents = await readPkcs12(opensslExport(path, extra), PASSWORD)
      assert.deepEqual(contents.certificates.map(fingerprintOf), [fingerprintOf(certificateDer)])
      assert.ok(contents.keyPem !== undefined && keyMatches(certificateDer, contents.keyPem))
      assert.equal(contents.friendlyName, 'Hub one')
      assert.equal(contents.keyPem.equals(keyPem.reveal()), true)
    })

    test(`a wrong password for a ${kind} file with an ${keyType} key is said to be one`, async (t) => {
      const { path } = pair(t, keyType)
      await assert.rejects(
        readPkcs12(opensslExport(path, extra), new Secret('wrong')),
        (error) => error instanceof HubtrustError && error.code === 'X509_WRONG_PASSWORD',
      )
    })
  }

  test(`what we write with an ${keyType} key is read by openssl and by us`, async (t) => {
    const { path, certificateDer, keyPem } = pair(t, keyType)
    const bytes = await writePkcs12({ certificateDer, keyPem, password: PASSWORD, friendlyName: 'Hub one' })
    writeFileSync(join(path, 'own.p12'), bytes)
    const { status, stdout, stderr } = spawnSync(
      'openssl',
      ['pkcs12', '-in', join(path, 'own.p12'), '-nodes', '-passin', 'env:PW'],
      {
        encoding: 'utf8',
        env: { ...process.env, PW: PASSWORD.reveal() },
      },
    )
    assert.equal(status, 0, stderr)
    assert.match(stdout, /friendlyName: Hub one/)
    assert.match(stdout, /BEGIN CERTIFICATE[\s\S]*BEGIN PRIVATE KEY|BEGIN PRIVATE KEY[\s\S]*BEGIN CERTIFICATE/)
    const contents = await readPkcs12(bytes, PASSWORD)
    assert.deepEqual(contents.certificates.map(fingerprintOf), [fingerprintOf(certificateDer)])
    assert.equal(contents.friendlyName, 'Hub one')
  })
}

test('a cut or damaged file, or one that is no PKCS#12 at all, is refused and nothing else is thrown', async (t) => {
  const { path } = pair(t, 'ec-p256')
  const whole = Buffer.from(opensslExport(path, []))
  const damaged = Buffer.from(whole)
  damaged.fill(0xff, 40, 60)
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('hello'),
    whole.subarray(0, 100),
    damaged,
    Buffer.alloc(2 * 1024 * 1024, 0x30),
  ]) {
    await assert.rejects(
      readPkcs12(bytes, PASSWORD),
      (error) => error instanceof HubtrustError && error.code.startsWith('X509_'),
    )
  }
})

const UNENCRYPTED = ['-keypbe', 'NONE', '-certpbe', 'NONE', '-macalg', 'sha1']

test('a file that only its MAC protects is read, as some tools write it', async (t) => {
  const { path, certificateDer, keyPem } = pair(t, 'ec-p256')
  const contents = await readPkcs12(opensslExport(path, UNENCRYPTED), PASSWORD)
  assert.deepEqual(contents.certificates.map(fingerprintOf), [fingerprintOf(certificateDer)])
  assert.equal(contents.keyPem?.equals(keyPem.reveal()), true)
})

/** Written anew over changed contents, as the program that damaged them would have done (RFC 7292, appendix B). */
function withMac(pfx: Buffer): Buffer {
  const [, authSafe, macData] = children(readElement(pfx)?.content ?? Buffer.alloc(0))
  const [, wrapped] = children(authSafe?.content ?? Buffer.alloc(0))
  const content = readElement(wrapped?.content ?? Buffer.alloc(0))?.content ?? Buffer.alloc(0)
  const [digestInfo, salt, iterations] = children(macData?.content ?? Buffer.alloc(0))
  const mac = children(digestInfo?.content ?? Buffer.alloc(0))[1]?.content ?? Buffer.alloc(0)
  const saltBytes = forge.util.createBuffer(salt?.content.toString('latin1') ?? '')
  const count = iterations?.content.readUIntBE(0, iterations.content.length) ?? 1
  const key = forge.pkcs12.generateKey(PASSWORD.reveal(), saltBytes, 3, count, mac.length)
  const fresh = createHmac('sha1', Buffer.from(key.getBytes(), 'latin1')).update(content).digest()
  const at = pfx.lastIndexOf(mac)
  return Buffer.concat([pfx.subarray(0, at), fresh, pfx.subarray(at + fresh.length)])
}

test('a key that is none, in a file that is whole, is said to be unreadable', async (t) => {
  const { path, certificateDer } = pair(t, 'ec-p256')
  const whole = Buffer.from(opensslExport(path, UNENCRYPTED))
  assert.deepEqual(withMac(whole), whole)
  const { y = '' } = new X509Certificate(certificateDer).publicKey.export({ format: 'jwk' })
  const damaged = Buffer.from(whole)
  // The last copy of the public point is the one inside the key; such a point is not on the curve.
  const at = damaged.lastIndexOf(Buffer.from(y, 'base64url'))
  damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at)
  await assert.rejects(
    readPkcs12(withMac(damaged), PASSWORD),
    (error) =>
      error instanceof HubtrustError &&
      error.code === 'X509_PKCS12_UNREADABLE' &&
      error.message.includes('its private key'),
  )
})
