/** Events of the evidence: in the order they happened, and the moment the evidence was collected. */
import type { EvidenceFile, ExchangeEvent } from '../model/exchange.ts'
import { momentOf } from './moments.ts'
import type { Observation } from './observation.ts'

const EVENTS_MAX = 20_000

export function exchangeEvents(observations: readonly Observation[]): readonly ExchangeEvent[] {
  return (
    observations
      .filter((one) => one.kind === 'event')
      .map(({ source, id, qualifiers, time, strings, evidence }) => ({
        source,
        id,
        strings,
        evidence,
        ...(qualifiers === undefined ? {} : { qualifiers }),
        ...(time === undefined ? {} : { time }),
      }))
      .toSorted((left, right) => (left.time ?? '').localeCompare(right.time ?? ''))
      // The latest say what is so now.
      .slice(-EVENTS_MAX)
  )
}

/** The last thing that happened before the evidence was collected: nearer to that moment than the day it is read. */
function latestTimeOf(observations: readonly Observation[]): string | undefined {
  const times = observations.flatMap((one) => {
    if (one.kind === 'event' || one.kind === 'attempt') return one.time ?? []
    if (one.kind === 'session') return one.startedAt ?? []
    return one.kind === 'collection' ? [one.at ?? [], one.to ?? []].flat() : []
  })
  const valid = times
    .map(momentOf)
    .filter((ms) => !Number.isNaN(ms))
    .map((ms) => new Date(ms).toISOString())
  return valid.reduce<string | undefined>(
    (latest, time) => (latest === undefined || time > latest ? time : latest),
    undefined,
  )
}

/**
 * When the evidence was collected: the last thing in it that has a time; else when the newest file that was understood was
 * written, as output is collected when it is saved. Never before a certificate in it was made.
 */
export function takenAtOf(
  observations: readonly Observation[],
  files: readonly EvidenceFile[],
  nowIso: string,
): string {
  const written = files.flatMap(({ takenFor, modifiedAt }) => (takenFor === undefined ? [] : (modifiedAt ?? [])))
  const made = observations.flatMap((one) =>
    one.kind === 'certificate' && one.from === 'store' ? (one.notBefore ?? []) : [],
  )
  const taken = latestTimeOf(observations) ?? latestUntil(nowIso, written) ?? nowIso
  return latestUntil(nowIso, [taken, ...made]) ?? taken
}

/** A clock that ran ahead says nothing. */
function latestUntil(nowIso: string, times: readonly string[]): string | undefined {
  return times
    .map(momentOf)
    .filter((ms) => ms <= Date.parse(nowIso))
    .toSorted((left, right) => left - right)
    .slice(-1)
    .map((ms) => new Date(ms).toISOString())[0]
}
