/**
 * The mail server behind one gateway of the lab: smtp-server, told by the gateway who the peer is. It keeps what it
 * received as a count and the message ids, never the text.
 */
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Handoff } from '../model/configuration.ts'
import type { Socket } from '../net/socket.ts'
import { readProxyV2, type ProxiedPeer } from './proxy-header.ts'
import { LOOPBACK } from './servers.ts'
import { openSmtpListener, type SmtpListener } from './smtp-listener.ts'

export const MESSAGE_BYTES_MAX = 10 * 1024 * 1024

/** A message that arrived. */
export interface Receipt {
  readonly server: string
  readonly messageId: string
  /** The server of the directory the gateway trusted the peer as. */
  readonly trustedAs: string | undefined
  readonly bytes: number
}

export interface MailServerOptions {
  readonly name: string
  readonly handoff: Handoff
  readonly onMessage: (receipt: Receipt) => void
}

export async function openMailServer({ name, handoff, onMessage }: MailServerOptions): Promise<SmtpListener> {
  const identities = new Map<string, string>()
  const server = new SMTPServer({
    name,
    banner: 'lab',
    size: MESSAGE_BYTES_MAX,
    rejectOversized: true,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    useXClient: handoff === 'xclient' ? [LOOPBACK] : false,
    onRcptTo: (recipient, _session, answer) => {
      answer(domainOf(recipient.address) === name ? null : refusal(550, `5.7.1 Only mail for ${name} is taken here`))
    },
    onData: (stream, session, answer) => {
      readMessage(stream).then(
        (message) => {
          onMessage({
            server: name,
            messageId: messageIdOf(message),
            trustedAs: trustedAs(session, identities),
            bytes: message.length,
          })
          answer(null)
        },
        (error: unknown) => {
          answer(error instanceof Error ? error : new Error(String(error)))
        },
      )
    },
  })
  server.on('error', () => undefined)
  return openSmtpListener((socket) => {
    if (handoff === 'proxy-v2') acceptProxied(socket, server, identities)
    else server.connect(socket)
  })
}

/** Reads the header in front of the banner and passes the rest on. */
function acceptProxied(socket: Socket, server: SMTPServer, identities: Map<string, string>): void {
  let held = Buffer.alloc(0)
  const onData = (chunk: Buffer): void => {
    held = Buffer.concat([held, chunk])
    const read = readProxyV2(held)
    if (read.kind === 'more') return
    socket.off('data', onData)
    socket.pause()
    if (read.kind === 'bad') {
      socket.destroy()
      return
    }
    const rest = held.subarray(read.bytes)
    if (rest.length > 0) socket.unshift(rest)
    remember(socket, read.peer, identities)
    server.connect(socket, { remoteAddress: read.peer.address, remotePort: read.peer.port })
    socket.resume()
  }
  socket.on('data', onData)
}

function remember(socket: Socket, { address, port, identity }: ProxiedPeer, identities: Map<string, string>): void {
  if (identity === undefined) return
  const key = peerKey(address, port)
  identities.set(key, identity)
  socket.once('close', () => identities.delete(key))
}

function peerKey(address: string, port: number): string {
  return `${address} ${String(port)}`
}

function trustedAs(
  { xClient, remoteAddress, remotePort }: SMTPServerSession,
  identities: ReadonlyMap<string, string>,
): string | undefined {
  const login = xClient.get('LOGIN')
  return typeof login === 'string' ? login : identities.get(peerKey(remoteAddress, remotePort))
}

/** Everything of a message; one that is too large is read to its end and then refused by `rejectOversized`. */
export async function readMessage(stream: SMTPServerDataStream): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) if (part instanceof Buffer && !stream.sizeExceeded) parts.push(part)
  return Buffer.concat(parts)
}

export function messageIdOf(message: Buffer): string {
  const end = message.indexOf('\r\n\r\n')
  const headers = message.toString('latin1', 0, end < 0 ? message.length : end)
  return /^message-id:\s*<([^>\r\n]*)>/im.exec(headers)?.[1] ?? ''
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

/** An error smtp-server answers with this code. */
export function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode })
}
