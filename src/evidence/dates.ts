/**
 * Dates and times as Windows prints them in the language of whoever ran the command: `9/13/2017 5:26:01 PM`, `12/02/2018 1:53:00 PM`
 * (Australia), `02.02.2028 3:09:22`, `2026/12/17 午前 9:00:00`, `Donnerstag, 22. Juni 2023 10:39:04`.
 *
 * Never guessed: a date that may be two different days has no time until something decides the order of the whole file.
 */

export type DateOrder = 'mdy' | 'dmy'

/** A date as it was read: certain, or one of two days. */
export interface DateReading {
  /** As printed. */
  readonly text: string
  /** True when a zone is printed: the time is then in UTC. */
  readonly hasZone: boolean
  /** ISO 8601 for each order; the same twice when the order does not matter. Undefined: no such day. */
  readonly mdy: string | undefined
  readonly dmy: string | undefined
}

interface Clock {
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly milliseconds: number
}

const MIDNIGHT: Clock = { hours: 0, minutes: 0, seconds: 0, milliseconds: 0 }

/** The first three letters without marks, English, German, French, Spanish and Italian; `jui` is two months. */
const MONTHS: readonly RegExp[] = [
  /^(?:jan|jän|ene|gen)/,
  /^(?:feb|fev|fév)/,
  /^(?:mar|mär|mrz)/,
  /^(?:apr|avr|abr)/,
  /^(?:may|mai|mag)/,
  /^(?:jun|juin|giu)/,
  /^(?:jul|juil|lug)/,
  /^(?:aug|aou|aoû|ago)/,
  /^(?:sep|set)/,
  /^(?:oct|okt|ott)/,
  /^nov/,
  /^(?:dec|dez|dic|déc)/,
]

const AM = /^(?:AM|A\.M\.|a\. m\.|午前|上午|오전|vorm\.)$/i
const HALF = 'AM|PM|a\\.m\\.|p\\.m\\.|a\\. m\\.|p\\. m\\.|午前|午後|上午|下午|오전|오후|vorm\\.|nachm\\.'
const TIME = `(?:(?<before>${HALF})\\s*)?(?<hours>\\d{1,2})(?:[:.時](?<minutes>\\d{2}))(?:[:.分](?<seconds>\\d{2})(?:[.,](?<fraction>\\d{1,9}))?秒?)?(?:\\s*(?<after>${HALF}))?`
const ZONE = '(?:\\s*(?<zone>Z|UTC|GMT|[+-]\\d{2}:?\\d{2}))?'
const REST = `(?:(?:T|,?\\s+(?:at\\s+|à\\s+|um\\s+)?|\\s*)${TIME}${ZONE})?`
const WEEKDAY = '(?:\\p{L}+\\.?,?\\s+)?'

const SHAPES: readonly RegExp[] = [
  new RegExp(`^${WEEKDAY}(?<year>\\d{4})[-/.年]\\s?(?<month>\\d{1,2})[-/.月]\\s?(?<day>\\d{1,2})日?${REST}$`, 'iu'),
  new RegExp(
    `^${WEEKDAY}(?<first>\\d{1,2})(?<mark>[-/.])(?<second>\\d{1,2})\\k<mark>(?<year>\\d{4}|\\d{2})${REST}$`,
    'iu',
  ),
  new RegExp(`^${WEEKDAY}(?<monthName>\\p{L}{3,})\\.?\\s+(?<day>\\d{1,2}),?\\s+(?<year>\\d{4})${REST}$`, 'iu'),
  new RegExp(
    `^${WEEKDAY}(?<day>\\d{1,2})\\.?[\\s-](?:de\\s)?(?<monthName>\\p{L}{3,})\\.?[\\s-](?:de\\s)?(?<year>\\d{4})${REST}$`,
    'iu',
  ),
]

/** Longer than any date with its weekday in words. */
const DATE_CHARS_MAX = 80

/** Undefined: not a date. */
export function readDate(printed: string): DateReading | undefined {
  // Windows puts marks of writing direction and narrow blanks into dates.
  const text = printed
    .replace(/[\u200e\u200f\u202a-\u202e]/g, '')
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .trim()
  if (text.length > DATE_CHARS_MAX || !/\d/.test(text)) return undefined
  for (const shape of SHAPES) {
    const groups = shape.exec(text)?.groups
    if (groups !== undefined) return readingOf(text, groups)
  }
  return undefined
}

type Groups = Readonly<Record<string, string | undefined>>

function readingOf(text: string, groups: Groups): DateReading | undefined {
  const clock = clockOf(groups)
  if (clock === undefined) return undefined
  const zone = groups['zone']
  const iso = (month: number, day: number): string | undefined =>
    isoOf({ year: yearOf(groups['year'] ?? ''), month, day }, clock, zone)
  const { mdy, dmy } = bothOrders(groups, iso)
  if (mdy === undefined && dmy === undefined) return undefined
  return { text, hasZone: zone !== undefined, mdy, dmy }
}

