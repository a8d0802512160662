/** Certificates of several outputs become one store: properties by thumbprint, keys by their containers, access by their files. */
import { isoTime } from '../core/clock.ts'
import type { CertificateFacts, KeyAccess, Service, StoredCertificate } from '../model/certificate.ts'
import { SERVICES } from '../model/certificate.ts'
import type { Evidence } from '../model/facts.ts'
import { parseCertificate } from '../x509/parse.ts'
import { mayRead } from './access-rights.ts'
import { momentOf } from './moments.ts'
import { keyFilePrefixOf } from './key-file.ts'
import { isTransport } from './key-paths.ts'
import type { AccessObservation, CertificateObservation, Observation } from './observation.ts'
import { NETWORK_SERVICE_TOKEN } from './sids.ts'

/** Dates nothing says: never the newest, never expired. */
const UNKNOWN_BEGIN = '1970-01-01T00:00:00.000Z'
const UNKNOWN_END = '9999-12-31T00:00:00.000Z'
/** What a session is refused for want of: nobody reads a key by another way. */
const DENIED = /denied|EACCES|EPERM/i

export interface AssembledStore {
  readonly certificates: readonly StoredCertificate[]
  readonly proofs: Readonly<Record<string, readonly Evidence[]>>
  /** `services:THUMBPRINT` and `key:THUMBPRINT` nothing was said of. */
  readonly unknowns: readonly string[]
}

export function assembleStore(observations: readonly Observation[]): AssembledStore {
  const listed = observations.filter((one) => one.kind === 'certificate' && one.from === 'store')
  const byThumbprint = Map.groupBy(
    listed.filter((one) => one.kind === 'certificate'),
    ({ thumbprint }) => thumbprint,
  )
  const keys = keyFilesOf(observations, [...byThumbprint.values()].flat())
  const proofs: Record<string, readonly Evidence[]> = {}
  const unknowns: string[] = []
  const certificates = [...byThumbprint].map(([thumbprint, seen]) => {
    proofs[`certificate:${thumbprint}`] = seen.map(({ evidence }) => evidence)
    const withServices = seen.filter(({ services }) => services !== undefined)
    if (withServices.length === 0) unknowns.push(`services:${thumbprint}`)
    proofs[`services:${thumbprint}`] = withServices.map(({ evidence }) => evidence)
    const key = keyOf(seen, keys.get(thumbprint))
    if (key.access.readable === 'unknown' && key.access.present) unknowns.push(`key:${thumbprint}`)
    proofs[`key:${thumbprint}`] = key.evidence
    return storedOf(thumbprint, seen, key.access)
  })
  return { certificates, proofs, unknowns }
}

function storedOf(thumbprint: string, seen: readonly CertificateObservation[], key: KeyAccess): StoredCertificate {
  const services = seen.findLast((one) => one.services !== undefined)?.services ?? ['smtp']
  const friendlyName = first(seen, 'friendlyName')
  return {
    ...certificateFactsOf(thumbprint, seen),
    services: services.flatMap((name): readonly Service[] => SERVICES.filter((service) => service === name)),
    key,
    addedAt: '',
    ...(friendlyName === undefined ? {} : { friendlyName }),
  }
}

export function certificateFactsOf(thumbprint: string, seen: readonly CertificateObservation[]): CertificateFacts {
  const der = seen.find((one) => one.der !== undefined)?.der
  const parsed = der === undefined ? undefined : parsedOf(der)
  if (parsed !== undefined) return parsed
  return printedFactsOf(thumbprint, seen)
}

/** What was printed of a certificate; what was not is as set-up makes it. */
function printedFactsOf(thumbprint: string, seen: readonly CertificateObservation[]): CertificateFacts {
  const text = (property: TextProperty, otherwise = '') => first(seen, property) ?? otherwise
  const subject = text('subject')
  const issuer = text('issuer')
  return {
    thumbprint,
    // SHA-256 cannot be told from SHA-1: the thumbprint stands in, the same for store and directory.
    fingerprint: thumbprint,
    version: 3,
    subject,
    issuer,
    commonName: /(?:^|,)\s*CN=("[^"]*"|[^,]*)/i.exec(subject)?.[1]?.replace(/^"|"$/g, ''),
    serialNumber: text('serialNumber'),
    notBefore: inUtc(text('notBefore', UNKNOWN_BEGIN)),
    notAfter: inUtc(text('notAfter', UNKNOWN_END)),
    dnsNames: valueOf(seen, ({ domains }) => domains) ?? [],
    isSelfSigned: valueOf(seen, ({ isSelfSigned }) => isSelfSigned) ?? (issuer !== '' && issuer === subject),
    isCa: false,
    keyType: 'rsa',
    publicKeySizeBits: valueOf(seen, ({ publicKeySizeBits }) => publicKeySizeBits) ?? 2048,
    extendedKeyUsage: [],
  }
}

