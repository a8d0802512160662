/** The gateway in several processes: one that reads and writes, and workers that come and go. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { followTrace } from '../../src/daemon/control.ts'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import { dialClient, identityOf, mailServer } from '../gateway/harness.ts'
import { HUB1, HUB2, newGround } from './ground.ts'
import { answerTo, bannerOf, openSession, receiving, startServe, until, type Served } from './served.ts'

const PROCESSES = 2
/** The system gives a connection to any of them: so many reach each one, but for one chance in a million. */
const TRIES = 20

/** Processes that a process has started and that still run. */
function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => {
      const [state, parent] = statOf(child)
      return parent === String(pid) && state !== 'Z'
    })
}

/** State and parent; the name before them may hold anything. */
function statOf(pid: number): readonly string[] {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    // It has ended meanwhile.
    return []
  }
}

const isRunning = (pid: number): boolean => statOf(pid).length > 0 && statOf(pid)[0] !== 'Z'

/** Whether a process has the directory open. */
function readsDirectory(pid: number): boolean {
  const folder = `/proc/${String(pid)}/fd`
  return readdirSync(folder).some((file) => readlinkSync(`${folder}/${file}`).endsWith('/directory.sqlite'))
}

async function running(t: TestContext) {
  const behind = await mailServer(t)
  const ground = newGround(t)
  const [port = 0] = await freePorts(1)
  const connector = receiving(behind.port, { listen: `127.0.0.1:${String(port)}` })
  const served = await startServe(t, ground.configure({ gateway: { processes: PROCESSES, receive: [connector] } }))
  const workers = childrenOf(served.pid)
  assert.equal(workers.length, PROCESSES)
  return { ground, connector, served, port, workers, behind }
}

async function answers(t: TestContext, { ground, port }: Awaited<ReturnType<typeof running>>): Promise<Set<string>> {
  const codes = new Set<string>()
  for (let at = 0; at < TRIES; at += 1) codes.add((await answerTo(t, ground, port)).slice(0, 3))
  return codes
}

async function replaced(served: Served, killed: readonly number[]): Promise<readonly number[]> {
  const now = () => childrenOf(served.pid).filter((pid) => !killed.includes(pid))
  await until('there are as many as before', () => now().length === PROCESSES)
  return now()
}

/** Resolves when every worker answers. */
function allAnswer(served: Served): Promise<void> {
  return until('all of them listen', async () => (await served.status()).listening.length === 1)
}

test('one process reads the directory, every worker hears of every change, and the log has one writer', async (t) => {
  const place = await running(t)
  const { ground, served, workers } = place
  assert.deepEqual([served.pid, ...workers].map(readsDirectory), [true, ...workers.map(() => false)])
  assert.deepEqual(await answers(t, place), new Set(['250']))
  ground.directory.withdraw(HUB2, ground.hub2.fingerprint)
  await until('it is noticed', async () => (await served.status()).directory.certificates === 1)
  assert.deepEqual(await answers(t, place), new Set(['454']))
  ground.directory.publish(HUB2, ground.hub2.certificateDer)
  const next = ground.issue(identityOf(HUB1, { notBeforeMs: Date.now() - 1_000 }))
  ground.directory.publish(HUB1, ground.store.certificateDer(next.thumbprint))
  await until('it is in use', async () => (await served.status()).inUse === next.fingerprint)
  const shown = new Set<string | undefined>()
  for (let at = 0; at < TRIES; at += 1) {
    const client = await openSession(t, ground, place.port)
    shown.add(client.tls.getPeerX509Certificate()?.fingerprint256.replaceAll(':', ''))
  }
  assert.deepEqual(shown, new Set([next.fingerprint]))
  const { sessions } = await served.status()
  assert.deepEqual([sessions.open, sessions.trusted, sessions.refused], [TRIES, 2 * TRIES, TRIES])
  const sequences = served.events.map(({ sequence }) => sequence)
  assert.deepEqual(
    sequences,
    sequences.map((_, at) => at + 1),
  )
  const refusals = served.events.filter(({ id }) => id === 1036)
  assert.equal(
    refusals.reduce((sum, { count }) => sum + count, 0),
    TRIES,
    'counted across workers',
  )
})

