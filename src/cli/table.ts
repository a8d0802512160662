/**
 * The command table: the one place where a command is named. Help, parsing, completion and docs/reference/commands.md are
 * made from it. `load` is lazy, so that help and completion read no other room.
 */
import { KEY_TYPES, SERVICES } from '../model/certificate.ts'
import { ROLES } from '../model/server.ts'
import { FORMATS, type Command, type OptionSpec } from './command.ts'

export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { name: 'config', kind: 'text', value: 'FILE', complete: 'file', help: 'option.config' },
  { name: 'format', kind: 'text', value: 'FORMAT', choices: FORMATS, help: 'option.format' },
  { name: 'lang', kind: 'text', value: 'LANG', choices: ['en', 'ja'], help: 'option.lang' },
  { name: 'no-color', kind: 'flag', help: 'option.no-color' },
  { name: 'help', short: 'h', kind: 'flag', help: 'option.help' },
  { name: 'version', kind: 'flag', help: 'option.version' },
]

const YES: OptionSpec = { name: 'yes', short: 'y', kind: 'flag', help: 'option.yes' }
const OUT: OptionSpec = { name: 'out', short: 'o', kind: 'text', value: 'FILE', complete: 'file', help: 'option.out' }
const SERVICES_OPTION: OptionSpec = { name: 'services', kind: 'list', value: 'LIST', choices: SERVICES, help: 'option.services' }
const DOMAINS: OptionSpec = { name: 'domains', kind: 'list', value: 'NAMES', help: 'option.domains' }
const COMMON_NAME: OptionSpec = { name: 'common-name', kind: 'text', value: 'NAME', help: 'option.common-name' }
const KEY_TYPE: OptionSpec = { name: 'key-type', kind: 'text', value: 'TYPE', choices: KEY_TYPES, help: 'option.key-type' }
const FRIENDLY_NAME: OptionSpec = { name: 'friendly-name', kind: 'text', value: 'TEXT', help: 'option.friendly-name' }
const NO_PUBLISH: OptionSpec = { name: 'no-publish', kind: 'flag', help: 'option.no-publish' }
const PASSWORD: readonly OptionSpec[] = [
  { name: 'password-file', kind: 'text', value: 'FILE', complete: 'file', help: 'option.password-file' },
  { name: 'password-stdin', kind: 'flag', help: 'option.password-stdin' },
]
const THUMBPRINT = { name: 'THUMBPRINT', required: true, complete: 'thumbprint' } as const
const SERVER = { name: 'NAME', required: true, complete: 'server' } as const

