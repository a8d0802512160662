/** The commands of a perimeter host and of the inside, as a person types them. */
import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { parse, stringify } from 'yaml'
import { readConfiguration } from '../../src/daemon/configuration.ts'
import { Served, until } from '../daemon/served.ts'
import { at, openWorld, type World } from './program.ts'

const HUB = 'hub1.corp.example'
const EDGE = 'edge1.perimeter.example'
let hub: World
let edge: World
const running: Served[] = []

before(() => {
  hub = openWorld(HUB)
  edge = openWorld(EDGE)
  change(hub, { gateway: {} })
  change(edge, { gateway: {}, directory: { kind: 'edge', edge: { listen: '127.0.0.1:0', lease: '2s' } } })
})
after(async () => {
  for (const served of running) {
    served.signal('SIGKILL')
    await served.ended
  }
  hub.remove()
  edge.remove()
})

function change({ config }: World, settings: Readonly<Record<string, unknown>>): void {
  const before: unknown = parse(readFileSync(config, 'utf8'))
  writeFileSync(config, stringify({ ...(typeof before === 'object' ? before : {}), ...settings }))
}

async function serve({ config }: World): Promise<void> {
  const served = new Served(readConfiguration(config), ['serve'])
  running.push(served)
  await until('ready', () => served.words.includes('Ready: ') || served.isEnded)
  assert.ok(!served.isEnded, served.words)
}

test('only an edge subscribes, and it makes a token that nobody else can read', async () => {
  assert.match(hub.run('edge subscribe --out token').stderr, /EDGE_NOT_AN_EDGE/)
  await serve(edge)
  let listen = ''
  await until('it listens', () => {
    listen = String(at(edge.json('edge list'), 'edge.listen'))
    return !listen.endsWith(':0')
  })
  assert.match(edge.run('edge subscribe').stderr, /--out/)
  assert.match(edge.run('edge subscribe --out token --expires 1ms').stderr, /--expires/)
  const made = edge.json(`edge subscribe --out token --address ${listen} --expires 2h`)
  assert.equal(statSync(edge.path('token')).mode & 0o777, 0o600)
  const token: unknown = JSON.parse(readFileSync(edge.path('token'), 'utf8'))
  assert.equal(at(token, 'fingerprint'), at(made, 'fingerprint'))
  const listed = edge.run('edge list --format json').stdout
  assert.equal(at(JSON.parse(listed), 'subscriptions.0.state'), 'open')
  const kept = readFileSync(edge.path('root/state/edge-subscriptions.json'), 'utf8')
  for (const text of [listed, kept]) assert.ok(!text.includes(String(at(token, 'secret'))))
})

test('accepting shows the certificate and asks; then the edge comes into step', async () => {
  const token = readFileSync(edge.path('token'), 'utf8')
  writeFileSync(hub.path('token'), token)
  const asked = hub.run('edge accept token')
  assert.equal(asked.status, 1)
  const fingerprint = at(JSON.parse(token), 'fingerprint')
  assert.ok(asked.stderr.includes(String(fingerprint)), asked.stderr)
  assert.match(hub.run(`server show ${EDGE}`).stderr, /CLI_UNKNOWN_SERVER/)
  assert.match(hub.run('edge accept token --address 127.0.0.1:2525 --yes').stderr, /hubtrust serve/)
  const known = hub.json(`server show ${EDGE}`)
  assert.deepEqual([at(known, 'roles'), at(known, 'addresses')], [['edge'], ['127.0.0.1:2525']])
  await serve(hub)
  const synced = hub.run('edge sync')
  assert.deepEqual([synced.status, synced.stdout.includes('in step')], [0, true], synced.stdout + synced.stderr)
  const compared = hub.run('edge test')
  assert.deepEqual([compared.status, compared.stdout.includes('2 servers, the same')], [0, true], compared.stdout)
  assert.match(hub.run('status').stdout, /edge1\.perimeter\.example: in step/)
  assert.match(edge.run('status').stdout, /Pushed by +: hub1\.corp\.example/)
  assert.match(edge.run('edge list').stdout, /used by hub1\.corp\.example/)
})

test('nothing of what is pushed is changed at the edge, and what is changed behind its back shows', () => {
  assert.match(edge.run('server add hub9.corp.example').stderr, /EDGE_PUSHED_FROM_INSIDE/)
  assert.equal(edge.run('cert new --yes').status, 0)
  change(edge, { directory: { kind: 'embedded' } })
  assert.equal(edge.run('server add hub9.corp.example').status, 0)
  const compared = hub.run('edge test')
  assert.deepEqual([compared.status, compared.stdout.includes('only there: hub9')], [1, true], compared.stdout)
})

test('an edge that is removed is pushed to no more', () => {
  assert.match(hub.run('edge remove edge7.perimeter.example --yes').stderr, /EDGE_UNKNOWN/)
  assert.match(hub.run(`edge remove ${EDGE}`).stderr, /CLI_NOT_CONFIRMED/)
  assert.equal(hub.run(`edge remove ${EDGE} --yes`).status, 0)
  assert.match(hub.run(`edge test ${EDGE}`).stderr, /EDGE_UNKNOWN/)
  assert.match(hub.run('edge list').stderr, /pushes to no edge/)
})
