/** What happened on a server, in order, out of everything in the evidence that has a time. Part of the report. */
import { fill, type Lang } from '../core/text.ts'
import type { Args, Evidence } from './facts.ts'
import { HAPPENINGS, type HappeningEntry } from './happenings.ts'

export type HappeningId = keyof typeof HAPPENINGS

/** One thing that happened, or the same thing several times without a change between. */
export interface Happening {
  readonly what: HappeningId
  readonly args: Args
  /** ISO 8601; as printed, in the server's own time, when it ends without a zone. */
  readonly at: string
  /** When it happened last. */
  readonly until?: string
  readonly count: number
  /** The first of them. */
  readonly evidence: Evidence
}

export interface Timeline {
  readonly entries: readonly Happening[]
  /** Where in the entries what is broken begins. */
  readonly firstFailure?: number
  /** Changes before it, nearest last. */
  readonly before: readonly number[]
  /** Entries that did not fit. */
  readonly omitted: number
  /** Places that name a date which may be two days: what stands there is not in the list. */
  readonly ambiguous: readonly Evidence[]
}

export function roleOf({ what }: Happening): HappeningEntry['role'] {
  return HAPPENINGS[what].role
}

export function happeningText({ what, args }: Happening, lang: Lang): string {
  return fill(HAPPENINGS[what].text[lang], args)
}

/** Printed without a zone: in the time of the server's own clock. */
export function isLocalTime(iso: string): boolean {
  return !/(?:Z|[+-]\d\d:?\d\d)$/.test(iso)
}
