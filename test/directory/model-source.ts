/** A directory as plain values that tells its changes as a source does, and what must follow from it, said plainly. */
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import type { SourceEntry, SourceStep } from '../../src/directory/source.ts'
import type { TrustEntry } from '../../src/model/server.ts'
import { readPem } from '../../src/x509/pem.ts'
import { issueSelfSigned } from '../../src/x509/issue.ts'
import { digestOf } from '../../src/x509/parse.ts'

export interface ModelEntry {
  readonly id: number
  readonly name: string
  readonly enabled: boolean
  readonly certificates: readonly Uint8Array[]
}

export const GARBAGE: readonly Uint8Array[] = [
  Buffer.from('no certificate'),
  Buffer.alloc(0),
  Buffer.from('3003020101', 'hex'),
]

/** Issued once: making keys is what takes time. */
export const CERTIFICATES: readonly Uint8Array[] = Array.from({ length: 24 }, (_, at) =>
  issued(`c${String(at)}.corp.example`),
)

function issued(name: string): Uint8Array {
  return issueSelfSigned({
    ...{ keyType: 'ec-p256', commonName: name, dnsNames: [name] },
    ...{ notBeforeMs: Date.parse('2026-01-01T00:00:00Z'), days: 365 },
  }).certificateDer
}

const [authority] = readPem(
  execFileSync(
    'openssl',
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=authority'.split(' '),
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  ),
)
export const CA: Uint8Array = authority?.der ?? new Uint8Array(0)

export const idOf = (id: number): string => id.toString(16).padStart(32, '0')

export const toldOf = ({ id, name, enabled, certificates }: ModelEntry, stamp: number): SourceStep => ({
  kind: 'entry',
  entry: {
    id: idOf(id),
    place: `cn=${String(id)},ou=servers`,
    stamp: String(stamp),
    name,
    roles: ['hub'],
    addresses: [],
    enabled,
    certificates,
  } satisfies SourceEntry,
})

/** Who is trusted with what, from the rules alone. */
export function trustOf(entries: Iterable<ModelEntry>): ReadonlyMap<string, readonly string[]> {
  const servers = new Map<string, ModelEntry>()
  for (const entry of [...entries].sort((left, right) => left.id - right.id)) {
    const name = entry.name.toLowerCase()
    if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name) && !servers.has(name)) servers.set(name, entry)
  }
  const claims = new Map<string, Set<string>>()
  const own = new Map<string, readonly string[]>()
  for (const [name, { certificates }] of servers) {
    const digests = [...new Set(certificates.filter(isUsable).map((der) => digestOf(der).toString('hex')))].sort()
    own.set(name, digests)
    for (const digest of digests) claims.set(digest, (claims.get(digest) ?? new Set()).add(name))
  }
  return new Map(
    [...servers]
      .filter(([, { enabled }]) => enabled)
      .map(([name]): [string, readonly string[]] => [
        name,
        (own.get(name) ?? []).filter((digest) => claims.get(digest)?.size === 1),
      ])
      .sort(([left], [right]) => left.localeCompare(right)),
  )
}

function isUsable(der: Uint8Array): boolean {
  try {
    return !new X509Certificate(der).ca
  } catch {
    return false
  }
}

export function trustIn(entries: Iterable<TrustEntry>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...entries]
      .map(({ server, fingerprints }): [string, readonly string[]] => [
        server,
        fingerprints.map((one) => Buffer.from(one).toString('hex')).sort(),
      ])
      .sort(([left], [right]) => left.localeCompare(right)),
  )
}
