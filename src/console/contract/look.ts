/** Reading: the state of this server, its certificates, the directory. Shapes are those of the commands' `--format json`. */
import * as v from 'valibot'
import { count, language, pageOf, paging, serverName, text, thumbprint, time, SEVERITY } from './shared.ts'

export const PeerSeen = v.object({
  server: text,
  direction: v.picklist(['inbound', 'outbound']),
  at: time,
  outcome: v.picklist(['trusted', 'refused']),
  cause: v.optional(text),
  /** The cause as a sentence, and what to do, in the language asked for. */
  causeText: v.optional(text),
  remedy: v.optional(text),
  count,
})

/** As in `hubtrust events --format json`, with the sentences made from it. */
export const EventItem = v.object({
  sequence: count,
  time,
  source: text,
  id: v.number(),
  name: text,
  category: text,
  severity: SEVERITY,
  server: text,
  args: v.record(text, v.union([text, v.number()])),
  cause: v.optional(text),
  proof: v.optional(v.record(text, v.union([text, v.number()]))),
  count,
  /** The event in one sentence. */
  text,
  causeText: v.optional(text),
  remedy: v.optional(text),
})
export type EventRow = v.InferOutput<typeof EventItem>

const CandidateStep = v.object({
  step: v.picklist(['version', 'private-key', 'name', 'smtp', 'validity', 'best']),
  passed: v.boolean(),
  detail: text,
  /** The reason in the language asked for. */
  text,
})
export const SelectionSide = v.object({
  published: v.nullable(text),
  selected: v.nullable(text),
  best: v.nullable(text),
  cause: v.nullable(text),
  about: v.nullable(text),
  causeText: v.optional(text),
  remedy: v.optional(text),
  candidates: v.array(
    v.object({
      certificate: text,
      thumbprint: text,
      fingerprint: text,
      subject: text,
      isPublished: v.boolean(),
      isSelected: v.boolean(),
      steps: v.array(CandidateStep),
    }),
  ),
  /** What the gateway logs because of it. */
  events: v.array(v.object({ id: v.number(), text })),
})
export const SelectionQuery = v.object({ ...language, name: v.optional(serverName) })
/** Without a name both directions of direct trust, with one the certificate for STARTTLS under that name. */
export const SelectionAnswer = v.object({
  server: text,
  hostNames: v.record(text, text),
  inbound: v.optional(SelectionSide),
  outbound: v.optional(SelectionSide),
  name: v.optional(text),
  starttls: v.optional(SelectionSide),
})

export const CertificateItem = v.object({
  Thumbprint: text,
  Services: v.array(text),
  Subject: text,
  CertificateDomains: v.array(text),
  Issuer: text,
  IsSelfSigned: v.boolean(),
  HasPrivateKey: v.boolean(),
  KeyReadableBy: v.array(text),
  NotBefore: text,
  NotAfter: text,
  PublicKeySize: v.number(),
  SerialNumber: text,
  Status: v.picklist(['Valid', 'DateInvalid', 'Invalid']),
  RootCAType: text,
  Published: v.boolean(),
  Selected: v.boolean(),
  Fingerprint: text,
  KeyType: text,
  FriendlyName: text,
  StatusReasons: v.array(v.picklist(['expired', 'not-yet', 'no-key', 'key-mismatch', 'key-unreadable'])),
  /** The state, and the use, in words. */
  statusText: text,
  useText: text,
})
export type CertificateRow = v.InferOutput<typeof CertificateItem>
export const CertificatesAnswer = v.object({
  server: text,
  items: v.array(CertificateItem),
  /** Requests that wait for the answer of an authority. */
  pending: v.array(v.object({ id: text, createdAt: v.optional(text), friendlyName: v.optional(text) })),
  /** Files of the store that cannot be read. */
  problems: v.array(v.object({ path: text, code: text, text })),
})
export const CertificatePlace = v.object({ thumbprint })

