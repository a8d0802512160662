import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { EVIDENCE_LIMITS } from '../../src/evidence/contract.ts'
import { eachLine, quoteOf, readLines, type TextLine } from '../../src/evidence/lines.ts'
import { collector, sourceOf } from './text-source.ts'

async function linesOf(content: string | Uint8Array, cuts: readonly number[] = []) {
  const { observations, problems, ...findings } = collector()
  const lines: TextLine[] = []
  await eachLine(sourceOf(content, 'a.txt', cuts), findings, (line) => lines.push(line))
  return { lines, observations, problems }
}

test('lines are numbered from 1, whatever ends them, and the last needs no end', async () => {
  const { lines } = await linesOf('\ufeffone\r\ntwo\n\r\r\n\nfive')
  assert.deepEqual(
    lines.map(({ text, line }) => `${line}:${text}`),
    ['1:one', '2:two', '3:', '4:', '5:five'],
  )
  assert.deepEqual((await linesOf('')).lines, [])
  assert.deepEqual((await linesOf('a\n')).lines, [{ text: 'a', line: 1 }])
})

test('the two ways to read lines give the same', async () => {
  const { observations, problems, ...findings } = collector()
  const lines: TextLine[] = []
  for await (const line of readLines(sourceOf('a\r\nb\nc'), findings)) lines.push(line)
  assert.deepEqual(lines, (await linesOf('a\r\nb\nc')).lines)
  assert.deepEqual([observations, problems], [[], []])
})

test('what another program appended in UTF-16 is still readable', async () => {
  const appended = Buffer.concat([Buffer.from('first\r\n'.repeat(1000)), Buffer.from('\ufeffsecond\r\n', 'utf16le')])
  assert.deepEqual((await linesOf(appended)).lines.at(-2)?.text.endsWith('second'), true)
})

test('of a line that is too long the beginning comes out, and the next line is right', async () => {
  const long = 'x'.repeat(EVIDENCE_LIMITS.lineBytesMax + 10)
  const { lines, problems } = await linesOf(`a\n${long}\nb`, [65_537])
  assert.deepEqual(
    lines.map(({ text }) => text.length),
    [1, EVIDENCE_LIMITS.lineBytesMax, 1],
  )
  assert.deepEqual(problems, [
    {
      evidence: { source: 'a.txt', line: 2 },
      problem: 'too-large',
      args: { what: 'line', limit: EVIDENCE_LIMITS.lineBytesMax },
    },
  ])
})

test('wrongly decoded text is told once, where it is first certain', async () => {
  const { problems } = await linesOf('plain\nfÃ¼r\nGerÃ¤t\nfÃ¼r alle\n')
  assert.deepEqual(problems, [
    { evidence: { source: 'a.txt', line: 3 }, problem: 'mojibake', args: { was: 'utf-8', readAs: 'cp1252' } },
  ])
})

test('a secret is told by its place and is in no line', async () => {
  const { lines, observations } = await linesOf('user: a\nPassword : hunter2\nend')
  assert.deepEqual(observations, [{ kind: 'secret', what: 'password', evidence: { source: 'a.txt', line: 2 } }])
  assert.equal(lines[1]?.text, 'Password : [secret]')
})

test('a quote is short and has no blanks around it', () => {
  assert.equal(quoteOf('   a b  '), 'a b')
  assert.equal(quoteOf('x'.repeat(1000)).length, EVIDENCE_LIMITS.quoteCharsMax)
})

test('any text in any pieces gives the lines that splitting gives', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '本', ' ', '\n', '\r\n', '𝄞'), maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (all, cuts) => {
        const expected = all.split(/\r?\n/)
        if (expected.at(-1) === '') expected.pop()
        const { lines } = await linesOf(all, cuts)
        assert.deepEqual(
          lines.map((line) => line.text),
          expected,
        )
      },
    ),
    { numRuns: 100 },
  )
})

test('where the first line ends with CR alone, all of them do, however the text is cut', async () => {
  const text = 'first\rsecond\r\rfourth\r\nfifth\nsixth\r'
  for (const cuts of [[], [1], [2, 3], [6]]) {
    const { observations, problems, ...findings } = collector()
    const lines: string[] = []
    await eachLine(sourceOf(text, 'a.txt', cuts), findings, ({ text: line }) => void lines.push(line))
    assert.deepEqual(lines, ['first', 'second', '', 'fourth', 'fifth', 'sixth'])
    assert.deepEqual([observations, problems], [[], []])
  }
})

test('a CR inside a line, or two before LF, end nothing', async () => {
  const { observations, problems, ...findings } = collector()
  const lines: string[] = []
  await eachLine(sourceOf('a\r\r\nb\rc\nd', 'a.txt', [1]), findings, ({ text: line }) => void lines.push(line))
  assert.deepEqual(lines, ['a', 'b\rc', 'd'])
  assert.deepEqual([observations, problems], [[], []])
})

test('what is told of a line comes before the line, and after the lines above it', async () => {
  for (const cuts of [[], [1], [7, 30]]) {
    const order: (string | number)[] = []
    const findings = { observed: () => void order.push('secret'), problem: () => void order.push('problem') }
    const source = sourceOf('one\nPassword : hunter2-hunter2\nthree\n', 'a.txt', cuts)
    await eachLine(source, findings, ({ line }) => void order.push(line))
    assert.deepEqual(order, [1, 'secret', 2, 3])
  }
})
