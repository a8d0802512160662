/**
 * The one-time token of an edge subscription: who the edge is, how it is reached, its certificate, and a secret that is
 * worth nothing after its first use, after its time, or towards another host. Signed by the edge's key, so that none of it
 * can be changed on the way; whoever can read it can use it once, so it travels like a key.
 */
import { createPrivateKey, createHmac, hkdfSync, sign, timingSafeEqual, verify, X509Certificate } from 'node:crypto'
import * as v from 'valibot'
import { Secret } from '../core/secret.ts'
import { fingerprintOf, parseCertificate } from './parse.ts'
import { coversName } from './names.ts'

const SCHEMA = 'hubtrust-edge-token/1'
/** RFC 5705, section 4: a label of our own, so that no other protocol's value can pass for this one. */
export const EDGE_EXPORTER_LABEL = 'EXPORTER-hubtrust-edge'
export const EDGE_EXPORTER_BYTES = 32
const TOKEN_TEXT_MAX = 128 * 1024

const token = v.strictObject({
  schema: v.literal(SCHEMA),
  edge: v.pipe(v.string(), v.minLength(1), v.maxLength(253)),
  addresses: v.pipe(
    v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(300))),
    v.minLength(1),
    v.maxLength(8),
    v.readonly(),
  ),
  /** DER, as base64. */
  certificate: v.pipe(v.string(), v.base64(), v.maxLength(90_000)),
  fingerprint: v.pipe(v.string(), v.regex(/^[0-9A-F]{64}$/)),
  secret: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  expires: v.pipe(v.string(), v.isoTimestamp()),
  signature: v.pipe(v.string(), v.base64(), v.maxLength(4096)),
})

export interface EdgeTokenOrder {
  readonly edge: string
  /** `host:port` in the order they are tried. */
  readonly addresses: readonly string[]
  readonly certificateDer: Uint8Array
  readonly keyPem: Secret
  /** 32 random bytes as 64 hexadecimal digits. */
  readonly secret: Secret
  /** ISO 8601. */
  readonly expires: string
}

export interface EdgeToken {
  readonly edge: string
  readonly addresses: readonly string[]
  readonly certificateDer: Buffer
  readonly fingerprint: string
  readonly secret: Secret
  readonly expires: string
}

export type EdgeTokenTrouble = 'unreadable' | 'signature' | 'fingerprint' | 'certificate' | 'ca' | 'name' | 'expired'
export type EdgeTokenRead =
  | { readonly kind: 'token'; readonly token: EdgeToken }
  | { readonly kind: 'trouble'; readonly trouble: EdgeTokenTrouble }

/** The text of a token file. */
export function writeEdgeToken(order: EdgeTokenOrder): string {
  const said = {
    schema: SCHEMA,
    edge: order.edge,
    addresses: order.addresses,
    certificate: Buffer.from(order.certificateDer).toString('base64'),
    fingerprint: fingerprintOf(order.certificateDer),
    secret: order.secret.reveal(),
    expires: order.expires,
  } as const
  const key = createPrivateKey(order.keyPem.reveal())
  const signature = sign(digestOfKey(key.asymmetricKeyType), signedBytes(said), key).toString('base64')
  return `${JSON.stringify({ ...said, signature }, null, 2)}\n`
}

/**
 * Reads a token and judges it. The signature shows that the file is whole and that its author holds the key of the
 * certificate in it; that the certificate is the edge's is for the person who compares the fingerprint.
 *
 * @param now milliseconds since 1970
 */
export function readEdgeToken(text: string, now: number): EdgeTokenRead {
  const said = parsed(text)
  if (said === undefined) return trouble('unreadable')
  const certificateDer = Buffer.from(said.certificate, 'base64')
  const facts = factsOf(certificateDer)
  if (facts === undefined) return trouble('certificate')
  if (!isSigned(said, certificateDer)) return trouble('signature')
  if (facts.fingerprint !== said.fingerprint) return trouble('fingerprint')
  if (facts.isCa) return trouble('ca')
  if (!coversName(facts, said.edge)) return trouble('name')
  if (!(Date.parse(said.expires) > now)) return trouble('expired')
  const { edge, addresses, fingerprint, expires } = said
  return {
    kind: 'token',
    token: { edge, addresses, certificateDer, fingerprint, secret: new Secret(said.secret), expires },
  }
}

/**
 * What both sides keep instead of the secret (HKDF, RFC 5869), so that the edge's record does not make a token again. It
 * does prove the subscription, so it is kept like a key and deleted at the first use.
 */
export function edgeProofKey(secret: Secret, edgeFingerprint: string): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(secret.reveal(), 'hex'), edgeFingerprint, SCHEMA, 32))
}

/**
 * Shows the knowledge of the secret on this very connection: 64 hexadecimal digits. The exporter covers the server's
 * certificate and not the client's (RFC 8446, section 7.1: its secret ends at the server's Finished), so the client's is put in here.
 *
 * @param channel.exported of the connection, under EDGE_EXPORTER_LABEL
 * @param channel.clientFingerprint of the certificate the inside has shown on it
 */
export function edgeProof(key: Buffer, channel: { exported: Uint8Array; clientFingerprint: string }): string {
  return createHmac('sha256', key).update(channel.exported).update(channel.clientFingerprint).digest('hex')
}

/** Compares in a time that does not depend on where the two differ. */
export function isEdgeProof(shown: string, expected: string): boolean {
  const left = Buffer.from(shown)
  const right = Buffer.from(expected)
  return left.length === right.length && timingSafeEqual(left, right)
}

type Said = v.InferOutput<typeof token>

function parsed(text: string): Said | undefined {
  if (text.length > TOKEN_TEXT_MAX) return undefined
  try {
    const result = v.safeParse(token, JSON.parse(text))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

function factsOf(der: Buffer) {
  try {
    return parseCertificate(der)
  } catch {
    return undefined
  }
}

function isSigned(said: Said, der: Buffer): boolean {
  try {
    const { publicKey } = new X509Certificate(der)
    return verify(
      digestOfKey(publicKey.asymmetricKeyType),
      signedBytes(said),
      publicKey,
      Buffer.from(said.signature, 'base64'),
    )
  } catch {
    return false
  }
}

/** In a fixed order and under the schema's own name: the same bytes on both sides, and a signature for nothing else. */
function signedBytes(said: Omit<Said, 'signature'>): Buffer {
  const { schema, edge, addresses, certificate, fingerprint, secret, expires } = said
  return Buffer.from(JSON.stringify([schema, edge, addresses, certificate, fingerprint, secret, expires]), 'utf8')
}

/** Ed25519 hashes by itself (RFC 8032). */
function digestOfKey(type: string | undefined): string | undefined {
  return type === 'ed25519' || type === 'ed448' ? undefined : 'sha256'
}

function trouble(what: EdgeTokenTrouble): EdgeTokenRead {
  return { kind: 'trouble', trouble: what }
}
