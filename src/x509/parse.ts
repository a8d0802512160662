/**
 * From a certificate's DER to facts. Node reads what it reads reliably; names and versions are read from the DER itself,
 * because a text form of them can be forged by what is written inside (CVE-2021-44532).
 */
import { hash, X509Certificate, type KeyObject } from 'node:crypto'
import { failure, reasonOf } from '../core/errors.ts'
import type { CertificateFacts } from '../model/certificate.ts'
import { children, dottedOf, readElement, type Element } from './der.ts'

/** Larger than any certificate a mail server shows; smaller than what would hurt. */
export const CERTIFICATE_BYTES_MAX = 64 * 1024

const OID_COMMON_NAME = '2.5.4.3'
const OID_SUBJECT_ALT_NAME = '2.5.29.17'
const OID_EXTENDED_KEY_USAGE = '2.5.29.37'
const TAG_DNS_NAME = 0x82
const TAG_BMP_STRING = 0x1e

/** SHA-256 of the DER: 32 bytes, what the trust index is asked for. */
export function digestOf(der: Uint8Array): Buffer {
  return hash('sha256', der, 'buffer')
}

/** SHA-256 of the DER as 64 upper-case hexadecimal digits. */
export function fingerprintOf(der: Uint8Array): string {
  return digestOf(der).toString('hex').toUpperCase()
}

/** SHA-1 of the DER as 40 upper-case hexadecimal digits: Exchange's name for a certificate, never a basis of trust. */
export function thumbprintOf(der: Uint8Array): string {
  return hash('sha1', der, 'hex').toUpperCase()
}

/** @throws HubtrustError X509_UNREADABLE */
export function parseCertificate(der: Uint8Array): CertificateFacts {
  if (der.length > CERTIFICATE_BYTES_MAX) throw unreadable(`larger than ${CERTIFICATE_BYTES_MAX} bytes`)
  try {
    return factsOf(new X509Certificate(der))
  } catch (error) {
    throw unreadable(reasonOf(error), error)
  }
}

/** What a directory keeps of a certificate. */
export interface CertificateBasics {
  readonly digest: Buffer
  readonly thumbprint: string
  readonly notBefore: string
  readonly notAfter: string
  readonly isCa: boolean
}

/** As `parseCertificate`, without the key and the names: a fourth of the work. @throws HubtrustError X509_UNREADABLE */
export function parseBasics(der: Uint8Array): CertificateBasics {
  if (der.length > CERTIFICATE_BYTES_MAX) throw unreadable(`larger than ${CERTIFICATE_BYTES_MAX} bytes`)
  try {
    const x509 = new X509Certificate(der)
    const { raw } = x509
    return {
      digest: digestOf(raw),
      thumbprint: thumbprintOf(raw),
      notBefore: x509.validFromDate.toISOString(),
      notAfter: x509.validToDate.toISOString(),
      isCa: x509.ca,
    }
  } catch (error) {
    throw unreadable(reasonOf(error), error)
  }
}

function unreadable(reason: string, cause?: unknown) {
  return failure('X509_UNREADABLE', { reason }, cause)
}

function factsOf(x509: X509Certificate): CertificateFacts {
  const der = x509.raw
  const body = bodyOf(der)
  const { keyType, publicKeySizeBits } = describeKey(x509.publicKey)
  return {
    thumbprint: thumbprintOf(der),
    fingerprint: fingerprintOf(der),
    version: body.version,
    subject: nameText(x509.subject),
    issuer: nameText(x509.issuer),
    commonName: body.commonName,
    serialNumber: x509.serialNumber,
    notBefore: x509.validFromDate.toISOString(),
    notAfter: x509.validToDate.toISOString(),
    dnsNames: body.dnsNames,
    isSelfSigned: x509.issuer === x509.subject && x509.verify(x509.publicKey),
    isCa: x509.ca,
    keyType,
    publicKeySizeBits,
    extendedKeyUsage: body.extendedKeyUsage,
  }
}

/** Node prints one relative name a line, in certificate order; RFC 4514 wants them comma-separated, last one first. */
function nameText(lines: string): string {
  return lines.split('\n').toReversed().join(',')
}

interface Body {
  readonly version: number
  readonly commonName: string | undefined
  readonly dnsNames: readonly string[]
  readonly extendedKeyUsage: readonly string[]
}

/** TBSCertificate (RFC 5280 §4.1): version [0], serial, algorithm, issuer, validity, subject, key, …, extensions [3]. */
function bodyOf(der: Buffer): Body {
  const certificate = readElement(der)
  const body = children(children(certificate?.content ?? Buffer.alloc(0))[0]?.content ?? Buffer.alloc(0))
  const hasVersion = body[0]?.tag === 0xa0
  const version = hasVersion ? (children(body[0]?.content ?? Buffer.alloc(0))[0]?.content[0] ?? 0) + 1 : 1
  const subject = body[hasVersion ? 5 : 4]
  const extensions = children(
    children(body.find(({ tag }) => tag === 0xa3)?.content ?? Buffer.alloc(0))[0]?.content ?? Buffer.alloc(0),
  )
  return {
    version,
    commonName: commonNameOf(subject),
    dnsNames: dnsNamesOf(extensionValue(extensions, OID_SUBJECT_ALT_NAME)),
    extendedKeyUsage: extensionValue(extensions, OID_EXTENDED_KEY_USAGE).map(({ content }) => dottedOf(content)),
  }
}

/** The elements inside the value of an extension; empty when it is not there. */
function extensionValue(extensions: readonly Element[], oid: string): readonly Element[] {
  for (const extension of extensions) {
    const parts = children(extension.content)
    const [id] = parts
    if (id === undefined || dottedOf(id.content) !== oid) continue
    const value = readElement(parts.at(-1)?.content ?? Buffer.alloc(0))
    return value === undefined ? [] : children(value.content)
  }
  return []
}

function dnsNamesOf(names: readonly Element[]): readonly string[] {
  return names.filter(({ tag }) => tag === TAG_DNS_NAME).map(({ content }) => content.toString('latin1'))
}

/** The last common name: the most specific one. */
function commonNameOf(subject: Element | undefined): string | undefined {
  const attributes = children(subject?.content ?? Buffer.alloc(0)).flatMap(({ content }) => children(content))
  const values = attributes.flatMap(({ content }) => {
    const [id, value] = children(content)
    return id !== undefined && value !== undefined && dottedOf(id.content) === OID_COMMON_NAME ? [value] : []
  })
  const last = values.at(-1)
  if (last === undefined) return undefined
  return last.tag === TAG_BMP_STRING
    ? Buffer.from(last.content).swap16().toString('utf16le')
    : last.content.toString('utf8')
}

const CURVES: Readonly<Record<string, { keyType: string; publicKeySizeBits: number }>> = {
  prime256v1: { keyType: 'ec-p256', publicKeySizeBits: 256 },
  secp384r1: { keyType: 'ec-p384', publicKeySizeBits: 384 },
  secp521r1: { keyType: 'ec-p521', publicKeySizeBits: 521 },
}

function describeKey(key: KeyObject): { keyType: string; publicKeySizeBits: number } {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details = {} } = key
  if (type === 'rsa' || type === 'rsa-pss') {
    const bits = details.modulusLength ?? 0
    return { keyType: `${type}-${bits}`, publicKeySizeBits: bits }
  }
  if (type === 'ec') {
    const curve = details.namedCurve ?? 'unknown'
    return CURVES[curve] ?? { keyType: `ec-${curve}`, publicKeySizeBits: 0 }
  }
  return { keyType: type, publicKeySizeBits: type === 'ed25519' ? 256 : 0 }
}
