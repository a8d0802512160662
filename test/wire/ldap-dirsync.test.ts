import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BER, BerCursor, BerError, berElement, berInteger } from '../../src/wire/ber.ts'
import { dirSyncAnswer, dirSyncControl, notification, showDeleted } from '../../src/wire/ldap-dirsync.ts'

test('DirSync asks for what the account may read, from a cookie or from the beginning', () => {
  const cookie = Buffer.from('where it was')
  for (const [control, expected] of [
    [dirSyncControl(cookie), cookie],
    [dirSyncControl(), Buffer.alloc(0)],
  ] as const) {
    assert.equal(control.type, '1.2.840.113556.1.4.841')
    assert.equal(control.isCritical, true)
    const inside = new BerCursor(Buffer.from(control.value ?? '')).enter(BER.sequence)
    assert.equal(inside.integer(), 1)
    assert.ok(inside.integer() > 0)
    assert.deepEqual(inside.octets(), expected)
  }
})

test('its answer says where to go on from, and whether there is more', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.uint8Array({ maxLength: 300 }), (hasMore, cookie) => {
      const parts = [berInteger(hasMore ? 1 : 0), berInteger(0), berElement(BER.octets, cookie)]
      assert.deepEqual(dirSyncAnswer(berElement(BER.sequence, ...parts)), { hasMore, cookie: Buffer.from(cookie) })
    }),
  )
})

test('any bytes as its answer are read or refused as BER', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (content) => {
      for (const value of [content, berElement(BER.sequence, content)])
        try {
          dirSyncAnswer(value)
        } catch (error) {
          assert.ok(error instanceof BerError, String(error))
        }
    }),
    { numRuns: 2_000 },
  )
})

test('a server that cannot show what was deleted shows the rest, and one that cannot notify refuses', () => {
  assert.deepEqual(showDeleted, { type: '1.2.840.113556.1.4.417', isCritical: false })
  assert.deepEqual(notification, { type: '1.2.840.113556.1.4.528', isCritical: true })
})
