/**
 * The trust index: from the SHA-256 of a certificate to the server it belongs to.
 *
 * Open addressing over 32-byte digests in flat arrays: about 42 bytes a certificate, no object per entry, nothing for
 * the garbage collector to walk. A slot holds the entry's number and, in the bits that are left, a tag of its hash, so
 * that a look-up touches a digest only when it is nearly certain. The hash is seeded anew for every build: somebody who
 * may publish certificates cannot aim at collisions. An index never changes; a new one takes its place.
 */
import { randomBytes } from 'node:crypto'
import type { TrustEntry } from '../model/server.ts'
import { encodeNames, nameAt, ordinalOf, type NamesTable } from './names-table.ts'
import { readSnapshot, writeSnapshot, type IndexParts } from './snapshot.ts'

/** A certificate published for more than one server proves nothing about either: trusted for none. */
export interface RefusedFingerprint {
  readonly fingerprint: string
  readonly servers: readonly string[]
}

const DIGEST_BYTES = 32
const WORDS = 8
const LOAD_FACTOR = 0.8
const NO_REFUSALS: readonly RefusedFingerprint[] = []

export class TrustIndex {
  readonly #parts: IndexParts
  readonly #names: NamesTable
  readonly #indexMask: number
  readonly refused: readonly RefusedFingerprint[]

  private constructor(parts: IndexParts, refused: readonly RefusedFingerprint[]) {
    this.#parts = parts
    this.#names = { count: parts.servers, blocks: parts.blocks, bytes: parts.names }
    this.#indexMask = maskFor(parts.owners.length)
    this.refused = refused
  }

  static build(entries: Iterable<TrustEntry>): TrustIndex {
    const { names, digests, owners } = collect(entries)
    const refused = duplicates(names, digests, owners)
    const seeds = new Uint32Array(new Uint8Array(randomBytes(8)).buffer)
    const clean = refused.length === 0 ? { digests, owners } : without(refused, digests, owners)
    const { blocks, bytes } = encodeNames(names)
    const parts = {
      servers: names.length,
      seeds,
      slots: new Uint32Array(Math.max(4, Math.ceil(clean.owners.length / LOAD_FACTOR))),
      owners: clean.owners,
      digests: clean.digests,
      blocks,
      names: bytes,
    }
    fillSlots(parts)
    return new TrustIndex(parts, refused)
  }

  /** @throws HubtrustError TRUST_SNAPSHOT_DAMAGED */
  static load(snapshot: Uint8Array): TrustIndex {
    return new TrustIndex(readSnapshot(snapshot), NO_REFUSALS)
  }

