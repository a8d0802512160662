/** What another server said to our certificate. */
import type { HandshakeStep } from '../model/facts.ts'
import { isSilence } from './handshakes.ts'

export type AnswerKind = 'trusted' | 'refused' | 'validity' | 'directory' | 'not-ready' | 'silent'

export function answerKind({ passed, cause, detail }: HandshakeStep): AnswerKind {
  if (passed) return 'trusted'
  if (isSilence(detail)) return 'silent'
  if (cause === 'peer.expired' || cause === 'validity.expired' || cause === 'validity.not-yet') return 'validity'
  if (cause === 'directory.stale' || cause === 'directory.unreachable') return 'directory'
  // 421 and 450 to 452 speak of the server (RFC 5321 §4.2.3); who refuses a certificate says 454, 530 or 550.
  return /^4(21|5[012])\b/.test(detail) ? 'not-ready' : 'refused'
}
