/** kill -9 of gateways while mail goes through them: the sender owns a message until it has read 250, so nothing is lost. */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { LAB_SERVERS } from '../../src/lab/servers.ts'
import { startTwoHubs, until } from './gateways.ts'
import { Killer, randomOf } from './killer.ts'
import { openMailServer } from './mail-server.ts'
import { Queue } from './queue.ts'
import { Connection, writeMail, type Attempt } from './sender.ts'

const HALF_BYTES = 200 * 1024
const MESSAGES = 500
const KILLS = 26
/** Steps a message takes at the least: MAIL, RCPT, DATA, three pieces, the dot, and its acceptance behind. */
const STEPS_A_MESSAGE = 8

const HUB_NAMES = LAB_SERVERS.filter(({ role }) => role === 'hub').map(({ name }) => name)

for (const victim of ['receiving', 'sending'] as const) {
  test(`the ${victim} gateway is killed inside DATA: the sender keeps the mail and delivers it after the restart`, async (t) => {
    const behind = await openMailServer(t, 'hub2.lab.example')
    const { hub1, hub2, ends } = await startTwoHubs(t, new Map([[behind.name, behind.address]]), 'xclient')
    const { gateway } = victim === 'receiving' ? hub2 : hub1
    const id = { messageId: 'once@hub1.lab.example', from: hub1.name, to: hub2.name }
    const mail = writeMail(id, 2 * HALF_BYTES, Math.random)
    const first: Attempt = { number: 1, mail, reached: 'envelope' }
    const connection = await Connection.open(hub1.outward, async ({ sentBytes, allBytes }) => {
      if (sentBytes < allBytes / 2 || sentBytes === 0 || gateway.kills > 0) return
      await until('half of the message is behind', () => (behind.texts[0]?.bytes ?? 0) >= HALF_BYTES)
      gateway.kill()
    })
    t.after(() => {
      connection.close()
    })
    await assert.rejects(connection.send(first), { code: 'NET_CLOSED' })
    assert.equal(gateway.kills, 1)
    await until('the server behind sees the end', () => behind.texts[0]?.isBroken === true)
    assert.deepEqual(behind.arrivals, [])
    assert.ok((behind.texts[0]?.bytes ?? 0) < mail.body.length, 'it ended before the final dot')

    await gateway.start()
    const second: Attempt = { number: 2, mail, reached: 'envelope' }
    const again = await Connection.open(hub1.outward)
    t.after(() => {
      again.close()
    })
    await again.send(second)
    again.close()
    assert.deepEqual(behind.arrivals, [
      { messageId: mail.messageId, attempt: 2, digest: mail.digest, trustedAs: hub1.name },
    ])
    assert.deepEqual(ends, [])
    t.diagnostic(
      `${String(behind.texts[0]?.bytes)} bytes had passed when it was killed; delivered by the second attempt`,
    )
  })
}

test('500 messages both ways, gateways of both sides killed at random: none is lost, every duplicate is explained', async (t) => {
  const seed = Number(process.env['HUBTRUST_SEED'] ?? randomInt(2 ** 31))
  t.diagnostic(`seed ${String(seed)} (HUBTRUST_SEED repeats the plan of kills)`)
  const random = randomOf(seed)
  let step: () => void = () => undefined
  const behind = await Promise.all(
    HUB_NAMES.map((name) =>
      openMailServer(t, name, () => {
        step()
      }),
    ),
  )
  const { hub1, hub2, ends } = await startTwoHubs(
    t,
    new Map(behind.map(({ name, address }) => [name, address])),
    'xclient',
  )
  const mails = Array.from({ length: MESSAGES }, (_, at) => {
    const [from, to] = at % 2 === 0 ? [hub1.name, hub2.name] : [hub2.name, hub1.name]
    return writeMail({ messageId: `${String(at)}@${from}`, from, to }, 20_000 + Math.floor(random() * 40_000), random)
  })
  const killer = new Killer({
    gateways: [hub1.gateway, hub2.gateway],
    kills: KILLS,
    steps: MESSAGES * STEPS_A_MESSAGE,
    random,
  })
  step = () => {
    killer.step()
  }
  const startMs = performance.now()
  const queues = [hub1, hub2].map(
    (hub) =>
      new Queue(
        hub,
        mails.filter(({ from }) => from === hub.name),
        () => {
          step()
        },
      ),
  )
  try {
    await Promise.race([killer.failed, Promise.all(queues.map((queue) => queue.empty()))])
  } finally {
    step = () => undefined
    for (const queue of queues) queue.close()
  }
  await killer.settled()
  const seconds = (performance.now() - startMs) / 1000

  const attempts = queues.flatMap((queue) => queue.attempts)
  const arrivals = behind.flatMap((server) => server.arrivals)
  const byNumber = new Map(attempts.map((attempt) => [attempt.number, attempt]))
  const distinct = new Set(arrivals.map(({ messageId }) => messageId))
  const accepted = new Set(arrivals.map(({ attempt }) => attempt))
  const unread = attempts.filter(({ number, reached }) => reached !== 'accepted' && accepted.has(number))
  const brokenOff = behind.flatMap((server) => server.texts).filter(({ isBroken }) => isBroken)
  const count = (reached: Attempt['reached']): number => attempts.filter((one) => one.reached === reached).length
  t.diagnostic(
    `${String(mails.length)} messages in ${seconds.toFixed(1)} s, ${String(killer.kills)} kills ` +
      `(${[hub1, hub2].map(({ name, gateway }) => `${name} ${String(gateway.kills)}`).join(', ')})`,
  )
  t.diagnostic(
    `${String(attempts.length)} attempts: ${String(count('accepted'))} read 250, ended in the envelope ` +
      `${String(count('envelope'))}, inside DATA ${String(count('text'))}, after the dot ${String(count('dot'))}`,
  )
  t.diagnostic(
    `${String(arrivals.length)} arrivals, ${String(distinct.size)} distinct, ` +
      `${String(unread.length)} accepted behind whose 250 the sender never read; ` +
      `${String(brokenOff.length)} broken off behind before the final dot`,
  )

  assert.ok(killer.kills >= 20, 'at least 20 kills')
  assert.ok(brokenOff.length > 0, 'kills fell into DATA')
  assert.deepEqual(ends, [], 'no gateway ended by itself')
  assert.equal(distinct.size, MESSAGES, 'every message arrived')
  assert.equal(accepted.size, arrivals.length, 'no attempt arrived twice')
  assert.equal(count('accepted'), MESSAGES, 'one 250 was read for each message')
  assert.deepEqual(
    attempts.filter(({ number, reached }) => reached === 'accepted' && !accepted.has(number)),
    [],
    'no 250 was read that the server behind had not said',
  )
  for (const { attempt, messageId, digest, trustedAs } of arrivals) {
    const sent = byNumber.get(attempt)
    assert.deepEqual(
      { messageId, digest, trustedAs },
      { messageId: sent?.mail.messageId, digest: sent?.mail.digest, trustedAs: sent?.mail.from },
    )
  }
  assert.ok(
    unread.every(({ reached }) => reached === 'dot'),
    'nothing was accepted whose final dot was not sent',
  )
  assert.equal(arrivals.length - distinct.size, unread.length, 'every duplicate is explained')
})
