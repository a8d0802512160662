/**
 * The console: a listener, what guards it, and the answers. Everything it knows it asks of its host, and everything it changes
 * is a command.
 */
import { VERSION } from '../core/version.ts'
import type { Clock } from '../core/clock.ts'
import { failure, HubtrustError } from '../core/errors.ts'
import { languageOf, type Lang } from '../core/text.ts'
import type { EventRecord } from '../model/events.ts'
import { openHttp, type HttpAnswer, type HttpListener, type HttpRequest, type HttpTls } from '../net/http.ts'
import { Access } from './access.ts'
import { actionAnswers } from './answers/actions.ts'
import { doctorAnswers } from './answers/doctor.ts'
import { eventAnswers } from './answers/events.ts'
import { labAnswers } from './answers/lab.ts'
import { lookAnswers } from './answers/look.ts'
import { sessionAnswers } from './answers/session.ts'
import { Attempts } from './attempts.ts'
import { Audit } from './audit.ts'
import { isRaw, jsonOf, on, type Binding } from './binding.ts'
import { API, NAMED_ROUTES } from './contract/routes.ts'
import { EventBook, EVENTS_KEPT } from './event-book.ts'
import { Gate } from './gate.ts'
import type { Ground } from './ground.ts'
import { checkHost, checkOrigin, cookies, securityHeaders } from './guard.ts'
import type { ConsoleHost } from './host.ts'
import { Live } from './live.ts'
import { openApi } from './openapi.ts'
import { Pages } from './pages.ts'
import { problemOf } from './problem.ts'
import { Router } from './router.ts'
import { Runner } from './runner.ts'
import { Runs } from './runs.ts'
import { Sessions } from './sessions.ts'

export interface ConsoleOptions {
  readonly host: ConsoleHost
  readonly clock: Clock
  readonly stateFolder: string
  readonly listen: { readonly host: string; readonly port: number }
  readonly tls: HttpTls | undefined
  /** Names beside those of loopback, in lower case. */
  readonly allowedHosts: readonly string[]
  /** Where the built pages lie. */
  readonly pagesFolder: string | undefined
  readonly labRoot: string | undefined
}

export class Console {
  readonly #options: ConsoleOptions
  readonly #ground: Ground
  readonly #router: Router
  readonly #gate: Gate
  readonly #pages: Pages
  readonly #allowed: ReadonlySet<string>
  #listener: HttpListener | undefined

