/** The section `postfix` of config.yaml, after its shape was checked. */
import { join } from 'node:path'
import type { Place, PostfixServices } from '../model/configuration.ts'
import { attributeProblem } from '../postfix/attributes.ts'
import { chainFileOf, groupProblem, placeProblem } from './configuration-asked.ts'
import { placeOf, versionOf, type Complaint, type RawConfiguration } from './configuration-schema.ts'

type Raw = NonNullable<RawConfiguration['postfix']>

/** What each setting alone cannot show. */
export function postfixContradiction(raw: RawConfiguration['postfix']): Complaint | undefined {
  if (raw === undefined) return undefined
  for (const [at, attribute] of raw.attributes.entries()) {
    const problem = attributeProblem(attribute, versionOf(raw.version))
    if (problem !== undefined) return { path: ['postfix', 'attributes', at], problem }
  }
  return wrongPlace(raw) ?? wrongDomain(raw) ?? wrongGroup(raw)
}

function wrongPlace({ socketmap, policy, queueDirectory }: Raw): Complaint | undefined {
  const places = [
    ...socketmap.map((text, at) => ({ text, path: ['postfix', 'socketmap', at] })),
    ...policy.map(({ listen }, at) => ({ text: listen, path: ['postfix', 'policy', at, 'listen'] })),
  ]
  const seen = new Set<string>()
  for (const { text, path } of places) {
    const place = placeOf(text, queueDirectory)
    const key = keyOf(place)
    const problem = placeProblem(text, place)
    if (problem !== undefined) return { path, problem }
    const isTaken = seen.has(key) && !(place.kind === 'address' && place.port === 0)
    if (isTaken) return { path, problem: `two services of Postfix listen on ${text}` }
    seen.add(key)
  }
  return undefined
}

function keyOf(place: Place): string {
  return place.kind === 'file' ? place.path : `${place.host} ${String(place.port)}`
}

function wrongDomain({ domains }: Raw): Complaint | undefined {
  const seen = new Set<string>()
  for (const [at, { domain }] of domains.entries()) {
    const own = domain.toLowerCase()
    if (seen.has(own)) return { path: ['postfix', 'domains', at, 'domain'], problem: `${domain} is there twice` }
    seen.add(own)
  }
  return undefined
}

function wrongGroup({ group, chain }: Raw): Complaint | undefined {
  return groupProblem(['postfix', 'group'], group) ?? groupProblem(['postfix', 'chain', 'group'], chain?.group)
}

export interface Folders {
  readonly stateFolder: string
  /** A path of the file, absolute. */
  readonly absolute: (path: string) => string
}

export function postfixOf(raw: Raw, { stateFolder, absolute }: Folders): PostfixServices {
  const place = (text: string) => placeOf(text, absolute(raw.queueDirectory))
  const { chain } = raw
  return {
    queueDirectory: absolute(raw.queueDirectory),
    socketmap: raw.socketmap.map(place),
    policy: raw.policy.map((lane) => ({ ...lane, listen: place(lane.listen) })),
    group: raw.group,
    attributes: raw.attributes,
    domains: raw.domains.map(({ domain, server }) => ({
      domain: domain.toLowerCase().replace(/\.$/, ''),
      server: server.toLowerCase(),
    })),
    chain: chainFileOf(chain, { standard: join(stateFolder, 'postfix', 'current.pem'), absolute }),
  }
}
