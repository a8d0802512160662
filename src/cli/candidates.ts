/**
 * What could stand at the last word of an unfinished command line. Nothing at all means: let the shell complete file names.
 * A store or directory that cannot be read completes nothing; a shell is no place for errors.
 */
import { HubtrustError } from '../core/errors.ts'
import { findCommand } from './arguments.ts'
import type { Command, Completion, OptionSpec } from './command.ts'
import { COMMANDS, GLOBAL_OPTIONS, optionsOf } from './table.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** `words` are those after `hubtrust`; the last is the one being typed and may be empty. */
export async function candidates(words: readonly string[], environment: Environment): Promise<readonly string[]> {
  const typed = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const options = optionPlaces(before)
  const plain = before.filter((word, place) => !options.has(place) && !word.startsWith('-'))
  const command = findCommand(plain)
  const specs = command === undefined ? GLOBAL_OPTIONS : optionsOf(command)
  const found = await possible({ typed, before, plain, command, specs, environment })
  return found
    .filter((candidate) => candidate.toLowerCase().startsWith(lastItem(typed).toLowerCase()))
    .map((candidate) => listHead(typed) + candidate)
}

interface Unfinished {
  readonly typed: string
  readonly before: readonly string[]
  readonly plain: readonly string[]
  readonly command: Command | undefined
  readonly specs: readonly OptionSpec[]
  readonly environment: Environment
}

async function possible({ typed, before, plain, command, specs, environment }: Unfinished): Promise<readonly string[]> {
  const option = specs.find((spec) => spec.kind !== 'flag' && before.at(-1) === `--${spec.name}`)
  if (option !== undefined)
    return option.name === 'format' && command !== undefined ? command.formats : valuesOf(option, before, environment)
  if (typed.startsWith('-')) return specs.map((spec) => `--${spec.name}`).filter((name) => !before.includes(name))
  if (command === undefined) return nextWords(plain)
  const place = plain.length - command.path.length
  const argument = command.arguments[Math.min(place, command.arguments.length - 1)]
  if (argument === undefined || (place >= command.arguments.length && argument.repeats !== true)) {
    return [...nextWords(plain), ...specs.map((spec) => `--${spec.name}`)]
  }
  return argument.complete === 'command' ? nextWords(plain.slice(1)) : valuesOf(argument, before, environment)
}

function nextWords(plain: readonly string[]): readonly string[] {
  const fitting = COMMANDS.filter((command) => plain.every((word, index) => command.path[index] === word))
  return [...new Set(fitting.flatMap((command) => command.path[plain.length] ?? []))]
}

/** Places of the values of options that take one, so that they are not read as words of the command. */
function optionPlaces(words: readonly string[]): ReadonlySet<number> {
  const withValue = new Set(
    [...GLOBAL_OPTIONS, ...COMMANDS.flatMap((command) => command.options)]
      .filter(({ kind }) => kind !== 'flag')
      .map(({ name }) => `--${name}`),
  )
  return new Set(words.flatMap((word, place) => (withValue.has(word) ? [place + 1] : [])))
}

interface Completable {
  readonly choices?: readonly string[]
  readonly complete?: Completion
}

async function valuesOf(
  completable: Completable,
  before: readonly string[],
  environment: Environment,
): Promise<readonly string[]> {
  if (completable.choices !== undefined) return completable.choices
  try {
    switch (completable.complete) {
      case 'thumbprint':
        return await thumbprints(before, environment)
      case 'server':
        return await serverNames(before, environment)
      case 'explainable':
        return (await import('../model/explanations.ts')).explainables()
      case 'finding':
        return (await import('../model/finding.ts')).FINDING_IDS
      case 'lab-cause':
        return (await import('../lab/breakage.ts')).BREAKAGES.map(({ short }) => short)
      default:
        return []
    }
  } catch (error) {
    if (error instanceof HubtrustError) return []
    throw error
  }
}

async function thumbprints(before: readonly string[], environment: Environment): Promise<readonly string[]> {
  const context = await quietContext(before, environment)
  try {
    const server = before[0] === 'server' ? (await context.directory()).server(before.at(-1) ?? '') : undefined
    if (server !== undefined) return server.certificates.map(({ thumbprint }) => thumbprint)
    return context
      .store()
      .list()
      .map(({ thumbprint }) => thumbprint)
  } finally {
    context.close()
  }
}

async function serverNames(before: readonly string[], environment: Environment): Promise<readonly string[]> {
  const context = await quietContext(before, environment)
  try {
    return (await context.directory()).servers().map(({ name }) => name)
  } finally {
    context.close()
  }
}

async function quietContext(
  before: readonly string[],
  environment: Environment,
): Promise<import('./context.ts').Context> {
  const { openContext } = await import('./context.ts')
  const { openTerminal } = await import('./terminal.ts')
  const place = before.indexOf('--config')
  const configurationFile = place < 0 ? undefined : before[place + 1]
  return openContext({
    lang: 'en',
    format: 'text',
    environment,
    terminal: openTerminal(false),
    configurationFile,
    isQuick: true,
  })
}

/** Lists are completed item by item: `smtp,im` completes `im` and keeps `smtp,`. */
function listHead(typed: string): string {
  return typed.startsWith('-') ? '' : typed.slice(0, typed.lastIndexOf(',') + 1)
}

function lastItem(typed: string): string {
  return typed.slice(listHead(typed).length)
}
