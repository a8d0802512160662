/** The mail servers next to us, as their own tools tell them: named settings only, so that no password can be among them. */
import type { MailServerFacts } from '../model/facts.ts'
import { lookAtExim } from './exim.ts'
import { lookAtPostfix } from './postfix.ts'

const WITHIN_MS = 2_000

export interface MailServerQuestion {
  /** For each question to a tool; 2,000 ms when left out. */
  readonly withinMs?: number
  /** Postfix's folder; its own choice when left out. */
  readonly postfixFolder?: string
  /** Where programs are looked for; everywhere when left out. */
  readonly path?: string
}

/** None when none is installed. */
export async function lookAtMailServers({
  withinMs = WITHIN_MS,
  ...where
}: MailServerQuestion): Promise<readonly MailServerFacts[]> {
  const found = await Promise.all([lookAtPostfix({ withinMs, ...where }), lookAtExim({ withinMs, ...where })])
  return found.filter((server) => server !== undefined)
}
