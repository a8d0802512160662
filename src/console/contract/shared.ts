/** What many answers of the API have in common. Pure, and nothing of Node: the browser reads answers with the same schemas. */
import * as v from 'valibot'

export const text = v.string()
/** ISO 8601 in UTC, whole seconds or milliseconds. */
export const time = v.pipe(v.string(), v.isoTimestamp())
export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
/** A DNS name or another name of a server. */
export const serverName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/, 'a server name'),
)
/** A SHA-1 thumbprint or a SHA-256 fingerprint, or its beginning. */
export const thumbprint = v.pipe(v.string(), v.regex(/^[0-9A-Fa-f]{4,64}$/, 'a thumbprint in hexadecimal digits'))

export const LANGS = ['en', 'ja'] as const
export const SEVERITY = v.picklist(['error', 'warning', 'information'])

/** RFC 9457, with the code of docs/reference/errors.md, the cause underneath and what to do. */
export const ProblemAnswer = v.object({
  type: text,
  title: text,
  status: v.number(),
  detail: text,
  code: text,
  cause: v.optional(text),
  remedy: text,
})
export type Problem = v.InferOutput<typeof ProblemAnswer>

/** A page of a long list: `next` goes into `after` of the next question, and is left out on the last page. */
export function pageOf<Item extends v.GenericSchema>(item: Item) {
  return v.object({ items: v.array(item), next: v.optional(text), total: count })
}

export const wholeNumber = (least: number, most: number) =>
  v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number), v.minValue(least), v.maxValue(most))

/** What every question may carry. `lang` wins over the Accept-Language header. */
export const language = { lang: v.optional(v.picklist(LANGS)) }
export const paging = {
  q: v.optional(v.pipe(v.string(), v.maxLength(200))),
  after: v.optional(v.pipe(v.string(), v.maxLength(300))),
  limit: v.optional(wholeNumber(1, 1_000)),
}

export const AnyQuery = v.object(language)
export const PageQuery = v.object({ ...language, ...paging })

/** The answer to what leaves nothing to say. */
export const DoneAnswer = v.object({ done: v.literal(true) })
