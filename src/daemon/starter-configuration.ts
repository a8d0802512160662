/** The configuration `hubtrust init` writes: short, commented, and complete enough to serve. */
import { stringify } from 'yaml'
import type { HostNames } from '../model/names.ts'

export interface Starter {
  readonly name: string
  readonly account: string
  /** Everything under one folder; relative paths then. */
  readonly root?: string
  readonly listen?: string
  readonly backend?: string
  readonly hostNames?: Partial<HostNames>
  /** `directory.ldap` as the file spells it. */
  readonly ldap?: Readonly<Record<string, unknown>>
}

export function starterConfiguration({ name, account, root, listen, backend, hostNames, ldap }: Starter): string {
  const folders =
    root === undefined
      ? { stateFolder: '/var/lib/hubtrust', runFolder: '/run/hubtrust' }
      : { stateFolder: 'state', runFolder: 'run' }
  const server = { name, ...(hostNames === undefined ? {} : { hostNames }) }
  const host = name.split('.')[0] ?? name
  const connector = {
    name: `Default ${host.toUpperCase()}`,
    listen: listen ?? '127.0.0.1:2525',
    backend: backend ?? '127.0.0.1:10025',
    handoff: 'proxy-v2',
  }
  return [
    '# Hubtrust. Every setting: docs/reference/config.md. After a change: systemctl reload hubtrust (SIGHUP).',
    '',
    stringify({ server }).trimEnd(),
    '',
    '# Who must be able to read the private keys.',
    stringify({ account, ...folders }).trimEnd(),
    '',
    ...(ldap === undefined
      ? []
      : [
          '# A replicated directory that all servers share; its copy is kept in the state folder.',
          stringify({ directory: { kind: 'ldap', ldap } }).trimEnd(),
          '',
        ]),
    'gateway:',
    '  # From the other servers. The mail server behind gets only trusted sessions.',
    '  receive:',
    indent(stringify([connector])),
    '  # To the other servers, one connector each: the local mail server hands its mail in here.',
    '  send: []',
    '  #  - name: To HUB2',
    '  #    peer: hub2.corp.example',
    '  #    listen: 127.0.0.1:2602',
    '',
    '# The console in the browser, for this machine alone; sign in with: hubtrust console link',
    // Several servers that are tried out on one machine would want the same port.
    ...(root === undefined ? ['console:', '  listen: 127.0.0.1:8480'] : ['#console:', '#  listen: 127.0.0.1:8480']),
    '',
  ].join('\n')
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '    ')
}
