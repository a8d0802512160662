/** What is written to standard output arrives, whoever reads it and however slowly. */
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, createReadStream, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'

const CHANNEL = join(import.meta.dirname, '..', '..', 'src', 'cli', 'channel.ts')
const ground = mkdtempSync(join(tmpdir(), 'hubtrust-channel-'))
after(() => {
  rmSync(ground, { recursive: true, force: true })
})

/** Words for Node: a program that opens standard output as commands do. */
function program(body: string): readonly string[] {
  const script = `import { openChannel } from ${JSON.stringify(CHANNEL)}
    const out = openChannel(1, () => process.stdout)
    ${body}`
  return ['--input-type=module', '-e', script]
}

const LINES = 60_000
const WRITE_LINES = `for (let at = 0; at < ${String(LINES)}; at += 1) out.write('line ' + at + '\\n')`
const WRITTEN = Array.from({ length: LINES }, (_, at) => `line ${String(at)}\n`).join('')

test('all of it arrives in a file and in a pipe', () => {
  const path = join(ground, 'out.txt')
  const file = openSync(path, 'w')
  assert.equal(spawnSync(process.execPath, program(WRITE_LINES), { stdio: ['ignore', file, 'inherit'] }).status, 0)
  closeSync(file)
  assert.equal(readFileSync(path, 'utf8'), WRITTEN)
  assert.equal(spawnSync(process.execPath, program(WRITE_LINES), { encoding: 'utf8' }).stdout, WRITTEN)
})

test('a pipe that is full and must not be waited for loses nothing and keeps the order', async () => {
  const path = join(ground, 'fifo')
  execFileSync('mkfifo', [path])
  const both = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  const body = `${WRITE_LINES}; process.stderr.write('written'); await out.flush()`
  // By way of descriptor 3: Node makes its children's own three wait.
  const child = spawn('sh', ['-c', 'exec "$@" >&3', 'sh', process.execPath, ...program(body)], {
    stdio: ['ignore', 'ignore', 'pipe', both],
  })
  const ended = once(child, 'exit')
  assert.ok(child.stderr !== null)
  await once(child.stderr, 'data')
  const reader = createReadStream('', { fd: openSync(path, 'r'), encoding: 'utf8' })
  closeSync(both)
  let read = ''
  for await (const text of reader) read += String(text)
  assert.deepEqual(await ended, [0, null])
  assert.equal(read, WRITTEN)
})

test('a command that goes on is not held up by a reader that sleeps', async () => {
  const body = `out.neverWait(); ${WRITE_LINES}; process.stderr.write('written')`
  const child = spawn(process.execPath, program(body), { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.pause()
  await once(child.stderr, 'data')
  let read = ''
  for await (const text of child.stdout.setEncoding('utf8')) read += String(text)
  assert.equal(read, WRITTEN)
})

test('when the reader is gone that is known, and nothing else happens', () => {
  const body = `const ask = () => { out.write('line\\n'); return out.hasReader() }
    while (ask()) await new Promise((resolve) => setImmediate(resolve))
    out.write('nobody reads this'); await out.flush(); process.stderr.write('told')`
  for (const mode of ['', 'out.neverWait()']) {
    const words = program(`${mode}\n${body}`).map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    const { stderr, status } = spawnSync(
      'bash',
      ['-c', `'${process.execPath}' ${words.join(' ')} | head -1 >/dev/null`],
      {
        encoding: 'utf8',
      },
    )
    assert.deepEqual([stderr, status], ['told', 0])
  }
})
