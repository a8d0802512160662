/** What another process changes while a gateway runs is in force without a restart, for open sessions, too. */
import assert from 'node:assert/strict'
import { renameSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { dialClient, identityOf, mailServer, securedClient } from '../gateway/harness.ts'
import { HUB1, HUB2, newGround, type Settings } from './ground.ts'
import { answerTo, openSession, portOf, receiving, startServe, until } from './served.ts'

async function running(t: TestContext, settings: Settings = {}) {
  const behind = await mailServer(t)
  const ground = newGround(t)
  const configuration = ground.configure({ gateway: { receive: [receiving(behind.port)] }, ...settings })
  const served = await startServe(t, configuration)
  return { ground, configuration, served, port: await portOf(served), behind }
}

/** The directory's file is somewhere else for a while. */
function away(path: string): () => void {
  renameSync(path, `${path}.away`)
  return () => {
    renameSync(`${path}.away`, path)
  }
}

test('a certificate withdrawn by another process ends its open sessions and lets no new one in; published again it does', async (t) => {
  const { ground, served, port } = await running(t)
  const sessions = [await openSession(t, ground, port), await openSession(t, ground, port)]
  const rests = sessions.map((client) => client.rest())
  const sinceMs = performance.now()
  ground.directory.withdraw(HUB2, ground.hub2.fingerprint)
  await Promise.all(rests)
  t.diagnostic(`cut ${String(Math.round(performance.now() - sinceMs))} ms after it was withdrawn (promised: 300 ms)`)
  const { args, cause } = await served.event(30009)
  assert.deepEqual([args, cause], [{ count: 2, server: HUB2, thumbprint: ground.hub2.fingerprint }, undefined])
  assert.match(await answerTo(t, ground, port), /^454 .*peer\.not-in-directory/)
  ground.directory.publish(HUB2, ground.hub2.certificateDer)
  await until('it is trusted again', async () => (await answerTo(t, ground, port)).startsWith('250'))
})

test('several certificates of a server are trusted side by side, and withdrawing one leaves the sessions of the other', async (t) => {
  const { ground, served, port } = await running(t)
  const next = identityOf(HUB2)
  ground.directory.publish(HUB2, next.certificateDer)
  await until('both are known', async () => (await served.status()).directory.certificates === 3)
  const old = await openSession(t, ground, port)
  const young = await openSession(t, { ...ground, hub2: next }, port)
  const rest = old.rest()
  ground.directory.withdraw(HUB2, ground.hub2.fingerprint)
  assert.equal(await rest, '')
  assert.match(await young.ask('NOOP\r\n'), /^250/)
})

test('a new certificate of our own is shown as soon as it is published, while the open session goes on', async (t) => {
  const { ground, served, port } = await running(t)
  const client = await openSession(t, ground, port)
  const shown = async () => {
    const visitor = await securedClient(t, { port, identity: ground.hub2 })
    const fingerprint = visitor.tls.getPeerX509Certificate()?.fingerprint256.replaceAll(':', '')
    visitor.socket.destroy()
    return fingerprint
  }
  const before = await shown()
  const next = ground.issue(identityOf(HUB1, { notBeforeMs: Date.now() - 1_000 }))
  await served.event(1037)
  assert.equal(await shown(), before, 'it is not published yet')
  ground.directory.publish(HUB1, ground.store.certificateDer(next.thumbprint))
  await until('it is in use', async () => (await served.status()).inUse === next.fingerprint)
  assert.equal(await shown(), next.fingerprint)
  assert.match(await client.ask('NOOP\r\n'), /^250/)
  const uses = served.events.filter(({ id }) => id === 30005).map(({ args }) => args['thumbprint'])
  assert.equal(uses.at(-1), next.thumbprint)
})

test('while the directory is away mail goes on by the last state, also after a restart', async (t) => {
  const { ground, configuration, served, port } = await running(t)
  const client = await openSession(t, ground, port)
  const bringBack = away(configuration.directory.path)
  const { cause } = await served.event(30008)
  assert.equal(cause, 'directory.unreachable')
  assert.match(await client.ask('NOOP\r\n'), /^250/)
  assert.match(await answerTo(t, ground, port), /^250/)
  assert.match((await served.status()).directory.problem ?? '', /There is no directory at/)
  client.socket.destroy()
  served.signal('SIGTERM')
  assert.equal(await served.ended, 'exit 0')
  const again = await startServe(t, configuration)
  assert.match(await answerTo(t, ground, await portOf(again)), /^250/)
  bringBack()
  await again.event(30010)
  assert.equal((await again.status()).directory.problem, undefined)
})

test('a directory that is away for longer than maxStale defers everybody, and nobody hears 550', async (t) => {
  const behind = await mailServer(t)
  const { ground, configuration, served, port } = await running(t, {
    directory: { maxStale: '1s' },
    gateway: { receive: [receiving(behind.port, { refusal: 'reject' })] },
  })
  const client = await openSession(t, ground, port)
  const bringBack = away(configuration.directory.path)
  await until('it is stale', async () => (await served.status()).directory.isStale)
  assert.match(await answerTo(t, ground, port), /^454 /)
  assert.match(await client.ask('NOOP\r\n'), /^250/, 'who was let in stays')
  const causes = served.events.filter(({ id }) => id === 30008).map(({ cause }) => cause)
  assert.deepEqual(causes, ['directory.unreachable', 'directory.stale'])
  bringBack()
  await until('it is trusted again', async () => (await answerTo(t, ground, port)).startsWith('250'))
})

test('a second gateway of the same configuration is refused, and one that was killed is replaced', async (t) => {
  const { configuration, served } = await running(t)
  const refusal = new RegExp(`process ${String(served.pid)}.*\\[DAEMON_RUNNING\\]`)
  await assert.rejects(startServe(t, configuration), refusal)
  served.signal('SIGKILL')
  assert.equal(await served.ended, 'SIGKILL')
  const third = await startServe(t, configuration)
  assert.equal((await third.status()).pid, third.pid)
  const client = await dialClient(t, await portOf(third))
  assert.match(await client.reply(), /^220 /)
})
