/** Exim: its version and named settings as `exim -bV` and `exim -bP` tell them. */
import { dirname } from 'node:path'
import type { MailServerFacts } from '../model/facts.ts'
import { askProgram, type ProgramAnswer } from '../net/program.ts'
import type { ToolQuestion } from './tool.ts'

/** Debian's name first. */
const PROGRAMS = ['exim4', 'exim'] as const

/** What direct trust depends on. Nothing that can hold a password may be added. */
const SETTINGS = [
  'acl_smtp_connect',
  'acl_smtp_helo',
  'acl_smtp_rcpt',
  'chunking_advertise_hosts',
  'daemon_smtp_ports',
  'hosts_proxy',
  'local_interfaces',
  'pipelining_advertise_hosts',
  'primary_hostname',
  'qualify_domain',
  'smtp_accept_max',
  'smtp_banner',
  'smtputf8_advertise_hosts',
  'tls_advertise_hosts',
  'tls_certificate',
  'tls_on_connect_ports',
  'tls_try_verify_hosts',
  'tls_verify_hosts',
] as const

/** Undefined when there is no Exim here. */
export async function lookAtExim({ withinMs, path }: ToolQuestion): Promise<MailServerFacts | undefined> {
  const where = path === undefined ? {} : { path }
  for (const program of PROGRAMS) {
    const version = await askProgram({ program, words: ['-bV'], withinMs, ...where })
    if (version.kind === 'missing') continue
    return factsOf(version, await askProgram({ program, words: ['-bP', ...SETTINGS], withinMs, ...where }))
  }
  return undefined
}

function factsOf(version: ProgramAnswer, options: ProgramAnswer): MailServerFacts {
  const about = textOf(version)
  const settings = settingsOf(textOf(options))
  // A setting this build does not know makes it unhappy; that it told of others is enough.
  const isSilent = Object.keys(settings).length === 0
  const problem = problemOf(version) ?? (isSilent ? problemOf(options) : undefined)
  return {
    product: 'exim',
    version: /^Exim version (\S+)/m.exec(about)?.[1] ?? '',
    configurationFolder: dirname(/^Configuration file is (\S+)/m.exec(about)?.[1] ?? '/etc/exim4/exim4.conf'),
    settings,
    services: [],
    ...(problem === undefined ? {} : { problem }),
  }
}

function textOf(answer: ProgramAnswer): string {
  return answer.kind === 'ended' ? answer.stdout : ''
}

/** `name = value`, and of switches `name` or `no_name`. */
function settingsOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split('\n').flatMap((line): (readonly [string, string])[] => {
    const [, name = '', value = ''] = /^(\w+)(?: =(.*))?$/.exec(line) ?? []
    return SETTINGS.some((known) => known === name) ? [[name, value.trim()]] : []
  })
  return Object.fromEntries(pairs)
}

function problemOf(answer: ProgramAnswer): string | undefined {
  if (answer.kind === 'deadline') return 'exim did not answer in time'
  if (answer.kind === 'failed') return answer.reason
  if (answer.kind === 'ended' && answer.status !== 0) return answer.stderr.trim().split('\n')[0] ?? ''
  return undefined
}
