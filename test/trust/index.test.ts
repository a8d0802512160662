import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HubtrustError } from '../../src/core/errors.ts'
import type { TrustEntry } from '../../src/model/server.ts'
import { TrustIndex } from '../../src/trust/index.ts'
import { digestOf, fingerprintOf } from './store.ts'

const hub1 = { server: 'hub1.corp.example', fingerprints: [fingerprintOf('1a'), fingerprintOf('1b')] }
const hub2 = { server: 'hub2.corp.example', fingerprints: [digestOf('2')] }

const hex = (digest: Uint8Array) => Buffer.from(digest).toString('hex').toUpperCase()

/** Digests that differ in few places, as somebody would grind them. */
const digest = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fc.tuple(fc.nat(31), fc.nat(255)).map(([at, value]) => new Uint8Array(32).fill(0xaa).fill(value, at, at + 1)),
)
const serverName = fc.oneof(
  fc.domain(),
  fc.tuple(fc.nat(99), fc.nat(9)).map(([host, site]) => `mx${host}.site${site}.corp.example`),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
)
const entries: fc.Arbitrary<TrustEntry[]> = fc.array(
  fc.record({ server: serverName, fingerprints: fc.array(fc.oneof(digest, digest.map(hex)), { maxLength: 3 }) }),
  { maxLength: 80 },
)

/** What the index promises, said with plain maps. */
function expectation(list: readonly TrustEntry[]) {
  const owners = new Map<string, Set<string>>()
  const servers = new Map<string, Set<string>>()
  for (const { server, fingerprints } of list) {
    const own = servers.get(server) ?? new Set()
    servers.set(server, own)
    for (const fingerprint of fingerprints) {
      const text = typeof fingerprint === 'string' ? fingerprint : hex(fingerprint)
      own.add(text)
      owners.set(text, (owners.get(text) ?? new Set()).add(server))
    }
  }
  return { owners, servers }
}

function assertAnswers(index: TrustIndex, list: readonly TrustEntry[]): void {
  const { owners, servers } = expectation(list)
  for (const [text, claimants] of owners) {
    assert.equal(index.find(Buffer.from(text, 'hex')), claimants.size === 1 ? [...claimants][0] : undefined)
  }
  const shared = new Set([...owners].filter(([, claimants]) => claimants.size > 1).map(([text]) => text))
  for (const [server, own] of servers) {
    assert.equal(index.has(server), true)
    assert.deepEqual([...index.fingerprintsOf(server)].sort(), [...own].filter((text) => !shared.has(text)).sort())
  }
  assert.equal(index.serverCount, servers.size)
  assert.equal(index.certificateCount, owners.size - shared.size)
}

test('a certificate is found for its server, whatever its place among several', () => {
  const index = TrustIndex.build([hub2, hub1])
  assert.equal(index.find(digestOf('1a')), 'hub1.corp.example')
  assert.equal(index.find(digestOf('1b')), 'hub1.corp.example')
  assert.equal(index.find(digestOf('2')), 'hub2.corp.example')
  assert.deepEqual(index.fingerprintsOf('hub1.corp.example'), hub1.fingerprints)
  assert.deepEqual(index.refused, [])
})

test("an unknown digest and one of 0, 31 or 33 bytes are nobody's", () => {
  const index = TrustIndex.build([hub1])
  const own = digestOf('1a')
  for (const other of [digestOf('?'), Buffer.alloc(0), own.subarray(1), Buffer.concat([own, Buffer.alloc(1)])]) {
    assert.equal(index.find(other), undefined)
  }
})

test('an empty index knows nobody', () => {
  for (const index of [TrustIndex.build([]), TrustIndex.load(TrustIndex.build([]).snapshot())]) {
    assert.equal(index.find(digestOf('1a')), undefined)
    assert.equal(index.has('hub1.corp.example'), false)
    assert.deepEqual(index.fingerprintsOf('hub1.corp.example'), [])
    assert.equal(index.serverCount, 0)
  }
})

