/**
 * What the doctor looks at: one plain JSON value, taken from a live host (`probe`, `daemon/collect`) or read out of another
 * system's output (`evidence`). Nothing here can hold a private key or a password.
 *
 * Each section is known, with where it was read, or unknown, with the reason: what could not be looked at is a fact, too.
 */
import type { Value } from '../core/text.ts'
import type { StoredCertificate } from './certificate.ts'
import type { Configuration } from './configuration.ts'
import type { EventRecord } from './events.ts'
import type { ExchangeFacts } from './exchange.ts'
import type { Cause } from './findings.ts'
import type { ListeningOn } from './listening.ts'
import type { HostNames } from './names.ts'
import type { PostfixServiceFacts } from './postfix-facts.ts'
import type { Server } from './server.ts'

export const FACTS_SCHEMA = 'hubtrust.facts/1'

/** Where something was read: what a person can open and look at. */
export interface Evidence {
  /** A file, a command line, an address or an event log. */
  readonly source: string
  /** 1-based line of a text. */
  readonly line?: number
  /** Record number of a log. */
  readonly record?: number
  /** The words themselves, at most a line or two. */
  readonly quote?: string
  /** ISO 8601 in UTC. */
  readonly observedAt?: string
}

/** Why a section is unknown. `needs-root` and `not-configured` are the reader's to change, the others the world's. */
export const UNKNOWN_REASONS = [
  'needs-root',
  'not-configured',
  'not-asked',
  'not-given',
  'no-answer',
  'unreadable',
  'unsupported',
] as const
export type UnknownReason = (typeof UNKNOWN_REASONS)[number]

export type Section<T> =
  | { readonly state: 'known'; readonly value: T; readonly evidence: readonly Evidence[] }
  | { readonly state: 'unknown'; readonly reason: UnknownReason; readonly detail: string }

/** The machine and who looked at it. */
export interface MachineFacts {
  readonly platform: string
  readonly hubtrustVersion: string
  /** Whether root looked: a real open as the service account is only possible then. */
  readonly isRoot: boolean
  readonly account: string
}

/** How the directory is reached is in its own section; passwords are nowhere. */
export type ConfigurationFacts = Omit<Configuration, 'directory' | 'postfix' | 'exim' | 'console'> & {
  readonly directory: Pick<Configuration['directory'], 'kind' | 'path' | 'maxStaleMs'>
}

/** A name and what the resolver says of it; addresses are empty when it has none. */
export interface Lookup {
  readonly name: string
  readonly addresses: readonly string[]
  /** The resolver's error when it did not answer, for example `ENOTFOUND` or `deadline`. */
  readonly problem?: string
}

export interface ReverseLookup {
  readonly address: string
  readonly names: readonly string[]
  readonly problem?: string
}

export interface HostsEntry {
  readonly address: string
  readonly names: readonly string[]
  readonly line: number
}

export interface NameFacts {
  /** The four names as selection uses them, stated ones included. */
  readonly hostNames: HostNames
  /** The same without what the configuration states. */
  readonly collected: HostNames
  /** gethostname(2) */
  readonly kernelName: string
  /** First line of /etc/hostname; undefined when there is no such file. */
  readonly fileName?: string
  /** `search` or `domain` of resolv.conf. */
  readonly searchDomains: readonly string[]
  readonly nameServers: readonly string[]
  /** Lines of the hosts file that hold one of our names. */
  readonly hostsEntries: readonly HostsEntry[]
  /** Look-ups of each distinct name of ours. */
  readonly forward: readonly Lookup[]
  /** What the DNS alone says, past the hosts file. */
  readonly dnsForward: readonly Lookup[]
  readonly reverse: readonly ReverseLookup[]
  /** Addresses of this machine's interfaces, loopback left out. */
  readonly interfaceAddresses: readonly string[]
}

