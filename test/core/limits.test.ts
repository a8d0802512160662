import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMITS } from '../../src/core/limits.ts'

const atLeast = (limit: number, least: number, clause: string): void => {
  assert.ok(limit >= least, `RFC 5321 ${clause}: ${limit} is less than ${least}`)
}

test('nobody is cut off earlier than RFC 5321 allows', () => {
  const minuteMs = 60_000
  atLeast(LIMITS.commandLineBytesMax, 512, '§4.5.3.1.4')
  atLeast(LIMITS.replyLineBytesMax, 512, '§4.5.3.1.5')
  atLeast(LIMITS.replyMs, 5 * minuteMs, '§4.5.3.2.1')
  atLeast(LIMITS.idlePipeMs, 10 * minuteMs, '§4.5.3.2.6')
})

test('a header of PROXY v2 fits what Postfix reads, and a change of the directory can be seen within 300 ms', () => {
  assert.equal(LIMITS.proxyHeaderBytesMax, 536)
  const looks: number = Math.floor(300 / LIMITS.directoryPollMs)
  assert.ok(looks >= 2, `${looks} looks`)
})
