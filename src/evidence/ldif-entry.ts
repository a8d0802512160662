/** Which entries of a directory are servers, and what they are called. */

export interface LdifValue {
  /** Lower case, without options. */
  readonly name: string
  readonly bytes: Buffer
  readonly line: number
  readonly quote: string
}

export interface LdifEntry {
  readonly name: string
  readonly fqdn?: string
  readonly isExchange: boolean
  /** Where its name stands. */
  readonly line: number
  readonly quote: string
}

/** Classes of entries that are people: their certificates are for mail and log-ons, not for servers. */
const PEOPLE = /^(?:person|organizationalperson|inetorgperson|user|contact)$/i
/** Accounts of machines are of the class `user`, too. */
const MACHINES = /^(?:computer|device|applicationprocess|iphost|\w*server)$/i
const EXCHANGE = /^msExchExchangeServer$/i
/** An entry of `CN=Servers` in the configuration. */
const EXCHANGE_DN = /^CN=((?:[^,\\]|\\.){1,200}),CN=Servers,CN=/i
const FIRST_NAME = /^\w{1,40}=((?:[^,+\\]|\\.){1,255})/
const TCP = /^ncacn_ip_tcp:([\w.-]{1,255})$/i

/** Undefined: the entry is no server. */
export function serverOfEntry(values: readonly LdifValue[]): LdifEntry | undefined {
  const textsOf = (wanted: string) => values.filter(({ name }) => name === wanted).map(({ bytes }) => bytes.toString())
  const [dn = ''] = textsOf('dn')
  const place = values.find(({ name }) => name === 'dn') ?? values[0]
  const classes = textsOf('objectclass')
  const isExchange = isOfExchange(dn, classes, values)
  if (place === undefined || (!isExchange && !isMachine(classes))) return undefined
  const name = [...textsOf('cn'), ...textsOf('name'), firstNameOf(dn)].find((one) => one !== '')
  if (name === undefined) return undefined
  const addresses = textsOf('networkaddress').flatMap((address) => TCP.exec(address)?.[1] ?? [])
  const fqdn = [...addresses, ...textsOf('dnshostname')].find((one) => one !== '')
  const { line, quote } = place
  return { name, ...(fqdn === undefined ? {} : { fqdn }), isExchange, line, quote }
}

function isOfExchange(dn: string, classes: readonly string[], values: readonly LdifValue[]): boolean {
  return EXCHANGE_DN.test(dn) || classes.some((one) => EXCHANGE.test(one)) || values.some(({ name }) => OWN.has(name))
}

/** Attributes that only servers of Exchange have. */
const OWN: ReadonlySet<string> = new Set(['msexchserverinternaltlscert', 'msexchcurrentserverroles'])

/** An entry without classes may be anybody's. */
function isMachine(classes: readonly string[]): boolean {
  if (classes.some((one) => MACHINES.test(one))) return true
  return classes.length > 0 && !classes.some((one) => PEOPLE.test(one))
}

function firstNameOf(dn: string): string {
  return unescaped((EXCHANGE_DN.exec(dn) ?? FIRST_NAME.exec(dn))?.[1] ?? '')
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1')
}

/** As `ServerRole` prints them. */
const ROLES: readonly (readonly [bit: number, role: string])[] = [
  [1, 'Cafe'],
  [2, 'Mailbox'],
  [4, 'ClientAccess'],
  [16, 'UnifiedMessaging'],
  [32, 'HubTransport'],
  [64, 'Edge'],
  [16_384, 'FrontendTransport'],
]

export function rolesOfFlags(flags: string): readonly string[] {
  if (!/^\d{1,9}$/.test(flags.trim())) return []
  return ROLES.flatMap(([bit, role]) => ((Number(flags) & bit) === 0 ? [] : [role]))
}
