/** What stands behind a directory that is elsewhere, as the configuration says. */
import { openSource } from '../directory/ldap/source.ts'
import type { Source } from '../directory/source.ts'
import type { Configuration } from '../model/configuration.ts'

/** An answer that takes longer is none, in milliseconds. */
const WITHIN_MS = 10_000
/** How often a server that says nothing is asked whether it is there, in milliseconds. */
const ALIVE_MS = 5_000

/** Opens nothing yet; undefined where the directory is on this machine. */
export function sourceOf(
  { directory }: Pick<Configuration, 'directory'>,
  environment: Readonly<Record<string, string | undefined>>,
): Source | undefined {
  const { ldap } = directory
  if (ldap === undefined) return undefined
  return openSource({ settings: ldap, access: { environment, withinMs: WITHIN_MS, aliveMs: ALIVE_MS } })
}
