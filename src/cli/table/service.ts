/** Setting up, running and watching the gateway. */
import { TRACE_TAGS } from '../../model/trace.ts'
import type { Command } from '../command.ts'
import { LDAP_OPTIONS } from '../ldap-options.ts'
import { YES, KEY_TYPE } from './shared.ts'

export const INIT: Command = {
  path: ['init'],
  summary: 'summary.init',
  about: 'about.init',
  arguments: [],
  options: [
    { name: 'root', kind: 'text', value: 'DIR', complete: 'folder', help: 'option.root' },
    { name: 'name', kind: 'text', value: 'FQDN', help: 'option.name' },
    { name: 'account', kind: 'text', value: 'NAME', help: 'option.account' },
    { name: 'backend', kind: 'text', value: 'HOST:PORT', help: 'option.backend' },
    { name: 'listen', kind: 'text', value: 'HOST:PORT', help: 'option.listen' },
    KEY_TYPE,
    ...LDAP_OPTIONS,
    YES,
  ],
  formats: ['text', 'json'],
  examples: [
    'sudo hubtrust init',
    'hubtrust init --root ./try --name hub1.corp.example',
    'sudo hubtrust init --name hub1.corp.example --listen 0.0.0.0:25 --backend 127.0.0.1:10025',
    'sudo hubtrust init --ldap-url ldaps://ldap1.corp.example --ldap-base ou=hubtrust,dc=corp,dc=example --ldap-bind-dn cn=hubtrust,dc=corp,dc=example --ldap-password-file /etc/hubtrust/ldap.secret',
  ],
  load: async () => (await import('../commands/init.ts')).run,
}

export const SERVICE_COMMANDS: readonly Command[] = [
  {
    path: ['serve'],
    summary: 'summary.serve',
    about: 'about.serve',
    arguments: [],
    options: [],
    lasts: true,
    formats: ['text', 'json'],
    examples: ['hubtrust serve', 'hubtrust serve --config /etc/hubtrust/config.yaml', 'hubtrust serve --format json'],
    load: async () => (await import('../commands/serve.ts')).run,
  },
  {
    path: ['status'],
    summary: 'summary.status',
    about: 'about.status',
    arguments: [],
    options: [],
    formats: ['text', 'json', 'prometheus'],
    examples: ['hubtrust status', 'hubtrust status --format json', 'hubtrust status --format prometheus'],
    load: async () => (await import('../commands/status.ts')).run,
  },
  {
    path: ['verify'],
    summary: 'summary.verify',
    about: 'about.verify',
    arguments: [{ name: 'HOST[:PORT]', required: true, complete: 'server' }],
    options: [{ name: 'server', kind: 'text', value: 'NAME', complete: 'server', help: 'option.server' }],
    formats: ['text', 'json'],
    examples: [
      'hubtrust verify hub2.corp.example',
      'hubtrust verify 192.0.2.7:25 --server hub2.corp.example',
      'hubtrust verify localhost:2525 --format json',
    ],
    load: async () => (await import('../commands/verify.ts')).run,
  },
  {
    path: ['trace'],
    summary: 'summary.trace',
    about: 'about.trace',
    arguments: [],
    options: [{ name: 'component', kind: 'list', value: 'TAGS', choices: TRACE_TAGS, help: 'option.component' }],
    lasts: true,
    formats: ['text', 'json'],
    examples: ['hubtrust trace', "hubtrust trace --component 'Transport\\Certificate'", 'hubtrust trace --format json'],
    load: async () => (await import('../commands/trace.ts')).run,
  },
]
