/** What the sections of config.yaml are made of. */
import * as v from 'valibot'

export const DURATION = /^(\d{1,6})(ms|s|m|h|d)$/

/** A text of one form; the same words whether it is no text at all or a text of another form. */
export const textLike = (form: RegExp, wanted: string) => v.pipe(v.string(wanted), v.regex(form, wanted))

export const duration = textLike(DURATION, 'a duration such as 30s, 5m, 24h or 30d')

export const name = v.pipe(
  v.string('a name'),
  v.minLength(1, 'a name'),
  v.maxLength(253, 'a name of at most 253 characters'),
)
export const count = (least: number, most: number) =>
  v.pipe(
    v.number(`a number from ${least} to ${most}`),
    v.integer(`a whole number`),
    v.minValue(least, `at least ${least}`),
    v.maxValue(most, `at most ${most}`),
  )
