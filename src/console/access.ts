/**
 * Who may sign in: accounts with a password, tokens for programs, links that work once. Secrets are kept as hashes only:
 * passwords by scrypt, tokens and links, which are random, by SHA-256.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import * as v from 'valibot'
import { isoTime, type Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import { CONSOLE_ROLES, type ConsoleRole } from './contract/session.ts'
import { Register, type Owner } from './register.ts'

const LINK_MS = 10 * 60_000
/** OWASP's least for scrypt: 2^16 × 8 × 1, 64 MiB and about a tenth of a second. */
const COST = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 } as const
const HASH_BYTES = 32
const TOKEN_MARK = 'ht_'
export const PASSWORD_LENGTH_MIN = 10

const RIGHTS = { role: v.picklist(CONSOLE_ROLES), servers: v.optional(v.array(v.string())) }
const ACCOUNT = v.object({ name: v.string(), ...RIGHTS, salt: v.string(), hash: v.string(), since: v.string() })
const TOKEN = v.object({ name: v.string(), ...RIGHTS, hash: v.string(), since: v.string() })
const LINK = v.object({ ...RIGHTS, hash: v.string(), untilMs: v.number() })

/** What somebody may do, and where. */
export interface Rights {
  readonly role: ConsoleRole
  /** Of a `server-admin`. */
  readonly servers?: readonly string[] | undefined
}

export interface Named extends Rights {
  readonly name: string
  readonly since: string
}

export interface AccessOptions {
  readonly stateFolder: string
  readonly clock: Clock
  readonly owner: Owner | undefined
}

export class Access {
  readonly #clock: Clock
  readonly #accounts: Register<v.InferOutput<typeof ACCOUNT>>
  readonly #tokens: Register<v.InferOutput<typeof TOKEN>>
  readonly #links: Register<v.InferOutput<typeof LINK>>

  constructor({ stateFolder, clock, owner }: AccessOptions) {
    const folder = consoleFolder(stateFolder)
    this.#clock = clock
    this.#accounts = new Register({ path: join(folder, 'accounts.json'), item: ACCOUNT, owner })
    this.#tokens = new Register({ path: join(folder, 'tokens.json'), item: TOKEN, owner })
    this.#links = new Register({ path: join(folder, 'links.json'), item: LINK, owner })
  }

  accounts(): readonly Named[] {
    return this.#accounts.read()
  }

  account(name: string): Named | undefined {
    return this.accounts().find((account) => account.name === name)
  }

  /** Adds an account, or gives one that is there another password and other rights. @throws HubtrustError CONSOLE_* */
  async setAccount(name: string, rights: Rights, password: string): Promise<void> {
    if (Array.from(password).length < PASSWORD_LENGTH_MIN)
      throw failure('CONSOLE_PASSWORD_SHORT', { count: PASSWORD_LENGTH_MIN })
    const checked = checkedRights(rights)
    const salt = randomBytes(16).toString('base64')
    const hash = (await hashed(password, salt)).toString('base64')
    const others = this.#accounts.read().filter((account) => account.name !== name)
    this.#accounts.write([...others, { name, ...checked, salt, hash, since: isoTime(this.#clock.nowMs()) }])
  }

  /** @throws HubtrustError CONSOLE_ACCOUNT_UNKNOWN */
  removeAccount(name: string): void {
    const accounts = this.#accounts.read()
    if (!accounts.some((account) => account.name === name)) throw failure('CONSOLE_ACCOUNT_UNKNOWN', { name })
    this.#accounts.write(accounts.filter((account) => account.name !== name))
  }

  /** Takes as long for an account that is not there. */
  async isPasswordOf(name: string, password: string): Promise<boolean> {
    const account = this.#accounts.read().find((each) => each.name === name)
    const found = await hashed(password, account?.salt ?? 'bm9ib2R5')
    const wanted = Buffer.from(account?.hash ?? '', 'base64')
    return wanted.length === found.length && timingSafeEqual(wanted, found)
  }

  tokens(): readonly Named[] {
    return this.#tokens.read()
  }

  /** The token itself, shown once. @throws HubtrustError CONSOLE_TOKEN_EXISTS, CONSOLE_NO_SERVERS */
  newToken(name: string, rights: Rights): string {
    const tokens = this.#tokens.read()
    if (tokens.some((token) => token.name === name)) throw failure('CONSOLE_TOKEN_EXISTS', { name })
    const secret = `${TOKEN_MARK}${randomBytes(32).toString('base64url')}`
    const since = isoTime(this.#clock.nowMs())
    this.#tokens.write([...tokens, { name, ...checkedRights(rights), hash: sha256(secret), since }])
    return secret
  }

  /** @throws HubtrustError CONSOLE_TOKEN_UNKNOWN */
  removeToken(name: string): void {
    const tokens = this.#tokens.read()
    if (!tokens.some((token) => token.name === name)) throw failure('CONSOLE_TOKEN_UNKNOWN', { name })
    this.#tokens.write(tokens.filter((token) => token.name !== name))
  }

  tokenOf(secret: string): Named | undefined {
    const hash = sha256(secret)
    return this.#tokens.read().find((token) => token.hash === hash)
  }

  /** A secret that signs in once, within ten minutes. @throws HubtrustError CONSOLE_NO_SERVERS */
  newLink(rights: Rights): string {
    const secret = randomBytes(32).toString('base64url')
    const nowMs = this.#clock.nowMs()
    const current = this.#links.read().filter(({ untilMs }) => untilMs > nowMs)
    this.#links.write([...current, { ...checkedRights(rights), hash: sha256(secret), untilMs: nowMs + LINK_MS }])
    return secret
  }

  /** Its rights, once: written down as used before anybody is let in. */
  useLink(secret: string): Rights | undefined {
    const hash = sha256(secret)
    const links = this.#links.read()
    const found = links.find((link) => link.hash === hash)
    if (found === undefined || found.untilMs < this.#clock.nowMs()) return undefined
    this.#links.write(links.filter((link) => link !== found))
    return found
  }
}

export function consoleFolder(stateFolder: string): string {
  return join(stateFolder, 'console')
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function checkedRights({ role, servers }: Rights): { readonly role: ConsoleRole; readonly servers?: string[] } {
  if (role !== 'server-admin') return { role }
  if (servers === undefined || servers.length === 0) throw failure('CONSOLE_NO_SERVERS', {})
  return { role, servers: servers.map((name) => name.toLowerCase()) }
}

function hashed(password: string, salt: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // NFKC: the same password typed on another keyboard is the same (NIST SP 800-63B §5.1.1.2).
    scrypt(password.normalize('NFKC'), Buffer.from(salt, 'base64'), HASH_BYTES, COST, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
