import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BER, BerCursor, BerError, berBoolean, berElement, berInteger, berText } from '../../src/wire/ber.ts'
import { AnswerReader, type LdapAnswer } from '../../src/wire/ldap-answer.ts'
import { pagingControl, pagingCookie } from '../../src/wire/ldap-control.ts'
import { encodeFilter } from '../../src/wire/ldap-filter.ts'
import { encodeSearch, encodeSimpleBind } from '../../src/wire/ldap-request.ts'
import { readSyncDone, readSyncInfo, readSyncState, syncControl } from '../../src/wire/ldap-sync.ts'

const ID = Buffer.from('00112233445566778899aabbccddeeff', 'hex')

function control(type: string, value: Buffer): Buffer {
  return berElement(BER.sequence, berText(type), berBoolean(true), berElement(BER.octets, value))
}

function entryOf(id: number, dn: string, attributes: Readonly<Record<string, readonly Uint8Array[]>>): Buffer {
  const list = Object.entries(attributes).map(([name, values]) =>
    berElement(
      BER.sequence,
      berText(name),
      berElement(BER.set, ...values.map((value) => berElement(BER.octets, value))),
    ),
  )
  const state = berElement(BER.sequence, berInteger(1, BER.enumerated), berElement(BER.octets, ID))
  return berElement(
    BER.sequence,
    berInteger(id),
    berElement(0x64, berText(dn), berElement(BER.sequence, ...list)),
    berElement(0xa0, control('1.3.6.1.4.1.4203.1.9.1.2', state)),
  )
}

function resultOf(id: number, code: number): Buffer {
  const result = berElement(0x65, berInteger(code, BER.enumerated), berText(''), berText('as said'))
  return berElement(BER.sequence, berInteger(id), result)
}

const INFO = berElement(0xa2, berElement(BER.octets, Buffer.from('csn')), berBoolean(true))
const STREAM = Buffer.concat([
  entryOf(7, 'cn=hub1,ou=hubs', { cn: [Buffer.from('hub1')], 'userCertificate;binary': [Buffer.alloc(700, 0x30)] }),
  berElement(
    BER.sequence,
    berInteger(7),
    berElement(0x79, berText('1.3.6.1.4.1.4203.1.9.1.4', 0x80), berElement(0x81, INFO)),
  ),
  berElement(BER.sequence, berInteger(7), berElement(0x73, berText('ldap://other'))),
  resultOf(7, 4096),
])

function readAll(chunks: readonly Buffer[], messageBytesMax?: number): readonly LdapAnswer[] {
  const reader = new AnswerReader(messageBytesMax)
  const answers: LdapAnswer[] = []
  for (const chunk of chunks) {
    reader.push(chunk)
    for (let answer = reader.next(); answer !== undefined; answer = reader.next()) answers.push(answer)
  }
  return answers
}

test('entries, intermediate answers, references and results are read with their controls', () => {
  const [entry, info, reference, result] = readAll([STREAM])
  assert.ok(entry?.kind === 'entry' && info?.kind === 'intermediate')
  assert.equal(entry.dn, 'cn=hub1,ou=hubs')
  assert.equal(entry.attributes.get('userCertificate;binary')?.[0]?.length, 700)
  const state = readSyncState(entry.controls.get('1.3.6.1.4.1.4203.1.9.1.2') ?? Buffer.alloc(0))
  assert.deepEqual(state, { state: 'add', id: ID.toString('hex'), cookie: undefined })
  assert.equal(info.name, '1.3.6.1.4.1.4203.1.9.1.4')
  const expected = { kind: 'phase', phase: 'present', cookie: Buffer.from('csn'), isDone: true }
  assert.deepEqual(readSyncInfo(info.value), expected)
  assert.equal(reference?.kind, 'reference')
  assert.deepEqual(result, { kind: 'result', id: 7, controls: new Map(), code: 4096, text: 'as said' })
})

test('the same answers come out wherever the stream is cut', () => {
  const whole = readAll([STREAM])
  assert.equal(whole.length, 4)
  for (let at = 0; at <= STREAM.length; at += 1)
    assert.deepEqual(readAll([STREAM.subarray(0, at), STREAM.subarray(at)]), whole, `cut at ${String(at)}`)
  assert.deepEqual(readAll(Array.from(STREAM, (byte) => Buffer.from([byte]))), whole, 'byte by byte')
})

test('a stream cut in many places is read as when it came at once', () => {
  const whole = readAll([STREAM])
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 12 }), (cuts) => {
      const points = [0, ...cuts.toSorted((a, b) => a - b), STREAM.length]
      assert.deepEqual(readAll(points.slice(1).map((end, at) => STREAM.subarray(points[at] ?? 0, end))), whole)
    }),
  )
})

/** What is thrown must be the one error; anything else is thrown on and fails the test. */
function readsOrRefuses(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof BerError)) throw error
  }
}

test('changed bytes are read or refused as BER, never anything else', () => {
  const edit = fc.record({ at: fc.nat(STREAM.length - 1), byte: fc.nat(255) })
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.nat(STREAM.length), (edits, cut) => {
      const bytes = Buffer.from(STREAM)
      for (const { at, byte } of edits) bytes[at] = byte
      readsOrRefuses(() => readAll([bytes.subarray(0, cut), bytes.subarray(cut)]))
    }),
    { numRuns: 2000 },
  )
})

