/** What stands behind a directory that is elsewhere, as the configuration says. */
import { openSource } from '../directory/ldap/source.ts'
import type { StreamAccess } from '../directory/ldap/stream.ts'
import type { Source } from '../directory/source.ts'
import type { Configuration } from '../model/configuration.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** An answer that takes longer is none, in milliseconds. */
const WITHIN_MS = 10_000
/** How often a server that says nothing is asked whether it is there, in milliseconds. */
const ALIVE_MS = 5_000

/** Opens nothing yet; undefined where the directory is on this machine. */
export function sourceOf(
  { directory }: Pick<Configuration, 'directory'>,
  environment: Environment,
): Source | undefined {
  const { ldap } = directory
  return ldap === undefined ? undefined : openSource({ settings: ldap, access: accessOf(environment) })
}

export function accessOf(environment: Environment): StreamAccess {
  return { environment, withinMs: WITHIN_MS, aliveMs: ALIVE_MS }
}
