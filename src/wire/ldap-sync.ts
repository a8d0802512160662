/** Content synchronization (RFC 4533, section 2): what is asked, and what is said of entries and of the whole. */
import { BER, BerCursor, BerError, berBoolean, berElement, berInteger } from './ber.ts'
import { CONTROLS, type LdapControl } from './ldap-control.ts'

export const SYNC_STATE = '1.3.6.1.4.1.4203.1.9.1.2'
/** Names an intermediate response. */
export const SYNC_INFO = '1.3.6.1.4.1.4203.1.9.1.4'
/** The result that says: begin again without a cookie (e-syncRefreshRequired). */
export const SYNC_REFRESH_REQUIRED = 4096

const MODES = { refresh: 1, follow: 3 } as const
const STATES = ['present', 'add', 'modify', 'delete'] as const
const UUID_BYTES = 16
const NEW_COOKIE = 0x80
const REFRESH_DELETE = 0xa1
const REFRESH_PRESENT = 0xa2
const ID_SET = 0xa3

export interface SyncAsked {
  /** `refresh` ends when everything was told, `follow` goes on. */
  readonly mode: keyof typeof MODES
  readonly cookie?: Uint8Array
}

export function syncControl({ mode, cookie }: SyncAsked): LdapControl {
  const value = berElement(
    BER.sequence,
    berInteger(MODES[mode], BER.enumerated),
    ...(cookie === undefined ? [] : [berElement(BER.octets, cookie)]),
    // Without a hint the server answers a cookie it cannot serve with everything, which is what is wanted.
    berBoolean(false),
  )
  return { type: CONTROLS.sync, isCritical: true, value }
}

export interface SyncState {
  readonly state: (typeof STATES)[number]
  /** 32 lower-case hexadecimal digits. */
  readonly id: string
  readonly cookie: Buffer | undefined
}

/** @throws BerError */
export function readSyncState(value: Buffer): SyncState {
  const inside = new BerCursor(value).enter(BER.sequence)
  const code = inside.integer(BER.enumerated)
  const state = STATES[code]
  if (state === undefined) throw new BerError(`a state of ${String(code)}`)
  return { state, id: uuidOf(inside.octets()), cookie: inside.optional(BER.octets, (cursor) => cursor.octets()) }
}

export interface SyncDone {
  readonly cookie: Buffer | undefined
  /** False: what was not named is gone. */
  readonly refreshDeletes: boolean
}

/** @throws BerError */
export function readSyncDone(value: Buffer): SyncDone {
  const inside = new BerCursor(value).enter(BER.sequence)
  const cookie = inside.optional(BER.octets, (cursor) => cursor.octets())
  return { cookie, refreshDeletes: inside.optional(BER.boolean, (cursor) => cursor.boolean()) ?? false }
}

export type SyncInfo =
  | { readonly kind: 'cookie'; readonly cookie: Buffer }
  /** The end of a phase, or with `isDone` of the whole refresh. `present`: what was not named is gone. */
  | {
      readonly kind: 'phase'
      readonly phase: 'present' | 'delete'
      readonly cookie: Buffer | undefined
      readonly isDone: boolean
    }
  | {
      readonly kind: 'ids'
      readonly ids: readonly string[]
      readonly cookie: Buffer | undefined
      /** True: these are gone; false: these are there unchanged. */
      readonly refreshDeletes: boolean
    }

/** @throws BerError */
export function readSyncInfo(value: Buffer): SyncInfo {
  const outside = new BerCursor(value)
  const { tag } = outside
  if (tag === NEW_COOKIE) return { kind: 'cookie', cookie: outside.octets(NEW_COOKIE) }
  if (tag !== REFRESH_DELETE && tag !== REFRESH_PRESENT && tag !== ID_SET)
    throw new BerError(`sync information of the form ${String(tag)}`)
  const inside = outside.enter(tag)
  const cookie = inside.optional(BER.octets, (cursor) => cursor.octets())
  const flag = inside.optional(BER.boolean, (cursor) => cursor.boolean())
  if (tag === ID_SET) return { kind: 'ids', cookie, refreshDeletes: flag ?? false, ids: idsOf(inside.enter(BER.set)) }
  const phase = tag === REFRESH_PRESENT ? 'present' : 'delete'
  return { kind: 'phase', phase, cookie, isDone: flag ?? true }
}

function idsOf(set: BerCursor): readonly string[] {
  const ids: string[] = []
  while (!set.isDone) ids.push(uuidOf(set.octets()))
  return ids
}

function uuidOf(bytes: Buffer): string {
  if (bytes.length !== UUID_BYTES) throw new BerError(`an entryUUID of ${String(bytes.length)} octets`)
  return bytes.toString('hex')
}
