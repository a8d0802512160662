/** Whether a certificate is fit for its work. That nobody but itself signed it is no fault here. */
import type { StoredCertificate } from '../../model/certificate.ts'
import { listed } from '../../trust/steps.ts'
import { check, type Check } from '../check.ts'
import { failsAt, needed } from '../needed.ts'
import { atLeast, readIn } from '../own.ts'
import type { View } from '../view.ts'

const RSA_BITS_MIN = 2048
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'
const ANY_USAGE = '2.5.29.37.0'

const version = check('certificate.version', (view) =>
  needed(view)
    .filter((certificate) => failsAt(view, certificate, 'version'))
    .map((certificate) => ({
      subject: { certificate: certificate.thumbprint },
      args: { thumbprint: certificate.thumbprint, version: certificate.version },
      severity: atLeast(view, 'high'),
      expected: '3',
      actual: String(certificate.version),
      evidence: [readIn(view, certificate, `version ${String(certificate.version)}`)],
    })),
)

const weakKey = check('certificate.weak-key', (view) =>
  needed(view)
    .filter(({ keyType, publicKeySizeBits }) => keyType.startsWith('rsa') && publicKeySizeBits < RSA_BITS_MIN)
    .map((certificate) => {
      const { thumbprint, publicKeySizeBits: bits, fingerprint } = certificate
      return {
        subject: { certificate: thumbprint },
        args: { thumbprint, bits },
        severity: view.selection('inbound').inUse === fingerprint ? ('critical' as const) : ('high' as const),
        expected: String(RSA_BITS_MIN),
        actual: String(bits),
        evidence: [readIn(view, certificate, `${certificate.keyType}, ${String(bits)}`)],
      }
    }),
)

/**
 * A certificate for servers alone is what Exchange makes for itself and what public authorities issue: it is a trouble
 * only where a peer has refused it.
 */
const noClientAuth = check('certificate.no-client-auth', (view) =>
  needed(view).flatMap((certificate) => {
    const { thumbprint, extendedKeyUsage: usages } = certificate
    const missing = [SERVER_AUTH, CLIENT_AUTH].filter((usage) => !usages.includes(usage))
    if (usages.length === 0 || usages.includes(ANY_USAGE) || missing.length === 0) return []
    if (usages.includes(SERVER_AUTH) && !isRefusedSomewhere(view, certificate)) return []
    const named = missing.map((usage) => (usage === SERVER_AUTH ? 'serverAuth' : 'clientAuth'))
    return [
      {
        subject: { certificate: thumbprint },
        args: { thumbprint, usages: listed(usages), missing: listed(named) },
        confidence: usages.includes(SERVER_AUTH) ? ('circumstantial' as const) : ('strong' as const),
        expected: 'serverAuth, clientAuth',
        actual: listed(usages),
        evidence: [readIn(view, certificate, `extendedKeyUsage ${listed(usages)}`)],
      },
    ]
  }),
)

/** A peer took everything but our certificate, which is the one we showed. */
function isRefusedSomewhere(view: View, { fingerprint }: StoredCertificate): boolean {
  const { peers } = view.facts
  if (peers.state === 'unknown' || view.selection('outbound').inUse !== fingerprint) return false
  return peers.value.some(({ handshakes }) =>
    handshakes.some(({ steps }) => steps.some(({ stage, passed }) => stage === 'our-certificate' && !passed)),
  )
}

const isCa = check('certificate.is-ca', (view) =>
  needed(view)
    .filter((certificate) => certificate.isCa)
    .map((certificate) => ({
      subject: { certificate: certificate.thumbprint },
      args: { thumbprint: certificate.thumbprint },
      expected: 'CA:FALSE',
      actual: 'CA:TRUE',
      evidence: [readIn(view, certificate, 'CA:TRUE')],
    })),
)

const ed25519 = check('certificate.ed25519', (view) =>
  needed(view)
    .filter(({ keyType }) => keyType === 'ed25519')
    .map((certificate) => ({
      subject: { certificate: certificate.thumbprint },
      args: { thumbprint: certificate.thumbprint },
      actual: certificate.keyType,
      evidence: [readIn(view, certificate, certificate.keyType)],
    })),
)

export const CERTIFICATE_CHECKS: readonly Check[] = [version, weakKey, noClientAuth, isCa, ed25519]
