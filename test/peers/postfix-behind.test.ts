/** A real Postfix behind receive connectors, set up as the documents say: it takes mail, and relays for nobody. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { at } from '../cli/program.ts'
import { until } from '../durability/gateways.ts'
import { dialClient } from '../gateway/harness.ts'
import { DOORS, GATEWAY_ADDRESS, JAPANESE_ENTRY, withoutRelayLine, type DoorName } from './doors.ts'
import { prepareHub, type Hub } from './hub.ts'
import { makePeer, PEER_ADDRESS, type Peer } from './peer.ts'
import { NEEDS_POSTFIX, Postfix } from './postfix.ts'
import { swaks } from './swaks.ts'

const HERE = 'bob@two.example'
const ELSEWHERE = 'x@elsewhere.example'

interface Scene {
  readonly peer: Peer
  readonly hub: Hub
  readonly postfix: Postfix
}

async function startScene(t: TestContext): Promise<Scene> {
  const peer = await makePeer(t, 'mx.peer.example')
  const postfix = await Postfix.start(t, { name: 'mail.two.example', domains: ['two.example'], doors: DOORS })
  const receive = Object.entries(DOORS).map(
    ([name, { handoff }]) => [name, { handoff, backend: postfix.address(name) }] as const,
  )
  const hub = await prepareHub(t, { name: 'hub2.corp.example', receive: Object.fromEntries(receive) })
  hub.add(peer)
  await hub.gateway.start()
  return { peer, hub, postfix }
}

/** A message of the trusted peer, through to the mailbox; what Postfix has logged about it. */
async function delivered({ peer, hub, postfix }: Scene, door: DoorName): Promise<string> {
  const logged = postfix.log().length
  const subject = `Subject: through ${door}`
  const wire = Buffer.from(`${subject}\r\n\r\n..one dot\r\nbye\r\n.\r\n`)
  const { status, stdout } = await swaks({ to: hub.address(door), peer, recipient: HERE, wire })
  assert.equal(status, 0, stdout)
  await until('it is delivered', () => /status=sent [^]*: removed$/m.test(postfix.log().slice(logged)))
  const arrived = postfix.mailbox().map((file) => file.toString('latin1'))
  const [message = '', ...others] = arrived.filter((text) => text.includes(`${subject}\n`))
  assert.deepEqual(others, [])
  assert.ok(message.endsWith('\n\n.one dot\nbye\n'), message)
  return postfix.log().slice(logged)
}

/** What Postfix answers the trusted peer to a recipient. */
async function answerTo({ peer, hub }: Scene, door: DoorName, recipient: string): Promise<string> {
  const { stdout } = await swaks({ to: hub.address(door), peer, recipient })
  return /^ ~> RCPT .*\n<~. +(?<answer>.*)$/m.exec(stdout)?.groups?.['answer'] ?? stdout
}

async function takesMail(t: TestContext, scene: Scene): Promise<void> {
  const fromPeer = `client=unknown[${PEER_ADDRESS}]`
  const asPeer = `${fromPeer}, sasl_method=XCLIENT, sasl_username=${scene.peer.name}`
  const clients = [
    ['PROXY v2', fromPeer],
    ['PROXY v2 of the README', fromPeer],
    ['XCLIENT', asPeer],
    ['XCLIENT to another machine', asPeer],
    ['plain', `client=unknown[${GATEWAY_ADDRESS}]`],
  ] as const
  for (const [door, client] of clients) {
    await t.test(`${door}: a message arrives, and the log says ${client}`, async () => {
      const [line] = /(?<=\]: \w+: )client=.*/.exec(await delivered(scene, door)) ?? []
      assert.equal(line, client)
    })
  }
  await t.test('nothing is left in the queue', () => {
    assert.deepEqual(scene.postfix.queue(), [])
    assert.equal(scene.postfix.mailbox().length, clients.length)
  })
}

