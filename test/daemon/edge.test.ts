/** An edge and the inside, as two gateways: from the token to mail both ways, and everything that may not pass. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { accept, openToken } from '../../src/daemon/edge-subscription.ts'
import { lookAtEdge } from '../../src/daemon/edge-look.ts'
import { readEdges, readSubscriptions, writeEdge } from '../../src/directory/edge/records.ts'
import { openEmbeddedDirectory } from '../../src/directory/embedded.ts'
import { dialEdge } from '../../src/net/edge-talk.ts'
import type { Identity } from '../../src/net/tls.ts'
import type { EdgeFrame } from '../../src/wire/edge-frames.ts'
import { identityOf, mailServer, securedClient } from '../gateway/harness.ts'
import {
  acceptAt,
  addressOf,
  addServer,
  EDGE,
  HUB1,
  HUB2,
  known,
  linkOf,
  newEdge,
  newHub,
  tokenOf,
  type Host,
} from './perimeter.ts'
import { receiving, until } from './served.ts'

test('a token takes the edge in, the inside pushes, and mail is trusted both ways', async (t) => {
  const backend = await mailServer(t)
  const gateway = { receive: [receiving(backend.port)] }
  const { host: hub, directory } = newHub(t, HUB1, { gateway })
  const hub2 = addServer(directory, HUB2)
  const other = addServer(directory, 'edge9.perimeter.example', 'edge')
  const off = addServer(directory, 'off.corp.example')
  directory.change('off.corp.example', { enabled: false })
  const edge = newEdge(t, { gateway })
  await edge.start()
  await hub.start()
  assert.equal(await edge.answerTo(hub.identity), '454')
  assert.notEqual(await hub.answerTo(edge.identity), '250')
  await acceptAt(hub, directory, await tokenOf(edge))
  await until('it is in step', async () => (await known(edge)) === 3)
  assert.equal(await edge.answerTo(hub.identity), '250')
  assert.equal(await edge.answerTo(hub2), '250')
  assert.equal(await hub.answerTo(edge.identity), '250')
  for (const stranger of [other, off]) assert.notEqual(await edge.answerTo(stranger), '250')
  const copy = openEmbeddedDirectory({ path: edge.configuration.directory.path, clock: systemClock, isReadOnly: true })
  t.after(() => {
    copy.close()
  })
  assert.deepEqual(
    copy.servers().map(({ name }) => name),
    [EDGE, HUB1, HUB2],
  )
  assert.equal((await edge.told(30050)).args['server'], HUB1)
  assert.equal((await hub.told(30054)).args['server'], EDGE)
  const { state, sent } = await linkOf(hub)
  assert.deepEqual({ state, sent }, { state: 'in-step', sent: { entries: 3, gone: 0, passes: 1 } })
})

/** A hub and an edge in step, with so many other servers. */
async function inStep(t: TestContext, { others = 0, settings = {} } = {}) {
  const { host: hub, directory } = newHub(t, HUB1)
  const names = Array.from({ length: others }, (_, at) => `mx${String(at)}.corp.example`)
  for (const name of names) addServer(directory, name)
  const backend = await mailServer(t)
  const edge = newEdge(t, { gateway: { receive: [receiving(backend.port)] }, ...settings })
  await edge.start()
  await hub.start()
  await acceptAt(hub, directory, await tokenOf(edge))
  await until('it is in step', async () => (await known(edge)) === others + 2)
  await until('the hub knows', async () => (await linkOf(hub)).state === 'in-step')
  return { hub, directory, edge, names }
}

async function refusalOf(edge: Host, identity: Identity, proof?: string): Promise<unknown> {
  const [host = '', port = ''] = (await addressOf(edge)).split(':')
  const talk = await dialEdge({ host, port: Number(port), identity, withinMs: 10_000 })
  await talk.send({ kind: 'open', server: HUB1, purpose: 'push', ...(proof === undefined ? {} : { proof }) })
  const said = await talk.next(10_000)
  talk.destroy()
  return said
}

test('a stranger is refused, whatever it says to be, and so is one that guesses a proof', async (t) => {
  const { edge } = await inStep(t)
  const stranger = identityOf(HUB1)
  assert.deepEqual(await refusalOf(edge, stranger), { kind: 'refused', reason: 'stranger' })
  assert.deepEqual(await refusalOf(edge, stranger, 'a'.repeat(64)), { kind: 'refused', reason: 'proof' })
  await until('both are told', () => edge.count(30051) === 2)
  assert.deepEqual(await refusalOf(edge, edge.identity), { kind: 'refused', reason: 'stranger' })
})

