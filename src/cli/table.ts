/**
 * The command table: the one place where a command is named. Help, parsing, completion and docs/reference/commands.md are
 * made from it. `load` is lazy, so that help and completion read no other room.
 */
import { FORMATS, type Command, type OptionSpec } from './command.ts'
import { ASKING_COMMANDS } from './table/asking.ts'
import { CERTIFICATE_COMMANDS } from './table/certificate.ts'
import { CONSOLE_COMMANDS } from './table/console.ts'
import { DIRECTORY_COMMANDS } from './table/directory.ts'
import { DOCTOR } from './table/doctor.ts'
import { EDGE_COMMANDS } from './table/edge.ts'
import { EXIM_COMMANDS } from './table/exim.ts'
import { LAB_COMMANDS } from './table/lab.ts'
import { POSTFIX_COMMANDS } from './table/postfix.ts'
import { SERVER_COMMANDS } from './table/server.ts'
import { INIT, SERVICE_COMMANDS } from './table/service.ts'

export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  { name: 'config', kind: 'text', value: 'FILE', complete: 'file', help: 'option.config' },
  { name: 'format', kind: 'text', value: 'FORMAT', choices: FORMATS, help: 'option.format' },
  { name: 'lang', kind: 'text', value: 'LANG', choices: ['en', 'ja'], help: 'option.lang' },
  { name: 'no-color', kind: 'flag', help: 'option.no-color' },
  { name: 'help', short: 'h', kind: 'flag', help: 'option.help' },
  { name: 'version', kind: 'flag', help: 'option.version' },
]

/** In the order help shows them. */
export const COMMANDS: readonly Command[] = [
  INIT,
  ...SERVICE_COMMANDS,
  ...CERTIFICATE_COMMANDS,
  ...SERVER_COMMANDS,
  ...DIRECTORY_COMMANDS,
  ...EDGE_COMMANDS,
  ...POSTFIX_COMMANDS,
  ...EXIM_COMMANDS,
  DOCTOR,
  ...ASKING_COMMANDS,
  ...CONSOLE_COMMANDS,
  ...LAB_COMMANDS,
]

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
