/** The control socket of a running gateway: its status, and the trace that is switched on without a restart. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { stillClock, systemClock } from '../../src/core/clock.ts'
import { HubtrustError } from '../../src/core/errors.ts'
import { VERSION } from '../../src/core/version.ts'
import { askStatus, followTrace } from '../../src/daemon/control.ts'
import { eventsFolder, openEventLog } from '../../src/daemon/event-log.ts'
import { TraceSwitch, type TraceLine } from '../../src/daemon/trace-switch.ts'
import { TRACE_TAGS, type TraceTag } from '../../src/model/trace.ts'
import { at, PROGRAM } from '../cli/program.ts'
import { identityOf, mailServer } from '../gateway/harness.ts'
import { HUB1, HUB2, newGround } from './ground.ts'
import { answerTo, openSession, portOf, receiving, startServe, until } from './served.ts'

async function running(t: TestContext) {
  const behind = await mailServer(t)
  const ground = newGround(t)
  const configuration = ground.configure({ gateway: { receive: [receiving(behind.port)] } })
  const served = await startServe(t, configuration)
  return { ground, configuration, served, port: await portOf(served), socket: join(ground.folder, 'run/control.sock') }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => {
      resolve()
    })
  })
}

test('status says what is in force: listening, directory, certificate, sessions and peers', async (t) => {
  const { ground, served, port, socket } = await running(t)
  assert.equal(statSync(socket).mode & 0o777, 0o600, 'for its owner only')
  await openSession(t, ground, port)
  await answerTo(t, { ...ground, hub2: identityOf(HUB2) }, port)
  await until('the refused one has left', async () => (await served.status()).sessions.refused === 1)
  const { startedAt, directory, sessions, events, ...status } = await served.status()
  assert.deepEqual(status, {
    pid: served.pid,
    version: VERSION,
    server: HUB1,
    processes: 1,
    listening: [{ connector: 'Default', direction: 'inbound', host: '127.0.0.1', port }],
    inUse: ground.directory.server(HUB1)?.certificates[0]?.fingerprint,
  })
  assert.ok(events !== undefined && events.length > 0)
  const { asOf, ageMs, ...state } = directory
  assert.deepEqual(state, { servers: 2, certificates: 2, isStale: false })
  assert.ok(Date.parse(startedAt) <= Date.now() && Date.parse(asOf) <= Date.now() && ageMs < 60_000)
  assert.deepEqual([sessions.open, sessions.trusted, sessions.refused, sessions.anonymous], [1, 1, 1, 0])
  const seen = sessions.peers.map(({ server, direction, outcome, count }) => ({ server, direction, outcome, count }))
  assert.ok(seen.some(({ server, outcome, count }) => server === HUB2 && outcome === 'trusted' && count === 1))
})

test('the trace is off, goes on for the tags asked for while somebody listens, and off again', async (t) => {
  const { ground, configuration, port } = await running(t)
  const heard: Record<'sync' | 'transport', TraceLine[]> = { sync: [], transport: [] }
  const sync = await followTrace(configuration, ['Directory\\Sync'], (line) => heard.sync.push(line))
  const transport = await followTrace(configuration, ['Transport\\Certificate'], (line) => heard.transport.push(line))
  await until('a verdict is told', async () => {
    await answerTo(t, ground, port)
    return heard.transport.length > 0
  })
  ground.directory.change(HUB2, { addresses: ['192.0.2.2:25'] })
  await until('the change is told', () => heard.sync.length > 0)
  assert.deepEqual(new Set(heard.transport.map(({ tag }) => tag)), new Set(['Transport\\Certificate']))
  assert.deepEqual(new Set(heard.sync.map(({ tag }) => tag)), new Set(['Directory\\Sync']))
  assert.equal(at(heard.transport[0], 'detail.verdict.server'), HUB2)
  assert.equal(at(heard.sync[0], 'detail.servers'), 2)
  transport.close()
  await transport.ended
  const before = heard.transport.length
  await answerTo(t, ground, port)
  ground.directory.change(HUB2, { addresses: [] })
  await until('the other one is still told', () => heard.sync.length > 1)
  assert.equal(heard.transport.length, before)
  sync.close()
  await sync.ended
})

test('a trace that nobody listens to costs nothing, and a detail that nobody asked for is not made', () => {
  const made: string[] = []
  const traceSwitch = new TraceSwitch(stillClock('2026-06-01T00:00:00.000Z'))
  const tell = (tag: TraceTag) => {
    traceSwitch.trace(tag, 'message', () => {
      made.push(tag)
      return { secret: false }
    })
  }
  for (const tag of TRACE_TAGS) tell(tag)
  assert.deepEqual([made, [...traceSwitch.tags]], [[], []])
  const lines: TraceLine[] = []
  const listener = traceSwitch.listen({ tags: new Set(['Directory\\Sync']), onLine: (line) => lines.push(line) })
  for (const tag of TRACE_TAGS) tell(tag)
  assert.deepEqual(lines, [
    { time: '2026-06-01T00:00:00.000Z', tag: 'Directory\\Sync', message: 'message', detail: { secret: false } },
  ])
  assert.deepEqual(made, ['Directory\\Sync'])
  listener.close()
  for (const tag of TRACE_TAGS) tell(tag)
  assert.equal(made.length, 1)
})

test('what is no request ends its own connection and harms nobody', async (t) => {
  const { served, socket } = await running(t)
  for (const nonsense of ['EHLO me\r\n', '{"ask":"everything"}\n', 'null\n', '[]\n', '{"ask":']) {
    const visitor = connect(socket)
    visitor.on('error', () => undefined)
    visitor.end(nonsense)
    visitor.resume()
    await closed(visitor)
  }
  const flood = connect(socket)
  flood.on('error', () => undefined)
  const flooded = closed(flood)
  const much = 'x'.repeat(1024 ** 2)
  const pour = (): void => {
    while (!flood.destroyed && flood.write(much));
  }
  flood.on('drain', pour)
  pour()
  await flooded
  assert.equal((await served.status()).pid, served.pid)
})

test('a gateway that does not run has no status and no trace; one that hangs does not hang who asks', async (t) => {
  const { configuration, served } = await running(t)
  served.signal('SIGSTOP')
  assert.equal(await askStatus(configuration), undefined)
  served.signal('SIGCONT')
  assert.equal((await served.status()).pid, served.pid)
  served.signal('SIGTERM')
  await served.ended
  assert.equal(await askStatus(configuration), undefined)
  await assert.rejects(
    followTrace(configuration, TRACE_TAGS, () => undefined),
    (error) => error instanceof HubtrustError && error.code === 'DAEMON_NOT_RUNNING',
  )
})

test('hubtrust trace and events --follow end with status 0 when they are told to, and show what happened meanwhile', async (t) => {
  const { ground, configuration, served } = await running(t)
  const follow = (words: readonly string[]) => {
    const child = spawn(PROGRAM, [...words, '--config', configuration.path, '--format', 'json'])
    t.after(() => child.kill('SIGKILL'))
    const shown = { text: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown.text += text
    })
    return { child, shown, ended: once(child, 'close') }
  }
  const events = follow(['events', '--follow'])
  await until('what was before is shown', () => events.shown.text.includes('"id":30005'))
  const trace = follow(['trace', '--component', 'Directory\\Sync'])
  await until('the trace is on', () => {
    ground.directory.change(HUB2, {})
    return trace.shown.text.includes('directory read')
  })
  ground.directory.withdraw(HUB1, ground.directory.server(HUB1)?.certificates[0]?.fingerprint ?? '')
  await until('the event is shown', () => events.shown.text.includes('"id":12012'))
  events.child.kill('SIGINT')
  assert.deepEqual(await events.ended, [0, null])
  served.signal('SIGTERM')
  assert.deepEqual(await trace.ended, [0, null], 'the gateway has ended')
})

test('a follower in another process sees every event once, over the end of a file, too', async (t) => {
  const ground = newGround(t)
  const configuration = ground.configure({ events: { size: '16KiB', repeatWindow: '1ms' } })
  const log = openEventLog({
    folder: eventsFolder(configuration),
    serverName: HUB1,
    clock: systemClock,
    ...configuration.events,
  })
  t.after(() => {
    log.close()
  })
  const words = ['events', '--follow', '--config', configuration.path, '--format', 'json']
  const child = spawn(PROGRAM, words)
  t.after(() => child.kill('SIGKILL'))
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text
  })
  const outcomes = () => shown.split('\n').flatMap((line) => /"outcome":"(\d+)"/.exec(line)?.[1] ?? [])
  const many = 120
  log.raise({ id: 30006, args: { outcome: '0' } })
  await until('it follows', () => outcomes().length > 0)
  for (let sent = 1; sent < many; sent += 1) {
    log.raise({ id: 30006, args: { outcome: String(sent) } })
    // The log holds about seventy of them: the follower has to keep up.
    if (sent % 20 === 0) await until('it has read them', () => outcomes().length > sent)
  }
  await until('it has read all of them', () => outcomes().length >= many)
  assert.deepEqual(
    outcomes(),
    Array.from({ length: many }, (_, sent) => String(sent)),
  )
})
