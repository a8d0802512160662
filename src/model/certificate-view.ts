/** A certificate of the store as Exchange shows one: the properties of `fl`, their names and their order (CONTRACTS). Pure. */
import type { Lang } from '../core/text.ts'
import type { StoredCertificate } from './certificate.ts'
import { say } from './words.ts'

export type Reason = 'expired' | 'not-yet' | 'no-key' | 'key-mismatch' | 'key-unreadable'

export interface CertificateView {
  readonly Thumbprint: string
  readonly Services: readonly string[]
  readonly Subject: string
  readonly CertificateDomains: readonly string[]
  readonly Issuer: string
  readonly IsSelfSigned: boolean
  readonly HasPrivateKey: boolean
  readonly KeyReadableBy: readonly string[]
  readonly NotBefore: string
  readonly NotAfter: string
  readonly PublicKeySize: number
  readonly SerialNumber: string
  readonly Status: 'Valid' | 'DateInvalid' | 'Invalid'
  readonly RootCAType: 'None' | 'Unknown'
  readonly Published: boolean
  readonly Selected: boolean
  readonly Fingerprint: string
  readonly KeyType: string
  readonly FriendlyName: string
  /** Why it is not simply valid; ours, beside Exchange's Status. */
  readonly StatusReasons: readonly Reason[]
}

export interface Standing {
  readonly published: readonly string[]
  /** The fingerprint that connections present. */
  readonly inUse: string | undefined
  readonly nowMs: number
}

export function viewOf(certificate: StoredCertificate, standing: Standing): CertificateView {
  const reasons = reasonsOf(certificate, standing.nowMs)
  return {
    Thumbprint: certificate.thumbprint,
    Services: certificate.services.map((service) => service.toUpperCase()),
    Subject: certificate.subject,
    CertificateDomains: certificate.dnsNames,
    Issuer: certificate.issuer,
    IsSelfSigned: certificate.isSelfSigned,
    HasPrivateKey: certificate.key.present,
    KeyReadableBy: certificate.key.readableBy,
    NotBefore: certificate.notBefore,
    NotAfter: certificate.notAfter,
    PublicKeySize: certificate.publicKeySizeBits,
    SerialNumber: certificate.serialNumber,
    Status: statusOf(reasons),
    RootCAType: certificate.isSelfSigned ? 'None' : 'Unknown',
    Published: standing.published.includes(certificate.fingerprint),
    Selected: standing.inUse === certificate.fingerprint,
    Fingerprint: certificate.fingerprint,
    KeyType: certificate.keyType,
    FriendlyName: certificate.friendlyName ?? '',
    StatusReasons: reasons,
  }
}

function reasonsOf({ notBefore, notAfter, key }: StoredCertificate, nowMs: number): readonly Reason[] {
  const reasons: Reason[] = []
  if (nowMs < Date.parse(notBefore)) reasons.push('not-yet')
  if (nowMs > Date.parse(notAfter)) reasons.push('expired')
  if (!key.present) reasons.push('no-key')
  else if (key.matches === false) reasons.push('key-mismatch')
  else if (key.readable === false) reasons.push('key-unreadable')
  return reasons
}

function statusOf(reasons: readonly Reason[]): CertificateView['Status'] {
  if (reasons.includes('expired') || reasons.includes('not-yet')) return 'DateInvalid'
  return reasons.includes('key-mismatch') ? 'Invalid' : 'Valid'
}

/** The state as a person reads it: `expired, key unreadable`. */
export function statusWords(view: CertificateView, lang: Lang): string {
  if (view.StatusReasons.length === 0) return say(lang, 'certificate.valid')
  return view.StatusReasons.map((reason) =>
    reason === 'not-yet'
      ? say(lang, 'certificate.not-yet', { notBefore: view.NotBefore })
      : say(lang, `certificate.${reason}`),
  ).join(', ')
}

export function useWords(view: CertificateView, lang: Lang): string {
  const uses = [
    view.Selected ? say(lang, 'certificate.in-use') : '',
    view.Published ? say(lang, 'certificate.published') : '',
  ]
  return uses.filter((use) => use !== '').join(', ')
}

/** `Name : value` pairs, lists in braces as `fl` prints them. */
export function propertyPairs(view: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] {
  return Object.entries(view).map(([name, value]) => [
    name,
    Array.isArray(value) ? `{${value.join(', ')}}` : titled(value),
  ])
}

function titled(value: unknown): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  return String(value)
}
