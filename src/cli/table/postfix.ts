/** `hubtrust postfix …`, and what else is for Postfix. */
import type { Command } from '../command.ts'
import { OUT, ROUTE, SETUP_DRY_RUN, SETUP_PORT, SETUP_UNDO, YES } from './shared.ts'

export const POSTFIX_COMMANDS: readonly Command[] = [
  {
    path: ['postfix', 'check'],
    summary: 'summary.postfix-check',
    about: 'about.postfix-check',
    arguments: [],
    options: [
      { name: 'postfix-config', kind: 'text', value: 'DIR', complete: 'folder', help: 'option.postfix-check-config' },
      { name: 'all', kind: 'flag', help: 'option.all' },
      OUT,
    ],
    formats: ['text', 'json', 'html', 'markdown', 'sarif', 'junit', 'nagios'],
    examples: ['hubtrust postfix check', 'hubtrust postfix check --all', 'hubtrust postfix check --format nagios'],
    load: async () => (await import('../commands/postfix-check.ts')).run,
  },
  {
    path: ['postfix', 'setup'],
    summary: 'summary.postfix-setup',
    about: 'about.postfix-setup',
    arguments: [],
    options: [
      ROUTE,
      SETUP_PORT,
      { name: 'postfix-config', kind: 'text', value: 'DIR', complete: 'folder', help: 'option.postfix-config' },
      SETUP_DRY_RUN,
      SETUP_UNDO,
      YES,
    ],
    formats: ['text', 'json'],
    examples: [
      'hubtrust postfix setup --dry-run',
      'hubtrust postfix setup --route two.example=hub2.corp.example',
      'hubtrust postfix setup --undo',
    ],
    load: async () => (await import('../commands/postfix-setup.ts')).run,
  },
  {
    path: ['export', 'postfix'],
    summary: 'summary.export-postfix',
    about: 'about.export-postfix',
    arguments: [],
    options: [
      { name: 'out', short: 'o', kind: 'text', value: 'DIR', complete: 'folder', help: 'option.export-out' },
      { name: 'port', kind: 'list', value: 'PORTS', help: 'option.export-port' },
      { name: 'postfix-config', kind: 'text', value: 'DIR', complete: 'folder', help: 'option.postfix-config' },
    ],
    formats: ['texthash', 'cdb', 'lmdb'],
    examples: [
      'hubtrust export postfix',
      'hubtrust export postfix --format lmdb',
      'hubtrust export postfix --port 10025',
    ],
    load: async () => (await import('../commands/export-postfix.ts')).run,
  },
]
