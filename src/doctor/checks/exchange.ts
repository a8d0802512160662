/** What only the evidence of an Exchange server shows. */
import { isPhantom, isTransport, type ExchangeEvent, type ExchangeFacts } from '../../model/exchange.ts'
import type { Evidence } from '../../model/facts.ts'
import type { FindingId } from '../../model/finding.ts'
import { evidenceCheck, type Check, type Fault } from '../check.ts'
import { meansTrust } from '../exchange.ts'

const PROOFS_MAX = 3
const HOUR_MS = 3_600_000

const unknownCertificate = evidenceCheck('peer.unknown-certificate', ({ events }) => {
  const refused = events
    .filter(isCurrent)
    .filter((event) => isTransport(event) && [1036, 2018].includes(event.id) && !isPhantom(event))
  const byPeer = Map.groupBy(refused, ({ id, strings }) => JSON.stringify([id, strings[0], strings[1]]))
  return [...byPeer.values()].map((seen) => {
    const [event] = seen
    const [subject = '-', address = '-'] = event?.strings ?? []
    return {
      subject: { peer: address, object: subject },
      args: { subject, address, id: event?.id ?? 1036, count: seen.length },
      evidence: placesOf(seen),
    }
  })
})

const outOfStep = evidenceCheck('edge.out-of-step', ({ edgeSync, events }) => {
  const failing = edgeSync.filter(({ status }) => !/^(normal|success)/i.test(status.trim()))
  const faults: (Fault & { readonly args: { readonly server: string; readonly status: string } })[] = failing.map(
    ({ name, status, evidence }) => ({
      subject: { object: name },
      args: { server: name, status },
      evidence: [evidence],
    }),
  )
  const mismatches = events.filter(isCurrent).filter(({ source, id }) => /edgesync/i.test(source) && id === 10_104)
  if (mismatches.length === 0) return faults
  const server = mismatches[0]?.strings[0] ?? 'Edge'
  const status = 'FailedDirectTrustMatch (10104)'
  return [...faults, { subject: { object: server }, args: { server, status }, evidence: placesOf(mismatches) }]
})

const subscriptionExpired = evidenceCheck('edge.subscription-expired', ({ subscriptions }, { nowMs }) =>
  subscriptions.flatMap(({ edgeServer, createdAt, validForS = 24 * 3_600, evidence }) => {
    if (createdAt === undefined) return []
    const endMs = Date.parse(createdAt) + validForS * 1_000
    if (!(endMs + HOUR_MS < nowMs)) return []
    const notAfter = new Date(endMs).toISOString()
    return [{ subject: { object: edgeServer }, args: { server: edgeServer, notAfter }, evidence: [evidence] }]
  }),
)

const kerberos = evidenceCheck('kerberos.authentication', ({ events, queueErrors }) => {
  const failed = events
    .filter(isCurrent)
    .filter(
      (event) =>
        isTransport(event) &&
        [1035, 2017].includes(event.id) &&
        event.strings.some((text) => /exchangeauth/i.test(text)),
    )
  const queued = queueErrors.filter(({ error }) => /454 4\.7\.0|451 5\.7\.3|5\.7\.3 Cannot achieve/i.test(error))
  if (failed.length === 0 && queued.length === 0) return []
  const what = failed.length > 0 ? `event ${String(failed[0]?.id ?? 1035)}` : (queued[0]?.error.slice(0, 80) ?? '-')
  return [
    {
      subject: {},
      args: { what, count: failed.length + queued.length },
      evidence: [...placesOf(failed), ...queued.map(({ evidence }) => evidence)].slice(0, PROOFS_MAX),
      confidence: 'strong',
    },
  ]
})

const phantom = evidenceCheck('event.phantom', ({ events }) => {
  const found = events.filter((event) => isTransport(event) && event.id === 1036 && isPhantom(event))
  return found.length === 0 ? [] : [{ subject: {}, args: { count: found.length }, evidence: placesOf(found) }]
})

