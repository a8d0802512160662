/**
 * The only place where requests of HTTP are accepted: over TLS, or in plain text for this machine alone. Everything a
 * stranger can make large or slow has a limit here; what is answered is decided elsewhere.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, Server as SecureServer } from 'node:https'
import { failure, type HubtrustError } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import { listenFailure, portOf } from './listen.ts'

export interface HttpRequest {
  readonly method: string
  /** As it was sent, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Of the connection, never of a header. */
  readonly address: string
  readonly isSecure: boolean
  /** By its name in lower case; undefined also when it was sent twice and may be there once only. */
  header(name: string): string | undefined
  /** All of it. @throws HubtrustError NET_BODY_TOO_LARGE as soon as it is more than `bytesMax` */
  body(bytesMax: number): Promise<Buffer>
}

/** What is written until somebody closes. */
export interface HttpStream {
  write(text: string | Uint8Array): void
  /** What the reader has not taken yet. */
  readonly waitingBytes: number
  /** Once what was written has been taken. */
  end(): void
  /** At once: whoever does not read would keep what is waiting for ever. */
  cut(): void
  onClose(act: () => void): void
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** In place of a body: the answer goes on. */
  readonly stream?: (stream: HttpStream) => void
}

export interface HttpTls {
  readonly certificatePem: string
  readonly keyPem: string
}

export interface HttpOptions {
  readonly host: string
  readonly port: number
  readonly tls?: HttpTls
  /** Never throws. */
  readonly answer: (request: HttpRequest) => Promise<HttpAnswer>
}

export interface HttpListener {
  readonly host: string
  /** The real port, also when 0 was asked for. */
  readonly port: number
  /** Of later connections. */
  useTls(tls: HttpTls): void
  /** Ends every connection, also those that go on. */
  close(): void
}

/** @throws HubtrustError NET_PORT_IN_USE, NET_LISTEN_FAILED */
export function openHttp(options: HttpOptions): Promise<HttpListener> {
  const { host, port, tls } = options
  const limits = {
    maxHeaderSize: LIMITS.httpHeaderBytes,
    requestTimeout: LIMITS.httpRequestMs,
    keepAliveTimeout: 10_000,
  }
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void serve(options, request, response)
  }
  const server =
    tls === undefined ? createServer(limits, listener) : createSecureServer({ ...limits, ...secured(tls) }, listener)
  server.headersTimeout = LIMITS.httpHeaderMs
  server.maxConnections = LIMITS.httpConnections
  server.maxHeadersCount = 100
  // Bytes that are no HTTP, or a handshake that fails, end the connection and nothing else.
  server.on('clientError', (_error, socket) => {
    socket.destroy()
  })
  server.on('tlsClientError', () => undefined)
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(listenFailure(error, host, port))
    })
    server.listen({ host, port }, () => {
      server.removeAllListeners('error')
      server.on('error', () => undefined)
      resolve(listenerOf(server, options))
    })
  })
}

function secured({ certificatePem, keyPem }: HttpTls) {
  return { cert: certificatePem, key: keyPem, minVersion: 'TLSv1.2' } as const
}

function listenerOf(server: Server, { host, port }: HttpOptions): HttpListener {
  return {
    host,
    port: portOf(server, port),
    useTls: (tls) => {
      if (server instanceof SecureServer) server.setSecureContext(secured(tls))
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function serve(options: HttpOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', url = '/' } = request
  const cut = url.indexOf('?')
  const answer = await options.answer({
    method,
    path: cut < 0 ? url : url.slice(0, cut),
    query: new URLSearchParams(cut < 0 ? '' : url.slice(cut + 1)),
    address: request.socket.remoteAddress ?? '',
    isSecure: options.tls !== undefined,
    header: (name) => headerOf(request, name),
    body: (bytesMax) => bodyOf(request, bytesMax),
  })
  if (response.destroyed) return
  if (answer.stream !== undefined) {
    response.writeHead(answer.status, answer.headers)
    // Nothing may end what is meant to go on.
    request.socket.setTimeout(0)
    answer.stream(streamOf(response))
    return
  }
  const body = answer.body ?? ''
  const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(body)) }
  // What is left of a body nobody read would be taken for the next request.
  if (!request.complete) response.shouldKeepAlive = false
  response.writeHead(answer.status, headers)
  response.end(method === 'HEAD' ? undefined : body, () => {
    if (!request.complete) request.destroy()
  })
}

function headerOf({ headersDistinct }: IncomingMessage, name: string): string | undefined {
  const values = headersDistinct[name]
  return values?.length === 1 ? values[0] : undefined
}

function bodyOf(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const tooLarge = (): HubtrustError => failure('NET_BODY_TOO_LARGE', { bytes: bytesMax })
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.reject(tooLarge())
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let length = 0
    request.on('data', (part: Buffer) => {
      length += part.length
      if (length > bytesMax) {
        request.pause()
        reject(tooLarge())
      } else {
        parts.push(part)
      }
    })
    request.once('end', () => {
      resolve(Buffer.concat(parts))
    })
    request.once('close', () => {
      reject(failure('NET_BODY_CUT_SHORT', {}))
    })
  })
}

function streamOf(response: ServerResponse): HttpStream {
  return {
    write: (text) => {
      response.write(text)
    },
    get waitingBytes() {
      return response.writableLength
    },
    end: () => {
      response.end()
    },
    cut: () => {
      response.destroy()
    },
    onClose: (act) => {
      response.once('close', act)
    },
  }
}
