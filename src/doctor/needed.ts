/** Which certificates of the store matter to direct trust. What is wrong with any other one is nobody's trouble. */
import type { StoredCertificate } from '../model/certificate.ts'
import type { Step } from '../model/selection.ts'
import type { View } from './view.ts'

/**
 * The published certificate that counts, the one selection would choose, and the one it would choose if that did not fail
 * a single step. While certificates are replaced others are published beside it, and old ones stay in the store: what
 * these lack is no trouble.
 */
export function needed(view: View): readonly StoredCertificate[] {
  const { about, best, published } = view.selection('inbound')
  const wanted = new Set([published, best, about])
  return view.store.certificates.filter(({ fingerprint }) => wanted.has(fingerprint))
}

/** Whether the selection failed a certificate at a step. */
export function failsAt(view: View, { fingerprint }: StoredCertificate, step: Step): boolean {
  return view.candidate(fingerprint)?.steps.some((one) => one.step === step && !one.passed) ?? false
}
