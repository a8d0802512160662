/** What whoever meets a peer decides by, replaced as a whole whenever directory or certificates change. */
import type { Address } from '../model/configuration.ts'
import type { TrustIndex } from './index.ts'

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
