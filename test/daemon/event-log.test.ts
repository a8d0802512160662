import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { stillClock } from '../../src/core/clock.ts'
import { lastSequence, openEventLog, readEvents, type EventLogOptions } from '../../src/daemon/event-log.ts'
import { currentAccount } from '../../src/disk/accounts.ts'
import type { EventDraft } from '../../src/model/events.ts'

const WINDOW_MS = 60_000

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-events-'))
  t.after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** A log over a clock that stands still; its own timer runs when `tick` says so. */
function logIn(t: TestContext, folder: string, changes: Partial<EventLogOptions> = {}) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const clock = stillClock('2026-06-01T00:00:00.000Z')
  const options = { folder, serverName: 'hub1.corp.example', clock, bytesMax: 1024 ** 2, repeatWindowMs: WINDOW_MS }
  const log = openEventLog({ ...options, ...changes })
  t.after(() => {
    log.close()
  })
  const pass = (ms: number): void => {
    clock.advance(ms)
    t.mock.timers.tick(1_000)
  }
  return { log, clock, pass }
}

const reloaded = (outcome: string): EventDraft => ({ id: 30006, args: { outcome } })
const refused = (address: string, cause?: 'peer.not-in-directory' | 'peer.no-certificate'): EventDraft => ({
  id: 1036,
  args: { subject: 'CN=a', thumbprint: '00', address, connector: 'Default' },
  ...(cause === undefined ? {} : { cause }),
})

const succeeds = (program: string, words: readonly string[]) =>
  spawnSync(program, words, { stdio: 'ignore' }).status === 0
const counts = (folder: string) => readEvents(folder).map(({ count }) => count)
const outcomes = (folder: string) => readEvents(folder).map(({ args }) => args['outcome'])
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)
const bytesIn = (folder: string) => sum(readdirSync(folder).map((file) => statSync(join(folder, file)).size))

test('an event is one line with all that a reader needs, in a file that is not for everybody', (t) => {
  const folder = join(folderOf(t), 'events')
  const told: number[] = []
  const { log } = logIn(t, folder, { group: process.getgid?.(), onRecord: ({ sequence }) => told.push(sequence) })
  log.raise({ ...refused('192.0.2.7', 'peer.not-in-directory'), proof: { fingerprint: 'AB' } })
  const path = join(folder, 'events.jsonl')
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), {
    sequence: 1,
    time: '2026-06-01T00:00:00.000Z',
    source: 'Hubtrust',
    id: 1036,
    category: 'SmtpReceive',
    severity: 'error',
    server: 'hub1.corp.example',
    args: { subject: 'CN=a', thumbprint: '00', address: '192.0.2.7', connector: 'Default' },
    cause: 'peer.not-in-directory',
    proof: { fingerprint: 'AB' },
    count: 1,
  })
  assert.deepEqual(told, [1])
  assert.deepEqual([statSync(path).mode & 0o777, statSync(folder).mode & 0o777], [0o640, 0o750])
})

test('the same event again is counted, and written once with its count when the window ends by itself', (t) => {
  const folder = folderOf(t)
  const { log, pass } = logIn(t, folder)
  for (let at = 0; at < 500; at += 1) log.raise(refused('192.0.2.7'))
  assert.deepEqual(counts(folder), [1])
  pass(WINDOW_MS - 1)
  assert.deepEqual(counts(folder), [1])
  pass(1)
  assert.deepEqual(counts(folder), [1, 499])
  log.raise(refused('192.0.2.7'))
  pass(WINDOW_MS)
  pass(WINDOW_MS)
  assert.deepEqual(counts(folder), [1, 499, 1], 'one that was not repeated is not written again')
  for (let at = 0; at < 2; at += 1) log.raise(refused('192.0.2.7'))
  pass(WINDOW_MS)
  assert.deepEqual(counts(folder), [1, 499, 1, 1, 1], 'a single repetition is one, too')
})

