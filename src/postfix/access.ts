/**
 * The policy service and `ccert`: may this client come in? `OK` grants what follows in Postfix's restrictions (on a lane of
 * its own: relaying), so it is said only about a server of the directory that is trusted now.
 */
import type { PolicyLane } from '../model/configuration.ts'
import type { Cause } from '../model/findings.ts'
import type { Refusal, Verdict } from '../model/verdict.ts'
import { causeOf, isDoubt } from '../trust/verdict.ts'
import { fingerprintFrom, WRONG_DIGEST } from './fingerprint.ts'
import { verdictOn, type PostfixView } from './view.ts'

export type Access =
  | { readonly kind: 'trusted'; readonly server: string; readonly fingerprint: string; readonly isExpired: boolean }
  | {
      readonly kind: 'refused'
      readonly reason: Refusal | 'wrong-digest'
      readonly cause: Cause | undefined
      /** What was shown, in words for the reply. */
      readonly shown: string
      readonly fingerprint: string | undefined
      readonly server?: string
      /** What we do not know is never refused for good. */
      readonly isDoubt: boolean
    }

/** @param text the fingerprint as Postfix tells it; empty when there is no certificate */
export function accessOf(text: string, view: PostfixView, nowMs: number): Access {
  const read = fingerprintFrom(text)
  if (read.kind === 'other') {
    const shown = `the fingerprint (${read.digest}) ${WRONG_DIGEST}`
    return { kind: 'refused', reason: 'wrong-digest', cause: undefined, shown, fingerprint: undefined, isDoubt: true }
  }
  const fingerprint = read.kind === 'sha256' ? read.fingerprint : undefined
  return accessBy(verdictOn({ view, fingerprint, nowMs }), fingerprint)
}

function accessBy(verdict: Verdict, fingerprint: string | undefined): Access {
  if (verdict.kind === 'trusted') {
    const { server, warnings } = verdict
    return { kind: 'trusted', server, fingerprint: fingerprint ?? '', isExpired: warnings.includes('expired') }
  }
  const { reason, server } = verdict
  return {
    kind: 'refused',
    reason,
    cause: causeOf(reason),
    shown: fingerprint === undefined ? 'no certificate was presented' : `certificate SHA-256 ${fingerprint}`,
    fingerprint,
    isDoubt: isDoubt(reason),
    ...(server === undefined ? {} : { server }),
  }
}

/** What the answer depends on beside the certificate. */
export type Lane = Pick<PolicyLane, 'name' | 'mode' | 'refusal'>

/** The cause where one is known, which `hubtrust explain` takes; else the reason. */
export function whyText(reason: string, cause: Cause | undefined): string {
  return cause === undefined ? reason : `cause ${cause}`
}

/** The action of access(5). A certificate of this server itself is a loop, and turned away on every lane. */
export function actionOf(access: Access, { mode, refusal }: Lane): string {
  if (access.kind === 'trusted') return 'OK'
  if (mode === 'shared' && access.reason !== 'own-certificate') return 'DUNNO'
  const { reason, cause, shown } = access
  const isFinal = refusal === 'reject' && !access.isDoubt
  return `${isFinal ? '550 5.7.1' : '450 4.7.1'} Direct trust failed (event 1036, ${whyText(reason, cause)}): ${shown}`
}
