/** The event log and what is told while it happens. */
import * as v from 'valibot'
import { EventItem } from './look.ts'
import { count, language, pageOf, paging, serverName, text, time, wholeNumber, SEVERITY } from './shared.ts'

/** Newest first; `after` is the sequence of the last one shown. `id` takes commas. */
export const EventLogQuery = v.object({
  ...language,
  ...paging,
  id: v.optional(v.pipe(v.string(), v.regex(/^\d{3,5}(,\d{3,5}){0,49}$/))),
  server: v.optional(serverName),
  peer: v.optional(v.pipe(v.string(), v.maxLength(253))),
  severity: v.optional(SEVERITY),
  since: v.optional(time),
})
export const EventLogAnswer = pageOf(EventItem)

export const HistogramQuery = v.object({
  ...EventLogQuery.entries,
  /** How many bars. */
  bars: v.optional(wholeNumber(1, 500)),
})
/** `counts[i]` covers `fromMs + i * stepMs`; repeats that were counted into one record count as often as they happened. */
export const HistogramAnswer = v.object({
  fromMs: v.number(),
  stepMs: v.number(),
  error: v.array(count),
  warning: v.array(count),
  information: v.array(count),
  /** Ids that occur, most frequent first. */
  ids: v.array(v.object({ id: v.number(), name: text, count })),
})

export const ExplainPlace = v.object({ id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]{1,80}$/)) })
export const ExplainAnswer = v.object({
  id: text,
  kind: v.picklist(['event', 'finding', 'error']),
  title: text,
  text,
  why: v.optional(text),
  healthy: v.optional(text),
  remedy: v.optional(text),
  remedies: v.optional(
    v.array(
      v.object({
        id: v.optional(text),
        title: text,
        prose: v.optional(text),
        commands: v.array(text),
        automatic: v.boolean(),
      }),
    ),
  ),
  related: v.array(text),
  sources: v.optional(v.array(text)),
  severity: v.optional(text),
  category: v.optional(text),
  retry: v.optional(v.boolean()),
})

/**
 * Server-sent events of `/api/v1/events`: `event:` is the name here, `data:` JSON of this shape, `id:` the sequence of the
 * event log (only `event` moves it on). `gap` says that what was missed is no longer there: load again. `alive` comes every
 * 15 seconds.
 */
export const LIVE = {
  event: EventItem,
  status: v.object({ changed: v.picklist(['doctor', 'sessions', 'configuration']) }),
  certificate: v.object({ inUse: v.optional(text) }),
  directory: v.object({ changeNumber: v.optional(v.number()), servers: count, certificates: count }),
  doctor: v.object({
    run: text,
    state: v.picklist(['running', 'done', 'failed']),
    /** What has just been finished: a section of the facts or a check. */
    step: v.optional(text),
    text: v.optional(text),
    outcome: v.optional(text),
    done: count,
    total: count,
  }),
  mail: v.object({
    at: time,
    from: text,
    to: text,
    state: v.picklist(['delivered', 'deferred']),
    messageId: v.optional(text),
    trustedAs: v.optional(text),
    ms: v.optional(v.number()),
    reason: v.optional(text),
  }),
  /** Of `/api/v1/trace`; `end` is its last one. */
  line: v.object({ time, tag: text, message: text, detail: v.optional(v.record(text, v.unknown())) }),
  end: v.object({ seconds: v.number() }),
  gap: v.object({ from: count }),
  alive: v.object({ at: time }),
} as const
/** `after` is what the header Last-Event-ID would say. */
export const LiveQuery = v.object({ ...language, after: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/))) })
export type LiveName = keyof typeof LIVE

/** `tags` takes commas, all when left out; it ends by itself after `seconds` (at most 900). Events are `line`, then `end`. */
export const TraceQuery = v.object({
  ...language,
  tags: v.optional(v.pipe(v.string(), v.maxLength(500))),
  seconds: v.optional(wholeNumber(1, 900)),
})
export const TraceTagsAnswer = v.object({ tags: v.array(text) })
