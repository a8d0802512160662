import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reader } from '../../src/evidence/contract.ts'
import { headOf } from '../../src/evidence/encoding.ts'
import { eximLogReader } from '../../src/evidence/exim-log.ts'
import { extraTraceReader } from '../../src/evidence/extra-trace.ts'
import { postfixLogReader } from '../../src/evidence/postfix-log.ts'
import { refusalIn } from '../../src/evidence/session-words.ts'
import { smtpProtocolLogReader } from '../../src/evidence/smtp-protocol-log.ts'
import { readLoggedTime } from '../../src/evidence/syslog-time.ts'
import { sampleText } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

const HUB = 'AAAABBBBCCCCDDDDEEEEFFFF0000111122223333'
const EDGE = '0123456789ABCDEF0123456789ABCDEF01234567'

async function read(reader: Reader, text: string) {
  const { observations, problems } = await readAll(reader, sourceOf(text, 'mail.log'))
  assert.deepEqual(problems, [])
  return observations.map(({ evidence, ...rest }) => ({ line: evidence.line, ...rest }))
}

test('sessions of a send log are parted, with what was offered, shown and said', async () => {
  assert.deepEqual(await read(smtpProtocolLogReader, sampleText('smtp-send.log')), [
    {
      line: 18,
      kind: 'session',
      direction: 'outbound',
      connector: 'EdgeSync - Site to Internet',
      session: '08DE2B0000000001',
      remote: '10.0.0.12:25',
      startedAt: '2026-11-24T15:00:00.100Z',
      offersAnonymousTls: true,
      offersStartTls: true,
      tls: 'anonymous-tls',
      sentThumbprint: HUB,
      receivedThumbprint: EDGE,
      receivedSubject: 'CN=edge1',
      outcome: 'refused',
      error: "DirectTrust certificate failed to authenticate for 'CN=edge1'",
    },
    {
      line: 23,
      kind: 'session',
      direction: 'outbound',
      connector: 'Internet',
      session: '08DE2B0000000002',
      remote: '192.0.2.25:25',
      startedAt: '2026-11-24T15:00:00.450Z',
      offersAnonymousTls: false,
      offersStartTls: false,
      isRewritten: true,
      tls: 'none',
    },
    {
      line: 29,
      kind: 'session',
      direction: 'outbound',
      connector: 'Outbound to Office 365',
      session: '08DE2B0000000003',
      remote: '203.0.113.25:25',
      startedAt: '2026-11-24T15:00:02.000Z',
      tls: 'starttls',
      outcome: 'failed',
      error: 'TLS negotiation failed with error NoCredentials',
    },
    {
      line: 2,
      version: '15.0.0.0',
      kind: 'collection',
      by: 'SMTP Send Protocol Log',
      records: 3,
      from: '2026-11-24T15:00:00.100Z',
      to: '2026-11-24T15:00:02.200Z',
    },
  ])
})

test('a receive log of a Japanese server with certificates on lines of their own is read', async () => {
  const [session] = await read(smtpProtocolLogReader, sampleText('smtp-receive-ja.log'))
  assert.deepEqual(session, {
    line: 20,
    kind: 'session',
    server: 'HUB1',
    direction: 'inbound',
    connector: String.raw`HUB1\既定 HUB1`,
    session: '08CE000000000001',
    remote: '10.0.0.12:41000',
    startedAt: '2026-11-24T15:00:00.100Z',
    offersAnonymousTls: false,
    offersStartTls: true,
    tls: 'starttls',
    sentThumbprint: HUB,
    receivedThumbprint: EDGE,
    receivedSubject: 'CN=edge1',
    outcome: 'refused',
    error: '454 4.7.0 Temporary authentication failure',
  })
})

/** Rows of one session, without the values that are the same in all. */
function protocolLog(rows: readonly string[], session = '08DE2B00000000AA'): string {
  return rows
    .map((row, at) => `2026-11-24T15:00:00.${String(100 + at)}Z,C,${session},${String(at)},,10.0.0.12:25,${row}\n`)
    .join('')
}