test('a certificate that two servers claim is refused for both and reported, their others stay', () => {
  const index = TrustIndex.build([
    hub1,
    hub2,
    { server: 'rogue.example', fingerprints: [digestOf('2'), digestOf('r')] },
  ])
  assert.equal(index.find(digestOf('2')), undefined)
  assert.equal(index.find(digestOf('r')), 'rogue.example')
  assert.equal(index.find(digestOf('1a')), 'hub1.corp.example')
  assert.deepEqual(index.fingerprintsOf('hub2.corp.example'), [])
  assert.equal(index.has('hub2.corp.example'), true)
  assert.deepEqual(index.refused, [
    { fingerprint: fingerprintOf('2'), servers: ['hub2.corp.example', 'rogue.example'] },
  ])
})

test('a third claim to the same certificate is reported with the other two', () => {
  const claim = (server: string) => ({ server, fingerprints: [digestOf('x')] })
  const { refused, certificateCount } = TrustIndex.build([claim('a'), claim('b'), claim('c')])
  assert.deepEqual(refused, [{ fingerprint: fingerprintOf('x'), servers: ['a', 'b', 'c'] }])
  assert.equal(certificateCount, 0)
})

test('a certificate listed twice for one server counts once and stays trusted', () => {
  const index = TrustIndex.build([hub1, hub1])
  assert.equal(index.find(digestOf('1a')), 'hub1.corp.example')
  assert.equal(index.certificateCount, 2)
  assert.deepEqual(index.refused, [])
})

test('a fingerprint of the wrong length or with a stray character is refused and never padded into a digest', () => {
  const short = fingerprintOf('s').slice(0, 62)
  const stray = `${fingerprintOf('s').slice(0, 60)}zzzz`
  const index = TrustIndex.build([{ server: 'a', fingerprints: [short, stray, digestOf('s').subarray(0, 31)] }])
  assert.equal(index.certificateCount, 0)
  assert.equal(index.find(Buffer.concat([digestOf('s').subarray(0, 31), Buffer.alloc(1)])), undefined)
  assert.deepEqual(
    index.refused.map(({ fingerprint }) => fingerprint),
    [short, stray, short],
  )
})

test('a server whose name cannot be kept as it is does not become another one', () => {
  const names = ['', 'x'.repeat(256), 'broken\ud800']
  const index = TrustIndex.build(names.map((server, at) => ({ server, fingerprints: [digestOf(String(at))] })))
  assert.equal(index.serverCount, 0)
  assert.deepEqual(
    index.refused.map(({ servers }) => servers[0]),
    names,
  )
  assert.equal(
    TrustIndex.build([{ server: 'x'.repeat(255), fingerprints: [digestOf('x')] }]).find(digestOf('x')),
    'x'.repeat(255),
  )
})

test('names whose beginning and end overlap come out as they went in', () => {
  const names = [
    'a',
    'aa',
    'aaa',
    'aab',
    'aaba',
    'ab',
    'aba',
    'ababa',
    'b',
    'ばば',
    'ばばば',
    'mx1.a',
    'mx11.a',
    'mx111.a',
    'mx1a.a',
    'z',
    'zz',
    'zzz',
  ]
  const index = TrustIndex.build(names.map((server) => ({ server, fingerprints: [digestOf(server)] })))
  for (const name of names) assert.deepEqual([index.find(digestOf(name)), index.has(name)], [name, true])
})

test('a server with more certificates than one byte can count has them all', () => {
  const many = Array.from({ length: 40_000 }, (_, at) => digestOf(String(at)))
  const index = TrustIndex.build([{ server: 'many', fingerprints: many }, { server: 'none', fingerprints: [] }, hub1])
  for (const at of [0, 127, 128, 16_383, 16_384, 39_999]) assert.equal(index.find(digestOf(String(at))), 'many')
  assert.equal(TrustIndex.load(index.snapshot()).fingerprintsOf('many').length, 40_000)
  assert.deepEqual(index.fingerprintsOf('none'), [])
  assert.equal(index.find(digestOf('1b')), 'hub1.corp.example')
})

