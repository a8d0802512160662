/** Errors as `application/problem+json` (RFC 9457): code, sentence, cause and remedy in the reader's language. */
import type { Code } from '../core/codes.ts'
import { failure, HubtrustError, reasonOf } from '../core/errors.ts'
import { printable, type Lang } from '../core/text.ts'
import { CommandRefused } from './refusal.ts'
import type { Problem } from './contract/shared.ts'

/** What is not here is a command's refusal: understood, and not done (422). */
const STATUS: Readonly<Partial<Record<Code, number>>> = {
  CONSOLE_NOT_SIGNED_IN: 401,
  CONSOLE_SIGN_IN_FAILED: 401,
  CONSOLE_LINK_USED: 401,
  CONSOLE_TOO_MANY_ATTEMPTS: 429,
  CONSOLE_TOO_MANY_FOLLOWERS: 429,
  CONSOLE_ROLE_MISSING: 403,
  CONSOLE_SERVER_NOT_YOURS: 403,
  CONSOLE_CSRF: 403,
  CONSOLE_CROSS_SITE: 403,
  CONSOLE_HOST_UNKNOWN: 421,
  CONSOLE_NO_ROUTE: 404,
  CONSOLE_NOT_FOUND: 404,
  CONSOLE_NO_LAB: 404,
  CONSOLE_METHOD: 405,
  CONSOLE_BAD_REQUEST: 400,
  NET_BODY_CUT_SHORT: 400,
  CONSOLE_NOT_JSON: 415,
  NET_BODY_TOO_LARGE: 413,
  CONSOLE_BUSY: 503,
  CONSOLE_BUG: 500,
  CONSOLE_COMMAND_FAILED: 500,
  CLI_MISSING_RIGHT: 403,
}

/** Also of a code that only the program of another version knows. */
export function statusOfCode(code: string): number {
  if (code.startsWith('CLI_USAGE')) return 400
  return Object.entries(STATUS).find(([known]) => known === code)?.[1] ?? 422
}

/** Anything thrown. What is our own mistake says no more than its message. */
export function problemOf(error: unknown, lang: Lang): Problem {
  if (error instanceof CommandRefused) return error.problem
  const known = error instanceof HubtrustError ? error : failure('CONSOLE_BUG', { reason: reasonOf(error) })
  const cause = causeOf(known, lang)
  return {
    type: `urn:hubtrust:error:${known.code}`,
    title: known.code,
    status: statusOfCode(known.code),
    detail: known.sentence(lang),
    code: known.code,
    ...(cause === undefined ? {} : { cause }),
    remedy: known.remedy(lang),
  }
}

function causeOf({ cause }: Error, lang: Lang): string | undefined {
  if (cause === undefined) return undefined
  return cause instanceof HubtrustError ? cause.sentence(lang) : printable(reasonOf(cause))
}
