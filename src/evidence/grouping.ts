/** Which server each observation speaks of: what it says itself, else what else lies in its folder, else the only server there is. */
import type { Observation } from './observation.ts'

export interface Group {
  /** Short name, lower case; undefined when nothing names the server. */
  readonly server?: string
  readonly observations: readonly Observation[]
}

export interface Grouped {
  readonly groups: readonly Group[]
  /** Observations of several servers in one place, which could belong to any of them. */
  readonly mixed: readonly Observation[]
}

/** What describes one machine, as opposed to what one machine says of others (connectors, queues, servers of the organization). */
const OWN_KINDS: ReadonlySet<Observation['kind']> = new Set([
  'certificate',
  'event',
  'name',
  'access',
  'balancer',
  'capture',
])

export function groupByServer(observations: readonly Observation[]): Grouped {
  const subjects = subjectsOf(observations)
  if (subjects.size <= 1) {
    const [server] = subjects
    return { groups: [{ ...(server === undefined ? {} : { server }), observations }], mixed: [] }
  }
  const byFolder = folderOwners(observations)
  const groups = new Map<string, Observation[]>([...subjects].map((server) => [server, []]))
  const mixed: Observation[] = []
  for (const observation of observations) {
    // What is said of the whole organization belongs to every server.
    if (isShared(observation)) for (const group of groups.values()) group.push(observation)
    else {
      const owner = ownNameOf(observation) ?? ownerAbove(observation, byFolder)
      const group = owner === undefined ? undefined : groups.get(owner)
      if (group === undefined) mixed.push(observation)
      else group.push(observation)
    }
  }
  return { groups: [...groups].map(([server, found]) => ({ server, observations: found })), mixed }
}

function isShared(observation: Observation): boolean {
  return observation.kind === 'server' || (observation.kind === 'certificate' && observation.from === 'directory')
}

function subjectsOf(observations: readonly Observation[]): ReadonlySet<string> {
  const names = observations.flatMap((observation) => ownNameOf(observation) ?? [])
  return new Set(names)
}

/** The machine the observation was made on, when it says so. */
function ownNameOf(observation: Observation): string | undefined {
  if (observation.kind === 'name' && observation.what === 'host-name') return shortName(observation.value)
  if (!OWN_KINDS.has(observation.kind) || isShared(observation)) return undefined
  return observation.server === undefined ? undefined : shortName(observation.server)
}

/** Files, folders and archives in which everything that names a machine names the same one. */
function folderOwners(observations: readonly Observation[]): ReadonlyMap<string, string> {
  const names = new Map<string, Set<string>>()
  for (const observation of observations) {
    const name = ownNameOf(observation)
    if (name === undefined) continue
    // A file that names its machine speaks for itself too, and all folders above it hold that machine.
    for (const place of placesOf(observation)) names.set(place, (names.get(place) ?? new Set()).add(name))
  }
  return new Map([...names].flatMap(([folder, found]) => (found.size === 1 ? [[folder, [...found][0] ?? '']] : [])))
}

/** A collector makes a folder, or a zip, of each server, and folders in it: the nearest that is one machine's decides. */
function ownerAbove(observation: Observation, owners: ReadonlyMap<string, string>): string | undefined {
  for (const place of placesOf(observation)) {
    const owner = owners.get(place)
    if (owner !== undefined) return owner
  }
  return undefined
}

/** The file, its folder, and every folder and archive above, the nearest first. */
function placesOf({ evidence: { source } }: Observation): readonly string[] {
  const places = [source]
  for (let at = lastCut(source); at > 0; at = lastCut(source.slice(0, at))) places.push(source.slice(0, at))
  return [...places, '']
}

function lastCut(path: string): number {
  return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'), path.lastIndexOf('!'))
}

export function shortName(name: string): string {
  return (name.split('.')[0] ?? name).trim().toLowerCase()
}
