/** The server behind, met as the gateway meets it: a real Postfix, and scripted servers for what a Postfix does not do. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import type { Address, Handoff } from '../../src/model/configuration.ts'
import type { BackendFacts } from '../../src/model/facts.ts'
import { lookAtBackend } from '../../src/probe/backend.ts'
import { until } from '../daemon/served.ts'
import { RECEIVE, scriptedServer, type ScriptedServer } from '../gateway/harness.ts'
import { NEEDS_POSTFIX, Postfix } from '../peers/postfix.ts'

const look = (backend: Address, handoff: Handoff, withinMs = 20_000): Promise<BackendFacts> =>
  lookAtBackend({ connector: { ...RECEIVE, backend, handoff }, clock: systemClock, withinMs })

/** Answers by the beginning of a command, 250 to everything else. */
function smtp(t: TestContext, answers: Readonly<Record<string, string>>): Promise<ScriptedServer> {
  return scriptedServer(t, (socket) => {
    socket.write('220 behind.corp.example ESMTP\r\n')
    socket.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('latin1').split('\r\n').slice(0, -1)) {
        const answer = Object.entries(answers).find(([beginning]) => line.startsWith(beginning))?.[1]
        socket.write(`${answer ?? '250 2.0.0 Ok'}\r\n`)
      }
    })
  })
}

const at = ({ port }: ScriptedServer): Address => ({ host: '127.0.0.1', port })

const CAREFUL = '  -o mynetworks=\n  -o smtpd_relay_restrictions=reject_unauth_destination\n'
const DOORS = {
  proxied: {
    entry: `x inet n - n - - smtpd\n  -o syslog_name=proxied\n  -o smtpd_upstream_proxy_protocol=haproxy\n${CAREFUL}`,
  },
  xclient: {
    entry: `x inet n - n - - smtpd\n  -o syslog_name=told\n  -o smtpd_authorized_xclient_hosts=127.0.0.1\n${CAREFUL}`,
  },
  plain: { entry: `x inet n - n - - smtpd\n${CAREFUL}` },
  careless: { entry: 'x inet n - n - - smtpd\n' },
  trusting: { entry: `x inet n - n - - smtpd\n  -o smtpd_authorized_xforward_hosts=127.0.0.1\n${CAREFUL}` },
}

test('a real Postfix behind', NEEDS_POSTFIX, async (t) => {
  const postfix = await Postfix.start(t, { name: 'mail.two.example', domains: ['two.example'], doors: DOORS })

  for (const [door, handoff] of [
    ['proxied', 'proxy-v2'],
    ['xclient', 'xclient'],
    ['plain', 'plain'],
  ] as const) {
    await t.test(`${handoff}: reached as the gateway reaches it, and it relays for nobody`, async () => {
      const facts = await look(postfix.address(door), handoff)
      assert.deepEqual([facts.reachable, facts.relays, facts.problem], [true, false, undefined])
      assert.match(facts.greeting ?? '', /^220 mail\.two\.example ESMTP/)
    })
  }

  await t.test('the stranger it sees is none of this machine', () => {
    for (const service of ['proxied', 'told'])
      assert.match(
        postfix.log(),
        new RegExp(
          `${service}/smtpd.*reject: RCPT from unknown\\[192\\.0\\.2\\.1\\]: 554 5\\.7\\.1 .*Relay access denied`,
        ),
      )
  })

  await t.test('one that counts the gateway to its own network relays', async () => {
    assert.equal((await look(postfix.address('careless'), 'plain')).relays, true)
  })

  await t.test('one that does not expect the PROXY header says so in its way', async () => {
    const facts = await look(postfix.address('plain'), 'proxy-v2')
    assert.deepEqual([facts.reachable, facts.relays], [true, undefined])
    assert.match(facts.problem ?? '', /refused the gateway: 5\d\d /)
  })

  await t.test('one that waits for the header greets nobody without it', async () => {
    const facts = await look(postfix.address('proxied'), 'plain', 500)
    assert.match(facts.problem ?? '', /did not answer in time/)
    assert.equal(facts.greeting, undefined)
  })

  await t.test('one that offers no XCLIENT cannot be told who comes', async () => {
    assert.match((await look(postfix.address('plain'), 'xclient')).problem ?? '', /XCLIENT is not offered/)
  })

  await t.test('one that would believe any peer is found out', async () => {
    const { problem, relays } = await look(postfix.address('trusting'), 'plain')
    assert.match(problem ?? '', /offers XFORWARD to peers of the gateway/)
    assert.equal(relays, undefined)
  })

  await t.test('nothing was sent', () => {
    assert.deepEqual([postfix.queue(), postfix.mailbox()], [[], []])
    assert.doesNotMatch(postfix.log(), /cleanup|status=/)
  })
})

