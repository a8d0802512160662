/**
 * The doctor on duty: the running gateway looks at what lies on this machine every few minutes and after each change, and
 * keeps the last report for `hubtrust status`. Nobody is asked over the network; that is for `hubtrust doctor`.
 */
import { reasonOf } from '../core/errors.ts'
import type { Clock } from '../core/clock.ts'
import { diagnose } from '../doctor/diagnose.ts'
import type { Args } from '../model/facts.ts'
import type { FindingId, ProposedRemedy, Report } from '../model/finding.ts'
import type { Severity } from '../model/finding/entry.ts'
import type { Trace } from '../model/trace.ts'
import { collectFacts } from './collect.ts'

const EVERY_MS = 5 * 60_000
/** Changes come in bursts: a certificate is three files and a record in the directory. */
const SETTLE_MS = 1_500

export interface WatchedFinding {
  readonly id: FindingId
  readonly severity: Severity
  readonly args: Args
  /** Those that fit: a finding may know more of them than its host needs. */
  readonly remedies: readonly ProposedRemedy[]
}

/** The last report, as much of it as a status line needs. */
export interface Watched {
  readonly takenAt: string
  readonly verdict: Report['verdict']
  /** Causes only, in the order of the report. */
  readonly findings: readonly WatchedFinding[]
}

export interface WatchOptions {
  readonly configurationFile: string
  readonly clock: Clock
  readonly trace: Trace
  /** It has looked. */
  readonly onLatest: () => void
}

export class Watch {
  readonly #options: WatchOptions
  #every: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #latest: Watched | undefined
  #isLooking = false

  constructor(options: WatchOptions) {
    this.#options = options
  }

  get latest(): Watched | undefined {
    return this.#latest
  }

  start(): void {
    this.#every = setInterval(() => {
      this.changed()
    }, EVERY_MS).unref()
    this.changed()
  }

  /** Something has changed: looks again once it has settled. */
  changed(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      void this.#look()
    }, SETTLE_MS).unref()
  }

  close(): void {
    clearInterval(this.#every)
    clearTimeout(this.#soon)
  }

  async #look(): Promise<void> {
    if (this.#isLooking) {
      this.changed()
      return
    }
    this.#isLooking = true
    const { configurationFile, clock, trace } = this.#options
    try {
      const facts = await collectFacts({ configurationFile, clock, hasPeers: false, isHereOnly: true })
      this.#latest = watchedOf(diagnose(facts))
      this.#options.onLatest()
    } catch (error) {
      trace('Common\\Certificate', 'the doctor on duty could not look', () => ({ reason: reasonOf(error) }))
    } finally {
      this.#isLooking = false
    }
  }
}

function watchedOf({ takenAt, verdict, findings }: Report): Watched {
  const causes = findings.filter(({ state, causedBy }) => state === 'fail' && causedBy === undefined)
  return {
    takenAt,
    verdict,
    findings: causes.map(({ id, severity, args, remedies }) => ({ id, severity, args, remedies })),
  }
}