const otherEra = evidenceCheck('event.other-era', ({ events, era, version }) => {
  if (!['2013', '2016', '2019', '2013 or later'].includes(era)) return []
  const found = Map.groupBy(
    events.filter((event) => isTransport(event) && [1037, 2019].includes(event.id)),
    ({ id }) => id,
  )
  return [...found].map(([id, seen]) => ({
    subject: { object: String(id) },
    args: { id, count: seen.length, version: version ?? era },
    evidence: placesOf(seen),
  }))
})

/** What was so until a day, and is no longer: never a cause, and said to be history. */
function history(exchange: ExchangeFacts, why: 'overtaken' | 'silent') {
  const ended = exchange.events.filter(
    (event) => event.ending?.why === why && (meansTrust(event, exchange) || isNeighbour(event)),
  )
  const alike = Map.groupBy(ended, ({ source, id, ending }) => JSON.stringify([source.toLowerCase(), id, ending]))
  return [...alike.values()].flatMap((seen) => {
    const [event] = seen
    if (event?.ending === undefined) return []
    const { id, source, ending } = event
    const { until, since, object } = ending
    return [
      {
        subject: { object: isTransport(event) ? `event.${String(id)}` : `${source} ${String(id)}`, ...ofPeer(event) },
        args: { id, source, count: seen.length, until, since, object },
        evidence: placesOf(seen),
      },
    ]
  })
}

/** Events that are causes by themselves without being about certificates. */
function isNeighbour({ source, id }: ExchangeEvent): boolean {
  return (
    (isTransport({ source }) && [1018, 1019].includes(id)) || (/edgesync/i.test(source) && [1035, 10_104].includes(id))
  )
}

function ofPeer({ id, strings: [, address] }: ExchangeEvent): { readonly peer?: string } {
  return [1036, 2018].includes(id) && address !== undefined ? { peer: address } : {}
}

function isCurrent({ ending }: ExchangeEvent): boolean {
  return ending === undefined
}

const overtaken = evidenceCheck('event.overtaken', (exchange) => history(exchange, 'overtaken'))
const silent = evidenceCheck('event.silent', (exchange) => history(exchange, 'silent'))

const damaged = evidenceCheck('evidence.damaged', ({ files }) =>
  files.flatMap(({ name, problems }) => {
    const lost = problems.filter(({ problem }) =>
      ['damaged', 'truncated', 'gap', 'too-large', 'mojibake', 'encrypted', 'not-opened'].includes(problem),
    )
    const [first] = lost
    if (first === undefined) return []
    return [
      {
        subject: { object: name },
        args: { file: name, problem: first.problem, count: lost.length },
        evidence: lost.map(({ evidence }) => evidence).slice(0, PROOFS_MAX),
      },
    ]
  }),
)

const contradiction = evidenceCheck('evidence.contradiction', ({ contradictions }) =>
  contradictions.map(({ property, object, left, right }) => ({
    subject: { object: `${property} ${object}` },
    args: {
      property,
      object,
      value: left.value,
      otherValue: right.value,
      first: placeText(left.evidence),
      second: placeText(right.evidence),
    },
    evidence: [left.evidence, right.evidence],
  })),
)

const mixedServers = evidenceCheck('evidence.mixed-servers', ({ proofs }) => {
  const mixed = proofs['mixed'] ?? []
  if (mixed.length === 0) return []
  return [{ subject: {}, args: { count: mixed.length }, evidence: mixed.slice(0, PROOFS_MAX) }]
})

const secret = evidenceCheck('evidence.secret', ({ secrets }) =>
  secrets.map(({ what, evidence }) => ({
    subject: { object: placeText(evidence) },
    args: { kind: what, file: placeText(evidence) },
    // The place is told, the words are not.
    evidence: [{ source: evidence.source, ...(evidence.line === undefined ? {} : { line: evidence.line }) }],
  })),
)

function placeText({ source, line }: Evidence): string {
  return line === undefined ? source : `${source}:${String(line)}`
}

function placesOf(events: readonly ExchangeEvent[]): readonly Evidence[] {
  return events.slice(-PROOFS_MAX).map(({ evidence }) => evidence)
}

