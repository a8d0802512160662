/** A running gateway with its console, and somebody who asks it: over real HTTP, with every header as it is wanted. */
import { request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { Access, type Rights } from '../../src/console/access.ts'
import { systemClock } from '../../src/core/clock.ts'
import { newGround, type Ground, type Settings } from '../daemon/ground.ts'
import { startServe, type Served } from '../daemon/served.ts'

export interface Wish {
  readonly method?: string
  readonly token?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON; a text or bytes are sent as they are. */
  readonly body?: unknown
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
  /** The body as JSON. */
  json(): unknown
  /** A part of it, by its path. */
  at(...path: readonly (string | number)[]): unknown
}

export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, key) : undefined),
    value,
  )
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export interface Lines {
  /** Everything heard so far. */
  readonly text: string
  readonly isClosed: boolean
  until(pattern: RegExp): Promise<string>
  close(): void
}

export class Asker {
  readonly port: number

  constructor(port: number) {
    this.port = port
  }

  /** @param path under `/api/v1`, or from the root when it begins with `//` */
  ask(path: string, wish: Wish = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const { payload, headers } = payloadOf(wish)
      const asked = request(
        {
          host: '127.0.0.1',
          port: this.port,
          path: placeOf(path),
          method: wish.method ?? 'GET',
          headers,
          agent: false,
        },
        (response) => {
          const parts: Buffer[] = []
          const finish = (): void => {
            resolve(replyOf(response, Buffer.concat(parts).toString('utf8')))
          }
          // What goes on is told by its head alone.
          if (String(response.headers['content-type']).startsWith('text/event-stream')) {
            finish()
            response.destroy()
            return
          }
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('end', finish)
          response.on('error', reject)
        },
      )
      asked.on('error', reject)
      asked.end(payload)
    })
  }

  /** Server-sent events, as they come. */
  follow(t: TestContext, path: string, wish: Wish = {}): Promise<Lines> {
    return new Promise((resolve, reject) => {
      const { headers } = payloadOf(wish)
      const asked = request(
        { host: '127.0.0.1', port: this.port, path: placeOf(path), headers, agent: false },
        (response) => {
          if (response.statusCode !== 200) reject(new Error(`status ${String(response.statusCode)}`))
          resolve(linesOf(response, () => asked.destroy()))
        },
      )
      asked.on('error', reject)
      t.after(() => asked.destroy())
      asked.end()
    })
  }
}

function linesOf(response: IncomingMessage, close: () => void): Lines {
  let text = ''
  let isClosed = false
  let look: () => void = () => undefined
  response.setEncoding('utf8').on('data', (part: string) => {
    text += part
    look()
  })
  response.on('error', () => undefined)
  response.on('close', () => {
    isClosed = true
    look()
  })
  return {
    get text() {
      return text
    },
    get isClosed() {
      return isClosed
    },
    until: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const [found] = pattern.exec(text) ?? []
          if (found !== undefined) resolve(found)
          else if (isClosed) reject(new Error(`closed before ${String(pattern)}:\n${text}`))
        }
        look()
      }),
    close,
  }
}

const placeOf = (path: string): string => (path.startsWith('//') ? path.slice(1) : `/api/v1${path}`)

function payloadOf({ body, token, headers }: Wish) {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const payload = body === undefined ? undefined : isRaw ? body : JSON.stringify(body)
  return {
    payload,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
      ...headers,
    },
  }
}

function replyOf({ statusCode = 0, headers }: IncomingMessage, text: string): Reply {
  const json = (): unknown => JSON.parse(text)
  return { status: statusCode, headers, text, json, at: (...path) => at(json(), ...path) }
}

export interface Running {
  readonly ground: Ground
  readonly served: Served
  readonly asker: Asker
  readonly access: Access
  /** A token with these rights. */
  token(rights: Rights): string
}

export function accessOf({ folder }: Pick<Ground, 'folder'>): Access {
  return new Access({ stateFolder: join(folder, 'state'), clock: systemClock, owner: undefined })
}

/** A gateway with a console on a port of its own. */
export async function startConsole(
  t: TestContext,
  settings: Settings = {},
  prepare: (ground: Ground) => void = () => undefined,
): Promise<Running> {
  const ground = newGround(t)
  prepare(ground)
  const configuration = ground.configure({ console: { listen: '127.0.0.1:0' }, ...settings })
  const served = await startServe(t, configuration)
  const url = (await served.status()).console
  if (url === undefined) throw new Error(`no console:\n${served.words}`)
  const access = accessOf(ground)
  let count = 0
  return {
    ground,
    served,
    asker: new Asker(Number(new URL(url).port)),
    access,
    token: (rights) => {
      count += 1
      return access.newToken(`token-${String(count)}`, rights)
    },
  }
}

export interface SignedIn {
  readonly cookie: string
  readonly csrf: string
  /** As a browser on a page of the console would send it. */
  readonly headers: Readonly<Record<string, string>>
}

/** Through the front door: a link that works once. */
export async function signIn(
  { access, asker }: Running,
  rights: Rights = { role: 'organization-admin' },
): Promise<SignedIn> {
  const reply = await asker.ask('/session/link', { method: 'POST', body: { link: access.newLink(rights) } })
  const cookie = String(reply.headers['set-cookie']?.[0]).split(';')[0] ?? ''
  const csrf = String(reply.at('csrf'))
  return { cookie, csrf, headers: { cookie, 'x-hubtrust-csrf': csrf } }
}
