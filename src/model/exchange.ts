/** What evidence from an Exchange server says beyond the sections every server has. */
import type { Evidence } from './facts.ts'
import type { Timeline } from './timeline.ts'

/** Product generations; event ids, cmdlets and properties mean different things in each. */
export const ERAS = ['2007', '2010', '2013', '2016', '2019', '2013 or later', 'unknown'] as const
export type Era = (typeof ERAS)[number]

/** One file of the evidence, and what it was taken for. */
export interface EvidenceFile {
  readonly name: string
  /** Id of the reader that read it; undefined when nobody recognised it. */
  readonly takenFor?: string
  /** When it was changed last, ISO 8601. */
  readonly modifiedAt?: string
  readonly observations: number
  readonly problems: readonly EvidenceProblemFact[]
}

export interface EvidenceProblemFact {
  readonly problem: string
  readonly evidence: Evidence
  readonly args: Readonly<Record<string, string | number>>
}

export interface ExchangeEvent {
  readonly source: string
  readonly id: number
  readonly qualifiers?: number
  readonly time?: string
  readonly strings: readonly string[]
  readonly evidence: Evidence
  /** Set when it is history: what it says was so, and is no longer. */
  readonly ending?: EventEnding
}

export interface EventEnding {
  /** `overtaken`: by a newer certificate or a session that was trusted. `silent`: not logged for long. */
  readonly why: 'overtaken' | 'silent'
  /** When it was logged last. */
  readonly until: string
  /** When what overtook it happened; for `silent`, how far the evidence goes on. */
  readonly since: string
  /** What overtook it: a thumbprint, an address, a server. */
  readonly object: string
}

/** Sources under which the transport of any edition logs. */
export function isTransport({ source }: Pick<ExchangeEvent, 'source'>): boolean {
  return /^msexchange ?(front ?end)?transport/i.test(source)
}

/** Logged with its placeholders unfilled: not about trust at all. */
export function isPhantom({ strings }: Pick<ExchangeEvent, 'strings'>): boolean {
  return strings.length === 0 || strings.some((text) => /^\[?%\d\]?$/.test(text.trim()))
}

/** An attempt of the transport on a key file that was refused. */
export interface KeyDenial {
  readonly process: string
  readonly path: string
  readonly result: string
  readonly evidence: Evidence
}

export interface ExchangeConnector {
  readonly direction: 'receive' | 'send'
  readonly name: string
  readonly fqdn?: string
  readonly authMechanisms: readonly string[]
  readonly tlsCertificateName?: string
  readonly suppressesAnonymousTls?: boolean
  readonly evidence: Evidence
}

export interface ExchangeBalancer {
  readonly clusterName?: string
  readonly isBound: boolean
  readonly ports: readonly string[]
  readonly evidence: Evidence
}

export interface ExchangeSession {
  readonly direction: 'inbound' | 'outbound'
  readonly remote?: string
  readonly outcome?: string
  readonly error?: string
  readonly isRewritten?: boolean
  readonly evidence: Evidence
}

/** Two pieces of evidence that cannot both be true. */
export interface Contradiction {
  /** As Exchange or Windows calls it: `Services`, `InternalTransportCertificateThumbprint`. */
  readonly property: string
  /** Whose: a thumbprint, a server, a path. */
  readonly object: string
  readonly left: { readonly value: string; readonly evidence: Evidence }
  readonly right: { readonly value: string; readonly evidence: Evidence }
}

export interface ExchangeFacts {
  /** `8.3`, `15.2`; undefined when nothing says it. */
  readonly version?: string
  readonly era: Era
  readonly files: readonly EvidenceFile[]
  readonly events: readonly ExchangeEvent[]
  readonly denials: readonly KeyDenial[]
  readonly connectors: readonly ExchangeConnector[]
  readonly balancers: readonly ExchangeBalancer[]
  readonly sessions: readonly ExchangeSession[]
  readonly edgeSync: readonly { readonly name: string; readonly status: string; readonly evidence: Evidence }[]
  readonly subscriptions: readonly {
    readonly edgeServer: string
    readonly createdAt?: string
    readonly validForS?: number
    readonly evidence: Evidence
  }[]
  readonly secrets: readonly { readonly what: string; readonly evidence: Evidence }[]
  readonly queueErrors: readonly { readonly queue: string; readonly error: string; readonly evidence: Evidence }[]
  /** Certificates whose key is kept where this product cannot use it, by thumbprint. */
  readonly providers: readonly { readonly thumbprint: string; readonly provider: string; readonly evidence: Evidence }[]
  /** `services:THUMBPRINT`, `key:THUMBPRINT`: what no file says. */
  readonly unknowns: readonly string[]
  readonly contradictions: readonly Contradiction[]
  readonly timeline: Timeline
  /** Servers the evidence speaks of besides this one. */
  readonly otherServers: readonly string[]
  /** Whether the published certificate was read, or taken to be the one Exchange publishes by itself. */
  readonly isPublishedInferred: boolean
  /** Where things were read: `services:THUMBPRINT`, `certificate:THUMBPRINT`, `key:THUMBPRINT`, `names`, `balancer`, `published`. */
  readonly proofs: Readonly<Record<string, readonly Evidence[]>>
}

/** Events of Exchange's transport that speak of trust, in any generation. */
export const EXCHANGE_EVENT_IDS: readonly number[] = [
  ...[1035, 1036, 1037, 2017, 2018, 2019, 12_012, 12_013, 12_014, 12_015, 12_016, 12_017, 12_018, 12_019, 12_020],
  ...[12_022, 12_023, 12_024],
]
