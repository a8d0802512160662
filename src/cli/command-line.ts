/** Runs one command line: reads it, loads the command, and turns whatever was thrown into words and an exit status. */
import { failure, HubtrustError, reasonOf } from '../core/errors.ts'
import { languageOf, printable, type Lang } from '../core/text.ts'
import { VERSION } from '../core/version.ts'
import { say } from '../model/words.ts'
import { readCommandLine } from './arguments.ts'
import type { Command, Format, Input } from './command.ts'
import type { Context } from './context.ts'
import { DryRunEnded } from './dry-run.ts'
import { helpOf, overview } from './help.ts'
import { openLightContext, type ContextSettings } from './light-context.ts'
import { COMMANDS, nameOf } from './table.ts'
import { DRY_RUN } from './table/shared.ts'
import { openTerminal, type Terminal } from './terminal.ts'

type Environment = Readonly<Record<string, string | undefined>>

export const EXIT = { done: 0, failed: 1, usage: 64, unreadable: 65, missing: 66, bug: 70 } as const

export async function runCommandLine(argv: readonly string[], environment: Environment): Promise<number> {
  const noColor = environment['NO_COLOR']
  const terminal = openTerminal(!argv.includes('--no-color') && (noColor === undefined || noColor === ''))
  const lang = languageOf(environment, wordAfter(argv, '--lang'))
  try {
    if (argv[0] === '__complete') return await complete(argv.slice(1), environment, terminal)
    const { command, input } = readCommandLine(argv)
    return await runCommand(command, input, { argv, environment, terminal, lang })
  } catch (error) {
    report(error, { lang, terminal, isJson: wordAfter(argv, '--format') === 'json' })
    return exitStatus(error)
  } finally {
    await terminal.flush()
  }
}

interface Surroundings {
  readonly argv: readonly string[]
  readonly environment: Environment
  readonly terminal: Terminal
  readonly lang: Lang
}

async function runCommand(command: Command | undefined, input: Input, around: Surroundings): Promise<number> {
  const { terminal, lang, environment } = around
  if (input.flag('version')) {
    terminal.out(VERSION)
    return EXIT.done
  }
  if (command === undefined) {
    const family = around.argv.find((word) => COMMANDS.some((known) => known.path.length > 1 && known.path[0] === word))
    terminal.out(overview(lang, family))
    return EXIT.done
  }
  if (input.flag('help')) {
    terminal.out(helpOf(lang, command))
    return EXIT.done
  }
  if (command.lasts === true) terminal.neverWait()
  const format = formatOf(command, input)
  const settings = { lang, format, environment, terminal, configurationFile: input.text('config') }
  if (command.isLight === true) return (await command.load())(openLightContext(settings), input)
  const run = await command.load()
  const { openContext } = await import('./context.ts')
  if (isDryRun(command, input)) return dryRun(settings, openContext, (context) => run(context, input))
  const context = openContext(settings)
  try {
    return await run(context, input)
  } finally {
    context.close()
  }
}

/** Other commands have a `--dry-run` of their own. */
function isDryRun({ options }: Command, input: Input): boolean {
  return options.includes(DRY_RUN) && input.flag('dry-run')
}

async function dryRun(
  settings: ContextSettings,
  open: (settings: ContextSettings) => Context,
  run: (context: Context) => Promise<number> | number,
): Promise<number> {
  const { lang, terminal, format } = settings
  const changes: string[] = []
  const context = open({ ...settings, format: 'json', dryRun: (change) => changes.push(change) })
  try {
    // What the command would say of its result is not said: there is none.
    await run({ ...context, out: () => undefined, outJson: () => undefined })
    if (changes.length === 0) changes.push(say(lang, 'dry-run.nothing'))
  } catch (error) {
    if (!(error instanceof DryRunEnded)) throw error
    if (changes.length === 0) changes.push(say(lang, error.word))
  } finally {
    context.close()
  }
  if (format === 'json') terminal.out(JSON.stringify({ dryRun: true, changes }, undefined, 2))
  else for (const change of changes) terminal.out(change)
  return EXIT.done
}

function formatOf(command: Command, input: Input): Format {
  const asked = input.text('format')
  const [first] = command.formats
  if (asked === undefined) return first
  const known = command.formats.find((format) => format === asked)
  if (known === undefined) {
    throw failure('CLI_USAGE_BAD_VALUE', {
      option: '--format',
      value: asked,
      choices: command.formats.join(', '),
      command: nameOf(command),
    })
  }
  return known
}

async function complete(words: readonly string[], environment: Environment, terminal: Terminal): Promise<number> {
  const { candidates } = await import('./candidates.ts')
  for (const candidate of await candidates(words, environment)) terminal.out(candidate)
  return EXIT.done
}

function exitStatus(error: unknown): number {
  if (!(error instanceof HubtrustError)) return EXIT.bug
  if (error.code.startsWith('CLI_USAGE')) return EXIT.usage
  if (error.code === 'EVIDENCE_MISSING') return EXIT.missing
  return isUnreadable(error.code) ? EXIT.unreadable : EXIT.failed
}

/** Something given to the doctor is not what it should be. */
function isUnreadable(code: HubtrustError['code']): boolean {
  return code.startsWith('EVIDENCE_') || code === 'DAEMON_SUPPRESSIONS_INVALID'
}

interface Manner {
  readonly lang: Lang
  readonly terminal: Terminal
  readonly isJson: boolean
}

/** Says what went wrong: a sentence, its code, the cause underneath and what to do; as JSON where JSON was asked for. */
function report(error: unknown, { lang, terminal, isJson }: Manner): void {
  if (!(error instanceof HubtrustError)) {
    const bug = say(lang, 'general.bug', { reason: reasonOf(error) })
    terminal.note(isJson ? JSON.stringify({ error: { code: 'BUG', message: bug } }) : bug)
    if (!isJson && error instanceof Error) terminal.note(error.stack ?? '')
    return
  }
  const message = error.sentence(lang)
  const remedy = error.remedy(lang)
  const cause = causeOf(error, lang)
  if (isJson) {
    const { code, details } = error
    terminal.note(
      JSON.stringify({ error: { code, message, remedy, details, ...(cause === undefined ? {} : { cause }) } }),
    )
    return
  }
  terminal.note(`hubtrust: ${message} [${error.code}]`)
  if (cause !== undefined && !message.includes(cause)) terminal.note(`  ${say(lang, 'general.cause', { cause })}`)
  terminal.note(`  ${say(lang, 'general.remedy', { remedy })}`)
}

function causeOf(error: Error, lang: Lang): string | undefined {
  const { cause } = error
  if (cause === undefined) return undefined
  return cause instanceof HubtrustError ? cause.sentence(lang) : printable(reasonOf(cause))
}

function wordAfter(argv: readonly string[], option: string): string | undefined {
  const inline = argv.find((word) => word.startsWith(`${option}=`))
  if (inline !== undefined) return inline.slice(option.length + 1)
  const place = argv.indexOf(option)
  return place < 0 ? undefined : argv[place + 1]
}
