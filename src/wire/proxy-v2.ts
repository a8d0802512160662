/**
 * PROXY protocol version 2, sender side (haproxy `proxy-protocol.txt` 2.2): tells the mail server behind who the peer
 * is, before its banner. Nothing a peer wrote goes in unbounded.
 */
import { isIPv4, isIPv6 } from './addresses.ts'

export interface Endpoint {
  readonly address: string
  readonly port: number
}

export interface ProxyTls {
  /** For example `TLSv1.3`. */
  readonly version: string
  readonly cipher: string
  /** The name trust was granted to; absent for an anonymous peer. */
  readonly identity?: string
}

export interface ProxyHeader {
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly tls?: ProxyTls
}

const SIGNATURE = Buffer.from([0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a])
const VERSION_2_PROXY = 0x21
const TCP_OVER_IPV4 = 0x11
const TCP_OVER_IPV6 = 0x21
const TYPE_SSL = 0x20
const SUBTYPE_VERSION = 0x21
const SUBTYPE_COMMON_NAME = 0x22
const SUBTYPE_CIPHER = 0x23
const CLIENT_SSL = 0x01
const CLIENT_CERT_CONN = 0x02
const VALUE_BYTES_MAX = 128

/** The header's bytes, at most 536 (what Postfix reads). */
export function encodeProxyV2({ source, destination, tls }: ProxyHeader): Buffer {
  const asV4 = isIPv4(source.address) && isIPv4(destination.address)
  const addresses = asV4
    ? Buffer.concat([ipv4Bytes(source.address), ipv4Bytes(destination.address)])
    : Buffer.concat([ipv6Bytes(source.address), ipv6Bytes(destination.address)])
  const ports = Buffer.alloc(4)
  ports.writeUInt16BE(source.port, 0)
  ports.writeUInt16BE(destination.port, 2)
  const body = Buffer.concat([addresses, ports, tls === undefined ? Buffer.alloc(0) : sslValue(tls)])
  const head = Buffer.from([
    VERSION_2_PROXY,
    asV4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6,
    body.length >> 8,
    body.length & 0xff,
  ])
  return Buffer.concat([SIGNATURE, head, body])
}

/** `verify` is 0 (success) only for a trusted peer: OpenSSL's chain check has no say here. */
function sslValue({ version, cipher, identity }: ProxyTls): Buffer {
  const flags = CLIENT_SSL | (identity === undefined ? 0 : CLIENT_CERT_CONN)
  const head = Buffer.from([flags, 0, 0, 0, identity === undefined ? 1 : 0])
  const parts = [head, value(SUBTYPE_VERSION, version), value(SUBTYPE_CIPHER, cipher)]
  if (identity !== undefined) parts.push(value(SUBTYPE_COMMON_NAME, identity))
  return value(TYPE_SSL, Buffer.concat(parts))
}

function value(type: number, content: string | Buffer): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1').subarray(0, VALUE_BYTES_MAX) : content
  return Buffer.concat([Buffer.from([type, bytes.length >> 8, bytes.length & 0xff]), bytes])
}

function ipv4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number))
}

function ipv6Bytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.concat([Buffer.alloc(10), Buffer.from([0xff, 0xff]), ipv4Bytes(address)])
  const bytes = Buffer.alloc(16)
  if (!isIPv6(address)) return bytes
  const [plain = ''] = address.split('%')
  const [left = '', right] = withoutDottedTail(plain).split('::')
  const head = groups(left)
  const tail = right === undefined ? [] : groups(right)
  head.forEach((group, at) => bytes.writeUInt16BE(group, at * 2))
  tail.forEach((group, at) => bytes.writeUInt16BE(group, 16 - (tail.length - at) * 2))
  return bytes
}

function groups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}

/** `::ffff:10.0.0.1` is `::ffff:a00:1`. */
function withoutDottedTail(address: string): string {
  const match = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  if (match === null) return address
  const [a = 0, b = 0, c = 0, d = 0] = match.slice(2).map(Number)
  return `${match[1] ?? ''}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}
