/** What can be done about a finding: exact commands where a machine may run them, prose where somebody must judge. */
import type { Text } from '../../core/text.ts'

export const RISKS = ['none', 'mail-pause', 'key-change'] as const
export type Risk = (typeof RISKS)[number]

export interface RemedyEntry {
  readonly title: Text
  /** Holes are filled from the facts of the finding. */
  readonly commands: readonly string[]
  /** Where the commands are typed: a POSIX shell when left out, else PowerShell, which quotes otherwise. */
  readonly shell?: 'powershell'
  /** What a person must decide or do where no command can stand. */
  readonly prose?: Text
  /** Whether `doctor --fix` does it. */
  readonly automatic: boolean
  /** Not done by `doctor --fix` alone, but by `doctor --fix ID`: it is safe, and whether it is wanted only people know. */
  readonly onRequest?: true
  readonly risk: Risk
  /** Commands that take it back; empty when nothing is changed or it cannot be taken back by a command. */
  readonly undo: readonly string[]
  /** Findings that must be gone afterwards. */
  readonly verify: readonly string[]
}

export type RemedyTable = Readonly<Record<string, RemedyEntry>>
