/**
 * Two sockets become one byte pipe: nothing added, nothing changed, with back-pressure and half-close.
 *
 * TLS hands out one record (16 KiB) at a time; writing each on its own costs one system call each and a fifth of the
 * throughput. So what arrives in one turn of the event loop is gathered and written at once; a short piece, such as an
 * SMTP command, goes out immediately. In the other direction the kernel has gathered already.
 *
 * Thousands of pipes lie idle at a time, so a pipe is one object, and its listeners share one scope.
 */
import type { Socket } from 'node:net'
import { LIMITS } from '../core/limits.ts'
import { ignoreErrors } from './socket.ts'

const RECORD_BYTES = 16_384

/** @param onClosed called once, when the secure side is closed */
export function splice(secure: Socket, plain: Socket, onClosed: () => void): void {
  const pipe = new Pipe(secure, plain)
  secure.on('data', (chunk: Buffer) => {
    pipe.gather(chunk)
  })
  plain.on('data', (chunk: Buffer) => {
    if (!secure.write(chunk)) plain.pause()
  })
  secure.on('drain', () => {
    plain.resume()
  })
  plain.on('drain', () => {
    secure.resume()
  })
  secure.on('end', () => {
    pipe.flush()
    plain.end()
  })
  plain.on('end', () => {
    secure.end()
  })
  // A dirty close (no close_notify, reset) is ordinary on the Internet: the other side is closed too, and that is all.
  ignoreErrors(secure)
  ignoreErrors(plain)
  secure.on('close', () => {
    pipe.flush()
    plain.destroySoon()
    onClosed()
  })
  plain.on('close', () => {
    secure.destroySoon()
  })
}

/** What waits to be written from TLS to plain. */
class Pipe {
  readonly #from: Socket
  readonly #to: Socket
  #held: Buffer[] | undefined
  #heldBytes = 0
  #isScheduled = false

  constructor(from: Socket, to: Socket) {
    this.#from = from
    this.#to = to
  }

  gather(chunk: Buffer): void {
    this.#held ??= []
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    if (this.#heldBytes >= LIMITS.pipeGatherBytes || (!this.#isScheduled && chunk.length < RECORD_BYTES)) this.flush()
    else if (!this.#isScheduled) {
      this.#isScheduled = true
      setImmediate(() => {
        this.#isScheduled = false
        this.flush()
      })
    }
  }

  flush(): void {
    const chunks = this.#held
    if (chunks === undefined || this.#to.destroyed) return
    this.#held = undefined
    this.#heldBytes = 0
    this.#to.cork()
    for (const chunk of chunks) this.#to.write(chunk)
    this.#to.uncork()
    if (this.#to.writableNeedDrain) this.#from.pause()
  }
}
