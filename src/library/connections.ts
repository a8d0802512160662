/** Who is at the other end of the connections that are open, and the end of those whose certificate was withdrawn. */
import type { TLSSocket } from '../net/socket.ts'
import type { TrustIndex } from '../trust/index.ts'

interface Held {
  readonly server: string
  readonly fingerprint: string
}

export class Connections {
  readonly #open = new Map<TLSSocket, Held>()
  readonly #peers = new WeakMap<object, string>()

  hold(socket: TLSSocket, held: Held): void {
    if (!this.#open.has(socket)) socket.once('close', () => this.#open.delete(socket))
    this.#open.set(socket, held)
    this.name(socket, held.server)
  }

  /** Another object that stands for the same connection, as the session of `smtp-server`. */
  name(key: object, server: string): void {
    this.#peers.set(key, server)
  }

  peerOf(key: object): string | undefined {
    return this.#peers.get(key)
  }

  /** Ends what an index no longer vouches for, at once. How many that were. */
  cutUntrusted(index: TrustIndex): number {
    let cuts = 0
    for (const [socket, { server, fingerprint }] of this.#open) {
      if (index.find(Buffer.from(fingerprint, 'hex')) === server) continue
      socket.destroy()
      cuts += 1
    }
    return cuts
  }

  closeAll(): void {
    for (const socket of this.#open.keys()) socket.destroy()
  }
}
