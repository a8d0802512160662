/**
 * One end of the talk between an edge and the inside: TLS 1.3 with a certificate from both sides that nobody but the caller
 * judges, nothing resumed, and frames in place of bytes. Who reads slowly slows the other end down, and fills no memory.
 */
import type { TLSSocket } from 'node:tls'
import { createServer, type Server } from 'node:tls'
import { LIMITS } from '../core/limits.ts'
import { edgeFrame, EdgeFrameReader, type EdgeFrame } from '../wire/edge-frames.ts'
import { dial } from './dial.ts'
import { listen, type Listener } from './listen.ts'
import { ignoreErrors } from './socket.ts'
import { clientContext, contextOptions, peerCertificateOf, secure, type Identity } from './tls.ts'

/** Connections that have not said yet who they are: more are turned away. */
const STRANGERS_MAX = 64
/** What the other end has not read yet; then the writer waits. */
const UNREAD_BYTES_MAX = 256 * 1024

export class EdgeTalk {
  /** Where the other end is, for people. */
  readonly address: string
  /** DER of the certificate the other end has shown; undefined when it showed none. */
  readonly peerDer: Uint8Array | undefined
  readonly #socket: TLSSocket
  readonly #reader = new EdgeFrameReader()
  #wake: (() => void) | undefined
  #isEnded = false
  #isEnding = false

  constructor(socket: TLSSocket) {
    this.#socket = socket
    this.address = socket.remoteAddress ?? '-'
    this.peerDer = peerCertificateOf(socket)?.der
    ignoreErrors(socket)
    const wake = () => {
      this.#wake?.()
    }
    const end = () => {
      this.#isEnded = true
      wake()
    }
    socket.on('readable', wake).once('end', end).once('close', end)
  }

  /** A value of this very connection that both ends have and nobody else can have (RFC 8446, section 7.5). */
  exported(label: string, bytes: number): Buffer {
    return this.#socket.exportKeyingMaterial(bytes, label, Buffer.alloc(0))
  }

  /** Nothing more is said here, and what was said arrives. */
  get isEnding(): boolean {
    return this.#isEnding
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Resolves when the other end may be sent more. A talk that has ended takes everything and says nothing. */
  async send(frame: EdgeFrame): Promise<void> {
    if (this.#isEnded || this.#isEnding) return
    this.#socket.write(edgeFrame(frame))
    if (this.#socket.writableLength <= UNREAD_BYTES_MAX) return
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#socket.off('drain', done).off('close', done)
        resolve()
      }
      this.#socket.on('drain', done).on('close', done)
    })
  }

  /** The next frame. @throws Error when the talk ended, nothing came in time, or what came is no frame */
  async next(withinMs: number): Promise<EdgeFrame> {
    for (;;) {
      const read = this.#reader.next()
      if (read?.kind === 'frame') return read.frame
      if (read !== undefined) throw this.#over('what came is no frame')
      const chunk: unknown = this.#socket.read()
      if (Buffer.isBuffer(chunk)) this.#reader.push(chunk)
      else if (this.#isEnded || this.#isEnding) throw new Error('the connection ended')
      else await this.#readable(withinMs)
    }
  }

  #readable(withinMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#wake = undefined
        reject(this.#over('nothing came in time'))
      }, withinMs)
      this.#wake = () => {
        this.#wake = undefined
        clearTimeout(deadline)
        resolve()
      }
    })
  }

  #over(reason: string): Error {
    this.#socket.destroy()
    return new Error(reason)
  }

  /** What was sent still arrives. */
  end(): void {
    if (this.#isEnded) return
    this.#isEnding = true
    this.#socket.removeAllListeners('readable')
    this.#socket.end()
    // What still comes is not wanted, and its end is.
    this.#socket.resume()
    const deadline = setTimeout(() => {
      this.#socket.destroy()
    }, LIMITS.turnedAwayMs)
    this.#socket.once('close', () => {
      clearTimeout(deadline)
    })
  }

  destroy(): void {
    this.#socket.destroy()
  }
}

export interface EdgeListenOptions {
  readonly host: string
  readonly port: number
  /** What is shown from now on; a connection that finds none is closed. */
  readonly identity: () => Identity | undefined
  /** A talk with somebody who is a stranger until it settles. */
  readonly onTalk: (talk: EdgeTalk) => Promise<void>
}

/** @throws HubtrustError NET_PORT_IN_USE, NET_LISTEN_FAILED */
export async function listenForInside({ host, port, identity, onTalk }: EdgeListenOptions): Promise<Listener> {
  const acceptor = new Acceptor(onTalk)
  return listen({
    ...{ host, port },
    onConnection: (raw) => {
      ignoreErrors(raw)
      const own = identity()
      const server = own === undefined ? undefined : acceptor.serverFor(own)
      if (server === undefined) raw.destroy()
      else server.emit('connection', raw)
    },
  })
}

class Acceptor {
  readonly #onTalk: EdgeListenOptions['onTalk']
  #server: Server | undefined
  #shown = ''
  #strangers = 0

  constructor(onTalk: EdgeListenOptions['onTalk']) {
    this.#onTalk = onTalk
  }

  /** Undefined when there are too many strangers. */
  serverFor(identity: Identity): Server | undefined {
    if (this.#strangers >= STRANGERS_MAX) return undefined
    if (this.#server === undefined || this.#shown !== identity.fingerprint) this.#server = this.#open(identity)
    this.#shown = identity.fingerprint
    return this.#server
  }

  #open(identity: Identity): Server {
    const server = createServer({
      ...contextOptions(identity),
      minVersion: 'TLSv1.3',
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: LIMITS.handshakeMs,
    })
    server.on('secureConnection', (socket) => {
      this.#strangers += 1
      void this.#onTalk(new EdgeTalk(socket)).finally(() => {
        this.#strangers -= 1
      })
    })
    server.on('tlsClientError', (_error, socket) => {
      socket.destroy()
    })
    return server
  }
}

export interface EdgeDialOptions {
  readonly host: string
  readonly port: number
  readonly identity: Identity
  readonly withinMs: number
}

/** Whom the other end is, is for the caller to judge. @throws Error NET_DEADLINE, NET_UNREACHABLE, or OpenSSL's reason */
export async function dialEdge({ host, port, identity, withinMs }: EdgeDialOptions): Promise<EdgeTalk> {
  const raw = await dial({ host, port, withinMs })
  ignoreErrors(raw)
  return new EdgeTalk(await secure(raw, { context: clientContext(identity), withinMs }))
}
