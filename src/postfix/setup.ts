/** What Postfix has to be told so that it asks Hubtrust: settings and one service, from what is there. Pure. */
import type { Place } from '../model/configuration.ts'
import { isOlder } from '../model/postfix-text.ts'
import { endpointText } from '../wire/addresses.ts'

export interface PostfixFacts {
  /** `mail_version`. */
  readonly version: string
  /** The values in force by name, as `postconf` prints them. */
  readonly settings: Readonly<Record<string, string>>
}

export interface SetupWish {
  /** Key and certificate in one file, as the daemon writes it. */
  readonly chain: string
  /** Where the daemon answers. */
  readonly socketmap: Place
  readonly policy: Place
  /** The port of the lane that other servers come in by. */
  readonly port: number
  /** Lookup table of next hops, when routes were asked for. */
  readonly routes: string | undefined
}

/** What `readPostfix` has to ask for. */
export const ASKED_SETTINGS = [
  'mail_version',
  'queue_directory',
  'smtp_tls_security_level',
  'smtp_tls_policy_maps',
  'transport_maps',
] as const

/** The table of next hops; below the queue directory only with its processes, which run there, or with all of its path. */
export function policyTable(place: Place, queue: string | undefined): string {
  return `socketmap:${placeText(place, queue)}:tls-policy`
}

/** `unix:hubtrust/x.sock` for a process in the queue directory, chrooted or not; `inet:host:port`. */
function placeText(place: Place, queue: string | undefined): string {
  if (place.kind === 'address') return `inet:${endpointText(place)}`
  const isBelow = queue !== undefined && place.path.startsWith(`${queue}/`)
  return `unix:${isBelow ? place.path.slice(queue.length + 1) : place.path}`
}

/** Settings of main.cf, name and value (postconf(5), TLS_README "fingerprint", SMTPD_POLICY_README). */
export function mainSettings(
  { version, settings }: PostfixFacts,
  wish: SetupWish,
): readonly (readonly [string, string])[] {
  const level = settings['smtp_tls_security_level'] ?? ''
  const queue = settings['queue_directory']
  const service = `{ ${placeText(wish.policy, queue)}, timeout=10s, { default_action = 451 4.3.5 Hubtrust does not answer } }`
  return [
    // Towards strangers TLS stays what it was; without any, what is pinned could not be said either.
    ['smtp_tls_security_level', level === '' || level === 'none' ? 'may' : level],
    ['smtp_tls_fingerprint_digest', 'sha256'],
    ['smtp_tls_policy_maps', first(policyTable(wish.socketmap, queue), settings['smtp_tls_policy_maps'])],
    ['smtp_tls_chain_files', wish.chain],
    // A connection that stays open would outlive a withdrawal.
    ['smtp_tls_connection_reuse', 'no'],
    // One line a session: whether the server was verified is what an operator looks for.
    ['smtp_tls_loglevel', '1'],
    // From 3.10 on a sender's header `TLS-Required: no` would switch direct trust off.
    ...(isOlder(version, '3.10') ? [] : [['tls_required_enable', 'no'] as const]),
    ['hubtrust_relay', `check_policy_service ${service}, reject`],
    ...(wish.routes === undefined
      ? []
      : [['transport_maps', first(`texthash:${wish.routes}`, settings['transport_maps'])] as const]),
  ]
}

/** The entry of master.cf, in the form `postconf -M -e` takes. */
export function laneEntry({ chain, port }: SetupWish): string {
  const options = [
    'syslog_name=postfix/from-hubtrust',
    'smtpd_tls_security_level=encrypt',
    'smtpd_tls_ask_ccert=yes',
    'smtpd_tls_fingerprint_digest=sha256',
    `smtpd_tls_chain_files=${chain}`,
    'mynetworks=',
    'smtpd_relay_restrictions=$hubtrust_relay',
    'smtpd_recipient_restrictions=',
  ]
  return `${String(port)}/inet=${String(port)} inet n - y - - smtpd ${options.map((option) => `-o ${option}`).join(' ')}`
}

export interface Route {
  readonly domain: string
  readonly host: string
  readonly port: number
}

const ROUTE = /^([a-z0-9.*-]+)=([a-z0-9][a-z0-9.-]*)(?::(\d{1,5}))?$/i

/** `two.example=hub2.corp.example[:2525]`; undefined when it is none. */
export function routeOf(text: string, port: number): Route | undefined {
  const [, domain, host, stated] = ROUTE.exec(text) ?? []
  const hop = Number(stated ?? port)
  if (domain === undefined || host === undefined || hop < 1 || hop > 65_535) return undefined
  return { domain: domain.toLowerCase(), host: host.toLowerCase(), port: hop }
}

/** The table of next hops (transport(5)): square brackets, so that nobody's MX record has a say. */
export function routesTable(routes: readonly Route[]): string {
  const lines = routes.map(({ domain, host, port }) => `${domain} smtp:[${host}]:${String(port)}`)
  return ['# Written by hubtrust postfix setup: which server takes the mail of which domain.', ...lines, ''].join('\n')
}

/** Puts a table before those that are there, once. */
function first(table: string, others: string | undefined): string {
  const rest = (others ?? '').split(/,\s*|\s+/).filter((other) => other !== '' && other !== table)
  return [table, ...rest].join(', ')
}

/** Lines that go (`-`) and lines that come (`+`), in the order of the file; nothing when nothing changes. */
export function changedLines(before: string, after: string): readonly string[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  const common = commonLengths(old, fresh)
  const lines: string[] = []
  let [at, to] = [0, 0]
  while (at < old.length || to < fresh.length) {
    if (at < old.length && to < fresh.length && old[at] === fresh[to]) {
      at += 1
      to += 1
    } else if (to >= fresh.length || (at < old.length && (common[at + 1]?.[to] ?? 0) >= (common[at]?.[to + 1] ?? 0))) {
      lines.push(`-${old[at] ?? ''}`)
      at += 1
    } else {
      lines.push(`+${fresh[to] ?? ''}`)
      to += 1
    }
  }
  return lines
}

/** Of the longest common subsequence from each pair of places on. */
function commonLengths(old: readonly string[], fresh: readonly string[]): readonly Uint16Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1))
  for (let at = old.length - 1; at >= 0; at -= 1) {
    const [row, below] = [lengths[at], lengths[at + 1]]
    if (row === undefined || below === undefined) continue
    for (let to = fresh.length - 1; to >= 0; to -= 1)
      row[to] = old[at] === fresh[to] ? (below[to + 1] ?? 0) + 1 : Math.max(below[to] ?? 0, row[to + 1] ?? 0)
  }
  return lengths
}
