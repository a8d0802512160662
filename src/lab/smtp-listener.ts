/** Sockets for smtp-server, from our own door: it is handed connections and opens none. */
import type { Address } from '../model/configuration.ts'
import { listen } from '../net/listen.ts'
import type { Socket } from '../net/socket.ts'
import { LOOPBACK } from './servers.ts'

export interface SmtpListener {
  readonly address: Address
  /** Stops accepting and ends every open connection. */
  close(): void
}

/** Listens on a free port of the loopback address. */
export async function openSmtpListener(onConnection: (socket: Socket) => void): Promise<SmtpListener> {
  const sockets = new Set<Socket>()
  const listener = await listen({
    host: LOOPBACK,
    port: 0,
    onConnection: (socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('end', () => socket.end())
      socket.once('close', () => sockets.delete(socket))
      onConnection(socket)
    },
  })
  return {
    address: { host: LOOPBACK, port: listener.port },
    close: () => {
      listener.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** Ports that are free now. All are held at once, so that no two are the same. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const listeners = await Promise.all(
    Array.from({ length: count }, () => listen({ host: LOOPBACK, port: 0, onConnection: () => undefined })),
  )
  for (const listener of listeners) listener.close()
  return listeners.map(({ port }) => port)
}