test('without its heading a log is still read, and the side is told by who greets', async () => {
  const hello = [
    '>,220 hub1 ready,',
    '<,EHLO edge1,',
    '>,250  hub1 Hello STARTTLS X-ANONYMOUSTLS,',
    '<,X-ANONYMOUSTLS,',
  ]
  const text = protocolLog([...hello, '*,,DirectTrust certificate authenticated as edge1'])
  assert.ok(smtpProtocolLogReader.recognise(headOf(Buffer.from(text))) > 0)
  const [inbound] = await read(smtpProtocolLogReader, text)
  assert.ok(inbound?.kind === 'session')
  assert.deepEqual([inbound.direction, inbound.outcome, inbound.tls], ['inbound', 'trusted', 'anonymous-tls'])
  const turned = text.replaceAll(',>,', ',?,').replaceAll(',<,', ',>,').replaceAll(',?,', ',<,')
  const [outbound] = await read(smtpProtocolLogReader, turned)
  assert.equal(outbound?.kind === 'session' && outbound.direction, 'outbound')
})

test('an answer that is not all there says nothing of what was not offered', async () => {
  const begun = ['<,220 edge1 ready,', '>,EHLO hub1,', '<,250-edge1 Hello,']
  assert.deepEqual(
    (await read(smtpProtocolLogReader, protocolLog(begun))).map(({ kind }) => kind),
    ['collection'],
  )
  const [session] = await read(smtpProtocolLogReader, protocolLog([...begun, '<,250-SIZE,', '<,250 X-ANONYMOUSTLS,']))
  assert.ok(session?.kind === 'session')
  assert.deepEqual([session.offersAnonymousTls, session.offersStartTls, session.tls], [true, false, undefined])
})

test('authentication that Exchange servers agree on is trust, and what is offered after TLS is not offered before', async () => {
  const rows = [
    '<,220 x,',
    '>,EHLO hub1,',
    '<,250  x X-ANONYMOUSTLS,',
    '>,X-ANONYMOUSTLS,',
    '>,EHLO hub1,',
    '<,250  x STARTTLS,',
  ]
  const text = protocolLog([...rows, '>,X-EXPS EXCHANGEAUTH SHA256 ,', '<,235 <authentication response>,', '-,,Local'])
  const [session] = await read(smtpProtocolLogReader, text)
  assert.ok(session?.kind === 'session')
  assert.deepEqual([session.outcome, session.offersStartTls, session.error], ['trusted', false, undefined])
})

test('a value with line ends and a context with commas stay together', async () => {
  const text = protocolLog([
    '<,220 x,',
    '>,EHLO hub1,',
    '<,"250-x Hello\n250-STARTTLS\n250 SIZE",',
    '*,,TLS negotiation failed, again, and again',
  ])
  const [session] = await read(smtpProtocolLogReader, text)
  assert.ok(session?.kind === 'session')
  assert.deepEqual(
    [session.offersStartTls, session.error, session.line],
    [true, 'TLS negotiation failed, again, and again', 6],
  )
})

test('a mark that is never closed costs one record', async () => {
  const text = protocolLog(['<,"220 x,', '*,,TLS negotiation failed with error UnknownCredentials'])
  const [session] = await read(smtpProtocolLogReader, text)
  assert.equal(session?.kind === 'session' && session.error, 'TLS negotiation failed with error UnknownCredentials')
})

