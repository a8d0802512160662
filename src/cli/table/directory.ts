/** `hubtrust directory …` */
import { DIRECTORY_KINDS } from '../../directory/ldap/setup.ts'
import type { Command } from '../command.ts'
import { OUT, YES } from './shared.ts'

export const DIRECTORY_COMMANDS: readonly Command[] = [
  {
    path: ['directory', 'check'],
    summary: 'summary.directory-check',
    about: 'about.directory-check',
    arguments: [],
    options: [{ name: 'write', kind: 'flag', help: 'option.try-writing' }],
    formats: ['text', 'json'],
    examples: [
      'hubtrust directory check',
      'hubtrust directory check --write',
      'hubtrust directory check --format json',
    ],
    load: async () => (await import('../commands/directory-check.ts')).run,
  },
  {
    path: ['directory', 'schema'],
    summary: 'summary.directory-schema',
    about: 'about.directory-schema',
    arguments: [{ name: 'KIND', required: false, choices: DIRECTORY_KINDS }],
    options: [
      { name: 'base', kind: 'text', value: 'DN', help: 'option.ldap-base' },
      { name: 'bind-dn', kind: 'text', value: 'DN', help: 'option.ldap-bind-dn' },
    ],
    formats: ['text'],
    examples: [
      'hubtrust directory schema openldap --base ou=hubtrust,dc=corp,dc=example',
      'hubtrust directory schema active-directory --base ou=mail,dc=corp,dc=example',
    ],
    load: async () => (await import('../commands/directory-schema.ts')).run,
  },
  {
    path: ['directory', 'export'],
    summary: 'summary.directory-export',
    about: 'about.directory-export',
    arguments: [],
    options: [OUT, { name: 'base', kind: 'text', value: 'DN', help: 'option.ldap-base' }],
    formats: ['json', 'ldif'],
    examples: [
      'hubtrust directory export > servers.json',
      'hubtrust directory export --format ldif --base ou=hubtrust,dc=corp,dc=example > servers.ldif',
    ],
    load: async () => (await import('../commands/directory-listing.ts')).exportServers,
  },
  {
    path: ['directory', 'import'],
    summary: 'summary.directory-import',
    about: 'about.directory-import',
    arguments: [{ name: 'FILE', required: true, complete: 'file' }],
    options: [YES],
    formats: ['text', 'json'],
    examples: ['hubtrust directory import servers.json', 'hubtrust directory import servers.ldif --yes'],
    load: async () => (await import('../commands/directory-listing.ts')).importServers,
  },
  {
    path: ['directory', 'holds'],
    summary: 'summary.directory-holds',
    about: 'about.directory-holds',
    arguments: [],
    options: [],
    formats: ['table', 'json'],
    examples: ['hubtrust directory holds', 'hubtrust directory holds --format json'],
    load: async () => (await import('../commands/directory-holds.ts')).run,
  },
  {
    path: ['directory', 'confirm'],
    summary: 'summary.directory-confirm',
    about: 'about.directory-confirm',
    arguments: [{ name: 'NAME', required: false, repeats: true, complete: 'server' }],
    options: [{ name: 'all', kind: 'flag', help: 'option.all-holds' }, YES],
    formats: ['text', 'json'],
    examples: ['hubtrust directory confirm hub2.corp.example --yes', 'hubtrust directory confirm --all'],
    load: async () => (await import('../commands/directory-holds.ts')).confirm,
  },
]
