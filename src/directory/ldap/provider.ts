/**
 * The server of an LDAP directory that takes changes. A consumer names its provider in a referral (RFC 4511, section
 * 4.1.10) or just says no; then the next one is asked. A referral is followed only to where a password may go: a server of
 * the configuration, one behind TLS, or this machine.
 */
import type { HubtrustError } from '../../core/errors.ts'
import { failure } from '../../core/errors.ts'
import { ldapPlace } from '../../net/ldap-socket.ts'
import type { LdapResult } from '../../net/ldap-stream.ts'
import type { LdapSettings } from '../../model/configuration.ts'
import { CONTROLS, type LdapControl } from '../../wire/ldap-control.ts'
import { assertionControl, type LdapChange } from '../../wire/ldap-change.ts'
import { isOfTheServer } from './connection.ts'
import { openStream, rootValues, told, type Opened, type StreamOptions } from './stream.ts'

const RESULT = {
  done: 0,
  referral: 10,
  noSuchAttribute: 16,
  valueExists: 20,
  noSuchObject: 32,
  noRight: 50,
  busy: 51,
  unavailable: 52,
  unwilling: 53,
  entryExists: 68,
  assertionFailed: 122,
} as const
/** A circle of referrals ends here. */
const SERVERS_MAX = 16
const ON_THIS_MACHINE = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/

/** This server takes no changes; `referrals` do, it says. */
class Elsewhere extends Error {
  readonly referrals: readonly string[]

  constructor(reason: string, referrals: readonly string[]) {
    super(reason)
    this.referrals = referrals
  }
}

/** A server that takes changes, as far as is known before the first one. */
export interface Provider extends Opened {
  /** RFC 4528. */
  readonly hasAssertions: boolean
}

/**
 * @throws HubtrustError DIRECTORY_TAKES_NO_CHANGES, DIRECTORY_UNREACHABLE, DIRECTORY_TLS_REFUSED, DIRECTORY_BIND_REFUSED
 */
export async function withProvider<T>(options: StreamOptions, work: (provider: Provider) => Promise<T>): Promise<T> {
  const { settings } = options
  const asked = new Set<string>()
  const refusals: string[] = []
  let trouble: HubtrustError | undefined
  let left = [...settings.urls]
  for (let url = left.shift(); url !== undefined && asked.size < SERVERS_MAX; url = left.shift()) {
    if (asked.has(url)) continue
    asked.add(url)
    try {
      return await onServer(url, options, work)
    } catch (error) {
      if (error instanceof Elsewhere) {
        refusals.push(`${url}: ${error.message}`)
        left = [...usable(error.referrals, settings), ...left]
      } else if (isOfTheServer(error)) trouble ??= error
      else throw error
    }
  }
  if (refusals.length === 0 && trouble !== undefined) throw trouble
  throw failure('DIRECTORY_TAKES_NO_CHANGES', { reason: refusals.join('; ') }, trouble)
}

export function isReadOnlyServer(error: unknown): error is Elsewhere {
  return error instanceof Elsewhere
}

async function onServer<T>(url: string, options: StreamOptions, work: (provider: Provider) => Promise<T>): Promise<T> {
  const opened = await openStream(url, options)
  try {
    const controls = await rootValues(opened, 'supportedControl')
    return await work({ ...opened, hasAssertions: controls.has(CONTROLS.assertion) })
  } finally {
    opened.stream.close()
  }
}

/** Where a password may go, of what a server names: `ldap://host:port/dn?…`. */
function usable(referrals: readonly string[], settings: LdapSettings): readonly string[] {
  return referrals.flatMap((referral) => {
    const base = /^ldaps?:\/\/[^/?]+/i.exec(referral)?.[0]?.toLowerCase()
    if (base === undefined) return []
    const here = ldapPlace(base)
    if (here.kind !== 'tcp') return []
    const known = settings.urls.find((url) => {
      const place = ldapPlace(url)
      return place.kind === 'tcp' && place.host === here.host && place.port === here.port
    })
    if (known !== undefined) return [known]
    if (here.isSecure || settings.startTls || ON_THIS_MACHINE.test(here.host)) return [base]
    // It is named without TLS; under that name the configuration may know it with TLS.
    return settings.urls.filter((url) => {
      const place = ldapPlace(url)
      return place.kind === 'tcp' && place.host === here.host && place.isSecure
    })
  })
}

export interface Changing {
  readonly change: LdapChange
  /** Another one whenever the entry is another one; empty when the server has none. */
  readonly stamp: string
}

/**
 * False when somebody else was first: then it is to be looked at again.
 *
 * @throws HubtrustError DIRECTORY_NO_RIGHT, DIRECTORY_CHANGE_REFUSED, DIRECTORY_UNREACHABLE
 */
export async function carryOut(provider: Provider, { change, stamp }: Changing): Promise<boolean> {
  const { url, stream, hasAssertions } = provider
  // A number is uSNChanged, and who counts by it knows no assertions.
  const isAsserted = hasAssertions && stamp !== '' && !/^\d+$/.test(stamp)
  const controls: readonly LdapControl[] = isAsserted ? [assertionControl(`(entryCSN=${stamp})`)] : []
  return outcomeOf(await told(url, stream.change(change, controls)), { url, dn: change.dn })
}

function outcomeOf(result: LdapResult, where: { readonly url: string; readonly dn: string }): boolean {
  const { code, text, referrals = [] } = result
  const reason = `${String(code)} ${text}`.trim()
  switch (code) {
    case RESULT.done:
      return true
    case RESULT.noSuchAttribute:
    case RESULT.valueExists:
    case RESULT.noSuchObject:
    case RESULT.entryExists:
    case RESULT.assertionFailed:
      return false
    case RESULT.referral:
    case RESULT.busy:
    case RESULT.unavailable:
    case RESULT.unwilling:
      throw new Elsewhere(reason, referrals)
    case RESULT.noRight:
      throw failure('DIRECTORY_NO_RIGHT', { ...where, reason })
    default:
      throw failure('DIRECTORY_CHANGE_REFUSED', { ...where, reason })
  }
}
