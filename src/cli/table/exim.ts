/** `hubtrust exim …` */
import type { Command } from '../command.ts'
import { ROUTE, SETUP_DRY_RUN, SETUP_PORT, SETUP_UNDO, YES } from './shared.ts'

export const EXIM_COMMANDS: readonly Command[] = [
  {
    path: ['exim', 'setup'],
    summary: 'summary.exim-setup',
    about: 'about.exim-setup',
    arguments: [],
    options: [ROUTE, SETUP_PORT, SETUP_DRY_RUN, SETUP_UNDO, YES],
    formats: ['text', 'json'],
    examples: [
      'hubtrust exim setup --dry-run',
      'hubtrust exim setup --route two.example=hub2.corp.example',
      'hubtrust exim setup --undo',
    ],
    load: async () => (await import('../commands/exim-setup.ts')).run,
  },
]
