/** Two gateways of two processes exchange mail both ways: with one directory, and each with its own. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { test, type TestContext } from 'node:test'
import { parseDocument } from 'yaml'
import { openMailServer, type Receipt } from '../../src/lab/mail-server.ts'
import { post, type Outcome } from '../../src/lab/post.ts'
import { addressText, LAB_SERVERS, LOOPBACK } from '../../src/lab/servers.ts'
import { freePorts } from '../../src/lab/smtp-listener.ts'
import type { Address } from '../../src/model/configuration.ts'
import { openWorld, type World } from '../cli/program.ts'
import { Gateway, startTwoHubs } from './gateways.ts'

function letterOf(from: string, to: string) {
  const raw = Buffer.from(`Message-ID: <from@${from}>\r\nSubject: to ${to}\r\n\r\nhello\r\n`)
  return { sender: `a@${from}`, recipients: [`b@${to}`], raw, greetAs: `mail.${from}` }
}

async function mailServer(t: TestContext, name: string, onMessage: (receipt: Receipt) => void): Promise<Address> {
  const handoff = LAB_SERVERS.find((server) => server.name === name)?.handoff ?? 'proxy-v2'
  const server = await openMailServer({ name, handoff, onMessage })
  t.after(() => {
    server.close()
  })
  return server.address
}

const seen = ({ server, messageId, trustedAs }: Receipt) => ({ server, messageId, trustedAs })

test('two processes of two configurations with one directory exchange mail both ways', async (t) => {
  const receipts: Receipt[] = []
  const behind = new Map<string, Address>()
  for (const { name } of LAB_SERVERS) behind.set(name, await mailServer(t, name, (receipt) => receipts.push(receipt)))
  const { hub1, hub2, ends } = await startTwoHubs(t, behind)
  assert.equal(new Set([process.pid, hub1.gateway.pid, hub2.gateway.pid]).size, 3)
  assert.deepEqual(await post(hub1.outward, letterOf(hub1.name, hub2.name)), { kind: 'delivered' })
  assert.deepEqual(await post(hub2.outward, letterOf(hub2.name, hub1.name)), { kind: 'delivered' })
  assert.deepEqual(receipts.map(seen), [
    { server: hub2.name, messageId: `from@${hub1.name}`, trustedAs: hub1.name },
    { server: hub1.name, messageId: `from@${hub2.name}`, trustedAs: hub2.name },
  ])
  assert.deepEqual(ends, [])
})

interface Organization {
  readonly name: string
  readonly world: World
  readonly gateway: Gateway
  readonly smtp: Address
  readonly outward: Address
}

/** `hubtrust init --root`, then the connectors written into its configuration. */
async function initialized(t: TestContext, name: string, peer: string, backend: Address): Promise<Organization> {
  const world = openWorld(name)
  t.after(() => {
    world.remove()
  })
  const [smtp, outward] = (await freePorts(2)).map((port) => ({ host: LOOPBACK, port }))
  assert.ok(smtp !== undefined && outward !== undefined)
  const configuration = parseDocument(readFileSync(world.config, 'utf8'))
  configuration.setIn(['gateway', 'receive', 0, 'listen'], addressText(smtp))
  configuration.setIn(['gateway', 'receive', 0, 'backend'], addressText(backend))
  configuration.setIn(['gateway', 'send'], [{ name: `To ${peer}`, peer, listen: addressText(outward) }])
  writeFileSync(world.config, String(configuration))
  const gateway = new Gateway({ name, config: world.config, smtp, outward }, () => undefined)
  t.after(() => gateway.close())
  return { name, world, gateway, smtp, outward }
}

/** What an administrator does: exports here, adds there. */
function introduce(who: Organization, to: Organization): void {
  const file = who.world.path(`${who.name}.pem`)
  const exported = who.world.run(['server', 'export', who.name, '--out', file])
  assert.equal(exported.status, 0, exported.stderr)
  const words = ['server', 'add', who.name, '--certificate', file, '--address', addressText(who.smtp)]
  const added = to.world.run(words)
  assert.equal(added.status, 0, added.stderr)
}

/** Running gateways hear of a change within a moment: tried again, as every sender does. */
async function delivered(from: Organization, to: Organization): Promise<Outcome> {
  const deadline = performance.now() + 60_000
  let outcome = await post(from.outward, letterOf(from.name, to.name))
  while (outcome.kind !== 'delivered' && performance.now() < deadline) {
    await pause(40)
    outcome = await post(from.outward, letterOf(from.name, to.name))
  }
  return outcome
}

test('two gateways with a directory each exchange mail both ways once they have exchanged certificates', async (t) => {
  const receipts: Receipt[] = []
  const names = ['mx.left.example', 'mx.right.example'] as const
  const [leftBehind, rightBehind] = await Promise.all(
    names.map((name) => mailServer(t, name, (receipt) => receipts.push(receipt))),
  )
  assert.ok(leftBehind !== undefined && rightBehind !== undefined)
  const left = await initialized(t, names[0], names[1], leftBehind)
  const right = await initialized(t, names[1], names[0], rightBehind)
  await Promise.all([left.gateway.start(), right.gateway.start()])

  introduce(right, left)
  const oneSided = await post(left.outward, letterOf(left.name, right.name))
  assert.equal(oneSided.kind, 'deferred', 'the other side does not know this one yet')
  assert.deepEqual(receipts, [])

  introduce(left, right)
  assert.deepEqual(await delivered(left, right), { kind: 'delivered' })
  assert.deepEqual(await delivered(right, left), { kind: 'delivered' })
  assert.deepEqual(receipts.map(seen), [
    { server: right.name, messageId: `from@${left.name}`, trustedAs: left.name },
    { server: left.name, messageId: `from@${right.name}`, trustedAs: right.name },
  ])
})