  /** @throws HubtrustError NET_PORT_IN_USE, NET_LISTEN_FAILED, DISK_* */
  static async open(options: ConsoleOptions): Promise<Console> {
    const opened = new Console(options)
    const { listen, tls } = options
    opened.#listener = await openHttp({
      ...listen,
      ...(tls === undefined ? {} : { tls }),
      answer: (request) => opened.#answer(request),
    })
    return opened
  }

  private constructor(options: ConsoleOptions) {
    const { host, clock, stateFolder, tls, labRoot } = options
    const book = new EventBook(host.recentEvents(EVENTS_KEPT))
    this.#options = options
    this.#allowed = new Set([...options.allowedHosts.map((name) => name.toLowerCase()), host.settings.server])
    let described: unknown
    const live = new Live(book, clock)
    this.#ground = {
      host,
      clock,
      access: new Access({ stateFolder, clock, owner: undefined }),
      sessions: new Sessions(clock),
      attempts: new Attempts(clock),
      audit: new Audit(stateFolder, clock),
      book,
      live,
      runner: new Runner(host, stateFolder, labRoot),
      runs: new Runs({ host, live, clock, stateFolder }),
      cookies: cookies(tls !== undefined, () => this.port),
      labRoot,
      openapi: () => (described ??= openApi(VERSION)),
    }
    this.#gate = new Gate(this.#ground)
    this.#pages = new Pages(options.pagesFolder)
    this.#router = new Router(bindingsOf(this.#ground))
  }

  get port(): number {
    return this.#listener?.port ?? this.#options.listen.port
  }

  /** As it is opened on this machine. */
  get url(): string {
    const { listen, tls, host } = this.#options
    const name = tls === undefined ? listen.host : host.settings.server
    return `${tls === undefined ? 'http' : 'https'}://${name.includes(':') ? `[${name}]` : name}:${String(this.port)}`
  }

  /** An event was written. */
  event(record: EventRecord): void {
    this.#ground.book.add(record)
    this.#ground.live.event(record)
  }

  get live(): Live {
    return this.#ground.live
  }

  /** For later connections: a certificate that was renewed. */
  useTls(tls: HttpTls): void {
    this.#listener?.useTls(tls)
  }

  close(): void {
    this.#ground.live.close()
    this.#ground.audit.close()
    this.#listener?.close()
  }

  async #answer(request: HttpRequest): Promise<HttpAnswer> {
    const lang = langOf(request)
    const strict = securityHeaders(request.isSecure)
    try {
      checkHost(request, this.#allowed)
      const answer = await this.#route(request, lang)
      return { ...answer, headers: { ...strict, ...answer.headers } }
    } catch (error) {
      const problem = problemOf(error, lang)
      const headers = { ...strict, 'content-type': 'application/problem+json; charset=utf-8', ...retryOf(error) }
      return { status: problem.status, headers, body: JSON.stringify(problem) }
    }
  }

  async #route(request: HttpRequest, lang: Lang): Promise<HttpAnswer> {
    const { path, method } = request
    if (path === '/healthz') return plain(200, 'ok\n')
    if (path === '/readyz') return this.#ready()
    if (path === '/metrics') return this.#metrics(request)
    if (path === API || path.startsWith(`${API}/`)) return this.#ask(request, lang)
    if (method !== 'GET' && method !== 'HEAD') throw failure('CONSOLE_METHOD', { path: path.slice(0, 200), method })
    return this.#pages.answer(request, lang)
  }

  async #ask(request: HttpRequest, lang: Lang): Promise<HttpAnswer> {
    checkOrigin(request)
    const { binding, place } = this.#router.find(request.method, request.path.slice(API.length))
    const visitor = this.#gate.admit(request, binding.route)
    const answer = await binding.answer({ place, lang, request, visitor })
    return isRaw(answer) ? answer.raw : jsonOf(answer)
  }

  async #ready(): Promise<HttpAnswer> {
    const { directory } = await this.#options.host.status()
    return directory.isStale ? plain(503, 'the directory is stale\n') : plain(200, 'ready\n')
  }

  /** For a Prometheus on this machine, or one with a token. */
  async #metrics(request: HttpRequest): Promise<HttpAnswer> {
    if (!/^(127\.|::1$|::ffff:127\.)/.test(request.address)) {
      checkOrigin(request)
      this.#gate.admit(request, NAMED_ROUTES.status)
    }
    const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
    return { status: 200, headers, body: await this.#options.host.metrics() }
  }
}

function bindingsOf(ground: Ground): readonly Binding[] {
  return [
    ...sessionAnswers(ground),
    ...lookAnswers(ground),
    ...eventAnswers(ground),
    ...actionAnswers(ground),
    ...doctorAnswers(ground),
    ...labAnswers(ground),
    on(NAMED_ROUTES.openapi, () => ground.openapi()),
  ]
}

function plain(status: number, body: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}

function retryOf(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof HubtrustError) || error.code !== 'CONSOLE_TOO_MANY_ATTEMPTS') return {}
  return { 'retry-after': String(error.details['seconds'] ?? 60) }
}

/** The language asked for, else the first one of the browser's that we speak. */
function langOf(request: HttpRequest): Lang {
  const asked = request.query.get('lang')
  if (asked === 'ja' || asked === 'en') return asked
  const first = (request.header('accept-language') ?? '')
    .split(',')
    .map((each) => each.trim().slice(0, 2).toLowerCase())
    .find((each) => each === 'ja' || each === 'en')
  return languageOf({}, first)
}
