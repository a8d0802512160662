/** The trust map as the pages draw it: what is known of each pair, and what the directory lets expect of the others. Pure. */
import type * as v from 'valibot'
import type { MapAnswer } from '../../../src/console/contract/look.ts'

type Map0 = v.InferOutput<typeof MapAnswer>

export interface MapServer {
  readonly at: number
  readonly name: string
  /** Without its domain. */
  readonly short: string
  /** Its domain: servers of one site usually share it. */
  readonly site: string
  readonly isEdge: boolean
  readonly isEnabled: boolean
  readonly isSelf: boolean
  readonly isPublished: boolean
  readonly endsSoon: boolean
  readonly notAfter: string
}

/** `trusted` and `refused` were seen; `expected` and `impossible` are read off the directory. */
export type PairState = 'trusted' | 'refused' | 'expected' | 'impossible' | 'same'

export interface Pair {
  readonly state: PairState
  /** When it was seen, Unix milliseconds. */
  readonly atMs?: number
  readonly cause?: string
}

export interface TrustMap {
  readonly servers: readonly MapServer[]
  readonly self: number
  readonly pairOf: (from: number, to: number) => Pair
  /** Only what was seen. */
  readonly seen: readonly { readonly from: number; readonly to: number; readonly pair: Pair }[]
}

const ENABLED = 1
const SELF = 2
const PUBLISHED = 4
const SOON = 8
const REFUSED = 2
const NEVER = 0
const SECOND_MS = 1_000

function serverOf([name, roles, flags, notAfter]: Map0['servers'][number], at: number): MapServer {
  const dot = name.indexOf('.')
  return {
    at,
    name,
    short: dot < 0 ? name : name.slice(0, dot),
    site: dot < 0 ? '' : name.slice(dot + 1),
    isEdge: roles.includes('edge'),
    isEnabled: (flags & ENABLED) > 0,
    isSelf: (flags & SELF) > 0,
    isPublished: (flags & PUBLISHED) > 0,
    endsSoon: (flags & SOON) > 0,
    notAfter,
  }
}

const canBeTrusted = (server: MapServer | undefined): boolean =>
  server !== undefined && server.isEnabled && server.isPublished

export function trustMapOf({ servers, self, links, causes }: Map0): TrustMap {
  const all = servers.map(serverOf)
  const known = new Map<number, Pair>()
  const seen = links.flatMap(([from, to, state, at, cause]) => {
    if (state === NEVER) return []
    const text = causes[cause]?.text
    const pair: Pair = {
      state: state === REFUSED ? 'refused' : 'trusted',
      atMs: at * SECOND_MS,
      ...(text === undefined ? {} : { cause: text }),
    }
    known.set(from * all.length + to, pair)
    return [{ from, to, pair }]
  })
  const pairOf = (from: number, to: number): Pair => {
    if (from === to) return { state: 'same' }
    const pair = known.get(from * all.length + to)
    if (pair !== undefined) return pair
    return { state: canBeTrusted(all[from]) && canBeTrusted(all[to]) ? 'expected' : 'impossible' }
  }
  return { servers: all, self, pairOf, seen }
}
