/**
 * The trust index: from the SHA-256 of a certificate to the server it belongs to.
 *
 * Open addressing over 32-byte digests in flat arrays: 37 bytes a certificate and about seven a server, no object per
 * entry, nothing for the garbage collector to walk. A slot holds the certificate's number and, in the bits that are
 * left, a tag of its hash, so that a look-up touches a digest only when it is nearly certain. The hash is seeded anew
 * for every build: somebody who may publish certificates cannot aim at collisions. An index never changes; a new one
 * takes its place.
 */
import { randomBytes } from 'node:crypto'
import type { TrustEntry } from '../model/server.ts'
import { encodeNames, ownerOf, runOf } from './names-table.ts'
import { gather, type Claims, type RefusedFingerprint } from './claims.ts'
import { DIGEST_WORDS, numberMask, readSnapshot, writeSnapshot, type IndexParts } from './snapshot.ts'
import { hashOf, hexAt, isSame, readWords } from './digests.ts'

const DIGEST_BYTES = 32
const LOAD_FACTOR = 0.8
const SLOTS_MIN = 4
/** Spreads the whole hash over the upper bits, so that a slot's place says nothing about its tag. */
const SPREAD = 0x9e3779b1

export class TrustIndex {
  readonly #parts: IndexParts
  readonly #numberMask: number
  /** Fingerprints that were published but are trusted for nobody. Not part of a snapshot. */
  readonly refused: readonly RefusedFingerprint[]

  private constructor(parts: IndexParts, refused: readonly RefusedFingerprint[]) {
    this.#parts = parts
    this.#numberMask = numberMask(parts.digests.length / DIGEST_WORDS)
    this.refused = refused
  }

  static build(entries: Iterable<TrustEntry>): TrustIndex {
    const claims = gather(entries)
    const seeds = new Uint32Array(new Uint8Array(randomBytes(8)).buffer)
    const { slots, clashes } = fill(claims.digests, seeds)
    if (clashes.length === 0) {
      return new TrustIndex(
        { seeds, slots, digests: claims.digests, names: encodeNames(claims.servers) },
        claims.refused,
      )
    }
    const { servers, digests, refused } = claims.without(clashes)
    return new TrustIndex({ seeds, slots: fill(digests, seeds).slots, digests, names: encodeNames(servers) }, refused)
  }

  /** Keeps the snapshot's bytes; they must not be changed any more. @throws HubtrustError TRUST_SNAPSHOT_DAMAGED */
  static load(snapshot: Uint8Array): TrustIndex {
    return new TrustIndex(readSnapshot(snapshot), [])
  }

  snapshot(): Uint8Array {
    return writeSnapshot(this.#parts)
  }

  /** The server a certificate belongs to. Anything but 32 bytes is nobody's. */
  find(digest: Uint8Array): string | undefined {
    if (digest.length !== DIGEST_BYTES) return undefined
    readWords(digest, KEY, 0)
    const number = this.#numberOf()
    return number < 0 ? undefined : ownerOf(this.#parts.names, number)
  }

  #numberOf(): number {
    const { slots, digests, seeds } = this.#parts
    const mask = this.#numberMask
    const hash = hashOf(KEY, 0, seeds)
    const tag = hash & ~mask
    let slot = placeOf(hash, slots.length)
    for (;;) {
      const held = slots[slot] ?? 0
      if (held === 0) return -1
      if ((held & ~mask) === tag) {
        const number = (held & mask) - 1
        if (isSame(digests, number * DIGEST_WORDS, KEY, 0)) return number
      }
      slot = slot + 1 === slots.length ? 0 : slot + 1
    }
  }

  has(server: string): boolean {
    return runOf(this.#parts.names, server) !== undefined
  }

  /** SHA-256 fingerprints of a server, 64 upper-case hexadecimal digits each. */
  fingerprintsOf(server: string): readonly string[] {
    const { first, count } = runOf(this.#parts.names, server) ?? { first: 0, count: 0 }
    return Array.from({ length: count }, (_, at) => hexAt(this.#parts.digests, first + at))
  }

  get serverCount(): number {
    return this.#parts.names.servers
  }

  get certificateCount(): number {
    return this.#parts.digests.length / DIGEST_WORDS
  }

  /** Memory held by the tables, in bytes. */
  get byteLength(): number {
    const { slots, digests, names } = this.#parts
    return (
      slots.byteLength + digests.byteLength + names.starts.byteLength + names.firsts.byteLength + names.bytes.byteLength
    )
  }
}

/** Scratch for the digest that is looked up: a view per look-up would cost more than the look-up. */
const KEY = new Uint32Array(DIGEST_WORDS)

function placeOf(hash: number, slots: number): number {
  return Math.floor(((Math.imul(hash, SPREAD) >>> 0) / 0x1_0000_0000) * slots)
}

interface Filled {
  readonly slots: Uint32Array
  /** Pairs of claims to the same digest: the one that was there and the one that came later. */
  readonly clashes: readonly (readonly [number, number])[]
}

function fill(digests: Claims['digests'], seeds: Uint32Array): Filled {
  const count = digests.length / DIGEST_WORDS
  const mask = numberMask(count)
  const slots = new Uint32Array(Math.max(SLOTS_MIN, Math.ceil(count / LOAD_FACTOR)))
  const clashes: (readonly [number, number])[] = []
  for (let number = 0; number < count; number += 1) {
    const hash = hashOf(digests, number * DIGEST_WORDS, seeds)
    const tag = hash & ~mask
    let slot = placeOf(hash, slots.length)
    for (let held = slots[slot] ?? 0; held !== 0; held = slots[slot] ?? 0) {
      const there = (held & mask) - 1
      if ((held & ~mask) === tag && isSame(digests, there * DIGEST_WORDS, digests, number * DIGEST_WORDS)) {
        clashes.push([there, number])
        break
      }
      slot = slot + 1 === slots.length ? 0 : slot + 1
    }
    if (slots[slot] === 0) slots[slot] = (tag | (number + 1)) >>> 0
  }
  return { slots, clashes }
}
