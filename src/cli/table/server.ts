/** `hubtrust server …` */
import { ROLES } from '../../model/server.ts'
import type { Command } from '../command.ts'
import { DRY_RUN, YES, OUT, THUMBPRINT, SERVER } from './shared.ts'

export const SERVER_COMMANDS: readonly Command[] = [
  {
    path: ['server', 'list'],
    summary: 'summary.server-list',
    arguments: [],
    options: [],
    formats: ['table', 'json'],
    examples: ['hubtrust server list', 'hubtrust server list --format json'],
    load: async () => (await import('../commands/server-list.ts')).run,
  },
  {
    path: ['server', 'show'],
    summary: 'summary.server-show',
    arguments: [SERVER],
    options: [],
    formats: ['list', 'json'],
    examples: ['hubtrust server show hub2.corp.example'],
    load: async () => (await import('../commands/server-list.ts')).show,
  },
  {
    path: ['server', 'add'],
    summary: 'summary.server-add',
    about: 'about.server-add',
    arguments: [{ name: 'NAME', required: true, complete: 'server' }],
    options: [
      { name: 'certificate', kind: 'text', value: 'FILE', complete: 'file', help: 'option.certificate' },
      { name: 'role', kind: 'list', value: 'ROLE', choices: ROLES, help: 'option.role' },
      { name: 'address', kind: 'list', value: 'HOST:PORT', help: 'option.address' },
      { name: 'force', kind: 'flag', help: 'option.force' },
      DRY_RUN,
    ],
    formats: ['text', 'json'],
    examples: [
      'hubtrust server add hub2.corp.example --certificate hub2.pem',
      'hubtrust server add edge1.corp.example --role edge --address 192.0.2.7:25 --certificate edge1.pem',
    ],
    load: async () => (await import('../commands/server-add.ts')).run,
  },
  {
    path: ['server', 'export'],
    summary: 'summary.server-export',
    arguments: [SERVER],
    options: [OUT],
    formats: ['text'],
    examples: ['hubtrust server export hub1.corp.example > hub1.pem'],
    load: async () => (await import('../commands/server-list.ts')).exportCertificates,
  },
  {
    path: ['server', 'enable'],
    summary: 'summary.server-enable',
    arguments: [SERVER],
    options: [DRY_RUN],
    formats: ['text', 'json'],
    examples: ['hubtrust server enable hub2.corp.example'],
    load: async () => (await import('../commands/server-change.ts')).enable,
  },
  {
    path: ['server', 'disable'],
    summary: 'summary.server-disable',
    arguments: [SERVER],
    options: [DRY_RUN, YES],
    formats: ['text', 'json'],
    examples: ['hubtrust server disable hub2.corp.example --yes'],
    load: async () => (await import('../commands/server-change.ts')).disable,
  },
  {
    path: ['server', 'withdraw'],
    summary: 'summary.server-withdraw',
    arguments: [SERVER, THUMBPRINT],
    options: [DRY_RUN, YES],
    formats: ['text', 'json'],
    examples: ['hubtrust server withdraw hub2.corp.example 5113AE --yes'],
    load: async () => (await import('../commands/server-change.ts')).withdraw,
  },
  {
    path: ['server', 'remove'],
    summary: 'summary.server-remove',
    arguments: [SERVER],
    options: [DRY_RUN, YES],
    formats: ['text', 'json'],
    examples: ['hubtrust server remove hub2.corp.example --yes'],
    load: async () => (await import('../commands/server-change.ts')).remove,
  },
]
