/** One run: a sample changed as its seed says, read twice in different pieces, and held against what every reader promises. */
import assert from 'node:assert/strict'
import { EVIDENCE_LIMITS } from '../../src/evidence/contract.ts'
import { changed } from './mutations.ts'
import { randomOf, type Random } from './random.ts'
import type { Outcome, Target } from './targets.ts'

const CUTS_MAX = 6
const CUT_BYTES_MAX = 5_000
/** What a byte of input may become, and what a file may say besides: quotes and names are repeated in every observation. */
const GROWTH_MAX = 150
const GROWTH_FREE = 200_000
const ARGUMENT_CHARS_MAX = 1_000

/** @param run its number, from 0 */
export function inputOf(target: Target, seed: number, run: number): Uint8Array {
  const random = randomOf(seed, run)
  return made(target, random)
}

function made(target: Target, random: Random): Uint8Array {
  const [first = new Uint8Array(0), ...others] = target.samples
  const sample = random.pick([first, ...others])
  const bytes = changed(sample, random, (chance) => chance.pick([first, ...others]))
  return target.mend?.(bytes, random) ?? bytes
}

/** @throws AssertionError, or whatever the reader throws, which it must not */
export async function runOnce(target: Target, seed: number, run: number): Promise<void> {
  const random = randomOf(seed, run)
  const bytes = made(target, random)
  const whole = await target.read(bytes, [])
  const cuts = Array.from({ length: 1 + random.below(CUTS_MAX) }, () => 1 + random.below(CUT_BYTES_MAX))
  const text = JSON.stringify(whole)
  assert.equal(
    JSON.stringify(await target.read(bytes, cuts)),
    text,
    'the same bytes in other pieces say something else',
  )
  assert.ok(
    text.length <= GROWTH_FREE + bytes.length * GROWTH_MAX,
    `${String(bytes.length)} bytes became ${String(text.length)} characters`,
  )
  assertBounded(whole, bytes.length)
  assertPlaced(target, whole)
}

function assertBounded({ observations, problems }: Outcome, bytes: number): void {
  assert.ok(observations.length <= Math.min(EVIDENCE_LIMITS.observationsMax, bytes + 10), 'too many observations')
  assert.ok(problems.length <= bytes + 1_000, 'too many problems')
  for (const { args } of problems)
    for (const [name, value] of Object.entries(args))
      assert.ok(
        String(value).length <= ARGUMENT_CHARS_MAX,
        `the problem's "${name}" has ${String(String(value).length)} characters`,
      )
}

function assertPlaced(target: Target, { observations, problems }: Outcome): void {
  for (const { evidence } of [...observations, ...problems]) {
    assert.ok(target.isSource(evidence.source), `evidence of ${evidence.source}`)
    assert.ok(evidence.line === undefined || evidence.line >= 1, 'a line before the first')
    assert.ok((evidence.quote ?? '').length <= EVIDENCE_LIMITS.quoteCharsMax, 'too long a quote')
  }
}
