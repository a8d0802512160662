/**
 * What a gateway can be watched by, as Prometheus reads it. Pure: the same numbers for `/metrics` and for
 * `hubtrust status --format prometheus`, which works without a running gateway, too, and then says so.
 *
 * The number of series is bounded: labels hold ids of tables, this server's own certificates and servers of the directory,
 * never what a stranger said.
 */
import { expositionText, type Family } from '../core/exposition.ts'
import { VERSION } from '../core/version.ts'
import type { PeerSeen } from '../gateway/hub.ts'
import type { CertificateFacts } from '../model/certificate.ts'
import { EVENTS, type EventCount } from '../model/events.ts'
import { SEVERITIES } from '../model/finding/entry.ts'
import { METRICS, type LabelsOf, type MetricName } from '../model/metrics.ts'
import type { Selection } from '../model/selection.ts'
import type { PostfixCounts } from '../postfix/answers.ts'
import type { FollowStatus } from './directory-follow.ts'
import type { DaemonStatus } from './status.ts'
import type { Watched } from './watch.ts'

const PEERS_MAX = 500
const CERTIFICATES_MAX = 100

export interface Measured {
  /** Name of this server. */
  readonly server: string
  /** Undefined when no gateway runs. */
  readonly gateway: DaemonStatus | undefined
  /** Of the store of this server. */
  readonly certificates: readonly Pick<CertificateFacts, 'thumbprint' | 'fingerprint' | 'notAfter'>[]
  readonly selection: Pick<Selection, 'published' | 'inUse'>
}

export function metricsText({ server, gateway, certificates, selection }: Measured): string {
  return expositionText([
    one('hubtrust_up', flag(gateway !== undefined)),
    family('hubtrust_build_info', [[{ version: gateway?.version ?? VERSION, server }, 1]]),
    ...(gateway === undefined ? [] : gatewayFamilies(gateway)),
    ...certificateFamilies(certificates, selection),
  ])
}

type Row<N extends MetricName> = readonly [labels: LabelsOf<N>, value: number]

function family<N extends MetricName>(name: N, rows: readonly Row<N>[]): Family {
  const { kind, help } = METRICS[name]
  return { name, kind, help: help.en, samples: rows.map(([labels, value]) => ({ labels, value })) }
}

type Unlabelled = { [N in MetricName]: (typeof METRICS)[N]['labels'] extends readonly [] ? N : never }[MetricName]

function one(name: Unlabelled, value: number): Family {
  const { kind, help } = METRICS[name]
  return { name, kind, help: help.en, samples: [{ labels: {}, value }] }
}

const flag = (is: boolean): number => (is ? 1 : 0)
const seconds = (iso: string): number => Date.parse(iso) / 1_000

function gatewayFamilies(gateway: DaemonStatus): readonly Family[] {
  const { startedAt, processes, listening, sessions, directory } = gateway
  const countOf = (direction: PeerSeen['direction']) =>
    listening.filter((connector) => connector.direction === direction).length
  return [
    one('hubtrust_start_timestamp_seconds', seconds(startedAt)),
    one('hubtrust_processes', processes),
    family('hubtrust_connectors', [
      [{ direction: 'inbound' }, countOf('inbound')],
      [{ direction: 'outbound' }, countOf('outbound')],
    ]),
    one('hubtrust_sessions_open', sessions.open),
    one('hubtrust_handshakes_in_flight', sessions.handshakesInFlight),
    family('hubtrust_sessions_total', [
      [{ outcome: 'trusted' }, sessions.trusted],
      [{ outcome: 'refused' }, sessions.refused],
      [{ outcome: 'anonymous' }, sessions.anonymous],
    ]),
    ...peerFamilies(sessions.peers),
    one('hubtrust_directory_servers', directory.servers),
    one('hubtrust_directory_certificates', directory.certificates),
    one('hubtrust_directory_as_of_timestamp_seconds', seconds(directory.asOf)),
    one('hubtrust_directory_reachable', flag(directory.problem === undefined)),
    one('hubtrust_directory_stale', flag(directory.isStale)),
    ...(directory.follow === undefined ? [] : followFamilies(directory.follow)),
    eventFamily(gateway.events ?? []),
    ...(gateway.doctor === undefined ? [] : doctorFamilies(gateway.doctor)),
    ...(gateway.postfix === undefined ? [] : [postfixFamily(gateway.postfix.counts)]),
  ]
}

