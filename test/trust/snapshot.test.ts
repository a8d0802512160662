/** Snapshots whose checksum fits but whose content does not: a defect of whoever wrote them, refused all the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { HubtrustError } from '../../src/core/errors.ts'
import { TrustIndex } from '../../src/trust/index.ts'
import { digestOf } from './store.ts'

const HEADER_BYTES = 64
const SERVERS = 40

const sound = TrustIndex.build(
  Array.from({ length: SERVERS }, (_, at) => ({
    server: `mx${at}.corp.example`,
    fingerprints: [digestOf(String(at))],
  })),
).snapshot()
const word = (at: number) => Buffer.from(sound.buffer).readUInt32LE(at * 4)
const SLOTS = HEADER_BYTES
const STARTS = SLOTS + word(4) * 4 + SERVERS * 32
const NAMES = sound.length - word(6)

/** Changes bytes and writes the checksum anew. */
function forged(change: (bytes: Buffer) => void): Uint8Array {
  const bytes = Buffer.from(Uint8Array.from(sound).buffer)
  change(bytes)
  bytes.writeUInt32LE(crc32(bytes.subarray(HEADER_BYTES), crc32(bytes.subarray(0, HEADER_BYTES - 4))), HEADER_BYTES - 4)
  return bytes
}

function refuses(change: (bytes: Buffer) => void, reason: RegExp): void {
  assert.throws(
    () => TrustIndex.load(forged(change)),
    (error) => error instanceof HubtrustError && error.code === 'TRUST_SNAPSHOT_DAMAGED' && reason.test(error.message),
  )
}

test('a forged checksum over unchanged bytes is the checksum they had', () => {
  assert.deepEqual(Buffer.from(forged(() => undefined)), Buffer.from(sound))
})

test('a number of servers that does not fit the blocks of names is refused', () => {
  refuses((bytes) => bytes.writeUInt32LE(1_000, 8), /names do not fit/)
})

test('a block that begins elsewhere is refused', () => {
  refuses((bytes) => bytes.writeUInt32LE(1, STARTS), /names do not fit/)
})

test('a name that shares more than there was is refused', () => {
  refuses((bytes) => bytes.writeUInt8(1, NAMES), /names do not fit/)
})

test('a name that runs out of its table is refused', () => {
  refuses((bytes) => bytes.writeUInt8(250, NAMES + 2), /names do not fit/)
  refuses((bytes) => bytes.fill(0xff, bytes.length - 1), /names do not fit/)
})

test('a count that does not fit the certificates is refused', () => {
  refuses((bytes) => bytes.writeUInt8(2, bytes.length - 1), /names do not fit/)
})

test('a slot that points at no certificate, and a missing one, are refused', () => {
  const taken = Array.from({ length: word(4) }, (_, at) => at).find((at) => word(16 + at) !== 0) ?? 0
  refuses((bytes) => bytes.writeUInt32LE(63, SLOTS + taken * 4), /table does not fit/)
  refuses((bytes) => bytes.writeUInt32LE(0, SLOTS + taken * 4), /table does not fit/)
})

test('property: a snapshot changed at will is refused, or every look-up in it ends', () => {
  const change = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 6 })
  fc.assert(
    fc.property(change, fc.boolean(), fc.nat(sound.length), (changes, isForged, cut) => {
      const write = (bytes: Buffer) => {
        for (const [at, value] of changes) bytes.writeUInt8(value, at)
      }
      try {
        const bytes = isForged ? forged(write) : Buffer.from(sound.subarray(0, cut))
        const index = TrustIndex.load(bytes)
        for (let at = 0; at < SERVERS; at += 1) index.find(digestOf(String(at)))
        index.fingerprintsOf('mx7.corp.example')
        if (!isForged) assert.equal(cut, sound.length)
      } catch (error) {
        assert.ok(error instanceof HubtrustError, String(error))
      }
    }),
    { numRuns: 500 },
  )
})