test('any bytes as the value of a control are read or refused as BER', () => {
  const readers = [readSyncState, readSyncDone, readSyncInfo, pagingCookie]
  const tag = fc.constantFrom(0x30, 0x80, 0xa1, 0xa2, 0xa3)
  fc.assert(
    fc.property(tag, fc.uint8Array({ maxLength: 60 }), (outer, content) => {
      for (const read of readers) {
        readsOrRefuses(() => read(Buffer.from(content)))
        readsOrRefuses(() => read(berElement(outer, content)))
      }
    }),
    { numRuns: 1000 },
  )
})

test('a message longer than the limit is refused by its header', () => {
  const reader = new AnswerReader(1024)
  reader.push(Buffer.from([0x30, 0x82, 0x04, 0x00]))
  assert.throws(() => reader.next(), new BerError('an LDAP message longer than allowed'))
  assert.equal(readAll([entryOf(1, 'cn=a', { x: [Buffer.alloc(900)] })], 1024).length, 1)
})

test('lengths without end and lengths of more than four octets are refused', () => {
  for (const form of [0x80, 0x85, 0xff]) {
    const reader = new AnswerReader()
    reader.push(Buffer.from([0x30, form, 0, 0, 0, 0, 0, 0]))
    assert.throws(() => reader.next(), BerError, String(form))
  }
})

test('an element that says it is longer than what it is in is refused', () => {
  const inner = Buffer.from([0x02, 0x05, 0x01])
  assert.throws(() => new BerCursor(berElement(BER.sequence, inner)).enter(BER.sequence).integer(), BerError)
})

test('every number is read as it was written', () => {
  for (const value of [0, 1, 127, 128, 255, 256, 32767, 32768, 2 ** 31 - 1, -1, -128, -129, -(2 ** 31)])
    assert.equal(new BerCursor(berInteger(value)).integer(), value)
  assert.deepEqual(berInteger(128), Buffer.from([2, 2, 0, 128]))
})

test('what stands in a set of ids is gone or unchanged as the set says', () => {
  const set = berElement(BER.set, berElement(BER.octets, ID))
  assert.deepEqual(readSyncInfo(berElement(0xa3, berBoolean(true), set)), {
    kind: 'ids',
    ids: [ID.toString('hex')],
    cookie: undefined,
    refreshDeletes: true,
  })
  const unsaid = readSyncInfo(berElement(0xa3, set))
  assert.ok(unsaid.kind === 'ids' && !unsaid.refreshDeletes)
})

test('an end without its flag deletes nothing by itself', () => {
  assert.deepEqual(readSyncDone(berElement(BER.sequence)), { cookie: undefined, refreshDeletes: false })
})

test('an id of other than sixteen octets is refused', () => {
  const set = berElement(BER.set, berElement(BER.octets, ID.subarray(1)))
  assert.throws(() => readSyncInfo(berElement(0xa3, set)), BerError)
})

test('requests are written as RFC 4511 says', () => {
  assert.equal(encodeSimpleBind(1, 'cn=a', 'pw').toString('hex'), '3012020101600d0201030404636e3d6180027077')
  const search = { base: '', scope: 'base', filter: '(objectClass=*)', attributes: [] } as const
  const plain = '3025020102632004000a01000a0100020100020100010100870b6f626a656374436c6173733000'
  assert.equal(encodeSearch(2, search).toString('hex'), plain)
  assert.ok(encodeSearch(2, search, [syncControl({ mode: 'follow' })]).includes('1.3.6.1.4.1.4203.1.9.1.1'))
})

test('the cookie of a page asks for the next one', () => {
  assert.deepEqual(pagingCookie(pagingControl(100, ID).value ?? Buffer.alloc(0)), ID)
})

test('filters are written as RFC 4511 says', () => {
  const cases: Readonly<Record<string, string>> = {
    '(cn=*)': '8702636e',
    '(cn=a)': 'a3070402636e040161',
    '(cn>=1)': 'a5070402636e040131',
    '(cn<=1)': 'a6070402636e040131',
    '(cn~=a)': 'a8070402636e040161',
    '(cn=a*b*c)': 'a40f0402636e3009800161810162820163',
    '(cn=*b*)': 'a4090402636e3003810162',
    '(cn=\\2a\\28)': 'a3080402636e04022a28',
    '(!(cn=*))': 'a2048702636e',
    '(&(cn=*)(sn=*))': 'a0088702636e8702736e',
    '(|(cn=*))': 'a1048702636e',
    '(&)': 'a000',
    '(u:1.2:=2)': 'a90b8103312e32820175830132',
    '(o:dn:=a)': 'a90982016f8301618401ff',
  }
  for (const [text, bytes] of Object.entries(cases)) assert.equal(encodeFilter(text).toString('hex'), bytes, text)
})

test('a filter that is none is refused', () => {
  const deep = `${'(!'.repeat(40)}(cn=*)${')'.repeat(40)}`
  for (const text of ['', 'cn=a', '(cn=a', '(cn)', '(=a)', '(cn=a))', '(cn=\\2)', '(!)', '(&(cn=a)', '(:=a)', deep])
    assert.throws(() => encodeFilter(text), BerError, text)
})
