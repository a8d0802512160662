/**
 * Direct trust for a Node program: the directory and this server's own certificate are followed while it is open, and each
 * connection is judged by the same verdict that the daemon gives.
 *
 * - Never asks OpenSSL whether a certificate is trusted, never keeps a TLS session, sends no tickets.
 * - A connection whose certificate is withdrawn is ended at once.
 * - In doubt (directory too old, never read) everybody is refused.
 */
import type { X509Certificate } from 'node:crypto'
import { errorMonitor, EventEmitter } from 'node:events'
import type { Clock } from '../core/clock.ts'
import { failure, reasonOf, systemCode, type HubtrustError } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import { sourceOf } from '../daemon/directory-source.ts'
import { KnownDirectory } from '../daemon/known-directory.ts'
import { OwnCertificates } from '../daemon/own-certificates.ts'
import { judge } from '../gateway/judge.ts'
import { reach, secureWith } from '../gateway/reach.ts'
import { NO_IDENTITIES, type Identities } from '../gateway/trust-view.ts'
import type { Address, Configuration } from '../model/configuration.ts'
import type { Raise } from '../model/events.ts'
import { noTrace } from '../model/trace.ts'
import type { Verdict } from '../model/verdict.ts'
import { dial } from '../net/dial.ts'
import { guard, pinnedContext, UNGUARDED, type Guard } from '../net/guard.ts'
import { OpeningAgent } from '../net/https.ts'
import type { TLSSocket } from '../net/socket.ts'
import { clientContext, secure, validityOf, type ClientContext, type Identity } from '../net/tls.ts'
import { openFolderStore } from '../store/folder.ts'
import { causeOf, verdictBy } from '../trust/verdict.ts'
import { isIPv4, isIPv6 } from '../wire/addresses.ts'
import { digestOf } from '../x509/parse.ts'
import { Connections } from './connections.ts'
import type { DirectTrustEvents, RefusedConnection, TrustState } from './events.ts'
import { smtpServerSettings, transportTo, type NodemailerTransport, type SmtpServerSettings } from './smtp.ts'

const SMTP_PORT = 25
/** How long a program waits for a directory elsewhere that was never read; then nobody is trusted until it is. */
const FIRST_READ_MS = 10_000

type GuardedServer = Parameters<typeof guard>[0]

export interface ConnectOptions {
  /** The server of the directory that is meant: only its certificates are accepted. */
  readonly server: string
  /** Where it is; its first address in the directory when left out. */
  readonly host?: string
  readonly port?: number
  /** Milliseconds for the connection, and again for the handshake; 30,000 each when left out. */
  readonly withinMs?: number
}

export interface NodemailerOptions extends ConnectOptions {
  /** The port speaks TLS from its first byte (465); without it STARTTLS. */
  readonly secure?: boolean
}

/** A socket after its handshake, and who is meant to be at its other end. */
export interface Expected {
  /** Outbound: the server that was meant. Inbound: leave it out. */
  readonly server?: string
}

export interface Foundation {
  readonly configuration: Configuration
  readonly clock: Clock
}

export class DirectTrust extends EventEmitter<DirectTrustEvents> {
  readonly #configuration: Configuration
  readonly #clock: Clock
  readonly #directory: KnownDirectory
  readonly #own: OwnCertificates
  readonly #connections = new Connections()
  readonly #guards = new Set<Guard>()
  #identities: Identities = NO_IDENTITIES
  #client: { readonly identity: Identity; readonly context: ClientContext } | undefined
  #isClosed = false
  #ended = Promise.resolve()

