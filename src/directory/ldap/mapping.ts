/**
 * How a server looks in an LDAP directory: which attributes are asked for, and what their values mean. Whether a name or a
 * certificate can be trusted is not decided here.
 *
 * - `device`: RFC 4519 `device` with RFC 4523 `pkiUser`. What the stock schema has no place for is in `description`:
 *   `hubtrust:role=hub`, `hubtrust:address=host:port` (in the order of their numbers, `hubtrust:address=1,host:port`,
 *   since values of an attribute have none), `hubtrust:disabled`.
 * - `active-directory`: computer objects; disabled as the account is (MS-ADTS 2.2.16, ADS_UF_ACCOUNT_DISABLE).
 * - `exchange`: what an Exchange organization says of its servers (msExchServerInternalTLSCert). Read, never written.
 */
import type { LdapMapping } from '../../model/configuration.ts'
import { ROLES, type Role } from '../../model/server.ts'
import type { SourceEntry } from '../source.ts'

/** Values by attribute description, as they came. */
export type LdapAttributes = ReadonlyMap<string, readonly Uint8Array[]>

/** The rest of an attribute of which a server gave the first values only (MS-ADTS 3.1.1.3.1.3.3). */
export interface MissingRange {
  readonly attribute: string
  readonly from: number
}

interface Shape {
  readonly filter: string
  /** What every such entry is for good, deleted or not: Active Directory takes objectCategory away from what it deletes. */
  readonly kind: string
  readonly attributes: readonly string[]
  readonly certificates: string
  readonly read: (values: Values) => Pick<SourceEntry, 'name' | 'roles' | 'addresses' | 'enabled'>
}

const ACCOUNT_DISABLED = 0x2
/** msExchCurrentServerRoles: 64 is the Edge Transport server. */
const EDGE_ROLE = 64
const OWN = 'hubtrust:'

export const SHAPES: Readonly<Record<LdapMapping, Shape>> = {
  device: {
    filter: '(&(objectClass=device)(objectClass=pkiUser))',
    kind: '(objectClass=device)',
    attributes: [
      ...['cn', 'description', 'userCertificate;binary', 'entryUUID', 'entryCSN', 'modifyTimestamp'],
      // AD LDS, which knows no `;binary`.
      ...['userCertificate', 'objectGUID', 'uSNChanged', 'whenChanged'],
    ],
    certificates: 'usercertificate',
    read: readDevice,
  },
  'active-directory': {
    filter: '(&(objectCategory=computer)(userCertificate=*))',
    kind: '(objectClass=computer)',
    attributes: [
      ...['dNSHostName', 'userAccountControl', 'userCertificate'],
      ...['objectGUID', 'uSNChanged', 'whenChanged'],
    ],
    certificates: 'usercertificate',
    read: (values) => ({
      name: values.text('dnshostname'),
      roles: ['hub'],
      addresses: [],
      enabled: isAccountEnabled(values.text('useraccountcontrol')),
    }),
  },
  exchange: {
    filter: '(&(objectCategory=msExchExchangeServer)(msExchServerInternalTLSCert=*))',
    kind: '(objectClass=msExchExchangeServer)',
    attributes: [
      ...['networkAddress', 'msExchCurrentServerRoles', 'msExchServerInternalTLSCert'],
      ...['objectGUID', 'uSNChanged', 'whenChanged'],
    ],
    certificates: 'msexchserverinternaltlscert',
    read: (values) => ({
      name: networkName(values.texts('networkaddress')),
      roles: [(Number(values.text('msexchcurrentserverroles')) & EDGE_ROLE) === 0 ? 'hub' : 'edge'],
      addresses: [],
      enabled: true,
    }),
  },
}

/** An account that does not say, or must not be asked, is not taken for an enabled one. */
function isAccountEnabled(control: string): boolean {
  return /^-?\d+$/.test(control) && (Number(control) & ACCOUNT_DISABLED) === 0
}

/** By attribute in lower case, options taken off: `userCertificate;binary` and `userCertificate` are one. */
class Values {
  readonly #byName = new Map<string, Uint8Array[]>()
  readonly missing: MissingRange[] = []

  constructor(attributes: LdapAttributes) {
    for (const [description, values] of attributes) {
      const [attribute = '', ...options] = description.split(';')
      const name = attribute.toLowerCase()
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), ...values])
      const last = /^range=\d+-(\d+)$/i.exec(options.find((option) => /^range=/i.test(option)) ?? '')?.[1]
      // `range=1500-*` is the last one.
      if (last !== undefined) this.missing.push({ attribute, from: Number(last) + 1 })
    }
  }

  bytes(name: string): readonly Uint8Array[] {
    return this.#byName.get(name) ?? []
  }

  texts(name: string): readonly string[] {
    return this.bytes(name).map((value) => Buffer.from(value).toString('utf8'))
  }

  text(name: string): string {
    return this.texts(name)[0] ?? ''
  }
}

export interface Mapped {
  /** Undefined for an entry that nothing names for good: then it cannot be followed. */
  readonly entry: SourceEntry | undefined
  readonly missing: readonly MissingRange[]
}