/** Of a directory that is elsewhere. */
function followFamilies({ held, propagation }: FollowStatus): readonly Family[] {
  const times =
    propagation === undefined
      ? []
      : [
          one('hubtrust_directory_propagation_p50_seconds', propagation.p50Ms / 1_000),
          one('hubtrust_directory_propagation_p99_seconds', propagation.p99Ms / 1_000),
        ]
  return [one('hubtrust_directory_changes_held', held.length), ...times]
}

function peerFamilies(peers: readonly PeerSeen[]): readonly Family[] {
  const countOf = (direction: PeerSeen['direction'], outcome: PeerSeen['outcome']) =>
    peers.filter((peer) => peer.direction === direction && peer.outcome === outcome).length
  const shown = peers.toSorted(byNeed).slice(0, PEERS_MAX)
  const labelsOf = ({ server, direction }: PeerSeen) => ({ peer: server, direction })
  return [
    family(
      'hubtrust_peers',
      (['inbound', 'outbound'] as const).flatMap((direction) =>
        (['trusted', 'refused'] as const).map((outcome): Row<'hubtrust_peers'> => [
          { direction, outcome },
          countOf(direction, outcome),
        ]),
      ),
    ),
    family(
      'hubtrust_peer_trusted',
      shown.map((peer) => [labelsOf(peer), flag(peer.outcome === 'trusted')]),
    ),
    family(
      'hubtrust_peer_sessions_total',
      shown.map((peer) => [labelsOf(peer), peer.count]),
    ),
    family(
      'hubtrust_peer_last_session_timestamp_seconds',
      shown.map((peer) => [labelsOf(peer), seconds(peer.at)]),
    ),
  ]
}

/** Who is refused before who is trusted, and then who was here last. */
function byNeed(left: PeerSeen, right: PeerSeen): number {
  const isTrusted = (peer: PeerSeen) => flag(peer.outcome === 'trusted')
  return isTrusted(left) - isTrusted(right) || right.at.localeCompare(left.at)
}

/** Every event of the catalogue, also those that have not happened: from nothing to one is no increase that could be seen. */
function eventFamily(counts: readonly EventCount[]): Family {
  const counted = new Map(counts.map(({ id, count }) => [String(id), count]))
  return family(
    'hubtrust_events_total',
    Object.entries(EVENTS).map(([id, { severity }]) => [{ id, severity }, counted.get(id) ?? 0]),
  )
}

function doctorFamilies({ takenAt, findings }: Watched): readonly Family[] {
  const byId = Map.groupBy(findings, ({ id, severity }) => `${id} ${severity}`)
  return [
    family(
      'hubtrust_doctor_findings',
      SEVERITIES.map((severity) => [{ severity }, findings.filter((finding) => finding.severity === severity).length]),
    ),
    family(
      'hubtrust_doctor_finding',
      [...byId.values()].flatMap(([first, ...more]): readonly Row<'hubtrust_doctor_finding'>[] =>
        first === undefined ? [] : [[{ id: first.id, severity: first.severity }, 1 + more.length]],
      ),
    ),
    one('hubtrust_doctor_looked_timestamp_seconds', seconds(takenAt)),
  ]
}

function certificateFamilies(
  certificates: Measured['certificates'],
  { inUse, published }: Measured['selection'],
): readonly Family[] {
  const rank = ({ fingerprint }: Measured['certificates'][number]) =>
    flag(fingerprint === inUse) + flag(fingerprint === published)
  const shown = certificates
    .toSorted((left, right) => rank(right) - rank(left) || right.notAfter.localeCompare(left.notAfter))
    .slice(0, CERTIFICATES_MAX)
  return [
    one('hubtrust_own_certificate_usable', flag(inUse !== undefined)),
    family(
      'hubtrust_certificate_not_after_timestamp_seconds',
      shown.map(({ thumbprint, notAfter }) => [{ thumbprint }, seconds(notAfter)]),
    ),
    family(
      'hubtrust_certificate_in_use',
      shown.map(({ thumbprint, fingerprint }) => [{ thumbprint }, flag(fingerprint === inUse)]),
    ),
    family(
      'hubtrust_certificate_published',
      shown.map(({ thumbprint, fingerprint }) => [{ thumbprint }, flag(fingerprint === published)]),
    ),
  ]
}

function postfixFamily({ pinned, deferred, unmanaged, trusted, refused, anonymous }: PostfixCounts): Family {
  const inbound = { trusted, refused, anonymous }
  const outbound = { pinned, deferred, unmanaged }
  return family(
    'hubtrust_postfix_answers_total',
    Object.entries({ inbound, outbound }).flatMap(([direction, answers]) =>
      Object.entries(answers).map(([answer, count]): Row<'hubtrust_postfix_answers_total'> => [
        { direction, answer },
        count,
      ]),
    ),
  )
}
