import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMITS } from '../../src/core/limits.ts'
import { ReceiveSession, type ReceiveSettings } from '../../src/gateway/receive-session.ts'

const SETTINGS: ReceiveSettings = {
  fqdn: 'hub1.corp.example',
  offersStartTls: true,
  offersAnonymousTls: false,
  takesPlaintext: false,
  rejectsBareLf: false,
}

function say(
  session: ReceiveSession,
  text: string,
  { residualBytes = 0, ending = 'crlf' }: { residualBytes?: number; ending?: 'crlf' | 'lf' } = {},
) {
  return session.line({ kind: 'line', text, ending }, residualBytes)
}

test('before TLS only harmless keywords are offered', () => {
  const step = say(new ReceiveSession(SETTINGS), 'EHLO a.example')
  assert.deepEqual(step, {
    kind: 'reply',
    reply: '250-hub1.corp.example\r\n250-STARTTLS\r\n250 ENHANCEDSTATUSCODES\r\n',
  })
})

test('X-ANONYMOUSTLS is offered where the connector allows Exchange Server authentication', () => {
  const session = new ReceiveSession({ ...SETTINGS, offersAnonymousTls: true })
  assert.match(JSON.stringify(say(session, 'EHLO a.example')), /X-ANONYMOUSTLS/)
  assert.equal(say(session, 'X-ANONYMOUSTLS').kind, 'upgrade')
  assert.match(JSON.stringify(say(new ReceiveSession(SETTINGS), 'X-ANONYMOUSTLS')), /502 5\.5\.1/)
})

test('mail without TLS is answered 530', () => {
  for (const command of ['MAIL FROM:<a@b>', 'RCPT TO:<a@b>', 'DATA', 'AUTH PLAIN', 'BDAT 10']) {
    assert.match(JSON.stringify(say(new ReceiveSession(SETTINGS), command)), /530 5\.7\.0/)
  }
})

test('without a usable certificate the answers name the event and the cause', () => {
  const session = new ReceiveSession({
    ...SETTINGS,
    offersStartTls: false,
    tlsProblem: 'event 1037, cause key.unreadable',
  })
  assert.doesNotMatch(JSON.stringify(say(session, 'EHLO a.example')), /STARTTLS/)
  assert.match(JSON.stringify(say(session, 'STARTTLS')), /454 4\.7\.0 .*1037.*key\.unreadable/)
  assert.match(JSON.stringify(say(session, 'MAIL FROM:<a@b>')), /454 4\.7\.0 .*key\.unreadable/)
})

test('a refused peer hears the reason whatever it says, and is sent away in the end', () => {
  const session = new ReceiveSession(SETTINGS)
  session.secured({ kind: 'refused', code: 454, text: '4.7.0 because' })
  for (let said = 1; said < LIMITS.commandsAfterRefusalMax; said += 1) {
    assert.deepEqual(say(session, said % 2 === 0 ? 'EHLO a.example' : 'MAIL FROM:<a@b>'), {
      kind: 'reply',
      reply: '454 4.7.0 because\r\n',
    })
  }
  assert.equal(say(session, 'EHLO a.example').kind, 'close')
})

test('a refused peer that says QUIT is let go politely', () => {
  const session = new ReceiveSession(SETTINGS)
  session.secured({ kind: 'refused', code: 454, text: '4.7.0 because' })
  assert.deepEqual(say(session, 'QUIT'), { kind: 'close', reply: '221 2.0.0 Bye\r\n' })
})

test('an accepted peer must greet again: nothing said before TLS counts', () => {
  const session = new ReceiveSession(SETTINGS)
  say(session, 'EHLO before.example')
  session.secured({ kind: 'accepted' })
  assert.match(JSON.stringify(say(session, 'MAIL FROM:<a@b>')), /503 5\.5\.1/)
  assert.deepEqual(say(session, 'EHLO after.example'), { kind: 'hand-off', verb: 'EHLO', name: 'after.example' })
})

test('commands before TLS are counted', () => {
  const session = new ReceiveSession(SETTINGS)
  for (let said = 0; said < LIMITS.commandsBeforeTlsMax; said += 1) assert.equal(say(session, 'NOOP').kind, 'reply')
  assert.deepEqual(say(session, 'NOOP'), {
    kind: 'close',
    reply: '421 4.7.0 Too many commands\r\n',
    violation: 'too-many-commands',
  })
})

test('bare line endings end the session only where the connector says so', () => {
  assert.equal(say(new ReceiveSession(SETTINGS), 'NOOP', { ending: 'lf' }).kind, 'reply')
  const strict = new ReceiveSession({ ...SETTINGS, rejectsBareLf: true })
  assert.equal(say(strict, 'NOOP', { ending: 'lf' }).kind, 'close')
  assert.equal(say(strict, 'NOOP\rRSET').kind, 'close')
})
