/**
 * The trust index as bytes: the last known good copy on disk, and how worker processes get it.
 *
 * Header of 16 little-endian 32-bit words (magic, format version, lengths, seeds, CRC-32 of the rest), then the arrays
 * as they lie in memory, so that loading a million servers copies nothing. What is read is checked in full: a snapshot
 * that was cut, changed or badly written is refused and never half believed.
 */
import { crc32 } from 'node:zlib'
import { failure, type HubtrustError } from '../core/errors.ts'
import { isSound, type NamesTable } from './names-table.ts'

export interface IndexParts {
  readonly seeds: Uint32Array
  /** 0 is empty; else the number of a certificate plus one in the low bits, a tag of its hash in the rest. */
  readonly slots: Uint32Array
  readonly digests: Uint32Array
  readonly names: NamesTable
}

export const DIGEST_WORDS = 8

const MAGIC = 0x58_49_54_48 // "HTIX"
const FORMAT = 3
const HEADER_WORDS = 16
const WORD = 4

/** The low bits of a slot that number a certificate. */
export function numberMask(certificates: number): number {
  return 2 ** Math.max(1, Math.ceil(Math.log2(certificates + 2))) - 1
}

export function writeSnapshot({ seeds, slots, digests, names }: IndexParts): Uint8Array {
  const arrays = [slots, digests, names.starts, names.firsts]
  const words = arrays.reduce((sum, array) => sum + array.length, HEADER_WORDS)
  const snapshot = new Uint8Array(words * WORD + names.bytes.length)
  const all = new Uint32Array(snapshot.buffer, 0, words)
  let at = HEADER_WORDS
  for (const array of arrays) {
    all.set(array, at)
    at += array.length
  }
  snapshot.set(names.bytes, words * WORD)
  const certificates = digests.length / DIGEST_WORDS
  all.set([MAGIC, FORMAT, names.servers, certificates, slots.length, names.starts.length, names.bytes.length, ...seeds])
  all[HEADER_WORDS - 1] = checksum(snapshot)
  return snapshot
}

/** Covers the header too, all but the checksum itself. */
function checksum(snapshot: Uint8Array): number {
  const header = snapshot.subarray(0, (HEADER_WORDS - 1) * WORD)
  return crc32(snapshot.subarray(HEADER_WORDS * WORD), crc32(header))
}

/** The arrays lie in `bytes` afterwards, which must not be changed any more. @throws HubtrustError TRUST_SNAPSHOT_DAMAGED */
export function readSnapshot(bytes: Uint8Array): IndexParts {
  if (bytes.length < HEADER_WORDS * WORD) throw damaged('too short')
  const snapshot = bytes.byteOffset % WORD === 0 ? bytes : new Uint8Array(bytes)
  const header = new Uint32Array(snapshot.buffer, snapshot.byteOffset, HEADER_WORDS)
  const [magic = 0, format = 0, servers = 0, certificates = 0, slotCount = 0, blocks = 0, nameBytes = 0] = header
  if (magic !== MAGIC) throw damaged('not a snapshot')
  if (format !== FORMAT) throw damaged(`format ${format} is not known here`)
  const words = HEADER_WORDS + slotCount + certificates * DIGEST_WORDS + blocks * 2
  if (snapshot.length !== words * WORD + nameBytes) throw damaged('the length does not fit the header')
  if (header[HEADER_WORDS - 1] !== checksum(snapshot)) throw damaged('the checksum does not fit')
  let at = HEADER_WORDS
  const take = (length: number) => {
    const array = new Uint32Array(snapshot.buffer, snapshot.byteOffset + at * WORD, length)
    at += length
    return array
  }
  const slots = take(slotCount)
  const digests = take(certificates * DIGEST_WORDS)
  const names = { servers, starts: take(blocks), firsts: take(blocks), bytes: snapshot.subarray(words * WORD) }
  if (!isSound(names, certificates)) throw damaged('the names do not fit the certificates')
  if (!areSlotsSound(slots, certificates)) throw damaged('the table does not fit the certificates')
  return { seeds: header.subarray(7, 9), slots, digests, names }
}

/** Every slot names a certificate that is there, and one slot at least is empty: no look-up can leave the table or run for ever. */
function areSlotsSound(slots: Uint32Array, certificates: number): boolean {
  const mask = numberMask(certificates)
  let taken = 0
  for (const held of slots) {
    if (held === 0) continue
    const number = (held & mask) >>> 0
    if (number === 0 || number > certificates) return false
    taken += 1
  }
  return taken === certificates && slots.length > certificates
}

function damaged(reason: string): HubtrustError {
  return failure('TRUST_SNAPSHOT_DAMAGED', { reason })
}
