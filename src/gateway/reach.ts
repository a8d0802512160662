/**
 * Reaching a peer: connect, EHLO, STARTTLS, certificate, verdict. Stops at the first thing that does not fit and says
 * which; there is no way on without TLS.
 */
import { reasonOf, systemCode } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import { UNHURRIED, type Patience } from '../core/patience.ts'
import type { Address } from '../model/configuration.ts'
import type { Cause } from '../model/findings.ts'
import { Conversation } from '../net/conversation.ts'
import { dial, type DialOptions } from '../net/dial.ts'
import type { Socket, TLSSocket } from '../net/socket.ts'
import { secure, type SecureOptions } from '../net/tls.ts'
import { isIPv4, isIPv6 } from '../wire/addresses.ts'
import { capabilitiesOf, isRewritten } from '../wire/ehlo.ts'
import type { Reply } from '../wire/replies.ts'

export type ReachStage = 'connect' | 'greeting' | 'ehlo' | 'starttls' | 'tls'

export interface ReachOrder {
  readonly address: Address
  /** Our own name in EHLO. */
  readonly fqdn: string
  /** The peer's name, for SNI. */
  readonly peer: string
  /** TLS on the socket: `secureWith`, or another way to see the peer's certificate. */
  readonly shake: (socket: Socket, options: ShakeOptions) => Promise<TLSSocket>
  /** Bounds every wait beside its own limit. */
  readonly patience?: Patience
  /** How names become addresses; the system's resolver when left out. */
  readonly lookup?: DialOptions['lookup']
  /** Called as each stage is passed, for those who show the steps. */
  readonly onStage?: (stage: ReachStage, detail: string) => void
}

export type ShakeOptions = Omit<SecureOptions, 'context'>

/** A whole handshake, as mail needs it. */
export function secureWith(context: SecureOptions['context']): ReachOrder['shake'] {
  return (socket, options) => secure(socket, { ...options, context })
}

export type Reached =
  | { readonly kind: 'secured'; readonly socket: TLSSocket }
  | { readonly kind: 'failed'; readonly stage: ReachStage; readonly cause: Cause; readonly reason: string }

/** Never throws: what went wrong is the answer. */
export async function reach(order: ReachOrder): Promise<Reached> {
  const { lookup, patience = UNHURRIED } = order
  let socket: Socket
  try {
    const withinMs = patience(LIMITS.connectMs)
    socket = await dial({ ...order.address, withinMs, ...(lookup === undefined ? {} : { lookup }) })
  } catch (error) {
    return { kind: 'failed', stage: 'connect', cause: 'handshake.unreachable', reason: reasonOf(error) }
  }
  order.onStage?.('connect', `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`)
  const reached = await upgrade(socket, order)
  if (reached.kind === 'failed') {
    socket.on('error', () => undefined)
    socket.destroy()
  }
  return reached
}

function failed(stage: ReachStage, cause: Cause, reason: string): Reached {
  return { kind: 'failed', stage, cause, reason }
}

async function upgrade(socket: Socket, order: ReachOrder): Promise<Reached> {
  const { patience = UNHURRIED } = order
  const conversation = new Conversation(socket, order.address)
  const greeting = await answer(conversation.reply(patience(LIMITS.replyMs)))
  if (greeting.code !== 220) return failed('greeting', 'handshake.protocol', textOf(greeting))
  order.onStage?.('greeting', textOf(greeting))
  const hello = await answer(conversation.ask(`EHLO ${order.fqdn}\r\n`, patience(LIMITS.replyMs)))
  if (hello.code !== 250) return failed('ehlo', 'handshake.protocol', textOf(hello))
  const offered = capabilitiesOf(hello)
  order.onStage?.('ehlo', [...offered.keys()].join(' '))
  if (!offered.has('STARTTLS')) {
    return isRewritten(hello)
      ? failed('starttls', 'handshake.verb-rewritten', 'something in between replaces STARTTLS by X characters')
      : failed('starttls', 'handshake.starttls-not-offered', 'the peer does not offer STARTTLS')
  }
  const ready = await answer(conversation.ask('STARTTLS\r\n', patience(LIMITS.replyMs)))
  if (ready.code !== 220) return failed('starttls', 'handshake.protocol', textOf(ready))
  // Whatever follows the 220 was not said by who will hold the certificate (CVE-2021-38371).
  if (conversation.release().length > 0 || socket.readableLength > 0) {
    return failed('starttls', 'handshake.protocol', 'bytes after the answer to STARTTLS')
  }
  order.onStage?.('starttls', textOf(ready))
  return handshake(socket, order)
}

async function handshake(socket: Socket, { shake, peer, patience = UNHURRIED }: ReachOrder): Promise<Reached> {
  const isName = !isIPv4(peer) && !isIPv6(peer)
  try {
    const secured = await shake(socket, {
      withinMs: patience(LIMITS.handshakeMs),
      ...(isName ? { serverName: peer } : {}),
    })
    return { kind: 'secured', socket: secured }
  } catch (error) {
    return failed('tls', 'handshake.protocol', systemCode(error) ?? reasonOf(error))
  }
}

/** A connection that ends or a reply that is none becomes an answer with code 0. */
async function answer(reply: Promise<Reply>): Promise<Reply> {
  try {
    return await reply
  } catch (error) {
    return { code: 0, lines: [reasonOf(error)] }
  }
}

function textOf({ code, lines }: Reply): string {
  const text = lines.join(' / ').slice(0, 300)
  return code === 0 ? text : `${code} ${text}`
}
