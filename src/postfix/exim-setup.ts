/** What Exim has to be told so that it asks Hubtrust, in the pieces Debian's configuration is made of. Pure. */
import type { Place } from '../model/configuration.ts'
import { endpointText } from '../wire/addresses.ts'
import type { Route } from './setup.ts'

export interface EximWish {
  /** Key and certificate in one file, as the daemon writes it. */
  readonly chain: string
  /** Where the daemon answers. */
  readonly check: Place
  /** The port that other servers come in by. */
  readonly port: number
  /** The lookup table of hosts by domain. */
  readonly routes: string
  /** Whether the list of ports is stated here; somebody else may have done that. */
  readonly statesPorts: boolean
}

/** As `readsocket` takes it. */
export function checkText(check: Place): string {
  return check.kind === 'file' ? check.path : `inet:${endpointText(check)}`
}

/** Sections of Exim's configuration in which something is added. */
export type Section = 'main' | 'acl' | 'router' | 'transport'

export const SECTIONS: readonly Section[] = ['main', 'acl', 'router', 'transport']

/** Names below conf.d; their numbers put them where Debian's own files want them (update-exim4.conf(8)). */
export const SPLIT_FILES: Readonly<Record<Section, string>> = {
  main: 'main/01_hubtrust',
  acl: 'acl/10_hubtrust',
  router: 'router/050_hubtrust',
  transport: 'transport/20_hubtrust',
}

/** After which line of exim4.conf.template each section is added. */
const ANCHORS: Readonly<Record<Section, string>> = {
  main: '### end main/01_exim4-config_listmacrosdefs',
  acl: '### end acl/00_exim4-config_header',
  router: '### end router/00_exim4-config_header',
  transport: '### end transport/00_exim4-config_header',
}

const TITLE = 'written by hubtrust exim setup'
/** At the head of a file. */
const HEAD = `# ${TITLE.charAt(0).toUpperCase()}${TITLE.slice(1)}`

/** A setting of Debian that holds for the other ports as it was, and for ours as said here. */
function onOurPort(macro: string, ours: string, standard: string): readonly string[] {
  return [
    `.ifndef ${macro}`,
    `${macro} = ${standard}`,
    '.endif',
    `${macro} == \${if eq{$received_port}{HUBTRUST_PORT}{${ours}}{${macro}}}`,
  ]
}

/**
 * Certificate, request for the client's, and ACLs for one port. The client is asked with an empty list of authorities: a
 * GnuTLS client with a list in hand keeps its self-signed certificate to itself.
 */
function main({ chain, check, port, statesPorts }: EximWish): readonly string[] {
  const authorities = '${if exists{/etc/ssl/certs/ca-certificates.crt}{/etc/ssl/certs/ca-certificates.crt}{/dev/null}}'
  return [
    `HUBTRUST_PORT = ${String(port)}`,
    `HUBTRUST_CHAIN = ${chain}`,
    `HUBTRUST_CHECK = ${checkText(check)}`,
    ...(statesPorts ? ['daemon_smtp_ports = 25 : HUBTRUST_PORT'] : []),
    '.ifdef MAIN_TLS_ENABLE',
    '.ifdef MAIN_TLS_CERTKEY',
    'MAIN_TLS_CERTKEY == ${if eq{$received_port}{HUBTRUST_PORT}{HUBTRUST_CHAIN}{MAIN_TLS_CERTKEY}}',
    '.else',
    ...onOurPort('MAIN_TLS_CERTIFICATE', 'HUBTRUST_CHAIN', 'CONFDIR/exim.crt'),
    ...onOurPort('MAIN_TLS_PRIVATEKEY', 'HUBTRUST_CHAIN', 'CONFDIR/exim.key'),
    '.endif',
    '.ifdef MAIN_TLS_ADVERTISE_HOSTS',
    'MAIN_TLS_ADVERTISE_HOSTS == ${if eq{$received_port}{HUBTRUST_PORT}{*}{MAIN_TLS_ADVERTISE_HOSTS}}',
    '.endif',
    '.else',
    '# On the other ports Exim makes a certificate of its own, as before.',
    'MAIN_TLS_ENABLE = yes',
    'MAIN_TLS_CERTKEY = ${if eq{$received_port}{HUBTRUST_PORT}{HUBTRUST_CHAIN}}',
    '.endif',
    ...onOurPort('MAIN_TLS_VERIFY_CERTIFICATES', '/dev/null', authorities),
    '.ifdef MAIN_TLS_TRY_VERIFY_HOSTS',
    'MAIN_TLS_TRY_VERIFY_HOSTS == ${if eq{$received_port}{HUBTRUST_PORT}{*}{MAIN_TLS_TRY_VERIFY_HOSTS}}',
    '.else',
    'MAIN_TLS_TRY_VERIFY_HOSTS = ${if eq{$received_port}{HUBTRUST_PORT}{*}}',
    '.endif',
    '.ifdef MAIN_TLS_VERIFY_HOSTS',
    'MAIN_TLS_VERIFY_HOSTS == ${if eq{$received_port}{HUBTRUST_PORT}{}{MAIN_TLS_VERIFY_HOSTS}}',
    '.endif',
    ...onOurPort('MAIN_ACL_CHECK_MAIL', 'acl_hubtrust_mail', 'acl_check_mail'),
    ...onOurPort('MAIN_ACL_CHECK_RCPT', 'acl_hubtrust_rcpt', 'acl_check_rcpt'),
  ]
}

