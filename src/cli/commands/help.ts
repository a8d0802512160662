/** `help [COMMAND]`. */
import { failure } from '../../core/errors.ts'
import { findCommand } from '../arguments.ts'
import type { LightRun } from '../command.ts'
import { helpOf, overview } from '../help.ts'
import { nearest } from '../suggestion.ts'
import { COMMANDS, nameOf } from '../table.ts'

export const run: LightRun = (context, input) => {
  const [first] = input.arguments
  const command = findCommand(input.arguments)
  const isFamily = COMMANDS.some((known) => known.path.length > 1 && known.path[0] === first)
  if (command !== undefined) context.out(helpOf(context.lang, command))
  else if (first === undefined) context.out(overview(context.lang))
  else if (isFamily && input.arguments.length === 1) context.out(overview(context.lang, first))
  else throw unknown(input.arguments.join(' '))
  return 0
}

function unknown(word: string): Error {
  const suggestion = nearest(word, COMMANDS.map(nameOf))
  return suggestion === undefined
    ? failure('CLI_USAGE_UNKNOWN_COMMAND', { word })
    : failure('CLI_USAGE_MISSPELT_COMMAND', { word, suggestion })
}
