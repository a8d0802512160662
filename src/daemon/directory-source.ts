/** What stands behind a directory that is elsewhere, as the configuration says. */
import type { Clock } from '../core/clock.ts'
import { openSource } from '../directory/ldap/source.ts'
import type { StreamAccess } from '../directory/ldap/stream.ts'
import type { Source } from '../directory/source.ts'
import type { Configuration } from '../model/configuration.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** An answer that takes longer is none, in milliseconds. */
const WITHIN_MS = 10_000
/** How often a server that says nothing is asked whether it is there, in milliseconds. */
const ALIVE_MS = 5_000
/** How long a server that lags behind another one, which is lost, is waited for, in milliseconds. */
const BEHIND_MS = 60_000

/** Opens nothing yet; undefined where the directory is on this machine. */
export function sourceOf(
  { directory }: Pick<Configuration, 'directory'>,
  environment: Environment,
  clock: Clock,
): Source | undefined {
  const { ldap } = directory
  if (ldap === undefined) return undefined
  return openSource({ settings: ldap, access: accessOf(environment), clock, behindMs: BEHIND_MS })
}

export function accessOf(environment: Environment): StreamAccess {
  return { environment, withinMs: WITHIN_MS, aliveMs: ALIVE_MS }
}
