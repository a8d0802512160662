/**
 * Two files that say different things of the same property of the same thing. Which of them is right is not decided here: both are
 * shown, each with its place. Inside one file the later line is newer, and there is nothing to contradict.
 */
import type { Contradiction } from '../model/exchange.ts'
import type { Evidence } from '../model/facts.ts'
import { mayRead } from './access-rights.ts'
import { shortName } from './grouping.ts'
import type { Observation } from './observation.ts'
import { NETWORK_SERVICE_TOKEN } from './sids.ts'

interface Statement {
  /** As Exchange or Windows calls it, in every language. */
  readonly property: string
  /** Whose property: a thumbprint, a server, a path, a connector. */
  readonly object: string
  readonly value: string
  readonly evidence: Evidence
}

const CONTRADICTIONS_MAX = 50
/** Printed dates have no zone, and no zone is further away from another. */
const ZONES_MS = 27 * 3_600_000

export function contradictionsOf(observations: readonly Observation[]): readonly Contradiction[] {
  const stated = Map.groupBy(observations.flatMap(statementsOf), ({ property, object }) =>
    JSON.stringify([property, object.toLowerCase()]),
  )
  return [...stated.values()].flatMap(contradictionIn).slice(0, CONTRADICTIONS_MAX)
}

function contradictionIn(statements: readonly Statement[]): readonly Contradiction[] {
  // As a rule all files agree.
  if (new Set(statements.map(({ value }) => value.toLowerCase())).size < 2) return []
  for (const [at, left] of statements.entries()) {
    const right = statements.slice(at + 1).findLast((other) => contradict(left, other))
    if (right === undefined) continue
    const side = ({ value, evidence }: Statement) => ({ value, evidence })
    return [{ property: left.property, object: left.object, left: side(left), right: side(right) }]
  }
  return []
}

function contradict(left: Statement, right: Statement): boolean {
  if (left.evidence.source === right.evidence.source) return false
  if (left.value.toLowerCase() === right.value.toLowerCase()) return false
  const [before, after] = [left, right].map(({ value }) => (/^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : NaN))
  return !(Math.abs((before ?? NaN) - (after ?? NaN)) < ZONES_MS)
}

function statementsOf(one: Observation): readonly Statement[] {
  const say = (property: string, object: string, value: string | boolean | undefined): readonly Statement[] => {
    if (value === undefined) return []
    return [
      { property, object, value: typeof value === 'string' ? value : value ? 'True' : 'False', evidence: one.evidence },
    ]
  }
  switch (one.kind) {
    case 'certificate':
      if (one.from === 'directory')
        return one.server === undefined ? [] : say(PUBLISHED, shortName(one.server), one.thumbprint)
      return [
        ...say('Services', one.thumbprint, servicesText(one.services)),
        ...say('NotAfter', one.thumbprint, one.notAfter),
      ]
    case 'server':
      return [
        ...say(PUBLISHED, shortName(one.name), one.internalTransportCertificate),
        ...say('AdminDisplayVersion', shortName(one.name), one.version),
      ]
    case 'access':
      return say('NETWORK SERVICE: R', one.path, readText(mayRead(one.entries, NETWORK_SERVICE_TOKEN)))
    case 'connector': {
      const object = [one.server === undefined ? '' : shortName(one.server), one.name].join('\\')
      const mechanisms = one.authMechanisms.toSorted().join(', ')
      return [
        ...say('Fqdn', object, one.fqdn),
        ...say('AuthMechanism', object, mechanisms === '' ? undefined : mechanisms),
      ]
    }
    case 'name':
      return one.what === 'primary-suffix' ? say('Primary DNS suffix', one.server ?? '-', one.value || '-') : []
    default:
      return []
  }
}

const PUBLISHED = 'InternalTransportCertificateThumbprint'

function servicesText(services: readonly string[] | undefined): string | undefined {
  return services === undefined ? undefined : services.toSorted().join(', ').toUpperCase() || 'None'
}

function readText(mayRead: boolean | 'unknown'): boolean | undefined {
  return mayRead === 'unknown' ? undefined : mayRead
}
