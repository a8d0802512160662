/** What a check is: an entry of the table of findings, and a pure function over the facts. */
import type { ExchangeFacts } from '../model/exchange.ts'
import type { Args, Evidence } from '../model/facts.ts'
import type { Confidence, FindingArgs, FindingId, ProposedRemedy, Subject } from '../model/finding.ts'
import type { Severity } from '../model/finding/entry.ts'
import type { View } from './view.ts'

/** One broken thing, as a check states it. The engine adds what the table knows. */
export interface Fault {
  readonly subject: Subject
  readonly args: Args
  readonly evidence: readonly Evidence[]
  readonly expected?: string
  readonly actual?: string
  /** `proven` when left out. */
  readonly confidence?: Confidence
  /** In place of the table's, where the consequence is another one here. */
  readonly severity?: Severity
  /** In place of the table's remedies, which are proposed with the fault's args otherwise. */
  readonly remedies?: readonly ProposedRemedy[]
}

/** Faults (none is a pass), or why there is nothing to judge. */
export type Outcome =
  readonly Fault[] | { readonly state: 'not-applicable' } | { readonly state: 'unknown'; readonly detail: string }

export interface Check {
  readonly id: FindingId
  readonly run: (view: View) => Outcome
}

export const NOT_APPLICABLE = { state: 'not-applicable' } as const

type Details<Id extends FindingId> = Omit<Fault, 'args'> & { readonly args: FindingArgs<Id> & Args }

/** An outcome whose faults name every fact that the words of that finding need. */
export type OutcomeOf<Id extends FindingId> = readonly Details<Id>[] | Exclude<Outcome, readonly Fault[]>

export function check<Id extends FindingId>(id: Id, run: (view: View) => OutcomeOf<Id>): Check {
  return { id, run }
}

/** A finding that only the evidence of an Exchange server can give. */
export function evidenceCheck<Id extends FindingId>(
  id: Id,
  run: (exchange: ExchangeFacts, view: View) => OutcomeOf<Id>,
): Check {
  return {
    id,
    run: (view) => (view.facts.exchange === undefined ? NOT_APPLICABLE : run(view.facts.exchange, view)),
  }
}