test('the question ends before a message begins, and takes leave', async (t) => {
  const server = await smtp(t, {})
  assert.equal((await look(at(server), 'plain')).relays, true)
  await until('it has taken leave', () => server.heard().endsWith('QUIT\r\n'))
  assert.deepEqual(server.heard().split('\r\n'), [
    'EHLO relay-test.invalid',
    'MAIL FROM:<>',
    'RCPT TO:<relay-test@relay-test.invalid>',
    'RSET',
    'QUIT',
    '',
  ])
})

const ANSWERS = [
  ['refused for good', { RCPT: '550 5.7.1 No' }, false],
  [
    'put off because it would be relaying',
    { RCPT: '454 4.7.1 <relay-test@relay-test.invalid>: Relay access denied' },
    false,
  ],
  ['put off, as a stranger is at first', { RCPT: '450 4.2.0 <relay-test@relay-test.invalid>: Greylisted' }, undefined],
  ['not asked for because of the sender', { MAIL: '530 5.7.0 Must issue STARTTLS' }, undefined],
  ['accepted with another word', { RCPT: '251 2.1.5 User not local; will forward' }, true],
] as const

for (const [what, answers, relays] of ANSWERS) {
  test(`a recipient far away that is ${what}: relays ${String(relays)}`, async (t) => {
    assert.equal((await look(at(await smtp(t, answers)), 'plain')).relays, relays)
  })
}

test('a server that says nothing, or stops in the middle, is a fact', async (t) => {
  const silent = await scriptedServer(t, () => undefined)
  const facts = await look(at(silent), 'plain', 200)
  assert.deepEqual([facts.reachable, facts.greeting], [true, undefined])
  assert.match(facts.problem ?? '', /did not answer in time/)
  const half = await scriptedServer(t, (socket) => socket.write('220 behind ESMTP\r\n'))
  const greeted = await look(at(half), 'plain', 200)
  assert.deepEqual([greeted.greeting, greeted.relays], ['220 behind ESMTP', undefined])
})

test('a server that talks on for ever does not outlast the deadline', async (t) => {
  const server = await scriptedServer(t, (socket) => {
    const timer = setInterval(() => socket.write('220-still\r\n'), 20)
    socket.once('close', () => {
      clearInterval(timer)
    })
  })
  assert.match((await look(at(server), 'plain', 300)).problem ?? '', /did not answer in time/)
})

test('nobody there, no such name, no mail server: each says what it is', async (t) => {
  const closed = await look({ host: '127.0.0.1', port: 1 }, 'plain')
  assert.deepEqual([closed.reachable, closed.address], [false, '127.0.0.1:1'])
  assert.match(closed.problem ?? '', /ECONNREFUSED/)
  const nowhere = await look({ host: 'nowhere.invalid', port: 25 }, 'plain', 3_000)
  assert.deepEqual([nowhere.reachable, nowhere.address], [false, 'nowhere.invalid:25'])
  const other = await scriptedServer(t, (socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n'))
  assert.match((await look(at(other), 'plain')).problem ?? '', /does not answer as an SMTP server/)
})