const CERTIFICATE_COMMANDS: readonly Command[] = [
  {
    path: ['cert', 'list'],
    summary: 'summary.cert-list',
    about: 'about.cert-list',
    arguments: [],
    options: [{ name: 'domain', kind: 'text', value: 'NAME', help: 'option.domain' }],
    formats: ['table', 'list', 'json'],
    examples: ['hubtrust cert list', 'hubtrust cert list --format list', 'hubtrust cert list --domain hub1.corp.example'],
    load: async () => (await import('./commands/cert-list.ts')).run,
  },
  {
    path: ['cert', 'show'],
    summary: 'summary.cert-show',
    arguments: [THUMBPRINT],
    options: [],
    formats: ['list', 'json'],
    examples: ['hubtrust cert show 5113AE', 'hubtrust cert show 5113AE --format json'],
    load: async () => (await import('./commands/cert-list.ts')).show,
  },
  {
    path: ['cert', 'select'],
    summary: 'summary.cert-select',
    about: 'about.cert-select',
    arguments: [],
    options: [{ name: 'name', kind: 'text', value: 'FQDN', help: 'option.select-name' }],
    formats: ['table', 'json'],
    examples: ['hubtrust cert select', 'hubtrust cert select --name mail.corp.example'],
    load: async () => (await import('./commands/cert-select.ts')).run,
  },
  {
    path: ['cert', 'new'],
    summary: 'summary.cert-new',
    about: 'about.cert-new',
    arguments: [],
    options: [
      DOMAINS,
      COMMON_NAME,
      KEY_TYPE,
      { name: 'days', kind: 'number', value: 'DAYS', help: 'option.days' },
      SERVICES_OPTION,
      FRIENDLY_NAME,
      NO_PUBLISH,
      YES,
    ],
    formats: ['text', 'json'],
    examples: [
      'hubtrust cert new',
      'hubtrust cert new --services smtp --yes',
      'hubtrust cert new --domains hub1.corp.example,hub1 --key-type rsa-2048 --days 365 --no-publish',
    ],
    load: async () => (await import('./commands/cert-new.ts')).run,
  },
  {
    path: ['cert', 'request'],
    summary: 'summary.cert-request',
    about: 'about.cert-request',
    arguments: [],
    options: [DOMAINS, COMMON_NAME, KEY_TYPE, FRIENDLY_NAME, OUT],
    formats: ['text', 'json'],
    examples: ['hubtrust cert request --out hub1.csr', 'hubtrust cert request --domains hub1.corp.example,mail.corp.example > hub1.csr'],
    load: async () => (await import('./commands/cert-new.ts')).request,
  },
  {
    path: ['cert', 'enable'],
    summary: 'summary.cert-enable',
    about: 'about.cert-enable',
    arguments: [THUMBPRINT],
    options: [
      SERVICES_OPTION,
      { name: 'disable-service', kind: 'list', value: 'SERVICE', choices: SERVICES, help: 'option.disable-service' },
      NO_PUBLISH,
      YES,
    ],
    formats: ['text', 'json'],
    examples: [
      'hubtrust cert enable 5113AE --services smtp',
      'hubtrust cert enable 5113AE --services smtp,imap --yes',
      'hubtrust cert enable 5113AE --disable-service imap',
    ],
    load: async () => (await import('./commands/cert-enable.ts')).run,
  },
  {
    path: ['cert', 'import'],
    summary: 'summary.cert-import',
    arguments: [{ name: 'FILE', required: true, complete: 'file' }],
    options: [
      { name: 'key', kind: 'text', value: 'FILE', complete: 'file', help: 'option.key-file' },
      SERVICES_OPTION,
      FRIENDLY_NAME,
      ...PASSWORD,
      YES,
      NO_PUBLISH,
    ],
    formats: ['text', 'json'],
    examples: [
      'hubtrust cert import hub1.pfx --password-file pass.txt',
      'hubtrust cert import hub1.pem --key hub1.key',
      'hubtrust cert import answer.cer --services smtp --yes',
    ],
    load: async () => (await import('./commands/cert-import.ts')).run,
  },
  {
    path: ['cert', 'export'],
    summary: 'summary.cert-export',
    about: 'about.cert-export',
    arguments: [THUMBPRINT],
    options: [{ name: 'pem', kind: 'flag', help: 'option.pem' }, { name: 'pfx', kind: 'flag', help: 'option.pfx' }, OUT, ...PASSWORD],
    formats: ['text'],
    examples: ['hubtrust cert export 5113AE > hub1.pem', 'hubtrust cert export 5113AE --pfx --out hub1.pfx --password-file pass.txt'],
    load: async () => (await import('./commands/cert-export.ts')).run,
  },
  {
    path: ['cert', 'remove'],
    summary: 'summary.cert-remove',
    about: 'about.cert-remove',
    arguments: [THUMBPRINT],
    options: [YES],
    formats: ['text', 'json'],
    examples: ['hubtrust cert remove 5113AE', 'hubtrust cert remove 5113AE --yes'],
    load: async () => (await import('./commands/cert-remove.ts')).run,
  },
]

const SERVER_COMMANDS: readonly Command[] = [
  {
    path: ['server', 'list'],
    summary: 'summary.server-list',
    arguments: [],
    options: [],
    formats: ['table', 'json'],
    examples: ['hubtrust server list', 'hubtrust server list --format json'],
    load: async () => (await import('./commands/server-list.ts')).run,
  },
  {
    path: ['server', 'show'],
    summary: 'summary.server-show',
    arguments: [SERVER],
    options: [],
    formats: ['list', 'json'],
    examples: ['hubtrust server show hub2.corp.example'],
    load: async () => (await import('./commands/server-list.ts')).show,
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
    ],
    formats: ['text', 'json'],
    examples: [
      'hubtrust server add hub2.corp.example --certificate hub2.pem',
      'hubtrust server add edge1.corp.example --role edge --address 192.0.2.7:25 --certificate edge1.pem',
    ],
    load: async () => (await import('./commands/server-add.ts')).run,
  },
  {
    path: ['server', 'export'],
    summary: 'summary.server-export',
    arguments: [SERVER],
    options: [OUT],
    formats: ['text'],
    examples: ['hubtrust server export hub1.corp.example > hub1.pem'],
    load: async () => (await import('./commands/server-list.ts')).exportCertificates,
  },
  {
    path: ['server', 'enable'],
    summary: 'summary.server-enable',
    arguments: [SERVER],
    options: [],
    formats: ['text', 'json'],
    examples: ['hubtrust server enable hub2.corp.example'],
    load: async () => (await import('./commands/server-change.ts')).enable,
  },
  {
    path: ['server', 'disable'],
    summary: 'summary.server-disable',
    arguments: [SERVER],
    options: [YES],
    formats: ['text', 'json'],
    examples: ['hubtrust server disable hub2.corp.example --yes'],
    load: async () => (await import('./commands/server-change.ts')).disable,
  },
  {
    path: ['server', 'withdraw'],
    summary: 'summary.server-withdraw',
    arguments: [SERVER, THUMBPRINT],
    options: [YES],
    formats: ['text', 'json'],
    examples: ['hubtrust server withdraw hub2.corp.example 5113AE --yes'],
    load: async () => (await import('./commands/server-change.ts')).withdraw,
  },
  {
    path: ['server', 'remove'],
    summary: 'summary.server-remove',
    arguments: [SERVER],
    options: [YES],
    formats: ['text', 'json'],
    examples: ['hubtrust server remove hub2.corp.example --yes'],
    load: async () => (await import('./commands/server-change.ts')).remove,
  },
]

