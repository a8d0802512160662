/**
 * Whether a peer is trusted: its certificate is in the directory, for a server that is enabled, and outbound for the
 * very server that was meant. Chain, issuer and self-signature have no say.
 */
import type { Cause } from '../model/findings.ts'
import type { Refusal, Verdict, Warning } from '../model/verdict.ts'
import { sameName } from '../x509/names.ts'
import type { TrustIndex } from './index.ts'
import type { TrustView } from './view.ts'

export interface VerdictQuestion {
  /** Undefined while the directory has never been read. */
  readonly index: TrustIndex | undefined
  /** SHA-256 of the presented certificate's DER; undefined when none was presented. */
  readonly digest: Uint8Array | undefined
  /** Outbound: the server that was meant. */
  readonly expected?: string
  /** Certificates of this server itself, 64 upper-case hexadecimal digits each. */
  readonly ownFingerprints?: readonly string[]
  readonly notBeforeMs?: number
  readonly notAfterMs?: number
  readonly nowMs: number
  /** What to do about a certificate outside its validity: presence in the directory is the authority, so `warn` is usual. */
  readonly expired: 'warn' | 'refuse'
  /** The directory was away longer than allowed. */
  readonly isStale: boolean
}

/** The same by a view, for whoever meets peers: what was shown, and when. */
export function verdictBy(
  { index, isStale, expired, ownFingerprints }: TrustView,
  shown: Omit<VerdictQuestion, 'index' | 'isStale' | 'expired' | 'ownFingerprints'>,
): Verdict {
  return verdict({ index, isStale, expired, ownFingerprints, ...shown })
}

export function verdict(question: VerdictQuestion): Verdict {
  const { index, digest, expected, ownFingerprints = [], isStale } = question
  if (digest === undefined) return refused('no-certificate')
  if (ownFingerprints.length > 0 && ownFingerprints.includes(Buffer.from(digest).toString('hex').toUpperCase())) {
    return refused('own-certificate')
  }
  if (index === undefined || isStale) return refused('directory-stale')
  const server = index.find(digest)
  if (server === undefined) return refused('not-in-directory')
  if (expected !== undefined && !sameName(server, expected)) return refused('wrong-server', server)
  const warning = outsideValidity(question)
  if (warning === undefined) return { kind: 'trusted', server, warnings: [] }
  return question.expired === 'refuse' ? refused(warning, server) : { kind: 'trusted', server, warnings: [warning] }
}

function outsideValidity({
  nowMs,
  notBeforeMs = -Infinity,
  notAfterMs = Infinity,
}: VerdictQuestion): Warning | undefined {
  if (nowMs > notAfterMs) return 'expired'
  return nowMs < notBeforeMs ? 'not-yet-valid' : undefined
}

function refused(reason: Refusal, server?: string): Verdict {
  return server === undefined ? { kind: 'refused', reason } : { kind: 'refused', reason, server }
}

/** Refusals that rest on what we do not know: always answered with "try again", never final. */
export function isDoubt(reason: Refusal): boolean {
  return reason === 'directory-stale'
}

const CAUSE_OF: Readonly<Record<Refusal, Cause | undefined>> = {
  'no-certificate': 'peer.no-certificate',
  'not-in-directory': 'peer.not-in-directory',
  'wrong-server': 'peer.wrong-server',
  'own-certificate': undefined,
  expired: 'peer.expired',
  'not-yet-valid': 'validity.not-yet',
  'directory-stale': 'directory.stale',
}

/** The finding id behind a refusal. */
export function causeOf(reason: Refusal): Cause | undefined {
  return CAUSE_OF[reason]
}
