/** One inbound connection: carries out what its session says, until it is a byte pipe to the mail server behind. */
import { HubtrustError, reasonOf } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import type { ReceiveConnector as Settings } from '../model/configuration.ts'
import { ignoreErrors, type Socket, type TLSSocket } from '../net/socket.ts'
import type { Deadline } from '../net/sweep.ts'
import { tlsFacts, type TlsAcceptor } from '../net/tls.ts'
import { plainAddress } from '../wire/addresses.ts'
import { filterEhlo } from '../wire/ehlo.ts'
import { LineReader } from '../wire/lines.ts'
import { formatReply } from '../wire/replies.ts'
import { openBackend, type Backend } from './backend.ts'
import type { Hub } from './hub.ts'
import { judge, type Judgement } from './judge.ts'
import {
  ReceiveSession,
  type HeloVerb,
  type ReceiveSettings,
  type Step,
  type TlsVerb,
  type Violation,
} from './receive-session.ts'
import type { Trust } from './sessions.ts'
import { standingOf } from './standing.ts'

/** The connector a connection came in by. */
export interface ReceiveHost {
  readonly settings: Settings
  readonly hub: Hub
  readonly sessionSettings: ReceiveSettings
  acceptor(verb: TlsVerb): TlsAcceptor | undefined
  /** The session has become a pipe, or is closed: it is no longer the connector's to dismiss. */
  letGo(connection: ReceiveConnection): void
}

export class ReceiveConnection {
  readonly #connector: ReceiveHost
  readonly #hub: Hub
  readonly #raw: Socket
  readonly #session: ReceiveSession
  readonly #peer: { readonly address: string; readonly port: number }
  #socket: Socket
  #reader = new LineReader(LIMITS.commandLineBytesMax)
  /** A step is being carried out; lines wait. */
  #isBusy = false
  /** Lines are read no more: the session is a pipe, or the last word was said. */
  #isOver = false
  #hasGreeted = false
  #deadline: Deadline | undefined
  #secured: TLSSocket | undefined
  #trust: Trust | undefined
  /** Shared connectors: the server that was asked for its EHLO answer, ready to take mail without TLS. */
  #consulted: Backend | undefined

  constructor(raw: Socket, connector: ReceiveHost) {
    this.#raw = raw
    this.#socket = raw
    this.#connector = connector
    this.#hub = connector.hub
    this.#session = new ReceiveSession(connector.sessionSettings)
    this.#peer = { address: plainAddress(raw.remoteAddress ?? ''), port: raw.remotePort ?? 0 }
  }

