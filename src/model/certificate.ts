/** Certificates as plain data. Bytes stay in the store; everything that reasons or reports works on these. */

/** What a certificate may be enabled for, as `Enable-ExchangeCertificate -Services` names them. */
export const SERVICES = ['smtp', 'imap', 'pop', 'iis', 'um', 'federation'] as const
export type Service = (typeof SERVICES)[number]

export const KEY_TYPES = ['ec-p256', 'ec-p384', 'rsa-2048', 'rsa-3072', 'rsa-4096', 'ed25519'] as const
export type KeyType = (typeof KEY_TYPES)[number]

/** What can be read from the DER alone. Times are ISO 8601 UTC. */
export interface CertificateFacts {
  /** SHA-1 of the DER, 40 upper-case hexadecimal digits: Exchange's name for a certificate. */
  readonly thumbprint: string
  /** SHA-256 of the DER, 64 upper-case hexadecimal digits: what trust is decided by. */
  readonly fingerprint: string
  /** X.509 version as people say it: 1, 2 or 3. */
  readonly version: number
  /** RFC 4514 text, for example `CN=hub1`. */
  readonly subject: string
  readonly issuer: string
  /** The last common name of the subject. */
  readonly commonName: string | undefined
  /** Upper-case hexadecimal digits. */
  readonly serialNumber: string
  readonly notBefore: string
  readonly notAfter: string
  /** DNS names of the subject alternative name, as written. */
  readonly dnsNames: readonly string[]
  readonly isSelfSigned: boolean
  /** BasicConstraints CA:TRUE. Such a certificate must never reach a hashed directory. */
  readonly isCa: boolean
  /** `ec-p256`, `rsa-2048`, …, or what OpenSSL calls it when it is none of ours. */
  readonly keyType: string
  readonly publicKeySizeBits: number
  /** Object identifiers of the extended key usage, empty when there is none. */
  readonly extendedKeyUsage: readonly string[]
}

/** Whether the service account can read a private key: a fact with its proof. */
export interface KeyAccess {
  readonly present: boolean
  readonly matches: boolean | 'unknown'
  readonly readable: boolean | 'unknown'
  /** Accounts and groups that can read it, as text: `root`, `group:hubtrust`. */
  readonly readableBy: readonly string[]
  /** The first obstacle on the path when it is not readable: `key-mode`, `folder-mode`, `acl`, `missing`. */
  readonly obstacle?: string
  /** The file or folder that stands in the way. */
  readonly obstaclePath?: string
  readonly path?: string
}

/** A certificate of this machine's store. */
export interface StoredCertificate extends CertificateFacts {
  readonly services: readonly Service[]
  readonly key: KeyAccess
  /** When it was put into the store. */
  readonly addedAt: string
  readonly friendlyName?: string
}
