/**
 * Observations of many files become facts of one Exchange server, in the shape the doctor reads. Nothing is invented: what
 * no file says is unknown, and what had to be inferred is marked.
 */
import { VERSION } from '../core/version.ts'
import type { Configuration } from '../model/configuration.ts'
import type { EvidenceFile, ExchangeFacts } from '../model/exchange.ts'
import {
  FACTS_SCHEMA,
  known,
  unknown,
  type DirectoryFacts,
  type Evidence,
  type Facts,
  type Section,
} from '../model/facts.ts'
import type { Server } from '../model/server.ts'
import { coversName } from '../x509/names.ts'
import { assembleNames } from './assemble-names.ts'
import { assembleStore, certificateFactsOf, type AssembledStore } from './assemble-store.ts'
import { eraOf, versionOf } from './era.ts'
import { exchangeEvents, latestTimeOf } from './exchange-events.ts'
import { groupByServer, shortName, type Group } from './grouping.ts'
import type { Observation } from './observation.ts'

const DAY_MS = 86_400_000
export const SERVICE_ACCOUNT = 'NETWORK SERVICE (S-1-5-20)'

export interface AssembleOptions {
  readonly files: readonly EvidenceFile[]
  /** When nothing in the evidence says when it was collected. */
  readonly nowIso: string
}

/** One set of facts for each server the evidence describes. */
export function assemble(observations: readonly Observation[], options: AssembleOptions): readonly Facts[] {
  const { groups, mixed } = groupByServer(observations)
  const names = groups.flatMap(({ server }) => server ?? [])
  return groups.map((group) => factsOf(group, { ...options, mixed, names }))
}

interface Surroundings extends AssembleOptions {
  readonly mixed: readonly Observation[]
  readonly names: readonly string[]
}

function factsOf({ server, observations }: Group, around: Surroundings): Facts {
  const takenAt = latestTimeOf(observations) ?? around.nowIso
  const names = assembleNames(observations, server)
  const store = assembleStore(observations)
  const fqdn =
    (names.section.state === 'known' ? names.section.value.hostNames.dnsFullyQualifiedDomainName : '') || server
  const name = (fqdn ?? server ?? 'server').toLowerCase()
  const published = publishedOf(observations, { name, store })
  const notAsked = <T>(): Section<T> => unknown('not-asked', 'evidence')
  return {
    schema: FACTS_SCHEMA,
    version: VERSION,
    takenAt,
    source: 'evidence',
    server: name,
    machine: known({ platform: 'win32', hubtrustVersion: VERSION, isRoot: false, account: SERVICE_ACCOUNT }),
    configuration: known(configurationOf(name, observations)),
    names: names.section,
    account: notAsked(),
    store:
      store.certificates.length === 0
        ? unknown('not-given', 'Get-ExchangeCertificate | fl')
        : known({
            folder: String.raw`LocalMachine\My`,
            certificates: store.certificates,
            pendingRequests: [],
            problems: [],
            permissions: [],
            readOnlyMounts: [],
          }),
    directory: published.section,
    gateway: notAsked(),
    listeners: notAsked(),
    peers: notAsked(),
    backends: notAsked(),
    balancer: notAsked(),
    clock: notAsked(),
    events: notAsked(),
    mailServers: notAsked(),
    exchange: exchangeOf(observations, { around, server, store, published, proofs: names }),
  }
}

/** Only what checks ask of a configuration; the rest is what every server starts with. */
function configurationOf(name: string, observations: readonly Observation[]): Configuration {
  const connectors = observations
    .filter((one) => one.kind === 'connector')
    .filter(({ direction }) => direction === 'receive')
  return {
    path: 'Exchange',
    server: { name, roles: ['hub'], hostNames: {} },
    account: SERVICE_ACCOUNT,
    stateFolder: String.raw`LocalMachine\My`,
    runFolder: '',
    directory: { kind: 'embedded', path: 'Active Directory', maxStaleMs: DAY_MS },
    trust: { expired: 'warn' },
    expiryWarningMs: 30 * DAY_MS,
    gateway: {
      processes: 1,
      handshakesInFlightMax: 1,
      receive: connectors.map((connector) => ({
        name: connector.name,
        listen: { host: '0.0.0.0', port: 25 },
        fqdn: connector.fqdn ?? name,
        auth: [
          ...(connector.authMechanisms.includes('TLS') ? (['tls'] as const) : []),
          ...(connector.authMechanisms.includes('EXCHANGESERVER') ? (['exchange-server'] as const) : []),
        ],
        mode: connector.authMechanisms.includes('EXCHANGESERVER') ? ('dedicated' as const) : ('shared' as const),
        plaintext: true,
        backend: { host: '', port: 0 },
        handoff: 'proxy-v2' as const,
        refusal: 'defer' as const,
        bareLf: 'pass' as const,
        connectionsMax: 0,
        connectionsPerAddressMax: 0,
      })),
      send: [],
    },
    events: { bytesMax: 0, repeatWindowMs: 0 },
  }
}

