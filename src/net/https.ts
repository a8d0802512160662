/** An agent for HTTPS whose connections are opened by somebody else: secured and judged before a request is written. */
import type { RequestOptions } from 'node:http'
import { Agent } from 'node:https'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'

const HTTPS_PORT = 443

export interface Destination {
  readonly host: string
  readonly port: number
}

export type Opener = (destination: Destination) => Promise<TLSSocket>

export class OpeningAgent extends Agent {
  readonly #open: Opener

  constructor(open: Opener) {
    // No TLS session is kept: each connection shows its certificate again.
    super({ keepAlive: true, maxCachedSessions: 0 })
    this.#open = open
  }

  override createConnection(
    { host, port }: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): null {
    this.#open({ host: host ?? 'localhost', port: Number(port ?? HTTPS_PORT) }).then(
      (socket) => callback?.(null, socket),
      (error: unknown) => {
        const failed = error instanceof Error ? error : new Error(String(error))
        // The callback's type has no place for a failure without a stream.
        if (callback !== undefined) Reflect.apply(callback, undefined, [failed])
      },
    )
    return null
  }
}
