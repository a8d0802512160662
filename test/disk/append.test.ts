import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { Appender, tailOf } from '../../src/disk/append.ts'

function files(t: TestContext, bytesMax: number) {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-append-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  const paths = { path: join(folder, 'lines'), previousPath: join(folder, 'lines.1') }
  const appender = new Appender({ ...paths, bytesMax, mode: 0o600 })
  t.after(() => {
    appender.close()
  })
  return { ...paths, appender }
}

test('whoever follows a file reads every line once, also when it became the previous one in between', (t) => {
  const { path, previousPath, appender } = files(t, 100)
  appender.append('before')
  const fromEnd = tailOf(path, previousPath, 'end')
  const fromStart = tailOf(path, previousPath, 'start')
  assert.deepEqual(fromEnd.read(), [])
  assert.deepEqual(fromStart.read(), ['before'])
  const lines = Array.from({ length: 40 }, (_, at) => `line ${at} é`)
  const seen: string[] = []
  for (const line of lines) {
    appender.append(line)
    seen.push(...fromEnd.read())
  }
  assert.deepEqual(seen, lines)
  assert.ok(fromStart.read().includes('line 39 é'))
})

test('a follower that was away for megabytes misses nothing', (t) => {
  const { path, previousPath, appender } = files(t, 8 * 1024 ** 2)
  appender.append('before')
  const tail = tailOf(path, previousPath, 'end')
  const lines = Array.from({ length: 9_000 }, (_, at) => `${at} ${'x'.repeat(1_000)}`)
  for (const line of lines) appender.append(line)
  const seen: string[] = []
  for (let part = tail.read(); part.length > 0; part = tail.read()) seen.push(...part)
  assert.equal(seen.length, lines.length)
  assert.deepEqual([seen[0], seen.at(-1)], [lines[0], lines.at(-1)])
})

test('a file that is not there yet is followed from its first line', (t) => {
  const { path, previousPath, appender } = files(t, 100)
  const tail = tailOf(path, previousPath, 'end')
  assert.deepEqual(tail.read(), [])
  appender.append('first')
  assert.deepEqual(tail.read(), ['first'])
})