interface Published {
  readonly section: Section<DirectoryFacts>
  readonly isInferred: boolean
  readonly proof: readonly Evidence[]
}

interface Own {
  readonly name: string
  readonly store: AssembledStore
}

/** What the directory says of this server; else what its own events say; else what Exchange publishes by itself. */
function publishedOf(observations: readonly Observation[], own: Own): Published {
  const servers = observations.filter((one) => one.kind === 'server')
  const inDirectory = observations
    .filter((one) => one.kind === 'certificate')
    .filter(({ from }) => from === 'directory')
  const stated = servers.find(
    ({ name, internalTransportCertificate }) =>
      internalTransportCertificate !== undefined && shortName(name) === shortName(own.name),
  )
  const entries = inDirectory.filter(({ server }) => server === undefined || shortName(server) === shortName(own.name))
  const [event] = observations
    .filter((one) => one.kind === 'event')
    .filter(({ id, strings }) => (id === 12_013 || id === 12_024) && /^[0-9A-F]{40}$/i.test(strings[0] ?? ''))
  if (stated !== undefined || entries.length > 0) {
    const named = (stated?.internalTransportCertificate ?? '').toUpperCase()
    const thumbprints = [...new Set([...entries.map(({ thumbprint }) => thumbprint), ...(named === '' ? [] : [named])])]
    const proof = [...(stated === undefined ? [] : [stated.evidence]), ...entries.map(({ evidence }) => evidence)]
    return { section: directoryOf(thumbprints, own, observations), isInferred: false, proof }
  }
  if (event !== undefined) {
    const section = directoryOf([String(event.strings[0]).toUpperCase()], own, observations)
    return { section, isInferred: false, proof: [event.evidence] }
  }
  const inferred = ownMade(own)
  return {
    section:
      inferred === undefined
        ? unknown('not-given', 'Get-TransportService | fl Name,InternalTransportCertificateThumbprint')
        : directoryOf([inferred], own, observations),
    isInferred: true,
    proof: [],
  }
}

/** Set-up publishes a self-signed certificate with the server's own name; the newest such one is the likeliest. */
function ownMade({ name, store }: Own): string | undefined {
  const candidates = store.certificates.filter(
    (certificate) =>
      certificate.isSelfSigned && [name, shortName(name)].some((wanted) => coversName(certificate, wanted)),
  )
  const withSmtp = candidates.filter(({ services }) => services.includes('smtp'))
  const [newest] = (withSmtp.length > 0 ? withSmtp : candidates).toSorted((left, right) =>
    right.notBefore.localeCompare(left.notBefore),
  )
  return newest?.thumbprint
}

function directoryOf(
  thumbprints: readonly string[],
  { name, store }: Own,
  observations: readonly Observation[],
): Section<DirectoryFacts> {
  const entry: Server = {
    name,
    roles: ['hub'],
    addresses: [],
    enabled: true,
    certificates: thumbprints.map((thumbprint) => {
      const facts =
        store.certificates.find((certificate) => certificate.thumbprint === thumbprint) ??
        certificateFactsOf(
          thumbprint,
          observations.filter((one) => one.kind === 'certificate').filter((one) => one.thumbprint === thumbprint),
        )
      const { fingerprint, notBefore, notAfter } = facts
      return { fingerprint, thumbprint, notBefore, notAfter, publishedAt: notBefore }
    }),
    version: 1,
  }
  return known({
    kind: 'active-directory',
    location: 'Active Directory',
    changeNumber: 0,
    servers: [entry],
    refused: [],
  })
}

