/** Postfix: main.cf and master.cf as `postconf` understands them, defaults filled in and references resolved. */
import { join } from 'node:path'
import { readKernelText } from '../disk/files.ts'
import type { MailServerFacts } from '../model/facts.ts'
import { askProgram, type ProgramAnswer } from '../net/program.ts'
import type { ToolQuestion } from './tool.ts'

/** What direct trust depends on. Nothing that can hold a password may be added. */
const SETTINGS = [
  'compatibility_level',
  'config_directory',
  'default_transport',
  'disable_vrfy_command',
  'inet_interfaces',
  'inet_protocols',
  'mail_version',
  'multi_instance_enable',
  'mydestination',
  'mydomain',
  'myhostname',
  'mynetworks',
  'proxy_interfaces',
  'queue_directory',
  'relay_clientcerts',
  'relay_domains',
  'relay_transport',
  'relayhost',
  'sender_dependent_default_transport_maps',
  'sender_dependent_relayhost_maps',
  'smtp_dns_support_level',
  'smtp_host_lookup',
  'smtp_sasl_auth_enable',
  'smtp_tls_cert_file',
  'smtp_tls_chain_files',
  'smtp_tls_connection_reuse',
  'smtp_tls_dcert_file',
  'smtp_tls_eccert_file',
  'smtp_tls_fingerprint_digest',
  'smtp_tls_loglevel',
  'smtp_tls_policy_maps',
  'smtp_tls_security_level',
  'smtp_use_tls',
  'smtpd_authorized_xclient_hosts',
  'smtpd_authorized_xforward_hosts',
  'smtpd_banner',
  'smtpd_client_restrictions',
  'smtpd_data_restrictions',
  'smtpd_discard_ehlo_keywords',
  'smtpd_end_of_data_restrictions',
  'smtpd_enforce_tls',
  'smtpd_forbid_bare_newline',
  'smtpd_forbid_unauth_pipelining',
  'smtpd_helo_restrictions',
  'smtpd_peername_lookup',
  'smtpd_recipient_restrictions',
  'smtpd_relay_before_recipient_restrictions',
  'smtpd_relay_restrictions',
  'smtpd_restriction_classes',
  'smtpd_sasl_auth_enable',
  'smtpd_sasl_type',
  'smtpd_sender_restrictions',
  'smtpd_tls_ask_ccert',
  'smtpd_tls_auth_only',
  'smtpd_tls_cert_file',
  'smtpd_tls_chain_files',
  'smtpd_tls_fingerprint_digest',
  'smtpd_tls_req_ccert',
  'smtpd_tls_security_level',
  'smtpd_upstream_proxy_protocol',
  'smtpd_upstream_proxy_timeout',
  'smtpd_use_tls',
  'smtputf8_enable',
  'tls_required_enable',
  'transport_maps',
] as const

const KNOWN: ReadonlySet<string> = new Set(SETTINGS)
/** Services that listen, and those that carry mail to a next hop. */
const LISTENING_TYPES: ReadonlySet<string> = new Set(['inet', 'pass'])
const CARRYING_COMMANDS: ReadonlySet<string> = new Set(['smtp', 'lmtp'])

/** Undefined when there is no Postfix here. */
export async function lookAtPostfix({
  withinMs,
  path,
  postfixFolder,
}: ToolQuestion & { readonly postfixFolder?: string }): Promise<MailServerFacts | undefined> {
  const folder = postfixFolder === undefined ? [] : ['-c', postfixFolder]
  const ask = (...words: readonly string[]) =>
    askProgram({ program: 'postconf', words: [...folder, ...words], withinMs, ...(path === undefined ? {} : { path }) })
  const [main, services, own] = await Promise.all([ask('-x', ...SETTINGS), ask('-M'), ask('-x', '-P')])
  if (main.kind === 'missing') return undefined
  const settings = settingsOf(textOf(main))
  const configurationFolder = settings['config_directory'] ?? postfixFolder ?? '/etc/postfix'
  const problem = problemOf([main, services, own])
  return {
    product: 'postfix',
    version: settings['mail_version'] ?? '',
    configurationFolder,
    settings,
    services: servicesOf(textOf(services), textOf(own), {
      masterCf: readKernelText(join(configurationFolder, 'master.cf')) ?? '',
      isChrootedByDefault: Number(settings['compatibility_level'] ?? 0) < 1,
    }),
    ...(problem === undefined ? {} : { problem }),
  }
}

function textOf(answer: ProgramAnswer): string {
  return answer.kind === 'ended' ? answer.stdout : ''
}

/** What postconf complains of itself; a setting that this version does not have yet is no trouble. */
function problemOf(answers: readonly ProgramAnswer[]): string | undefined {
  for (const answer of answers) {
    if (answer.kind === 'deadline') return 'postconf did not answer in time'
    if (answer.kind === 'failed') return answer.reason
    if (answer.kind === 'ended' && answer.status !== 0) {
      const [first] = answer.stderr.split('\n').filter((line) => !line.includes('unknown parameter'))
      return first?.trim() ?? `postconf ended with ${answer.status}`
    }
  }
  return undefined
}

/** `name = value` lines, those that are known. */
function settingsOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split('\n').flatMap((line): (readonly [string, string])[] => {
    const [, name = '', value = ''] = /^(\w+) =(.*)$/.exec(line) ?? []
    return KNOWN.has(name) ? [[name, value.trim()]] : []
  })
  return Object.fromEntries(pairs)
}

/** @param own lines `SERVICE/TYPE/SETTING = VALUE` */
function servicesOf(
  text: string,
  own: string,
  { masterCf, isChrootedByDefault }: { readonly masterCf: string; readonly isChrootedByDefault: boolean },
): MailServerFacts['services'] {
  const lines = masterCf.split('\n')
  return text.split('\n').flatMap((line) => {
    const [name, type, , , chroot, , , command] = line.split(/\s+/)
    if (name === undefined || name === '' || type === undefined || command === undefined) return []
    if (!LISTENING_TYPES.has(type) && !CARRYING_COMMANDS.has(command)) return []
    const prefix = `${name}/${type}/`
    const mine = own.split('\n').filter((one) => one.startsWith(prefix))
    const settings = settingsOf(mine.map((one) => one.slice(prefix.length)).join('\n'))
    const isChrooted = chroot === 'y' || (chroot === '-' && isChrootedByDefault)
    return [{ name, type, command, settings, line: lineOf(lines, name, type), isChrooted }]
  })
}

/** 1-based; 0 when the file could not be read. An entry begins at the left margin. */
function lineOf(lines: readonly string[], name: string, type: string): number {
  return 1 + lines.findIndex((line) => line.split(/\s+/)[0] === name && line.split(/\s+/)[1] === type)
}
