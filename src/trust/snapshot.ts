/**
 * The trust index as bytes: the last known good copy on disk, and how worker processes get it.
 *
 * Header of 16 little-endian 32-bit words (magic, format version, lengths, seeds, CRC-32 of the rest), then the arrays
 * as they lie in memory, so that loading a million servers is one check and no copy.
 */
import { crc32 } from 'node:zlib'
import { failure } from '../core/errors.ts'

export interface IndexParts {
  readonly servers: number
  readonly seeds: Uint32Array
  readonly slots: Uint32Array
  readonly owners: Uint32Array
  readonly digests: Uint32Array
  readonly blocks: Uint32Array
  readonly names: Uint8Array
}

const MAGIC = 0x58_49_54_48 // "HTIX"
const FORMAT = 1
const HEADER_WORDS = 16
const WORD = 4
const DIGEST_WORDS = 8

export function writeSnapshot({ servers, seeds, slots, owners, digests, blocks, names }: IndexParts): Uint8Array {
  const arrays = [slots, owners, digests, blocks]
  const words = arrays.reduce((sum, array) => sum + array.length, HEADER_WORDS)
  const snapshot = new Uint8Array(words * WORD + names.length)
  const all = new Uint32Array(snapshot.buffer, 0, words)
  let at = HEADER_WORDS
  for (const array of arrays) {
    all.set(array, at)
    at += array.length
  }
  snapshot.set(names, words * WORD)
  all.set([MAGIC, FORMAT, servers, owners.length, slots.length, blocks.length, names.length, ...seeds])
  all[HEADER_WORDS - 1] = checksum(snapshot)
  return snapshot
}

/** Covers the header too, all but the checksum itself. */
function checksum(snapshot: Uint8Array): number {
  const header = snapshot.subarray(0, (HEADER_WORDS - 1) * WORD)
  return crc32(snapshot.subarray(HEADER_WORDS * WORD), crc32(header))
}

/** @throws HubtrustError TRUST_SNAPSHOT_DAMAGED */
export function readSnapshot(bytes: Uint8Array): IndexParts {
  if (bytes.length < HEADER_WORDS * WORD) throw damaged('too short')
  const snapshot = bytes.byteOffset % WORD === 0 ? bytes : new Uint8Array(bytes)
  const header = new Uint32Array(snapshot.buffer, snapshot.byteOffset, HEADER_WORDS)
  const [magic, format, servers = 0, count = 0, slotCount = 0, blockCount = 0, nameBytes = 0] = header
  if (magic !== MAGIC) throw damaged('not a snapshot')
  if (format !== FORMAT) throw damaged(`format ${format ?? 0} is not known here`)
  const words = HEADER_WORDS + slotCount + count * (1 + DIGEST_WORDS) + blockCount
  if (snapshot.length !== words * WORD + nameBytes) throw damaged('the length does not fit the header')
  if (header[HEADER_WORDS - 1] !== checksum(snapshot)) throw damaged('the checksum does not fit')
  let at = HEADER_WORDS
  const take = (length: number) => {
    const array = new Uint32Array(snapshot.buffer, snapshot.byteOffset + at * WORD, length)
    at += length
    return array
  }
  return {
    servers,
    seeds: header.subarray(7, 9),
    slots: take(slotCount),
    owners: take(count),
    digests: take(count * DIGEST_WORDS),
    blocks: take(blockCount),
    names: snapshot.subarray(words * WORD),
  }
}

function damaged(reason: string) {
  return failure('TRUST_SNAPSHOT_DAMAGED', { reason })
}