/** A real attempt, made as the service account. */
export interface OpenAttempt {
  readonly path: string
  readonly opened: boolean
  /** The system's code when it was refused: `EACCES`, `ENOENT`, `EROFS`. */
  readonly code?: string
}

export interface AccountFacts {
  readonly name: string
  readonly exists: boolean
  readonly uid?: number
  readonly groups: readonly string[]
  /** One attempt for each private key; empty when root did not look. */
  readonly attempts: readonly OpenAttempt[]
}

export interface FilePermission {
  readonly path: string
  /** Octal, four digits. */
  readonly mode: string
  readonly owner: string
  readonly group: string
}

export interface StoreFacts {
  readonly folder: string
  readonly certificates: readonly StoredCertificate[]
  readonly pendingRequests: readonly { readonly id: string; readonly createdAt: string }[]
  readonly problems: readonly { readonly path: string; readonly code: string; readonly message: string }[]
  /** Key files and their folder. */
  readonly permissions: readonly FilePermission[]
  /** Mount points above the keys that are read-only. */
  readonly readOnlyMounts: readonly string[]
}

export interface DirectoryFacts {
  readonly kind: string
  readonly location: string
  readonly changeNumber: number
  readonly servers: readonly Server[]
  /** Certificates that two servers claim, CA certificates and the like: what the index refuses. */
  readonly refused: readonly {
    readonly fingerprint: string
    readonly servers: readonly string[]
    readonly reason: string
  }[]
}

/** What the running gateway says of itself; `running: false` when it does not answer. */
export type GatewayFacts =
  | {
      readonly running: false
      /** The unit of systemd that would start it. */
      readonly unit?: string
    }
  | {
      readonly running: true
      readonly pid: number
      /** The unit of systemd it runs as; undefined in a terminal, a container or the lab. */
      readonly unit?: string
      readonly version: string
      readonly account: string
      readonly startedAt: string
      /** SHA-256 of the certificate it shows. */
      readonly inUse?: string
      readonly listening: readonly ListeningOn[]
      readonly directory: {
        readonly servers: number
        readonly certificates: number
        readonly asOf: string
        readonly isStale: boolean
        readonly problem?: string
      }
      readonly peers: readonly {
        readonly server: string
        readonly direction: 'inbound' | 'outbound'
        readonly outcome: string
        readonly cause?: Cause
        readonly at: string
        readonly count: number
      }[]
    }

export const HANDSHAKE_STAGES = [
  'connect',
  'greeting',
  'ehlo',
  'starttls',
  'tls',
  'their-certificate',
  'our-certificate',
] as const
export type HandshakeStage = (typeof HANDSHAKE_STAGES)[number]

export interface HandshakeStep {
  readonly stage: HandshakeStage
  readonly passed: boolean
  readonly detail: string
  readonly cause?: Cause
}

/** One attempt at one address. */
export interface HandshakeFacts {
  readonly address: string
  readonly steps: readonly HandshakeStep[]
  /** SHA-256 of what the other side presented. */
  readonly presented?: string
  readonly subject?: string
  readonly ms: number
  /** The other side's clock minus ours, from its greeting or TLS where it tells; seconds. */
  readonly clockOffsetS?: number
}

export interface PeerFacts {
  readonly server: string
  readonly enabled: boolean
  /** Our connector to it, when there is one. */
  readonly connector?: string
  /** Every address, in the order it was tried. */
  readonly handshakes: readonly HandshakeFacts[]
}

/** One of our receive connectors, knocked at as a peer would. */
export interface OwnListenerFacts {
  readonly connector: string
  readonly address: string
  readonly handshake: HandshakeFacts
}