const INIT: Command = {
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
    YES,
  ],
  formats: ['text', 'json'],
  examples: [
    'sudo hubtrust init',
    'hubtrust init --root ./try --name hub1.corp.example',
    'sudo hubtrust init --name hub1.corp.example --listen 0.0.0.0:25 --backend 127.0.0.1:10025',
  ],
  load: async () => (await import('./commands/init.ts')).run,
}

const ASKING_COMMANDS: readonly Command[] = [
  {
    path: ['events'],
    summary: 'summary.events',
    arguments: [],
    options: [
      { name: 'follow', short: 'f', kind: 'flag', help: 'option.follow' },
      { name: 'id', kind: 'list', value: 'IDS', help: 'option.id' },
      { name: 'limit', short: 'n', kind: 'number', value: 'COUNT', help: 'option.limit' },
    ],
    formats: ['text', 'json'],
    examples: ['hubtrust events', 'hubtrust events --id 1037,2019', 'hubtrust events --follow --format json'],
    load: async () => (await import('./commands/events.ts')).run,
  },
  {
    path: ['explain'],
    summary: 'summary.explain',
    about: 'about.explain',
    arguments: [{ name: 'ID', required: false, complete: 'explainable' }],
    options: [],
    formats: ['text', 'json'],
    examples: ['hubtrust explain 1037', 'hubtrust explain key.unreadable', 'hubtrust explain NET_PORT_IN_USE', 'hubtrust explain'],
    isLight: true,
    load: async () => (await import('./commands/explain.ts')).run,
  },
  {
    path: ['facts'],
    summary: 'summary.facts',
    about: 'about.facts',
    arguments: [],
    options: [],
    formats: ['json'],
    examples: ['hubtrust facts', 'hubtrust facts > facts.json'],
    load: async () => (await import('./commands/facts.ts')).run,
  },
  {
    path: ['completion'],
    summary: 'summary.completion',
    about: 'about.completion',
    arguments: [{ name: 'SHELL', required: true, choices: ['bash', 'zsh', 'fish'] }],
    options: [],
    formats: ['text'],
    examples: ['source <(hubtrust completion bash)', 'hubtrust completion fish > ~/.config/fish/completions/hubtrust.fish'],
    isLight: true,
    load: async () => (await import('./commands/completion.ts')).run,
  },
  {
    path: ['help'],
    summary: 'summary.help',
    arguments: [{ name: 'COMMAND', required: false, repeats: true, complete: 'command' }],
    options: [],
    formats: ['text'],
    examples: ['hubtrust help', 'hubtrust help cert enable'],
    isLight: true,
    load: async () => (await import('./commands/help.ts')).run,
  },
]

const LAB_ROOT: OptionSpec = { name: 'root', kind: 'text', value: 'DIR', complete: 'folder', help: 'option.lab-running' }

/** `lab break` and `lab repair` come before `lab`: the first path that fits is taken. */
const LAB_COMMANDS: readonly Command[] = [
  {
    path: ['lab', 'break'],
    summary: 'summary.lab-break',
    about: 'about.lab-break',
    arguments: [{ name: 'CAUSE', required: true, complete: 'lab-cause' }],
    options: [LAB_ROOT],
    formats: ['text', 'json'],
    examples: ['hubtrust lab break key', 'hubtrust lab break names --root ./lab', 'hubtrust lab break balancer.unexpected-name'],
    isLight: true,
    load: async () => (await import('./commands/lab-break.ts')).breakLab,
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
    load: async () => (await import('./commands/lab-break.ts')).repairLab,
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
    formats: ['text', 'json'],
    examples: ['hubtrust lab', 'hubtrust lab --root ./lab', 'hubtrust lab --once --format json'],
    isLight: true,
    load: async () => (await import('./commands/lab.ts')).run,
  },
]

/** In the order help shows them. */
export const COMMANDS: readonly Command[] = [INIT, ...CERTIFICATE_COMMANDS, ...SERVER_COMMANDS, ...ASKING_COMMANDS, ...LAB_COMMANDS]

export function nameOf(command: Command): string {
  return command.path.join(' ')
}

/** `hubtrust cert enable THUMBPRINT [OPTIONS]` */
export function usageOf(command: Command): string {
  const places = command.arguments.map((argument) => {
    const name = argument.repeats === true ? `${argument.name}...` : argument.name
    return argument.required ? name : `[${name}]`
  })
  return ['hubtrust', ...command.path, ...places, '[OPTIONS]'].join(' ')
}

export function optionsOf(command: Command): readonly OptionSpec[] {
  return [...command.options, ...GLOBAL_OPTIONS]
}
