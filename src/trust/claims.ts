/**
 * Who claims which certificate, before the trust index is made of it.
 *
 * In doubt nobody is trusted: a certificate that two servers claim proves nothing about either; a fingerprint that is
 * none, or a server whose name cannot be kept, is left out. All of it is reported, never guessed at.
 */
import type { TrustEntry } from '../model/server.ts'
import { hexAt, readWords } from './digests.ts'
import { isStorable, type NamedCount } from './names-table.ts'
import { DIGEST_WORDS } from './snapshot.ts'

/** A fingerprint that is trusted for nobody: claimed by several servers, or, with one server, not a usable entry. */
export interface RefusedFingerprint {
  readonly fingerprint: string
  readonly servers: readonly string[]
}

export interface Claims {
  /** In the order of their names. */
  readonly servers: readonly NamedCount[]
  /** Each server's digests side by side, in the order of the servers. */
  readonly digests: Uint32Array
  readonly refused: readonly RefusedFingerprint[]
  /** The same without what several servers claim, and with what one server claims twice kept once. */
  without(clashes: readonly (readonly [number, number])[]): Claims
}

const FINGERPRINT = /^[0-9a-f]{64}$/i
const DIGEST_BYTES = 32

export function gather(entries: Iterable<TrustEntry>): Claims {
  const byName = new Map<string, (string | Uint8Array)[]>()
  const refused: RefusedFingerprint[] = []
  for (const { server, fingerprints } of entries) {
    const isKept = isStorable(server)
    const own = byName.get(server) ?? []
    if (isKept) byName.set(server, own)
    for (const fingerprint of fingerprints) {
      if (isKept && isFingerprint(fingerprint)) own.push(fingerprint)
      else refused.push({ fingerprint: textOf(fingerprint), servers: [server] })
    }
  }
  const count = [...byName.values()].reduce((sum, own) => sum + own.length, 0)
  const digests = new Uint32Array(count * DIGEST_WORDS)
  let at = 0
  const servers = [...byName.keys()].sort().map((name) => {
    const own = byName.get(name) ?? []
    for (const fingerprint of own) readWords(bytesOf(fingerprint), digests, DIGEST_WORDS * at++)
    return { name, count: own.length }
  })
  return claimsOf(servers, digests, refused)
}

function isFingerprint(fingerprint: string | Uint8Array): boolean {
  return typeof fingerprint === 'string' ? FINGERPRINT.test(fingerprint) : fingerprint.length === DIGEST_BYTES
}

function bytesOf(fingerprint: string | Uint8Array): Uint8Array {
  return typeof fingerprint === 'string' ? Buffer.from(fingerprint, 'hex') : fingerprint
}

function textOf(fingerprint: string | Uint8Array): string {
  return typeof fingerprint === 'string' ? fingerprint : Buffer.from(fingerprint).toString('hex').toUpperCase()
}

function claimsOf(
  servers: readonly NamedCount[],
  digests: Uint32Array,
  refused: readonly RefusedFingerprint[],
): Claims {
  return { servers, digests, refused, without: (clashes) => settled({ servers, digests, refused }, clashes) }
}

type Unsettled = Omit<Claims, 'without'>

function settled({ servers, digests, refused }: Unsettled, clashes: readonly (readonly [number, number])[]): Claims {
  const owners = servers.flatMap(({ count }, ordinal) => Array.from({ length: count }, () => ordinal))
  const gone = new Set<number>()
  const claimants = new Map<number, Set<number>>()
  for (const [first, later] of clashes) {
    gone.add(later)
    if (owners[first] === owners[later]) continue
    gone.add(first)
    const known = claimants.get(first) ?? new Set([owners[first] ?? 0])
    claimants.set(first, known.add(owners[later] ?? 0))
  }
  const kept = owners.flatMap((_, number) => (gone.has(number) ? [] : [number]))
  const left = new Uint32Array(kept.length * DIGEST_WORDS)
  const counts = servers.map(() => 0)
  kept.forEach((number, at) => {
    left.set(digests.subarray(number * DIGEST_WORDS, (number + 1) * DIGEST_WORDS), at * DIGEST_WORDS)
    const owner = owners[number] ?? 0
    counts[owner] = (counts[owner] ?? 0) + 1
  })
  const shared = [...claimants].map(([number, ordinals]) => ({
    fingerprint: hexAt(digests, number),
    servers: [...ordinals].map((ordinal) => servers[ordinal]?.name ?? ''),
  }))
  const counted = servers.map(({ name }, ordinal) => ({ name, count: counts[ordinal] ?? 0 }))
  return claimsOf(counted, left, [...refused, ...shared])
}