interface Parts {
  readonly around: Surroundings
  readonly server: string | undefined
  readonly store: AssembledStore
  readonly published: Published
  readonly proofs: { readonly proof: readonly Evidence[]; readonly balancerProof: readonly Evidence[] }
}

function exchangeOf(observations: readonly Observation[], parts: Parts): ExchangeFacts {
  const { around, server, store, published, proofs } = parts
  const version = versionOf(observations)
  const mixed = around.mixed.map(({ evidence }) => evidence)
  return {
    ...(version === undefined ? {} : { version }),
    era: eraOf(version),
    files: around.files,
    events: exchangeEvents(observations),
    denials: observations
      .filter((one) => one.kind === 'attempt')
      .map(({ process, path, result, evidence }) => ({ process, path, result, evidence })),
    connectors: observations
      .filter((one) => one.kind === 'connector')
      .map(({ direction, name, fqdn, authMechanisms, tlsCertificateName, suppressesAnonymousTls, evidence }) => ({
        direction,
        name,
        authMechanisms,
        evidence,
        ...(fqdn === undefined ? {} : { fqdn }),
        ...(tlsCertificateName === undefined ? {} : { tlsCertificateName }),
        ...(suppressesAnonymousTls === undefined ? {} : { suppressesAnonymousTls }),
      })),
    balancers: observations
      .filter((one) => one.kind === 'balancer')
      .map(({ clusterName, isBound, ports, evidence }) => ({
        isBound,
        ports,
        evidence,
        ...(clusterName === undefined ? {} : { clusterName }),
      })),
    sessions: observations
      .filter((one) => one.kind === 'session')
      .map(({ direction, remote, outcome, error, isRewritten, offersAnonymousTls, offersStartTls, evidence }) => ({
        direction,
        evidence,
        ...(remote === undefined ? {} : { remote }),
        ...(outcome === undefined ? {} : { outcome }),
        ...(error === undefined ? {} : { error }),
        ...(isRewritten === undefined ? {} : { isRewritten }),
        ...(offersAnonymousTls === undefined ? {} : { offersAnonymousTls }),
        ...(offersStartTls === undefined ? {} : { offersStartTls }),
      })),
    edgeSync: observations
      .filter((one) => one.kind === 'edge-sync')
      .map(({ name, status, evidence }) => ({ name, status, evidence })),
    subscriptions: observations
      .filter((one) => one.kind === 'edge-subscription')
      .map(({ edgeServer, createdAt, validForS, evidence }) => ({
        edgeServer,
        evidence,
        ...(createdAt === undefined ? {} : { createdAt }),
        ...(validForS === undefined ? {} : { validForS }),
      })),
    secrets: observations.filter((one) => one.kind === 'secret').map(({ what, evidence }) => ({ what, evidence })),
    queueErrors: observations
      .filter((one) => one.kind === 'queue')
      .flatMap(({ name, lastError, evidence }) =>
        lastError === undefined || lastError === '' ? [] : [{ queue: name, error: lastError, evidence }],
      ),
    providers: providersOf(observations),
    unknowns: store.unknowns,
    contradictions: store.contradictions,
    otherServers: around.names.filter((name) => name !== server),
    isPublishedInferred: published.isInferred,
    proofs: {
      ...store.proofs,
      names: proofs.proof,
      balancer: proofs.balancerProof,
      published: published.proof,
      ...(mixed.length === 0 ? {} : { mixed }),
    },
  }
}

function providersOf(observations: readonly Observation[]): ExchangeFacts['providers'] {
  const certificates = observations.filter((one) => one.kind === 'certificate')
  const containers = observations.filter((one) => one.kind === 'key-container')
  return [
    ...certificates.flatMap(({ thumbprint, provider, evidence }) =>
      provider === undefined ? [] : [{ thumbprint, provider, evidence }],
    ),
    ...containers.flatMap(({ thumbprint, provider, evidence }) =>
      provider === undefined || thumbprint === undefined ? [] : [{ thumbprint, provider, evidence }],
    ),
  ]
}
