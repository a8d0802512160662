/** What every command stands in, before any room is opened: the language and the output. */
import { systemClock, type Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import type { Lang } from '../core/text.ts'
import { say, type Word, type WordValues } from '../model/words.ts'
import type { Format } from './command.ts'
import type { Terminal } from './terminal.ts'

export interface ContextSettings {
  readonly lang: Lang
  readonly format: Format
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly terminal: Terminal
  readonly configurationFile: string | undefined
  /** Nothing that could take its time is asked. */
  readonly isQuick?: boolean
  /** Told what is agreed to while nothing is changed (`--dry-run`). */
  readonly dryRun?: (change: string) => void
}

export interface LightContext {
  readonly lang: Lang
  readonly format: Format
  readonly isJson: boolean
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly terminal: Terminal
  word<W extends Word>(key: W, ...values: WordValues<W>): string
  /** A result, to stdout. */
  out(line: string): void
  /** Something said about the result, to stderr; nothing in JSON, where the result says it. */
  note(line: string): void
  outJson(value: unknown): void
  /** Refuses (CLI_NOT_CONFIRMED) when nobody can be asked and `isAgreed` is false. */
  confirm(change: string, isAgreed: boolean): Promise<void>
}

export function openLightContext({ lang, format, environment, terminal, dryRun }: ContextSettings): LightContext {
  const isJson = format === 'json'
  return {
    lang,
    format,
    isJson,
    environment,
    clock: systemClock,
    terminal,
    word: (key, ...values) => say(lang, key, ...values),
    out: (line) => {
      terminal.out(line)
    },
    note: (line) => {
      if (!isJson) terminal.note(line)
    },
    outJson: (value) => {
      terminal.out(JSON.stringify(value, undefined, 2))
    },
    confirm: (change, isAgreed) => {
      dryRun?.(change)
      return confirm(terminal, lang, { change, isAgreed: isAgreed || dryRun !== undefined })
    },
  }
}

async function confirm(terminal: Terminal, lang: Lang, asked: { change: string; isAgreed: boolean }): Promise<void> {
  const { change, isAgreed } = asked
  if (isAgreed) return
  if (!terminal.isInteractive) throw failure('CLI_NOT_CONFIRMED', { change })
  const question = say(lang, 'general.would-change', { change })
  const answer = await terminal.ask(say(lang, 'general.confirm', { question }))
  if (!/^(y|yes|はい)$/i.test(answer.trim())) throw failure('CLI_DECLINED', {})
}
