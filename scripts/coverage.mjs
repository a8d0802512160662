// The rooms without doors (pure functions over plain data) are covered line by line, by the tests of the room itself.
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import process from 'node:process'
import { run } from 'node:test'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const ROOMS = ['core', 'wire', 'x509', 'trust']

const files = (pattern) => globSync(pattern, { cwd: ROOT }).sort()

/** What the tests of a room have run of it: its files as the runner reports them, and how many tests failed. */
async function measure(room) {
  let failed = 0
  let summary = { files: [] }
  const stream = run({
    files: files(`test/${room}/**/*.test.ts`),
    cwd: ROOT,
    concurrency: 2,
    timeout: 300_000,
    coverage: true,
    coverageIncludeGlobs: [`src/${room}/**/*.ts`],
  })
  stream.on('test:fail', () => (failed += 1)).on('test:coverage', (data) => ({ summary } = data))
  stream.resume()
  await once(stream, 'end')
  return { covered: summary.files, failed }
}

/** A file of types alone is erased: nothing of it is ever loaded. */
function isTypesOnly(path) {
  const { outputText } = ts.transpileModule(readFileSync(join(ROOT, path), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext, removeComments: true },
  })
  return outputText.trim() === 'export {};'
}

function complaintsOf(room, { covered, failed }) {
  const seen = new Set(covered.map(({ path }) => relative(ROOT, path)))
  const unseen = files(`src/${room}/**/*.ts`).filter((path) => !seen.has(path) && !isTypesOnly(path))
  const gaps = covered.map(({ path, lines }) => {
    const missed = lines.filter(({ count }) => count === 0).map(({ line }) => line)
    return missed.length === 0 ? undefined : `${relative(ROOT, path)}: no test runs line ${missed.join(', ')}`
  })
  return [
    ...(failed > 0 ? [`test/${room}: ${failed} failed`] : []),
    ...unseen.map((path) => `${path}: no test of test/${room} loads it`),
    ...gaps.filter((gap) => gap !== undefined),
  ]
}

const named = process.argv.slice(2)
const complaints = []
for (const room of ROOMS) {
  if (named.length > 0 && !named.includes(room)) continue
  const measured = await measure(room)
  const wrong = complaintsOf(room, measured)
  complaints.push(...wrong)
  const lines = measured.covered.reduce((sum, { totalLineCount }) => sum + totalLineCount, 0)
  process.stdout.write(
    `src/${room}: ${lines} lines, ${wrong.length === 0 ? 'all of them run' : 'NOT all of them run'}\n`,
  )
}
for (const complaint of complaints) process.stdout.write(`${complaint}\n`)
process.exitCode = complaints.length === 0 ? 0 : 1
