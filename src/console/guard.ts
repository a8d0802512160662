/** What stands before every answer: headers that keep a browser strict, and the checks that a request is from here. */
import { failure } from '../core/errors.ts'
import type { HttpRequest } from '../net/http.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
} as const
/** Two years, as browsers' lists ask for. */
const STRICT_TRANSPORT = { 'strict-transport-security': 'max-age=63072000' } as const

export function securityHeaders(isSecure: boolean): Readonly<Record<string, string>> {
  return isSecure ? { ...HEADERS, ...STRICT_TRANSPORT } : HEADERS
}

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/i

/**
 * A page of somebody else's can point a name of its own at this machine (DNS rebinding); only names we know are answered.
 *
 * @throws HubtrustError CONSOLE_HOST_UNKNOWN
 */
export function checkHost(request: HttpRequest, allowed: ReadonlySet<string>): void {
  const host = request.header('host') ?? ''
  const [, name = ''] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host) ?? []
  if (!LOOPBACK.test(name) && !allowed.has(name.toLowerCase()))
    throw failure('CONSOLE_HOST_UNKNOWN', { host: host.slice(0, 100) })
}

/**
 * Browsers say where a request comes from (Fetch Metadata, and Origin with every change). Programs say neither.
 *
 * @throws HubtrustError CONSOLE_CROSS_SITE
 */
export function checkOrigin(request: HttpRequest): void {
  const site = request.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw failure('CONSOLE_CROSS_SITE', {})
  const origin = request.header('origin')
  if (origin === undefined) return
  const own = `${request.isSecure ? 'https' : 'http'}://${request.header('host') ?? ''}`
  if (origin.toLowerCase() !== own.toLowerCase()) throw failure('CONSOLE_CROSS_SITE', {})
}

export interface Cookies {
  readonly name: string
  read(request: HttpRequest): string | undefined
  /** With `secret` undefined it is taken away. */
  header(secret: string | undefined): Readonly<Record<string, string>>
}

/** `__Host-` is bound to this very name, and only over TLS. Cookies know no ports: on loopback the port is in the name. */
export function cookies(isSecure: boolean, port: () => number): Cookies {
  const name = (): string => (isSecure ? '__Host-hubtrust' : `hubtrust-${String(port())}`)
  return {
    get name() {
      return name()
    },
    read: (request) => {
      const pairs = (request.header('cookie') ?? '').split(/;\s*/)
      const found = pairs.filter((pair) => pair.startsWith(`${name()}=`))
      // Two of the same name: one of them was put there by somebody else.
      return found.length === 1 ? found[0]?.slice(name().length + 1) : undefined
    },
    header: (secret) => ({
      'set-cookie': [
        `${name()}=${secret ?? ''}`,
        'Path=/',
        'HttpOnly',
        'SameSite=Strict',
        ...(isSecure ? ['Secure'] : []),
        ...(secret === undefined ? ['Max-Age=0'] : []),
      ].join('; '),
    }),
  }
}