test('a copied token is worth nothing after its first use, and neither side keeps what proved it', async (t) => {
  const { host: hub, directory } = newHub(t, HUB1)
  const { host: thief, directory: theirs } = newHub(t, 'hub1.evil.example')
  const edge = newEdge(t)
  await edge.start()
  await hub.start()
  await thief.start()
  const token = await tokenOf(edge)
  await acceptAt(hub, directory, token)
  await edge.told(30050)
  await until('its key is gone', () => readEdges(hub.configuration)[EDGE]?.key === undefined)
  await acceptAt(thief, theirs, token)
  assert.equal((await edge.told(30051)).args['reason'], 'used')
  assert.match(String((await thief.told(30053)).args['reason']), /used/)
  assert.equal(await known(edge), 2)
  assert.equal(readSubscriptions(edge.configuration)[0]?.usedBy, HUB1)
})

test('a token that has expired is refused, and told by the edge', async (t) => {
  const { host: hub, directory } = newHub(t, HUB1)
  const edge = newEdge(t)
  await edge.start()
  await acceptAt(hub, directory, await tokenOf(edge, { validForMs: 400 }))
  await edge.told(30052)
  await hub.start()
  assert.equal((await edge.told(30051)).args['reason'], 'expired')
  assert.match(String((await hub.told(30053)).args['reason']), /expired/)
})

test('a token that was changed on the way, or names a hub, is refused before anything is written', async (t) => {
  const { directory } = newHub(t, HUB1)
  const edge = newEdge(t)
  await edge.start()
  const token = await tokenOf(edge)
  const read = (text: string) => openToken(text, { path: 'token', clock: systemClock, directory })
  assert.throws(() => read(token.replace('127.0.0.1', '127.0.0.9')), { code: 'EDGE_TOKEN_REFUSED' })
  addServer(directory, EDGE, 'hub')
  assert.throws(() => read(token), { code: 'EDGE_TOKEN_REFUSED' })
})

test('where another host answers than the token names, nothing is sent', async (t) => {
  const { host: hub, directory } = newHub(t, HUB1)
  const edge = newEdge(t)
  const impostor = newEdge(t)
  await edge.start()
  await impostor.start()
  const text = await tokenOf(edge)
  const token = openToken(text, { path: 'token', clock: systemClock, directory })
  const elsewhere = { ...token, addresses: [await addressOf(impostor)] }
  await accept({ configuration: hub.configuration, directory, token: elsewhere, addresses: [] })
  await hub.start()
  assert.match(String((await hub.told(30053)).args['reason']), /not-in-directory/)
  assert.equal((await linkOf(hub)).code, 'EDGE_OTHER_SERVER')
  assert.equal(await known(impostor), 0)
})

test('a server that the inside trusts as another one is not pushed to, either', async (t) => {
  const { host: hub, directory } = newHub(t, HUB1)
  const edge = newEdge(t)
  const other = newEdge(t)
  await edge.start()
  await other.start()
  directory.add({ name: 'edge9.perimeter.example', roles: ['edge'], addresses: [] })
  directory.publish('edge9.perimeter.example', other.identity.certificateDer)
  const token = openToken(await tokenOf(edge), { path: 'token', clock: systemClock, directory })
  const elsewhere = { ...token, addresses: [await addressOf(other)] }
  await accept({ configuration: hub.configuration, directory, token: elsewhere, addresses: [] })
  await hub.start()
  assert.match(String((await hub.told(30053)).args['reason']), /wrong-server/)
  assert.equal(other.count(30051), 0)
})

test('each change is there at once, and a withdrawal cuts an open session at the edge', async (t) => {
  const { directory, edge } = await inStep(t)
  const hub2 = addServer(directory, HUB2)
  await until('it is there', async () => (await known(edge)) === 3)
  const session = await securedClient(t, { port: edge.running.listening[0]?.port ?? 0, identity: hub2 })
  assert.match(await session.ask('EHLO hub2.corp.example\r\n'), /^250/)
  const closed = session.rest()
  directory.change(HUB2, { enabled: false })
  await closed
  await edge.told(30009)
  assert.notEqual(await edge.answerTo(hub2), '250')
  const { propagation } = (await edge.running.status()).directory.follow ?? {}
  assert.ok((propagation?.count ?? 0) >= 1)
})

