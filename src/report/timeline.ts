/** The order of events as every format shows it: what was the first failure, and what had changed before it. */
import type { Lang } from '../core/text.ts'
import type { Evidence } from '../model/facts.ts'
import type { Report } from '../model/finding.ts'
import { happeningText, isLocalTime, roleOf, type Happening, type Timeline } from '../model/timeline.ts'
import { say } from '../model/words.ts'
import { counted, instant, listComma, oneLine, placeOf, withAside } from './phrases.ts'

export interface TimelineLine {
  /** `first`: the first failure; `before`: a change that came before it. */
  readonly mark: 'first' | 'before' | ReturnType<typeof roleOf>
  readonly when: string
  readonly words: string
  readonly evidence: Evidence
}

/** Shown in front of the first failure and behind it, where there is no room for all. */
const LEAD = 5
const FOLLOW = 7

/** Undefined: nothing in the evidence has a time, or there is no evidence. */
export function shownTimeline({ timeline }: Report): Timeline | undefined {
  return timeline === undefined || timeline.entries.length === 0 ? undefined : timeline
}

/** @param isShort only what stands around the first failure */
export function timelineLines(timeline: Timeline, lang: Lang, isShort = false): readonly TimelineLine[] {
  const { entries, firstFailure = entries.length } = timeline
  const [from, to] = isShort ? [firstFailure - LEAD, firstFailure + FOLLOW] : [0, entries.length]
  return entries.flatMap((entry, at) => {
    const isShown = (at >= from && at < to) || timeline.before.includes(at)
    return isShown ? [lineOf(entry, at, { timeline, lang })] : []
  })
}

function lineOf(
  entry: Happening,
  at: number,
  { timeline, lang }: { readonly timeline: Timeline; readonly lang: Lang },
): TimelineLine {
  const { count, until, evidence } = entry
  const mark = at === timeline.firstFailure ? 'first' : timeline.before.includes(at) ? 'before' : roleOf(entry)
  const notes = [
    ...(mark === 'first' ? [say(lang, 'timeline.first')] : []),
    ...(mark === 'before' ? [say(lang, 'timeline.before')] : []),
    ...(count > 1 ? [counted(lang, 'times', count)] : []),
    ...(until === undefined ? [] : [say(lang, 'report.last-at', { time: moment(until) })]),
  ]
  const words = withAside(lang, oneLine(happeningText(entry, lang)), notes.join(listComma(lang)))
  return { mark, when: moment(entry.at), words, evidence }
}

/** A time without a zone stands as it was printed, with a star. */
function moment(iso: string): string {
  return isLocalTime(iso) ? `${oneLine(iso).replace('T', ' ')} *` : instant(iso)
}

/** What must be known to read it: times without zones, dates that may be two days, what did not fit. */
export function timelineNotes(timeline: Timeline, lang: Lang, shown: number): readonly string[] {
  const { entries, omitted, ambiguous } = timeline
  const isLocal = entries.some(({ at, until }) => isLocalTime(at) || (until !== undefined && isLocalTime(until)))
  const hidden = omitted + entries.length - shown
  return [
    ...(isLocal ? [say(lang, 'timeline.local')] : []),
    ...(ambiguous.length === 0
      ? []
      : [say(lang, 'timeline.ambiguous', { places: ambiguous.map(placeOf).join(listComma(lang)) })]),
    ...(hidden === 0 ? [] : [say(lang, 'timeline.more', { count: hidden })]),
  ]
}

/** `Exchange 14.3 (2010)`; empty when it is not about Exchange. */
export function productText({ subject: { product } }: Report, lang: Lang): string {
  if (product === undefined) return ''
  const { version, era, evidence } = product
  const generation =
    era === 'unknown' ? say(lang, 'era.unknown') : era === '2013 or later' ? say(lang, 'era.later') : era
  const name = version === undefined ? `Exchange ${generation}` : withAside(lang, `Exchange ${version}`, generation)
  return evidence === undefined ? name : `${name} [${placeOf(evidence)}]`
}
