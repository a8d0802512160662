/** The mail server behind a gateway: every message it took over, and every connection that ended inside a message. */
import { createHash } from 'node:crypto'
import type { TestContext } from 'node:test'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
import { messageIdOf } from '../../src/lab/mail-server.ts'
import { openSmtpListener } from '../../src/lab/smtp-listener.ts'
import type { Address } from '../../src/model/configuration.ts'

/** A message that was answered 250. */
export interface Arrival {
  readonly messageId: string
  /** Which attempt of the sender it was. */
  readonly attempt: number
  readonly digest: string
  /** The server the gateway says the mail is from. */
  readonly trustedAs: string
}

export interface MailServer {
  readonly name: string
  readonly address: Address
  readonly arrivals: readonly Arrival[]
  /** For each message under way or broken off, how much of it has come. */
  readonly texts: readonly { readonly bytes: number; readonly isBroken: boolean }[]
}

/** @param onAccept called just before the 250 is said */
export async function openMailServer(t: TestContext, name: string, onAccept?: () => void): Promise<MailServer> {
  const arrivals: Arrival[] = []
  const texts: { bytes: number; isBroken: boolean }[] = []
  const server = new SMTPServer({
    name,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    useXClient: ['127.0.0.1'],
    onData: (stream, session, answer) => {
      const text = { bytes: 0, isBroken: false }
      texts.push(text)
      read(stream, text).then(
        (message) => {
          arrivals.push({ ...contentOf(message), trustedAs: String(session.xClient.get('LOGIN')) })
          onAccept?.()
          answer(null)
        },
        () => {
          text.isBroken = true
          answer(new Error('broken off'))
        },
      )
    },
  })
  server.on('error', () => undefined)
  const listener = await openSmtpListener((socket) => {
    server.connect(socket)
  })
  t.after(() => {
    listener.close()
  })
  return { name, address: listener.address, arrivals, texts }
}

/** Rejects when the connection ends before the final dot. */
async function read(stream: SMTPServerDataStream, text: { bytes: number }): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) {
    if (!(part instanceof Buffer)) continue
    parts.push(part)
    text.bytes += part.length
  }
  return Buffer.concat(parts)
}

function contentOf(message: Buffer): Omit<Arrival, 'trustedAs'> {
  const body = message.subarray(message.indexOf('\r\n\r\n') + 4)
  const attempt = Number(/^X-Attempt: (\d+)\r$/m.exec(message.toString('latin1'))?.[1])
  return { messageId: messageIdOf(message), attempt, digest: digestOf(body) }
}

export function digestOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}