function bothOrders(
  groups: Groups,
  iso: (month: number, day: number) => string | undefined,
): Pick<DateReading, DateOrder> {
  const { first, second, mark, month, monthName, day } = groups
  if (first !== undefined && second !== undefined) {
    const dmy = iso(Number(second), Number(first))
    // No language writes the month first and dots between.
    return { mdy: mark === '.' ? dmy : iso(Number(first), Number(second)), dmy }
  }
  const number = monthName === undefined ? Number(month) : monthOf(monthName)
  const only = iso(number, Number(day))
  return { mdy: only, dmy: only }
}

function monthOf(name: string): number {
  return MONTHS.findIndex((month) => month.test(name.toLowerCase().normalize('NFC'))) + 1
}

/** Two digits: certificates and logs of Exchange begin in this century. */
function yearOf(digits: string): number {
  return digits.length === 2 ? 2000 + Number(digits) : Number(digits)
}

function clockOf(groups: Groups): Clock | undefined {
  const { hours, minutes, seconds, fraction, before, after } = groups
  if (hours === undefined) return MIDNIGHT
  const half = before ?? after
  const hour = Number(hours)
  if (half !== undefined && hour > 12) return undefined
  const isMorning = half !== undefined && AM.test(half)
  const ofDay = half === undefined ? hour : (hour % 12) + (isMorning ? 0 : 12)
  const clock = {
    hours: ofDay,
    minutes: Number(minutes ?? 0),
    seconds: Number(seconds ?? 0),
    milliseconds: Number((fraction ?? '').padEnd(3, '0').slice(0, 3)),
  }
  return clock.hours > 23 || clock.minutes > 59 || clock.seconds > 59 ? undefined : clock
}

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

function isoOf({ year, month, day }: Day, clock: Clock, zone: string | undefined): string | undefined {
  const ms = Date.UTC(year, month - 1, day, clock.hours, clock.minutes, clock.seconds, clock.milliseconds)
  const date = new Date(ms)
  const isDay = year >= 1000 && month >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!isDay) return undefined
  const text = new Date(ms - zoneMs(zone)).toISOString().replace('.000Z', 'Z')
  return zone === undefined ? text.slice(0, -1) : text
}

function zoneMs(zone: string | undefined): number {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '')
  if (found === null) return 0
  const [, sign, hours, minutes] = found
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}

/** Days that a certificate or a lease is made for, plus or minus one: 90 days, 1, 2, 3, 4, 5 and 10 years, 398 days. */
const SPANS_DAYS = [90, 365, 366, 395, 397, 398, 730, 731, 825, 1095, 1096, 1460, 1461, 1825, 1826, 3650, 3652, 3653]

const DAY_MS = 86_400_000

/**
 * Gathers what the dates of one file say about their order. One day above 12 decides for all; a beginning and an end decide
 * when only one order puts them the right way round, or makes the years whole.
 */
export class DateOrders {
  #isMdyPossible = true
  #isDmyPossible = true
  #votes = 0

  note(reading: DateReading): void {
    if (reading.mdy === undefined) this.#isMdyPossible = false
    if (reading.dmy === undefined) this.#isDmyPossible = false
  }

  /** Two dates of which the first comes before the second. */
  noteSpan(begin: DateReading, end: DateReading): void {
    this.note(begin)
    this.note(end)
    const mdy = spanOf(begin.mdy, end.mdy)
    const dmy = spanOf(begin.dmy, end.dmy)
    if (mdy === undefined || dmy === undefined || mdy === dmy) return
    if (mdy < 0 !== dmy < 0) this.#votes += mdy < 0 ? -1 : 1
    else if (isUsual(mdy) !== isUsual(dmy)) this.#votes += isUsual(mdy) ? 1 : -1
  }

  /** Undefined when nothing decides, or when the file contradicts itself. */
  get order(): DateOrder | undefined {
    if (this.#isMdyPossible !== this.#isDmyPossible) return this.#isMdyPossible ? 'mdy' : 'dmy'
    if (!this.#isMdyPossible) return undefined
    if (this.#votes === 0) return undefined
    return this.#votes > 0 ? 'mdy' : 'dmy'
  }

  /** The time of a date; undefined when it may be two different days. */
  resolve(reading: DateReading): string | undefined {
    const { mdy, dmy } = reading
    if (mdy === undefined || dmy === undefined || mdy === dmy) return mdy ?? dmy
    const { order } = this
    return order === undefined ? undefined : reading[order]
  }
}

function spanOf(begin: string | undefined, end: string | undefined): number | undefined {
  if (begin === undefined || end === undefined) return undefined
  return (utcMs(end) - utcMs(begin)) / DAY_MS
}

function utcMs(iso: string): number {
  return Date.parse(iso.endsWith('Z') ? iso : `${iso}Z`)
}

function isUsual(days: number): boolean {
  return SPANS_DAYS.some((usual) => Math.abs(days - usual) < 1.1)
}
