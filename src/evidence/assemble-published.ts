/**
 * Which certificate of the server is in the directory: what the directory says; else what its latest event about that says;
 * else the one Exchange publishes by itself, which is inferred and said to be.
 */
import type { StoredCertificate } from '../model/certificate.ts'
import { known, unknown, type DirectoryFacts, type Evidence, type Section } from '../model/facts.ts'
import type { Server } from '../model/server.ts'
import { coversName, namesOf } from '../x509/names.ts'
import { certificateFactsOf, type AssembledStore } from './assemble-store.ts'
import { shortName } from './grouping.ts'
import { momentOf } from './moments.ts'
import type { EventObservation, Observation } from './observation.ts'

export interface AssembledPublished {
  readonly section: Section<DirectoryFacts>
  readonly isInferred: boolean
  readonly proof: readonly Evidence[]
}

interface Own {
  readonly name: string
  readonly store: AssembledStore
}

export function assemblePublished(observations: readonly Observation[], own: Own): AssembledPublished {
  const stated = statedIn(observations, own)
  if (stated !== undefined) return stated
  const likeliest = likeliestOf(own)
  const event = latestEventOf(observations)
  if (event !== undefined && !isOvertaken(event, likeliest)) {
    const thumbprints = event.strings[0] === undefined || event.id === NONE_ID ? [] : [event.strings[0].toUpperCase()]
    return { section: directoryOf(thumbprints, own, observations), isInferred: false, proof: [event.evidence] }
  }
  const section: Section<DirectoryFacts> =
    likeliest === undefined
      ? unknown('not-given', 'Get-TransportService | fl Name,InternalTransportCertificateThumbprint')
      : directoryOf([likeliest.thumbprint], own, observations)
  return { section, isInferred: true, proof: [] }
}

function statedIn(observations: readonly Observation[], own: Own): AssembledPublished | undefined {
  const server = observations
    .filter((one) => one.kind === 'server')
    .findLast(
      ({ name, internalTransportCertificate }) =>
        internalTransportCertificate !== undefined && shortName(name) === shortName(own.name),
    )
  const entries = observations
    .filter((one) => one.kind === 'certificate')
    .filter(
      ({ from, server: of }) => from === 'directory' && (of === undefined || shortName(of) === shortName(own.name)),
    )
  if (server === undefined && entries.length === 0) return undefined
  const named = (server?.internalTransportCertificate ?? '').toUpperCase()
  const thumbprints = new Set([...entries.map(({ thumbprint }) => thumbprint), ...(named === '' ? [] : [named])])
  const proof = [...(server === undefined ? [] : [server.evidence]), ...entries.map(({ evidence }) => evidence)]
  return { section: directoryOf([...thumbprints], own, observations), isInferred: false, proof }
}

/** Nothing could be read from the directory. */
const NONE_ID = 12_012
/** Of the certificate that is published: not in the store, expired, soon to expire, something else in its place. */
const NAMING_IDS: ReadonlySet<number> = new Set([12_013, 12_015, 12_017, 12_024])
const TRANSPORT = /^msexchange ?(?:front ?end)?transport/i

function latestEventOf(observations: readonly Observation[]): EventObservation | undefined {
  return observations
    .filter((one) => one.kind === 'event')
    .filter(
      ({ source, id, strings: [first = ''] }) =>
        TRANSPORT.test(source) && (id === NONE_ID || (NAMING_IDS.has(id) && /^[0-9A-F]{40}$/i.test(first))),
    )
    .toSorted((left, right) => (left.time ?? '').localeCompare(right.time ?? ''))
    .at(-1)
}

/** A certificate made after the event is how somebody answered it: what the event says is history. */
function isOvertaken({ time }: EventObservation, likeliest: StoredCertificate | undefined): boolean {
  return time !== undefined && likeliest !== undefined && momentOf(likeliest.notBefore) > momentOf(time)
}

/**
 * Set-up publishes a self-signed certificate with the server's own name, and SMTP is never taken from one again: the newest of
 * those is the likeliest; then one of an authority that serves SMTP under that name. When no name fits, the server was renamed.
 */
function likeliestOf({ name, store: { certificates } }: Own): StoredCertificate | undefined {
  const isNamed = (one: StoredCertificate) => [name, shortName(name)].some((wanted) => coversName(one, wanted))
  const isForSmtp = ({ services }: StoredCertificate) => services.includes('smtp')
  const choices: readonly ((one: StoredCertificate) => boolean)[] = [
    (one) => one.isSelfSigned && isForSmtp(one) && isNamed(one),
    (one) => isForSmtp(one) && isNamed(one),
    (one) => one.isSelfSigned && isNamed(one),
    // Those for federation and OAuth are self-signed too, and have no name of a host.
    (one) => one.isSelfSigned && isForSmtp(one) && namesOf(one).some((other) => other.includes('.')),
  ]
  for (const isChosen of choices) {
    const [newest] = certificates
      .filter(isChosen)
      .toSorted((left, right) => right.notBefore.localeCompare(left.notBefore))
    if (newest !== undefined) return newest
  }
  return undefined
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
