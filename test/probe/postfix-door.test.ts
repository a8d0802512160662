/** A socket for Postfix's questions, alive, gone, silent, or somebody else's. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { doorProblem } from '../../src/probe/postfix-door.ts'

async function placeOf(t: TestContext, answer: (socket: Socket, asked: string) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-door-'))
  const path = join(folder, 'door.sock')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      answer(socket, chunk.toString())
    })
  })
  server.listen(path)
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(folder, { recursive: true })
  })
  return { kind: 'file', path } as const
}

test('an answer that comes in pieces is an answer', async (t) => {
  const place = await placeOf(t, (socket) => {
    socket.write('16:PERM no s')
    socket.write('uch map,')
  })
  assert.equal(await doorProblem({ kind: 'socketmap', place, withinMs: 5_000 }), undefined)
})

test('a policy service that says DUNNO to a strange request answers', async (t) => {
  const asked: string[] = []
  const place = await placeOf(t, (socket, text) => {
    asked.push(text)
    socket.write('action=DUNNO\n\n')
  })
  assert.equal(await doorProblem({ kind: 'policy', place, withinMs: 5_000 }), undefined)
  assert.deepEqual(asked, ['request=hubtrust_probe\n\n'])
})

test('somebody else, somebody who hangs up, somebody silent and nobody are told apart', async (t) => {
  const other = await placeOf(t, (socket) => socket.write('220 mail ESMTP, hello\r\n'))
  assert.match((await doorProblem({ kind: 'socketmap', place: other, withinMs: 5_000 })) ?? '', /^it says "220 mail/)
  const rude = await placeOf(t, (socket) => socket.end())
  assert.equal(await doorProblem({ kind: 'policy', place: rude, withinMs: 5_000 }), 'it closed without a word')
  const silent = await placeOf(t, () => undefined)
  assert.equal(await doorProblem({ kind: 'policy', place: silent, withinMs: 50 }), 'no answer in time')
  const nobody = { kind: 'file', path: '/nonexistent/door.sock' } as const
  assert.equal(await doorProblem({ kind: 'policy', place: nobody, withinMs: 5_000 }), 'ENOENT')
  const babbler = await placeOf(t, (socket) => socket.write('x'.repeat(70_000)))
  assert.equal(await doorProblem({ kind: 'policy', place: babbler, withinMs: 5_000 }), 'it said too much')
})
