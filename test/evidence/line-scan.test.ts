import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lineScan, linesIn, plainScan, type LineScan } from '../../src/evidence/line-scan.ts'

const LITERAL = 'crypto\\'
const BYTES = 4_096
const FROM = 100

/** Everything that a search finds, with the number of lines before it. */
function all(scan: LineScan, text: Buffer): readonly (readonly [at: number, lines: number])[] {
  const to = FROM + text.copy(scan.memory, FROM)
  const found: (readonly [number, number])[] = []
  let lines = 0
  for (let start = FROM; start < to;) {
    const hit = scan.find(start, to)
    lines += hit.lines
    if (hit.at === -1) return [...found, [-1, lines]]
    found.push([hit.at - FROM, lines + linesIn(scan.memory, hit.countedTo, hit.at)])
    lines += linesIn(scan.memory, hit.countedTo, hit.at + 1)
    start = hit.at + 1
  }
  return [...found, [-1, lines]]
}

const kernel = lineScan(LITERAL, BYTES)
const plain = plainScan(LITERAL, Buffer.alloc(BYTES))

test('the literal is found in upper and lower case, with the lines before it', () => {
  const text = Buffer.from('a\nb CRYPTO\\x\n\ncrypt0\\ CryPto\\\nno\n')
  assert.deepEqual(all(kernel, text), [
    [4, 1],
    [22, 3],
    [-1, 5],
  ])
})

test('the kernel and plain JavaScript find the same', () => {
  const pieces = fc.constantFrom(
    'crypto\\',
    'CRYPTO\\',
    'crypto',
    '\\',
    '\n',
    'y',
    'cr',
    'pto\\',
    ' ',
    'x'.repeat(15),
    'y-to\\',
    'é',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 120 }), (words) => {
      const text = Buffer.from(words.join('')).subarray(0, BYTES - FROM - 64)
      assert.deepEqual(all(kernel, text), all(plain, text))
    }),
    { numRuns: 300 },
  )
})

test('what lies behind the end is not seen', () => {
  kernel.memory.write('cry', FROM)
  kernel.memory.write('pto\\\n', FROM + 3)
  assert.deepEqual(kernel.find(FROM, FROM + 6), { at: -1, lines: 0, countedTo: FROM + 6 })
})
