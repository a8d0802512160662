/** What connectors show; what they decide by is trust's. */
import type { Cause } from '../model/findings.ts'
import type { Identity } from '../net/tls.ts'

export { NO_TRUST, type TrustView } from '../trust/view.ts'

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
