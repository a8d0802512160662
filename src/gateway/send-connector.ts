/**
 * A send connector: the local mail server hands it mail on loopback, it reaches one peer of the directory and nobody
 * else. The local server owns the mail until the peer's server has accepted it.
 */
import type { Address, SendConnector as Settings } from '../model/configuration.ts'
import type { Cause } from '../model/findings.ts'
import { listen, type Listener } from '../net/listen.ts'
import { ignoreErrors, type Socket, type TLSSocket } from '../net/socket.ts'
import { formatReply } from '../wire/replies.ts'
import { causeOf } from '../trust/verdict.ts'
import type { Hub } from './hub.ts'
import { judge, nameOf, type Judgement } from './judge.ts'
import { reach, secureWith } from './reach.ts'

const SMTP_PORT = 25

/** Why an address of the peer could not be used, in the words of the 421 answer. */
interface Obstacle {
  readonly event: number
  readonly cause: Cause | undefined
  readonly text: string
}

export class SendConnector {
  readonly settings: Settings
  readonly #hub: Hub
  readonly #fqdn: string
  readonly #young = new Set<Socket>()
  #listener: Listener | undefined

  constructor(settings: Settings, hub: Hub, fqdn: string) {
    this.settings = settings
    this.#hub = hub
    this.#fqdn = fqdn
  }

