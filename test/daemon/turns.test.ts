/** Turns: a few at once, and who only waits makes room. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Turns } from '../../src/daemon/turns.ts'

/** Work that ends when it is told to. */
function work(turns: Turns, names: readonly string[]) {
  const began: string[] = []
  const ends = new Map<string, (value: string) => void>()
  const results = names.map((name) =>
    turns.run(() => {
      began.push(name)
      return new Promise<string>((resolve) => ends.set(name, resolve))
    }),
  )
  return { began, results, end: (name: string) => ends.get(name)?.(name) }
}

test('so many begin at once; who ends lets the next begin, in order', async () => {
  const turns = new Turns(2)
  const { began, results, end } = work(turns, ['a', 'b', 'c', 'd'])
  assert.deepEqual(began, ['a', 'b'])
  end('b')
  await results[1]
  assert.deepEqual(began, ['a', 'b', 'c'])
  end('a')
  await results[0]
  assert.deepEqual(began, ['a', 'b', 'c', 'd'])
  end('c')
  end('d')
  assert.deepEqual(await Promise.all(results), ['a', 'b', 'c', 'd'])
})

test('a turn that was handed over is not given away twice', async () => {
  const turns = new Turns(1)
  const first = work(turns, ['a', 'b'])
  first.end('a')
  const second = work(turns, ['c'])
  await first.results[0]
  assert.deepEqual([first.began, second.began], [['a', 'b'], []])
  first.end('b')
  await first.results[1]
  assert.deepEqual(second.began, ['c'])
  second.end('c')
  await second.results[0]
})

test('what only waits makes room for all the others', async () => {
  const turns = new Turns(2)
  const silent = work(turns, ['a', 'b', 'c', 'd', 'e'])
  assert.deepEqual(silent.began, ['a', 'b'])
  assert.equal(await turns.run(() => Promise.resolve('last')), 'last')
  assert.deepEqual(silent.began, ['a', 'b', 'c', 'd', 'e'])
  for (const name of silent.began) silent.end(name)
  await Promise.all(silent.results)
})

test('who has made room has no turn left to give when it ends', async () => {
  const turns = new Turns(1)
  const silent = work(turns, ['a'])
  let hasNextBegun: () => void = () => undefined
  const next = new Promise<void>((resolve) => {
    hasNextBegun = resolve
  })
  const following = turns.run(() => {
    hasNextBegun()
    return new Promise<void>((resolve) => {
      hasNextBegun = resolve
    })
  })
  const last = work(turns, ['c'])
  await next
  silent.end('a')
  await silent.results[0]
  assert.deepEqual(last.began, [])
  hasNextBegun()
  await following
  assert.deepEqual(last.began, ['c'])
  last.end('c')
  await last.results[0]
})

test('work that fails gives its turn back', async () => {
  const turns = new Turns(1)
  await assert.rejects(
    turns.run(() => Promise.reject(new Error('no'))),
    /no/,
  )
  assert.equal(await turns.run(() => Promise.resolve(1)), 1)
})
