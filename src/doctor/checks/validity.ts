/** Validity of this server's own certificates, those it shows to strangers included. */
import type { StoredCertificate } from '../../model/certificate.ts'
import type { Evidence } from '../../model/facts.ts'
import type { ProposedRemedy } from '../../model/finding.ts'
import type { Severity } from '../../model/finding/entry.ts'
import { check, type Check } from '../check.ts'
import { needed } from '../needed.ts'
import { atLeast, readIn, seen, sharedSelections } from '../own.ts'
import type { View } from '../view.ts'

const DAY_MS = 86_400_000
const LIFETIME_DAYS_MIN = 30

const expired = check('validity.expired', (view) =>
  shown(view).flatMap((certificate) => {
    const { thumbprint, notAfter } = certificate
    const agoMs = view.nowMs - Date.parse(notAfter)
    if (!(agoMs > 0)) return []
    return [
      {
        subject: { certificate: thumbprint },
        args: { thumbprint, notAfter: dayOf(notAfter), days: Math.floor(agoMs / DAY_MS) },
        severity: atLeast(view, isRefusedWhenExpired(view, certificate) ? 'high' : 'medium'),
        expected: view.facts.takenAt,
        actual: notAfter,
        evidence: validityIn(view, certificate),
        ...renewal(view, certificate),
      },
    ]
  }),
)

/** Presence in the directory is the authority, except for strangers and where the administrator said otherwise. */
function isRefusedWhenExpired(view: View, { fingerprint }: StoredCertificate): boolean {
  return (
    view.configuration.trust.expired === 'refuse' ||
    sharedSelections(view).some(({ selection }) => selection.inUse === fingerprint)
  )
}

const notYet = check('validity.not-yet', (view) =>
  shown(view).flatMap((certificate) => {
    const { thumbprint, notBefore } = certificate
    if (!(view.nowMs < Date.parse(notBefore))) return []
    return [
      {
        subject: { certificate: thumbprint },
        args: { thumbprint, notBefore, now: view.facts.takenAt },
        severity: atLeast(view, 'high'),
        expected: view.facts.takenAt,
        actual: notBefore,
        evidence: validityIn(view, certificate),
      },
    ]
  }),
)

const expiresSoon = check('validity.expires-soon', (view) =>
  shown(view).flatMap((certificate) => {
    const { thumbprint, notAfter } = certificate
    const leftMs = Date.parse(notAfter) - view.nowMs
    if (!(leftMs >= 0 && leftMs <= view.configuration.expiryWarningMs)) return []
    const days = Math.floor(leftMs / DAY_MS)
    return [
      {
        subject: { certificate: thumbprint },
        args: { thumbprint, notAfter: dayOf(notAfter), days },
        severity: severityOf(leftMs),
        actual: notAfter,
        evidence: validityIn(view, certificate),
        ...renewal(view, certificate),
      },
    ]
  }),
)

function severityOf(leftMs: number): Severity {
  if (leftMs <= 7 * DAY_MS) return 'high'
  return leftMs <= 30 * DAY_MS ? 'medium' : 'low'
}

/** Certification authorities have their reasons; who signs for himself can choose. */
const lifetimeShort = check('validity.lifetime-short', (view) =>
  needed(view).flatMap((certificate) => {
    const { thumbprint, notBefore, notAfter, isSelfSigned } = certificate
    const days = Math.round((Date.parse(notAfter) - Date.parse(notBefore)) / DAY_MS)
    if (!isSelfSigned || !(days < LIFETIME_DAYS_MIN)) return []
    return [
      {
        subject: { certificate: thumbprint },
        args: { thumbprint, days },
        expected: String(LIFETIME_DAYS_MIN),
        actual: String(days),
        evidence: validityIn(view, certificate),
      },
    ]
  }),
)

/** A certificate that only strangers are shown is renewed for the name of its connector, and never published. */
function renewal(view: View, { fingerprint }: StoredCertificate): { readonly remedies?: readonly ProposedRemedy[] } {
  if (needed(view).some((certificate) => certificate.fingerprint === fingerprint)) return {}
  const shared = sharedSelections(view).find(({ selection }) => selection.inUse === fingerprint)
  if (shared === undefined) return {}
  return { remedies: [{ id: 'certificate-for-name', args: { connectorFqdn: shared.connector.fqdn } }] }
}

/** What peers are shown, and what strangers are shown by the names of shared connectors. */
function shown(view: View): readonly StoredCertificate[] {
  const byName = sharedSelections(view).flatMap(({ selection }) => view.certificate(selection.inUse) ?? [])
  return [...new Set([...needed(view), ...byName])]
}

function validityIn(view: View, certificate: StoredCertificate): readonly Evidence[] {
  const { notBefore, notAfter } = certificate
  return [
    readIn(view, certificate, `notBefore ${notBefore}, notAfter ${notAfter}`),
    seen(view, 'date', view.facts.takenAt),
  ]
}

function dayOf(time: string): string {
  return time.slice(0, 10)
}

export const VALIDITY_CHECKS: readonly Check[] = [expired, notYet, expiresSoon, lifetimeShort]
