/** The client's side of an SMTP dialogue over one socket, until the socket is given away. */
import type { Socket } from 'node:net'
import { failure, reasonOf, systemCode, type HubtrustError } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import { ReplyReader, type Reply } from '../wire/replies.ts'

interface Waiting {
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: HubtrustError) => void
  readonly deadline: NodeJS.Timeout
}

export class Conversation {
  readonly #socket: Socket
  readonly #peer: { readonly host: string; readonly port: number }
  readonly #reader = new ReplyReader({
    lineBytesMax: LIMITS.replyLineBytesMax,
    linesMax: LIMITS.replyLinesMax,
  })
  #waiting: Waiting | undefined
  #ended: HubtrustError | undefined

  /** @param peer named in errors */
  constructor(socket: Socket, peer: { readonly host: string; readonly port: number }) {
    this.#socket = socket
    this.#peer = peer
    socket.on('data', this.#onData)
    socket.on('error', this.#onError)
    socket.on('end', this.#onEnd)
    socket.on('close', this.#onEnd)
  }

  /** Sends a command (with its line ending) and waits for the answer. */
  ask(command: string, withinMs: number): Promise<Reply> {
    this.#socket.write(command, 'latin1')
    return this.reply(withinMs)
  }

  /** @throws HubtrustError NET_DEADLINE, NET_CLOSED, NET_NOT_SMTP */
  reply(withinMs: number): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        this.#settle()?.reject(failure('NET_DEADLINE', this.#peer))
      }, withinMs)
      this.#waiting = { resolve, reject, deadline }
      this.#look()
    })
  }

  /** Bytes of the peer that nobody asked for yet. */
  get residualBytes(): number {
    return this.#reader.residualBytes
  }

  /** Gives the socket away, paused; the bytes read ahead are returned. */
  release(): Buffer {
    this.#socket.pause()
    this.#socket.off('data', this.#onData)
    this.#socket.off('error', this.#onError)
    this.#socket.off('end', this.#onEnd)
    this.#socket.off('close', this.#onEnd)
    return this.#reader.takeResidual()
  }

  #settle(): Waiting | undefined {
    const waiting = this.#waiting
    this.#waiting = undefined
    clearTimeout(waiting?.deadline)
    return waiting
  }

  #look(): void {
    if (this.#waiting === undefined) return
    const read = this.#reader.next()
    if (read?.kind === 'reply') this.#settle()?.resolve(read.reply)
    else if (read?.kind === 'problem')
      this.#settle()?.reject(failure('NET_NOT_SMTP', { ...this.#peer, problem: read.problem }))
    else if (this.#ended !== undefined) this.#settle()?.reject(this.#ended)
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#reader.push(chunk)
    this.#look()
    // Nobody waits and the peer goes on talking: stop reading rather than hoarding.
    if (this.#reader.residualBytes > LIMITS.replyLineBytesMax * LIMITS.replyLinesMax) this.#socket.pause()
  }

  readonly #onError = (error: Error): void => {
    this.#ended ??= failure('NET_CLOSED', { ...this.#peer, reason: systemCode(error) ?? reasonOf(error) }, error)
    this.#look()
  }

  readonly #onEnd = (): void => {
    this.#ended ??= failure('NET_CLOSED', { ...this.#peer, reason: 'end of stream' })
    this.#look()
  }
}
