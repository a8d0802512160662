/** `hubtrust console …` */
import type { Command, OptionSpec } from '../command.ts'
import { PASSWORD, YES } from './shared.ts'

const ROLES = ['viewer', 'server-admin', 'organization-admin'] as const
const RIGHTS: readonly OptionSpec[] = [
  { name: 'role', kind: 'text', value: 'ROLE', choices: ROLES, help: 'option.console-role' },
  { name: 'servers', kind: 'list', value: 'NAMES', complete: 'server', help: 'option.console-servers' },
]
const NAME = { name: 'NAME', required: true } as const
const load = () => import('../commands/console.ts')

export const CONSOLE_COMMANDS: readonly Command[] = [
  {
    path: ['console', 'link'],
    summary: 'summary.console-link',
    about: 'about.console-link',
    arguments: [],
    options: RIGHTS,
    formats: ['text', 'json'],
    examples: ['hubtrust console link', 'hubtrust console link --role viewer'],
    load: async () => (await load()).link,
  },
  {
    path: ['console', 'user', 'add'],
    summary: 'summary.console-user-add',
    arguments: [NAME],
    options: [...RIGHTS, ...PASSWORD],
    formats: ['text', 'json'],
    examples: [
      'hubtrust console user add aiko --role organization-admin',
      'hubtrust console user add ben --role server-admin --servers hub1.corp.example,hub2.corp.example',
    ],
    load: async () => (await load()).addUser,
  },
  {
    path: ['console', 'user', 'list'],
    summary: 'summary.console-user-list',
    arguments: [],
    options: [],
    formats: ['table', 'json'],
    examples: ['hubtrust console user list'],
    load: async () => (await load()).listUsers,
  },
  {
    path: ['console', 'user', 'remove'],
    summary: 'summary.console-user-remove',
    arguments: [NAME],
    options: [YES],
    formats: ['text', 'json'],
    examples: ['hubtrust console user remove ben --yes'],
    load: async () => (await load()).removeUser,
  },
  {
    path: ['console', 'token', 'new'],
    summary: 'summary.console-token-new',
    arguments: [NAME],
    options: RIGHTS,
    formats: ['text', 'json'],
    examples: ['hubtrust console token new monitoring --role viewer'],
    load: async () => (await load()).newToken,
  },
  {
    path: ['console', 'token', 'list'],
    summary: 'summary.console-token-list',
    arguments: [],
    options: [],
    formats: ['table', 'json'],
    examples: ['hubtrust console token list'],
    load: async () => (await load()).listTokens,
  },
  {
    path: ['console', 'token', 'remove'],
    summary: 'summary.console-token-remove',
    arguments: [NAME],
    options: [YES],
    formats: ['text', 'json'],
    examples: ['hubtrust console token remove monitoring --yes'],
    load: async () => (await load()).removeToken,
  },
]
