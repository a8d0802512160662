/** A command's own refusal, with its words. */
import type { Problem } from './contract/shared.ts'

export class CommandRefused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}
