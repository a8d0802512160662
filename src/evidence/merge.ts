/**
 * What several readers found in one file, each fact once: two readers that know the same lines tell of the same thing, and the
 * surer one has told it already.
 */
import type { EvidenceProblemFact } from '../model/exchange.ts'
import { EVIDENCE_LIMITS } from './contract.ts'
import type { EventObservation, Observation } from './observation.ts'

interface Read {
  readonly observations: Observation[]
  readonly problems: EvidenceProblemFact[]
}

/** Labels of one event: two readers may point at different ones. */
const EVENT_LINES = 12

export class Merge {
  readonly #all: Read
  #told = new Set<string>()
  readonly #events = new Map<string, EventObservation[]>()

  constructor(all: Read) {
    this.#all = all
  }

  /** Whether the reader found anything that the ones before it had not. */
  add({ observations, problems }: Read): boolean {
    const added = observations.filter((one) => !this.#told.has(placeOf(one)) && !this.#isEventTold(one))
    const isFirst = this.#told.size === 0
    const facts = added.filter(({ kind }) => kind !== 'collection')
    // What nobody recognises anything in is no output of theirs: their complaints about it are none either.
    if (facts.length === 0 && !isFirst) return false
    const room = EVIDENCE_LIMITS.observationsMax - this.#all.observations.length
    for (const one of added.slice(0, Math.max(0, room))) this.#all.observations.push(one)
    const known = new Set(this.#all.problems.map(problemOf))
    for (const one of problems) if (!known.has(problemOf(one))) this.#all.problems.push(one)
    this.#told = new Set([...this.#told, ...added.map(placeOf)])
    for (const one of added) if (one.kind === 'event') this.#keep(one)
    return facts.length > 0
  }

  #keep(event: EventObservation): void {
    const key = neighbourhoodOf(event, 0)
    const near = this.#events.get(key)
    if (near === undefined) this.#events.set(key, [event])
    else near.push(event)
  }

  #isEventTold(one: Observation): boolean {
    if (one.kind !== 'event') return false
    const near = [-1, 0, 1].flatMap((step) => this.#events.get(neighbourhoodOf(one, step)) ?? [])
    return near.some((other) => isSameEvent(one, other))
  }
}

function neighbourhoodOf({ id, evidence: { line = 0 } }: EventObservation, step: number): string {
  return `${String(id)} ${String(Math.floor(line / EVENT_LINES) + step)}`
}

function isSameEvent(left: EventObservation, right: EventObservation): boolean {
  const isSameTime = left.time === right.time || left.time === undefined || right.time === undefined
  return isSameTime && Math.abs((left.evidence.line ?? 0) - (right.evidence.line ?? 0)) <= EVENT_LINES
}

/** What is said, and where: a secret is one secret whatever it is taken for, a name is told with what it names. */
function placeOf(one: Observation): string {
  const { line = 0, record = 0 } = one.evidence
  const what = one.kind === 'name' ? one.what : one.kind === 'collection' ? one.by : ''
  return `${one.kind} ${what} ${String(line)} ${String(record)}`
}

function problemOf({ problem, evidence: { line = 0 }, args }: EvidenceProblemFact): string {
  return `${problem} ${String(line)} ${JSON.stringify(args)}`
}