test('of a thousand sessions that are alike the first are handed out, and all are counted', async () => {
  const one = ['>,STARTTLS,', '*,,TLS negotiation failed with error NoCredentials', '-,,Local']
  const text = Array.from({ length: 1_000 }, (_, at) => protocolLog(one, at.toString(16).padStart(16, '0'))).join('')
  const told = await read(smtpProtocolLogReader, text)
  assert.deepEqual(
    [told.length, told.at(-1)?.kind === 'collection' && told.at(-1)],
    [
      // The first twenty, the last, and what the log covers.
      22,
      {
        line: undefined,
        kind: 'collection',
        by: 'SMTP Protocol Log',
        records: 1_000,
        from: '2026-11-24T15:00:00.100Z',
        to: '2026-11-24T15:00:00.102Z',
      },
    ],
  )
})

/** How many sessions a reader counted when the first of many goes on after all the others began. */
async function countedWhenReopened(reader: Reader, others: number, line: (session: number) => string) {
  const text = Array.from({ length: others + 1 }, (_, session) => line(session)).join('') + line(0)
  const collection = (await read(reader, text)).at(-1)
  return collection?.kind === 'collection' ? collection.records : undefined
}

test('sessions that never end do not pile up: the oldest is let go', async () => {
  const row = (at: number) => protocolLog(['>,STARTTLS,'], at.toString(16).padStart(16, '0'))
  assert.equal(await countedWhenReopened(smtpProtocolLogReader, 4_999, row), 5_000)
  assert.equal(await countedWhenReopened(smtpProtocolLogReader, 5_000, row), 5_002)
  const line = (pid: number) =>
    `Nov 24 15:08:26 hub2 postfix/smtpd[${String(pid)}]: Anonymous TLS connection established from a[192.0.2.1]: TLSv1.3\n`
  assert.equal(await countedWhenReopened(postfixLogReader, 1_999, line), 2_000)
  assert.equal(await countedWhenReopened(postfixLogReader, 2_000, line), 2_002)
})

test('connections of Postfix are told with their certificate and what became of trust', async () => {
  const told = await read(postfixLogReader, sampleText('postfix.log'))
  const refused =
    'not reached under direct trust (event 2018, cause peer.not-in-directory): hub4.corp.example showed certificate SHA-256 EB6D8C33'
  const session = (line: number, direction: string, process: string, remote: string, more: object) => ({
    line,
    kind: 'session',
    direction,
    session: process,
    server: 'hub2',
    remote,
    ...more,
  })
  assert.deepEqual(told, [
    session(3, 'inbound', 'postfix/smtpd[4711]', 'hub1.corp.example[10.0.0.11]', {
      receivedThumbprint: HUB,
      receivedSubject: 'CN=hub1',
      tls: 'starttls',
      outcome: 'anonymous',
    }),
    session(5, 'outbound', 'postfix/smtp[4720]', 'hub3.corp.example[10.0.0.13]:25', {
      tls: 'starttls',
      outcome: 'trusted',
    }),
    session(7, 'outbound', 'postfix/smtp[4721]', '127.0.0.1[127.0.0.1]:2602', {
      outcome: 'refused',
      error: `421 hub2.corp.example hub4.corp.example ${refused}`,
    }),
    session(8, 'outbound', 'postfix-edge/smtp[4722]', 'hub5.corp.example[10.0.0.15]:25', {
      outcome: 'refused',
      error: '454 4.7.0 Direct trust failed (event 1036, cause peer.not-in-directory): certificate SHA-256 AB12',
    }),
    session(10, 'inbound', 'postfix/smtpd[4730]', 'unknown[192.0.2.9]', {
      outcome: 'failed',
      error: 'SSL_accept error from unknown[192.0.2.9]: -1',
    }),
    { line: undefined, kind: 'collection', by: 'Postfix', records: 5 },
  ])
})

