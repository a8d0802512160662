/** `hubtrust doctor` */
import { SEVERITIES } from '../../model/finding/entry.ts'
import type { Command } from '../command.ts'
import { OUT, YES } from './shared.ts'

export const DOCTOR: Command = {
  path: ['doctor'],
  summary: 'summary.doctor',
  about: 'about.doctor',
  arguments: [{ name: 'ID', required: false, repeats: true, complete: 'finding' }],
  options: [
    { name: 'facts', kind: 'text', value: 'FILE', complete: 'file', help: 'option.facts' },
    { name: 'evidence', kind: 'list', value: 'PATHS', complete: 'file', help: 'option.evidence' },
    { name: 'evidence-help', kind: 'flag', help: 'option.evidence-help' },
    { name: 'server', kind: 'text', value: 'NAME', help: 'option.evidence-server' },
    { name: 'fix', kind: 'flag', help: 'option.fix' },
    { name: 'dry-run', kind: 'flag', help: 'option.dry-run' },
    YES,
    { name: 'undo', kind: 'flag', help: 'option.undo' },
    { name: 'only', kind: 'list', value: 'IDS', complete: 'finding', help: 'option.only' },
    { name: 'no-peers', kind: 'flag', help: 'option.no-peers' },
    { name: 'progress', kind: 'flag', help: 'option.progress' },
    { name: 'keep', kind: 'text', value: 'DIR', complete: 'folder', help: 'option.keep' },
    { name: 'all', kind: 'flag', help: 'option.all' },
    { name: 'fail-on', kind: 'text', value: 'SEVERITY', choices: SEVERITIES, help: 'option.fail-on' },
    { name: 'suppress', kind: 'text', value: 'FILE', complete: 'file', help: 'option.suppress' },
    { name: 'baseline', kind: 'text', value: 'FILE', complete: 'file', help: 'option.baseline' },
    OUT,
  ],
  formats: ['text', 'json', 'html', 'markdown', 'sarif', 'junit', 'nagios'],
  examples: [
    'hubtrust doctor',
    'hubtrust doctor --fix',
    'hubtrust doctor --fix --dry-run',
    'hubtrust doctor --fix selection.newer-than-published',
    'hubtrust doctor --undo',
    'hubtrust doctor --format html --out report.html',
    'hubtrust doctor --facts facts.json',
    'hubtrust doctor --evidence ./collected --lang ja',
    'hubtrust doctor --evidence-help',
    'hubtrust doctor --only key.unreadable,names.not-covered',
  ],
  load: async () => (await import('../commands/doctor.ts')).run,
}
