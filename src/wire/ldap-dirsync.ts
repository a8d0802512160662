/**
 * What Active Directory has for those who follow it (MS-ADTS, section 3.1.1.3.4.1): the DirSync control and its answer
 * (.3), show deleted (.14) and change notification (.9).
 */
import { BER, BerCursor, berElement, berInteger } from './ber.ts'
import type { LdapControl } from './ldap-control.ts'

export const DIRSYNC = '1.2.840.113556.1.4.841'
export const NOTIFICATION = '1.2.840.113556.1.4.528'
const SHOW_DELETED = '1.2.840.113556.1.4.417'

/** LDAP_DIRSYNC_OBJECT_SECURITY: only what the account may read, and no right to replicate is needed. */
const OF_READABLE = 1
const BYTES_MAX = 1_000_000
const NONE = Buffer.alloc(0)

/** Without a cookie everything is told; the search has to begin at the root of a naming context. */
export function dirSyncControl(cookie: Uint8Array = NONE): LdapControl {
  const parts = [berInteger(OF_READABLE), berInteger(BYTES_MAX), berElement(BER.octets, cookie)]
  return { type: DIRSYNC, isCritical: true, value: berElement(BER.sequence, ...parts) }
}

export interface DirSyncAnswer {
  /** The next question with this cookie has an answer at once. */
  readonly hasMore: boolean
  readonly cookie: Buffer
}

/** @throws BerError */
export function dirSyncAnswer(value: Uint8Array): DirSyncAnswer {
  const inside = new BerCursor(Buffer.from(value)).enter(BER.sequence)
  const hasMore = inside.integer() !== 0
  inside.integer()
  return { hasMore, cookie: inside.octets() }
}

/** Whoever may not see what was deleted is shown the rest. */
export const showDeleted: LdapControl = { type: SHOW_DELETED, isCritical: false }

/** The search then never ends and gives every entry that changes; its filter must be `(objectClass=*)`. */
export const notification: LdapControl = { type: NOTIFICATION, isCritical: true }
