import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { dialLocal, listenLocal, LocalTalk } from '../../src/net/local.ts'

function pathOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-local-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  return join(folder, 'control.sock')
}

async function dialled(t: TestContext, path: string) {
  const socket = await dialLocal(path)
  assert.ok(socket !== undefined)
  t.after(() => socket.destroy())
  return socket
}

test('whatever was said is heard before a listener that closes ends its talks', async (t) => {
  const path = pathOf(t)
  const talks: LocalTalk[] = []
  let arrived: () => void = () => undefined
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const listener = await listenLocal(path, (socket) => {
    talks.push(
      new LocalTalk(
        socket,
        () => {
          arrived()
        },
        () => undefined,
      ),
    )
  })
  const heard: unknown[] = []
  const socket = await dialled(t, path)
  const ended = new Promise<void>((resolve) => {
    const talk = new LocalTalk(socket, (message) => heard.push(message), resolve)
    talk.send({ ask: 'all' })
  })
  await arrival
  const many = 1_000
  for (let at = 0; at < many; at += 1) talks[0]?.send({ at })
  listener.close()
  await ended
  assert.deepEqual(
    heard,
    Array.from({ length: many }, (_, at) => ({ at })),
  )
  assert.equal(existsSync(path), false)
  assert.equal(await dialLocal(path), undefined)
})

test('a message is one line of JSON, however it arrives; only its owner may speak', async (t) => {
  const path = pathOf(t)
  const heard: unknown[] = []
  let finish: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    finish = resolve
  })
  const listener = await listenLocal(path, (socket) => {
    new LocalTalk(socket, (message) => heard.push(message), finish)
  })
  t.after(() => {
    listener.close()
  })
  assert.equal(statSync(path).mode & 0o777, 0o600)
  const socket = await dialled(t, path)
  const text = Buffer.from('{"ask":"ü"}\n[1]\nnull\n')
  for (const byte of text) {
    await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve))
  }
  socket.end()
  await ended
  assert.deepEqual(heard, [{ ask: 'ü' }, [1], null])
})

test('a reader that does not keep up loses lines rather than filling the memory of who speaks', async (t) => {
  const path = pathOf(t)
  const speaking = new Promise<LocalTalk>((resolve) => {
    void listenLocal(path, (socket) => {
      resolve(
        new LocalTalk(
          socket,
          () => undefined,
          () => undefined,
        ),
      )
    }).then((listener) => {
      t.after(() => {
        listener.close()
      })
    })
  })
  while (!existsSync(path)) await new Promise(setImmediate)
  const socket = await dialled(t, path)
  socket.pause()
  const talk = await speaking
  const line = 'x'.repeat(1024 ** 2)
  let taken = 0
  while (talk.send(line)) taken += 1
  assert.ok(taken < 20, `${taken} MiB`)
})

test('where nobody listens nobody answers, also when a file was left behind', async (t) => {
  const path = pathOf(t)
  assert.equal(await dialLocal(path), undefined)
  writeFileSync(path, '')
  assert.equal(await dialLocal(path), undefined)
  await assert.rejects(
    listenLocal(path, () => undefined),
    /EADDRINUSE/,
  )
})
