/** What a client that follows a directory says (RFC 4511, section 4): bind, search, cancel, abandon, unbind. */
import { BER, berBoolean, berElement, berInteger, berText } from './ber.ts'
import type { LdapControl } from './ldap-control.ts'
import { encodeFilter } from './ldap-filter.ts'

const VERSION = 3
const BIND = 0x60
const UNBIND = 0x42
const SEARCH = 0x63
const CONTROLS = 0xa0
const SIMPLE = 0x80
const SASL = 0xa3

export const SCOPES = { base: 0, one: 1, subtree: 2 } as const

export interface LdapSearch {
  readonly base: string
  readonly scope: keyof typeof SCOPES
  /** As RFC 4515 writes it. */
  readonly filter: string
  readonly attributes: readonly string[]
}

/** An operation in its envelope. */
export function ldapMessage(id: number, operation: Buffer, controls: readonly LdapControl[] = []): Buffer {
  const stated = controls.map(({ type, isCritical, value }) =>
    berElement(
      BER.sequence,
      berText(type),
      ...(isCritical ? [berBoolean(true)] : []),
      ...(value === undefined ? [] : [berElement(BER.octets, value)]),
    ),
  )
  return berElement(
    BER.sequence,
    berInteger(id),
    operation,
    ...(stated.length === 0 ? [] : [berElement(CONTROLS, ...stated)]),
  )
}

/** The password is in the bytes: they are not for any log. */
export function encodeSimpleBind(id: number, dn: string, password: string): Buffer {
  return ldapMessage(id, berElement(BIND, berInteger(VERSION), berText(dn), berText(password, SIMPLE)))
}

/** Whoever TLS or the local socket says we are (RFC 4513, section 5.2.3). */
export function encodeExternalBind(id: number): Buffer {
  // Without an identity, even an empty one, OpenLDAP asks for it and the bind has not ended (RFC 4422, appendix A).
  const mechanism = berElement(SASL, berText('EXTERNAL'), berText(''))
  return ldapMessage(id, berElement(BIND, berInteger(VERSION), berText(''), mechanism))
}

/** Without limits of size and time: the server's hold. @throws BerError when the filter is none */
export function encodeSearch(id: number, search: LdapSearch, controls: readonly LdapControl[] = []): Buffer {
  const { base, scope, filter, attributes } = search
  const operation = berElement(
    SEARCH,
    berText(base),
    berInteger(SCOPES[scope], BER.enumerated),
    berInteger(0, BER.enumerated),
    berInteger(0),
    berInteger(0),
    berBoolean(false),
    encodeFilter(filter),
    berElement(BER.sequence, ...attributes.map((attribute) => berText(attribute))),
  )
  return ldapMessage(id, operation, controls)
}

export function encodeUnbind(id: number): Buffer {
  return ldapMessage(id, berElement(UNBIND))
}