test('a hub that was away sends only what has changed meanwhile', async (t) => {
  const { hub, directory, edge } = await inStep(t, { others: 10 })
  await hub.stop()
  addServer(directory, HUB2)
  directory.remove('mx0.corp.example')
  await hub.start()
  await until('it is in step again', async () => (await linkOf(hub)).state === 'in-step')
  assert.deepEqual((await linkOf(hub)).sent, { entries: 1, gone: 1, passes: 1 })
  assert.equal(await known(edge), 12)
})

test('an edge that was away has what it had, and is sent only what has changed', async (t) => {
  const { hub, directory, edge } = await inStep(t, { others: 10 })
  const address = await addressOf(edge)
  await edge.stop()
  addServer(directory, HUB2)
  await hub.told(30053)
  edge.listenAt(address)
  await edge.start()
  await until('it is in step again', async () => (await known(edge)) === 13)
  await until('the hub knows', async () => (await linkOf(hub)).state === 'in-step')
  assert.deepEqual((await linkOf(hub)).sent, { entries: 13, gone: 0, passes: 2 })
})

test('the certificate of the edge is replaced without a new subscription', async (t) => {
  const { hub, directory, edge } = await inStep(t)
  const fresh = identityOf(EDGE, { notBeforeMs: Date.now() - 1_000 })
  edge.store.add({ certificateDer: fresh.certificateDer, keyPem: fresh.keyPem, services: ['smtp'] })
  assert.equal((await hub.told(30056)).args['fingerprint'], fresh.fingerprint)
  await until('the edge shows it', async () => (await edge.running.status()).inUse === fresh.fingerprint)
  assert.equal(directory.server(EDGE)?.certificates.length, 2)
  edge.store.remove(edge.identity.thumbprint)
  assert.equal((await hub.told(30057)).args['fingerprint'], edge.identity.fingerprint)
  await hub.stop()
  await hub.start()
  await until('it is in step', async () => (await linkOf(hub)).state === 'in-step')
  assert.deepEqual(
    directory.server(EDGE)?.certificates.map(({ fingerprint }) => fingerprint),
    [fresh.fingerprint],
  )
})

/** Another hub of the same directory, that may push when the first one is gone. */
async function waitingHub(t: TestContext, hub: Host, edge: Host): Promise<Host> {
  const { host } = newHub(t, HUB2, { directory: { path: hub.configuration.directory.path } })
  await until('it is there', async () => (await known(edge)) === 3)
  writeEdge(host.configuration, EDGE, { addresses: [await addressOf(edge)], named: [] })
  await host.start()
  await until('it waits', async () => (await linkOf(host)).state === 'waiting')
  return host
}

test('a new hub needs no subscription, waits for its turn, and takes over when the first one is gone', async (t) => {
  const { hub, directory, edge } = await inStep(t)
  const second = await waitingHub(t, hub, edge)
  assert.equal((await linkOf(second)).holder, HUB1)
  await hub.stop()
  await until('it pushes', async () => (await linkOf(second)).state === 'in-step')
  assert.deepEqual((await edge.told(30055)).args, { server: HUB2, before: HUB1 })
  assert.deepEqual((await linkOf(second)).sent, { entries: 0, gone: 0, passes: 1 })
  directory.remove(HUB1)
  await until('it is in force', async () => (await known(edge)) === 2)
})

test('many that go at once inside are held at the edge, and the inside is told', async (t) => {
  const { hub, directory, edge, names } = await inStep(t, { others: 10 })
  for (const name of names) directory.change(name, { enabled: false })
  await edge.told(30013)
  await hub.told(30059)
  assert.equal(await known(edge), 12)
})

test('what somebody changed at the edge shows when both sides are compared', async (t) => {
  const { hub, directory, edge } = await inStep(t)
  const { configuration, store, identity } = hub
  const look = () =>
    lookAtEdge({ configuration, directory, store, clock: systemClock, inUse: identity.fingerprint, server: EDGE })
  const before = await look()
  assert.deepEqual({ ...before, asOf: '' }, { deviations: [], entries: 2, held: [], isStale: false, asOf: '' })
  const path = edge.configuration.directory.path
  const tampered = openEmbeddedDirectory({ path, clock: systemClock })
  const evil = addServer(tampered, 'evil.example')
  const more = identityOf(HUB1)
  tampered.publish(HUB1, more.certificateDer)
  tampered.close()
  assert.deepEqual((await look()).deviations, [
    { server: 'evil.example', kind: 'extra', detail: evil.fingerprint },
    { server: HUB1, kind: 'differs', detail: `+${more.fingerprint}` },
  ])
})

