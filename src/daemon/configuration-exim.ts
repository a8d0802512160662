/** The section `exim` of config.yaml, after its shape was checked. */
import { join } from 'node:path'
import type { EximServices } from '../model/configuration.ts'
import { chainFileOf, groupProblem, placeProblem } from './configuration-asked.ts'
import { placeOf, type Complaint, type RawConfiguration } from './configuration-schema.ts'

type Raw = NonNullable<RawConfiguration['exim']>

/** What each setting alone cannot show. */
export function eximContradiction(raw: RawConfiguration['exim']): Complaint | undefined {
  if (raw === undefined) return undefined
  const problem = placeProblem(raw.check, placeOf(raw.check, '/'))
  if (problem !== undefined) return { path: ['exim', 'check'], problem }
  return groupProblem(['exim', 'group'], raw.group) ?? groupProblem(['exim', 'chain', 'group'], raw.chain?.group)
}

export interface EximFolders {
  readonly stateFolder: string
  readonly runFolder: string
  /** A path of the file, absolute. */
  readonly absolute: (path: string) => string
}

export function eximOf(raw: Raw, { stateFolder, runFolder, absolute }: EximFolders): EximServices {
  const { check, name, refusal, group, chain } = raw
  return {
    check: placeOf(check, runFolder),
    name,
    refusal,
    group,
    chain: chainFileOf(chain, { standard: join(stateFolder, 'exim', 'current.pem'), absolute }),
  }
}
