/** Where a password comes from: a file, stdin, HUBTRUST_PASSWORD or a person; never an argument, which everybody could see. */
import { failure } from '../core/errors.ts'
import { Secret } from '../core/secret.ts'
import { readText } from '../disk/files.ts'
import type { Input } from './command.ts'
import type { Context } from './context.ts'

const PASSWORD_FILE_BYTES_MAX = 4096

/** The password that was given, or undefined when a person would have to be asked. */
async function givenPassword(context: Context, input: Input): Promise<Secret | undefined> {
  const file = input.text('password-file')
  if (file !== undefined) return new Secret(firstLine(readText(file, { bytesMax: PASSWORD_FILE_BYTES_MAX })))
  if (input.flag('password-stdin')) return new Secret(firstLine(await context.terminal.readInput()))
  const value = context.environment['HUBTRUST_PASSWORD']
  return value === undefined ? undefined : new Secret(value)
}

/** The password of something that exists. */
export async function readPassword(context: Context, input: Input): Promise<Secret> {
  const given = await givenPassword(context, input)
  if (given !== undefined) return given
  if (!context.terminal.isInteractive) throw failure('CLI_PASSWORD_MISSING', {})
  return context.terminal.askSecret(context.word('general.password'))
}

/** A password for something new: a person types it twice. */
export async function choosePassword(context: Context, input: Input): Promise<Secret> {
  const given = await givenPassword(context, input)
  if (given !== undefined) return given
  if (!context.terminal.isInteractive) throw failure('CLI_PASSWORD_MISSING', {})
  const first = await context.terminal.askSecret(context.word('general.password'))
  const second = await context.terminal.askSecret(context.word('general.password-again'))
  if (!first.equals(second.reveal())) throw failure('CLI_PASSWORD_DIFFERS', {})
  return first
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? ''
}
