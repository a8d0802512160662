/**
 * Looks at each server of an LDAP directory as whoever follows and changes it does: the way there, its identity, the
 * sign-in, what may be read, what may be written, and how changes will be learned. Nothing is changed, except with
 * `tryWriting`: then an entry that is no server is made and removed again.
 */
import { randomUUID } from 'node:crypto'
import { isoTime, type Clock } from '../../core/clock.ts'
import { failure, HubtrustError, reasonOf } from '../../core/errors.ts'
import type { LdapSettings } from '../../model/configuration.ts'
import { CONTROLS } from '../../wire/ldap-control.ts'
import { parseBasics } from '../../x509/parse.ts'
import { serverNameOf } from '../known.ts'
import { filterOf, isoOf, mapEntry, SHAPES } from './mapping.ts'
import { carryOut, isReadOnlyServer } from './provider.ts'
import { openStream, readPages, rootValues, told, type Opened, type StreamAccess } from './stream.ts'

/** More than this between two clocks makes times of events and of propagation misleading, in milliseconds. */
const SKEW_MAX_MS = 60_000
const REFUSED_SHOWN = 5

export interface Look {
  readonly what: 'sign-in' | 'read' | 'entries' | 'changes' | 'write' | 'clock'
  readonly state: 'well' | 'bad' | 'unknown'
  /** Values, not words: names, numbers, what the server said. */
  readonly detail: string
  readonly problem?: HubtrustError
}

export interface Examination {
  readonly url: string
  readonly looks: readonly Look[]
}

export interface ExaminingOptions {
  readonly settings: LdapSettings
  readonly access: StreamAccess
  readonly clock: Clock
  readonly tryWriting: boolean
}

export async function examine(url: string, options: ExaminingOptions): Promise<Examination> {
  const ending = new AbortController()
  const looks: Look[] = []
  try {
    const opened = await openStream(url, { ...options, signal: ending.signal })
    for (const [what, look] of LOOKS) looks.push(...(await attempt(what, () => look(opened, options))))
  } catch (error) {
    looks.push(bad('sign-in', error))
  } finally {
    ending.abort()
  }
  return { url, looks }
}

type Looking = (opened: Opened, options: ExaminingOptions) => Promise<readonly Look[]>

async function attempt(what: Look['what'], look: () => Promise<readonly Look[]>): Promise<readonly Look[]> {
  try {
    return await look()
  } catch (error) {
    return [bad(what, error)]
  }
}

function bad(what: Look['what'], error: unknown): Look {
  if (!(error instanceof HubtrustError)) return { what, state: 'bad', detail: reasonOf(error) }
  return { what, state: 'bad', detail: error.code, problem: error }
}

const signIn: Looking = async ({ url, stream }, { settings: { bind } }) => {
  const { code, value = '' } = await told(url, stream.whoAmI())
  // Active Directory before 2008 and others do not know the question.
  const stated = bind.method === 'simple' ? bind.dn : bind.method
  return [{ what: 'sign-in', state: 'well', detail: code === 0 ? value || 'anonymous' : stated }]
}

const read: Looking = async (opened, { settings }) => {
  const { base, mapping, filter } = settings
  const { attributes: asked } = SHAPES[mapping]
  const search = { base, scope: 'subtree', filter: filterOf(mapping, filter), attributes: asked } as const
  const seen = new Seen()
  await readPages(opened, search, ({ dn, attributes }) => {
    const { entry } = mapEntry(mapping, dn, attributes)
    if (entry === undefined) throw failure('DIRECTORY_NO_IDS', { url: opened.url, dn })
    seen.take(entry.place, entry.name.toLowerCase(), entry.certificates)
  })
  const [first, ...rest] = seen.refused
  const shown = [first, ...rest].slice(0, REFUSED_SHOWN).join('; ')
  const more = rest.length < REFUSED_SHOWN ? '' : `; … (${String(rest.length + 1)})`
  return [
    { what: 'read', state: 'well', detail: `${base}: ${String(seen.servers)} / ${String(seen.certificates)}` },
    { what: 'entries', state: first === undefined ? 'well' : 'bad', detail: first === undefined ? '0' : shown + more },
  ]
}

