/** `init --ldap-…`: where the directory elsewhere is, and how one signs in. A password comes from a file or the environment. */
import { resolve } from 'node:path'
import { failure } from '../core/errors.ts'
import type { Starter } from '../daemon/configuration.ts'
import { LDAP_MAPPINGS } from '../model/configuration.ts'
import type { Input, OptionSpec } from './command.ts'

export const LDAP_OPTIONS: readonly OptionSpec[] = [
  { name: 'ldap-url', kind: 'list', value: 'URL', help: 'option.ldap-url' },
  { name: 'ldap-base', kind: 'text', value: 'DN', help: 'option.ldap-base' },
  { name: 'ldap-mapping', kind: 'text', value: 'NAME', choices: LDAP_MAPPINGS, help: 'option.ldap-mapping' },
  { name: 'ldap-bind-dn', kind: 'text', value: 'DN', help: 'option.ldap-bind-dn' },
  { name: 'ldap-password-file', kind: 'text', value: 'FILE', complete: 'file', help: 'option.ldap-password-file' },
  { name: 'ldap-password-variable', kind: 'text', value: 'NAME', help: 'option.ldap-password-variable' },
  { name: 'ldap-external', kind: 'flag', help: 'option.ldap-external' },
  { name: 'ldap-certificate', kind: 'text', value: 'FILE', complete: 'file', help: 'option.ldap-certificate' },
  { name: 'ldap-key', kind: 'text', value: 'FILE', complete: 'file', help: 'option.ldap-key' },
  { name: 'ldap-ca-file', kind: 'text', value: 'FILE', complete: 'file', help: 'option.ldap-ca-file' },
  { name: 'ldap-pin', kind: 'list', value: 'SHA256', help: 'option.ldap-pin' },
]

/** Nothing where no URL is named; the rest is checked where the configuration is read. */
export function ldapOf(input: Input): Pick<Starter, 'ldap'> {
  const urls = input.list('ldap-url')
  const lone = LDAP_OPTIONS.find(({ name }) => input.text(name) !== undefined || input.flag(name))
  if (urls.length === 0) {
    if (lone === undefined && input.list('ldap-pin').length === 0) return {}
    throw failure('CLI_USAGE_MISSING_VALUE', { option: '--ldap-url', command: 'init' })
  }
  const base = input.text('ldap-base')
  if (base === undefined) throw failure('CLI_USAGE_MISSING_VALUE', { option: '--ldap-base', command: 'init' })
  const bindDn = input.text('ldap-bind-dn')
  const isPlain = urls.every((url) => /^ldap:\/\/(127\.|localhost|\[::1\])/i.test(url))
  const settings = {
    urls,
    base,
    mapping: input.text('ldap-mapping'),
    // On this machine nobody listens in, and a server there seldom has a certificate.
    startTls: isPlain ? false : undefined,
    caFile: file(input, 'ldap-ca-file'),
    pins: input.list('ldap-pin').length === 0 ? undefined : input.list('ldap-pin'),
    certificateFile: file(input, 'ldap-certificate'),
    keyFile: file(input, 'ldap-key'),
    bind: bindDn !== undefined ? 'simple' : input.flag('ldap-external') ? 'external' : undefined,
    bindDn,
    passwordFile: file(input, 'ldap-password-file'),
    passwordVariable: input.text('ldap-password-variable'),
  }
  return { ldap: Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) }
}

/** As the configuration would read it from somewhere else. */
function file(input: Input, name: string): string | undefined {
  const path = input.text(name)
  return path === undefined ? undefined : resolve(path)
}
