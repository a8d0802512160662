/** Everything `hubtrust explain` knows: event ids, causes and error codes, from the tables that define them. Pure. */
import { CODES, type Code } from '../core/codes.ts'
import type { Lang } from '../core/text.ts'
import { EVENT_HELP } from './event-help.ts'
import { EVENTS, type EventId } from './events.ts'
import { entryOf, FINDING_IDS, isFindingId, type FindingId } from './finding.ts'
import { findingExample, type RemedyText } from './finding-text.ts'
import { CAUSES, type Cause } from './findings.ts'
import { say } from './words.ts'

export interface Explanation {
  readonly id: string
  readonly kind: 'event' | 'finding' | 'error'
  readonly title: string
  /** What the event or error says, or how the finding could read. */
  readonly text: string
  /** Why it matters, for a finding. */
  readonly why?: string
  /** How it is when all is well, for a finding. */
  readonly healthy?: string
  readonly remedy?: string
  readonly remedies?: readonly RemedyText[]
  /** Causes of an event, or what a finding accounts for. */
  readonly related: readonly string[]
  readonly sources?: readonly string[]
  readonly severity?: string
  readonly category?: string
  readonly retry?: boolean
}

/** Which causes an event can name. */
const LOCAL_CAUSES: readonly Cause[] = CAUSES.filter((cause) =>
  /^(services|key|names|balancer|selection|store|directory)\./.test(cause),
)
const PEER_CAUSES: readonly Cause[] = CAUSES.filter((cause) =>
  /^(peer|directory\.stale|validity\.(expired|not-yet))/.test(cause),
)
const CAUSES_OF: Readonly<Partial<Record<EventId, readonly Cause[]>>> = {
  1036: PEER_CAUSES,
  1037: LOCAL_CAUSES,
  2018: [...PEER_CAUSES, ...CAUSES.filter((cause) => cause.startsWith('handshake.'))],
  2019: LOCAL_CAUSES,
  12012: ['directory.not-published', 'directory.unreachable'],
  12013: ['store.published-missing', 'key.missing', 'key.unreadable', 'key.mismatch'],
  12014: ['connector.no-certificate-for-name'],
  12015: ['validity.expired'],
  12016: ['validity.expired'],
  12017: ['validity.expires-soon'],
  12018: ['validity.expires-soon'],
  12019: ['peer.expired'],
  12020: ['peer.expired'],
  12023: ['store.published-missing', 'key.missing', 'key.unreadable', 'key.mismatch'],
  30007: ['listener.port-conflict'],
  30008: ['directory.unreachable', 'directory.stale'],
  30016: ['directory.unreachable', 'directory.stale'],
}

export const EVENT_IDS: readonly EventId[] = keysOf(EVENTS)
export const ERROR_CODES: readonly Code[] = Object.keys(CODES)
  .filter((code): code is Code => code in CODES)
  .toSorted()

function keysOf(events: typeof EVENTS): readonly EventId[] {
  return Object.keys(events)
    .map(Number)
    .filter((id): id is EventId => id in events)
}

export function explainables(): readonly string[] {
  return [...EVENT_IDS.map(String), ...FINDING_IDS, ...ERROR_CODES]
}

/** Explains `1037`, `event.1037`, `key.unreadable` or `NET_PORT_IN_USE`; undefined when there is no such thing. */
export function explain(id: string, lang: Lang): Explanation | undefined {
  const event = EVENT_IDS.find((known) => String(known) === id.replace(/^event\./i, ''))
  if (event !== undefined) return explainEvent(event, lang)
  const finding = id.toLowerCase()
  if (isFindingId(finding)) return explainFinding(finding, lang)
  const code = ERROR_CODES.find((known) => known === id.toUpperCase())
  return code === undefined ? undefined : explainCode(code, lang)
}

function explainEvent(id: EventId, lang: Lang): Explanation {
  const { name, text, severity, category } = EVENTS[id]
  const related = CAUSES_OF[id] ?? []
  return {
    id: String(id),
    kind: 'event',
    title: name,
    text: text[lang],
    remedy: EVENT_HELP[id][lang],
    related,
    severity: say(lang, `severity.${severity}`),
    category,
  }
}

function explainFinding(id: FindingId, lang: Lang): Explanation {
  const { claim, citation, severity, explains } = entryOf(id)
  const { title, why, remedies } = findingExample(id, lang)
  const events = EVENT_IDS.filter((event) => CAUSES_OF[event]?.some((cause) => cause === id)).map(String)
  const others = explains.map((symptom) => symptom.replace(/^event\./, ''))
  return {
    id,
    kind: 'finding',
    title: id,
    text: title,
    why,
    healthy: claim[lang],
    remedies,
    related: [...new Set([...events, ...others])].toSorted(),
    sources: citation,
    severity: say(lang, `finding.${severity}`),
  }
}

function explainCode(code: Code, lang: Lang): Explanation {
  const { message, remedy, retry } = CODES[code]
  return { id: code, kind: 'error', title: code, text: message[lang], remedy: remedy[lang], related: [], retry }
}