/** What the copy would refuse, found the same way. */
class Seen {
  servers = 0
  certificates = 0
  readonly refused: string[] = []
  readonly #names = new Map<string, string>()
  readonly #owners = new Map<string, string>()

  take(place: string, name: string, ders: readonly Uint8Array[]): void {
    this.servers += 1
    if (serverNameOf(name) === undefined) this.refused.push(`${place}: name "${name}"`)
    const other = this.#names.get(name)
    if (other !== undefined) this.refused.push(`${place}: same-name ${other}`)
    this.#names.set(name, place)
    for (const der of ders) this.#certificate(place, name, der)
  }

  #certificate(place: string, name: string, der: Uint8Array): void {
    this.certificates += 1
    try {
      const { digest, isCa } = parseBasics(der)
      const fingerprint = digest.toString('hex')
      const owner = this.#owners.get(fingerprint)
      if (isCa) this.refused.push(`${place}: ca`)
      if (owner !== undefined && owner !== name) this.refused.push(`${place}: two-servers ${owner}`)
      this.#owners.set(fingerprint, name)
    } catch (error) {
      if (!(error instanceof HubtrustError)) throw error
      this.refused.push(`${place}: unreadable`)
    }
  }
}

/** How changes will be learned, and whether several may write at once without harm. */
const changes: Looking = async (opened, { settings: { follow } }) => {
  const offered = await rootValues(opened, 'supportedControl')
  const has = (type: string) => (offered.has(type) ? 'yes' : 'no')
  const detail = `sync ${has(CONTROLS.sync)}, paging ${has(CONTROLS.paging)}, assertion ${has(CONTROLS.assertion)}`
  if (follow === 'sync' && !offered.has(CONTROLS.sync))
    return [{ ...bad('changes', failure('DIRECTORY_NO_SYNC', { url: opened.url })), detail }]
  return [{ what: 'changes', state: 'well', detail }]
}

const write: Looking = async (opened, { settings, tryWriting }) => {
  const { base, mapping } = settings
  if (mapping !== 'device' || !tryWriting) return [{ what: 'write', state: 'unknown', detail: '--write' }]
  const name = `hubtrust-check-${randomUUID()}`
  const dn = `cn=${name},${base}`
  const texts = (attribute: string, text: string) => ({ attribute, values: [Buffer.from(text)] })
  const attributes = [texts('objectClass', 'device'), texts('cn', name)]
  const provider = { ...opened, hasAssertions: false }
  try {
    await carryOut(provider, { change: { kind: 'add', dn, attributes }, stamp: '' })
    await carryOut(provider, { change: { kind: 'delete', dn }, stamp: '' })
  } catch (error) {
    // One that names another server, or only copies: changes go elsewhere by themselves.
    if (!isReadOnlyServer(error)) throw error
    return [{ what: 'write', state: 'unknown', detail: error.referrals.join(' ') || error.message }]
  }
  return [{ what: 'write', state: 'well', detail: base }]
}

const clockOf: Looking = async (opened, { clock }) => {
  const [text = ''] = await rootValues(opened, 'currentTime')
  const time = isoOf(text)
  if (time === undefined) return [{ what: 'clock', state: 'unknown', detail: '-' }]
  const aheadMs = Date.parse(time) - clock.nowMs()
  const detail = `${time} / ${isoTime(clock.nowMs())}`
  if (Math.abs(aheadMs) <= SKEW_MAX_MS) return [{ what: 'clock', state: 'well', detail }]
  const seconds = Math.round(aheadMs / 1_000)
  return [{ ...bad('clock', failure('DIRECTORY_CLOCK', { url: opened.url, seconds })), detail }]
}

const LOOKS: readonly (readonly [Look['what'], Looking])[] = [
  ['sign-in', signIn],
  ['read', read],
  ['changes', changes],
  ['write', write],
  ['clock', clockOf],
]
