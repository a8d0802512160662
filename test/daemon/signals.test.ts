/** A running gateway that is told to read its configuration again, and to end. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { followTrace } from '../../src/daemon/control.ts'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import { dialClient, mailServer, scriptedServer } from '../gateway/harness.ts'
import { HUB2, newGround } from './ground.ts'
import { bannerOf, openSession, portOf, receiving, startServe, until } from './served.ts'

/** A gateway with a session of HUB2 that goes through it. */
async function running(t: TestContext, { send = [] }: { readonly send?: readonly object[] } = {}) {
  const behind = await mailServer(t)
  const ground = newGround(t)
  const [port = 0] = await freePorts(1)
  const connector = receiving(behind.port, { listen: `127.0.0.1:${String(port)}` })
  const served = await startServe(t, ground.configure({ gateway: { receive: [connector], send } }))
  const client = await openSession(t, ground, port)
  return { behind, ground, connector, served, port, client }
}

const isAlive = async (client: { ask(text: string): Promise<string> }) =>
  (await client.ask('NOOP\r\n')).startsWith('250')

test('SIGHUP: later sessions go the new way, the open one goes on the old one', async (t) => {
  const { ground, connector, behind, served, port, client } = await running(t)
  const other = await mailServer(t)
  const backend = `127.0.0.1:${String(other.port)}`
  ground.configure({ gateway: { receive: [{ ...connector, backend, fqdn: 'mx.corp.example' }] } })
  served.signal('SIGHUP')
  const event = await served.event(30006)
  assert.equal(event.args['outcome'], 'in force')
  assert.equal(await bannerOf(t, port), 'mx.corp.example')
  await openSession(t, ground, port)
  assert.ok(await isAlive(client))
  assert.deepEqual([behind.connections.length, other.connections.length], [1, 1])
  assert.equal((await served.status()).sessions.open, 2, 'the old session counts, too')
  ground.directory.withdraw(HUB2, ground.hub2.fingerprint)
  assert.equal(await client.rest(), '', 'and is cut like any other')
})

test('SIGHUP: a file that is wrong changes nothing, and the event says where', async (t) => {
  const { ground, served, port, client } = await running(t)
  const before = (await served.status()).listening
  writeFileSync(ground.config, `${readFileSync(ground.config, 'utf8')}colour: red\n`)
  served.signal('SIGHUP')
  const outcome = String((await served.event(30006)).args['outcome'])
  assert.ok(outcome.startsWith(`${ground.config}:`), outcome)
  assert.match(outcome, /:\d+:1: "colour" is not a setting$/)
  assert.deepEqual((await served.status()).listening, before)
  assert.ok(await isAlive(client))
  await openSession(t, ground, port)
})

test('SIGHUP: a port that another program holds is said with its cause, and what listened before does so again', async (t) => {
  const { ground, connector, served, port } = await running(t)
  const taken = await scriptedServer(t, (socket) => socket.end())
  const wrong = { ...connector, name: 'Second', listen: `127.0.0.1:${String(taken.port)}` }
  ground.configure({ gateway: { receive: [connector, wrong] } })
  served.signal('SIGHUP')
  const event = await served.event(30007)
  assert.deepEqual([event.cause, event.args['connector']], ['listener.port-conflict', 'Second'])
  assert.match(String((await served.event(30006)).args['outcome']), /already in use/)
  const { listening } = await served.status()
  assert.deepEqual(
    listening.map(({ connector: name }) => name),
    ['Default'],
  )
  assert.equal(await bannerOf(t, port), 'hub1.corp.example')
})

test('SIGHUP: what takes a restart is named, the rest is in force', async (t) => {
  const { ground, connector, served, port } = await running(t)
  const stateFolder = join(ground.folder, 'elsewhere')
  ground.configure({ stateFolder, gateway: { processes: 2, receive: [{ ...connector, fqdn: 'mx.corp.example' }] } })
  served.signal('SIGHUP')
  const outcome = String((await served.event(30006)).args['outcome'])
  assert.equal(outcome, 'in force, except what needs a restart: stateFolder, directory, gateway.processes')
  assert.equal(await bannerOf(t, port), 'mx.corp.example')
  assert.deepEqual([existsSync(stateFolder), (await served.status()).processes], [false, 1])
})

test('SIGTERM: an open session finishes its mail, nobody else is let in, and then it ends with status 0', async (t) => {
  const { ground, served, port, client, behind } = await running(t)
  const young = await dialClient(t, port)
  await young.reply()
  served.signal('SIGTERM')
  assert.match(await young.rest(), /^421 /)
  young.socket.destroy()
  await until('what is going on is said', () => served.words.includes('1 open session(s) may finish'))
  await assert.rejects(dialClient(t, port), /ECONNREFUSED/)
  assert.ok(await isAlive(client))
  client.say('DATA\r\nSubject: last\r\n\r\nlast words\r\n.\r\n')
  await until('the server behind has them', () => behind.heard().endsWith('last words\r\n.\r\n'))
  assert.equal(served.isEnded, false)
  client.say('QUIT\r\n').socket.end()
  assert.equal(await served.ended, 'exit 0')
  assert.equal(existsSync(join(ground.folder, 'run', 'control.sock')), false)
  assert.match(served.words, /Ended\.\n$/)
})

test('SIGTERM twice does not wait for sessions', async (t) => {
  const { served, client } = await running(t)
  served.signal('SIGTERM')
  await until('it drains', () => served.words.includes('may finish'))
  const sinceMs = performance.now()
  served.signal('SIGTERM')
  assert.equal(await client.rest(), '')
  assert.equal(await served.ended, 'exit 0')
  t.diagnostic(`ended ${String(Math.round(performance.now() - sinceMs))} ms after the second signal`)
  assert.ok(performance.now() - sinceMs < 20_000, 'the half minute of the first signal is over')
})

test('SIGTERM: neither somebody who watches the trace nor a peer that never answers keeps it', async (t) => {
  const silent = await scriptedServer(t, () => undefined)
  const send = [{ name: 'To HUB2', peer: HUB2, listen: '127.0.0.1:0', addresses: [`127.0.0.1:${String(silent.port)}`] }]
  const { served, client } = await running(t, { send })
  const follower = await followTrace(served.configuration, ['Directory\\Sync'], () => undefined)
  const local = await dialClient(t, await portOf(served, 'To HUB2'))
  await until('the peer is being reached', () => silent.connections.length === 1)
  client.socket.destroy()
  const sinceMs = performance.now()
  served.signal('SIGTERM')
  assert.match(await local.rest(), /^421 /)
  assert.equal(await served.ended, 'exit 0')
  await follower.ended
  t.diagnostic(`ended after ${String(Math.round(performance.now() - sinceMs))} ms`)
  assert.ok(performance.now() - sinceMs < 29_000)
})