export const PublishedItem = v.object({
  fingerprint: text,
  thumbprint: text,
  notBefore: text,
  notAfter: text,
  publishedAt: text,
})
/** As in `hubtrust server list --format json`. */
export const ServerItem = v.object({
  name: text,
  roles: v.array(v.picklist(['hub', 'edge'])),
  addresses: v.array(text),
  enabled: v.boolean(),
  certificates: v.array(PublishedItem),
  version: v.number(),
  isThis: v.boolean(),
  peers: v.array(PeerSeen),
})
export const ServersQuery = v.object({ ...language, ...paging })
export const ServersAnswer = pageOf(ServerItem)
export const ServerPlace = v.object({ name: serverName })

export const DirectoryState = v.object({
  servers: count,
  certificates: count,
  asOf: text,
  ageMs: v.number(),
  isStale: v.boolean(),
  problem: v.optional(text),
})
/** What the doctor on duty found: causes only. */
export const DutyFinding = v.object({
  id: text,
  severity: v.picklist(['critical', 'high', 'medium', 'low', 'info']),
  title: text,
  why: text,
  /** Whether `doctor --fix` repairs it. */
  isAutomatic: v.boolean(),
  remedies: v.array(v.object({ title: text, commands: v.array(text), automatic: v.boolean() })),
})
export const Duty = v.object({
  takenAt: time,
  verdict: v.picklist(['trusted', 'not-trusted', 'unknown']),
  findings: v.array(DutyFinding),
})

export const StatusAnswer = v.object({
  server: text,
  version: text,
  pid: v.number(),
  startedAt: time,
  processes: v.number(),
  listening: v.array(
    v.object({ connector: text, direction: v.picklist(['inbound', 'outbound']), host: text, port: v.number() }),
  ),
  directory: DirectoryState,
  inUse: v.optional(text),
  sessions: v.object({
    open: count,
    trusted: count,
    refused: count,
    anonymous: count,
    handshakesInFlight: count,
    peers: v.array(PeerSeen),
  }),
  events: v.array(v.object({ id: v.number(), count })),
  doctor: v.optional(Duty),
})

/** The first page: is anything refused right now, why, and what to press. */
export const OverviewAnswer = v.object({
  server: text,
  verdict: v.picklist(['trusted', 'not-trusted', 'unknown']),
  doctor: v.optional(Duty),
  /** Peers whose last handshake was refused. */
  refusedPeers: v.array(PeerSeen),
  peers: v.array(PeerSeen),
  /** The newest events of severity error or warning, newest first. */
  lastRefusals: v.array(EventItem),
  certificate: v.optional(v.object({ subject: text, thumbprint: text, notAfter: text })),
  directory: DirectoryState,
  sessions: v.object({ open: count, trusted: count, refused: count, anonymous: count }),
})

export const DirectoryAnswer = v.object({
  kind: text,
  ...DirectoryState.entries,
  /** Until when the last known state stays in force while the directory is away, milliseconds. */
  maxStaleMs: v.number(),
  changeNumber: v.optional(v.number()),
  enabled: count,
  disabled: count,
  withoutCertificate: count,
  /** Of all servers: what ends within the warning time, soonest first, at most a hundred. */
  endingSoon: v.array(v.object({ server: text, thumbprint: text, notAfter: text })),
})

/**
 * Who trusts whom, compact: 2,000 servers are a few hundred kilobytes. `servers[i]` is `[name, roles, flags, notAfter]` with
 * flags 1 = enabled, 2 = this server, 4 = a certificate is published, 8 = one ends within the warning time;
 * `links` are `[from, to, state, at, cause]`: indexes into `servers`, state 0 = never seen, 1 = trusted, 2 = refused,
 * `at` in seconds since 1970 or 0, `cause` an index into `causes` or -1. Only this server's own handshakes are known to it.
 */
export const MapAnswer = v.object({
  takenAt: time,
  self: v.number(),
  servers: v.array(v.tuple([text, v.array(text), v.number(), text])),
  links: v.array(v.tuple([v.number(), v.number(), v.number(), v.number(), v.number()])),
  causes: v.array(v.object({ id: text, text })),
})
