/** A gateway in this process with real sockets and certificates, a scripted server behind, and a client that can misbehave. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { connect as connectTls, TLSSocket, type ConnectionOptions } from 'node:tls'
import { X509Certificate } from 'node:crypto'
import { systemClock, type Clock } from '../../src/core/clock.ts'
import { Gateway } from '../../src/gateway/gateway.ts'
import { NO_TRUST, type TrustView } from '../../src/gateway/trust-view.ts'
import type { ReceiveConnector, SendConnector } from '../../src/model/configuration.ts'
import type { EventDraft } from '../../src/model/events.ts'
import { noTrace } from '../../src/model/trace.ts'
import type { Identity } from '../../src/net/tls.ts'
import { TrustIndex } from '../../src/trust/index.ts'
import { issueSelfSigned } from '../../src/x509/issue.ts'
import { fingerprintOf, thumbprintOf } from '../../src/x509/parse.ts'

const DAY_MS = 86_400_000

/** A server with its certificate. */
export function identityOf(name: string, { notBeforeMs = Date.now() - DAY_MS, days = 365 } = {}): Identity {
  const { certificateDer, keyPem } = issueSelfSigned({
    keyType: 'ec-p256',
    commonName: name,
    dnsNames: [name],
    notBeforeMs,
    days,
  })
  return {
    certificateDer,
    keyPem,
    fingerprint: fingerprintOf(certificateDer),
    thumbprint: thumbprintOf(certificateDer),
  }
}

export function indexOf(servers: Readonly<Record<string, readonly Identity[]>>): TrustIndex {
  const entries = Object.entries(servers).map(([server, identities]) => ({
    server,
    fingerprints: identities.map(({ fingerprint }) => fingerprint),
  }))
  return TrustIndex.build(entries)
}

export const RECEIVE: ReceiveConnector = {
  name: 'Default HUB1',
  listen: { host: '127.0.0.1', port: 0 },
  fqdn: 'hub1.corp.example',
  auth: ['tls'],
  mode: 'dedicated',
  plaintext: false,
  backend: { host: '127.0.0.1', port: 9 },
  handoff: 'plain',
  refusal: 'defer',
  bareLf: 'pass',
  connectionsMax: 1000,
  connectionsPerAddressMax: 1000,
}

export const SEND: SendConnector = {
  name: 'To HUB2',
  peer: 'hub2.corp.example',
  listen: { host: '127.0.0.1', port: 0 },
  addresses: [],
}

export interface GatewayOptions {
  readonly receive?: Partial<ReceiveConnector>
  readonly send?: Partial<SendConnector>
  readonly own?: Identity
  readonly trust?: Partial<TrustView>
  readonly clock?: Clock
  readonly handshakesInFlightMax?: number
}

export interface RunningGateway {
  readonly gateway: Gateway
  readonly port: number
  readonly sendPort: number
  readonly events: readonly EventDraft[]
  /** Resolves with the first event of that id, also one that was raised already. */
  event<Id extends EventDraft['id']>(id: Id): Promise<Extract<EventDraft, { id: Id }>>
}

export async function startGateway(t: TestContext, options: GatewayOptions): Promise<RunningGateway> {
  const events: EventDraft[] = []
  const waiting = new Set<() => void>()
  const gateway = new Gateway(
    {
      server: { name: 'hub1.corp.example', roles: ['hub'], hostNames: {} },
      gateway: {
        processes: 1,
        handshakesInFlightMax: options.handshakesInFlightMax ?? 64,
        receive: options.receive === undefined ? [] : [{ ...RECEIVE, ...options.receive }],
        send: options.send === undefined ? [] : [{ ...SEND, ...options.send }],
      },
    },
    {
      clock: options.clock ?? systemClock,
      trace: noTrace,
      onOwnCertificateUsed: () => undefined,
      raise: (event) => {
        events.push(event)
        for (const look of waiting) look()
      },
    },
  )
  gateway.setTrust({ ...NO_TRUST, ...options.trust })
  if (options.own !== undefined) {
    gateway.setIdentities({ internal: options.own, byConnector: new Map(), problem: undefined })
  }
  const listening = await gateway.start()
  t.after(() => gateway.drain(0))
  const portOf = (direction: 'inbound' | 'outbound') => listening.find((on) => on.direction === direction)?.port ?? 0
  return {
    gateway,
    port: portOf('inbound'),
    sendPort: portOf('outbound'),
    events,
    event: (id) =>
      new Promise((resolve) => {
        const look = () => {
          for (const event of events)
            if (isEvent(event, id)) {
              resolve(event)
              return
            }
          waiting.add(look)
        }
        look()
      }),
  }
}

function isEvent<Id extends EventDraft['id']>(event: EventDraft, id: Id): event is Extract<EventDraft, { id: Id }> {
  return event.id === id
}

export interface ScriptedServer {
  readonly port: number
  /** Everything its clients said, in order of arrival. */
  readonly heard: () => string
  readonly connections: readonly Socket[]
}