export function mapEntry(mapping: LdapMapping, place: string, attributes: LdapAttributes): Mapped {
  const { certificates, read } = SHAPES[mapping]
  const values = new Values(attributes)
  const id = idOf(values)
  if (id === undefined) return { entry: undefined, missing: values.missing }
  const changedAt = isoOf(values.text('modifytimestamp') || values.text('whenchanged'))
  const entry: SourceEntry = {
    id,
    place,
    stamp: values.text('entrycsn') || values.text('usnchanged'),
    ...read(values),
    certificates: distinct(values.bytes(certificates).map(certificateIn)),
    ...(changedAt === undefined ? {} : { changedAt }),
  }
  return { entry, missing: values.missing }
}

function idOf(values: Values): string | undefined {
  const uuid = values.text('entryuuid').replaceAll('-', '').toLowerCase()
  if (/^[0-9a-f]{32}$/.test(uuid)) return uuid
  const guid = values.bytes('objectguid')[0]
  return guid?.length === 16 ? Buffer.from(guid).toString('hex') : undefined
}

function readDevice(values: Values): Pick<SourceEntry, 'name' | 'roles' | 'addresses' | 'enabled'> {
  const own = values
    .texts('description')
    .filter((text) => text.startsWith(OWN))
    .map((text) => text.slice(OWN.length))
  const stated = (key: string) => own.filter((text) => text.startsWith(key)).map((text) => text.slice(key.length))
  const roles = stated('role=')
  return {
    name: values.text('cn'),
    roles: ROLES.filter((role) => roles.includes(role)),
    addresses: inOrder(stated('address=')),
    enabled: !own.includes('disabled'),
  }
}

function inOrder(addresses: readonly string[]): readonly string[] {
  const numbered = addresses.map((text) => {
    const [, place, address] = /^(?:(\d+),)?(.*)$/s.exec(text) ?? []
    return { place: Number(place ?? 0), address: address ?? '' }
  })
  return numbered.toSorted((left, right) => left.place - right.place).map(({ address }) => address)
}

export interface DeviceState {
  readonly roles: readonly Role[]
  readonly addresses: readonly string[]
  readonly enabled: boolean
}

/** What `description` is to hold: what others wrote there stays. */
export function deviceDescription(present: readonly string[], state: DeviceState): readonly string[] {
  return [
    ...present.filter((text) => !text.startsWith(OWN)),
    ...state.roles.map((role) => `${OWN}role=${role}`),
    ...state.addresses.map((address, index) => `${OWN}address=${String(index + 1)},${address}`),
    ...(state.enabled ? [] : [`${OWN}disabled`]),
  ]
}

/** `ncacn_ip_tcp:hub1.corp.example` beside the short names of other protocols. */
function networkName(addresses: readonly string[]): string {
  const tcp = addresses.find((address) => address.toLowerCase().startsWith('ncacn_ip_tcp:'))
  return tcp?.slice('ncacn_ip_tcp:'.length) ?? ''
}

const DER_SEQUENCE = 0x30
/** CERT_CERT_PROP_ID in a serialized certificate (MS-GPEF 2.2.1.2.4 describes the same elements). */
const CERTIFICATE_PROPERTY = 32
const ELEMENT_HEADER_BYTES = 12

/** DER as it is, or the DER inside a serialized element; what is neither is handed on, to be refused by name. */
function certificateIn(value: Uint8Array): Uint8Array {
  if (value[0] === DER_SEQUENCE) return value
  const bytes = Buffer.from(value)
  for (let at = 0; at + ELEMENT_HEADER_BYTES <= bytes.length;) {
    const start = at + ELEMENT_HEADER_BYTES
    const end = start + bytes.readUInt32LE(at + 8)
    if (end > bytes.length) break
    if (bytes.readUInt32LE(at) === CERTIFICATE_PROPERTY) return bytes.subarray(start, end)
    at = end
  }
  return value
}

/** A server that is asked for an attribute with and without `;binary` may give it twice. */
function distinct(certificates: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...new Map(certificates.map((der) => [Buffer.from(der).toString('latin1'), der])).values()]
}

/** Generalized time (RFC 4517, section 3.3.13) as these servers write it: in UTC, with or without a fraction. */
export function isoOf(text: string): string | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,]\d+)?Z$/.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second] = match
  return `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}.000Z`
}

/**
 * A value inside a filter (RFC 4515, section 3): what would end or widen it becomes two digits. Beyond ASCII nothing does.
 */
export function filterValue(text: string): string {
  return text.replace(/[^a-z0-9._\u{80}-\u{10ffff}-]/giu, (sign) => `\\${Buffer.from(sign, 'latin1').toString('hex')}`)
}

/** The mapping's question, narrowed by the administrator's. */
export function filterOf(mapping: LdapMapping, narrowed?: string): string {
  const { filter } = SHAPES[mapping]
  return narrowed === undefined ? filter : `(&${filter}${narrowed})`
}
