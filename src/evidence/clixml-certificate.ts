/**
 * Certificates in CLIXML: the DER in `RawData`, and what only `SerializationData` knows: services, status, and the key container
 * of the serialized store element. Without it services and status are not known, and are not guessed.
 */
import { thumbprintOf } from '../x509/parse.ts'
import type { CertificateFacts } from '../model/certificate.ts'
import type { Evidence } from '../model/facts.ts'
import { servicesOfFlags } from './certificate-properties.ts'
import { textOf, type ClixmlObject } from './clixml-objects.ts'
import { readNrbf, type NrbfDocument } from './nrbf.ts'
import type { CertificateObservation, KeyContainerObservation } from './observation.ts'
import { readCertificate, readStoreElement, type StoreElement } from './store-element.ts'

/** CertificateStatus and CertificateAuthorityType by their numbers in the API; 1, 0 and 3 were seen in real files. */
const STATUSES = [
  'Unknown',
  'Valid',
  'Revoked',
  'DateInvalid',
  'Untrusted',
  'Invalid',
  'RevocationCheckFailure',
  'PendingRequest',
]
const ROOT_CA_TYPES = ['None', 'ThirdParty', 'Enterprise', 'Registry', 'GroupPolicy', 'Unknown']

export interface ReadClixmlCertificate {
  readonly certificate: CertificateObservation
  readonly key?: KeyContainerObservation
  /** `SerializationData` was there and could not be read. */
  readonly isDamaged: boolean
}

/** Undefined when the object holds no readable certificate. */
export function readClixmlCertificate(object: ClixmlObject, evidence: Evidence): ReadClixmlCertificate | undefined {
  const serialized = bytesOf(object, 'SerializationData')
  const document = serialized === undefined ? undefined : readNrbf(serialized)
  const member = (name: string) => document?.resolve(document.root.members.get(name))
  const stored = member('CertData')
  const element = stored instanceof Uint8Array ? readStoreElement(stored) : undefined
  const raw = bytesOf(object, 'RawData')
  const der = element?.der ?? raw
  const facts = der === undefined ? undefined : readCertificate(der)
  if (der === undefined || facts === undefined) return undefined
  const server = serverOf(object, member('Identity'))
  const thumbprint = thumbprintOf(der)
  const certificate: CertificateObservation = {
    kind: 'certificate',
    from: isOfDirectory(object) ? 'directory' : 'store',
    evidence,
    ...(server === undefined ? {} : { server }),
    thumbprint,
    der: Uint8Array.from(der),
    ...propertiesOf(facts),
    ...statesOf(document),
    ...(element === undefined ? {} : storedOf(element, object)),
  }
  const key = element?.key === undefined ? undefined : keyOf(element.key, { thumbprint, evidence, server })
  return { certificate, ...(key === undefined ? {} : { key }), isDamaged: isDamaged(serialized, document) }
}

function isDamaged(serialized: Uint8Array | undefined, document: NrbfDocument | undefined): boolean {
  return serialized !== undefined && document === undefined
}

/** What a certificate says of itself, in the words of `Get-ExchangeCertificate`. */
export function propertiesOf(facts: CertificateFacts): Partial<CertificateObservation> {
  const { commonName, dnsNames } = facts
  const isName = commonName !== undefined && /^[\w*.-]+$/.test(commonName)
  return {
    subject: facts.subject,
    issuer: facts.issuer,
    domains: [...new Set([...(isName ? [commonName] : []), ...dnsNames])],
    isSelfSigned: facts.isSelfSigned,
    serialNumber: facts.serialNumber,
    publicKeySizeBits: facts.publicKeySizeBits,
    notBefore: facts.notBefore,
    notAfter: facts.notAfter,
    hasZone: true,
  }
}

function statesOf(document: NrbfDocument | undefined): Partial<CertificateObservation> {
  const number = (name: string): number | undefined => {
    const value = document?.resolve(document.root.members.get(name))
    return typeof value === 'number' ? value : undefined
  }
  const flags = number('Services')
  const status = STATUSES[number('Status') ?? -1]
  const rootCaType = ROOT_CA_TYPES[number('RootCAType') ?? -1]
  return {
    ...(flags === undefined ? {} : { services: servicesOfFlags(flags) }),
    ...(status === undefined ? {} : { status }),
    ...(rootCaType === undefined ? {} : { rootCaType }),
  }
}

function storedOf(element: StoreElement, object: ClixmlObject): Partial<CertificateObservation> {
  const friendlyName = element.friendlyName ?? textOf(object, 'FriendlyName')
  const { key } = element
  return {
    // Windows answers HasPrivateKey by this very property.
    hasPrivateKey: key !== undefined,
    ...(friendlyName === undefined ? {} : { friendlyName }),
    ...(key === undefined ? {} : { container: key.container, provider: key.provider }),
  }
}

interface Belonging {
  readonly thumbprint: string
  readonly evidence: Evidence
  readonly server: string | undefined
}

function keyOf(
  { container, provider, isMachineKey }: NonNullable<StoreElement['key']>,
  { thumbprint, evidence, server }: Belonging,
): KeyContainerObservation {
  return {
    kind: 'key-container',
    evidence,
    ...(server === undefined ? {} : { server }),
    thumbprint,
    container,
    provider,
    isMachineKey,
  }
}

/** `Identity` is `server\thumbprint`; else the computer the shell ran on. */
function serverOf(object: ClixmlObject, identity: unknown): string | undefined {
  const named = typeof identity === 'string' ? /^([\w.-]+)\\/.exec(identity)?.[1] : undefined
  return named ?? textOf(object, 'PSComputerName')
}

/**
 * A bare certificate object was made of bytes, as those of `msExchServerInternalTLSCert` are. What `Get-ExchangeCertificate` gives is
 * of a type of its own, and what comes from the drive `Cert:` has its path.
 */
function isOfDirectory(object: ClixmlObject): boolean {
  const isExchanges = object.types.some((type) => type.endsWith('.ExchangeCertificate'))
  return !isExchanges && !object.properties.has('pspath') && !object.properties.has('serializationdata')
}

export function bytesOf(object: ClixmlObject, name: string): Buffer | undefined {
  const value = object.properties.get(name.toLowerCase())
  if (value?.kind !== 'scalar' || value.tag !== 'BA' || value.text === '') return undefined
  return Buffer.from(value.text, 'base64')
}
