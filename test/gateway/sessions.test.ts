/** Open sessions as sockets that are joined: who waits for their end, and how silence ends them. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { stillClock } from '../../src/core/clock.ts'
import { LIMITS } from '../../src/core/limits.ts'
import { Sessions } from '../../src/gateway/sessions.ts'
import { Sweep } from '../../src/net/sweep.ts'
import { scriptedServer } from './harness.ts'

/** The end inside the gateway, and the end outside of it. */
async function wire(t: TestContext): Promise<{ readonly inside: Socket; readonly outside: Socket }> {
  let accepted: (socket: Socket) => void = () => undefined
  const arriving = new Promise<Socket>((resolve) => {
    accepted = resolve
  })
  const { port } = await scriptedServer(t, (socket) => {
    accepted(socket)
  })
  const inside = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  t.after(() => inside.destroy())
  await once(inside, 'connect')
  return { inside, outside: await arriving }
}

async function joined(t: TestContext) {
  const clock = stillClock('2026-06-01T00:00:00.000Z')
  const sweep = new Sweep(clock)
  const sessions = new Sessions(sweep)
  const [peer, behind] = [await wire(t), await wire(t)]
  sessions.join({ secure: peer.inside, plain: behind.inside })
  const pass = (ms: number): void => {
    clock.advance(ms)
    sweep.check()
  }
  return { sessions, pass, peer: peer.outside, behind: behind.outside }
}

test('a second wait for the end, shorter than the first one, ends both', async (t) => {
  const { sessions, peer } = await joined(t)
  const closed = once(peer, 'close')
  const patient = sessions.drain(600_000)
  await sessions.drain(0)
  await patient
  assert.equal(sessions.count, 0)
  peer.resume()
  peer.end()
  await closed
})

test('a session in which nothing was said for a quarter of an hour is closed on both sides; a byte in either direction is enough to stay', async (t) => {
  const { sessions, pass, peer, behind } = await joined(t)
  for (const [from, to] of [
    [peer, behind],
    [behind, peer],
  ] as const) {
    from.write('x')
    await once(to, 'data')
    pass(LIMITS.idlePipeMs)
    assert.equal(sessions.count, 1)
  }
  const ends = Promise.all([once(peer, 'close'), once(behind, 'close')])
  pass(LIMITS.idlePipeMs)
  for (const socket of [peer, behind]) socket.resume().end()
  await ends
  assert.equal(sessions.count, 0)
})
