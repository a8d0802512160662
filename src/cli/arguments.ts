/** From the words of a command line to a command and its checked input. Every refusal is a CLI_USAGE failure. */
import { parseArgs } from 'node:util'
import { failure } from '../core/errors.ts'
import { Input, type Command, type OptionSpec, type OptionValue } from './command.ts'
import { nearest } from './suggestion.ts'
import { COMMANDS, GLOBAL_OPTIONS, nameOf, optionsOf, usageOf } from './table.ts'

export interface CommandLine {
  /** Nothing when only `--help` or no word at all was given. */
  readonly command: Command | undefined
  readonly input: Input
}

/** Finds the command's words: they may stand behind global options. */
export function readCommandLine(words: readonly string[]): CommandLine {
  const places = placesOfWords(words)
  const named = places.map((place) => words[place] ?? '')
  const command = findCommand(named)
  if (command === undefined) {
    if (named.length > 0 && !words.includes('--help') && !words.includes('-h')) throw unknownCommand(named)
    return { command: undefined, input: readOptions(undefined, words) }
  }
  const taken = new Set(places.slice(0, command.path.length))
  const rest = words.filter((_, place) => !taken.has(place))
  return { command, input: readOptions(command, rest) }
}

export function findCommand(words: readonly string[]): Command | undefined {
  return COMMANDS.find((command) => command.path.every((word, index) => words[index] === word))
}

const PATH_LENGTH_MAX = Math.max(...COMMANDS.map(({ path }) => path.length))

/** Places of the words that are neither options nor values of global options, as many as the longest command has. */
function placesOfWords(words: readonly string[]): readonly number[] {
  const withValue = new Set(
    GLOBAL_OPTIONS.filter((option) => option.kind !== 'flag').map((option) => `--${option.name}`),
  )
  const places: number[] = []
  for (let place = 0; place < words.length && places.length < PATH_LENGTH_MAX; place += 1) {
    const word = words[place] ?? ''
    if (withValue.has(word)) place += 1
    else if (word === '--') break
    else if (!word.startsWith('-')) places.push(place)
  }
  return places
}

function unknownCommand(words: readonly string[]): Error {
  const [first = '', second] = words
  const family = COMMANDS.filter((command) => command.path[0] === first)
  if (family.length > 0) {
    const choices = family.map((command) => command.path[1] ?? '')
    const guess = second === undefined ? undefined : nearest(second, choices)
    if (guess !== undefined)
      return failure('CLI_USAGE_MISSPELT_COMMAND', {
        word: `${first} ${second ?? ''}`,
        suggestion: `${first} ${guess}`,
      })
    if (second !== undefined) return failure('CLI_USAGE_UNKNOWN_COMMAND', { word: `${first} ${second}` })
    return failure('CLI_USAGE_INCOMPLETE_COMMAND', { command: first, choices: choices.join(', ') })
  }
  const guess = nearest(first, new Set(COMMANDS.map((command) => command.path[0] ?? '')))
  if (guess !== undefined) return failure('CLI_USAGE_MISSPELT_COMMAND', { word: first, suggestion: guess })
  return failure('CLI_USAGE_UNKNOWN_COMMAND', { word: first })
}

function readOptions(command: Command | undefined, words: readonly string[]): Input {
  const name = command === undefined ? '' : nameOf(command)
  const specs = command === undefined ? GLOBAL_OPTIONS : optionsOf(command)
  const { tokens } = parseArgs({
    args: [...words],
    options: parserOptions(specs),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const values = new Map<string, OptionValue>()
  const rest: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') rest.push(token.value)
    if (token.kind !== 'option') continue
    const spec = specs.find((known) => known.name === token.name)
    if (spec === undefined) throw unknownOption(name, token.rawName, specs)
    values.set(spec.name, readValue(spec, token, values.get(spec.name), name))
  }
  if (command !== undefined && values.get('help') !== true) checkArguments(command, rest)
  return new Input(rest, values)
}

function parserOptions(
  specs: readonly OptionSpec[],
): Record<string, { type: 'string' | 'boolean'; short?: string; multiple: boolean }> {
  return Object.fromEntries(
    specs.map((spec) => [
      spec.name,
      {
        type: spec.kind === 'flag' ? ('boolean' as const) : ('string' as const),
        multiple: true,
        ...(spec.short === undefined ? {} : { short: spec.short }),
      },
    ]),
  )
}

interface OptionToken {
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function readValue(
  spec: OptionSpec,
  token: OptionToken,
  before: OptionValue | undefined,
  command: string,
): OptionValue {
  if (spec.kind === 'flag') {
    if (token.value !== undefined) throw failure('CLI_USAGE_UNWANTED_VALUE', { option: token.rawName, command })
    return true
  }
  const { value } = token
  const looksLikeOption = token.inlineValue !== true && value?.startsWith('-') === true && value.length > 1
  if (value === undefined || value === '' || looksLikeOption)
    throw failure('CLI_USAGE_MISSING_VALUE', { option: token.rawName, command })
  if (spec.kind === 'number') return numberText(spec, value, command)
  if (spec.kind === 'text') return choice(spec, value, command)
  const items = value.split(',').map((item) => item.trim())
  return [
    ...(typeof before === 'object' ? before : []),
    ...items.filter((item) => item !== '').map((item) => choice(spec, item, command)),
  ]
}

function choice(spec: OptionSpec, value: string, command: string): string {
  if (spec.choices === undefined) return value
  const known = spec.choices.find((possible) => possible.toLowerCase() === value.toLowerCase())
  if (known === undefined)
    throw failure('CLI_USAGE_BAD_VALUE', { option: `--${spec.name}`, value, choices: spec.choices.join(', '), command })
  return known
}

function numberText(spec: OptionSpec, value: string, command: string): string {
  if (!/^\d{1,9}$/.test(value) || Number(value) < 1) {
    throw failure('CLI_USAGE_BAD_VALUE', { option: `--${spec.name}`, value, choices: '1, 2, 3, …', command })
  }
  return value
}

function unknownOption(command: string, option: string, specs: readonly OptionSpec[]): Error {
  const guess = option.startsWith('--')
    ? nearest(
        option,
        specs.map((spec) => `--${spec.name}`),
      )
    : undefined
  if (guess === undefined) return failure('CLI_USAGE_UNKNOWN_OPTION', { command, option })
  return failure('CLI_USAGE_MISSPELT_OPTION', { command, option, suggestion: guess })
}

function checkArguments(command: Command, rest: readonly string[]): void {
  const usage = usageOf(command)
  for (const [index, argument] of command.arguments.entries()) {
    const word = rest[index]
    if (word === undefined && argument.required) {
      throw failure('CLI_USAGE_MISSING_ARGUMENT', {
        command: nameOf(command),
        argument: argument.choices?.join('|') ?? argument.name,
        usage,
      })
    }
    if (word !== undefined && argument.choices?.includes(word) === false) {
      throw failure('CLI_USAGE_BAD_VALUE', {
        option: argument.name,
        value: word,
        choices: argument.choices.join(', '),
        command: nameOf(command),
      })
    }
  }
  const extra = rest[command.arguments.length]
  if (extra !== undefined && command.arguments.at(-1)?.repeats !== true) {
    throw failure('CLI_USAGE_EXTRA_ARGUMENT', { command: nameOf(command), word: extra, usage })
  }
}