async function relaysForNobody(t: TestContext, scene: Scene): Promise<void> {
  for (const door of ['PROXY v2', 'XCLIENT', 'XCLIENT to another machine', 'plain'] as const) {
    await t.test(`${door}: a foreign recipient is refused for good`, async () => {
      assert.equal(await answerTo(scene, door, ELSEWHERE), `554 5.7.1 <${ELSEWHERE}>: Relay access denied`)
    })
  }
  await t.test('PROXY v2 of the README: a foreign recipient is refused', async () => {
    assert.match(await answerTo(scene, 'PROXY v2 of the README', ELSEWHERE), /^[45]54 .*: Relay access denied$/)
  })
  await t.test('the READMEs and the guide show the same entry', () => {
    const { 'PROXY v2': guide, 'PROXY v2 of the README': readme } = DOORS
    assert.equal(withoutRelayLine(readme.entry), withoutRelayLine(guide.entry))
    assert.equal(JAPANESE_ENTRY, readme.entry)
  })
  await t.test('the usual relay restrictions: a foreign recipient is put off', async () => {
    const answer = await answerTo(scene, 'PROXY v2 with the usual restrictions', ELSEWHERE)
    assert.equal(answer, `454 4.7.1 <${ELSEWHERE}>: Relay access denied`)
  })
}

/** Why the documents insist. */
async function relaysForSomebody(t: TestContext, scene: Scene): Promise<void> {
  await t.test('plain with the usual mynetworks: an open relay for every trusted peer', async () => {
    assert.equal(await answerTo(scene, 'plain and careless', ELSEWHERE), '250 2.1.5 Ok')
  })
  await t.test(
    'XCLIENT with SASL and the usual restrictions: so it is, because a peer counts as logged in',
    async () => {
      assert.equal(await answerTo(scene, 'XCLIENT and logins', ELSEWHERE), '250 2.1.5 Ok')
    },
  )
  await t.test('a peer named in mynetworks may relay, and no other', async () => {
    assert.equal(await answerTo(scene, 'PROXY v2, relaying for the peer', ELSEWHERE), '250 2.1.5 Ok')
    const { peer, hub } = scene
    const to = hub.address('PROXY v2, relaying for the peer')
    const { stdout } = await swaks({ to, peer, recipient: ELSEWHERE, localAddress: GATEWAY_ADDRESS })
    assert.match(stdout, /^<~\* 554 5\.7\.1 .*: Relay access denied$/m)
  })
}

async function guardsItsDoors(t: TestContext, scene: Scene): Promise<void> {
  const { peer, hub, postfix } = scene
  await t.test('a peer that Postfix would take XCLIENT from gets no session, and event 30003 says why', async () => {
    const { stdout } = await swaks({ to: hub.address('XCLIENT'), peer, recipient: HERE, localAddress: GATEWAY_ADDRESS })
    assert.match(stdout, /^<~\* 451 4\.3\.5 The server behind is configured unsafely \(event 30003\)/m)
    assert.equal(at(hub.json('events --id 30003'), '0.args.verb'), 'XCLIENT')
  })
  await t.test('XCLIENT gives the client no name, and Postfix can be told to mind', async () => {
    assert.match(
      await answerTo(scene, 'XCLIENT and client names', HERE),
      /^450 4\.7\.25 Client host rejected: cannot find/,
    )
  })
  await t.test('whoever goes round the gateway is a stranger to XCLIENT, and anybody to PROXY v2', async (round) => {
    const to = postfix.address('XCLIENT to another machine')
    const own = await swaks({ to, recipient: HERE })
    assert.match(own.stdout, /^ -> RCPT .*\n<- +250 /m, 'only a firewall keeps it out')
    assert.doesNotMatch(own.stdout, /XCLIENT/)
    const foreign = await swaks({ to, recipient: ELSEWHERE })
    assert.match(foreign.stdout, /^<\*\* 554 5\.7\.1 .*: Relay access denied$/m)
    const client = await dialClient(round, postfix.address('PROXY v2').port)
    client.say('PROXY TCP4 192.0.2.99 192.0.2.12 4321 10025\r\n')
    assert.match(await client.reply(), /^220 /)
    await until('Postfix believes it', () => postfix.log().includes('connect from unknown[192.0.2.99]'))
  })
}

test('a real Postfix behind the gateway takes the mail of peers and relays for nobody', NEEDS_POSTFIX, async (t) => {
  const scene = await startScene(t)
  await takesMail(t, scene)
  await relaysForNobody(t, scene)
  await relaysForSomebody(t, scene)
  await guardsItsDoors(t, scene)
})
