/**
 * Which events are history: the certificate now in use was made after them, the peer they name was trusted since, or the log goes
 * on for long without them. A log keeps for a year what was repaired in a day.
 */
import type { EventEnding, ExchangeEvent } from '../model/exchange.ts'
import { isTransport } from '../model/exchange.ts'
import { momentOf } from './moments.ts'
import type { Observation } from './observation.ts'

export interface EndingParts {
  readonly takenAt: string
  /** The newest that is published and in the store. */
  readonly inUse?: { readonly thumbprint: string; readonly notBefore: string }
}

const DAY_MS = 86_400_000
/** What goes on is logged at each attempt or each hour; a log that goes on this long without it says that it has stopped. */
const SILENT_IN_LOG_MS = 7 * DAY_MS
/** When the log ends with the event, by all other times of the collection. */
const SILENT_MS = 30 * DAY_MS

/** About the server's own certificate. */
const OWN_IDS: ReadonlySet<number> = new Set([
  ...[1037, 2019, 12_012, 12_013, 12_014, 12_015, 12_016, 12_017, 12_018, 12_022, 12_023, 12_024],
])
/** Logged when the service starts, and not again as long as it runs. */
const ONCE_IDS: ReadonlySet<number> = new Set([12_012, 12_013, 12_022, 12_023, 12_024])
const PEER_IDS: ReadonlySet<number> = new Set([1036, 2018])
const EDGE_ID = 10_104
/** What can end a trouble, or show that a log goes on without it. */
const ENDING_KINDS: ReadonlySet<Observation['kind']> = new Set(['session', 'edge-sync', 'collection'])

export function withEndings(
  events: readonly ExchangeEvent[],
  observations: readonly Observation[],
  parts: EndingParts,
): readonly ExchangeEvent[] {
  const endings = new Map<string, EventEnding | undefined>()
  // A flood of events stands beside a few sessions and logs; it is not gone over again for each of its peers.
  const later = observations.filter(({ kind }) => ENDING_KINDS.has(kind))
  for (const [key, seen] of Map.groupBy(events, keyOf)) endings.set(key, endingOf(seen, later, parts))
  return events.map((event) => {
    const ending = endings.get(keyOf(event))
    return ending === undefined ? event : { ...event, ending }
  })
}

/** The same trouble: peers are told apart by certificate and address, connectors by their names. */
function keyOf({ source, id, strings }: ExchangeEvent): string {
  return JSON.stringify([source.toLowerCase(), id, strings[0], PEER_IDS.has(id) ? strings[1] : ''])
}

function endingOf(
  seen: readonly ExchangeEvent[],
  observations: readonly Observation[],
  { takenAt, inUse }: EndingParts,
): EventEnding | undefined {
  const [event] = seen
  const lastMs = Math.max(...seen.map(({ time }) => momentOf(time)))
  // Without a time nothing is known to be later.
  if (event === undefined || Number.isNaN(lastMs)) return undefined
  const until = new Date(lastMs).toISOString()
  const isOwn = isTransport(event) && OWN_IDS.has(event.id)
  if (isOwn && inUse !== undefined && momentOf(inUse.notBefore) > lastMs)
    return { why: 'overtaken', until, since: inUse.notBefore, object: inUse.thumbprint }
  const trusted = trustedAfter(event, lastMs, observations)
  if (trusted !== undefined) return { why: 'overtaken', until, ...trusted }
  if (isTransport(event) && ONCE_IDS.has(event.id)) return undefined
  const logEnd = Math.max(
    ...observations.flatMap((one) =>
      one.kind === 'collection' && seen.some(({ evidence }) => evidence.source === one.evidence.source)
        ? [momentOf(one.to)].filter((ms) => !Number.isNaN(ms))
        : [],
    ),
  )
  const isSilent = logEnd - lastMs > SILENT_IN_LOG_MS || momentOf(takenAt) - lastMs > SILENT_MS
  return isSilent ? { why: 'silent', until, since: takenAt, object: '' } : undefined
}

/** A session that was trusted, or an Edge synchronization that worked, after the last such event. */
function trustedAfter(
  { source, id, strings }: ExchangeEvent,
  lastMs: number,
  observations: readonly Observation[],
): Pick<EventEnding, 'since' | 'object'> | undefined {
  const isEdge = /edgesync/i.test(source) && id === EDGE_ID
  if (!isEdge && !(isTransport({ source }) && PEER_IDS.has(id))) return undefined
  const address = bareAddress(strings[1])
  for (const one of observations) {
    if (one.kind === 'session' && one.outcome === 'trusted' && !isEdge && bareAddress(one.remote) === address) {
      const since = one.startedAt
      if (since !== undefined && momentOf(since) > lastMs) return { since, object: address }
    }
    if (one.kind === 'edge-sync' && /^(?:normal|success)/i.test(one.status.trim())) {
      const since = one.lastSynchronized
      if (since !== undefined && momentOf(since) > lastMs) return { since, object: one.name }
    }
  }
  return undefined
}

function bareAddress(text = ''): string {
  return text.replace(/^\[|\]$/g, '').replace(/:\d+$/, '')
}
