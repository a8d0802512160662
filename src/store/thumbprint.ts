/** How people write thumbprints, and how one is found. */
import { failure } from '../core/errors.ts'
import type { StoredCertificate } from '../model/certificate.ts'

const PREFIX_MIN = 6

/** @throws HubtrustError STORE_UNKNOWN_THUMBPRINT, STORE_AMBIGUOUS_THUMBPRINT */
export function findByThumbprint(certificates: readonly StoredCertificate[], name: string): StoredCertificate {
  const wanted = name.replace(/[\s:]/g, '').toUpperCase()
  const isUsable = wanted.length >= PREFIX_MIN && /^[0-9A-F]+$/.test(wanted)
  const found = isUsable
    ? certificates.filter(
        ({ thumbprint, fingerprint }) => thumbprint.startsWith(wanted) || fingerprint.startsWith(wanted),
      )
    : []
  const [first, ...others] = found
  if (first === undefined) throw failure('STORE_UNKNOWN_THUMBPRINT', { thumbprint: name })
  if (others.length > 0) {
    const candidates = found.map(({ thumbprint }) => thumbprint).join(', ')
    throw failure('STORE_AMBIGUOUS_THUMBPRINT', { thumbprint: name, candidates })
  }
  return first
}
