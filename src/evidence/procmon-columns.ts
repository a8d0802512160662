/** What every form of a Process Monitor capture has in common: its columns, and which of them matter here. */
import type { Sample, Touch } from './capture-tally.ts'
import type { CaptureTimes } from './time-of-day.ts'

/** `Date & Time` in CSV is `Date___Time` in XML. Never translated. */
export function columnName(heading: string): string {
  return heading
    .replace(/[^A-Za-z]+/g, ' ')
    .trim()
    .toLowerCase()
}

export const REQUIRED_COLUMNS = ['process name', 'operation', 'path', 'result'] as const

/** One event by the names of its columns. */
export type ProcmonRow = (column: string) => string

export interface RowPlace {
  readonly line?: number
  readonly record?: number
  readonly quote?: string
}

const IMPERSONATING = /(?:^|, )Impersonating: ([^,]+)/

export function touchOf(row: ProcmonRow, times: CaptureTimes, place: RowPlace): Touch {
  const pid = Number.parseInt(row('pid'), 10)
  const time = times.at(row('time of day'), row('date time'))
  // Who is impersonated is who was refused.
  const account = IMPERSONATING.exec(row('detail'))?.[1] ?? row('user')
  return {
    process: row('process name'),
    ...(Number.isNaN(pid) ? {} : { pid }),
    path: row('path'),
    operation: row('operation'),
    result: row('result'),
    ...(time === undefined ? {} : { time }),
    ...(account === '' ? {} : { account }),
    ...place,
  }
}

export function sampleOf(row: ProcmonRow): Sample {
  return { process: row('process name'), operation: row('operation'), path: row('path'), result: row('result') }
}
