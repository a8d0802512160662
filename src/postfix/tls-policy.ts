/**
 * `tls-policy`: what Postfix must see before it hands mail to a next hop (`smtp_tls_policy_maps`). A server of the directory
 * is met under its certificates or not at all: `NOTFOUND` would make Postfix fall back to whatever it does for strangers,
 * mail in plain text included.
 */
import type { Cause } from '../model/findings.ts'
import type { Refusal } from '../model/verdict.ts'
import { causeOf } from '../trust/verdict.ts'
import { nextHopOf, routeKey } from './next-hop.ts'
import { verdictOn, withColons, type PostfixView } from './view.ts'

export type TlsPolicy =
  | { readonly kind: 'unmanaged' }
  | {
      readonly kind: 'pinned'
      readonly policy: string
      readonly servers: readonly string[]
      /** Fingerprints that are outside their validity and trusted all the same. */
      readonly expired: readonly string[]
      /** Until anything changes it stays the same, whatever the time. */
      readonly isLasting: boolean
    }
  | {
      readonly kind: 'refused'
      readonly server: string
      readonly reason: Refusal | 'no-certificate-published' | 'disabled' | 'directory-not-read'
      readonly cause: Cause | undefined
    }

export interface TlsPolicyQuestion {
  readonly view: PostfixView
  /** As Postfix asks. */
  readonly nextHop: string
  readonly nowMs: number
  /** More attributes of the policy, as `policyAttributes` lets them through. */
  readonly attributes: readonly string[]
}

export function tlsPolicy({ view, nextHop, nowMs, attributes }: TlsPolicyQuestion): TlsPolicy {
  const { index, isStale } = view.trust
  const servers = serversAt(view, nextHop)
  const [server] = servers
  if (server === undefined) {
    // Which servers there are is not known: nobody can say that this is none of them.
    if (index === undefined) return { ...UNKNOWN, server: nextHop }
    return { kind: 'unmanaged' }
  }
  if (index === undefined) return { ...UNKNOWN, server }
  if (isStale) return { kind: 'refused', server, reason: 'directory-stale', cause: causeOf('directory-stale') }
  const judged = servers.flatMap((expected) =>
    index.fingerprintsOf(expected).map((fingerprint) => ({
      fingerprint,
      verdict: verdictOn({ view, fingerprint, expected, nowMs }),
    })),
  )
  const trusted = judged.filter((one) => one.verdict.kind === 'trusted')
  if (trusted.length === 0) return refused(view, server, judged[0]?.verdict)
  const pins = trusted.map(({ fingerprint }) => withColons(fingerprint)).join('|')
  return {
    kind: 'pinned',
    policy: ['fingerprint', `match=${pins}`, ...attributes].join(' '),
    servers,
    expired: trusted.flatMap(({ fingerprint, verdict }) =>
      verdict.kind === 'trusted' && verdict.warnings.includes('expired') ? [fingerprint] : [],
    ),
    isLasting: judged.every(({ fingerprint }) => !view.routes.validity.has(fingerprint)),
  }
}

const UNKNOWN = { kind: 'refused', reason: 'directory-not-read', cause: 'directory.unreachable' } as const

function refused(view: PostfixView, server: string, verdict: ReturnType<typeof verdictOn> | undefined): TlsPolicy {
  if (view.routes.disabled.has(server))
    return { kind: 'refused', server, reason: 'disabled', cause: 'peer.not-in-directory' }
  if (verdict?.kind === 'refused')
    return { kind: 'refused', server, reason: verdict.reason, cause: causeOf(verdict.reason) }
  return { kind: 'refused', server, reason: 'no-certificate-published', cause: 'peer.not-in-directory' }
}

/** The servers of the directory that a next hop leads to, whatever the spelling. */
export function serversAt({ trust, routes, domains }: PostfixView, text: string): readonly string[] {
  const stated = domains.get(text.toLowerCase().replace(/\.$/, ''))
  if (stated !== undefined) return [stated]
  const hop = nextHopOf(text)
  if (hop === undefined) return []
  const { host } = hop
  const byDomain = domains.get(host)
  if (byDomain !== undefined) return [byDomain]
  if (trust.index?.has(host) === true || routes.disabled.has(host)) return [host]
  return routes.servers.get(routeKey(hop)) ?? []
}