  /** @throws HubtrustError NET_PORT_IN_USE, NET_LISTEN_FAILED */
  async start(): Promise<void> {
    this.#listener = await listen({
      ...this.settings.listen,
      onConnection: (client) => {
        void this.#serve(client)
      },
    })
  }

  get address(): Address {
    return { host: this.settings.listen.host, port: this.#listener?.port ?? this.settings.listen.port }
  }

  stopListening(): void {
    this.#listener?.close()
    for (const client of this.#young) refuse(client, `${this.#fqdn} closing, try again later`)
  }

  async #serve(client: Socket): Promise<void> {
    ignoreErrors(client)
    client.pause()
    this.#young.add(client)
    client.on('close', () => this.#young.delete(client))
    const outcome = await this.#firstTrusted(() => client.destroyed)
    this.#young.delete(client)
    if (outcome.kind === 'obstacle') {
      const { event, cause, text } = outcome.obstacle
      const why = cause === undefined ? '' : `, cause ${cause}`
      refuse(
        client,
        `${this.#fqdn} ${this.settings.peer} not reached under direct trust (event ${event}${why}): ${text}`,
      )
      return
    }
    this.#join(client, outcome.socket, outcome.judgement)
  }

  #join(client: Socket, secured: TLSSocket, { fingerprint }: Judgement): void {
    if (client.destroyed) {
      secured.destroy()
      return
    }
    client.write(formatReply(220, [`${this.#fqdn} ESMTP to ${this.settings.peer}`]))
    this.#hub.sessions.join({
      secure: secured,
      plain: client,
      trust: fingerprint === undefined ? undefined : { server: this.settings.peer, fingerprint },
    })
    client.resume()
  }

  /** The peer's addresses in order, until one shows the certificate of that server. */
  async #firstTrusted(isPointless: () => boolean): Promise<Outcome> {
    const identity = this.#hub.identities.internal
    this.#hub.deps.onOwnCertificateUsed('outbound')
    if (identity === undefined) return { kind: 'obstacle', obstacle: ownCertificateMissing(this.#hub) }
    const shake = secureWith(this.#hub.clientContext(identity))
    let obstacle: Obstacle = { event: 30011, cause: 'handshake.unreachable', text: 'the peer has no address' }
    for (const address of this.#addresses()) {
      if (isPointless()) break
      const reached = await this.#paced(() => reach({ address, shake, fqdn: this.#fqdn, peer: this.settings.peer }))
      const outcome =
        reached.kind === 'secured'
          ? this.#judge(reached.socket, address)
          : this.#failed({
              address,
              cause: reached.cause,
              text: reached.reason,
              isReached: reached.stage !== 'connect',
            })
      if (outcome.kind === 'trusted') return outcome
      obstacle = outcome.obstacle
    }
    return { kind: 'obstacle', obstacle }
  }

  #addresses(): readonly Address[] {
    const { addresses, peer } = this.settings
    if (addresses.length > 0) return addresses
    const known = this.#hub.view.addresses.get(peer) ?? []
    return known.length > 0 ? known : [{ host: peer, port: SMTP_PORT }]
  }

  #paced<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#hub.pacing.request(() => {
        work()
          .then(resolve, reject)
          .finally(() => {
            this.#hub.pacing.done()
          })
      })
    })
  }

  #judge(socket: TLSSocket, address: Address): Outcome {
    const { view, deps } = this.#hub
    const { peer, name } = this.settings
    ignoreErrors(socket)
    const judgement = judge(socket, { view, expected: peer, nowMs: deps.clock.nowMs() })
    deps.trace('Transport\\Certificate', 'outbound verdict', () => ({ peer, ...address, verdict: judgement.verdict }))
    if (judgement.verdict.kind === 'trusted') {
      this.#hub.trusted += 1
      this.#hub.saw({ server: peer, direction: 'outbound', outcome: 'trusted' })
      if (judgement.verdict.warnings.includes('expired')) {
        const { thumbprint, notAfter } = nameOf(judgement.certificate)
        deps.raise({ id: 12019, args: { peer, thumbprint, notAfter }, cause: 'peer.expired' })
      }
      return { kind: 'trusted', socket, judgement }
    }
    socket.destroy()
    const { reason, server } = judgement.verdict
    const { subject, thumbprint, fingerprint } = nameOf(judgement.certificate)
    const cause = causeOf(reason)
    this.#refused(cause)
    deps.raise({
      id: 2018,
      args: { peer, address: address.host, connector: name, subject, thumbprint },
      proof: { reason, fingerprint, ...(server === undefined ? {} : { server }) },
      ...(cause === undefined ? {} : { cause }),
    })
    const belongs = server === undefined ? '' : `, which belongs to ${server}`
    const text = `${address.host} showed certificate SHA-256 ${fingerprint}${belongs}`
    return { kind: 'obstacle', obstacle: { event: 2018, cause, text } }
  }

  #failed({ address, cause, text, isReached }: Failure): Outcome {
    const { peer, name } = this.settings
    const { raise } = this.#hub.deps
    this.#refused(cause)
    if (!isReached) {
      raise({ id: 30011, args: { connector: name, peer, address: address.host, reason: text }, cause })
      return { kind: 'obstacle', obstacle: { event: 30011, cause, text } }
    }
    raise({
      id: 2018,
      args: { peer, address: address.host, connector: name, subject: '-', thumbprint: '-' },
      cause,
      proof: { reason: text },
    })
    return { kind: 'obstacle', obstacle: { event: 2018, cause, text: `${address.host}: ${text}` } }
  }

  #refused(cause: Cause | undefined): void {
    this.#hub.refused += 1
    const why = cause === undefined ? {} : { cause }
    this.#hub.saw({ server: this.settings.peer, direction: 'outbound', outcome: 'refused', ...why })
  }
}

type Outcome =
  | { readonly kind: 'trusted'; readonly socket: TLSSocket; readonly judgement: Judgement }
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle }

interface Failure {
  readonly address: Address
  readonly cause: Cause
  readonly text: string
  /** Something answered there. */
  readonly isReached: boolean
}

function ownCertificateMissing({ identities }: Hub): Obstacle {
  const text = 'this server has no usable internal transport certificate'
  return { event: 2019, cause: identities.problem, text }
}

/** The local server keeps the mail and tries again: 421 before the greeting is a temporary failure (RFC 5321 §3.1). */
function refuse(client: Socket, text: string): void {
  client.resume()
  client.end(formatReply(421, [text.slice(0, 480)]))
  client.setTimeout(5_000, () => client.destroy())
}
