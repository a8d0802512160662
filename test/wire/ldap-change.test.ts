import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BER, BerCursor, BerError, berElement, berInteger, berText } from '../../src/wire/ber.ts'
import { AnswerReader } from '../../src/wire/ldap-answer.ts'
import { assertionControl, encodeChange, encodeWhoAmI } from '../../src/wire/ldap-change.ts'
import { encodeExternalBind, encodeUnbind } from '../../src/wire/ldap-request.ts'

const DN = 'cn=mx,dc=test'

/** The operation inside a message, past its number. */
function operationOf(message: Buffer, tag: number): BerCursor {
  const inside = new BerCursor(message).enter(BER.sequence)
  assert.equal(inside.integer(), 7)
  return inside.enter(tag)
}

function valuesIn(cursor: BerCursor): readonly [string, readonly string[]] {
  const inside = cursor.enter(BER.sequence)
  const attribute = inside.text()
  const set = inside.enter(BER.set)
  const values: string[] = []
  while (!set.isDone) values.push(set.text())
  return [attribute, values]
}

test('an entry that is added names its place and every value', () => {
  const attributes = [{ attribute: 'cn', values: [Buffer.from('mx'), Buffer.from('mx2')] }]
  const added = operationOf(encodeChange(7, { kind: 'add', dn: DN, attributes }), 0x68)
  assert.equal(added.text(), DN)
  assert.deepEqual(valuesIn(added.enter(BER.sequence)), ['cn', ['mx', 'mx2']])
})

test('a modification adds and deletes value by value, on the condition it was given', () => {
  const changes = [
    { action: 'delete' as const, attribute: 'userCertificate;binary', values: [Buffer.from('old')] },
    { action: 'add' as const, attribute: 'userCertificate;binary', values: [Buffer.from('new')] },
  ]
  const message = encodeChange(7, { kind: 'modify', dn: DN, changes }, [assertionControl('(cn=mx)')])
  const modified = operationOf(message, 0x66)
  assert.equal(modified.text(), DN)
  const list = modified.enter(BER.sequence)
  const read = []
  while (!list.isDone) {
    const one = list.enter(BER.sequence)
    read.push([one.integer(BER.enumerated), ...valuesIn(one)])
  }
  assert.deepEqual(read, [
    [1, 'userCertificate;binary', ['old']],
    [0, 'userCertificate;binary', ['new']],
  ])
  assert.ok(message.includes('1.3.6.1.1.12'))
  assert.throws(() => assertionControl('cn=mx'), BerError)
})

test('an entry is deleted by its name, and who one is, is asked by its number', () => {
  const inside = new BerCursor(encodeChange(7, { kind: 'delete', dn: DN })).enter(BER.sequence)
  inside.integer()
  assert.equal(inside.text(0x4a), DN)
  assert.equal(operationOf(encodeWhoAmI(7), 0x77).text(0x80), '1.3.6.1.4.1.4203.1.11.3')
})

test('a bind by certificate says an identity, though an empty one; an unbind says nothing', () => {
  const bind = operationOf(encodeExternalBind(7), 0x60)
  assert.deepEqual([bind.integer(), bind.text()], [3, ''])
  const sasl = bind.enter(0xa3)
  assert.deepEqual([sasl.text(), sasl.text(), sasl.isDone], ['EXTERNAL', '', true])
  assert.ok(operationOf(encodeUnbind(7), 0x42).isDone)
})

test('an answer says where changes are taken, and what was asked', () => {
  const reader = new AnswerReader()
  const referrals = berElement(0xa3, berText('ldap://one.test'), berText('ldap://two.test'))
  const words = [berInteger(10, BER.enumerated), berText(''), berText('elsewhere')]
  reader.push(berElement(BER.sequence, berInteger(7), berElement(0x67, ...words, referrals)))
  reader.push(
    berElement(
      BER.sequence,
      berInteger(8),
      berElement(
        0x78,
        berInteger(0, BER.enumerated),
        berText(''),
        berText(''),
        berText('x', 0x8a),
        berText('dn:cn=me', 0x8b),
      ),
    ),
  )
  const [refused, told] = [reader.next(), reader.next()]
  assert.ok(refused?.kind === 'result' && told?.kind === 'result')
  assert.deepEqual([refused.code, refused.text], [10, 'elsewhere'])
  assert.deepEqual(refused.referrals, ['ldap://one.test', 'ldap://two.test'])
  assert.deepEqual([told.code, told.value], [0, 'dn:cn=me'])
})
