import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cookieOfRefresh, cookieWith, csnBefore, isCovered } from '../../src/wire/ldap-sync-cookie.ts'

const csn = (second: number, server: number): string =>
  `202611242149${String(second).padStart(2, '0')}.000000Z#000000#${server.toString(16).padStart(3, '0')}#000000`
const told = (text: string): Buffer => Buffer.from(text, 'latin1')
const text = (cookie: Uint8Array | undefined): string | undefined =>
  cookie === undefined ? undefined : Buffer.from(cookie).toString('latin1')

test('who asked is taken out of a cookie, or another server would not tell that one its changes', () => {
  const cookie = cookieOfRefresh(told(`rid=001,sid=002,csn=${csn(1, 1)};${csn(2, 2)}`))
  assert.equal(text(cookie), `rid=000,csn=${csn(1, 1)};${csn(2, 2)}`)
})

test('a change as it comes moves the server it was made at, and leaves the others', () => {
  const known = told(`rid=000,csn=${csn(1, 1)};${csn(2, 2)}`)
  assert.equal(
    text(cookieWith(known, told(`rid=000,sid=002,csn=${csn(9, 2)}`))),
    `rid=000,csn=${csn(1, 1)};${csn(9, 2)}`,
  )
  assert.equal(
    text(cookieWith(known, told(`rid=000,csn=${csn(3, 3)}`))),
    `rid=000,csn=${csn(1, 1)};${csn(2, 2)};${csn(3, 3)}`,
  )
  assert.equal(text(cookieWith(undefined, told(`rid=000,csn=${csn(3, 3)}`))), `rid=000,csn=${csn(3, 3)}`)
})

test('a change never takes a server back, and a refresh says where it is by itself', () => {
  const known = told(`rid=000,csn=${csn(5, 1)}`)
  assert.equal(text(cookieWith(known, told(`rid=000,csn=${csn(4, 1)}`))), text(known))
  assert.equal(text(cookieOfRefresh(told(`rid=000,csn=${csn(4, 1)}`))), `rid=000,csn=${csn(4, 1)}`)
})

test('a cookie that says nothing of changes adds nothing', () => {
  assert.equal(cookieOfRefresh(told('rid=000,sid=001')), undefined)
  assert.equal(cookieWith(undefined, told('rid=000')), undefined)
  assert.equal(text(cookieWith(told(`rid=000,csn=${csn(1, 1)}`), told('rid=000'))), `rid=000,csn=${csn(1, 1)}`)
})

test('a cookie of another product is opaque, and so is one that only looks like ours', () => {
  for (const other of [
    'ldap.example:389#cn=sync:dc=example:(objectClass=*)#12',
    'rid=000,csn=yesterday',
    '',
    'rid=0000',
  ])
    assert.deepEqual(cookieOfRefresh(told(other)), told(other))
  assert.deepEqual(cookieWith(told(`rid=000,csn=${csn(1, 1)}`), told('12#34')), told('12#34'))
})

test('an entry is covered up to the change of its own server', () => {
  const cookie = told(`rid=000,csn=${csn(5, 1)};${csn(3, 2)}`)
  assert.equal(isCovered(csn(5, 1), cookie), true)
  assert.equal(isCovered(csn(6, 1), cookie), false)
  assert.equal(isCovered(csn(4, 2), cookie), false)
  assert.equal(isCovered(csn(1, 3), cookie), false)
  assert.equal(isCovered('1234', cookie), true)
  assert.equal(isCovered(csn(9, 1), told('12#34')), true)
})

test('some time before the newest change, whichever server it was made at', () => {
  const cookie = told(`rid=000,csn=${csn(5, 1)};${csn(3, 2)}`)
  assert.equal(csnBefore(cookie, 65_000), '20261124214800.000000Z#000000#000#000000')
  assert.equal(csnBefore(told('12#34'), 1), undefined)
  assert.equal(csnBefore(told('rid=000'), 1), undefined)
})

test('whatever comes as a cookie is kept or refused as a whole, and nothing throws', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (known, other) => {
      cookieOfRefresh(other)
      cookieWith(known, other)
      csnBefore(other, 1)
      isCovered(Buffer.from(other).toString('latin1'), known)
    }),
  )
})
