/**
 * Everything that has a time, of all files of one server, in one order: events, sessions, refused keys, certificates, commands,
 * services, and values that differ between files. What repeats without a change between is one entry with a count.
 */
import type { Contradiction, EvidenceFile, ExchangeEvent } from '../model/exchange.ts'
import { EXCHANGE_EVENT_IDS, isPhantom, isTransport } from '../model/exchange.ts'
import { roleOf, type Happening, type HappeningId, type Timeline } from '../model/timeline.ts'
import type { Args, Evidence } from '../model/facts.ts'
import { momentOf } from './moments.ts'
import type { CertificateObservation, EventObservation, Observation } from './observation.ts'

/** A page or three; what is left out is counted. */
const ENTRIES_MAX = 200
/** Kept in front of the first failure when not everything fits. */
const LEAD = 60
const BEFORE_MAX = 3
const AMBIGUOUS_MAX = 10
const SAID_CHARS_MAX = 200

export interface TimelineParts {
  readonly files: readonly EvidenceFile[]
  readonly events: readonly ExchangeEvent[]
  readonly contradictions: readonly Contradiction[]
  readonly takenAt: string
}

export function timelineOf(observations: readonly Observation[], parts: TimelineParts): Timeline {
  const dated = [
    ...certificateHappenings(observations, momentOf(parts.takenAt)),
    ...observations.flatMap(happeningOf),
    ...changesBetween(parts),
  ].filter(({ at }) => !Number.isNaN(momentOf(at)))
  const entries = folded(dated.toSorted(inOrder))
  const first = firstFailureOf(entries, parts)
  const from = entries.length <= ENTRIES_MAX ? 0 : Math.max(0, Math.min(first - LEAD, entries.length - ENTRIES_MAX))
  const kept = entries.slice(from, from + ENTRIES_MAX)
  const firstFailure = first - from
  const changes = kept.flatMap((entry, at) => (at < firstFailure && roleOf(entry) === 'change' ? [at] : []))
  return {
    entries: kept,
    ...(first < 0 ? {} : { firstFailure }),
    before: changes.slice(-BEFORE_MAX),
    omitted: entries.length - kept.length,
    ambiguous: parts.files
      .flatMap(({ problems }) => problems.filter(({ problem }) => problem === 'ambiguous-date'))
      .map(({ evidence }) => evidence)
      .slice(0, AMBIGUOUS_MAX),
  }
}

/** Of what has not ended since; of what has, when there is nothing else. */
function firstFailureOf(entries: readonly Happening[], { events }: TimelineParts): number {
  const ended = new Set(events.filter(({ ending }) => ending !== undefined).map(({ evidence }) => evidence))
  const isFailure = (one: Happening) => roleOf(one) === 'failure'
  const current = entries.findIndex((one) => isFailure(one) && !ended.has(one.evidence))
  return current >= 0 ? current : entries.findIndex(isFailure)
}

function inOrder(left: Happening, right: Happening): number {
  return (
    momentOf(left.at) - momentOf(right.at) || Number(roleOf(left) === 'failure') - Number(roleOf(right) === 'failure')
  )
}

function folded(dated: readonly Happening[]): readonly Happening[] {
  const entries: Happening[] = []
  let places = new Map<string, number>()
  for (const one of dated) {
    const key = JSON.stringify([one.what, one.args])
    const at = places.get(key)
    const before = at === undefined ? undefined : entries[at]
    if (at !== undefined && before !== undefined) {
      entries[at] = { ...before, count: before.count + one.count, until: one.until ?? one.at }
      continue
    }
    if (roleOf(one) !== 'failure') places = new Map()
    places.set(key, entries.length)
    entries.push(one)
  }
  return entries
}

function happening(what: HappeningId, args: Args, at: string, evidence: Evidence): Happening {
  return { what, args, at, count: 1, evidence }
}

/** Each certificate once, however many files print it; one that is only published was made elsewhere. */
function certificateHappenings(observations: readonly Observation[], takenMs: number): readonly Happening[] {
  const stored = observations.filter((one) => one.kind === 'certificate').filter(({ from }) => from === 'store')
  return [...Map.groupBy(stored, ({ thumbprint }) => thumbprint).values()].flatMap((seen) => {
    const one = seen.find(({ notBefore }) => notBefore !== undefined) ?? seen[0]
    if (one === undefined) return []
    const { thumbprint, subject = '-', notBefore, notAfter } = one
    const args = { thumbprint, subject }
    const hasEnded = momentOf(notAfter) <= takenMs
    return [
      ...(notBefore === undefined ? [] : [happening('certificate.begins', args, notBefore, placeOf(one, 'notbefore'))]),
      ...(notAfter === undefined || !hasEnded
        ? []
        : [happening('certificate.ends', args, notAfter, placeOf(one, 'notafter'))]),
    ]
  })
}

