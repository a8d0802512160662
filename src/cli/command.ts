/** What a command is: one entry of the table, and the function it leads to. */
import type { PlainWord } from '../model/words.ts'
import type { Context } from './context.ts'
import type { LightContext } from './light-context.ts'

/** What a value stands for, so that shells can complete it. */
export type Completion =
  'thumbprint' | 'server' | 'file' | 'folder' | 'explainable' | 'finding' | 'command' | 'lab-cause'

export interface ArgumentSpec {
  readonly name: string
  readonly required: boolean
  readonly repeats?: boolean
  readonly complete?: Completion
  readonly choices?: readonly string[]
}

export interface OptionSpec {
  readonly name: string
  readonly short?: string
  /** `list` takes commas and may be repeated. */
  readonly kind: 'flag' | 'text' | 'list' | 'number'
  /** What stands for the value in help: `FILE`. */
  readonly value?: string
  readonly choices?: readonly string[]
  readonly complete?: Completion
  readonly help: PlainWord
}

export const FORMATS = [
  'text',
  'table',
  'list',
  'json',
  'ldif',
  'html',
  'markdown',
  'sarif',
  'junit',
  'nagios',
  'prometheus',
  'texthash',
  'cdb',
  'lmdb',
] as const
export type Format = (typeof FORMATS)[number]

interface CommandWords {
  /** The words after `hubtrust`: `['cert', 'list']`. */
  readonly path: readonly string[]
  readonly summary: PlainWord
  /** A paragraph of help where the summary does not say everything. */
  readonly about?: PlainWord
  readonly arguments: readonly ArgumentSpec[]
  readonly options: readonly OptionSpec[]
  /** It goes on until it is ended. */
  readonly lasts?: true
  /** The first is the default. */
  readonly formats: readonly [Format, ...Format[]]
  readonly examples: readonly [string, ...string[]]
}

/** A light command speaks only of tables, so no store, directory or configuration is even loaded for it. */
export type Command = CommandWords &
  (
    | { readonly isLight: true; readonly load: () => Promise<LightRun> }
    | { readonly isLight?: never; readonly load: () => Promise<Run> }
  )

export type Run = (context: Context, input: Input) => Promise<number> | number
export type LightRun = (context: LightContext, input: Input) => Promise<number> | number

export type OptionValue = string | boolean | readonly string[]

/** The arguments and options of one call, already checked against the table. */
export class Input {
  readonly arguments: readonly string[]
  readonly #values: ReadonlyMap<string, OptionValue>

  constructor(words: readonly string[], values: ReadonlyMap<string, OptionValue>) {
    this.arguments = words
    this.#values = values
  }

  /** The argument at a place, for a command whose table entry requires it. */
  argument(index: number): string {
    const word = this.arguments[index]
    if (word === undefined) throw new TypeError(`argument ${String(index)} is not required in the command table`)
    return word
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name)
    return typeof value === 'string' ? value : undefined
  }

  flag(name: string): boolean {
    return this.#values.get(name) === true
  }

  list(name: string): readonly string[] {
    const value = this.#values.get(name)
    return typeof value === 'object' ? value : []
  }

  number(name: string): number | undefined {
    const value = this.text(name)
    return value === undefined ? undefined : Number(value)
  }
}
