/** What a program hears of direct trust while it runs. */
import type { EventDraft } from '../model/events.ts'
import type { Refusal } from '../model/verdict.ts'

/** The state that verdicts rest on. */
export interface TrustState {
  /** Servers in the directory that are enabled. */
  readonly servers: number
  readonly certificates: number
  /** When the directory was last known to be so. */
  readonly asOf: Date
  /** The directory has been away longer than `directory.maxStale`: everybody is refused. */
  readonly isStale: boolean
  /** Why the directory cannot be read now. */
  readonly problem: string | undefined
  /** SHA-256 of the certificate this server shows, 64 upper-case hexadecimal digits; undefined when none can be used. */
  readonly ownCertificate: string | undefined
}

export interface Change extends TrustState {
  /** Open connections that were ended because their certificate is trusted no more. */
  readonly cut: number
}

export interface RefusedConnection {
  readonly direction: 'inbound' | 'outbound'
  /** `peer` when the other side ended an outbound connection before it said a byte: TLS 1.3 tells a refusal no other way. */
  readonly by: 'us' | 'peer'
  readonly reason: Refusal | 'ended-by-peer'
  /** The server that was meant, or whose certificate it is. */
  readonly server: string | undefined
  /** The other end's IP address; empty when it had gone already. */
  readonly address: string
  /** SHA-256 of the certificate that was shown. */
  readonly fingerprint: string | undefined
  /** The finding behind it: `hubtrust explain` tells more. */
  readonly cause: string | undefined
}

/** An event as the daemon would write it, by Exchange's number. */
export type RaisedEvent = Pick<EventDraft, 'id' | 'args' | 'cause'>

export interface DirectTrustEvents {
  change: [Change]
  refused: [RefusedConnection]
  event: [RaisedEvent]
}
