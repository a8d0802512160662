/** `hubtrust lab …` */
import type { Command, OptionSpec } from '../command.ts'

const LAB_ROOT: OptionSpec = {
  name: 'root',
  kind: 'text',
  value: 'DIR',
  complete: 'folder',
  help: 'option.lab-running',
}

/** `lab break`, `lab repair` and `lab status` come before `lab`: the first path that fits is taken. */
export const LAB_COMMANDS: readonly Command[] = [
  {
    path: ['lab', 'break'],
    summary: 'summary.lab-break',
    about: 'about.lab-break',
    arguments: [{ name: 'CAUSE', required: true, complete: 'lab-cause' }],
    options: [LAB_ROOT],
    formats: ['text', 'json'],
    examples: [
      'hubtrust lab break key',
      'hubtrust lab break names --root ./lab',
      'hubtrust lab break balancer.unexpected-name',
    ],
    isLight: true,
    load: async () => (await import('../commands/lab-break.ts')).breakLab,
  },
  {
    path: ['lab', 'repair'],
    summary: 'summary.lab-repair',
    about: 'about.lab-repair',
    arguments: [{ name: 'CAUSE', required: false, complete: 'lab-cause' }],
    options: [LAB_ROOT],
    formats: ['text', 'json'],
    examples: ['hubtrust lab repair', 'hubtrust lab repair key --root ./lab'],
    isLight: true,
    load: async () => (await import('../commands/lab-break.ts')).repairLab,
  },
  {
    path: ['lab', 'status'],
    summary: 'summary.lab-status',
    arguments: [],
    options: [LAB_ROOT],
    formats: ['table', 'json'],
    examples: ['hubtrust lab status', 'hubtrust lab status --root ./lab --format json'],
    isLight: true,
    load: async () => (await import('../commands/lab-break.ts')).labStatus,
  },
  {
    path: ['lab'],
    summary: 'summary.lab',
    about: 'about.lab',
    arguments: [],
    options: [
      { name: 'root', kind: 'text', value: 'DIR', complete: 'folder', help: 'option.lab-root' },
      { name: 'once', kind: 'flag', help: 'option.once' },
      { name: 'message-count', kind: 'number', value: 'COUNT', help: 'option.message-count' },
      { name: 'verbose', short: 'v', kind: 'flag', help: 'option.verbose' },
    ],
    lasts: true,
    formats: ['text', 'json'],
    examples: ['hubtrust lab', 'hubtrust lab --root ./lab', 'hubtrust lab --once --format json'],
    isLight: true,
    load: async () => (await import('../commands/lab.ts')).run,
  },
]
