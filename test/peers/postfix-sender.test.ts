/** A real Postfix in front of the send connector, with the transport of the README: nothing is lost, and the queue says why. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { at } from '../cli/program.ts'
import { until } from '../durability/gateways.ts'
import { prepareHub, type Hub } from './hub.ts'
import { NEEDS_POSTFIX, Postfix } from './postfix.ts'
import { recipe } from './recipe.ts'
import { openRecorder, type Recorder } from './recorder.ts'

const README = 'README.md'
const HUB1 = 'hub1.corp.example'
const HUB2 = 'hub2.corp.example'
const TO = 'bob@two.example'

interface Scene {
  readonly hub1: Hub
  readonly hub2: Hub
  readonly postfix: Postfix
  /** Behind hub2. */
  readonly recorder: Recorder
}

async function startScene(t: TestContext): Promise<Scene> {
  const recorder = await openRecorder(t)
  const receive = { Default: { backend: recorder.address, handoff: 'proxy-v2' } } as const
  const hub2 = await prepareHub(t, { name: HUB2, receive })
  const hub1 = await prepareHub(t, { name: HUB1, receive, sendTo: HUB2 })
  hub1.add(hub2, hub2.address('Default'))
  hub2.add(hub1)
  const transport = recipe(README, 'two.example hubtrust:').replace(/:\d+$/m, `:${String(hub1.outward.port)}`)
  const postfix = await Postfix.start(t, {
    name: 'mail.one.example',
    main: recipe(README, 'transport_maps ='),
    master: recipe(README, 'smtp_tls_policy_maps='),
    tables: { transport },
  })
  await Promise.all([hub1.gateway.start(), hub2.gateway.start()])
  return { hub1, hub2, postfix, recorder }
}

function send({ postfix }: Scene, subject: string): Promise<void> {
  const message = `From: alice@one.example\nTo: ${TO}\nSubject: ${subject}\n\n.\nbye\n`
  return postfix.deliver({ from: 'alice@one.example', to: TO, message })
}

/** Of each message behind hub2: who the gateway says it is from, and its subject. */
function arrived({ recorder }: Scene): readonly (readonly [string | undefined, string | undefined])[] {
  return recorder.recordings.flatMap(({ peer, texts }) =>
    texts.map((text) => [peer?.identity, /^Subject: (.*)\r$/m.exec(text.toString('latin1'))?.[1]] as const),
  )
}

/** Waits until a running gateway has heard of a change to its directory. */
function inForce(hub: Hub, certificates: number): Promise<void> {
  return until(
    `${String(certificates)} certificates`,
    () => at(hub.json('status'), 'gateway.directory.certificates') === certificates,
  )
}

/** The one message in the queue, once it was tried: why it is still there. */
async function whyDeferred({ postfix }: Scene): Promise<string> {
  await until('it is deferred', () =>
    postfix.queue().some(({ queue, reason }) => queue === 'deferred' && reason !== ''),
  )
  const [entry, ...others] = postfix.queue()
  assert.deepEqual([entry?.recipient, others], [TO, []])
  const reason = entry?.reason ?? ''
  assert.ok(postfix.log().includes(`status=deferred (${reason})`), 'the log says the same')
  return reason
}

async function flushed(scene: Scene): Promise<void> {
  await scene.postfix.flush()
  await until('the queue is empty', () => scene.postfix.queue().length === 0)
}

test('a real Postfix sends through the gateway, and keeps its mail where trust fails', NEEDS_POSTFIX, async (t) => {
  const scene = await startScene(t)
  const { hub1, hub2, postfix, recorder } = scene

  await t.test('trusted: delivered to the server behind the peer, in the name of this server', async () => {
    await send(scene, 'first')
    await until('Postfix is done with it', () => postfix.log().includes(': removed'))
    const relay = `relay=127\\.0\\.0\\.1\\[127\\.0\\.0\\.1\\]:${String(hub1.outward.port)}`
    const line = `postfix/to-hubtrust/smtp\\[\\d+\\]: .*${relay}, .*status=sent \\(250 2\\.0\\.0 Taken\\)`
    assert.match(postfix.log(), new RegExp(line))
    assert.deepEqual(arrived(scene), [[HUB1, 'first']])
    const [text] = recorder.recordings.flatMap(({ texts }) => texts)
    assert.ok(text?.toString('latin1').endsWith('\r\n\r\n..\r\nbye\r\n.\r\n'))
    assert.deepEqual(postfix.queue(), [])
  })

  await t.test("the peer's certificate is withdrawn here: deferred with event 2018 and its cause", async () => {
    const thumbprint = String(at(hub1.json(`server show ${HUB2}`), 'certificates.0.thumbprint'))
    hub1.hubtrust('server', 'withdraw', HUB2, thumbprint, '--yes')
    await inForce(hub1, 1)
    await send(scene, 'second')
    const why = `421 ${HUB1} ${HUB2} not reached under direct trust (event 2018, cause peer.not-in-directory): `
    const reason = await whyDeferred(scene)
    assert.ok(reason.includes(`refused to talk to me: ${why}`), reason)
    const event = at(hub1.json('events --id 2018'), '0')
    assert.deepEqual([at(event, 'cause'), at(event, 'args.peer')], ['peer.not-in-directory', HUB2])
    assert.equal(arrived(scene).length, 1)
  })

  await t.test('it is published again: the next attempt delivers', async () => {
    hub1.add(hub2)
    await inForce(hub1, 2)
    await flushed(scene)
    assert.deepEqual(arrived(scene).at(-1), [HUB1, 'second'])
  })

  await t.test(
    'the peer trusts this server no more: deferred with its event 1036, and delivered after the repair',
    async () => {
      hub2.hubtrust('server', 'disable', HUB1, '--yes')
      await inForce(hub2, 1)
      await send(scene, 'third')
      const reason = await whyDeferred(scene)
      assert.match(reason, /: 454 4\.7\.0 Direct trust failed \(event 1036, cause peer\.not-in-directory\): /)
      hub2.hubtrust('server', 'enable', HUB1)
      await inForce(hub2, 2)
      await flushed(scene)
    },
  )

  await t.test('every message has arrived once, and none was returned', () => {
    assert.deepEqual(
      arrived(scene),
      ['first', 'second', 'third'].map((subject) => [HUB1, subject]),
    )
    assert.doesNotMatch(postfix.log(), /status=bounced/)
  })
})
