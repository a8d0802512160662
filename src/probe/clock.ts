/** This machine's clock: what the system says of it, and what others' clocks say where they tell the time. */
import { isoTime, type Clock } from '../core/clock.ts'
import type { ClockFacts, DirectoryFacts } from '../model/facts.ts'
import { askProgram } from '../net/program.ts'

const WITHIN_MS = 1_000
/** A banner as Exchange, Sendmail and Exim write it: `...; Tue, 1 Jun 2027 12:00:00 +0000` (RFC 5322 §3.3). */
const DATE = /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), +\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d (?:[+-]\d{4}|GMT|UT|UTC)\b/

/**
 * The other side's clock minus ours in whole seconds, out of the greeting it has just sent; undefined when its greeting
 * does not tell the time.
 */
export function greetingOffsetS(greeting: string, nowMs: number): number | undefined {
  const said = DATE.exec(greeting)?.[0]
  const theirMs = said === undefined ? Number.NaN : Date.parse(said)
  return Number.isNaN(theirMs) ? undefined : Math.round((theirMs - nowMs) / 1_000)
}

export interface ClockQuestion {
  readonly clock: Clock
  /** For each program that is asked. */
  readonly withinMs?: number
  /** Where these programs are looked for; everywhere when left out. */
  readonly path?: string
}

export async function lookAtClock({ clock, withinMs = WITHIN_MS, path }: ClockQuestion): Promise<ClockFacts> {
  const where = path === undefined ? {} : { path }
  const [system, chrony] = await Promise.all([
    askProgram({ program: 'timedatectl', words: ['show', '-p', 'NTPSynchronized'], withinMs, ...where }),
    askProgram({ program: 'chronyc', words: ['-c', '-n', 'tracking'], withinMs, ...where }),
  ])
  const answers = [
    system.kind === 'ended' ? answerOf(system.stdout, /^NTPSynchronized=yes$/m, /^NTPSynchronized=no$/m) : undefined,
    chrony.kind === 'ended' && chrony.status === 0
      ? answerOf(chrony.stdout, /,(?:Normal|Insert second|Delete second)\s*$/, /,Not synchronised\s*$/)
      : undefined,
  ]
  // Where chrony does not tell the kernel, the kernel says no and chrony knows better.
  const isSynchronized = answers.includes(true) ? true : answers.includes(false) ? false : undefined
  return {
    nowIso: isoTime(clock.nowMs()),
    ...(isSynchronized === undefined ? {} : { isSynchronized }),
    offsets: [],
  }
}

function answerOf(text: string, yes: RegExp, no: RegExp): boolean | undefined {
  if (yes.test(text)) return true
  return no.test(text) ? false : undefined
}

/** The newest time stamp of the directory that is not about ourselves. */
export function newestOf({ servers }: DirectoryFacts, ownName: string): string | undefined {
  const times = servers
    .filter(({ name }) => name !== ownName)
    .flatMap(({ certificates }) => certificates.map(({ publishedAt }) => publishedAt))
  return times.toSorted().at(-1)
}
