/** Who is asking, and whether they may. */
import { failure } from '../core/errors.ts'
import type { HttpRequest } from '../net/http.ts'
import { CONSOLE_ROLES } from './contract/session.ts'
import type { Route } from './contract/routes.ts'
import type { Ground } from './ground.ts'
import type { Visitor } from './sessions.ts'
import { sha256 } from './access.ts'
import { timingSafeEqual } from 'node:crypto'

const CSRF_HEADER = 'x-hubtrust-csrf'

export class Gate {
  readonly #ground: Ground

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /**
   * Undefined only where everybody may come in.
   *
   * @throws HubtrustError CONSOLE_NOT_SIGNED_IN, CONSOLE_CSRF, CONSOLE_ROLE_MISSING, CONSOLE_TOO_MANY_ATTEMPTS
   */
  admit(request: HttpRequest, { admission, method }: Route): Visitor | undefined {
    const visitor = this.#visitor(request)
    if (admission === 'public') return visitor
    if (visitor === undefined) throw failure('CONSOLE_NOT_SIGNED_IN', {})
    if (method !== 'GET' && visitor.via !== 'token') checkCsrf(request, visitor)
    if (CONSOLE_ROLES.indexOf(visitor.role) < CONSOLE_ROLES.indexOf(admission))
      throw failure('CONSOLE_ROLE_MISSING', { account: visitor.account, role: visitor.role, needed: admission })
    return visitor
  }

  #visitor(request: HttpRequest): Visitor | undefined {
    const header = request.header('authorization')
    if (header !== undefined) return this.#byToken(header, request.address)
    const secret = this.#ground.cookies.read(request)
    const visitor = secret === undefined ? undefined : this.#ground.sessions.find(secret)
    if (visitor?.via !== 'account') return visitor
    // What was taken from an account is taken from its sessions.
    const account = this.#ground.access.account(visitor.account)
    return account === undefined ? undefined : { ...visitor, role: account.role, servers: account.servers }
  }

  #byToken(header: string, address: string): Visitor | undefined {
    const [, secret] = /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(header) ?? []
    const token = secret === undefined ? undefined : this.#ground.access.tokenOf(secret)
    if (secret === undefined || token === undefined) {
      this.#ground.attempts.begin(address)
      return undefined
    }
    const { name, role, servers } = token
    return { account: name, via: 'token', role, servers, csrf: '', key: sha256(secret) }
  }
}

function checkCsrf(request: HttpRequest, { csrf }: Visitor): void {
  const shown = Buffer.from(request.header(CSRF_HEADER) ?? '')
  const wanted = Buffer.from(csrf)
  if (shown.length !== wanted.length || !timingSafeEqual(shown, wanted)) throw failure('CONSOLE_CSRF', {})
}