/** Another program held the port: 1018 and 1019 beside the phantom 1036. */
function portConflicts({ events }: ExchangeFacts): readonly Fault[] {
  const found = events.filter(isCurrent).filter((event) => isTransport(event) && [1018, 1019].includes(event.id))
  if (found.length === 0) return []
  const address = found.flatMap(({ strings }) => strings).find((text) => /:\d+$/.test(text)) ?? ':25'
  return [
    {
      subject: { object: address },
      args: { address, connector: '-' },
      evidence: placesOf(found),
      remedies: [{ id: 'exchange-free-port', args: {} }],
    },
  ]
}

/** NLB in front of the port by which servers reach each other. */
function boundBalancers({ balancers }: ExchangeFacts): readonly Fault[] {
  return balancers
    .filter(({ isBound, ports }) => isBound && (ports.length === 0 || ports.some(holdsSmtp)))
    .map(({ clusterName = 'NLB', ports, evidence }) => ({
      subject: { object: clusterName },
      args: { software: `NLB (${clusterName})`, connector: 'SMTP', endpoint: ports.join(', ') || '25' },
      severity: 'medium',
      evidence: [evidence],
      remedies: [{ id: 'exchange-balancer', args: {} }],
    }))
}

function holdsSmtp(range: string): boolean {
  const [from = 0, to = from] = range.split('-').map(Number)
  return from <= 25 && to >= 25
}

/** Event 12014 names the name, the connector and its FQDN. */
function namelessConnectors({ events }: ExchangeFacts): readonly Fault[] {
  const seen = Map.groupBy(
    events.filter((event) => isCurrent(event) && isTransport(event) && event.id === 12_014),
    ({ strings }) => JSON.stringify(strings.slice(0, 2)),
  )
  return [...seen.values()].map((found) => {
    const [connectorFqdn = '-', connector = '-'] = found[0]?.strings ?? []
    return {
      subject: { connector },
      args: { connectorFqdn, connector, lacks: '-', thumbprint: '-' },
      evidence: placesOf(found),
      remedies: [{ id: 'exchange-starttls-certificate', args: { connectorFqdn } }],
    }
  })
}

/** A certificate made for the moment is in use: nobody else can know it. */
function ephemerals({ events }: ExchangeFacts): readonly Fault[] {
  const found = events.filter(isCurrent).filter((event) => isTransport(event) && event.id === 12_024)
  const [last] = found.slice(-1)
  if (last === undefined) return []
  const [thumbprint = '-', shown = '-'] = last.strings
  return [{ subject: { certificate: thumbprint }, args: { thumbprint, shown }, evidence: placesOf(found) }]
}

/** Exchange 2007 and 2010, and EdgeSync of all, need a key of CryptoAPI. */
function unusableProviders({ providers, events, era }: ExchangeFacts): readonly Fault[] {
  const complaints = events.filter(isCurrent).filter(({ source, id }) => /edgesync/i.test(source) && id === 1035)
  const isOld = era === '2007' || era === '2010'
  return providers
    .filter(({ provider }) => /key storage provider/i.test(provider) && (isOld || complaints.length > 0))
    .map(({ thumbprint, provider, evidence }) => ({
      subject: { certificate: thumbprint },
      args: { thumbprint, provider },
      evidence: [evidence, ...placesOf(complaints)],
    }))
}

/** Findings of live hosts that evidence tells by other facts, and those that only it can tell. */
export const EVIDENCE_FAULTS: Readonly<Partial<Record<FindingId, (exchange: ExchangeFacts) => readonly Fault[]>>> = {
  'listener.port-conflict': portConflicts,
  'balancer.present': boundBalancers,
  'connector.no-certificate-for-name': namelessConnectors,
  'store.ephemeral': ephemerals,
  'key.provider': unusableProviders,
}

export const EXCHANGE_CHECKS: readonly Check[] = [
  unknownCertificate,
  outOfStep,
  subscriptionExpired,
  kerberos,
  phantom,
  otherEra,
  overtaken,
  silent,
  damaged,
  contradiction,
  mixedServers,
  secret,
]
