/** A server as the directory knows it. */
export const ROLES = ['hub', 'edge'] as const
export type Role = (typeof ROLES)[number]

export interface PublishedCertificate {
  readonly fingerprint: string
  readonly thumbprint: string
  readonly notBefore: string
  readonly notAfter: string
  readonly publishedAt: string
}

export interface Server {
  /** Fully qualified, lower case: the name trust is granted to. */
  readonly name: string
  readonly roles: readonly Role[]
  /** `host:port` in the order they are tried; empty means the name itself on port 25. */
  readonly addresses: readonly string[]
  readonly enabled: boolean
  /** Several at once while a certificate is being replaced. */
  readonly certificates: readonly PublishedCertificate[]
  /** Grows by one with each change of this server; for compare-and-set. */
  readonly version: number
}

/** What the trust index is built from. */
export interface TrustEntry {
  readonly server: string
  /** SHA-256 of each published certificate: 64 hexadecimal digits or 32 bytes. */
  readonly fingerprints: readonly (string | Uint8Array)[]
}
