/**
 * The mail server behind a receive connector: connects, says who the peer is, and greets in the peer's name.
 *
 * The gateway's own address must open no door there. PROXY v2 puts the peer's address in place of ours before the
 * banner; and a server that after the hand-off still offers XCLIENT or XFORWARD would let any peer claim to be anybody,
 * so the session is deferred.
 */
import { failure, type HubtrustError } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import type { Address, Handoff } from '../model/configuration.ts'
import { Conversation } from '../net/conversation.ts'
import { dial } from '../net/dial.ts'
import type { Socket } from '../net/socket.ts'
import { capabilitiesOf } from '../wire/ehlo.ts'
import { encodeProxyV2, type Endpoint, type ProxyTls } from '../wire/proxy-v2.ts'
import type { Reply } from '../wire/replies.ts'
import { xclientCommand } from '../wire/xclient.ts'
import type { HeloVerb } from './receive-session.ts'

export interface HandoffOrder {
  readonly backend: Address
  readonly handoff: Handoff
  readonly fqdn: string
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly tls?: ProxyTls
  readonly verb: HeloVerb
  readonly name: string
}

export interface Backend {
  readonly socket: Socket
  /** The answer to the peer's EHLO or HELO. */
  readonly reply: Reply
  /** What the server said beyond it. */
  readonly residual: Buffer
}

/** @throws HubtrustError NET_* when the server cannot be had, NET_BACKEND_REFUSED, NET_BACKEND_TRUSTS_GATEWAY */
export async function openBackend(order: HandoffOrder): Promise<Backend> {
  const socket = await dial({ ...order.backend, withinMs: LIMITS.connectMs })
  try {
    return await introduce(socket, order)
  } catch (error) {
    socket.on('error', () => undefined)
    socket.destroy()
    throw error
  }
}

async function introduce(socket: Socket, order: HandoffOrder): Promise<Backend> {
  const conversation = new Conversation(socket, order.backend)
  if (order.handoff === 'proxy-v2') socket.write(encodeProxyV2(order))
  await expect(conversation.reply(LIMITS.backendReplyMs), 220, order)
  if (order.handoff === 'xclient') await announce(conversation, order)
  if (order.verb === 'HELO') await checkCapabilities(conversation, order)
  const reply = await conversation.ask(`${order.verb} ${order.name}\r\n`, LIMITS.backendReplyMs)
  if (order.verb === 'EHLO') refuseHopRights(reply, order)
  return { socket, reply, residual: conversation.release() }
}

async function announce(conversation: Conversation, order: HandoffOrder): Promise<void> {
  const hello = await expect(conversation.ask(`EHLO ${order.fqdn}\r\n`, LIMITS.backendReplyMs), 250, order)
  const offered = capabilitiesOf(hello).get('XCLIENT')
  if (offered === undefined) throw refusal(order, 'XCLIENT is not offered to the gateway')
  const command = xclientCommand(
    {
      address: order.source.address,
      port: order.source.port,
      helo: order.name,
      protocol: order.verb === 'EHLO' ? 'ESMTP' : 'SMTP',
      ...(order.tls?.identity === undefined ? {} : { login: order.tls.identity }),
    },
    offered,
  )
  await expect(conversation.ask(command, LIMITS.backendReplyMs), 220, order)
}

/** A HELO answer lists nothing, so the server is asked in our own name first. */
async function checkCapabilities(conversation: Conversation, order: HandoffOrder): Promise<void> {
  refuseHopRights(await conversation.ask(`EHLO ${order.fqdn}\r\n`, LIMITS.backendReplyMs), order)
}

function refuseHopRights(reply: Reply, { backend }: HandoffOrder): void {
  const offered = capabilitiesOf(reply)
  const verb = ['XCLIENT', 'XFORWARD'].find((keyword) => offered.has(keyword))
  if (verb !== undefined) throw failure('NET_BACKEND_TRUSTS_GATEWAY', { ...backend, verb })
}

async function expect(answer: Promise<Reply>, code: number, order: HandoffOrder): Promise<Reply> {
  const reply = await answer
  if (reply.code !== code) throw refusal(order, `${reply.code} ${reply.lines.join(' / ').slice(0, 200)}`)
  return reply
}

function refusal({ backend }: HandoffOrder, answer: string): HubtrustError {
  return failure('NET_BACKEND_REFUSED', { ...backend, answer })
}