  constructor({ configuration, clock }: Foundation) {
    super()
    this.#configuration = configuration
    this.#clock = clock
    const raise: Raise = ({ id, args, cause }) => {
      this.emit('event', { id, args, ...(cause === undefined ? {} : { cause }) })
    }
    const shared = { configuration, clock, raise, trace: noTrace }
    this.#directory = new KnownDirectory({
      ...shared,
      source: sourceOf(configuration, process.env, clock),
      onChange: () => {
        void this.#own.evaluate()
        this.#changed()
      },
    })
    this.#own = new OwnCertificates({
      ...shared,
      store: openFolderStore({ folder: configuration.stateFolder, account: configuration.account, clock }),
      published: () => this.#directory.sync.state.published,
      onIdentities: (identities) => {
        this.#show(identities)
      },
    })
  }

  /** Called once, by `openDirectTrust`. @throws HubtrustError DIRECTORY_* */
  async start(): Promise<this> {
    this.#directory.start()
    await this.#directory.untilRead(FIRST_READ_MS)
    await this.#own.start()
    return this
  }

  #show(identities: Identities): void {
    const before = this.#identities.internal
    this.#identities = identities
    if (identities.internal === before || this.#isClosed) return
    for (const guarded of this.#guards) guarded.use(identities.internal)
    this.#changed()
  }

  /** This server's name in the directory. */
  get server(): string {
    return this.#configuration.server.name
  }

  get state(): TrustState {
    const { index, isStale, asOfMs, problem } = this.#directory.sync.state
    return {
      servers: index?.serverCount ?? 0,
      certificates: index?.certificateCount ?? 0,
      asOf: new Date(asOfMs),
      isStale,
      problem,
      ownCertificate: this.#identities.internal?.fingerprint,
    }
  }

  /**
   * The verdict on a certificate, without a connection.
   *
   * @param presented DER, an X509Certificate of Node, or undefined when none was shown
   */
  verdict(presented: Uint8Array | X509Certificate | undefined, { server }: Expected = {}): Verdict {
    const der = presented instanceof Uint8Array ? presented : presented?.raw
    const validity = presented === undefined || presented instanceof Uint8Array ? {} : validityOf(presented)
    return verdictBy(this.#directory.sync.view, {
      nowMs: this.#clock.nowMs(),
      ...validity,
      digest: der === undefined ? undefined : digestOf(der),
      ...(server === undefined ? {} : { expected: server }),
    })
  }

  /**
   * Judges a connection whose handshake is over and ends it when it is refused; a trusted one is ended later, when its
   * certificate is withdrawn. Returns the name of the server at the other end.
   *
   * @throws HubtrustError LIBRARY_REFUSED, LIBRARY_CLOSED
   */
  enforce(socket: TLSSocket, { server }: Expected = {}): string {
    const outcome = this.#judge(socket, server)
    if (typeof outcome === 'string') return outcome
    socket.destroy()
    throw outcome
  }

  /** The name of the server at the other end, or why it is refused; the connection stays as it is. */
  #judge(socket: TLSSocket, server: string | undefined): string | HubtrustError {
    if (this.#isClosed) return failure('LIBRARY_CLOSED', {})
    const expected = server === undefined ? {} : { expected: server }
    const { verdict: found, fingerprint } = judge(socket, {
      view: this.#directory.sync.view,
      nowMs: this.#clock.nowMs(),
      ...expected,
    })
    if (found.kind === 'refused') {
      return this.#refused(found, { server, address: socket.remoteAddress ?? '', fingerprint })
    }
    if (fingerprint !== undefined) this.#connections.hold(socket, { server: found.server, fingerprint })
    return found.server
  }

  #refused(
    { reason, server: owner }: Extract<Verdict, { kind: 'refused' }>,
    shown: Pick<RefusedConnection, 'server' | 'address' | 'fingerprint'>,
  ): HubtrustError {
    const { address, fingerprint } = shown
    const cause = causeOf(reason)
    const direction = shown.server === undefined ? 'inbound' : 'outbound'
    const server = shown.server ?? owner
    this.emit('refused', { direction, by: 'us', reason, server, address, fingerprint, cause })
    const peer = server ?? (address === '' ? '-' : address)
    return failure('LIBRARY_REFUSED', { peer, reason, fingerprint: fingerprint ?? '-', topic: cause ?? '1036' })
  }

  /** The server at the other end of a connection that was trusted; takes the session of `smtp-server`, too. */
  peerOf(connection: object): string | undefined {
    return this.#connections.peerOf(connection)
  }

  /**
   * Opens a connection to a server and resolves once its certificate is trusted. In TLS 1.3 the other side may still refuse
   * ours afterwards; when the connection then ends before it said a byte, that is the event `refused` with `by: 'peer'`.
   *
   * @throws HubtrustError LIBRARY_REFUSED, LIBRARY_NOT_REACHED, LIBRARY_NO_CERTIFICATE, LIBRARY_CLOSED, NET_DEADLINE,
   * NET_UNREACHABLE
   */
  async connect({ server, withinMs = LIMITS.handshakeMs, ...where }: ConnectOptions): Promise<TLSSocket> {
    const context = this.#clientContext()
    const at = this.#addressOf({ server, ...where })
    const raw = await dial({ ...at, withinMs })
    const serverName = isIPv4(server) || isIPv6(server) ? {} : { serverName: server }
    let socket: TLSSocket
    try {
      socket = await secure(raw, { context, withinMs, ...serverName })
    } catch (error) {
      throw failure('LIBRARY_NOT_REACHED', { server, ...at, reason: systemCode(error) ?? reasonOf(error) }, error)
    }
    return this.#enforced(socket, server)
  }

  /** The same on a server's SMTP port: EHLO, STARTTLS, handshake, verdict; the peer waits for another EHLO. */
  async #connectSmtp(options: ConnectOptions): Promise<TLSSocket> {
    const { server } = options
    const address = this.#addressOf(options)
    const shake = secureWith(this.#clientContext())
    const reached = await reach({ address, shake, fqdn: this.server, peer: server })
    if (reached.kind === 'failed') throw failure('LIBRARY_NOT_REACHED', { server, ...address, reason: reached.reason })
    return this.#enforced(reached.socket, server)
  }

  #enforced(socket: TLSSocket, server: string): TLSSocket {
    this.enforce(socket, { server })
    // The gateway's pipes need half of a connection to stay open; a program expects what `tls.connect` does.
    socket.allowHalfOpen = false
    this.#watchEarlyEnd(socket, server)
    return socket
  }

  /** TLS 1.3's late refusal: the other side judges our certificate when our handshake is over. */
  #watchEarlyEnd(socket: TLSSocket, server: string): void {
    const before = socket.bytesRead
    const address = socket.remoteAddress ?? ''
    const fingerprint = this.#identities.internal?.fingerprint
    let isTheirs = false
    const end = () => {
      isTheirs = true
    }
    // Only looks on: whether an error is dealt with stays the program's.
    EventEmitter.prototype.once.call(socket, errorMonitor, end)
    socket.once('end', end)
    socket.once('close', () => {
      if (!isTheirs || socket.bytesRead > before || this.#isClosed) return
      const why = { by: 'peer', reason: 'ended-by-peer', cause: undefined } as const
      this.emit('refused', { direction: 'outbound', server, address, fingerprint, ...why })
    })
  }

  /**
   * Options for `tls.connect`, good for one server and for the certificates published for it now: make them anew for each
   * connection. Stricter than `connect`: OpenSSL also refuses a certificate outside its validity, and the connection is not
   * ended when the certificate is withdrawn later unless it is given to `enforce`.
   *
   * @throws HubtrustError LIBRARY_NO_CERTIFICATE, LIBRARY_PUBLISHED_AWAY, LIBRARY_CLOSED
   */
  connectOptions({ server }: { readonly server: string }) {
    const { published } = this.#directory.sync.lookUp(server) ?? {}
    if (published === undefined) throw failure('LIBRARY_PUBLISHED_AWAY', { server })
    return {
      secureContext: pinnedContext(this.#identity(), published),
      rejectUnauthorized: true,
      servername: isIPv4(server) || isIPv6(server) ? '' : server,
      // A resumed session would not be judged.
      session: undefined,
      checkServerIdentity: (_host: string, { raw }: { readonly raw: Buffer }): Error | undefined => {
        const found = this.verdict(raw, { server })
        if (found.kind === 'trusted') return undefined
        const fingerprint = digestOf(raw).toString('hex').toUpperCase()
        return this.#refused(found, { server, address: '', fingerprint })
      },
    }
  }

  /** Options for `tls.createServer` and `https.createServer`. The server lets nobody in until it was given to `guard`. */
  serverOptions(): typeof UNGUARDED {
    return UNGUARDED
  }

  /**
   * Makes a server show its listeners trusted connections only, with this server's certificate, also when that is replaced.
   * Returns the same server.
   */
  guard<S extends GuardedServer>(server: S): S {
    const guarded = guard(server, (socket) => {
      try {
        this.enforce(socket)
        return true
      } catch {
        // Told as the event `refused`.
        return false
      }
    })
    guarded.use(this.#isClosed ? undefined : this.#identities.internal)
    this.#guards.add(guarded)
    server.once('close', () => this.#guards.delete(guarded))
    return server
  }

  /**
   * An agent for `https.request`. Requests go to the server that is named; without a name, to the server of the URL's host.
   */
  agent({ server }: { readonly server?: string } = {}): OpeningAgent {
    return new OpeningAgent(({ host, port }) => this.connect({ server: server ?? host, host, port }))
  }

  /** Options for `createTransport` of nodemailer; `secure: true` for a port that speaks TLS from its first byte. */
  nodemailer(options: NodemailerOptions): NodemailerTransport {
    const { secure: isImplicit = false, ...where } = options
    return transportTo({
      address: this.#addressOf(where),
      name: this.server,
      open: () => (isImplicit ? this.connect(where) : this.#connectSmtp(where)),
      isGreeted: isImplicit,
    })
  }

  /**
   * Options for `new SMTPServer()`: yours, with STARTTLS, this server's certificate, and mail only from trusted servers. Your
   * `onSecure` and `onMailFrom` are asked after direct trust. When this server's certificate changes (event `change`), call
   * `server.updateSecureContext(trust.smtpServer())`.
   *
   * @throws HubtrustError LIBRARY_NO_CERTIFICATE, LIBRARY_CLOSED
   */
  smtpServer<Options extends object>(options?: Options): Options & SmtpServerSettings
  smtpServer(options: object = {}): object {
    const settings = smtpServerSettings(
      {
        identity: this.#identity(),
        current: () => this.#clientContext(),
        judge: (socket, session) => {
          const outcome = this.#judge(socket, undefined)
          if (typeof outcome !== 'string') return outcome
          this.#connections.name(session, outcome)
          return undefined
        },
        isTrusted: (session) => this.peerOf(session) !== undefined,
      },
      options,
    )
    return { ...options, ...settings }
  }

  #addressOf({ server, host, port }: ConnectOptions): Address {
    const [first = { host: server, port: SMTP_PORT }] =
      host === undefined || port === undefined ? (this.#directory.sync.lookUp(server)?.addresses ?? []) : []
    return { host: host ?? first.host, port: port ?? first.port }
  }

  #identity(): Identity {
    if (this.#isClosed) throw failure('LIBRARY_CLOSED', {})
    const { internal, problem } = this.#identities
    if (internal === undefined)
      throw failure('LIBRARY_NO_CERTIFICATE', { reason: problem ?? 'selection.none-eligible' })
    return internal
  }

  #clientContext(): ClientContext {
    const identity = this.#identity()
    if (this.#client?.identity !== identity) this.#client = { identity, context: clientContext(identity) }
    return this.#client.context
  }

  #changed(): void {
    const { index } = this.#directory.sync.state
    const cut = index === undefined ? 0 : this.#connections.cutUntrusted(index)
    this.emit('change', { ...this.state, cut })
  }

  /** Ends every connection that was trusted, and follows nothing any more. Guarded servers let nobody in. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#own.close()
    this.#ended = this.#directory.close()
    this.#connections.closeAll()
    for (const guarded of this.#guards) guarded.use(undefined)
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close()
    return this.#ended
  }
}
