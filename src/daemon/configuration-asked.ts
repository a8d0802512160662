/** What the sections about mail servers that ask have in common, after their shape was checked. */
import { groupIdOf } from '../disk/accounts.ts'
import type { ChainFile, Place } from '../model/configuration.ts'
import { isLoopback } from '../wire/addresses.ts'
import { durationMs, type Complaint, type RawConfiguration } from './configuration-schema.ts'

type RawChain = NonNullable<RawConfiguration['postfix']>['chain']

export function placeProblem(text: string, place: Place): string | undefined {
  if (place.kind !== 'address' || place.host === 'localhost' || isLoopback(place.host)) return undefined
  return `${text} is no address of loopback: neither side of these questions proves who it is`
}

/** @param name undefined when no group is stated */
export function groupProblem(path: Complaint['path'], name: string | undefined): Complaint | undefined {
  if (name === undefined || groupIdOf(name) !== undefined) return undefined
  return { path, problem: `there is no group "${name}" on this machine` }
}

export interface ChainPlace {
  /** Where it is when nothing is stated. */
  readonly standard: string
  /** A path of the file, absolute. */
  readonly absolute: (path: string) => string
}

export function chainFileOf(raw: RawChain, { standard, absolute }: ChainPlace): ChainFile | undefined {
  if (raw === undefined) return undefined
  const { path, mode, group, reload, reloadEvery } = raw
  return {
    path: path === undefined ? standard : absolute(path),
    mode: Number.parseInt(mode, 8),
    group,
    reload,
    reloadEveryMs: durationMs(reloadEvery),
  }
}
