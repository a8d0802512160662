/**
 * TLS as direct trust needs it: both sides show a certificate, OpenSSL judges neither, no resumption.
 *
 * - `rejectUnauthorized: false` and no `ca`: the verdict is ours alone, and no list of issuers is sent that would make a
 *   strict client hold back a self-signed certificate. `socket.authorized` is never read.
 * - SSL_OP_NO_TICKET and no session cache: every connection shows its certificate again (and a full handshake costs a
 *   third less than one that also issues tickets). In TLS 1.3 OpenSSL then sends stateful tickets that nobody can redeem;
 *   `bin/openssl.cnf` turns those off, too.
 */
import { constants, X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { connect, createSecureContext, Server, type SecureContext } from 'node:tls'
import type { Secret } from '../core/secret.ts'
import { LIMITS } from '../core/limits.ts'
import { ignoreErrors } from './socket.ts'
import { reasonOf } from '../core/errors.ts'

/** Our own certificate with its key, as the store handed it out. */
export interface Identity {
  readonly fingerprint: string
  readonly thumbprint: string
  readonly certificateDer: Uint8Array
  readonly keyPem: Secret
}

/** What the peer showed. */
export interface PeerCertificate {
  readonly der: Uint8Array
  readonly x509: X509Certificate
}

export function contextOptions({ certificateDer, keyPem }: Identity) {
  return {
    key: keyPem.reveal(),
    cert: new X509Certificate(certificateDer).toString(),
    minVersion: 'TLSv1.2',
    secureOptions: constants.SSL_OP_NO_TICKET,
  } as const
}

/** In milliseconds since 1970. */
export function validityOf({ validFromDate, validToDate }: X509Certificate) {
  return { notBeforeMs: validFromDate.getTime(), notAfterMs: validToDate.getTime() }
}

export function peerCertificateOf(socket: TLSSocket): PeerCertificate | undefined {
  const x509 = socket.getPeerX509Certificate()
  return x509 === undefined ? undefined : { der: x509.raw, x509 }
}

/** TLS version and cipher suite, for logs and PROXY headers. */
export function tlsFacts(socket: TLSSocket): { readonly version: string; readonly cipher: string } {
  return { version: socket.getProtocol() ?? '', cipher: socket.getCipher().standardName }
}

interface Waiting {
  /** Nothing of the handshake stays with the connection. */
  readonly onSecure: (socket: TLSSocket) => void
  reason: string
}

/** Turns accepted connections into TLS ones, with a certificate that can be changed while connections are open. */
export class TlsAcceptor {
  readonly #server: Server
  /** Handshakes under way, by the four ends of their connection: how the finished one is told from the others. */
  readonly #waiting = new Map<string, Waiting>()

  constructor(identity: Identity) {
    this.#server = new Server({
      ...contextOptions(identity),
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: LIMITS.handshakeMs,
      // A client that speaks something else than SMTP was led here (ALPACA); one that names nothing is an ordinary MTA.
      ALPNCallback: ({ protocols }) => (protocols.includes('smtp') ? 'smtp' : undefined),
    })
    this.#server.on('secureConnection', (socket) => {
      const key = endsOf(socket)
      const waiting = this.#waiting.get(key)
      this.#waiting.delete(key)
      if (waiting === undefined) socket.destroy()
      else waiting.onSecure(socket)
    })
    this.#server.on('tlsClientError', (error, socket) => {
      const waiting = this.#waiting.get(endsOf(socket))
      if (waiting !== undefined) waiting.reason = reasonOf(error)
    })
  }

  /** Later connections get this certificate; open ones keep theirs. */
  use(identity: Identity): void {
    this.#server.setSecureContext(contextOptions(identity))
  }

  /**
   * Starts the handshake on a socket nobody reads from any more. Exactly one of the two callbacks is called.
   */
  accept(raw: Socket, onSecure: (socket: TLSSocket) => void, onFailure: (reason: string) => void): void {
    const key = endsOf(raw)
    const waiting: Waiting = {
      onSecure: (socket) => {
        raw.off('close', onClose)
        onSecure(socket)
      },
      reason: 'connection closed during the handshake',
    }
    const onClose = () => {
      if (this.#waiting.get(key) !== waiting) return
      this.#waiting.delete(key)
      onFailure(waiting.reason)
    }
    this.#waiting.set(key, waiting)
    raw.on('close', onClose)
    this.#server.emit('connection', raw)
  }
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return `${remotePort ?? 0} ${remoteAddress ?? ''} ${localPort ?? 0} ${localAddress ?? ''}`
}

/** Prepared once for all outbound connections: building it costs as much as a handshake. */
export type ClientContext = SecureContext

export function clientContext(identity: Identity | undefined): ClientContext {
  return identity === undefined
    ? createSecureContext({ minVersion: 'TLSv1.2' })
    : createSecureContext(contextOptions(identity))
}

export interface SecureOptions {
  readonly context: ClientContext
  /** Sent as SNI when it is a name; IP addresses are not allowed there (RFC 6066 §3). */
  readonly serverName?: string
  readonly withinMs: number
}

/** The client side of a handshake on a socket nobody reads from any more. Rejects with OpenSSL's reason. */
export function secure(raw: Duplex, { context, serverName, withinMs }: SecureOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      socket: raw,
      secureContext: context,
      rejectUnauthorized: false,
      ...(serverName === undefined ? {} : { servername: serverName }),
    })
    const settle = () => {
      clearTimeout(deadline)
      socket.off('error', fail)
      socket.off('close', closed)
    }
    const fail = (error: Error) => {
      settle()
      ignoreErrors(socket)
      socket.destroy()
      raw.destroy()
      reject(error)
    }
    const closed = () => {
      fail(new Error('connection closed during the handshake'))
    }
    const deadline = setTimeout(() => {
      fail(new Error('the handshake took too long'))
    }, withinMs)
    socket.once('error', fail)
    socket.once('close', closed)
    socket.once('secureConnect', () => {
      settle()
      resolve(socket)
    })
  })
}
