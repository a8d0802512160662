/**
 * Cookies of content synchronization as OpenLDAP makes them: `rid=000,sid=002,csn=CSN;CSN`, a CSN for each server that
 * changes were made at. RFC 4533 calls a cookie opaque, and that of any other server is left as it is. OpenLDAP's is not,
 * because it is made for servers that replicate (syncrepl.c, syncprov.c of 2.5):
 *
 * - With a change as it comes only the CSN of that change is told; the others stay as they were.
 * - `sid` says who asks. A server does not tell whoever that is about its own changes, so one that is taken from a server
 *   and shown to another one means that changes are never told.
 */
import { isoTime } from '../core/clock.ts'

const COOKIE = /^rid=\d{1,3}(,sid=[\da-f]{1,3})?(,csn=([^,]*))?$/i
/** `20261124214912.783113Z#000000#001#000000`: when, how many in that instant, at which server, which part. */
const CSN = /^\d{14}\.\d{6}Z#[\da-f]{6}#([\da-f]{3})#[\da-f]{6}$/i
const BYTES_MAX = 65_536

/** CSN by server; undefined for a cookie that is not OpenLDAP's. */
function changesIn(cookie: Uint8Array): ReadonlyMap<string, string> | undefined {
  if (cookie.length > BYTES_MAX) return undefined
  const match = COOKIE.exec(Buffer.from(cookie).toString('latin1'))
  if (match === null) return undefined
  const changes = new Map<string, string>()
  for (const csn of (match[3] ?? '').split(';').filter((text) => text !== '')) {
    const server = CSN.exec(csn)?.[1]
    if (server === undefined) return undefined
    changes.set(server, csn)
  }
  return changes
}

function cookieOf(changes: ReadonlyMap<string, string>): Buffer {
  return Buffer.from(`rid=000,csn=${[...changes.values()].join(';')}`, 'latin1')
}

/** What may be shown to any server of the directory, for the state a refresh ended with; undefined when nothing was said. */
export function cookieOfRefresh(told: Uint8Array): Buffer | undefined {
  const changes = changesIn(told)
  if (changes === undefined) return Buffer.from(told)
  return changes.size === 0 ? undefined : cookieOf(changes)
}

/** The one before with what a change as it came adds to it. */
export function cookieWith(known: Uint8Array | undefined, told: Uint8Array): Buffer | undefined {
  const changes = changesIn(told)
  if (changes === undefined) return Buffer.from(told)
  const before = known === undefined ? undefined : changesIn(known)
  const all = new Map(before)
  for (const [server, csn] of changes) if (csn > (all.get(server) ?? '')) all.set(server, csn)
  return all.size === 0 ? undefined : cookieOf(all)
}

/** Whether an entry as of that CSN is part of the state. True where the cookie, or the stamp, is not OpenLDAP's. */
export function isCovered(csn: string, cookie: Uint8Array): boolean {
  const server = CSN.exec(csn)?.[1]
  const changes = server === undefined ? undefined : changesIn(cookie)
  return server === undefined || changes === undefined || csn <= (changes.get(server) ?? '')
}

/** The CSN that stands so many milliseconds before the newest change of the state; undefined where it is not OpenLDAP's. */
export function csnBefore(cookie: Uint8Array, ms: number): string | undefined {
  const newest = [...(changesIn(cookie)?.values() ?? [])].toSorted().at(-1)
  const [year, month, day, hour, minute, second] =
    newest
      ?.match(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/)
      ?.slice(1)
      .map(Number) ?? []
  const newestMs = Date.UTC(year ?? Number.NaN, (month ?? 1) - 1, day, hour, minute, second)
  if (!Number.isFinite(newestMs)) return undefined
  const digits = isoTime(newestMs - ms)
    .replace(/\D/g, '')
    .slice(0, 14)
  return `${digits}.000000Z#000000#000#000000`
}
