/** What the answers rest on, and how a certificate is judged: by the verdict of the gateway, for the digest Postfix tells. */
import type { Verdict } from '../model/verdict.ts'
import { verdictBy } from '../trust/verdict.ts'
import { NO_TRUST, type TrustView } from '../trust/view.ts'
import { NO_ROUTES, type Routes } from './routes.ts'

export interface PostfixView {
  readonly trust: TrustView
  readonly routes: Routes
  /** Domains whose next hop is a server of the directory, by configuration: in lower case, to the server. */
  readonly domains: ReadonlyMap<string, string>
}

export const NO_VIEW: PostfixView = { trust: NO_TRUST, routes: NO_ROUTES, domains: new Map() }

export interface CertificateQuestion {
  readonly view: PostfixView
  /** SHA-256 of the certificate, 64 upper-case hexadecimal digits; undefined when none was shown. */
  readonly fingerprint: string | undefined
  /** Outbound: the server that is meant. */
  readonly expected?: string
  readonly nowMs: number
}

export function verdictOn({ view, fingerprint, expected, nowMs }: CertificateQuestion): Verdict {
  const { trust, routes } = view
  const validity = fingerprint === undefined ? undefined : routes.validity.get(fingerprint)
  return verdictBy(trust, {
    digest: fingerprint === undefined ? undefined : Buffer.from(fingerprint, 'hex'),
    nowMs,
    ...(expected === undefined ? {} : { expected }),
    ...validity,
  })
}

/** `AB:CD:…`, as Postfix before 3.6 wants it and every later one takes it. */
export function withColons(fingerprint: string): string {
  return fingerprint.replace(/..(?!$)/g, '$&:')
}
