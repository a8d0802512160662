/** A bound stream to one server of an LDAP directory, and what is read from it page by page. */
import { failure, HubtrustError, reasonOf } from '../../core/errors.ts'
import type { LdapSettings } from '../../model/configuration.ts'
import { LdapSocketError, openLdapSocket } from '../../net/ldap-socket.ts'
import { LdapStream, type LdapResult } from '../../net/ldap-stream.ts'
import type { EntryAnswer } from '../../wire/ldap-answer.ts'
import { CONTROLS, pagingControl, pagingCookie, type LdapControl } from '../../wire/ldap-control.ts'
import type { LdapSearch } from '../../wire/ldap-request.ts'
import { isOfTheServer, ldapPassword, socketOptions, type LdapAccess } from './connection.ts'

/** What AD gives at most (MaxPageSize). */
const PAGE = 1_000
const SIZE_LIMIT = 4
const NO_SUCH_OBJECT = 32
const INVALID_CREDENTIALS = 49
const NO_PASSWORD_NEEDED = { code: 0, text: '' }

export interface StreamAccess extends LdapAccess {
  readonly aliveMs: number
}

export interface Opened {
  readonly url: string
  readonly stream: LdapStream
}

export interface StreamOptions {
  readonly settings: LdapSettings
  readonly access: StreamAccess
  readonly signal: AbortSignal
}

/**
 * The next one is asked when a server cannot be reached or proven, never after a refused password.
 *
 * @throws HubtrustError DIRECTORY_UNREACHABLE, DIRECTORY_TLS_REFUSED when no URL is left; DIRECTORY_BIND_REFUSED,
 * DIRECTORY_PASSWORD_UNUSABLE, DISK_READ_FAILED at once
 */
export async function openFirst(urls: readonly string[], options: StreamOptions): Promise<Opened> {
  let trouble: HubtrustError | undefined
  for (const url of urls) {
    try {
      return await openStream(url, options)
    } catch (error) {
      if (!isOfTheServer(error)) throw error
      trouble ??= error
    }
  }
  throw trouble ?? failure('DIRECTORY_UNREACHABLE', { url: '', reason: 'no URL is configured' })
}

/** @throws HubtrustError DIRECTORY_UNREACHABLE, DIRECTORY_TLS_REFUSED, DIRECTORY_BIND_REFUSED */
export async function openStream(url: string, { settings, access, signal }: StreamOptions): Promise<Opened> {
  const socket = await openLdapSocket(url, socketOptions(settings, access)).catch((error: unknown) => {
    const isTls = error instanceof LdapSocketError && error.stage === 'tls'
    throw failure(isTls ? 'DIRECTORY_TLS_REFUSED' : 'DIRECTORY_UNREACHABLE', { url, reason: reasonOf(error) }, error)
  })
  const stream = new LdapStream(socket, { withinMs: access.withinMs, aliveMs: access.aliveMs, signal })
  const { code, text } = await told(url, bound(stream, settings, access)).catch((error: unknown) => {
    stream.close()
    throw error
  })
  if (code === 0) return { url, stream }
  stream.close()
  throw failure('DIRECTORY_BIND_REFUSED', { url, reason: bindReason(code, text) })
}

async function bound(
  stream: LdapStream,
  { bind }: LdapSettings,
  access: LdapAccess,
): Promise<Pick<LdapResult, 'code' | 'text'>> {
  if (bind.method === 'simple') return stream.bindSimple(bind.dn, ldapPassword(bind.password, access))
  return bind.method === 'external' ? stream.bindExternal() : NO_PASSWORD_NEEDED
}

/** Servers tell what is wrong with a password only to those who may guess. */
function bindReason(code: number, text: string): string {
  return code === INVALID_CREDENTIALS ? 'wrong name or password' : `${String(code)} ${text}`.trim()
}

/** What goes wrong on a connection, in the directory's words. */
export async function told<T>(url: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof HubtrustError) throw error
    throw failure('DIRECTORY_UNREACHABLE', { url, reason: reasonOf(error) }, error)
  }
}

/** What the server says of itself in its root entry. @throws HubtrustError DIRECTORY_UNREACHABLE */
export async function rootValues(opened: Opened, attribute: string): Promise<ReadonlySet<string>> {
  const root = await readOne(opened, { base: '', filter: '(objectClass=*)', attributes: [attribute] })
  return new Set([...(root?.attributes.values() ?? [])].flat().map((value) => value.toString('utf8')))
}

/** All pages; an answer that ends in anything but success is none. @throws HubtrustError DIRECTORY_UNREACHABLE */
export async function readPages(
  { url, stream }: Opened,
  { controls = [], ...search }: LdapSearch & { readonly controls?: readonly LdapControl[] },
  onEntry: (entry: EntryAnswer) => void | Promise<void>,
): Promise<void> {
  let cookie: Uint8Array | undefined = new Uint8Array(0)
  while (cookie !== undefined) {
    const take = (answer: { readonly kind: string }) => (isEntry(answer) ? onEntry(answer) : undefined)
    const paged = { controls: [...controls, pagingControl(PAGE, cookie)] }
    const result: LdapResult = await told(url, stream.search(search, take, paged))
    if (result.code !== 0) throw badEnd(result, { url, base: search.base })
    const value = result.controls.get(CONTROLS.paging)
    const next = value === undefined ? undefined : pagingCookie(value)
    cookie = next === undefined || next.length === 0 ? undefined : Buffer.from(next)
  }
}

/** A search that did not end well has said nothing about anybody. */
export function badEnd({ code, text }: LdapResult, { url, base }: { url: string; base: string }): HubtrustError {
  if (code === SIZE_LIMIT) return failure('DIRECTORY_SIZE_LIMIT', { url })
  if (code === NO_SUCH_OBJECT) return failure('DIRECTORY_NO_BASE', { url, base })
  return failure('DIRECTORY_UNREACHABLE', { url, reason: `the search ended with ${String(code)} ${text}`.trim() })
}

/** What is at the base of this search; undefined when nothing is, or nothing that it asks for. @throws HubtrustError DIRECTORY_UNREACHABLE */
export async function readOne(
  { url, stream }: Opened,
  search: Omit<LdapSearch, 'scope'>,
): Promise<EntryAnswer | undefined> {
  const found: EntryAnswer[] = []
  const take = (answer: { readonly kind: string }) => {
    if (isEntry(answer)) found.push(answer)
  }
  const result: LdapResult = await told(url, stream.search({ ...search, scope: 'base' }, take))
  if (result.code !== 0 && result.code !== NO_SUCH_OBJECT) throw badEnd(result, { url, base: search.base })
  return found[0]
}

function isEntry(answer: { readonly kind: string }): answer is EntryAnswer {
  return answer.kind === 'entry'
}
