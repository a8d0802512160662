/** What every reader promises, as properties over its samples. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { EVIDENCE_LIMITS } from '../../src/evidence/contract.ts'
import { headOf } from '../../src/evidence/encoding.ts'
import type { Sample } from './samples-text.ts'
import { readAll, sourceOf, type Collected } from './text-source.ts'

const SPLITS = 12
const MUTATIONS = 40

/** One change to some bytes: what disks, copies and people do to files. */
export interface Mutation {
  readonly kind: 'flip' | 'cut' | 'repeat' | 'insert' | 'zero'
  /** Of the length, 0 to 1. */
  readonly at: number
  readonly span: number
  readonly byte: number
}

export const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('flip', 'cut', 'repeat', 'insert', 'zero'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  span: fc.integer({ min: 1, max: 300 }),
  byte: fc.integer({ min: 0, max: 255 }),
})

export function mutated(bytes: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  let result = Buffer.from(bytes)
  for (const { kind, at, span, byte } of mutations) {
    const from = Math.floor(at * result.length)
    const [before, piece, after] = [
      result.subarray(0, from),
      result.subarray(from, from + span),
      result.subarray(from + span),
    ]
    if (kind === 'flip') result[from] = (result[from] ?? 0) ^ (byte || 1)
    else if (kind === 'zero') piece.fill(0)
    else if (kind === 'cut') result = Buffer.from(result.subarray(0, from))
    else if (kind === 'repeat') result = Buffer.concat([before, piece, piece, after])
    else result = Buffer.concat([before, Buffer.alloc(span, byte), result.subarray(from)])
  }
  return result
}

/** Nothing of a damaged file may be more than the whole one has room for. */
export function assertBounded({ observations, problems }: Collected, bytes: number): void {
  assert.ok(observations.length <= Math.min(EVIDENCE_LIMITS.observationsMax, bytes + 10))
  assert.ok(problems.length <= bytes + 1_000)
  for (const { evidence } of [...observations, ...problems])
    assert.ok((evidence.quote ?? '').length <= EVIDENCE_LIMITS.quoteCharsMax)
}

export function promises(samples: readonly Sample[]): void {
  for (const { reader, name, bytes } of samples) {
    test(`${name}: ${reader.id} knows it, and nobody else is surer`, () => {
      const head = headOf(bytes)
      const own = reader.recognise(head)
      assert.ok(own > 0)
      for (const other of samples)
        if (other.reader !== reader) assert.ok(other.reader.recognise(head) < own, other.reader.id)
    })

    test(`${name}: however it is cut, it says the same`, async () => {
      const whole = await readAll(reader, sourceOf(bytes, name))
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 6 }), async (cuts) => {
          assert.deepEqual(await readAll(reader, sourceOf(bytes, name, cuts)), whole)
        }),
        { numRuns: SPLITS },
      )
    })

    test(`${name}: damaged, it is read without a fault and within bounds`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(MUTATION, { minLength: 1, maxLength: 4 }), async (mutations) => {
          const damaged = mutated(bytes, mutations)
          reader.recognise(headOf(damaged))
          assertBounded(await readAll(reader, sourceOf(damaged, name)), damaged.length)
        }),
        { numRuns: MUTATIONS },
      )
    })
  }
}
