/**
 * Observations of many files become facts of one Exchange server, in the shape the doctor reads. Nothing is invented: what
 * no file says is unknown, and what had to be inferred is marked.
 */
import { VERSION } from '../core/version.ts'
import type { EvidenceFile } from '../model/exchange.ts'
import {
  FACTS_SCHEMA,
  known,
  unknown,
  type ConfigurationFacts,
  type DirectoryFacts,
  type Facts,
  type Section,
} from '../model/facts.ts'
import { assembleNames } from './assemble-names.ts'
import { assemblePublished } from './assemble-published.ts'
import { assembleStore, type AssembledStore } from './assemble-store.ts'
import { exchangeOf } from './assemble-exchange.ts'
import type { EndingParts } from './event-endings.ts'
import { takenAtOf } from './exchange-events.ts'
import { groupByServer, type Group } from './grouping.ts'
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
  const { groups, mixed } = groupByServer(inOrderOfWriting(observations, options.files))
  const names = groups.flatMap(({ server }) => server ?? [])
  return groups.map((group) => factsOf(group, { ...options, mixed, names }))
}

const MINUTE_MS = 60_000

/** What was written later counts where files contradict each other. Files of one minute were copied together and stay as they come. */
function inOrderOfWriting(
  observations: readonly Observation[],
  files: readonly EvidenceFile[],
): readonly Observation[] {
  const minutes = new Map(
    files.map(({ name, modifiedAt }) => [name, Math.floor(Date.parse(modifiedAt ?? '') / MINUTE_MS)]),
  )
  const minuteOf = ({ evidence }: Observation) => minutes.get(evidence.source) ?? Number.NaN
  // Unknown times compare as equal to all, which is no order: then nothing is moved.
  if (observations.some((one) => Number.isNaN(minuteOf(one)))) return observations
  return observations.toSorted((left, right) => minuteOf(left) - minuteOf(right))
}

interface Surroundings extends AssembleOptions {
  readonly mixed: readonly Observation[]
  readonly names: readonly string[]
}

function factsOf({ server, observations }: Group, around: Surroundings): Facts {
  const takenAt = takenAtOf(observations, around.files, around.nowIso)
  const names = assembleNames(observations, server)
  const store = assembleStore(observations)
  const fqdn =
    (names.section.state === 'known' ? names.section.value.hostNames.dnsFullyQualifiedDomainName : '') || server
  const name = (fqdn ?? server ?? 'server').toLowerCase()
  const published = assemblePublished(observations, { name, store })
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
    postfixService: notAsked(),
    exchange: exchangeOf(observations, {
      files: around.files,
      name,
      takenAt,
      ...inUseOf(published.section, store),
      mixed: around.mixed.map(({ evidence }) => evidence),
      otherServers: around.names.filter((other) => other !== server),
      store,
      isPublishedInferred: published.isInferred,
      proofs: { names: names.proof, balancer: names.balancerProof, published: published.proof },
    }),
  }
}

/** The newest certificate that is published and in the store: what complained before it was made complains no longer. */
function inUseOf(directory: Section<DirectoryFacts>, { certificates }: AssembledStore): Pick<EndingParts, 'inUse'> {
  if (directory.state === 'unknown') return {}
  const published = new Set(
    directory.value.servers.flatMap((one) => one.certificates.map(({ thumbprint }) => thumbprint)),
  )
  const inUse = certificates
    .filter(({ thumbprint }) => published.has(thumbprint))
    .toSorted((left, right) => left.notBefore.localeCompare(right.notBefore))
    .at(-1)
  return inUse === undefined ? {} : { inUse }
}

/** Only what checks ask of a configuration; the rest is what every server starts with. */
function configurationOf(name: string, observations: readonly Observation[]): ConfigurationFacts {
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
