/**
 * Self-signed certificates and requests, written in DER by hand: one key generation and one signature, nothing else to
 * wait for.
 */
import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import { failure } from '../core/errors.ts'
import { Secret } from '../core/secret.ts'
import type { KeyType } from '../model/certificate.ts'
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  readElement,
  children,
  sequence,
  set,
  time,
  utf8String,
  type Bytes,
} from './der.ts'
import { isDnsName } from './names.ts'
import { writePem } from './pem.ts'

const DAY_MS = 86_400_000
const NAMES_MAX = 100

interface Names {
  readonly commonName: string
  readonly dnsNames: readonly string[]
}

export interface SelfSignedOrder extends Names {
  readonly keyType: KeyType
  readonly notBeforeMs: number
  readonly days: number
}

export interface RequestOrder extends Names {
  readonly keyType: KeyType
}

/** @throws HubtrustError X509_BAD_NAME */
export function issueSelfSigned(order: SelfSignedOrder): {
  readonly certificateDer: Uint8Array
  readonly keyPem: Secret
} {
  checkNames(order)
  const { publicKey, privateKey } = newKey(order.keyType)
  const name = nameDer(order.commonName)
  const algorithm = signatureAlgorithm(order.keyType)
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    algorithm,
    name,
    sequence(time(order.notBeforeMs), time(order.notBeforeMs + order.days * DAY_MS)),
    name,
    spkiOf(publicKey),
    explicit(3, sequence(...extensions(order, publicKey))),
  )
  return { certificateDer: signed(body, algorithm, privateKey, order.keyType), keyPem: pemOf(privateKey) }
}

/** A PKCS#10 request (RFC 2986) for a certification authority. @throws HubtrustError X509_BAD_NAME */
export function issueRequest(order: RequestOrder): { readonly requestPem: string; readonly keyPem: Secret } {
  checkNames(order)
  const { publicKey, privateKey } = newKey(order.keyType)
  const wished = sequence(objectIdentifier('1.2.840.113549.1.9.14'), set(sequence(subjectAltName(order.dnsNames))))
  const body = sequence(integer(Buffer.from([0])), nameDer(order.commonName), spkiOf(publicKey), explicit(0, wished))
  const der = signed(body, signatureAlgorithm(order.keyType), privateKey, order.keyType)
  return { requestPem: writePem('CERTIFICATE REQUEST', der), keyPem: pemOf(privateKey) }
}

/** Whether a private key belongs to a certificate; false also for a key that cannot be read. */
export function keyMatches(certificateDer: Uint8Array, keyPem: Secret): boolean {
  try {
    return new X509Certificate(certificateDer).checkPrivateKey(createPrivateKey(keyPem.reveal()))
  } catch {
    return false
  }
}

function checkNames({ commonName, dnsNames }: Names): void {
  const bad = [commonName, ...dnsNames].find((name) => !isDnsName(name))
  if (bad !== undefined) throw failure('X509_BAD_NAME', { name: bad })
  if (dnsNames.length > NAMES_MAX) throw failure('X509_BAD_NAME', { name: `${dnsNames.length} names` })
}

function newKey(keyType: KeyType): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  switch (keyType) {
    case 'ec-p256':
      return generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    case 'ec-p384':
      return generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
    case 'ed25519':
      return generateKeyPairSync('ed25519')
    case 'rsa-2048':
      return generateKeyPairSync('rsa', { modulusLength: 2048 })
    case 'rsa-3072':
      return generateKeyPairSync('rsa', { modulusLength: 3072 })
    case 'rsa-4096':
      return generateKeyPairSync('rsa', { modulusLength: 4096 })
  }
}

function pemOf(privateKey: KeyObject): Secret {
  return new Secret(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
}

/** 16 random bytes, positive and without a leading zero (RFC 5280 §4.1.2.2 allows 20). */
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}

function nameDer(commonName: string): Buffer {
  // A common name holds 64 characters (RFC 5280 appendix A); longer host names are in the subject alternative name.
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(commonName.slice(0, 64)))))
}

function spkiOf(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' })
}

function subjectAltName(dnsNames: readonly string[]): Buffer {
  const names = dnsNames.map((name) => implicit(2, Buffer.from(name, 'latin1')))
  return extension('2.5.29.17', sequence(...names))
}

function extension(oid: string, value: Bytes, isCritical = false): Buffer {
  return sequence(objectIdentifier(oid), ...(isCritical ? [boolean(true)] : []), octetString(value))
}

function extensions({ keyType, dnsNames }: SelfSignedOrder, publicKey: KeyObject): readonly Buffer[] {
  const isRsa = keyType.startsWith('rsa')
  const usage = isRsa ? bitString(Buffer.from([0xa0]), 5) : bitString(Buffer.from([0x80]), 7)
  const purposes = sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'), objectIdentifier('1.3.6.1.5.5.7.3.2'))
  const keyBits = children(readElement(spkiOf(publicKey))?.content ?? Buffer.alloc(0))[1]?.content.subarray(1)
  const keyIdentifier = createHash('sha1')
    .update(keyBits ?? Buffer.alloc(0))
    .digest()
  return [
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', usage, true),
    extension('2.5.29.37', purposes),
    subjectAltName(dnsNames),
    extension('2.5.29.14', octetString(keyIdentifier)),
  ]
}

function signatureAlgorithm(keyType: KeyType): Buffer {
  switch (keyType) {
    case 'ec-p256':
      return sequence(objectIdentifier('1.2.840.10045.4.3.2'))
    case 'ec-p384':
      return sequence(objectIdentifier('1.2.840.10045.4.3.3'))
    case 'ed25519':
      return sequence(objectIdentifier('1.3.101.112'))
    default:
      return sequence(objectIdentifier('1.2.840.113549.1.1.11'), Buffer.from([0x05, 0x00]))
  }
}

function signed(body: Buffer, algorithm: Buffer, privateKey: KeyObject, keyType: KeyType): Buffer {
  const hash = keyType === 'ed25519' ? null : keyType === 'ec-p384' ? 'sha384' : 'sha256'
  return sequence(body, algorithm, bitString(sign(hash, body, privateKey)))
}
