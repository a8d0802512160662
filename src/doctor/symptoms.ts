/** What the event log says, counted by id: symptoms, which findings account for. */
import type { Facts } from '../model/facts.ts'
import type { EventRecord } from '../model/events.ts'
import { exchangeSymptoms } from './exchange.ts'
import type { Symptom } from '../model/finding.ts'

const THUMBPRINT = /^[0-9a-f]{40}$/i

/** Events that speak of broken trust or certificates; the others inform. */
function isSymptom({ severity }: EventRecord): boolean {
  return severity !== 'information'
}

export function symptomsOf({ events, exchange }: Facts): readonly Symptom[] {
  if (exchange !== undefined) return exchangeSymptoms(exchange)
  if (events.state === 'unknown') return []
  const byId = Map.groupBy(events.value.filter(isSymptom), ({ id }) => id)
  return [...byId]
    .toSorted(([left], [right]) => left - right)
    .map(([id, records]) => ({
      id: `event.${String(id)}`,
      count: records.reduce((sum, { count }) => sum + count, 0),
      firstAt: records.reduce((first, { time }) => (time < first ? time : first), records[0]?.time ?? ''),
      lastAt: records.reduce((last, { time }) => (time > last ? time : last), ''),
      ...certificatesOf(records),
      explainedBy: [],
    }))
}

/** The certificate at fault is in the proof; events of a single certificate name it themselves. */
function certificatesOf(records: readonly EventRecord[]): Pick<Symptom, 'certificates'> {
  const named = records.map(({ args, proof }) => proof?.['thumbprint'] ?? args['thumbprint'])
  const certificates = named.filter((one) => typeof one === 'string' && THUMBPRINT.test(one)).map(String)
  // One record that names none, or names it otherwise, may be about any of them.
  return certificates.length < Math.max(1, named.length) ? {} : { certificates: [...new Set(certificates)] }
}
