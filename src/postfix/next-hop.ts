/** The next hop as Postfix asks for it (`smtp_tls_policy_maps` in postconf(5)): `host`, `[host]`, with or without `:port`. */
export interface NextHop {
  /** Lower case, without brackets and without a dot at its end; IPv6 in its canonical form. */
  readonly host: string
  readonly port: number
}

const SMTP_PORT = 25
/** Names of ports that Postfix takes in place of a number. */
const SERVICES: Readonly<Record<string, number>> = { smtp: 25, submission: 587, submissions: 465, smtps: 465 }
/** `[host]` or a host without a colon, then perhaps a port. */
const HOP = /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::([a-z0-9-]*))?$/i

/** Undefined for what is no host, such as `.example.com`, which Postfix asks after a bare name. */
export function nextHopOf(text: string): NextHop | undefined {
  const [, bracketed, bare, service] = HOP.exec(text.trim()) ?? []
  const host = hostOf(bracketed ?? bare ?? '')
  if (host === '' || host.startsWith('.')) return undefined
  return { host, port: portOf(service) }
}

/** A host name or address in the one spelling it is compared in. */
export function hostOf(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/^ipv6:/, '')
    .replace(/\.$/, '')
  return name.includes(':') ? canonicalIPv6(name) : name
}

function canonicalIPv6(text: string): string {
  return URL.parse(`http://[${text}]/`)?.hostname.replace(/^\[|\]$/g, '') ?? text
}

/** An unknown name of a port is port 0, where no server of the directory is. */
function portOf(service: string | undefined): number {
  if (service === undefined || service === '') return SMTP_PORT
  return /^\d+$/.test(service) ? Number(service) : (SERVICES[service.toLowerCase()] ?? 0)
}

/** The form routes are kept in. */
export function routeKey({ host, port }: NextHop): string {
  return `${host} ${String(port)}`
}
