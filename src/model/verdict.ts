/** What the heart says about a peer's certificate. */
export const REFUSALS = [
  'no-certificate',
  'not-in-directory',
  'wrong-server',
  'own-certificate',
  'expired',
  'not-yet-valid',
  'directory-stale',
] as const
export type Refusal = (typeof REFUSALS)[number]

export type Warning = 'expired' | 'not-yet-valid'

export type Verdict =
  | { readonly kind: 'trusted'; readonly server: string; readonly warnings: readonly Warning[] }
  | { readonly kind: 'refused'; readonly reason: Refusal; readonly server?: string }