  snapshot(): Uint8Array {
    return writeSnapshot(this.#parts)
  }

  /** The server a certificate belongs to. Anything but 32 bytes is nobody's. */
  find(digest: Uint8Array): string | undefined {
    const entry = this.#entryOf(digest)
    return entry < 0 ? undefined : nameAt(this.#names, this.#parts.owners[entry] ?? -1)
  }

  #entryOf(digest: Uint8Array): number {
    if (digest.length !== DIGEST_BYTES) return -1
    readWords(digest, KEY)
    const { slots, digests, seeds } = this.#parts
    const hash = hashOf(KEY, 0, seeds)
    const tag = hash & ~this.#indexMask
    let slot = Math.floor((hash / 0x1_0000_0000) * slots.length)
    for (let probes = 0; probes < slots.length; probes += 1) {
      const held = slots[slot] ?? 0
      if (held === 0) return -1
      if ((held & ~this.#indexMask) === tag) {
        const entry = ((held & this.#indexMask) >>> 0) - 1
        if (isSame(digests, entry * WORDS, KEY)) return entry
      }
      slot = slot + 1 === slots.length ? 0 : slot + 1
    }
    return -1
  }

  has(server: string): boolean {
    return ordinalOf(this.#names, server) >= 0
  }

  /** SHA-256 fingerprints of a server, 64 upper-case hexadecimal digits each. */
  fingerprintsOf(server: string): readonly string[] {
    const { owners, digests } = this.#parts
    const ordinal = ordinalOf(this.#names, server)
    if (ordinal < 0) return []
    const found: string[] = []
    for (let entry = firstOf(owners, ordinal); owners[entry] === ordinal; entry += 1) found.push(hexAt(digests, entry))
    return found
  }

  get serverCount(): number {
    return this.#parts.servers
  }

  get certificateCount(): number {
    return this.#parts.owners.length
  }

  /** Memory held by the tables, in bytes. */
  get byteLength(): number {
    const { slots, owners, digests, blocks, names } = this.#parts
    return slots.byteLength + owners.byteLength + digests.byteLength + blocks.byteLength + names.byteLength
  }
}

/** Scratch for the digest that is looked up: a view per look-up would cost more than the look-up. */
const KEY = new Uint32Array(WORDS)

function readWords(digest: Uint8Array, words: Uint32Array): void {
  for (let at = 0; at < WORDS; at += 1) {
    const from = at * 4
    words[at] =
      ((digest[from] ?? 0) |
        ((digest[from + 1] ?? 0) << 8) |
        ((digest[from + 2] ?? 0) << 16) |
        ((digest[from + 3] ?? 0) << 24)) >>>
      0
  }
}

/** 32 bits out of 256 and two seeds (multiply and fold, as murmur3 does). */
function hashOf(words: Uint32Array, from: number, seeds: Uint32Array): number {
  let hash = seeds[0] ?? 0
  for (let at = 0; at < WORDS; at += 1) {
    hash = Math.imul(hash ^ (words[from + at] ?? 0), 0x85ebca6b)
    hash ^= hash >>> 13
    hash = Math.imul(hash + (seeds[1] ?? 0), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return hash >>> 0
}

function isSame(digests: Uint32Array, from: number, key: Uint32Array): boolean {
  for (let at = 0; at < WORDS; at += 1) if (digests[from + at] !== key[at]) return false
  return true
}

/** The low bits of a slot that number an entry; 0 means empty, so entries count from 1. */
function maskFor(entries: number): number {
  const bits = Math.max(1, Math.ceil(Math.log2(entries + 2)))
  return bits >= 32 ? 0xffffffff : 2 ** bits - 1
}

function fillSlots({ slots, digests, owners, seeds }: IndexParts): void {
  const mask = maskFor(owners.length)
  for (let entry = 0; entry < owners.length; entry += 1) {
    const hash = hashOf(digests, entry * WORDS, seeds)
    let slot = Math.floor((hash / 0x1_0000_0000) * slots.length)
    while (slots[slot] !== 0) slot = slot + 1 === slots.length ? 0 : slot + 1
    slots[slot] = ((hash & ~mask) | (entry + 1)) >>> 0
  }
}

interface Collected {
  readonly names: readonly string[]
  readonly digests: Uint32Array
  readonly owners: Uint32Array
}

/** Servers in name order, each server's digests side by side. */
function collect(entries: Iterable<TrustEntry>): Collected {
  const byName = new Map<string, (string | Uint8Array)[]>()
  let count = 0
  for (const { server, fingerprints } of entries) {
    const known = byName.get(server)
    if (known === undefined) byName.set(server, [...fingerprints])
    else known.push(...fingerprints)
    count += fingerprints.length
  }
  const names = [...byName.keys()].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
  const digests = new Uint32Array(count * WORDS)
  const owners = new Uint32Array(count)
  let entry = 0
  names.forEach((name, ordinal) => {
    for (const fingerprint of byName.get(name) ?? []) {
      readWords(bytesOf(fingerprint), digests.subarray(entry * WORDS, (entry + 1) * WORDS))
      owners[entry] = ordinal
      entry += 1
    }
  })
  return { names, digests, owners }
}

function bytesOf(fingerprint: string | Uint8Array): Uint8Array {
  return typeof fingerprint === 'string' ? Buffer.from(fingerprint, 'hex') : fingerprint
}

function hexAt(digests: Uint32Array, entry: number): string {
  return Buffer.from(digests.buffer, digests.byteOffset + entry * DIGEST_BYTES, DIGEST_BYTES).toString('hex').toUpperCase()
}

/** Digests that several servers claim. Sorting the entries by digest puts the claims side by side. */
function duplicates(names: readonly string[], digests: Uint32Array, owners: Uint32Array): readonly RefusedFingerprint[] {
  const order = Uint32Array.from(owners.keys()).sort((left, right) => compareAt(digests, left, right))
  const refused: RefusedFingerprint[] = []
  for (let at = 0; at < order.length; ) {
    const first = order[at] ?? 0
    const claimants = new Set([owners[first] ?? 0])
    let next = at + 1
    for (; next < order.length && compareAt(digests, first, order[next] ?? 0) === 0; next += 1) {
      claimants.add(owners[order[next] ?? 0] ?? 0)
    }
    if (claimants.size > 1) {
      const servers = [...claimants].sort((left, right) => left - right).map((ordinal) => names[ordinal] ?? '')
      refused.push({ fingerprint: hexAt(digests, first), servers })
    }
    at = next
  }
  return refused
}

function compareAt(digests: Uint32Array, left: number, right: number): number {
  for (let at = 0; at < WORDS; at += 1) {
    const difference = (digests[left * WORDS + at] ?? 0) - (digests[right * WORDS + at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function without(
  refused: readonly RefusedFingerprint[],
  digests: Uint32Array,
  owners: Uint32Array,
): Pick<Collected, 'digests' | 'owners'> {
  const gone = new Set(refused.map(({ fingerprint }) => fingerprint))
  const kept = Array.from(owners.keys()).filter((entry) => !gone.has(hexAt(digests, entry)))
  const keptDigests = new Uint32Array(kept.length * WORDS)
  kept.forEach((entry, at) => {
    keptDigests.set(digests.subarray(entry * WORDS, (entry + 1) * WORDS), at * WORDS)
  })
  return { digests: keptDigests, owners: Uint32Array.from(kept, (entry) => owners[entry] ?? 0) }
}

/** The first entry of an owner: owners are in ascending order. */
function firstOf(owners: Uint32Array, ordinal: number): number {
  let low = 0
  let high = owners.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((owners[middle] ?? 0) < ordinal) low = middle + 1
    else high = middle
  }
  return low
}