test('a worker that is killed is said, and replaced by one that knows all the others know', async (t) => {
  const place = await running(t)
  const { served, workers } = place
  const [first = 0, second = 0] = workers
  process.kill(first, 'SIGKILL')
  const { args } = await served.event(30012)
  assert.deepEqual(args, { pid: first, reason: 'SIGKILL' })
  assert.deepEqual(await answers(t, place), new Set(['250']), 'the other one goes on')
  await replaced(served, [first])
  process.kill(second, 'SIGKILL')
  await replaced(served, [first, second])
  await until('they listen', async () => {
    try {
      return (await answerTo(t, place.ground, place.port)).startsWith('250')
    } catch {
      // Both were gone for a moment.
      return false
    }
  })
  assert.deepEqual(await answers(t, place), new Set(['250']))
})

test('a worker that dies while the configuration is read again spoils it for nobody', async (t) => {
  const place = await running(t)
  const { ground, connector, served, workers, port } = place
  const [first = 0] = workers
  process.kill(first, 'SIGSTOP')
  ground.configure({ gateway: { processes: PROCESSES, receive: [{ ...connector, fqdn: 'mx.corp.example' }] } })
  served.signal('SIGHUP')
  const others = workers.slice(1)
  await until('the other one has read it', async () => (await bannerOf(t, port)) === 'mx.corp.example')
  process.kill(first, 'SIGKILL')
  assert.equal((await served.event(30006)).args['outcome'], 'in force')
  await replaced(served, [first])
  const [second = 0] = others
  process.kill(second, 'SIGKILL')
  await replaced(served, [first, second])
  await until('they listen', () =>
    bannerOf(t, port).then(
      () => true,
      () => false,
    ),
  )
  const banners = new Set<string>()
  for (let at = 0; at < TRIES; at += 1) banners.add(await bannerOf(t, port))
  assert.deepEqual(banners, new Set(['mx.corp.example']))
})

test('a worker that hangs keeps nobody from the status of the others', async (t) => {
  const { served, workers } = await running(t)
  const [first = 0] = workers
  process.kill(first, 'SIGSTOP')
  assert.equal((await served.status()).pid, served.pid)
  process.kill(first, 'SIGCONT')
})

test('the trace of workers is switched on and heard in one place', async (t) => {
  const { ground, served, port } = await running(t)
  let lines = 0
  const follower = await followTrace(served.configuration, ['Transport\\Certificate'], () => {
    lines += 1
  })
  await until('as many verdicts as sessions', async () => {
    await answerTo(t, ground, port)
    return lines >= TRIES
  })
  follower.close()
  await follower.ended
})

test('SIGTERM lets the sessions of all workers finish; nothing of them is left', async (t) => {
  const { ground, served, workers, port } = await running(t)
  const clients = []
  for (let at = 0; at < 6; at += 1) clients.push(await openSession(t, ground, port))
  await allAnswer(served)
  served.signal('SIGTERM')
  await until('it drains', () => served.words.includes('6 open session(s) may finish'))
  await until('nobody is let in', () =>
    dialClient(t, port).then(
      () => false,
      () => true,
    ),
  )
  for (const client of clients) {
    assert.match(await client.ask('NOOP\r\n'), /^250/)
    client.say('QUIT\r\n').socket.end()
  }
  assert.equal(await served.ended, 'exit 0')
  await until('no worker is left', () => !workers.some(isRunning))
})

test('workers do not outlive a first process that was killed', async (t) => {
  const { served, workers, port } = await running(t)
  served.signal('SIGKILL')
  await served.ended
  await until('no worker is left', () => !workers.some(isRunning))
  await assert.rejects(dialClient(t, port), /ECONNREFUSED/)
})
