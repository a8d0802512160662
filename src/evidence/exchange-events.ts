/** Events of the evidence: in the order they happened, and the moment the evidence was collected. */
import type { ExchangeEvent } from '../model/exchange.ts'
import type { Observation } from './observation.ts'

const EVENTS_MAX = 20_000

export function exchangeEvents(observations: readonly Observation[]): readonly ExchangeEvent[] {
  return observations
    .filter((one) => one.kind === 'event')
    .slice(0, EVENTS_MAX)
    .map(({ source, id, qualifiers, time, strings, evidence }) => ({
      source,
      id,
      strings,
      evidence,
      ...(qualifiers === undefined ? {} : { qualifiers }),
      ...(time === undefined ? {} : { time }),
    }))
    .toSorted((left, right) => (left.time ?? '').localeCompare(right.time ?? ''))
}

/** The last thing that happened before the evidence was collected: nearer to that moment than the day it is read. */
export function latestTimeOf(observations: readonly Observation[]): string | undefined {
  const times = observations.flatMap((one) => {
    if (one.kind === 'event' || one.kind === 'attempt') return one.time ?? []
    if (one.kind === 'session') return one.startedAt ?? []
    return one.kind === 'collection' ? (one.at ?? []) : []
  })
  const valid = times.filter((time) => !Number.isNaN(Date.parse(time))).map((time) => new Date(time).toISOString())
  return valid.reduce<string | undefined>(
    (latest, time) => (latest === undefined || time > latest ? time : latest),
    undefined,
  )
}
