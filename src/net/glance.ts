/**
 * A look at the certificate a server shows, without finishing the handshake: what we would say to finish it is held back.
 * The server sees a handshake that was broken off, judges nobody and logs no refusal.
 *
 * Needs TLS 1.3, where the server's certificate comes before our last word and everything encrypted is of one record type.
 */
import { Duplex } from 'node:stream'
import { createSecureContext, type TLSSocket } from 'node:tls'
import type { Socket } from 'node:net'
import { secure, type SecureOptions } from './tls.ts'

const RECORD_HEADER_BYTES = 5
const APPLICATION_DATA = 23

/** Rejects with OpenSSL's reason. Nothing that is written to the socket afterwards leaves this machine. */
export function glance(raw: Socket, { serverName, withinMs }: Omit<SecureOptions, 'context'>): Promise<TLSSocket> {
  const context = createSecureContext({ minVersion: 'TLSv1.3' })
  return secure(new HeldBack(raw), { context, withinMs, ...(serverName === undefined ? {} : { serverName }) })
}

/** Passes everything on but what is encrypted. */
class HeldBack extends Duplex {
  readonly #raw: Socket
  #isHolding = false

  constructor(raw: Socket) {
    super({ allowHalfOpen: false })
    this.#raw = raw
    raw.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) raw.pause()
    })
    raw.on('end', () => this.push(null))
    raw.on('error', (error) => this.destroy(error))
    raw.on('close', () => this.destroy())
  }

  override _read(): void {
    this.#raw.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const plain = this.#isHolding ? 0 : plainBytesOf(chunk)
    this.#isHolding ||= plain < chunk.length
    if (plain === 0) done()
    else this.#raw.write(chunk.subarray(0, plain), done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#raw.destroy()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#raw.destroy()
    done(error)
  }
}

/** How much of it comes before the first encrypted record (RFC 8446 §5.1). TLS writes whole records. */
function plainBytesOf(chunk: Buffer): number {
  let at = 0
  while (at + RECORD_HEADER_BYTES <= chunk.length && chunk[at] !== APPLICATION_DATA) {
    at += RECORD_HEADER_BYTES + chunk.readUInt16BE(at + 3)
  }
  return Math.min(at, chunk.length)
}
