/** What went wrong between page and gateway, in the form the gateway gives it (RFC 9457, with code, cause and remedy). */
import * as v from 'valibot'
import { ProblemAnswer } from '../../../src/console/contract/shared.ts'

export interface Problem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly cause?: string | undefined
  readonly remedy?: string | undefined
}

/** Nobody answered: the gateway is down, or the way to it is. */
export const UNREACHABLE = 'CONSOLE_PAGE_UNREACHABLE'
/** Somebody answered something else than the contract says. */
export const STRANGE = 'CONSOLE_PAGE_STRANGE_ANSWER'

export class ProblemError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.title)
    this.problem = problem
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  // Code of a page that could not be fetched, as the browsers say it.
  if (error instanceof TypeError && /imported module|module script/i.test(error.message)) {
    return { status: 0, code: UNREACHABLE, title: '' }
  }
  return { status: 0, code: STRANGE, title: error instanceof Error ? error.message : String(error) }
}

/** The problem in a body, or what can be said without one. */
export function readProblem(status: number, body: unknown): Problem {
  const { success, output } = v.safeParse(ProblemAnswer, body)
  if (!success) return { status, code: `HTTP_${String(status)}`, title: '' }
  const { code, detail, cause, remedy } = output
  return { status, code, title: detail, cause, remedy }
}
