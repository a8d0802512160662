/** Other programs as they really are: some say something, some fail, some never end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askProgram } from '../../src/net/program.ts'
import { lookUp, lookupWithin, nameOfAddress } from '../../src/net/system-names.ts'

const ask = (program: string, words: readonly string[], withinMs = 20_000) => askProgram({ program, words, withinMs })

test('what a program says and how it ends', async () => {
  assert.deepEqual(await ask('sh', ['-c', 'echo out; echo err >&2; exit 3']), {
    kind: 'ended',
    status: 3,
    stdout: 'out\n',
    stderr: 'err\n',
  })
})

test('its words are not for a shell', async () => {
  const words = ['%s|', '$HOME', '; echo x', "'"]
  assert.deepEqual(await ask('printf', words), { kind: 'ended', status: 0, stdout: "$HOME|; echo x|'|", stderr: '' })
})

test('it gets no environment of ours but the path, and speaks English', async () => {
  process.env['HUBTRUST_PASSWORD'] = 'sesame'
  const answer = await ask('env', [])
  delete process.env['HUBTRUST_PASSWORD']
  const names = answer.kind === 'ended' ? answer.stdout.match(/^\w+(?==)/gm) : []
  assert.deepEqual(names?.toSorted(), ['LC_ALL', 'PATH'])
})

test('it has nothing to read', async () => {
  assert.deepEqual(await ask('cat', []), { kind: 'ended', status: 0, stdout: '', stderr: '' })
})

test('one that is not there, does not end, is ended by somebody, or says too much', async () => {
  assert.deepEqual(await ask('no-such-program', []), { kind: 'missing' })
  assert.deepEqual(await ask('sleep', ['60'], 100), { kind: 'deadline' })
  assert.deepEqual(await ask('sh', ['-c', 'kill -TERM $$']), { kind: 'failed', reason: 'ended by SIGTERM' })
  assert.deepEqual(await ask('yes', []), { kind: 'failed', reason: 'it said too much' })
})

test('one that leaves a child behind which holds its output is not waited for', async () => {
  assert.deepEqual(await ask('sh', ['-c', 'sleep 60 & echo said'], 200), { kind: 'deadline' })
})

test('the system knows its own name for the loopback address, and back', async () => {
  const { addresses, problem } = await lookUp('localhost', 20_000)
  assert.equal(problem, undefined)
  assert.ok(addresses.includes('127.0.0.1') || addresses.includes('::1'))
  assert.equal(new Set(addresses).size, addresses.length)
  assert.match((await nameOfAddress('127.0.0.1', 20_000)) ?? '', /localhost/)
})

test('a name that is an option of getent is a name', async () => {
  assert.deepEqual(await lookUp('--help', 20_000), { name: '--help', addresses: [], problem: 'ENOTFOUND' })
})

/** As `net.connect` asks. */
function resolved(name: string, options: { readonly all?: boolean; readonly family?: number }) {
  return new Promise<readonly unknown[]>((resolve) => {
    lookupWithin(20_000)(name, options, (...answer) => {
      resolve(answer)
    })
  })
}

test('net.connect is answered as it asks: one address or all, of the family it wants', async () => {
  assert.deepEqual(await resolved('127.0.0.1', { family: 4 }), [null, '127.0.0.1', 4])
  assert.deepEqual(await resolved('127.0.0.1', { all: true }), [null, [{ address: '127.0.0.1', family: 4 }]])
  const [error] = await resolved('127.0.0.1', { family: 6 })
  assert.ok(error instanceof Error && 'code' in error && error.code === 'ENOTFOUND')
})
