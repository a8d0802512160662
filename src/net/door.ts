/** Where programs of this machine, or its loopback, ask: a socket that is a file, or an address. */
import { createServer, type Socket } from 'node:net'
import { failure, reasonOf, systemCode } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import type { Place } from '../model/configuration.ts'
import { endpointText } from '../wire/addresses.ts'
import { listenInherited } from './inherited.ts'
import { listen } from './listen.ts'

export interface Door {
  /** As it can be shown: `unix:/path` or `host:port`, with the real port. */
  readonly name: string
  /** Stops accepting; open connections go on. */
  close(): void
}

type FilePlace = Extract<Place, { kind: 'file' }>

/**
 * A file must not be there yet, unless its socket was handed to this process, and only its owner may connect until its mode is changed.
 *
 * @throws HubtrustError NET_SOCKET_FAILED, NET_PORT_IN_USE, NET_LISTEN_FAILED
 */
export async function openDoor(place: Place, onConnection: (socket: Socket) => void): Promise<Door> {
  if (place.kind === 'file') return openInherited(place, onConnection)
  const listener = await listen({ ...place, onConnection })
  return {
    name: endpointText(listener),
    close: () => {
      listener.close()
    },
  }
}

async function openInherited(place: FilePlace, onConnection: (socket: Socket) => void): Promise<Door> {
  const { path } = place
  const close = await listenInherited(place, onConnection).catch((error: unknown) => {
    throw failure('NET_SOCKET_FAILED', { path, reason: systemCode(error) ?? reasonOf(error) }, error)
  })
  if (close === undefined) return openFile(path, onConnection)
  return { name: `unix:${path}`, close }
}

function openFile(path: string, onConnection: (socket: Socket) => void): Promise<Door> {
  const server = createServer({ allowHalfOpen: true }, onConnection)
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(failure('NET_SOCKET_FAILED', { path, reason: systemCode(error) ?? reasonOf(error) }, error))
    })
    const before = process.umask(0o177)
    server.listen({ path, backlog: LIMITS.listenBacklog }, () => {
      server.removeAllListeners('error')
      server.on('error', () => undefined)
      resolve({ name: `unix:${path}`, close: () => server.close() })
    })
    process.umask(before)
  })
}