export interface BalancerFacts {
  /** Addresses on an interface with a /32 or /128 mask, or on a loopback or dummy interface: a virtual address. */
  readonly virtualAddresses: readonly { readonly address: string; readonly interface: string }[]
  /** keepalived, ipvs, haproxy, corosync, ...: what was found and where. */
  readonly software: readonly {
    readonly name: string
    readonly detail: string
    readonly evidence: Evidence
    /** `host:port` of everything it listens on and hands over to, as its configuration says; `*` is every address. */
    readonly endpoints?: readonly string[]
  }[]
  /** Our own name asked several times: who answered with what. */
  readonly ownNameProbes: readonly HandshakeFacts[]
  /** Our name resolves to these, none of which is an address of this machine. */
  readonly elsewhere: readonly string[]
}

export interface ClockFacts {
  readonly nowIso: string
  /** Whether the system says its clock is synchronized; undefined when it does not say. */
  readonly isSynchronized?: boolean
  /** Others' clocks minus ours, in seconds, with who said so. */
  readonly offsets: readonly { readonly of: string; readonly seconds: number }[]
  /** The newest time stamp written by others into the directory, if it lies in our future. */
  readonly newestOfDirectory?: string
}

/** The Postfix or Exim next to us, as its own tools tell it. */
export interface MailServerFacts {
  readonly product: 'postfix' | 'exim'
  readonly version: string
  readonly configurationFolder: string
  /** The settings that direct trust depends on. */
  readonly settings: Readonly<Record<string, string>>
  /** Postfix: services of master.cf that listen where a receive connector hands over, or that we look at otherwise. */
  readonly services: readonly {
    readonly name: string
    readonly type: string
    readonly command: string
    readonly settings: Readonly<Record<string, string>>
    readonly line: number
    /** Postfix: whether it runs with the queue directory as its root. */
    readonly isChrooted?: boolean
  }[]
  readonly problem?: string
}

/** The server behind a receive connector. */
export interface BackendFacts {
  readonly connector: string
  readonly address: string
  readonly reachable: boolean
  readonly problem?: string
  readonly greeting?: string
  /** A recipient far away was accepted from a stranger's address: an open relay. */
  readonly relays?: boolean
}

export interface Facts {
  readonly schema: typeof FACTS_SCHEMA
  readonly version: string
  readonly takenAt: string
  readonly source: 'live' | 'evidence'
  /** This server's name in the directory; undefined when it could not be learned. */
  readonly server?: string
  readonly machine: Section<MachineFacts>
  readonly configuration: Section<ConfigurationFacts>
  readonly names: Section<NameFacts>
  readonly account: Section<AccountFacts>
  readonly store: Section<StoreFacts>
  readonly directory: Section<DirectoryFacts>
  readonly gateway: Section<GatewayFacts>
  readonly listeners: Section<readonly OwnListenerFacts[]>
  readonly peers: Section<readonly PeerFacts[]>
  readonly backends: Section<readonly BackendFacts[]>
  readonly balancer: Section<BalancerFacts>
  readonly clock: Section<ClockFacts>
  readonly events: Section<readonly EventRecord[]>
  readonly mailServers: Section<readonly MailServerFacts[]>
  readonly postfixService: Section<PostfixServiceFacts>
  /** Only in facts read out of an Exchange server's evidence. */
  readonly exchange?: ExchangeFacts
}

export const SECTIONS = [
  'machine',
  'configuration',
  'names',
  'account',
  'store',
  'directory',
  'gateway',
  'listeners',
  'peers',
  'backends',
  'balancer',
  'clock',
  'events',
  'mailServers',
  'postfixService',
] as const
export type SectionName = (typeof SECTIONS)[number]

/** What a known section holds. */
export type SectionValue<N extends SectionName> = Extract<Facts[N], { readonly state: 'known' }>['value']

export function known<T>(value: T, ...evidence: readonly Evidence[]): Section<T> {
  return { state: 'known', value, evidence }
}

export function unknown<T>(reason: UnknownReason, detail: string): Section<T> {
  return { state: 'unknown', reason, detail }
}

/** Values of findings: facts that a sentence can hold. */
export type Args = Readonly<Record<string, Value>>
