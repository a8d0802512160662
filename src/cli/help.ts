/** Help, made from the command table. Pure. */
import { padEnd, wrap } from '../core/layout.ts'
import type { Lang } from '../core/text.ts'
import { say } from '../model/words.ts'
import type { Command, OptionSpec } from './command.ts'
import { COMMANDS, GLOBAL_OPTIONS, nameOf, usageOf } from './table.ts'

const TEXT_COLUMNS = 96

/** All commands, or those of a family such as `cert`. */
export function overview(lang: Lang, family?: string): string {
  const commands = COMMANDS.filter((command) => family === undefined || command.path[0] === family)
  const lines = commands.map((command): readonly [string, string] => [nameOf(command), say(lang, command.summary)])
  return [
    ...wrap(say(lang, 'general.tagline'), TEXT_COLUMNS),
    '',
    say(lang, 'general.usage'),
    `  hubtrust ${family === undefined ? '' : `${family} `}COMMAND [OPTIONS]`,
    '',
    say(lang, 'general.commands'),
    ...columns(lines),
    '',
    say(lang, 'general.global-options'),
    ...columns(GLOBAL_OPTIONS.map((option) => optionLine(lang, option))),
    '',
    say(lang, 'general.examples'),
    ...examplesOf(commands).map((example) => `  ${example}`),
    '',
    ...wrap(say(lang, 'general.more'), TEXT_COLUMNS),
    ...(family === undefined ? wrap(say(lang, 'general.start'), TEXT_COLUMNS) : []),
  ].join('\n')
}

export function helpOf(lang: Lang, command: Command): string {
  const options = command.options.map((option) => optionLine(lang, option))
  const about = command.about === undefined ? [] : ['', ...wrap(say(lang, command.about), TEXT_COLUMNS)]
  return [
    say(lang, command.summary),
    ...about,
    '',
    say(lang, 'general.usage'),
    `  ${usageOf(command)}`,
    ...(options.length === 0 ? [] : ['', say(lang, 'general.options'), ...columns(options)]),
    '',
    say(lang, 'general.global-options'),
    ...columns(GLOBAL_OPTIONS.map((option) => optionLine(lang, option, command))),
    '',
    say(lang, 'general.examples'),
    ...command.examples.map((example) => `  ${example}`),
  ].join('\n')
}

function examplesOf(commands: readonly Command[]): readonly string[] {
  const [first, ...rest] = commands
  return first === undefined
    ? []
    : [...first.examples.slice(0, 1), ...rest.slice(0, 3).map((command) => command.examples[0])]
}

function optionLine(lang: Lang, option: OptionSpec, command?: Command): readonly [string, string] {
  const short = option.short === undefined ? '' : `-${option.short}, `
  const value = option.value === undefined ? '' : ` ${option.value}`
  const choices = option.name === 'format' && command !== undefined ? command.formats : option.choices
  const list =
    choices === undefined || option.name === 'lang'
      ? ''
      : ` (${say(lang, 'general.choices', { choices: choices.join(', ') })})`
  return [`${short}--${option.name}${value}`, `${say(lang, option.help)}${list}`]
}

function columns(lines: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...lines.map(([left]) => left.length))
  return lines.flatMap(([left, right]) =>
    wrap(right, TEXT_COLUMNS - width).map((line, index) => `  ${padEnd(index === 0 ? left : '', width)}  ${line}`),
  )
}
