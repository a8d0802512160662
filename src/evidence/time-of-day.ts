/**
 * Captures print the time of day and, if at all, the day elsewhere: in a column of its own, or nowhere. Then the day is the one on
 * which the file was saved. Times are the server's own, without a zone.
 */
import { DateOrders, readDate } from './dates.ts'

const ANY_DAY = '2000-01-01'
const DAY_CHARS = 10

export class CaptureTimes {
  readonly #orders = new DateOrders()
  readonly #savedOn: string | undefined
  /** A date that may be two days, and nothing said which. */
  ambiguous: string | undefined

  /** @param modifiedAt of the file, ISO 8601 */
  constructor(modifiedAt: string | undefined) {
    this.#savedOn = modifiedAt?.slice(0, DAY_CHARS)
  }

  /** `16:33:14.306`, `4:33:14.3062614 PM`, `午後 4:33:14`; undefined when it is no time. */
  at(timeOfDay: string, dateAndTime = ''): string | undefined {
    const clock = readDate(`${ANY_DAY} ${timeOfDay.trim()}`)?.mdy?.slice(DAY_CHARS)
    if (clock === undefined || timeOfDay.trim() === '') return undefined
    const day = dateAndTime === '' ? this.#savedOn : this.#day(dateAndTime)
    return day === undefined ? undefined : `${day}${clock}`
  }

  #day(printed: string): string | undefined {
    const reading = readDate(printed)
    if (reading === undefined) return this.#savedOn
    this.#orders.note(reading)
    const days = [reading.mdy, reading.dmy].map((iso) => iso?.slice(0, DAY_CHARS))
    const day = this.#orders.resolve(reading)?.slice(0, DAY_CHARS) ?? days.find((one) => one === this.#savedOn)
    if (day === undefined) this.ambiguous ??= printed
    return day
  }
}
