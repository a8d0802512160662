/** Times at the beginning of lines of mail logs: `Nov 24 15:08:26` has no year, `2026-11-24T15:08:26.5+09:00` has everything. */

export interface LoggedTime {
  /** ISO 8601; without a zone where none is printed. Undefined: the year is not known. */
  readonly time: string | undefined
  /** What is behind it. */
  readonly rest: string
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const CLASSIC = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) (.*)$/
const FULL = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z| ?[+-]\d{2}:?\d{2})? (.*)$/

/** @param modifiedAt when the log was written last: its lines are of the year before that */
export function readLoggedTime(line: string, modifiedAt?: string): LoggedTime | undefined {
  const classic = CLASSIC.exec(line)
  if (classic === null) return readFull(line)
  const [, name = '', day = '', clock = '', rest = ''] = classic
  const month = MONTHS.indexOf(name) + 1
  return month === 0 ? undefined : { time: withYear(month, Number(day), clock, modifiedAt), rest }
}

function readFull(line: string): LoggedTime | undefined {
  const full = FULL.exec(line)
  if (full === null) return undefined
  const [, date = '', clock = '', fraction, zone, rest = ''] = full
  const local = `${date}T${clock}`
  const offset = zone?.trim().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2')
  const ms = Date.parse(`${local}${offset ?? 'Z'}`)
  if (Number.isNaN(ms)) return { time: undefined, rest }
  const parts = fraction === undefined ? '' : `.${fraction.padEnd(3, '0').slice(0, 3)}`
  if (offset === undefined) return { time: `${local}${parts}`, rest }
  return { time: `${new Date(ms).toISOString().slice(0, 19)}${parts}Z`, rest }
}

function withYear(month: number, day: number, clock: string, modifiedAt: string | undefined): string | undefined {
  const lastMs = Date.parse(modifiedAt ?? '')
  if (Number.isNaN(lastMs)) return undefined
  const year = new Date(lastMs).getUTCFullYear()
  const two = (number: number): string => String(number).padStart(2, '0')
  const inYear = (of: number): string => `${String(of)}-${two(month)}-${two(day)}T${clock}`
  // Zones reach a day beyond UTC.
  return Date.parse(`${inYear(year)}Z`) > lastMs + 86_400_000 ? inYear(year - 1) : inYear(year)
}