test('how often an id was raised is known, whether or not it was written', (t) => {
  const { log } = logIn(t, folderOf(t))
  for (let at = 0; at < 500; at += 1) log.raise(refused('192.0.2.7'))
  log.raise(reloaded('in force'))
  assert.deepEqual(log.counts, [
    { id: 1036, count: 500 },
    { id: 30006, count: 1 },
  ])
})

test('another argument or another cause is another event', (t) => {
  const folder = folderOf(t)
  const { log } = logIn(t, folder)
  log.raise(refused('192.0.2.7', 'peer.not-in-directory'))
  log.raise(refused('192.0.2.8', 'peer.not-in-directory'))
  log.raise(refused('192.0.2.7', 'peer.no-certificate'))
  assert.deepEqual(counts(folder), [1, 1, 1])
})

test('a flood of ever new faces fills no disk, and every one of them is counted', (t) => {
  const folder = folderOf(t)
  const { log, pass } = logIn(t, folder)
  for (let at = 0; at < 10_000; at += 1) log.raise(refused(`2001:db8::${at.toString(16)}`))
  log.raise(reloaded('in force'))
  pass(WINDOW_MS)
  const records = readEvents(folder)
  assert.ok(records.length < 200, `${records.length} records`)
  assert.equal(sum(readEvents(folder, { ids: [1036] }).map(({ count }) => count)), 10_000)
  assert.deepEqual(readEvents(folder, { ids: [30006] }).length, 1, 'other events are not pushed aside')
  const faces = ['192.0.2.7', '192.0.2.8', '192.0.2.9']
  for (const face of faces) log.raise(refused(face))
  const shown = readEvents(folder).map(({ args }) => args['address'])
  assert.deepEqual(shown.slice(-faces.length), faces, 'a new window begins with all faces welcome')
})

test('what was counted is written at the end, and numbers go on after a restart', (t) => {
  const folder = folderOf(t)
  const first = logIn(t, folder).log
  for (let at = 0; at < 3; at += 1) first.raise(reloaded('in force'))
  first.close()
  assert.deepEqual(counts(folder), [1, 2])
  const second = openEventLog({
    folder,
    serverName: 'hub1.corp.example',
    clock: stillClock('2026-06-01T01:00:00.000Z'),
    bytesMax: 1024 ** 2,
    repeatWindowMs: WINDOW_MS,
  })
  second.raise(reloaded('in force'))
  second.close()
  assert.deepEqual(
    readEvents(folder).map(({ sequence }) => sequence),
    [1, 2, 3],
  )
  assert.equal(lastSequence(folder), 3)
  assert.deepEqual(
    readEvents(folder, { sinceSequence: 1, limit: 1 }).map(({ sequence }) => sequence),
    [3],
  )
})

test('the log never grows beyond its size: the oldest records go, the newest stay', (t) => {
  const folder = folderOf(t)
  const bytesMax = 16 * 1024
  const { log, pass } = logIn(t, folder, { bytesMax })
  for (let at = 0; at < 300; at += 1) {
    log.raise(reloaded(String(at)))
    pass(WINDOW_MS)
    assert.ok(bytesIn(folder) <= bytesMax, `${bytesIn(folder)} bytes after ${at}`)
  }
  const kept = readEvents(folder).map(({ sequence }) => sequence)
  assert.equal(kept.at(-1), 300)
  assert.ok(kept.length > 30)
  assert.deepEqual(
    kept,
    kept.map((_, at) => 300 - kept.length + 1 + at),
    'without a gap',
  )
})

test('nor does it when the program is started again and again and says one thing each time', (t) => {
  const folder = folderOf(t)
  const bytesMax = 8 * 1024
  for (let at = 0; at < 100; at += 1) {
    const { log } = logIn(t, folder, { bytesMax })
    log.raise(reloaded(String(at)))
    log.close()
    t.mock.timers.reset()
  }
  assert.ok(bytesIn(folder) <= bytesMax, `${bytesIn(folder)} bytes`)
  assert.equal(outcomes(folder).at(-1), '99')
})