const SHOWN = (side: 'in' | 'out') =>
  `\${if def:tls_${side}_peercert{\${sha256:$tls_${side}_peercert} \${sha1:$tls_${side}_peercert}}{- -}}`

/** Asked at each MAIL, so that a withdrawal acts on connections that are open. */
const ACL: readonly string[] = [
  'acl_hubtrust_mail:',
  '  defer',
  '    message = 451 4.7.0 Direct trust failed: STARTTLS with the certificate of the directory comes first',
  '    !encrypted = *',
  '  warn',
  `    set acl_c_hubtrust = \${readsocket{HUBTRUST_CHECK}{in ${SHOWN('in')} $sender_host_address $tls_in_peerdn\\n}\\`,
  '      {3s}{}{451 4.3.5 Hubtrust does not answer}}',
  '  accept',
  '    condition = ${if match{$acl_c_hubtrust}{\\N^OK \\N}}',
  '    logwrite = Hubtrust: $sender_host_address is trusted as ${sg{$acl_c_hubtrust}{\\N^OK \\N}{}}',
  '  deny',
  '    condition = ${if match{$acl_c_hubtrust}{\\N^550 \\N}}',
  '    message = $acl_c_hubtrust',
  '  defer',
  '    message = ${if match{$acl_c_hubtrust}{\\N^45\\d \\N}{$acl_c_hubtrust}{451 4.3.5 Hubtrust does not answer}}',
  '',
  '# A server of the directory may relay.',
  'acl_hubtrust_rcpt:',
  '  accept',
  '    condition = ${if match{$acl_c_hubtrust}{\\N^OK \\N}}',
  '  defer',
  '    message = 451 4.7.0 Direct trust failed: nobody has said OK',
]

const ROUTER = (routes: string): readonly string[] => [
  'hubtrust:',
  '  debug_print = "R: hubtrust for $local_part@$domain"',
  '  driver = manualroute',
  `  domains = nwildlsearch;${routes}`,
  `  route_data = \${lookup{$domain}nwildlsearch{${routes}}}`,
  '  transport = remote_hubtrust',
  '  same_domain_copy_routing = yes',
  '  host_find_failed = defer',
  '  no_more',
]

/**
 * The event is raised for each certificate of the chain, the peer's own with depth 0, and any text refuses it
 * (Exim specification, "Events"). Only `OK` becomes no text: a gateway that ends in the middle is no yes.
 */
const TRANSPORT: readonly string[] = [
  'remote_hubtrust:',
  '  debug_print = "T: remote_hubtrust for $local_part@$domain"',
  '  driver = smtp',
  '  port = 25',
  '  hosts_require_tls = *',
  '  tls_tempfail_tryclear = false',
  '  tls_certificate = HUBTRUST_CHAIN',
  '  tls_try_verify_hosts = *',
  '  tls_verify_cert_hostnames = :',
  '  tls_resumption_hosts = :',
  '  event_action = ${if and{{eq{$event_name}{tls:cert}}{eq{$event_data}{0}}}\\',
  `    {\${sg{Hubtrust: \${readsocket{HUBTRUST_CHECK}{out ${SHOWN('out')} $host $host_address $host_port \\`,
  '      ${certextract{subject}{$tls_out_peercert}}\\n}{3s}{}{does not answer}}}{\\N^Hubtrust: OK \\S+$\\N}{}}}}',
]

/** What is added to each section, without a title. */
export function snippets(wish: EximWish): Readonly<Record<Section, string>> {
  const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`
  return { main: text(main(wish)), acl: text(ACL), router: text(ROUTER(wish.routes)), transport: text(TRANSPORT) }
}

/** A file below conf.d. */
export function splitFile(snippet: string): string {
  return `${HEAD}.\n${snippet}`
}

/** exim4.conf.template with the snippets in it, in place of those of an earlier set-up; the section that has no place there otherwise. */
export function withSnippets(
  template: string,
  texts: Readonly<Record<Section, string>>,
): { readonly text: string } | { readonly missing: string } {
  let text = template
  for (const section of SECTIONS) {
    const [begin, end] = [`### hubtrust ${section}: ${TITLE}`, `### end hubtrust ${section}`]
    const [from, to] = [text.indexOf(`${begin}\n`), text.indexOf(`${end}\n`)]
    if (from >= 0 && to > from) text = text.slice(0, from) + text.slice(to + end.length + 1)
    const anchor = `${ANCHORS[section]}\n`
    const at = text.indexOf(anchor)
    if (at < 0) return { missing: ANCHORS[section] }
    const after = at + anchor.length
    text = `${text.slice(0, after)}${begin}\n${texts[section]}${end}\n${text.slice(after)}`
  }
  return { text }
}

/** Domain to host and port (manualroute): by name, so that nobody's MX record has a say. */
export function eximRoutes(routes: readonly Route[]): string {
  const lines = routes.map(({ domain, host, port }) => `${domain}: ${host}::${String(port)} byname`)
  return [`${HEAD}: which server takes the mail of which domain.`, ...lines, ''].join('\n')
}

/** Whether the daemon's ports have to be stated; undefined when somebody else has stated others. */
export function statesPorts(stated: string, port: number, hasOwnLine: boolean): boolean | undefined {
  const ports = stated.split(/[:;\s]+/).filter((word) => word !== '' && word !== '<')
  if (hasOwnLine) return true
  if (ports.includes(String(port))) return false
  return ports.every((one) => one === 'smtp' || one === '25') ? true : undefined
}
