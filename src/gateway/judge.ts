/** From a finished handshake to a verdict: the certificate is hashed and looked up, on every connection. */
import { fingerprintOf, digestOf, thumbprintOf } from '../x509/parse.ts'
import { peerCertificateOf, validityOf, type PeerCertificate } from '../net/tls.ts'
import type { TLSSocket } from '../net/socket.ts'
import type { Verdict } from '../model/verdict.ts'
import { verdictBy } from '../trust/verdict.ts'
import type { TrustView } from './trust-view.ts'

export interface Judgement {
  readonly verdict: Verdict
  /** SHA-256 of the certificate's DER, 64 upper-case hexadecimal digits; undefined when none was shown. */
  readonly fingerprint: string | undefined
  readonly certificate: PeerCertificate | undefined
}

export interface JudgeQuestion {
  readonly view: TrustView
  /** Outbound: the server that was meant to be reached. */
  readonly expected?: string
  readonly nowMs: number
}

export function judge(socket: TLSSocket, { view, expected, nowMs }: JudgeQuestion): Judgement {
  const certificate = peerCertificateOf(socket)
  const digest = certificate === undefined ? undefined : digestOf(certificate.der)
  const validity = certificate === undefined ? {} : validityOf(certificate.x509)
  return {
    certificate,
    fingerprint: digest?.toString('hex').toUpperCase(),
    verdict: verdictBy(view, { digest, nowMs, ...(expected === undefined ? {} : { expected }), ...validity }),
  }
}

/** How a certificate is named in events and replies. */
export interface CertificateName {
  readonly subject: string
  readonly thumbprint: string
  readonly fingerprint: string
  readonly notAfter: string
}

const NONE: CertificateName = { subject: '-', thumbprint: '-', fingerprint: '-', notAfter: '-' }

export function nameOf(certificate: PeerCertificate | undefined): CertificateName {
  if (certificate === undefined) return NONE
  const { der, x509 } = certificate
  return {
    subject: x509.subject.replaceAll('\n', ', ').slice(0, 256),
    thumbprint: thumbprintOf(der),
    fingerprint: fingerprintOf(der),
    notAfter: x509.validToDate.toISOString(),
  }
}
