/** Which Exchange it is: event ids and cmdlets mean different things in each generation. */
import type { Era } from '../model/exchange.ts'
import type { Evidence } from '../model/facts.ts'
import { shortName } from './grouping.ts'
import type { Observation } from './observation.ts'

export interface Product {
  /** `8.3`, `14.3`, `15.2`; undefined when only the generation is known. */
  readonly version?: string
  readonly era: Era
  /** Where it says so. */
  readonly evidence?: Evidence
}

interface Named {
  readonly name: string
  /** No other server is in the evidence: what is said of one under another name is said of it. */
  readonly isAlone: boolean
}

/**
 * By what the server says of itself; else by the head of a protocol log; else by what only one generation has: the front end
 * transport came with 2013, and event logs of Windows 2003 (EVT) are of a system that only Exchange 2007 of these runs on.
 */
export function productOf(observations: readonly Observation[], { name, isAlone }: Named): Product {
  const servers = observations.filter((one) => one.kind === 'server' && one.version !== undefined)
  const own = servers.filter((one) => one.kind === 'server' && shortName(one.name) === shortName(name))
  const stated = own.at(-1) ?? (isAlone && servers.length === 1 ? servers[0] : undefined)
  if (stated?.kind === 'server' && stated.version !== undefined)
    return { version: stated.version, era: eraOf(stated.version), evidence: stated.evidence }
  const headed = observations.findLast((one) => one.kind === 'collection' && one.version !== undefined)
  if (headed?.kind === 'collection' && headed.version !== undefined)
    return { ...headedBy(headed.version), evidence: headed.evidence }
  const frontEnd = observations.find(
    (one) => one.kind === 'event' && /^msexchange ?front ?endtransport/i.test(one.source),
  )
  if (frontEnd !== undefined) return { era: '2013 or later', evidence: frontEnd.evidence }
  const old = observations.find((one) => one.kind === 'collection' && one.by === 'evt' && (one.records ?? 0) > 0)
  const logsTransport = observations.some(
    (one) =>
      one.kind === 'event' && /^msexchangetransport/i.test(one.source) && one.evidence.source === old?.evidence.source,
  )
  return old !== undefined && logsTransport ? { era: '2007', evidence: old.evidence } : { era: 'unknown' }
}

/** Logs of all later versions may say `15.0.0.0`: it tells no more than the major number. */
function headedBy(version: string): Pick<Product, 'version' | 'era'> {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major === 15 && minor === 0) return { era: '2013 or later' }
  const short = `${String(major)}.${String(minor)}`
  return major === 15 || minor > 0 ? { version: short, era: eraOf(short) } : { era: eraOf(short) }
}

function eraOf(version: string): Era {
  const [major, minor] = version.split('.').map(Number)
  if (major === 8) return '2007'
  if (major === 14) return '2010'
  if (major !== 15) return 'unknown'
  if (minor === 0) return '2013'
  return minor === 1 ? '2016' : '2019'
}
