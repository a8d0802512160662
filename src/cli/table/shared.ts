/** Options and arguments that several commands have. */
import { KEY_TYPES, SERVICES } from '../../model/certificate.ts'
import type { OptionSpec } from '../command.ts'

export const YES: OptionSpec = { name: 'yes', short: 'y', kind: 'flag', help: 'option.yes' }
/** Of commands that change store or directory; `cli/dry-run.ts` sees to it. */
export const DRY_RUN: OptionSpec = { name: 'dry-run', kind: 'flag', help: 'option.dry-run-change' }
/** Of a mail server's set-up. */
export const ROUTE: OptionSpec = { name: 'route', kind: 'list', value: 'DOMAIN=HOST', help: 'option.route' }
export const SETUP_PORT: OptionSpec = { name: 'port', kind: 'number', value: 'PORT', help: 'option.setup-port' }
export const SETUP_DRY_RUN: OptionSpec = { name: 'dry-run', kind: 'flag', help: 'option.setup-dry-run' }
export const SETUP_UNDO: OptionSpec = { name: 'undo', kind: 'flag', help: 'option.setup-undo' }
export const OUT: OptionSpec = {
  name: 'out',
  short: 'o',
  kind: 'text',
  value: 'FILE',
  complete: 'file',
  help: 'option.out',
}
export const SERVICES_OPTION: OptionSpec = {
  name: 'services',
  kind: 'list',
  value: 'LIST',
  choices: SERVICES,
  help: 'option.services',
}
export const DOMAINS: OptionSpec = { name: 'domains', kind: 'list', value: 'NAMES', help: 'option.domains' }
export const COMMON_NAME: OptionSpec = { name: 'common-name', kind: 'text', value: 'NAME', help: 'option.common-name' }
export const KEY_TYPE: OptionSpec = {
  name: 'key-type',
  kind: 'text',
  value: 'TYPE',
  choices: KEY_TYPES,
  help: 'option.key-type',
}
export const FRIENDLY_NAME: OptionSpec = {
  name: 'friendly-name',
  kind: 'text',
  value: 'TEXT',
  help: 'option.friendly-name',
}
export const NO_PUBLISH: OptionSpec = { name: 'no-publish', kind: 'flag', help: 'option.no-publish' }
export const PASSWORD: readonly OptionSpec[] = [
  { name: 'password-file', kind: 'text', value: 'FILE', complete: 'file', help: 'option.password-file' },
  { name: 'password-stdin', kind: 'flag', help: 'option.password-stdin' },
]
export const THUMBPRINT = { name: 'THUMBPRINT', required: true, complete: 'thumbprint' } as const
export const SERVER = { name: 'NAME', required: true, complete: 'server' } as const
