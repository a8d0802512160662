import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headOf } from '../../src/evidence/encoding.ts'
import { READERS } from '../../src/evidence/readers.ts'
import { assertBounded, promises } from './reader-promises.ts'
import { PASSWORD, SAMPLES } from './samples-configuration.ts'
import { SAMPLES as CAPTURES } from './samples-captures.ts'
import { SAMPLES as EVENTS } from './samples-events.ts'
import { SAMPLES as TEXTS } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

assert.ok(SAMPLES.length > 0)
promises(SAMPLES)

const READERS_HERE = [...new Set(SAMPLES.map(({ reader }) => reader))]

test('no other reader takes these files, and these readers take no other files', () => {
  for (const { reader, name, bytes } of SAMPLES) {
    const head = headOf(bytes)
    for (const other of READERS)
      if (!READERS_HERE.includes(other))
        assert.ok(other.recognise(head) < reader.recognise(head), `${name}: ${other.id}`)
  }
  for (const { reader, name, bytes } of [...TEXTS, ...EVENTS, ...CAPTURES]) {
    const head = headOf(bytes)
    for (const other of READERS_HERE) assert.ok(other.recognise(head) < reader.recognise(head), `${name}: ${other.id}`)
  }
})

test('no password comes out of any of them, however the file is damaged behind it', async () => {
  for (const { reader, name, bytes } of SAMPLES)
    for (const end of [bytes.length, Math.floor(bytes.length * 0.8), Math.floor(bytes.length * 0.6)]) {
      const told = JSON.stringify(await readAll(reader, sourceOf(bytes.subarray(0, end), name)))
      assert.ok(!told.includes(PASSWORD) && !told.includes(PASSWORD.slice(0, 8)), name)
      assert.ok(!told.includes(Buffer.from(PASSWORD).toString('base64').slice(0, 12)), name)
    }
})

/** Lines that make a careless pattern go over the same characters again and again. */
const PIECES = [
  ' ',
  '-',
  ': ',
  'a',
  'a ',
  ',',
  '"',
  '""',
  '<',
  '<a>',
  '0',
  '1.',
  'CN=',
  'CN=a ',
  '\\',
  '[',
  '(',
  '250-',
  'X',
  ';a',
]
const BEGINNINGS = [
  '',
  'dn: ',
  'dn: a\ncn:: ',
  'Identity : a\nMessageCount : ',
  'SyncStatus : ',
  'Identity MessageCount\n-------- ------------\na ',
  '<EdgeSubscriptionData><EdgeServerFQDN>',
  '#Log-type: SMTP Send Protocol Log\n2026-11-24T15:00:00.1Z,a,08DE2B0000000001,0,,,*,"',
  '2026-11-24T15:00:00.1Z,a,08DE2B0000000001,0,,,*,CN=',
  'Nov 24 15:08:26 hub2 postfix/smtpd[4711]: ',
  'Nov 24 15:08:26 hub2 postfix/smtp[4711]: ABC: Trusted TLS connection established to ',
  '2026-11-24 15:08:26 1tFgHi-0000000012A-1abc => H=',
  '2026-11-24 15:08:26 TLS error on connection from ',
  'Transport\\Certificate direct trust ',
]

for (const reader of READERS_HERE) {
  test(`${reader.id}: no line is so long or so strange that it does not come to its end`, async () => {
    for (const beginning of BEGINNINGS)
      for (const piece of PIECES) {
        const length = beginning === '' ? 60_000 : 8_000
        const bytes = Buffer.from(`${beginning}${piece.repeat(length / piece.length)}x\n`)
        reader.recognise(headOf(bytes))
        assertBounded(await readAll(reader, sourceOf(bytes)), bytes.length)
      }
  })
}
