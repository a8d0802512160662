/** The certificates and private keys of this machine. Changes are whole or did not happen. */
import type { HubtrustError } from '../core/errors.ts'
import type { Secret } from '../core/secret.ts'
import type { Service, StoredCertificate } from '../model/certificate.ts'
import type { Permissions } from '../model/repair.ts'

export interface NewCertificate {
  readonly certificateDer: Uint8Array
  /** Absent for a certificate whose key is elsewhere. */
  readonly keyPem?: Secret
  readonly services: readonly Service[]
  readonly friendlyName?: string
}

export interface NewRequest {
  readonly requestPem: string
  readonly keyPem: Secret
  readonly friendlyName?: string
}

export interface PendingRequest {
  readonly id: string
  readonly createdAt: string
  readonly friendlyName?: string
}

/** Something in the store that could not be read or is not as it should be; the rest goes on. */
export interface StoreProblem {
  readonly path: string
  readonly problem: HubtrustError
}

export interface StoreSight {
  readonly certificates: readonly StoredCertificate[]
  readonly problems: readonly StoreProblem[]
}

export interface CertificateStore {
  /** As it is now, newest first; what cannot be read is in `problems`. */
  list(): readonly StoredCertificate[]
  problems(): readonly StoreProblem[]
  /** Both at once, with a turn of the event loop for each certificate: for whoever has mail to carry meanwhile. */
  lookInTurns(): Promise<StoreSight>
  /**
   * @param name SHA-1 or SHA-256, any case, colons and spaces ignored, or a unique prefix of six digits or more
   * @throws HubtrustError STORE_UNKNOWN_THUMBPRINT, STORE_AMBIGUOUS_THUMBPRINT
   */
  find(name: string): StoredCertificate
  /** Adding what is there already changes nothing. @throws HubtrustError X509_KEY_MISMATCH, X509_UNREADABLE, DISK_WRITE_FAILED */
  add(certificate: NewCertificate): StoredCertificate
  addRequest(request: NewRequest): PendingRequest
  pendingRequests(): readonly PendingRequest[]
  /** Undefined when no pending request waits for this certificate. */
  completeRequest(certificateDer: Uint8Array): StoredCertificate | undefined
  setServices(name: string, services: readonly Service[]): StoredCertificate
  /**
   * The mode and owner that a certificate's key file and the folder of keys should have, so that the service account can
   * read the key and nobody else; the folder first.
   *
   * @throws HubtrustError STORE_UNKNOWN_THUMBPRINT, STORE_AMBIGUOUS_THUMBPRINT
   */
  keyPermissions(name: string): readonly { readonly path: string; readonly permissions: Permissions }[]
  /** Lets the service account read the key, and nobody else. */
  grantKeyRead(name: string): StoredCertificate
  remove(name: string): void
  certificateDer(name: string): Uint8Array
  /**
   * Refuses a key that the service account could not read, also when root asks: what works only as root is not working.
   *
   * @throws HubtrustError STORE_KEY_MISSING, STORE_KEY_UNREADABLE, X509_KEY_MISMATCH
   */
  keyPem(name: string): Secret
  watch(onChange: () => void): { close(): void }
}
