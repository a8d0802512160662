/**
 * The mail server behind a receive connector, met as the gateway meets it, and asked whether it would relay for a stranger:
 * a sender and a recipient far away, both given up again. No message is ever begun.
 */
import type { Clock } from '../core/clock.ts'
import { failure, reasonOf } from '../core/errors.ts'
import { patienceOf, type Patience } from '../core/patience.ts'
import type { ReceiveConnector } from '../model/configuration.ts'
import type { BackendFacts } from '../model/facts.ts'
import { Conversation } from '../net/conversation.ts'
import { dial } from '../net/dial.ts'
import type { Socket } from '../net/socket.ts'
import { lookupWithin } from '../net/system-names.ts'
import { isIPv4 } from '../wire/addresses.ts'
import { capabilitiesOf } from '../wire/ehlo.ts'
import { encodeProxyV2 } from '../wire/proxy-v2.ts'
import type { Reply } from '../wire/replies.ts'
import { xclientCommand } from '../wire/xclient.ts'

const TOGETHER_MS = 2_000
/** RFC 5737: nobody's address. */
const STRANGER = { address: '192.0.2.1', port: 61_025 }
const HERE = '127.0.0.1'
/** RFC 6761: a domain nobody can have. */
const HELO = 'relay-test.invalid'
const RECIPIENT = 'relay-test@relay-test.invalid'
/** What an answer repeats of ours. */
const OWN_WORDS = /relay-test[\w.@-]*/g

export interface BackendQuestion {
  readonly connector: Pick<ReceiveConnector, 'name' | 'listen' | 'fqdn' | 'backend' | 'handoff'>
  readonly clock: Clock
  /** For everything together; 2,000 ms when left out. */
  readonly withinMs?: number
}

/** Never throws: what went wrong is the answer. */
export async function lookAtBackend({
  connector,
  clock,
  withinMs = TOGETHER_MS,
}: BackendQuestion): Promise<BackendFacts> {
  const patience = patienceOf(withinMs, clock)
  const { name, backend } = connector
  const about = { connector: name, address: `${backend.host}:${backend.port}` }
  let socket: Socket
  try {
    socket = await dial({ ...backend, withinMs: patience(withinMs), lookup: lookupWithin(withinMs) })
  } catch (error) {
    return { ...about, reachable: false, problem: reasonOf(error) }
  }
  const visit = new Visit(socket, connector, patience)
  try {
    return { ...about, reachable: true, ...(await visit.make()) }
  } catch (error) {
    return { ...about, reachable: true, ...visit.greeting, problem: reasonOf(error) }
  } finally {
    socket.on('error', () => undefined)
    socket.destroySoon()
  }
}

class Visit {
  readonly #socket: Socket
  readonly #connector: BackendQuestion['connector']
  readonly #patience: Patience
  readonly #conversation: Conversation
  #greeting: string | undefined

  constructor(socket: Socket, connector: BackendQuestion['connector'], patience: Patience) {
    this.#socket = socket
    this.#connector = connector
    this.#patience = patience
    this.#conversation = new Conversation(socket, connector.backend)
  }

  get greeting(): { readonly greeting?: string } {
    return this.#greeting === undefined ? {} : { greeting: this.#greeting }
  }

  /** @throws HubtrustError NET_* where the gateway's own session would end */
  async make(): Promise<Pick<BackendFacts, 'greeting' | 'problem' | 'relays'>> {
    if (this.#connector.handoff === 'proxy-v2') this.#socket.write(this.#proxyHeader())
    this.#greeting = textOf(await this.#expect(this.#conversation.reply(this.#withinMs), 220))
    if (this.#connector.handoff === 'xclient') await this.#announce()
    const hello = await this.#expect(this.#ask(`EHLO ${HELO}`), 250)
    const verb = ['XCLIENT', 'XFORWARD'].find((keyword) => capabilitiesOf(hello).has(keyword))
    if (verb !== undefined) throw failure('NET_BACKEND_TRUSTS_GATEWAY', { ...this.#connector.backend, verb })
    const relays = await this.#relays()
    return { ...this.greeting, ...(relays === undefined ? {} : { relays }) }
  }

  #proxyHeader(): Buffer {
    const { host, port } = this.#connector.listen
    return encodeProxyV2({ source: STRANGER, destination: { address: isIPv4(host) ? host : HERE, port } })
  }

  async #announce(): Promise<void> {
    const hello = await this.#expect(this.#ask(`EHLO ${this.#connector.fqdn}`), 250)
    const offered = capabilitiesOf(hello).get('XCLIENT')
    if (offered === undefined) throw this.#refusal('XCLIENT is not offered to the gateway')
    const peer = { ...STRANGER, helo: HELO, protocol: 'ESMTP' } as const
    await this.#expect(this.#ask(xclientCommand(peer, offered).trimEnd()), 220)
  }

  /** Undefined when the answer says nothing about relaying: a sender that is not liked, a recipient put off. */
  async #relays(): Promise<boolean | undefined> {
    const sender = await this.#ask('MAIL FROM:<>')
    if (sender.code !== 250) return undefined
    const recipient = await this.#ask(`RCPT TO:<${RECIPIENT}>`)
    await this.#ask('RSET')
    this.#socket.write('QUIT\r\n')
    if (recipient.code < 300) return true
    const isRefusal = recipient.code >= 500 || /relay/i.test(textOf(recipient).replace(OWN_WORDS, ''))
    return isRefusal ? false : undefined
  }

  get #withinMs(): number {
    return this.#patience(TOGETHER_MS)
  }

  #ask(command: string): Promise<Reply> {
    return this.#conversation.ask(`${command}\r\n`, this.#withinMs)
  }

  async #expect(answer: Promise<Reply>, code: number): Promise<Reply> {
    const reply = await answer
    if (reply.code !== code) throw this.#refusal(textOf(reply))
    return reply
  }

  #refusal(answer: string): Error {
    return failure('NET_BACKEND_REFUSED', { ...this.#connector.backend, answer })
  }
}

function textOf({ code, lines }: Reply): string {
  return `${code} ${lines.join(' / ').slice(0, 200)}`
}
