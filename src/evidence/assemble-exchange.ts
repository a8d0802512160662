/** What only Exchange has: its version, events, connectors, balancers, sessions, queues, EdgeSync. */
import type { EvidenceFile, ExchangeFacts } from '../model/exchange.ts'
import type { Evidence } from '../model/facts.ts'
import type { AssembledStore } from './assemble-store.ts'
import { contradictionsOf } from './contradictions.ts'
import { productOf } from './era.ts'
import { withEndings, type EndingParts } from './event-endings.ts'
import { exchangeEvents } from './exchange-events.ts'
import type { ConnectorObservation, Observation, SessionObservation } from './observation.ts'
import { timelineOf } from './timeline.ts'

interface Parts extends EndingParts {
  /** Of the server. */
  readonly name: string
  readonly files: readonly EvidenceFile[]
  /** Places that could belong to any of several servers. */
  readonly mixed: readonly Evidence[]
  readonly otherServers: readonly string[]
  readonly store: AssembledStore
  readonly isPublishedInferred: boolean
  readonly proofs: Readonly<Record<'names' | 'balancer' | 'published', readonly Evidence[]>>
}

export function exchangeOf(observations: readonly Observation[], parts: Parts): ExchangeFacts {
  const { files, mixed, otherServers, store, isPublishedInferred, proofs } = parts
  const { version, era, evidence } = productOf(observations, {
    name: parts.name,
    isAlone: otherServers.length === 0,
  })
  const events = withEndings(exchangeEvents(observations), observations, parts)
  const contradictions = contradictionsOf(observations)
  return {
    ...(version === undefined ? {} : { version }),
    era,
    files,
    events,
    denials: observations
      .filter((one) => one.kind === 'attempt')
      .map(({ process, path, result, evidence }) => ({ process, path, result, evidence })),
    connectors: observations.filter((one) => one.kind === 'connector').map(connectorOf),
    balancers: balancersOf(observations),
    sessions: observations.filter((one) => one.kind === 'session').map(sessionOf),
    edgeSync: observations
      .filter((one) => one.kind === 'edge-sync')
      .map(({ name, status, evidence }) => ({ name, status, evidence })),
    subscriptions: subscriptionsOf(observations),
    secrets: observations.filter((one) => one.kind === 'secret').map(({ what, evidence }) => ({ what, evidence })),
    queueErrors: observations
      .filter((one) => one.kind === 'queue')
      .flatMap(({ name, lastError = '', evidence }) =>
        lastError === '' ? [] : [{ queue: name, error: lastError, evidence }],
      ),
    providers: providersOf(observations),
    unknowns: store.unknowns,
    contradictions,
    timeline: timelineOf(observations, { ...parts, events, contradictions }),
    otherServers,
    isPublishedInferred,
    proofs: {
      ...store.proofs,
      ...proofs,
      ...(evidence === undefined ? {} : { version: [evidence] }),
      ...(mixed.length === 0 ? {} : { mixed }),
    },
  }
}

function connectorOf(observation: ConnectorObservation): ExchangeFacts['connectors'][number] {
  const { direction, name, fqdn, authMechanisms, tlsCertificateName, suppressesAnonymousTls, evidence } = observation
  return {
    direction,
    name,
    authMechanisms,
    evidence,
    ...(fqdn === undefined ? {} : { fqdn }),
    ...(tlsCertificateName === undefined ? {} : { tlsCertificateName }),
    ...(suppressesAnonymousTls === undefined ? {} : { suppressesAnonymousTls }),
  }
}

function balancersOf(observations: readonly Observation[]): ExchangeFacts['balancers'] {
  return observations
    .filter((one) => one.kind === 'balancer')
    .map(({ clusterName, isBound, ports, evidence }) => ({
      isBound,
      ports,
      evidence,
      ...(clusterName === undefined ? {} : { clusterName }),
    }))
}

function sessionOf(observation: SessionObservation): ExchangeFacts['sessions'][number] {
  const { direction, remote, outcome, error, isRewritten, evidence } = observation
  return {
    direction,
    evidence,
    ...(remote === undefined ? {} : { remote }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(error === undefined ? {} : { error }),
    ...(isRewritten === undefined ? {} : { isRewritten }),
  }
}

function subscriptionsOf(observations: readonly Observation[]): ExchangeFacts['subscriptions'] {
  return observations
    .filter((one) => one.kind === 'edge-subscription')
    .map(({ edgeServer, createdAt, validForS, evidence }) => ({
      edgeServer,
      evidence,
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(validForS === undefined ? {} : { validForS }),
    }))
}

/** A certificate is told once, however many tools printed its provider. */
function providersOf(observations: readonly Observation[]): ExchangeFacts['providers'] {
  const certificates = observations.filter((one) => one.kind === 'certificate')
  const containers = observations.filter((one) => one.kind === 'key-container')
  const told = [...containers, ...certificates].flatMap(({ thumbprint, provider, evidence }) =>
    provider === undefined || thumbprint === undefined ? [] : [{ thumbprint, provider, evidence }],
  )
  return [...Map.groupBy(told, ({ thumbprint }) => thumbprint).values()].flatMap((seen) => seen.slice(0, 1))
}
