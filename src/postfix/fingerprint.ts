/** A digest as Postfix, or a person, writes it: `AB:CD:…`, `abcd…`, with spaces or hyphens. */
export type Fingerprint =
  | { readonly kind: 'sha256'; readonly fingerprint: string }
  /** A digest of another kind: `smtpd_tls_fingerprint_digest` is not sha256. */
  | { readonly kind: 'other'; readonly digest: string }
  | { readonly kind: 'none' }

const DIGESTS: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 96: 'sha384', 128: 'sha512' }

export function fingerprintFrom(text: string): Fingerprint {
  const digits = text.replace(/^sha-?256[:=]/i, '').replace(/[: -]/g, '')
  if (!/^[0-9a-f]+$/i.test(digits)) return { kind: 'none' }
  if (digits.length === 64) return { kind: 'sha256', fingerprint: digits.toUpperCase() }
  const digest = DIGESTS[digits.length]
  return digest === undefined ? { kind: 'none' } : { kind: 'other', digest }
}

export const WRONG_DIGEST = 'is no SHA-256: set smtpd_tls_fingerprint_digest = sha256'
