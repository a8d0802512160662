/** Times of different files in one order. One without a zone is taken as it stands: no zone of this machine is put into it. */
import { isLocalTime } from '../model/timeline.ts'

/** Milliseconds since 1970; NaN when it is no time. */
export function momentOf(time: string | undefined): number {
  if (time === undefined) return Number.NaN
  return Date.parse(isLocalTime(time) && time.includes('T') ? `${time}Z` : time)
}
