/**
 * A TLS server that shows its listeners only connections somebody has judged: `secureConnection` of any other is swallowed,
 * also for HTTPS, whose requests begin with that event.
 */
import { constants, X509Certificate } from 'node:crypto'
import { createSecureContext, TLSSocket, type SecureContext, type Server } from 'node:tls'
import { contextOptions, type Identity } from './tls.ts'

/**
 * Options of a server that asks for a certificate and has none itself: until `guard` has given it one no handshake ends well,
 * so that a server nobody guards lets nobody in.
 */
export const UNGUARDED = {
  requestCert: true,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  secureOptions: constants.SSL_OP_NO_TICKET,
} as const

export interface Guard {
  /** Later connections get this certificate; none at all when it is undefined. */
  use(identity: Identity | undefined): void
}

/** @param isLetIn judges each finished handshake; a socket it refuses is its to close */
export function guard(server: Server, isLetIn: (socket: TLSSocket) => boolean): Guard {
  const emit: unknown = Reflect.get(server, 'emit')
  if (typeof emit !== 'function') throw new TypeError('guard() wants a server of node:tls or node:https')
  const judged = (event: unknown, ...args: readonly unknown[]): unknown => {
    const [socket] = args
    if (event === 'secureConnection' && !(socket instanceof TLSSocket && isLetIn(socket))) return true
    return Reflect.apply(emit, server, [event, ...args])
  }
  Object.defineProperty(server, 'emit', { value: judged, configurable: true, writable: true })
  return {
    use(identity) {
      server.setSecureContext(identity === undefined ? UNGUARDED : contextOptions(identity))
    },
  }
}

/** For `tls.connect` by somebody else: OpenSSL knows the published certificates of one server and no issuer. */
export function pinnedContext(identity: Identity, published: readonly Uint8Array[]): SecureContext {
  const ca = published.map((der) => new X509Certificate(der).toString())
  return createSecureContext({ ...contextOptions(identity), ca, allowPartialTrustChain: true })
}
