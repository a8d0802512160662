/** Where each server stands in the graph: its site's circle, hubs inside, edges around them. The same servers always stand alike. Pure. */
import type { MapServer, TrustMap } from './model.ts'

export interface Stand {
  readonly server: MapServer
  readonly x: number
  readonly y: number
}

export interface SiteCircle {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly radius: number
}

export interface Layout {
  readonly stands: readonly Stand[]
  readonly sites: readonly SiteCircle[]
  /** Half the side of a square around everything. */
  readonly reach: number
}

/** Points of a sunflower: no two are near each other. */
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))
const SPACING = 15
const MARGIN = 26
const APART = 34

function bySite(servers: readonly MapServer[]): ReadonlyMap<string, readonly MapServer[]> {
  const sites = new Map<string, MapServer[]>()
  for (const server of servers) {
    const site = sites.get(server.site)
    if (site === undefined) sites.set(server.site, [server])
    else site.push(server)
  }
  return new Map([...sites].sort(([a], [b]) => a.localeCompare(b)))
}

const radiusOf = (count: number): number => SPACING * Math.sqrt(count) + MARGIN

function standsOf(
  servers: readonly MapServer[],
  { x, y }: { readonly x: number; readonly y: number },
): readonly Stand[] {
  const inward = servers.toSorted((a, b) => Number(a.isEdge) - Number(b.isEdge) || a.name.localeCompare(b.name))
  return inward.map((server, at) => {
    const distance = SPACING * Math.sqrt(at + 0.5)
    return { server, x: x + distance * Math.cos(at * GOLDEN_ANGLE), y: y + distance * Math.sin(at * GOLDEN_ANGLE) }
  })
}

export function layoutOf({ servers }: TrustMap): Layout {
  const groups = [...bySite(servers)]
  const radii = groups.map(([, members]) => radiusOf(members.length))
  const around = radii.reduce((sum, radius) => sum + 2 * radius + APART, 0)
  const ring = groups.length < 2 ? 0 : Math.max(around / (2 * Math.PI), Math.max(...radii) + APART)
  let turned = 0
  const placed = groups.map(([name, members], at) => {
    const radius = radii[at] ?? 0
    const share = ((2 * radius + APART) / around) * 2 * Math.PI
    const angle = turned + share / 2 - Math.PI / 2
    turned += share
    const place = { x: ring * Math.cos(angle), y: ring * Math.sin(angle) }
    return { site: { name, radius, ...place }, stands: standsOf(members, place) }
  })
  return {
    stands: placed.flatMap(({ stands }) => stands),
    sites: placed.map(({ site }) => site),
    reach: ring + Math.max(0, ...radii) + APART,
  }
}
