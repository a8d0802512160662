/** What is known of a finding before anything is looked at: one entry of the table, its words beside it. */
import type { Text } from '../../core/text.ts'
import type { SectionName } from '../facts.ts'

export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const
/** By its consequence for mail: `critical` mail stops now, `high` it stops for some or soon, `medium` it will, `low` it may. */
export type Severity = (typeof SEVERITIES)[number]

/** Whose certificate or business it is: the fork taken first. */
export const AREAS = ['own', 'directory', 'peer', 'surroundings'] as const
export type Area = (typeof AREAS)[number]

export interface FindingEntry {
  readonly area: Area
  readonly severity: Severity
  /** The healthy state, as a statement: shown for a check that passed. */
  readonly claim: Text
  /** The broken state, subject first, with holes for its facts. */
  readonly title: Text
  /** What follows for mail, and why. Its holes are filled from the same facts. */
  readonly why: Text
  /** Where the rule comes from. */
  readonly citation: readonly string[]
  /** What the check cannot do without. */
  readonly needs: readonly SectionName[]
  /** Findings that make this one their consequence: it is folded into them. */
  readonly dependsOn: readonly string[]
  /** Symptoms this accounts for: `event.1037`, or ids of findings. */
  readonly explains: readonly string[]
  /**
   * `server` when every certificate of this server suffers from it, whichever one it names; otherwise what names a
   * certificate accounts for nothing about another one.
   */
  readonly reach?: 'server'
  /** Best first. */
  readonly remedies: readonly string[]
}

export type FindingTable = Readonly<Record<string, FindingEntry>>
