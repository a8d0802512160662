/** Who may import whom: the floors of the house, the doors out of it, and no way back up. */
import { builtinModules } from 'node:module'
import ts from 'typescript'
import {
  accessOf,
  importsOf,
  isSource,
  loadedBy,
  nodesOf,
  roomOf,
  targetOf,
  type Rule,
  type Source,
} from './sources.ts'

const UP_TO_FLOOR_3 = [
  ...['core', 'model', 'disk', 'net', 'wire', 'x509', 'trust', 'store', 'directory', 'evidence', 'probe', 'report'],
  ...['gateway', 'postfix', 'fleet', 'console', 'doctor'],
]

/** Room to the rooms it may import; a room may always import itself. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  model: ['core'],
  wire: ['core', 'model'],
  x509: ['core', 'model'],
  trust: ['core', 'model', 'x509'],
  // wire: the one dialogue that the gateway and the probe share reads SMTP replies; wire is pure and imports no neighbour.
  net: ['core', 'model', 'wire'],
  disk: ['core', 'model'],
  store: ['core', 'model', 'x509', 'disk'],
  directory: ['core', 'model', 'wire', 'net', 'disk', 'x509'],
  evidence: ['core', 'model', 'wire', 'x509'],
  probe: ['core', 'model', 'wire', 'x509', 'net', 'disk'],
  report: ['core', 'model'],
  // x509: which names a certificate stands for is decided in one place.
  doctor: ['core', 'model', 'x509', 'trust', 'store', 'directory'],
  // x509: the fingerprint of the certificate a peer presents is computed where it is presented.
  gateway: ['core', 'model', 'wire', 'x509', 'trust', 'net', 'store', 'directory'],
  postfix: ['core', 'model', 'wire', 'trust', 'net', 'store', 'directory'],
  fleet: ['core', 'model', 'trust', 'store', 'directory', 'probe'],
  // disk: accounts, tokens and the audit trail are files of its own.
  console: ['core', 'model', 'disk', 'net', 'report', 'doctor', 'fleet'],
  daemon: UP_TO_FLOOR_3,
  lab: [...UP_TO_FLOOR_3, 'daemon'],
  cli: [...UP_TO_FLOOR_3, 'daemon', 'lab'],
  library: [...UP_TO_FLOOR_3, 'daemon'],
  index: [...UP_TO_FLOOR_3, 'daemon', 'library'],
}

export const floors: Rule = (sources) =>
  sources.filter(isSource).flatMap((source) => {
    const room = roomOf(source.path) ?? ''
    const allowed = FLOORS[room]
    if (allowed === undefined) return [`${source.path}: "${room}" is no room of the house`]
    const rooms = importsOf(source).map((specifier) => {
      const target = targetOf(source, specifier)
      if (target === undefined) return undefined
      return roomOf(target) ?? `something outside src (${target})`
    })
    const wrong = rooms.filter((other) => other !== undefined && other !== room && !allowed.includes(other))
    return [...new Set(wrong)].map((other) => `${source.path}: ${room} must not import ${String(other)}`)
  })

interface Door {
  readonly modules: readonly string[]
  /** Path or beginning of a path (with a slash at its end) of those who may use it. */
  readonly keepers: readonly string[]
}

const NET = ['net', 'tls', 'dns', 'dns/promises', 'dgram', 'http', 'http2', 'https'].map((name) => `node:${name}`)
const LIBRARIES_WITH_SOCKETS = ['smtp-server', 'nodemailer']
const FILES = ['node:fs', 'node:fs/promises', 'node:sqlite']
const PROCESSES = ['node:child_process', 'node:cluster']

const DOORS: readonly Door[] = [
  { modules: NET, keepers: ['src/net/'] },
  { modules: LIBRARIES_WITH_SOCKETS, keepers: ['src/lab/'] },
  { modules: FILES, keepers: ['src/disk/'] },
  {
    modules: PROCESSES,
    keepers: ['src/disk/accounts.ts', 'src/disk/access.ts', 'src/net/', 'src/daemon/', 'src/lab/'],
  },
]

function isKeeper(door: Door, path: string): boolean {
  return door.keepers.some((keeper) => (keeper.endsWith('/') ? path.startsWith(keeper) : path === keeper))
}

export const sealedDoors: Rule = (sources) =>
  sources.filter(isSource).flatMap((source) =>
    importsOf(source).flatMap((specifier) => {
      // Without its prefix a module of Node would slip past the table.
      if (!specifier.startsWith('node:') && builtinModules.includes(specifier))
        return [`${source.path}: write node:${specifier}`]
      const door = DOORS.find(({ modules }) => modules.includes(specifier))
      if (door === undefined || isKeeper(door, source.path)) return []
      return [`${source.path}: ${specifier} is only for ${door.keepers.join(', ')}`]
    }),
  )

const BACK_DOORS = new Set(['process.getBuiltinModule', 'process.binding', 'globalThis.fetch'])

/** Ways to a module of Node, or to a socket, that no import names. */
export const noBackDoors: Rule = (sources) =>
  sources.filter(isSource).flatMap((source) => {
    const found = nodesOf(source).map((node) => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'fetch')
        return 'fetch'
      if (ts.isIdentifier(node) && node.text === 'createRequire') return node.text
      return accessOf(node)
    })
    return found
      .filter((name) => name === 'fetch' || name === 'createRequire' || (name !== undefined && BACK_DOORS.has(name)))
      .map((name) => `${source.path}: ${String(name)} goes round the doors`)
  })

/**
 * A circle of imports, once, as the path around it. Imports that are erased (types) or made when a function runs (the
 * command table loads its commands) cannot leave a module half made, and do not count.
 */
export const noCycles: Rule = (sources) => {
  const known = new Map(sources.filter(isSource).map((source) => [source.path, source]))
  const finished = new Set<string>()
  const complaints: string[] = []
  const visit = (source: Source, trail: readonly string[]): void => {
    if (trail.includes(source.path)) {
      complaints.push([...trail.slice(trail.indexOf(source.path)), source.path].join(' -> '))
      return
    }
    if (finished.has(source.path)) return
    for (const specifier of loadedBy(source)) {
      const next = known.get(targetOf(source, specifier) ?? '')
      if (next !== undefined) visit(next, [...trail, source.path])
    }
    finished.add(source.path)
  }
  for (const source of known.values()) visit(source, [])
  return complaints
}
