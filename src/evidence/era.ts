/** Which Exchange it is: event ids and cmdlets mean different things in each generation. */
import type { Era } from '../model/exchange.ts'
import type { Observation } from './observation.ts'

/** `8.3`, `14.3`, `15.2`, by what a server or a log says of itself. */
export function versionOf(observations: readonly Observation[]): string | undefined {
  return observations.flatMap((one) => (one.kind === 'server' && one.version !== undefined ? [one.version] : []))[0]
}

export function eraOf(version: string | undefined): Era {
  const [major, minor] = (version ?? '').split('.').map(Number)
  if (major === 8) return '2007'
  if (major === 14) return '2010'
  if (major !== 15) return 'unknown'
  if (minor === 0) return '2013'
  return minor === 1 ? '2016' : '2019'
}
