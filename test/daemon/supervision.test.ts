/** A gateway as systemd starts it: with somebody to tell how it is, and with sockets that are there before it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { inheritedSockets } from '../../src/daemon/inherited-sockets.ts'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import { covers } from '../../src/net/inherited.ts'
import { openServiceNotices } from '../../src/net/service-notices.ts'
import { netstring } from '../../src/wire/netstring.ts'
import { dialClient, mailServer } from '../gateway/harness.ts'
import { beforeItGoes, HUB2, newGround } from './ground.ts'
import { bannerOf, beginServe, openSession, receiving, startServe, until } from './served.ts'

const firstWords = (socket: Socket) => once(socket, 'data').then(([words]: unknown[]) => String(words))

/** What a supervisor hears, message by message. */
async function supervisor(t: TestContext, folder: string) {
  const socket = join(folder, 'notify')
  const child = spawn('python3', [join(import.meta.dirname, 'notices.py'), socket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  beforeItGoes(t, async () => {
    child.kill('SIGKILL')
    await once(child, 'close')
  })
  const heard: (readonly string[])[] = []
  const lines = createInterface({ input: child.stdout })
  const bound = once(lines, 'line')
  lines.on('line', (line) => {
    const message: unknown = JSON.parse(line)
    // systemd-notify waits until what it has sent is heard, and says so.
    if (Array.isArray(message) && message.length > 0 && message[0] !== 'BARRIER=1') heard.push(message.map(String))
  })
  await bound
  const firstWords = () => heard.map(([word = '']) => word)
  const has = (word: string, times = 1) => firstWords().filter((one) => one === word).length >= times
  return { socket, heard, firstWords, hears: (word: string, times?: number) => until(word, () => has(word, times)) }
}

test('systemd is told when it is ready, that it lives, that it reloads, and that it ends, in this order', async (t) => {
  const behind = await mailServer(t)
  const ground = newGround(t)
  const heard = await supervisor(t, ground.folder)
  const connector = receiving(behind.port)
  const env = { NOTIFY_SOCKET: heard.socket, WATCHDOG_USEC: '600000' }
  const served = await startServe(t, ground.configure({ gateway: { receive: [connector] } }), { env })
  await heard.hears('WATCHDOG=1', 2)
  assert.equal(heard.firstWords()[0], 'READY=1')
  assert.match(heard.heard[0]?.[1] ?? '', /^STATUS=0 open session\(s\), 2 server\(s\) in the directory$/)
  ground.configure({ gateway: { receive: [{ ...connector, fqdn: 'mx.corp.example' }] } })
  served.signal('SIGHUP')
  await heard.hears('READY=1', 2)
  assert.equal((await served.event(30006)).args['outcome'], 'in force')
  served.signal('SIGTERM')
  assert.equal(await served.ended, 'exit 0')
  const milestones = heard.firstWords().filter((word) => word !== 'WATCHDOG=1')
  assert.deepEqual(milestones, ['READY=1', 'RELOADING=1', 'READY=1', 'STOPPING=1'])
})

test('a gateway that hangs gives no sign of life', async (t) => {
  const ground = newGround(t)
  const heard = await supervisor(t, ground.folder)
  const env = { NOTIFY_SOCKET: heard.socket, WATCHDOG_USEC: '300000' }
  const served = await startServe(t, ground.configure({}), { env })
  await heard.hears('WATCHDOG=1')
  served.signal('SIGSTOP')
  // What was on its way when it was stopped has arrived before what is told now.
  const notices = openServiceNotices({ NOTIFY_SOCKET: heard.socket }, process.pid)
  await notices?.tell({ STATUS: 'first' })
  await heard.hears('STATUS=first')
  const before = heard.firstWords().length
  for (let turn = 0; turn < 10; turn += 1) await notices?.tell({ STATUS: 'next' })
  await heard.hears('STATUS=next', 10)
  const since = heard.firstWords().slice(before)
  assert.ok(since.filter((word) => word === 'WATCHDOG=1').length <= 1, since.join())
  served.signal('SIGCONT')
})

test('a supervisor that cannot be told is said once, and mail goes on', async (t) => {
  const behind = await mailServer(t)
  const ground = newGround(t)
  const env = { NOTIFY_SOCKET: join(ground.folder, 'nobody'), WATCHDOG_USEC: '60000' }
  const [port = 0] = await freePorts(1)
  const connector = receiving(behind.port, { listen: `127.0.0.1:${String(port)}` })
  const served = await startServe(t, ground.configure({ gateway: { receive: [connector] } }), { env })
  await until('it is said', () => served.words.includes('systemd could not be told'))
  const session = await openSession(t, ground, port)
  session.socket.end()
  served.signal('SIGTERM')
  await served.ended
  assert.equal(served.words.split('systemd could not be told').length, 2, served.words)
})

/** A gateway that is started by whoever connects first, as a socket unit does it. */
async function activated(t: TestContext, { processes = 1, host = '127.0.0.1' }) {
  const behind = await mailServer(t)
  const ground = newGround(t)
  const [port = 0, other = 0] = await freePorts(2)
  const connector = receiving(behind.port, { listen: `${host}:${String(port)}` })
  const settings = (changes: object) => ({ gateway: { processes, receive: [{ ...connector, ...changes }] } })
  const by = ['systemd-socket-activate', `--listen=${host}:${String(port)}`, `--listen=${host}:${String(other)}`]
  const served = beginServe(t, ground.configure(settings({})), { by })
  await until('the port is held', () => served.words.includes(`${host}:${String(other)} as`))
  return { ground, port, other, served, settings }
}

for (const processes of [1, 2]) {
  test(`a socket that systemd holds is taken over, kept through a reload, and let go of at the end (processes: ${String(processes)})`, async (t) => {
    const { ground, port, other, served, settings } = await activated(t, { processes })
    const session = await openSession(t, ground, port)
    assert.match(served.words, new RegExp(`Listening on 127\\.0\\.0\\.1:${String(port)} `))
    await until('the unused one is named', () => served.words.includes(`Nobody listens on 127.0.0.1:${String(other)}`))
    ground.configure(settings({ fqdn: 'mx.corp.example' }))
    served.signal('SIGHUP')
    assert.equal((await served.event(30006)).args['outcome'], 'in force')
    assert.equal(await bannerOf(t, port), 'mx.corp.example')
    assert.match(await session.ask('NOOP\r\n'), /^250/)
    session.say('QUIT\r\n').socket.end()
    served.signal('SIGTERM')
    assert.equal(await served.ended, 'exit 0')
    await assert.rejects(dialClient(t, port), /ECONNREFUSED/)
  })
}

test('an IPv6 socket is recognized by its address, too', async (t) => {
  const { port, other, served } = await activated(t, { host: '[::1]' })
  const client = connect(port, '::1')
  t.after(() => client.destroy())
  assert.match(await firstWords(client), /^220 hub1\.corp\.example /)
  await until('the unused one is named', () => served.words.includes(`Nobody listens on [::1]:${String(other)}`))
})

/** The answer of a socketmap that is a file. */
function askMap(socket: Socket, key: string): Promise<string> {
  socket.write(netstring(`tls-policy ${key}`))
  return firstWords(socket)
}

test("a file in Postfix's queue directory may be systemd's socket: it is answered there, and stays", async (t) => {
  const ground = newGround(t)
  const path = join(ground.folder, 'tlspol.sock')
  const settings = { postfix: { queueDirectory: ground.folder, socketmap: ['unix:tlspol.sock'] } }
  const served = beginServe(t, ground.configure(settings), { by: ['systemd-socket-activate', `--listen=${path}`] })
  await until('it is there', () => existsSync(path) && served.words.includes('tlspol.sock as'))
  const socket = connect(path)
  t.after(() => socket.destroy())
  assert.match(await askMap(socket, `[${HUB2}]:25`), /OK fingerprint match=/)
  assert.match(served.words, new RegExp(`maps at unix:${path}`))
  served.signal('SIGTERM')
  assert.equal(await served.ended, 'exit 0')
  assert.ok(existsSync(path), 'whoever made it takes it away')
})

test('sockets are taken only by the process they were handed to, and from numbers that can be', () => {
  const { pid } = process
  for (const env of [
    {},
    { LISTEN_FDS: '1' },
    { LISTEN_PID: String(pid + 1), LISTEN_FDS: '1' },
    { LISTEN_PID: String(pid), LISTEN_FDS: 'x' },
    { LISTEN_PID: String(pid), LISTEN_FDS: '-1' },
    // Nothing of this process from 3 on listens.
    { LISTEN_PID: String(pid), LISTEN_FDS: '999999999' },
  ]) {
    assert.deepEqual(inheritedSockets(env, pid), [], JSON.stringify(env))
  }
})

test('a socket is for the place that was asked for, never for a narrower one', () => {
  const at = (host: string, port = 25) => ({ kind: 'address' as const, host, port })
  const file = (path: string) => ({ kind: 'file' as const, path })
  assert.ok(covers(at('192.0.2.1'), at('192.0.2.1')))
  assert.ok(covers(at('::'), at('0.0.0.0')), 'both versions of IP')
  assert.ok(covers(file('/a'), file('/a')))
  assert.ok(!covers(at('0.0.0.0'), at('127.0.0.1')), 'the world where only this machine was meant')
  assert.ok(!covers(at('0.0.0.0'), at('0.0.0.0', 26)))
  assert.ok(!covers(file('/a'), file('/b')))
  assert.ok(!covers(at('::'), file('/a')))
})
