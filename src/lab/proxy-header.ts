/**
 * PROXY protocol version 2, receiving side, for the mail servers of the lab: smtp-server reads version 1 only.
 * Reads what the lab shows: the peer's address and the identity the gateway vouches for (TLV 0x20, sub-type 0x22).
 */
import { isIPv6 } from '../wire/addresses.ts'

export interface ProxiedPeer {
  readonly address: string
  readonly port: number
  readonly identity: string | undefined
}

export type ProxyRead =
  | { readonly kind: 'more' }
  | { readonly kind: 'bad' }
  | { readonly kind: 'whole'; readonly peer: ProxiedPeer; readonly bytes: number }

const SIGNATURE = Buffer.from('0d0a0d0a000d0a515549540a', 'hex')
const HEAD_BYTES = 16
const BODY_BYTES_MAX = 520
const PROXY_COMMAND = 0x21
const FAMILY_BYTES: Readonly<Record<number, number>> = { 0x11: 4, 0x21: 16 }
const TYPE_SSL = 0x20
const SUBTYPE_COMMON_NAME = 0x22
/** Client flags (1 byte) and verify (4 bytes) come before the sub-types. */
const SSL_HEAD_BYTES = 5

export function readProxyV2(held: Buffer): ProxyRead {
  const start = held.subarray(0, SIGNATURE.length)
  if (!start.equals(SIGNATURE.subarray(0, start.length))) return { kind: 'bad' }
  if (held.length < HEAD_BYTES) return { kind: 'more' }
  const addressBytes = FAMILY_BYTES[held.readUInt8(13)]
  const bodyBytes = held.readUInt16BE(14)
  if (held.readUInt8(12) !== PROXY_COMMAND || addressBytes === undefined || bodyBytes > BODY_BYTES_MAX)
    return { kind: 'bad' }
  const valuesAt = 2 * addressBytes + 4
  if (bodyBytes < valuesAt) return { kind: 'bad' }
  const bytes = HEAD_BYTES + bodyBytes
  if (held.length < bytes) return { kind: 'more' }
  const body = held.subarray(HEAD_BYTES, bytes)
  const ssl = findValue(body.subarray(valuesAt), TYPE_SSL)
  const identity =
    ssl === undefined ? undefined : findValue(ssl.subarray(SSL_HEAD_BYTES), SUBTYPE_COMMON_NAME)?.toString('utf8')
  const peer = {
    address: addressOf(body.subarray(0, addressBytes)),
    port: body.readUInt16BE(2 * addressBytes),
    identity,
  }
  return { kind: 'whole', peer, bytes }
}

function findValue(values: Buffer, type: number): Buffer | undefined {
  for (let at = 0; at + 3 <= values.length;) {
    const bytes = values.readUInt16BE(at + 1)
    if (values.readUInt8(at) === type) return values.subarray(at + 3, at + 3 + bytes)
    at += 3 + bytes
  }
  return undefined
}

function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join('.')
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  const address = groups.join(':')
  return isIPv6(address) ? address : '::'
}
