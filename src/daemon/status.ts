/** What a running gateway says about itself. */
import type { EventCount } from '../model/events.ts'
import type { EdgeSourceStatus } from '../directory/edge/source.ts'
import type { EdgeLinkStatus } from './edge-link.ts'
import type { EximStatus } from './exim-host.ts'
import type { PostfixStatus } from './postfix-host.ts'
import type { FollowStatus } from './directory-follow.ts'
import type { Watched } from './watch.ts'
import type { GatewayStatistics } from '../gateway/gateway.ts'
import type { ListeningOn } from '../model/listening.ts'

export interface DaemonStatus {
  readonly pid: number
  readonly version: string
  readonly server: string
  readonly startedAt: string
  readonly processes: number
  readonly listening: readonly ListeningOn[]
  readonly directory: {
    readonly servers: number
    readonly certificates: number
    /** When it was last known to be as it is in force here. */
    readonly asOf: string
    readonly ageMs: number
    readonly isStale: boolean
    /** Why it cannot be read now. */
    readonly problem?: string
    /** Of one that is elsewhere. */
    readonly follow?: FollowStatus
  }
  /** SHA-256 fingerprint of the certificate shown. */
  readonly inUse: string | undefined
  readonly sessions: GatewayStatistics
  /** Those that were raised since the start; a gateway that was started before an upgrade may not tell them. */
  readonly events?: readonly EventCount[]
  /** Where a browser opens the console; undefined where there is none. */
  readonly console?: string
  /** Undefined where no Postfix asks. */
  readonly postfix?: PostfixStatus
  /** Where the directory is pushed from inside. */
  readonly edge?: EdgeSourceStatus
  /** What is pushed from here; undefined where there is no edge. */
  readonly edges?: readonly EdgeLinkStatus[]
  /** Undefined where no Exim asks. */
  readonly exim?: EximStatus
  /** What the doctor on duty found last; undefined until it has looked. */
  readonly doctor?: Watched
}