/** Printed dates have no zone: taken as they stand, so that they mean the same wherever they are read. */
function inUtc(time: string): string {
  const ms = momentOf(time)
  return Number.isNaN(ms) ? time : isoTime(ms)
}

/** The first value somebody printed. */
function valueOf<T>(
  seen: readonly CertificateObservation[],
  pick: (one: CertificateObservation) => T | undefined,
): T | undefined {
  return seen.map(pick).find((value) => value !== undefined)
}

/** Facts of the DER, by the name the rest of the evidence uses. */
function parsedOf(der: Uint8Array): CertificateFacts | undefined {
  try {
    const facts = parseCertificate(der)
    return { ...facts, fingerprint: facts.thumbprint }
  } catch {
    // A certificate that cannot be read is described by what was printed of it.
    return undefined
  }
}

type TextProperty = 'subject' | 'issuer' | 'serialNumber' | 'notBefore' | 'notAfter' | 'friendlyName' | 'container'

function first(seen: readonly CertificateObservation[], property: TextProperty): string | undefined {
  return seen.find((one) => one[property] !== undefined)?.[property]
}

interface KeyFile {
  readonly access?: AccessObservation
  readonly denial?: { readonly path: string; readonly result: string; readonly evidence: Evidence }
}

/** The key file of each certificate, as far as the evidence ties them together. */
function keyFilesOf(
  observations: readonly Observation[],
  certificates: readonly CertificateObservation[],
): ReadonlyMap<string, KeyFile> {
  const files = observations.filter((one) => one.kind === 'access')
  const containers = observations.filter((one) => one.kind === 'key-container')
  const denials = observations
    .filter((one) => one.kind === 'attempt')
    .filter(({ result, process }) => DENIED.test(result) && isTransport(process))
  const thumbprints = [...new Set(certificates.map(({ thumbprint }) => thumbprint))]
  const withKeys = thumbprints.filter((thumbprint) =>
    certificates.some((one) => one.thumbprint === thumbprint && one.hasPrivateKey !== false),
  )
  return new Map(
    thumbprints.map((thumbprint) => {
      const own = certificates.filter((one) => one.thumbprint === thumbprint)
      const serial = first(own, 'serialNumber')?.toUpperCase()
      const named = containers.filter(
        (one) => one.thumbprint === thumbprint || (serial !== undefined && one.serialNumber?.toUpperCase() === serial),
      )
      const prefixes = [
        ...named.flatMap(({ uniqueName }) => uniqueName?.toLowerCase() ?? []),
        ...[...own, ...named].flatMap(({ container }) => (container === undefined ? [] : keyFilePrefixOf(container))),
      ]
      const isOurs = (path: string) => prefixes.some((prefix) => fileOf(path).startsWith(prefix))
      // With a single certificate and nothing that names its file, the only key file looked at is its own.
      const isOnly = prefixes.length === 0 && withKeys.length === 1 && withKeys[0] === thumbprint
      const access = files.findLast(({ path }) => isOurs(path)) ?? (isOnly ? onlyKeyFile(files) : undefined)
      const denial = denials.find(({ path }) => isOurs(path)) ?? (isOnly ? denials[0] : undefined)
      return [thumbprint, { ...(access === undefined ? {} : { access }), ...(denial === undefined ? {} : { denial }) }]
    }),
  )
}

function fileOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1).toLowerCase()
}

function onlyKeyFile(files: readonly AccessObservation[]): AccessObservation | undefined {
  const keys = files.filter(({ path }) => /^[0-9a-f]{32}_/.test(fileOf(path)))
  return keys.length === 1 ? keys[0] : undefined
}

function keyOf(
  seen: readonly CertificateObservation[],
  { access, denial }: KeyFile = {},
): { readonly access: KeyAccess; readonly evidence: readonly Evidence[] } {
  const present = valueOf(seen, ({ hasPrivateKey }) => hasPrivateKey) ?? true
  const path = access?.path ?? denial?.path
  const isRefused = !present || denial !== undefined
  const readable = isRefused ? false : access === undefined ? 'unknown' : mayRead(access.entries, NETWORK_SERVICE_TOKEN)
  const readers = (access?.entries ?? []).filter((one) => one.allows && one.canRead).map(({ account }) => account)
  return {
    access: {
      present,
      matches: 'unknown',
      readable,
      readableBy: [...new Set(readers)],
      ...(readable === false ? obstacleOf(present, denial?.result, path) : {}),
      ...(path === undefined ? {} : { path }),
    },
    evidence: [access?.evidence, denial?.evidence].filter((one) => one !== undefined),
  }
}

function obstacleOf(
  present: boolean,
  result: string | undefined,
  path = '-',
): Pick<KeyAccess, 'obstacle' | 'obstaclePath'> {
  return { obstacle: present ? (result ?? 'acl') : 'missing', obstaclePath: path }
}
