/** The event log, live changes, explanations and the trace. */
import { failure } from '../../core/errors.ts'
import { explain } from '../../model/explanations.ts'
import { EVENTS, type EventRecord } from '../../model/events.ts'
import { TRACE_TAGS } from '../../model/trace.ts'
import { on, type Binding } from '../binding.ts'
import { NAMED_ROUTES } from '../contract/routes.ts'
import { eventRow, type EventWish } from '../event-book.ts'
import { requireServer, visitorOf, type Ground } from '../ground.ts'
import type { Visitor } from '../sessions.ts'
import { pageIn } from '../paging.ts'
import { followTrace } from '../trace-stream.ts'
import type { Lang } from '../../core/text.ts'

const PAGE = 100
const BARS = 60

export function eventAnswers(ground: Ground): readonly Binding[] {
  const { book, live, host, clock } = ground
  return [
    on(NAMED_ROUTES.live, (asked) => {
      const { key } = visitorOf(asked)
      // A browser cannot set the header when a page opens the stream anew.
      const last = asked.request.header('last-event-id') ?? asked.query.after
      return {
        raw: live.follow({
          lang: asked.lang,
          key,
          isWelcome: () => isStillSignedIn(ground, asked.visitor),
          lastSeen: last !== undefined && /^\d{1,15}$/.test(last) ? Number(last) : undefined,
        }),
      }
    }),
    on(NAMED_ROUTES.eventLog, ({ query, lang }) => {
      const found = book.find(wishOf(query, lang))
      const page = pageIn(found, {
        after: query.after,
        limit: query.limit ?? PAGE,
        keyOf: ({ sequence }) => String(sequence),
      })
      return { ...page, items: page.items.map((record) => eventRow(record, lang)) }
    }),
    on(NAMED_ROUTES.histogram, ({ query, lang }) =>
      histogramOf(book.find(wishOf(query, lang)), query.bars ?? BARS, clock.nowMs()),
    ),
    on(NAMED_ROUTES.explain, ({ place, lang }) => {
      const explanation = explain(place.id, lang)
      if (explanation === undefined)
        throw failure('CONSOLE_NOT_FOUND', { what: 'event, finding or error', name: place.id })
      return explanation
    }),
    on(NAMED_ROUTES.traceTags, () => ({ tags: TRACE_TAGS })),
    on(NAMED_ROUTES.trace, (asked) => {
      requireServer(visitorOf(asked), host.settings.server)
      const { tags, seconds } = asked.query
      return { raw: followTrace(host, { tags, seconds, isWelcome: () => isStillSignedIn(ground, asked.visitor) }) }
    }),
  ]
}

function isStillSignedIn({ sessions, access }: Ground, visitor: Visitor | undefined): boolean {
  if (visitor === undefined) return false
  if (visitor.via === 'token') return access.tokens().some(({ name }) => name === visitor.account)
  return sessions.isOpen(visitor.key) && (visitor.via === 'link' || access.account(visitor.account) !== undefined)
}

interface LogQuery {
  readonly q?: string | undefined
  readonly id?: string | undefined
  readonly server?: string | undefined
  readonly peer?: string | undefined
  readonly severity?: EventRecord['severity'] | undefined
  readonly since?: string | undefined
}

function wishOf({ q, id, server, peer, severity, since }: LogQuery, lang: Lang): EventWish {
  return {
    lang,
    ...(q === undefined || q === '' ? {} : { text: q }),
    ...(id === undefined ? {} : { ids: new Set(id.split(',').map(Number)) }),
    ...(server === undefined ? {} : { server }),
    ...(peer === undefined || peer === '' ? {} : { peer }),
    ...(severity === undefined ? {} : { severity }),
    ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
  }
}

/** @param records newest first */
function histogramOf(records: readonly EventRecord[], bars: number, nowMs: number) {
  const oldest = records.at(-1)
  const fromMs = oldest === undefined ? nowMs : Date.parse(oldest.time)
  const stepMs = Math.max(1_000, Math.ceil((nowMs - fromMs + 1) / bars))
  const columns = { error: zeros(bars), warning: zeros(bars), information: zeros(bars) }
  const ids = new Map<EventRecord['id'], number>()
  for (const { time, severity, id, count } of records) {
    const at = Math.min(bars - 1, Math.max(0, Math.floor((Date.parse(time) - fromMs) / stepMs)))
    columns[severity][at] = (columns[severity][at] ?? 0) + count
    ids.set(id, (ids.get(id) ?? 0) + count)
  }
  const sorted = [...ids].toSorted(([, left], [, right]) => right - left)
  return { fromMs, stepMs, ...columns, ids: sorted.map(([id, count]) => ({ id, name: EVENTS[id].name, count })) }
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0)
}
