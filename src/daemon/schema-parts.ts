/** What the sections of config.yaml are made of. */
import * as v from 'valibot'

const DURATION = /^(\d{1,6})(ms|s|m|h|d)$/

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

export const ENDPOINT = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/

export const endpoint = v.pipe(
  textLike(ENDPOINT, 'HOST:PORT, for example 127.0.0.1:25 or [::1]:25'),
  v.check((text) => Number(ENDPOINT.exec(text)?.[2]) <= 65_535, 'a port up to 65535'),
)

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** @param text as the schema lets it through */
export function durationMs(text: string): number {
  const [, amount = '0', unit = 's'] = DURATION.exec(text) ?? []
  return Number(amount) * (Object.entries(UNIT_MS).find(([known]) => known === unit)?.[1] ?? 1_000)
}
