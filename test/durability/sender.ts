/** The sending mail server: one connection to a send connector, and what became of each attempt. */
import { Conversation } from '../../src/net/conversation.ts'
import { dial } from '../../src/net/dial.ts'
import type { Socket } from '../../src/net/socket.ts'
import type { Address } from '../../src/model/configuration.ts'
import { digestOf } from './mail-server.ts'

const ANSWER_MS = 60_000
const PIECE_BYTES = 8 * 1024
const LINE_BYTES = 70

export interface Mail {
  readonly messageId: string
  readonly from: string
  readonly to: string
  readonly body: Buffer
  readonly digest: string
}

/** How far an attempt came. `dot`: everything was said, and no answer was read. */
export type Reached = 'envelope' | 'text' | 'dot' | 'accepted'

export interface Attempt {
  readonly number: number
  readonly mail: Mail
  reached: Reached
}

/** A body of lines, some of which begin with a dot. */
export function writeMail(
  { messageId, from, to }: Pick<Mail, 'messageId' | 'from' | 'to'>,
  bytes: number,
  random: () => number,
): Mail {
  const lines: string[] = []
  for (let size = 0; size < bytes; size += LINE_BYTES + 2) {
    const letter = String.fromCharCode(0x61 + Math.floor(random() * 26))
    const start = lines.length % 97 === 5 ? '.' : ''
    lines.push(`${start}${String(lines.length)} `.padEnd(LINE_BYTES, letter))
  }
  const body = Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1')
  return { messageId, from, to, body, digest: digestOf(body) }
}

/** Called at every step forward: a good moment to kill something. */
export type OnStep = (reached: { readonly sentBytes: number; readonly allBytes: number }) => Promise<void> | void

const NOTHING_SENT = { sentBytes: 0, allBytes: 0 }

export class Connection {
  readonly #socket: Socket
  readonly #conversation: Conversation
  readonly #onStep: OnStep

  constructor(socket: Socket, peer: Address, onStep: OnStep) {
    this.#socket = socket
    this.#conversation = new Conversation(socket, peer)
    this.#onStep = onStep
  }

  static async open(connector: Address, onStep: OnStep = () => undefined): Promise<Connection> {
    const connection = new Connection(await dial({ ...connector, withinMs: ANSWER_MS }), connector, onStep)
    try {
      await connection.#greet()
      return connection
    } catch (error) {
      connection.close()
      throw error
    }
  }

  async #greet(): Promise<void> {
    await this.#expect(220, this.#conversation.reply(ANSWER_MS))
    await this.#ask(250, 'EHLO sender.lab.example')
  }

  /** Resolves when 250 was read; in every other case the mail is still the sender's. */
  async send(attempt: Attempt): Promise<void> {
    const { from, to } = attempt.mail
    await this.#ask(250, `MAIL FROM:<a@${from}>`)
    await this.#ask(250, `RCPT TO:<b@${to}>`)
    await this.#ask(354, 'DATA')
    attempt.reached = 'text'
    await this.#write(textOf(attempt))
    attempt.reached = 'dot'
    await this.#ask(250, '.')
    attempt.reached = 'accepted'
  }

  async #write(text: Buffer): Promise<void> {
    for (let at = 0; at < text.length; at += PIECE_BYTES) {
      await new Promise<void>((resolve) => {
        this.#socket.write(text.subarray(at, at + PIECE_BYTES), () => {
          resolve()
        })
      })
      // The rest of a message is not said to a connection that has ended; the next answer tells why.
      if (this.#socket.readableEnded || this.#socket.destroyed)
        await this.#expect(250, this.#conversation.reply(ANSWER_MS))
      await this.#onStep({ sentBytes: Math.min(at + PIECE_BYTES, text.length), allBytes: text.length })
    }
  }

  #ask(code: number, command: string): Promise<void> {
    return this.#expect(code, this.#conversation.ask(`${command}\r\n`, ANSWER_MS))
  }

  async #expect(code: number, answer: ReturnType<Conversation['reply']>): Promise<void> {
    const reply = await answer
    if (reply.code !== code) throw new Error(`${String(reply.code)} ${reply.lines.join(' / ')}`)
    await this.#onStep(NOTHING_SENT)
  }

  close(): void {
    this.#socket.destroy()
  }
}

function textOf({ number, mail: { messageId, from, to, body } }: Attempt): Buffer {
  const headers = [`From: a@${from}`, `To: b@${to}`, `Message-ID: <${messageId}>`, `X-Attempt: ${String(number)}`]
  const stuffed = body.toString('latin1').replace(/^\./gm, '..')
  return Buffer.from(`${headers.join('\r\n')}\r\n\r\n${stuffed}`, 'latin1')
}