test('servers with very unequal numbers of certificates keep their own, wherever they stand', () => {
  const named = (prefix: string, servers: number, certificates: number): TrustEntry[] =>
    Array.from({ length: servers }, (_, at) => ({
      server: `${prefix}${String(at).padStart(3, '0')}.corp.example`,
      fingerprints: Array.from({ length: certificates }, (__, count) => digestOf(`${prefix} ${at} ${count}`)),
    }))
  for (const list of [
    [...named('a', 300, 1), ...named('b', 20, 200)],
    [...named('a', 20, 200), ...named('b', 300, 1)],
    [...named('a', 150, 1), ...named('b', 20, 200), ...named('c', 150, 0), ...named('d', 150, 1)],
  ]) {
    const index = TrustIndex.build(list)
    assertAnswers(index, list)
    assertAnswers(TrustIndex.load(index.snapshot()), list)
  }
})

test('property: the index answers as a map would, before and after a snapshot', () => {
  fc.assert(
    fc.property(entries, (list) => {
      const index = TrustIndex.build(list)
      assertAnswers(index, list)
      const again = TrustIndex.load(index.snapshot())
      assertAnswers(again, list)
      assert.deepEqual(again.snapshot(), index.snapshot())
    }),
    { numRuns: 150 },
  )
})

test('property: a digest that was not published is not found', () => {
  fc.assert(
    fc.property(entries, digest, (list, other) => {
      fc.pre(!expectation(list).owners.has(hex(other)))
      assert.equal(TrustIndex.build(list).find(other), undefined)
    }),
  )
})

test('two builds of the same entries use different seeds, so that collisions cannot be aimed', () => {
  assert.notDeepEqual(TrustIndex.build([hub1]).snapshot(), TrustIndex.build([hub1]).snapshot())
})

test('a snapshot that does not begin on a word boundary loads too', () => {
  const snapshot = TrustIndex.build([hub1, hub2]).snapshot()
  const shifted = new Uint8Array(snapshot.length + 1)
  shifted.set(snapshot, 1)
  assert.equal(TrustIndex.load(shifted.subarray(1)).find(digestOf('2')), 'hub2.corp.example')
})

test('at 100,000 servers the tables take less than 45 bytes a server, names told', () => {
  const servers = 100_000
  const list = Array.from({ length: servers }, (_, at) => ({
    server: `mx${String(at).padStart(6, '0')}.corp.example`,
    fingerprints: [digestOf(String(at))],
  }))
  const index = TrustIndex.build(list)
  assert.ok(index.byteLength / servers < 45, String(index.byteLength / servers))
  assert.ok(index.snapshot().length / servers < 45)
  for (let at = 0; at < servers; at += 997) assert.equal(index.find(digestOf(String(at))), list[at]?.server)
})

function damage(snapshot: Uint8Array): HubtrustError {
  try {
    TrustIndex.load(snapshot)
  } catch (error) {
    assert.ok(error instanceof HubtrustError)
    assert.equal(error.code, 'TRUST_SNAPSHOT_DAMAGED')
    return error
  }
  return assert.fail('the snapshot was accepted')
}

test('a snapshot cut anywhere, or longer than it says, is refused', () => {
  const snapshot = TrustIndex.build([hub1, hub2]).snapshot()
  for (let length = 0; length < snapshot.length; length += 1) damage(snapshot.subarray(0, length))
  damage(Buffer.concat([snapshot, Buffer.alloc(1)]))
})

test('a snapshot with any one bit turned is refused', () => {
  const snapshot = TrustIndex.build([hub1, hub2]).snapshot()
  for (let bit = 0; bit < snapshot.length * 8; bit += 1) {
    // The header's unused words are checked by nothing but the checksum, and that covers them.
    const changed = Uint8Array.from(snapshot)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    damage(changed)
  }
})

test('a file that is no snapshot, or one of another format, says so', () => {
  const snapshot = TrustIndex.build([hub1]).snapshot()
  assert.match(damage(Buffer.alloc(64)).message, /not a snapshot/)
  const other = Uint8Array.from(snapshot)
  other[4] = 1
  assert.match(damage(other).message, /format 1/)
  assert.match(damage(other).sentence('ja'), /壊れています/)
})
