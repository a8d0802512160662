/** The mail servers behind and the submission door, without gateways: only sockets. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { openMailServer, type Receipt } from '../../src/lab/mail-server.ts'
import { post, type Letter, type Outcome } from '../../src/lab/post.ts'
import { openSubmission } from '../../src/lab/submission.ts'
import { connect } from 'node:net'
import { once } from 'node:events'
import { encodeProxyV2 } from '../../src/wire/proxy-v2.ts'

function letter(to: string): Letter {
  const raw = Buffer.from('Message-ID: <one@example>\r\nSubject: one\r\n\r\n.dots\r\n')
  return { sender: 'a@hub1.lab.example', recipients: [`b@${to}`], raw, greetAs: 'mail.hub1.lab.example' }
}

async function submission(t: TestContext, outcome: Outcome) {
  const relayed: { to: string; letter: Letter; messageId: string }[] = []
  const door = await openSubmission({
    name: 'hub1.lab.example',
    relay: (to, given, messageId) => {
      relayed.push({ to, letter: given, messageId })
      return Promise.resolve(outcome)
    },
  })
  t.after(() => {
    door.close()
  })
  return { door, relayed }
}

test('a mail server behind takes mail for its own name and keeps the message id', async (t) => {
  const receipts: Receipt[] = []
  const server = await openMailServer({
    name: 'hub2.lab.example',
    handoff: 'plain',
    onMessage: (receipt) => receipts.push(receipt),
  })
  t.after(() => {
    server.close()
  })
  assert.deepEqual(await post(server.address, letter('hub2.lab.example')), { kind: 'delivered' })
  assert.deepEqual(
    receipts.map(({ server: at, messageId, trustedAs }) => ({ at, messageId, trustedAs })),
    [{ at: 'hub2.lab.example', messageId: 'one@example', trustedAs: undefined }],
  )
  assert.equal((await post(server.address, letter('elsewhere.example'))).kind, 'refused')
})

test('behind PROXY v2 it knows the peer by the identity the gateway vouches for', async (t) => {
  const receipts: Receipt[] = []
  const server = await openMailServer({
    name: 'hub2.lab.example',
    handoff: 'proxy-v2',
    onMessage: (receipt) => receipts.push(receipt),
  })
  t.after(() => {
    server.close()
  })
  const socket = connect({ ...server.address })
  t.after(() => socket.destroy())
  const header = encodeProxyV2({
    source: { address: '192.0.2.7', port: 40_000 },
    destination: { address: '192.0.2.8', port: 25 },
    tls: { version: 'TLSv1.3', cipher: 'x', identity: 'hub1.lab.example' },
  })
  socket.write(header.subarray(0, 20))
  socket.write(header.subarray(20))
  const lines = [
    'EHLO a',
    'MAIL FROM:<a@hub1.lab.example>',
    'RCPT TO:<b@hub2.lab.example>',
    'DATA',
    'Message-ID: <two@example>\r\n\r\nhello\r\n.',
  ]
  for (const line of lines) {
    await answer(socket)
    socket.write(`${line}\r\n`)
  }
  assert.match(await answer(socket), /^250/)
  assert.equal(receipts[0]?.trustedAs, 'hub1.lab.example')
})

/** The next reply, all its lines. */
async function answer(socket: ReturnType<typeof connect>): Promise<string> {
  let text = ''
  while (!/^\d{3} .*\r\n/m.test(text)) {
    const chunks: readonly unknown[] = await once(socket, 'data')
    text += String(chunks[0])
  }
  return text
}

test('the submission door answers 250 only when the far side accepted', async (t) => {
  const { door, relayed } = await submission(t, { kind: 'delivered' })
  assert.deepEqual(await post(door.address, letter('hub2.lab.example')), { kind: 'delivered' })
  const [first] = relayed
  assert.deepEqual([first?.to, first?.messageId], ['hub2.lab.example', 'one@example'])
  assert.match(String(first?.letter.raw), /\r\n\.dots\r\n/)
})

test('what the far side deferred is deferred to the sender, with its words', async (t) => {
  const { door } = await submission(t, { kind: 'deferred', reason: 'event 2018' })
  const outcome = await post(door.address, letter('hub2.lab.example'))
  assert.equal(outcome.kind, 'deferred')
  assert.match(outcome.reason, /451 4\.4\.0 event 2018/)
})

test('mail for outside the lab is refused, so that it is no open relay', async (t) => {
  const { door, relayed } = await submission(t, { kind: 'delivered' })
  assert.equal((await post(door.address, letter('elsewhere.example'))).kind, 'refused')
  assert.equal(relayed.length, 0)
})