/** A TCP server that runs `script` for each connection; closed after the test. */
export async function scriptedServer(t: TestContext, script: (socket: Socket) => void): Promise<ScriptedServer> {
  const chunks: Buffer[] = []
  const connections: Socket[] = []
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    connections.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    script(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of connections) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, heard: () => Buffer.concat(chunks).toString('latin1'), connections }
}

/** A plain mail server behind: greets, answers EHLO with these keywords, says 250 to everything else, echoes its input. */
export function mailServer(t: TestContext, keywords: readonly string[] = ['PIPELINING', 'SIZE 10240000']) {
  return scriptedServer(t, (socket) => {
    socket.write('220 behind.corp.example ESMTP\r\n')
    let held = ''
    socket.on('data', (chunk: Buffer) => {
      held += chunk.toString('latin1')
      for (let end = held.indexOf('\n'); end >= 0; end = held.indexOf('\n')) {
        const line = held.slice(0, end).trimEnd()
        held = held.slice(end + 1)
        socket.write(answerTo(line, keywords))
      }
    })
    socket.on('end', () => socket.end())
  })
}

function answerTo(line: string, keywords: readonly string[]): string {
  if (/^EHLO/i.test(line)) {
    const lines = ['behind.corp.example', ...keywords]
    return lines.map((text, at) => `250${at === lines.length - 1 ? ' ' : '-'}${text}\r\n`).join('')
  }
  if (/^QUIT/i.test(line)) return '221 2.0.0 Bye\r\n'
  if (/^DATA/i.test(line)) return '354 Go ahead\r\n'
  return `250 2.0.0 heard ${line}\r\n`
}

/** A client that says what it is told to, byte by byte when asked. */
export class Client {
  socket: Socket
  #held = ''
  #isEnded = false
  #look: (() => void) | undefined

  constructor(socket: Socket) {
    this.socket = socket
    this.#attach(socket)
  }

  #attach(socket: Socket): void {
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      this.#held += chunk.toString('latin1')
      this.#look?.()
    })
    const onEnd = () => {
      this.#isEnded = true
      this.#look?.()
    }
    socket.on('end', onEnd)
    socket.on('close', onEnd)
  }

  say(text: string): this {
    this.socket.write(text, 'latin1')
    return this
  }

  /** The next reply with all its lines, or what was left when the connection ended. */
  reply(): Promise<string> {
    return this.#until(() => /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(this.#held)?.[0])
  }

  /** Waits until the stream holds this text and takes everything up to it. */
  until(text: string): Promise<string> {
    return this.#until(() => {
      const at = this.#held.indexOf(text)
      return at < 0 ? undefined : this.#held.slice(0, at + text.length)
    })
  }

  /** Everything up to the end of the connection. */
  rest(): Promise<string> {
    return this.#until(() => undefined)
  }

  #until(find: () => string | undefined): Promise<string> {
    return new Promise((resolve) => {
      this.#look = () => {
        const found = find() ?? (this.#isEnded ? this.#held : undefined)
        if (found === undefined) return
        this.#look = undefined
        this.#held = this.#held.slice(found.length)
        resolve(found)
      }
      this.#look()
    })
  }

  /** The socket once TLS is up. */
  get tls(): TLSSocket {
    if (!(this.socket instanceof TLSSocket)) throw new Error('TLS is not up')
    return this.socket
  }

  async ask(text: string): Promise<string> {
    this.say(text)
    return this.reply()
  }

  /** TLS on the same connection; fresh ears afterwards. */
  async upgrade(identity: Identity | undefined, options: ConnectionOptions = {}): Promise<TLSSocket> {
    this.socket.removeAllListeners('data')
    this.socket.removeAllListeners('end')
    this.socket.removeAllListeners('close')
    const tls = connectTls({ socket: this.socket, rejectUnauthorized: false, ...credentials(identity), ...options })
    this.#held = ''
    this.#attach(tls)
    this.socket = tls
    await Promise.race([
      once(tls, 'secureConnect'),
      once(tls, 'error').then(([error]: unknown[]) => {
        throw error
      }),
    ])
    return tls
  }
}

export function credentials(identity: Identity | undefined) {
  if (identity === undefined) return {}
  return { key: identity.keyPem.reveal(), cert: new X509Certificate(identity.certificateDer).toString() }
}

export async function dialClient(t: TestContext, port: number): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
  t.after(() => socket.destroy())
  await once(socket, 'connect')
  return new Client(socket)
}

/** Greets, says EHLO and STARTTLS (or the other verb), and finishes the handshake. */
export async function securedClient(
  t: TestContext,
  {
    port,
    identity,
    verb = 'STARTTLS',
    options = {},
  }: { port: number; identity?: Identity | undefined; verb?: string; options?: ConnectionOptions },
): Promise<Client> {
  const client = await dialClient(t, port)
  await client.reply()
  await client.ask('EHLO hub2.corp.example\r\n')
  const ready = await client.ask(`${verb}\r\n`)
  if (!ready.startsWith('220')) throw new Error(`${verb} was answered ${ready}`)
  await client.upgrade(identity, options)
  return client
}
