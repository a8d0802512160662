/**
 * A certificate as Windows serializes it: its DER, or elements of {number, 1, length, bytes} of which one is the DER and others
 * say in which key container the private key is. The key itself is never in there.
 */
import { CERTIFICATE_BYTES_MAX, parseCertificate } from '../x509/parse.ts'
import type { CertificateFacts } from '../model/certificate.ts'

const PROPERTY_KEY_PROVIDER = 2
const PROPERTY_FRIENDLY_NAME = 11
const PROPERTY_DER = 32
const ELEMENTS_MAX = 200
const MACHINE_KEY_SET = 0x20

export interface KeyProvider {
  readonly container: string
  /** Empty: the default provider. */
  readonly provider: string
  readonly isMachineKey: boolean
  /** 1 for exchange, 2 for signature, 0 for a key of CNG. */
  readonly keySpec: number
}

export interface StoreElement {
  readonly der: Uint8Array
  readonly friendlyName?: string
  readonly key?: KeyProvider
}

/** Undefined when the bytes are neither. */
export function readStoreElement(bytes: Uint8Array): StoreElement | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer[0] === 0x30) return { der: bytes }
  const properties = new Map<number, Buffer>()
  for (let at = 0, count = 0; at + 12 <= buffer.length && count < ELEMENTS_MAX; count += 1) {
    const id = buffer.readUInt32LE(at)
    const size = buffer.readUInt32LE(at + 8)
    if (id === 0 || at + 12 + size > buffer.length) break
    properties.set(id, buffer.subarray(at + 12, at + 12 + size))
    at += 12 + size
  }
  const der = properties.get(PROPERTY_DER)
  if (der?.[0] !== 0x30) return undefined
  const friendlyName = textAt(properties.get(PROPERTY_FRIENDLY_NAME) ?? Buffer.alloc(0), 0)
  const key = keyProviderOf(properties.get(PROPERTY_KEY_PROVIDER))
  return { der, ...(friendlyName === '' ? {} : { friendlyName }), ...(key === undefined ? {} : { key }) }
}

/** CRYPT_KEY_PROV_INFO: offsets of two names, type, flags, parameters, key specification, then the names. */
function keyProviderOf(bytes: Buffer | undefined): KeyProvider | undefined {
  if (bytes === undefined || bytes.length < 28) return undefined
  const [container, provider] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)]
  return {
    container: container === 0 ? '' : textAt(bytes, container),
    provider: provider === 0 ? '' : textAt(bytes, provider),
    isMachineKey: (bytes.readUInt32LE(12) & MACHINE_KEY_SET) !== 0,
    keySpec: bytes.readUInt32LE(24),
  }
}

/** UTF-16 up to its zero. */
function textAt(bytes: Buffer, start: number): string {
  if (start >= bytes.length) return ''
  const even = bytes.subarray(start, start + Math.floor((bytes.length - start) / 2) * 2)
  const text = even.toString('utf16le')
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}

/** What the DER says; undefined when it is damaged. */
export function readCertificate(der: Uint8Array): CertificateFacts | undefined {
  if (der.length > CERTIFICATE_BYTES_MAX) return undefined
  try {
    return parseCertificate(der)
  } catch {
    // The reader tells that it could not be read, and where.
    return undefined
  }
}
