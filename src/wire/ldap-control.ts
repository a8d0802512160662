/** Controls: what is asked beside an operation, and said beside its answer. Paging (RFC 2696). */
import { BER, BerCursor, berElement, berInteger } from './ber.ts'

export interface LdapControl {
  readonly type: string
  /** A server that does not know it refuses the operation. */
  readonly isCritical: boolean
  readonly value?: Uint8Array
}

export const CONTROLS = {
  assertion: '1.3.6.1.1.12',
  paging: '1.2.840.113556.1.4.319',
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
