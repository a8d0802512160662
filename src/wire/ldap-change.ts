/** What changes a directory (RFC 4511, sections 4.6 to 4.8), who one is to it (RFC 4532), and on what condition it may (RFC 4528). */
import { BER, berElement, berInteger, berText } from './ber.ts'
import { CONTROLS, type LdapControl } from './ldap-control.ts'
import { encodeFilter } from './ldap-filter.ts'
import { ldapMessage } from './ldap-request.ts'

const MODIFY = 0x66
const ADD = 0x68
const DELETE = 0x4a
const EXTENDED = 0x77
const ACTIONS = { add: 0, delete: 1 } as const
const WHO_AM_I = '1.3.6.1.4.1.4203.1.11.3'

export interface LdapValues {
  readonly attribute: string
  readonly values: readonly Uint8Array[]
}

/** Values are named one by one: what somebody else wrote meanwhile is never overwritten. */
export interface LdapModification extends LdapValues {
  readonly action: keyof typeof ACTIONS
}

export type LdapChange =
  | { readonly kind: 'add'; readonly dn: string; readonly attributes: readonly LdapValues[] }
  | { readonly kind: 'modify'; readonly dn: string; readonly changes: readonly LdapModification[] }
  | { readonly kind: 'delete'; readonly dn: string }

export function encodeChange(id: number, change: LdapChange, controls: readonly LdapControl[] = []): Buffer {
  return ldapMessage(id, operationOf(change), controls)
}

function operationOf(change: LdapChange): Buffer {
  const { kind, dn } = change
  if (kind === 'delete') return berText(dn, DELETE)
  const list =
    kind === 'add'
      ? change.attributes.map(valuesOf)
      : change.changes.map((one) =>
          berElement(BER.sequence, berInteger(ACTIONS[one.action], BER.enumerated), valuesOf(one)),
        )
  return berElement(kind === 'add' ? ADD : MODIFY, berText(dn), berElement(BER.sequence, ...list))
}

function valuesOf({ attribute, values }: LdapValues): Buffer {
  const set = berElement(BER.set, ...values.map((value) => berElement(BER.octets, value)))
  return berElement(BER.sequence, berText(attribute), set)
}

/** Only if the entry still is as the filter says; else result 122. @throws BerError when the filter is none */
export function assertionControl(filter: string): LdapControl {
  return { type: CONTROLS.assertion, isCritical: true, value: encodeFilter(filter) }
}

export function encodeWhoAmI(id: number): Buffer {
  return ldapMessage(id, berElement(EXTENDED, berText(WHO_AM_I, 0x80)))
}
