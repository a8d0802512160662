/** What readers hand out: plain facts about an Exchange server and what stands around it, each with its place. */
import type { Evidence } from '../model/facts.ts'

interface Placed {
  readonly evidence: Evidence
  /** The server it speaks of, as the evidence names it; undefined when it does not say. */
  readonly server?: string
}

/** One certificate of a store as some tool printed it. What the tool did not print is undefined, never guessed. */
export interface CertificateObservation extends Placed {
  readonly kind: 'certificate'
  /** `store`: LocalMachine\My by Get-ExchangeCertificate or certutil. `directory`: msExchServerInternalTLSCert or LDIF. */
  readonly from: 'store' | 'directory'
  /** 40 upper-case hexadecimal digits. */
  readonly thumbprint: string
  /** DER, when the evidence holds it: everything in it is then proven. */
  readonly der?: Uint8Array
  readonly subject?: string
  readonly issuer?: string
  readonly domains?: readonly string[]
  /** The tool stopped printing the list (`…`): there are more. */
  readonly areDomainsCut?: boolean
  /** Lower case: `smtp`, `imap`, `pop`, `iis`, `um`, `federation`; empty for None. Undefined when Services was not printed. */
  readonly services?: readonly string[]
  readonly hasPrivateKey?: boolean
  readonly isSelfSigned?: boolean
  readonly status?: string
  readonly rootCaType?: string
  readonly serialNumber?: string
  readonly publicKeySizeBits?: number
  /** ISO 8601; local time of the server's shell when `hasZone` is false. */
  readonly notBefore?: string
  readonly notAfter?: string
  readonly hasZone?: boolean
  readonly friendlyName?: string
  /** Key container and provider, where the evidence names them. */
  readonly container?: string
  readonly provider?: string
  /** Position in a list ordered as selection would pick (`-DomainName`): 0 is the one used. */
  readonly rank?: number
  /** The name that list was ordered for. */
  readonly rankedFor?: string
  /** Where single values stand, by name of the property, in evidence of more than one line. */
  readonly places?: Readonly<Record<string, Evidence>>
}

/** certutil: which key file belongs to a certificate. */
export interface KeyContainerObservation extends Placed {
  readonly kind: 'key-container'
  readonly thumbprint?: string
  readonly serialNumber?: string
  readonly container?: string
  /** `<32 hex>_<MachineGuid>`: the name of the key file. */
  readonly uniqueName?: string
  readonly provider?: string
  readonly isMachineKey?: boolean
  readonly works?: boolean
}

/** An event of any log. Text and level depend on language and era: never decided by. */
export interface EventObservation extends Placed {
  readonly kind: 'event'
  readonly log?: string
  /** Provider: `MSExchangeTransport`, `MSExchangeFrontEndTransport`, `Schannel`, `MSExchange EdgeSync`, … */
  readonly source: string
  readonly id: number
  /** High word of the classic event id: 0x8004 warning, 0xC004 error. */
  readonly qualifiers?: number
  readonly recordNumber?: number
  readonly time?: string
  readonly hasZone?: boolean
  /** Insertion strings, in order. */
  readonly strings: readonly string[]
  /** The rendered text, when the evidence has it. */
  readonly text?: string
  /** Found outside the live records: it may be old. */
  readonly isCarved?: boolean
}

export interface AccessEntry {
  /** `S-1-5-20`; undefined when the name is not one of the well-known ones. */
  readonly sid?: string
  readonly account: string
  readonly allows: boolean
  /** Whether reading the content is among the rights: those that are granted, or those that are denied. */
  readonly canRead: boolean
  readonly isInherited: boolean
  /** Applies to things below only, not to this one. */
  readonly isInheritOnly: boolean
  /** Where it stands, when that is not the first line. */
  readonly line?: number
}

/** icacls, cacls, Get-Acl, accesschk: who may do what with one file or folder. */
export interface AccessObservation extends Placed {
  readonly kind: 'access'
  readonly path: string
  readonly owner?: string
  readonly entries: readonly AccessEntry[]
}

/** Filemon, Process Monitor, strace, auditd: an attempt on a key file that was refused (or, rarely needed, was not). */
export interface AttemptObservation extends Placed {
  readonly kind: 'attempt'
  readonly process: string
  readonly pid?: number
  readonly path: string
  readonly operation: string
  /** `ACCESS DENIED`, `NAME NOT FOUND`, `SHARING VIOLATION`, `EACCES`, … */
  readonly result: string
  readonly time?: string
  /** The account, or the one that was impersonated. */
  readonly account?: string
}

/** What a capture covers: without this the absence of refusals proves nothing. */
export interface CaptureObservation extends Placed {
  readonly kind: 'capture'
  readonly tool: string
  readonly from?: string
  readonly to?: string
  readonly records: number
  readonly gaps: number
  /** Only some operations, processes or paths are in it. */
  readonly isFiltered: boolean
  /** Successful or refused touches of key files by the transport's processes. */
  readonly transportTouches: number
}