  start(): void {
    ignoreErrors(this.#raw)
    this.#raw.on('close', this.#onClose)
    this.#wait(LIMITS.commandBeforeTlsMs)
    this.#listen(this.#raw)
    // Two turns of the event loop: what was sent before the banner is there by then.
    setImmediate(() => setImmediate(() => this.#greet()))
  }

  /** Ends a session that has not reached the server behind. */
  dismiss(text: string): void {
    if (!this.#isBusy) this.#leave(formatReply(421, [text]))
    else this.#socket.destroy()
  }

  #greet(): void {
    if (this.#raw.destroyed) return
    this.#hasGreeted = true
    if (this.#reader.residualBytes > 0)
      this.#violated('early-talker', formatReply(554, ['5.5.0 Wait for the greeting']))
    else this.#socket.write(this.#session.greeting)
  }

  #listen(socket: Socket): void {
    socket.on('data', this.#onData)
    socket.on('end', this.#onEnd)
  }

  #unlisten(): void {
    this.#socket.off('data', this.#onData)
    this.#socket.off('end', this.#onEnd)
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#reader.push(chunk)
    this.#read()
  }

  readonly #onEnd = (): void => {
    this.#socket.end()
  }

  readonly #onClose = (): void => {
    this.#stopWaiting()
    this.#connector.letGo(this)
    this.#consulted?.socket.destroy()
  }

  #read(): void {
    if (!this.#hasGreeted) return
    while (!this.#isBusy && !this.#isOver && !this.#socket.destroyed) {
      const line = this.#reader.next()
      if (line === undefined) return
      this.#carryOut(this.#session.line(line, this.#reader.residualBytes))
    }
    // A client that talks on while it should wait is held back, not hoarded.
    if (this.#reader.residualBytes > LIMITS.commandLineBytesMax) this.#socket.pause()
  }

  #carryOut(step: Step): void {
    switch (step.kind) {
      case 'reply':
        this.#socket.write(step.reply)
        return
      case 'close':
        if (step.violation === undefined) this.#leave(step.reply)
        else this.#violated(step.violation, step.reply)
        return
      case 'upgrade':
        this.#upgrade(step.verb, step.reply)
        return
      case 'consult':
        this.#busy(this.#consult(step.verb, step.name))
        return
      case 'hand-off':
        this.#busy(this.#handOff(step.verb, step.name))
        return
      case 'pass':
        this.#passOn(step.line)
    }
  }

  #busy(work: Promise<void>): void {
    this.#isBusy = true
    this.#wait(LIMITS.replyMs)
    work
      .catch((error: unknown) => {
        this.#backendFailed(error)
      })
      .finally(() => {
        this.#isBusy = false
        if (this.#isOver) return
        this.#wait(LIMITS.commandBeforeTlsMs)
        this.#socket.resume()
        this.#read()
      })
  }

  #upgrade(verb: TlsVerb, reply: string): void {
    const acceptor = this.#connector.acceptor(verb)
    if (acceptor === undefined) {
      this.#socket.write(formatReply(454, ['4.7.0 TLS is not available just now']))
      return
    }
    this.#isBusy = true
    this.#hub.deps.onOwnCertificateUsed('inbound')
    this.#hub.pacing.request(() => {
      // What came while we waited for our turn would be executed after TLS.
      if (this.#reader.residualBytes > 0 || this.#raw.readableLength > 0) {
        this.#hub.pacing.done()
        this.#violated('bytes-after-starttls', formatReply(503, ['5.5.0 Nothing may follow this command']))
        return
      }
      if (this.#raw.destroyed) {
        this.#hub.pacing.done()
        return
      }
      this.#unlisten()
      this.#raw.pause()
      this.#raw.write(reply)
      this.#consulted?.socket.destroy()
      this.#consulted = undefined
      acceptor.accept(
        this.#raw,
        (secured) => {
          this.#hub.pacing.done()
          this.#onSecure(secured)
        },
        (reason) => {
          this.#hub.pacing.done()
          this.#hub.deps.trace('NetworkingLayer\\Certificate', 'inbound handshake failed', () => ({
            ...this.#peer,
            reason,
          }))
        },
      )
    })
  }

  #onSecure(secured: TLSSocket): void {
    const { view, deps } = this.#hub
    const judgement = judge(secured, { view, nowMs: deps.clock.nowMs() })
    this.#secured = secured
    this.#socket = secured
    this.#reader = new LineReader(LIMITS.commandLineBytesMax)
    this.#session.secured(
      standingOf(judgement, { hub: this.#hub, connector: this.#connector.settings, address: this.#peer.address }),
    )
    this.#trust = trustOf(judgement)
    deps.trace('Transport\\Certificate', 'inbound verdict', () => ({ ...this.#peer, verdict: judgement.verdict }))
    this.#isBusy = false
    this.#wait(LIMITS.commandBeforeTlsMs)
    ignoreErrors(secured)
    this.#listen(secured)
  }

  async #consult(verb: HeloVerb, name: string): Promise<void> {
    this.#consulted?.socket.destroy()
    this.#consulted = undefined
    const backend = await this.#openBackend(verb, name)
    const reply = verb === 'EHLO' ? filterEhlo(backend.reply, this.#session.ownKeywords) : backend.reply
    if (this.#raw.destroyed) return void backend.socket.destroy()
    ignoreErrors(backend.socket)
    backend.socket.on('close', this.#onConsultedClose)
    this.#consulted = backend
    this.#socket.write(formatReply(reply.code, reply.lines))
  }

  readonly #onConsultedClose = (): void => {
    // Not when it was given up for another one, or for TLS.
    if (this.#consulted?.socket.destroyed === true) this.#raw.destroySoon()
  }

  #passOn(line: string): void {
    const backend = this.#consulted
    if (backend === undefined) {
      this.#leave(formatReply(421, ['4.3.2 Try again later']))
      return
    }
    this.#consulted = undefined
    backend.socket.off('close', this.#onConsultedClose)
    backend.socket.write(`${line}\r\n`, 'latin1')
    this.#hub.anonymous += 1
    this.#join(backend)
  }

  async #handOff(verb: HeloVerb, name: string): Promise<void> {
    const backend = await this.#openBackend(verb, name)
    if (this.#socket.destroyed) return void backend.socket.destroy()
    const { reply } = backend
    this.#socket.write(
      verb === 'EHLO' ? formatReply(reply.code, filterEhlo(reply).lines) : formatReply(reply.code, reply.lines),
    )
    if (reply.code === 250) this.#join(backend)
    else backend.socket.destroy()
  }

  #openBackend(verb: HeloVerb, name: string): Promise<Backend> {
    const { backend, handoff, fqdn } = this.#connector.settings
    const identity = this.#trust === undefined ? {} : { identity: this.#trust.server }
    return openBackend({
      backend,
      handoff,
      fqdn,
      verb,
      name,
      source: this.#peer,
      destination: { address: plainAddress(this.#raw.localAddress ?? ''), port: this.#raw.localPort ?? 0 },
      ...(this.#secured === undefined ? {} : { tls: { ...tlsFacts(this.#secured), ...identity } }),
    })
  }

  /** The end of reading: from here on bytes go through as they come, and nothing holds this object any more. */
  #join(backend: Backend): void {
    this.#isOver = true
    this.#stopWaiting()
    this.#unlisten()
    this.#raw.off('close', this.#onClose)
    this.#connector.letGo(this)
    const ahead = this.#reader.takeResidual()
    if (ahead.length > 0) backend.socket.write(ahead)
    if (backend.residual.length > 0) this.#socket.write(backend.residual)
    this.#hub.sessions.join({
      secure: this.#socket,
      plain: backend.socket,
      trust: this.#trust,
    })
    backend.socket.resume()
    this.#socket.resume()
  }

  #backendFailed(error: unknown): void {
    const { settings } = this.#connector
    const backend = `${settings.backend.host}:${settings.backend.port}`
    const verb =
      error instanceof HubtrustError && error.code === 'NET_BACKEND_TRUSTS_GATEWAY' ? error.details['verb'] : undefined
    if (verb !== undefined) {
      this.#hub.deps.raise({ id: 30003, args: { connector: settings.name, verb } })
      this.#leave(formatReply(451, ['4.3.5 The server behind is configured unsafely (event 30003)']))
      return
    }
    this.#hub.deps.raise({ id: 30001, args: { connector: settings.name, backend, reason: reasonOf(error) } })
    this.#leave(formatReply(421, ['4.3.2 The mail server behind is not available (event 30001), try again later']))
  }

  #violated(violation: Violation, reply: string): void {
    const { name } = this.#connector.settings
    this.#hub.deps.raise({ id: 30002, args: { connector: name, address: this.#peer.address, violation } })
    this.#leave(reply)
  }

  /** Says the last word and closes, without waiting for the peer for long. */
  #leave(reply: string): void {
    this.#isOver = true
    this.#unlisten()
    this.#socket.resume()
    this.#socket.end(reply)
    this.#wait(LIMITS.turnedAwayMs)
  }

  #wait(withinMs: number): void {
    this.#stopWaiting()
    this.#deadline = this.#hub.sweep.add(withinMs, () => this.#socket.destroy())
  }

  #stopWaiting(): void {
    if (this.#deadline !== undefined) this.#hub.sweep.remove(this.#deadline)
    this.#deadline = undefined
  }
}

function trustOf({ verdict, fingerprint }: Judgement): Trust | undefined {
  return verdict.kind === 'trusted' && fingerprint !== undefined ? { server: verdict.server, fingerprint } : undefined
}
