/** Socket types for rooms that are handed sockets and must not open their own. */
import type { Socket } from 'node:net'

export type { Socket } from 'node:net'
export type { TLSSocket } from 'node:tls'

/**
 * For sockets of which only the close that follows an error counts. The listener is one for all: one made on the spot would
 * keep alive what surrounds it for as long as the socket lives, and cost memory in every session.
 */
export function ignoreErrors(socket: Socket): void {
  if (socket.listenerCount('error', ignore) === 0) socket.on('error', ignore)
}

function ignore(): void {
  // The close tells.
}
