/** `directory schema`: what a directory needs before Hubtrust can stand on it, to look at and to feed to its own tools. */
import { DIRECTORY_KINDS, setupText } from '../../directory/ldap/setup.ts'
import { fileExists } from '../../disk/files.ts'
import type { LdapSettings } from '../../model/configuration.ts'
import type { Input, Run } from '../command.ts'
import type { Context } from '../context.ts'

const BASE = 'ou=hubtrust,dc=corp,dc=example'

export const run: Run = (context, input) => {
  const known = configured(context)
  const asked = DIRECTORY_KINDS.find((kind) => kind === input.arguments[0])
  const kind = asked ?? (known?.mapping === 'active-directory' ? 'active-directory' : 'openldap')
  const base = input.text('base') ?? known?.base ?? BASE
  context.out(setupText(kind, { base, account: accountOf(input, known, base), lang: context.lang }).trimEnd())
  return 0
}

/** The command helps before there is a configuration, too. */
function configured(context: Context): LdapSettings | undefined {
  return fileExists(context.configurationFile) ? context.configuration().directory.ldap : undefined
}

function accountOf(input: Input, known: LdapSettings | undefined, base: string): string {
  const stated = input.text('bind-dn') ?? (known?.bind.method === 'simple' ? known.bind.dn : undefined)
  return stated ?? `cn=hubtrust,${base.split(',').slice(1).join(',')}`
}
