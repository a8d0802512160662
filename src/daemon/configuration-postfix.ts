/** The section `postfix` of config.yaml, after its shape was checked. */
import { join } from 'node:path'
import { groupIdOf } from '../disk/accounts.ts'
import type { Place, PostfixServices } from '../model/configuration.ts'
import { attributeProblem } from '../postfix/attributes.ts'
import { isLoopback } from '../wire/addresses.ts'
import { durationMs, placeOf, versionOf, type Complaint, type RawConfiguration } from './configuration-schema.ts'

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
    if (place.kind === 'address' && place.host !== 'localhost' && !isLoopback(place.host))
      return { path, problem: `${text} is no address of loopback: neither side of these questions proves who it is` }
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
  const problem = (name: string) => `there is no group "${name}" on this machine`
  if (groupIdOf(group) === undefined) return { path: ['postfix', 'group'], problem: problem(group) }
  if (chain !== undefined && groupIdOf(chain.group) === undefined)
    return { path: ['postfix', 'chain', 'group'], problem: problem(chain.group) }
  return undefined
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
    chain:
      chain === undefined
        ? undefined
        : {
            path: chain.path === undefined ? join(stateFolder, 'postfix', 'current.pem') : absolute(chain.path),
            mode: Number.parseInt(chain.mode, 8),
            group: chain.group,
            reload: chain.reload,
            reloadEveryMs: durationMs(chain.reloadEvery),
          },
  }
}