test('an edge that nobody pushes to says so, decides as before until it is too old, and then defers', async (t) => {
  const { hub, edge } = await inStep(t, { settings: { directory: { maxStale: '3s' } } })
  await hub.stop()
  const cause = (name: string) => () => edge.events.some((event) => event.id === 30008 && event.cause === name)
  await until('it is missed', cause('directory.unreachable'))
  await until('it is old', cause('directory.stale'))
  assert.equal(await edge.answerTo(hub.identity), '454')
  await hub.start()
  await until('it decides again', async () => (await edge.answerTo(hub.identity)) === '250')
})

test('a hub that is withdrawn inside by another one is sent away from the edge, and is a stranger there', async (t) => {
  const { hub, directory, edge } = await inStep(t)
  const second = await waitingHub(t, hub, edge)
  directory.change(HUB2, { enabled: false })
  assert.equal((await edge.told(30051)).args['fingerprint'], second.identity.fingerprint)
  await until('it is told', async () => (await linkOf(second)).code === 'EDGE_REFUSED_US')
})

test('an edge that has lost its copy still knows its hubs, and is pushed everything again', async (t) => {
  const { edge } = await inStep(t, { others: 5 })
  const address = await addressOf(edge)
  await edge.stop()
  rmSync(edge.configuration.directory.path)
  edge.listenAt(address)
  await edge.start()
  await until('it is in step again', async () => (await known(edge)) === 7)
  await until('the copy is whole', async () => (await edge.running.status()).directory.problem === undefined)
  assert.equal(readSubscriptions(edge.configuration).length, 1)
})

test('a hub that hangs gives way when its lease is over', async (t) => {
  const { hub, directory, edge } = await inStep(t)
  const { host: second } = newHub(t, HUB2, { directory: { path: hub.configuration.directory.path } })
  await until('it is there', async () => (await known(edge)) === 3)
  await hub.stop()
  const [host = '', port = ''] = (await addressOf(edge)).split(':')
  const talk = await dialEdge({ host, port: Number(port), identity: hub.identity, withinMs: 10_000 })
  await talk.send({ kind: 'open', server: HUB1, purpose: 'push' })
  await until('it holds the lease', async () => (await edge.running.status()).edge?.holder === HUB1)
  writeEdge(second.configuration, EDGE, { addresses: [await addressOf(edge)], named: [] })
  await second.start()
  await until('it waits', async () => (await linkOf(second)).state === 'waiting')
  await until('it pushes', async () => (await linkOf(second)).state === 'in-step')
  assert.equal((await edge.told(30055)).args['server'], HUB2)
  talk.destroy()
  directory.remove(HUB1)
  await until('it is in force', async () => (await known(edge)) === 2)
})

test('a frame of a lease that is over, or one that may not come there, changes nothing and ends the talk', async (t) => {
  const { hub, edge } = await inStep(t)
  await hub.stop()
  const [host = '', port = ''] = (await addressOf(edge)).split(':')
  const lastOf = async (frames: readonly EdgeFrame[]): Promise<EdgeFrame> => {
    const talk = await dialEdge({ host, port: Number(port), identity: hub.identity, withinMs: 10_000 })
    await talk.send({ kind: 'open', server: HUB1, purpose: 'push' })
    for (const frame of frames) await talk.send(frame)
    for (;;) {
      const frame = await talk.next(10_000)
      if (frame.kind === 'refused') return frame
    }
  }
  const refused = { kind: 'refused', reason: 'epoch' }
  assert.deepEqual(await lastOf([{ kind: 'gone', epoch: 1, ids: ['0'.repeat(32)] }]), refused)
  assert.deepEqual(await lastOf([{ kind: 'settled', epoch: 999 }]), refused)
  assert.deepEqual(await lastOf([{ kind: 'taken', epoch: 4, isHeld: false }]), refused)
  assert.equal(await known(edge), 2)
})
