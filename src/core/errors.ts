/**
 * The one error class. `failure(code, details, cause)` fills the table in `codes.ts`.
 *
 * Three kinds of bad news are never mixed: a wrong world is a finding or an event (data), a thing we could not do is a
 * HubtrustError (thrown), and our own mistake is an assertion.
 */
import { CODES, type Code } from './codes.ts'
import { fill, type ArgsOf, type Lang, type Value } from './text.ts'

export class HubtrustError extends Error {
  readonly code: Code
  readonly details: Readonly<Record<string, Value>>
  /** True when trying again later may help: on the wire 4xx and TEMP instead of 5xx and PERM. */
  readonly retry: boolean

  constructor(code: Code, details: Readonly<Record<string, Value>>, cause?: unknown) {
    super(fill(CODES[code].message.en, details), cause === undefined ? undefined : { cause })
    this.name = 'HubtrustError'
    this.code = code
    this.details = details
    this.retry = CODES[code].retry
  }

  /** What went wrong, as one sentence. */
  sentence(lang: Lang): string {
    return fill(CODES[this.code].message[lang], this.details)
  }

  /** What to do next, as one imperative with the command to type. */
  remedy(lang: Lang): string {
    return fill(CODES[this.code].remedy[lang], this.details)
  }
}

type Details<C extends Code> = ArgsOf<(typeof CODES)[C]['message']['en'] | (typeof CODES)[C]['remedy']['en']>

/** Makes a HubtrustError; `details` must name every hole of the message and of the remedy. */
export function failure<C extends Code>(code: C, details: Details<C>, cause?: unknown): HubtrustError {
  return new HubtrustError(code, details, cause)
}

/** The system's error code (`ENOENT`, `EADDRINUSE`), when there is one. */
export function systemCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return undefined
}

/** One line about anything thrown, for a `cause` field or a log. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
