/** A mail server's own programs, told and asked. */
import { failure } from '../core/errors.ts'
import { askProgram, programOutcome } from '../net/program.ts'

const PROGRAM_MS = 20_000

/** What it printed. @throws HubtrustError with that code */
export async function printedBy(
  code: 'POSTFIX_PROGRAM_FAILED' | 'EXIM_PROGRAM_FAILED',
  program: string,
  words: readonly string[],
): Promise<string> {
  const outcome = programOutcome(await askProgram({ program, words, withinMs: PROGRAM_MS }))
  if (outcome.kind === 'done') return outcome.stdout
  throw failure(code, { program: [program, ...words].join(' '), reason: outcome.reason })
}

/** What it printed, or why it printed nothing: to look at, never a reason to stop. */
export async function saidBy(program: string, words: readonly string[]): Promise<string> {
  const outcome = programOutcome(await askProgram({ program, words, withinMs: PROGRAM_MS }))
  return outcome.kind === 'done' ? outcome.stdout.trim() : outcome.reason
}
