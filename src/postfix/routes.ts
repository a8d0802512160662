/** What the trust index does not hold and Postfix's questions need: other names of servers, and certificates near their end. */
import type { Server } from '../model/server.ts'
import { nextHopOf, routeKey } from './next-hop.ts'

export interface Validity {
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** SHA-1, for the event about it. */
  readonly thumbprint: string
}

export interface Routes {
  /** Servers at an address of the directory, by `routeKey`. */
  readonly servers: ReadonlyMap<string, readonly string[]>
  /** Servers that are there and trusted for nothing. */
  readonly disabled: ReadonlySet<string>
  /** By fingerprint: the certificates that are outside their validity, or will be soon. */
  readonly validity: ReadonlyMap<string, Validity>
}

export const NO_ROUTES: Routes = { servers: new Map(), disabled: new Set(), validity: new Map() }

/** @param untilMs until when the answer is used: a certificate that is valid all that time is left out */
export function routesOf(servers: Iterable<Server>, { nowMs, untilMs }: { nowMs: number; untilMs: number }): Routes {
  const byAddress = new Map<string, string[]>()
  const disabled = new Set<string>()
  const validity = new Map<string, Validity>()
  for (const { name, addresses, enabled, certificates } of servers) {
    if (!enabled) disabled.add(name)
    for (const address of addresses) {
      const hop = nextHopOf(address)
      if (hop === undefined) continue
      const there = byAddress.get(routeKey(hop))
      if (there === undefined) byAddress.set(routeKey(hop), [name])
      else there.push(name)
    }
    for (const { fingerprint, thumbprint, notBefore, notAfter } of certificates) {
      const bounds = { notBeforeMs: Date.parse(notBefore), notAfterMs: Date.parse(notAfter), thumbprint }
      if (bounds.notAfterMs <= untilMs || bounds.notBeforeMs > nowMs) validity.set(fingerprint, bounds)
    }
  }
  return { servers: byAddress, disabled, validity }
}
