/** What connectors decide by, replaced as a whole whenever directory or certificates change. */
import type { Address } from '../model/configuration.ts'
import type { Cause } from '../model/findings.ts'
import type { Identity } from '../net/tls.ts'
import type { TrustIndex } from '../trust/index.ts'

export interface TrustView {
  /** Undefined until the directory was read for the first time. */
  readonly index: TrustIndex | undefined
  /** The directory has been away longer than `directory.maxStale`: everybody is deferred. */
  readonly isStale: boolean
  readonly expired: 'warn' | 'refuse'
  /** Every certificate of this server: a peer that shows one is this server itself, in a loop. */
  readonly ownFingerprints: readonly string[]
  /** Addresses of the servers that send connectors reach, by server name. */
  readonly addresses: ReadonlyMap<string, readonly Address[]>
}

export const NO_TRUST: TrustView = {
  index: undefined,
  isStale: false,
  expired: 'warn',
  ownFingerprints: [],
  addresses: new Map(),
}

/** The certificates this gateway shows. */
export interface Identities {
  /** The internal transport certificate; undefined when none can be used. */
  readonly internal: Identity | undefined
  /** STARTTLS certificates of shared connectors, by connector name; the internal one stands in. */
  readonly byConnector: ReadonlyMap<string, Identity>
  /** Why `internal` is undefined. */
  readonly problem: Cause | undefined
}

export const NO_IDENTITIES: Identities = { internal: undefined, byConnector: new Map(), problem: undefined }
