/**
 * Controls: what is asked beside an operation, and said beside its answer. Paging (RFC 2696); what Active Directory has
 * for those who follow it (MS-ADTS 3.1.1.3.4.1: DirSync, show deleted, change notification); the assertion (RFC 4528).
 */
import { BER, BerCursor, berElement, berInteger } from './ber.ts'
import { encodeFilter } from './ldap-filter.ts'

export interface LdapControl {
  readonly type: string
  /** A server that does not know it refuses the operation. */
  readonly isCritical: boolean
  readonly value?: Uint8Array
}

export const CONTROLS = {
  paging: '1.2.840.113556.1.4.319',
  dirSync: '1.2.840.113556.1.4.841',
  showDeleted: '1.2.840.113556.1.4.417',
  notification: '1.2.840.113556.1.4.528',
  assertion: '1.3.6.1.1.12',
  sync: '1.3.6.1.4.1.4203.1.9.1.1',
} as const

const NONE = Buffer.alloc(0)

function critical(type: string, value?: Uint8Array): LdapControl {
  return { type, isCritical: true, ...(value === undefined ? {} : { value }) }
}

/** An empty cookie asks for the first page. */
export function pagingControl(size: number, cookie: Uint8Array = NONE): LdapControl {
  return critical(CONTROLS.paging, berElement(BER.sequence, berInteger(size), berElement(BER.octets, cookie)))
}

/** Where the next page begins; empty behind the last one. @throws BerError */
export function pagingCookie(value: Uint8Array): Buffer {
  const inside = new BerCursor(Buffer.from(value)).enter(BER.sequence)
  inside.integer()
  return inside.octets()
}

export interface DirSyncAsked {
  /** Only what the account may read (LDAP_DIRSYNC_OBJECT_SECURITY); without it a right to replicate is needed. */
  readonly isOfReadable: boolean
  readonly bytesMax: number
  readonly cookie?: Uint8Array
}

export function dirSyncControl({ isOfReadable, bytesMax, cookie = NONE }: DirSyncAsked): LdapControl {
  const parts = [berInteger(isOfReadable ? 1 : 0), berInteger(bytesMax), berElement(BER.octets, cookie)]
  return critical(CONTROLS.dirSync, berElement(BER.sequence, ...parts))
}

export interface DirSyncAnswer {
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

export const SHOW_DELETED: LdapControl = critical(CONTROLS.showDeleted)

/** The search then never ends and gives every entry that changes; its filter must be `(objectClass=*)`. */
export const NOTIFICATION: LdapControl = critical(CONTROLS.notification)

/** The operation is done only where this holds; else the answer is 122. @throws BerError */
export function assertionControl(filter: string): LdapControl {
  return critical(CONTROLS.assertion, encodeFilter(filter))
}
