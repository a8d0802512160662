/**
 * Sockets that were listening before this process was started, and were handed to it (sd_listen_fds(3)). Whoever is to
 * listen where one of them does takes it over: no right to a low port is needed, and who connects while the process is
 * restarted waits.
 *
 * Such a socket is accepted from once somebody has asked for its place, and then until `closeInherited`: closed, it could
 * not be had again. Who comes while nobody listens in between, as during a reload, waits here.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { LIMITS } from '../core/limits.ts'
import type { Place } from '../model/configuration.ts'

export interface InheritedSocket {
  /** Number of its descriptor. */
  readonly fd: number
  readonly place: Place
}

const sockets = new Map<InheritedSocket, Taken>()

/** Offers them to whoever is going to listen. */
export function inheritSockets(inherited: readonly InheritedSocket[]): void {
  for (const socket of inherited) sockets.set(socket, new Taken(socket.fd))
}

export function isInherited(place: Place): boolean {
  return takenAt(place) !== undefined
}

/**
 * Answers with what ends listening; undefined when none was handed over for this place (port 0 asks for none of them).
 * Rejects with the system's error.
 */
export async function listenInherited(
  place: Place,
  onConnection: (socket: Socket) => void,
): Promise<(() => void) | undefined> {
  const taken = takenAt(place)
  if (taken === undefined) return undefined
  await taken.open()
  return taken.lead(onConnection)
}

function takenAt(place: Place): Taken | undefined {
  for (const [inherited, taken] of sockets) if (covers(inherited.place, place)) return taken
  return undefined
}

/** The same place, or every address where every IPv4 address was asked for: `[::]` takes both unless it was told otherwise. */
export function covers(inherited: Place, wanted: Place): boolean {
  if (inherited.kind === 'file') return wanted.kind === 'file' && inherited.path === wanted.path
  if (wanted.kind === 'file' || inherited.port !== wanted.port) return false
  return inherited.host === wanted.host || (inherited.host === '::' && wanted.host === '0.0.0.0')
}

/** Lets go of all of them: who comes from now on is for the next process. */
export function closeInherited(): void {
  for (const taken of sockets.values()) taken.close()
  sockets.clear()
}

class Taken {
  readonly #fd: number
  #server: Server | undefined
  #opening: Promise<void> | undefined
  #onConnection: ((socket: Socket) => void) | undefined
  #waiting: readonly Socket[] = []

  constructor(fd: number) {
    this.#fd = fd
  }

  open(): Promise<void> {
    this.#opening ??= this.#open()
    return this.#opening
  }

  #open(): Promise<void> {
    const server = createServer({ allowHalfOpen: true, noDelay: true, highWaterMark: LIMITS.pipeHighWaterBytes })
    server.on('connection', (socket) => {
      this.#take(socket)
    })
    this.#server = server
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ fd: this.#fd, backlog: LIMITS.listenBacklog }, () => {
        server.off('error', reject)
        server.on('error', () => undefined)
        resolve()
      })
    })
  }

  #take(socket: Socket): void {
    if (this.#onConnection !== undefined) {
      this.#onConnection(socket)
      return
    }
    socket.on('error', () => undefined)
    if (this.#waiting.length < LIMITS.listenBacklog) this.#waiting = [...this.#waiting, socket]
    else socket.destroy()
  }

  lead(onConnection: (socket: Socket) => void): () => void {
    this.#onConnection = onConnection
    const waiting = this.#waiting
    this.#waiting = []
    for (const socket of waiting) if (!socket.destroyed) onConnection(socket)
    return () => {
      if (this.#onConnection === onConnection) this.#onConnection = undefined
    }
  }

  close(): void {
    this.#server?.close()
    for (const socket of this.#waiting) socket.destroy()
    this.#waiting = []
  }
}