function placeOf({ places, evidence }: CertificateObservation, property: string): Evidence {
  const found = Object.entries(places ?? {}).find(([name]) => name.toLowerCase() === property)
  return found?.[1] ?? evidence
}

function happeningOf(one: Observation): readonly Happening[] {
  if (one.kind === 'event') return eventHappening(one)
  if (one.kind === 'attempt') {
    if (one.time === undefined || !/denied|EACCES|EPERM/i.test(one.result)) return []
    const file = one.path.slice(Math.max(one.path.lastIndexOf('\\'), one.path.lastIndexOf('/')) + 1)
    return [happening('key.denied', { process: one.process, file, result: one.result }, one.time, one.evidence)]
  }
  if (one.kind !== 'session' || one.startedAt === undefined) return []
  const remote = (one.remote ?? '-').replace(/:\d+$/, '')
  const repeated = one.alike === undefined ? {} : { count: one.alike }
  if (one.outcome === 'trusted')
    return [{ ...happening('session.trusted', { remote }, one.startedAt, one.evidence), ...repeated }]
  if (one.outcome !== 'refused' && one.outcome !== 'failed') return []
  const error = (one.error ?? one.outcome).slice(0, SAID_CHARS_MAX)
  return [{ ...happening('session.failed', { remote, error }, one.startedAt, one.evidence), ...repeated }]
}

const FAILING_IDS: ReadonlySet<number> = new Set([...EXCHANGE_EVENT_IDS, 1018, 1019])
const EDGE_IDS: ReadonlySet<number> = new Set([1024, 1035, 10_104])

function eventHappening(event: EventObservation): readonly Happening[] {
  const { source, id, time, strings, evidence } = event
  if (time === undefined) return []
  const [first = '', second = ''] = strings
  const said = (text: string) => text.slice(0, SAID_CHARS_MAX)
  if (/^service control manager$/i.test(source)) {
    const service = said([first, second].filter((text) => text !== '').join(', ') || '-')
    return [happening('service.changed', { id, service }, time, evidence)]
  }
  if (/^msexchange ?(?:management|cmdlet ?logs)$/i.test(source))
    return [happening('command.run', { command: said([first, second].join(' ').trim()) }, time, evidence)]
  if (/^eventlog$/i.test(source))
    return id === 6011 ? [happening('machine.renamed', { names: said(strings.join(' → ')) }, time, evidence)] : []
  return isFailure(event) ? [happening('event.logged', { source, id, about: aboutOf(event) }, time, evidence)] : []
}

function isFailure(event: EventObservation): boolean {
  const { source, id } = event
  return (
    (isTransport(event) && FAILING_IDS.has(id) && !(id === 1036 && isPhantom(event))) ||
    (/edgesync/i.test(source) && EDGE_IDS.has(id)) ||
    (/^schannel$/i.test(source) && id === 36_870)
  )
}

/** Who was refused, or which name and connector: what tells one trouble from another of the same number. */
function aboutOf({ id, strings }: EventObservation): string {
  const count = [1036, 2018, 12_014].includes(id) ? 2 : id === 10_104 ? 1 : 0
  const said = strings.slice(0, count).filter((text) => text !== '')
  return said.length === 0 ? '' : ` (${said.join(', ').slice(0, SAID_CHARS_MAX)})`
}

/** A value that is another in a file written later: dated by that file, for nothing else is known of when it changed. */
function changesBetween({ contradictions, files }: TimelineParts): readonly Happening[] {
  const written = new Map(files.map(({ name, modifiedAt }) => [name, modifiedAt]))
  return contradictions.flatMap(({ property, object, left, right }) => {
    const [first, second] = [left, right].map(({ evidence }) => momentOf(written.get(evidence.source)))
    const at = written.get(right.evidence.source)
    if (at === undefined || first === undefined || second === undefined || !(first < second)) return []
    const args = {
      property: `${property} (${object})`,
      value: right.value,
      before: left.value,
      place: left.evidence.source,
    }
    return [happening('reading.changed', args, at, right.evidence)]
  })
}