export const NAME_KINDS = [
  'host-name',
  'primary-suffix',
  'connection-suffix',
  'search-suffix',
  'nv-host-name',
  'nv-domain',
  'active-computer-name',
  'computer-name',
  'domain',
  'fqdn',
  'dns-server',
  'address',
  'lookup',
  'reverse-lookup',
] as const
export interface NameObservation extends Placed {
  readonly kind: 'name'
  readonly what: (typeof NAME_KINDS)[number]
  readonly value: string
  /** For look-ups: what was asked. */
  readonly asked?: string
  /** For look-ups: nothing was found. */
  readonly failed?: boolean
}

/** wlbs/nlb display, Get-NlbCluster*, registry of WLBS. */
export interface BalancerObservation extends Placed {
  readonly kind: 'balancer'
  readonly product: 'nlb' | 'failover-cluster' | 'other'
  readonly clusterName?: string
  readonly clusterAddresses: readonly string[]
  readonly hostName?: string
  readonly hostPriority?: number
  readonly isBound: boolean
  /** Port ranges balanced, `25-25`. */
  readonly ports: readonly string[]
}

/** Get-ExchangeServer, Get-TransportServer, Get-TransportService, the server object in LDIF. */
export interface ServerObservation extends Placed {
  readonly kind: 'server'
  readonly name: string
  readonly fqdn?: string
  /** `8.3`, `14.3`, `15.2`: major and minor. */
  readonly version?: string
  readonly roles: readonly string[]
  /** SHA-1 of the internal transport certificate; empty text when the property is there and empty. */
  readonly internalTransportCertificate?: string
}

export interface ConnectorObservation extends Placed {
  readonly kind: 'connector'
  readonly direction: 'receive' | 'send'
  readonly name: string
  readonly fqdn?: string
  readonly bindings: readonly string[]
  readonly remoteRanges: readonly string[]
  /** Upper case as printed: `TLS`, `EXCHANGESERVER`, … */
  readonly authMechanisms: readonly string[]
  readonly tlsCertificateName?: string
  readonly suppressesAnonymousTls?: boolean
  readonly smartHosts: readonly string[]
  readonly isEnabled?: boolean
}

export interface QueueObservation extends Placed {
  readonly kind: 'queue'
  readonly name: string
  readonly nextHop?: string
  readonly deliveryType?: string
  readonly messageCount: number
  readonly lastError?: string
  readonly status?: string
}

/** Test-EdgeSynchronization. */
export interface EdgeSyncObservation extends Placed {
  readonly kind: 'edge-sync'
  readonly name: string
  readonly status: string
  readonly failureDetail?: string
  readonly leaseExpires?: string
  readonly lastSynchronized?: string
}

/** Edge subscription file: only what is no secret. */
export interface EdgeSubscriptionObservation extends Placed {
  readonly kind: 'edge-subscription'
  readonly edgeServer: string
  /** Thumbprint of the certificate in it. */
  readonly thumbprint?: string
  readonly createdAt?: string
  readonly validForS?: number
}

/** One session of an SMTP protocol log, Postfix or Exim log, or ExTRA trace. */
export interface SessionObservation extends Placed {
  readonly kind: 'session'
  readonly direction: 'inbound' | 'outbound'
  readonly connector?: string
  readonly session: string
  readonly remote?: string
  readonly startedAt?: string
  /** It stands for as many that were alike, of which this is the last. */
  readonly alike?: number
  readonly offersAnonymousTls?: boolean
  readonly offersStartTls?: boolean
  /** X characters in the place of a keyword. */
  readonly isRewritten?: boolean
  readonly tls?: 'anonymous-tls' | 'starttls' | 'none'
  readonly sentThumbprint?: string
  readonly receivedThumbprint?: string
  readonly receivedSubject?: string
  readonly outcome?: 'trusted' | 'refused' | 'anonymous' | 'failed'
  /** The line that says so: `454 4.7.0 …`, `TLS negotiation failed with error NoCredentials`. */
  readonly error?: string
}

/** A password, private key or credential in the evidence: only where. */
export interface SecretObservation extends Placed {
  readonly kind: 'secret'
  readonly what: 'private-key' | 'password' | 'edge-credentials'
}

/** When and where a file was collected, when it says so. */
export interface CollectionObservation extends Placed {
  readonly kind: 'collection'
  readonly at?: string
  /** The tool or command. */
  readonly by: string
  /** Event logs: which one, how many records were read, and the time of the oldest and newest live one. */
  readonly log?: string
  /** Of the program that wrote it: `14.0.0.0`. */
  readonly version?: string
  readonly records?: number
  readonly from?: string
  readonly to?: string
}

export type Observation =
  | CertificateObservation
  | KeyContainerObservation
  | EventObservation
  | AccessObservation
  | AttemptObservation
  | CaptureObservation
  | NameObservation
  | BalancerObservation
  | ServerObservation
  | ConnectorObservation
  | QueueObservation
  | EdgeSyncObservation
  | EdgeSubscriptionObservation
  | SessionObservation
  | SecretObservation
  | CollectionObservation
