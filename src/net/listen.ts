/** The only place where the gateway accepts connections. */
import { createServer, type Server, type Socket } from 'node:net'
import { failure, reasonOf, systemCode } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import { listenInherited } from './inherited.ts'

export interface Listener {
  readonly host: string
  /** The real port, also when 0 was asked for. */
  readonly port: number
  /** Stops accepting; open connections go on. */
  close(): void
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly onConnection: (socket: Socket) => void
}

/**
 * A socket that was handed to this process for that place is taken over (`inherited.ts`).
 * Half-open connections are kept: a peer that has said everything may still be told something (RFC 9293 §3.6).
 *
 * @throws HubtrustError NET_PORT_IN_USE, NET_LISTEN_FAILED
 */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { host, port, onConnection } = options
  const place = { kind: 'address' as const, host, port }
  const close = await listenInherited(place, onConnection).catch((error: unknown) => {
    throw listenFailure(error, host, port)
  })
  if (close === undefined) return open(options)
  return { host, port, close }
}

function open({ host, port, onConnection }: ListenOptions): Promise<Listener> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, highWaterMark: LIMITS.pipeHighWaterBytes })
  server.on('connection', onConnection)
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(listenFailure(error, host, port))
    })
    server.listen({ host, port, backlog: LIMITS.listenBacklog }, () => {
      // An error after this (EMFILE on accept) concerns one connection, not the listener.
      server.removeAllListeners('error')
      server.on('error', () => undefined)
      resolve({ host, port: portOf(server, port), close: () => server.close() })
    })
  })
}

/** The port a server got, also when 0 was asked for. */
export function portOf(server: Server, asked: number): number {
  const address = server.address()
  return address === null || typeof address === 'string' ? asked : address.port
}

/** NET_PORT_IN_USE or NET_LISTEN_FAILED. */
export function listenFailure(error: unknown, host: string, port: number): Error {
  if (systemCode(error) === 'EADDRINUSE') return failure('NET_PORT_IN_USE', { host, port }, error)
  return failure('NET_LISTEN_FAILED', { host, port, reason: systemCode(error) ?? reasonOf(error) }, error)
}