test('a line that a crash cut short is taken back, and lines of others are passed over', (t) => {
  const folder = folderOf(t)
  const first = logIn(t, folder).log
  first.raise(reloaded('one'))
  first.close()
  const path = join(folder, 'events.jsonl')
  const whole = readFileSync(path, 'utf8')
  appendFileSync(path, whole.slice(0, 70))
  assert.deepEqual(outcomes(folder), ['one'], 'a reader is not disturbed by it')
  t.mock.timers.reset()
  const { log } = logIn(t, folder)
  log.raise(reloaded('two'))
  assert.deepEqual(outcomes(folder), ['one', 'two'])
  appendFileSync(path, 'Dear administrator\n{"sequence":"3"}\n{"id":4711}\n\n')
  log.raise(reloaded('three'))
  assert.deepEqual(outcomes(folder), ['one', 'two', 'three'])
})

test('what cannot be written waits in memory, the newest thousand, and both turns are told once', (t) => {
  const folder = folderOf(t)
  const disk: boolean[] = []
  const path = join(folder, 'events.jsonl')
  const { log, pass } = logIn(t, folder, {
    bytesMax: 64 * 1024 ** 2,
    repeatWindowMs: 1,
    onDisk: (problem) => disk.push(problem === undefined),
  })
  mkdirSync(path)
  for (let at = 0; at < 1_100; at += 1) {
    log.raise(reloaded(String(at)))
    pass(1)
  }
  assert.deepEqual(disk, [false])
  rmdirSync(path)
  pass(1)
  assert.deepEqual(disk, [false, true])
  assert.deepEqual(
    readEvents(folder).map(({ sequence }) => sequence),
    Array.from({ length: 1_000 }, (_, at) => at + 101),
  )
  pass(1)
  assert.equal(readEvents(folder).length, 1_000, 'nothing is written twice')
})

test('what has waited is written within the bounds of the log, too', (t) => {
  const folder = folderOf(t)
  const bytesMax = 16 * 1024
  const { log, pass } = logIn(t, folder, { bytesMax, repeatWindowMs: 1 })
  const path = join(folder, 'events.jsonl')
  mkdirSync(path)
  for (let at = 0; at < 300; at += 1) {
    log.raise(reloaded(String(at)))
    pass(1)
  }
  rmdirSync(path)
  pass(1)
  assert.ok(bytesIn(folder) <= bytesMax, `${bytesIn(folder)} bytes`)
  assert.equal(outcomes(folder).at(-1), '299')
})

test('on a full disk no half line is left, and when there is room again everything is there', (t) => {
  const mount = mkdtempSync(join(tmpdir(), 'hubtrust-events-'))
  // Without the right to mount nothing gets full, and everything is there at once.
  const isSmall = currentAccount().uid === 0 && succeeds('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount])
  try {
    const disk: (string | undefined)[] = []
    const { log, pass } = logIn(t, mount, { repeatWindowMs: 1, onDisk: (problem) => disk.push(problem) })
    log.raise(reloaded('before'))
    const ballast = join(mount, 'ballast')
    writeFileSync(ballast, '')
    if (isSmall) assert.equal(succeeds('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1k']), false)
    const many = 60
    for (let at = 0; at < many; at += 1) {
      log.raise(reloaded(`${at} ${'x'.repeat(200)}`))
      pass(1)
    }
    assert.ok(readFileSync(join(mount, 'events.jsonl'), 'utf8').endsWith('}\n'), 'whole lines only')
    rmSync(ballast)
    pass(1)
    const sequences = readEvents(mount).map(({ sequence }) => sequence)
    assert.deepEqual(
      sequences,
      Array.from({ length: many + 1 }, (_, at) => at + 1),
    )
    assert.deepEqual(
      disk.map((problem) => problem?.includes('ENOSPC')),
      isSmall ? [true, undefined] : [],
    )
    log.close()
  } finally {
    if (isSmall) succeeds('umount', ['-l', mount])
    rmSync(mount, { recursive: true })
  }
})
