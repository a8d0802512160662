/** What the console asks of the server it belongs to; the daemon answers. Nothing here waits for a slow directory. */
import type { StoredCertificate } from '../model/certificate.ts'
import type { EventDraft, EventRecord } from '../model/events.ts'
import type { Finding } from '../model/finding.ts'
import type { Cause } from '../model/findings.ts'
import type { ListeningOn } from '../model/listening.ts'
import type { RepairRecord } from '../model/repair.ts'
import type { Selection } from '../model/selection.ts'
import type { Server } from '../model/server.ts'
import type { TraceTag } from '../model/trace.ts'
import type { HubtrustError } from '../core/errors.ts'

export interface SeenPeer {
  readonly server: string
  readonly direction: 'inbound' | 'outbound'
  readonly at: string
  readonly outcome: 'trusted' | 'refused'
  readonly cause?: Cause
  readonly count: number
}

/** The running gateway, as `hubtrust status --format json` has it under `gateway`. */
export interface GatewayState {
  readonly pid: number
  readonly version: string
  readonly server: string
  readonly startedAt: string
  readonly processes: number
  readonly listening: readonly ListeningOn[]
  readonly directory: {
    readonly servers: number
    readonly certificates: number
    readonly asOf: string
    readonly ageMs: number
    readonly isStale: boolean
    readonly problem?: string
  }
  readonly inUse: string | undefined
  readonly sessions: {
    readonly open: number
    readonly trusted: number
    readonly refused: number
    readonly anonymous: number
    readonly handshakesInFlight: number
    readonly peers: readonly SeenPeer[]
  }
  readonly events?: readonly { readonly id: number; readonly count: number }[]
  readonly doctor?: {
    readonly takenAt: string
    readonly verdict: 'trusted' | 'not-trusted' | 'unknown'
    readonly findings: readonly Pick<Finding, 'id' | 'severity' | 'args' | 'remedies'>[]
  }
}

export interface OwnStore {
  readonly certificates: readonly StoredCertificate[]
  readonly pending: readonly { readonly id: string; readonly createdAt: string; readonly friendlyName?: string }[]
  readonly problems: readonly { readonly path: string; readonly problem: HubtrustError }[]
  /** SHA-256 fingerprints published for this server, newest publication first. */
  readonly published: readonly string[]
  /** The fingerprint connections present. */
  readonly inUse: string | undefined
}

export interface Explained {
  readonly selection: Selection
  readonly events: readonly EventDraft[]
}

export interface TraceLine {
  readonly time: string
  readonly tag: TraceTag
  readonly message: string
  readonly detail?: Readonly<Record<string, unknown>>
}

export interface CommandOrder {
  readonly words: readonly string[]
  /** Its standard input: a password, or nothing. */
  readonly input: string
  readonly withinMs: number
  /** Told each line of its standard error while it runs. */
  readonly onNote?: (line: string) => void
}

export type CommandOutcome =
  | { readonly kind: 'ended'; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'failed'; readonly reason: string }

export interface ConsoleHost {
  /** Of this server: the name, the configuration file, how long before its end a certificate is told of, in milliseconds. */
  readonly settings: {
    readonly server: string
    readonly configurationFile: string
    readonly expiryWarningMs: number
    readonly directoryKind: string
    readonly maxStaleMs: number
  }
  status(): Promise<GatewayState>
  store(): OwnStore
  hostNames(): Promise<Readonly<Record<string, string>>>
  /** With a name: for STARTTLS under it. */
  selection(direction: 'inbound' | 'outbound', name?: string): Promise<Explained>
  /** By name; the same list until the directory changes. Empty while it was never read. */
  servers(): readonly Server[]
  /** Grows with every change; undefined while the directory cannot be read. */
  changeNumber(): number | undefined
  /** The newest records, oldest first. */
  recentEvents(limit: number): readonly EventRecord[]
  trace(tags: ReadonlySet<TraceTag>, onLine: (line: TraceLine) => void): { close(): void }
  /** The very program, with these words. Never throws. */
  run(order: CommandOrder): Promise<CommandOutcome>
  /** Oldest first, a line for each state. @throws HubtrustError DAEMON_REPAIR_LOG_DAMAGED */
  repairs(): readonly RepairRecord[]
  /** The doctor on duty looks at once. */
  lookAgain(): void
  /** Text for Prometheus. */
  metrics(): Promise<string>
}
