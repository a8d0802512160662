/** A host as facts, and what the doctor must say of it: the ids of every finding, consequences too, in any order. */
import type { Facts } from '../../src/model/facts.ts'
import { facts } from './facts.ts'

export interface GridLine {
  readonly title: string
  readonly facts: Facts
  readonly expect: readonly string[]
}

/** The healthy host but for what is said; without ids it must stay silent. */
export function line(title: string, differs: Partial<Facts>, ...expect: readonly string[]): GridLine {
  return { title, facts: facts(differs), expect }
}