test('lines of Exim say who was verified, who was not, and who refused', async () => {
  const told = await read(eximLogReader, sampleText('exim.log'))
  assert.deepEqual(
    told.map((one) => one.kind === 'session' && [one.line, one.direction, one.remote, one.outcome, one.startedAt]),
    [
      [2, 'inbound', 'hub1.corp.example [10.0.0.11]:40122', 'anonymous', '2026-11-24T15:08:26'],
      [3, 'outbound', 'hub2.partner.example [10.0.0.12]:25', 'trusted', '2026-11-24T15:08:27'],
      [5, 'outbound', 'hub3.partner.example [10.0.0.13]', 'refused', '2026-11-24T06:08:28.250Z'],
      [6, 'inbound', '(other) [192.0.2.9]:5123', 'failed', '2026-11-24T15:08:29'],
      false,
    ],
  )
  assert.deepEqual(
    told.flatMap((one) => (one.kind === 'session' ? [one.receivedSubject] : [])),
    ['CN=hub1', 'CN=hub2', 'CN=hub3', undefined],
  )
})

test('a trace is read for what it says of direct trust', async () => {
  const told = await read(extraTraceReader, sampleText('extra-trace.txt'))
  assert.deepEqual(
    told.map(
      (one) =>
        one.kind === 'session' && [one.line, one.remote, one.receivedThumbprint, one.receivedSubject, one.outcome],
    ),
    [[3, '10.0.0.12:41000', HUB, 'CN=edge1', 'refused'], false],
  )
})

const REFUSALS: readonly (readonly [text: string, outcome: string | undefined, error?: string])[] = [
  ['550 5.7.1 Direct trust failed (event 1036, cause peer.expired): x', 'refused'],
  ['421 a b not reached under direct trust (event 30011, cause x): y', 'refused'],
  ['451 5.7.3 Cannot achieve Exchange Server authentication', 'refused'],
  ['454 4.7.0 TLS not available due to local problem', 'failed'],
  ['530 5.7.1 Client was not authenticated', 'anonymous'],
  ['550 5.7.1 Unable to relay', undefined],
  ['454 4.7.1 Relay access denied', undefined],
  ['250 2.0.0 Ok', undefined],
]

for (const [text, outcome] of REFUSALS) {
  test(`“${text}” is ${outcome ?? 'about something else'}`, () => {
    assert.equal(refusalIn(text)?.outcome, outcome)
    if (outcome !== undefined)
      assert.equal(refusalIn(`host said: ${text} (in reply to end of DATA command)`)?.error, text)
  })
}

test('a reply of any length is kept short', () => {
  assert.equal(refusalIn(`454 4.7.0 Temporary authentication failure${')'.repeat(1_000_000)}`)?.error?.length, 300)
})

test('the year of a line without one comes from when the log was written', () => {
  const at = (line: string, modifiedAt?: string) => readLoggedTime(line, modifiedAt)?.time
  assert.equal(at('Dec 31 23:59:59 hub2 x'), undefined)
  assert.equal(at('Dec 31 23:59:59 hub2 x', '2027-01-02T00:00:00Z'), '2026-12-31T23:59:59')
  assert.equal(at('Jan  2 03:04:05 hub2 x', '2027-01-02T00:00:00Z'), '2027-01-02T03:04:05')
  assert.equal(at('2026-11-24T15:08:26.123456+09:00 hub2 x'), '2026-11-24T06:08:26.123Z')
  assert.equal(at('2026-11-24 15:08:26 x'), '2026-11-24T15:08:26')
  for (const line of ['', 'Foo 24 15:08:26 x', '2026-99-99 15:08:26 x'])
    assert.equal(at(line, '2027-01-02T00:00:00Z'), undefined)
})

test('they know their own and leave the rest alone', () => {
  const readers = [smtpProtocolLogReader, postfixLogReader, eximLogReader, extraTraceReader]
  for (const text of [
    '',
    'Name : x',
    '<Objs>',
    'Nov 24 15:08:26 hub2 sshd[1]: x',
    '2026-11-24 15:08:26 hello',
    'dn: a',
  ])
    assert.deepEqual(
      readers.map((reader) => reader.recognise(headOf(Buffer.from(text)))),
      [0, 0, 0, 0],
      text,
    )
})
