import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteView } from '../../src/evidence/byte-view.ts'
import { isNull, textOf, textsOf } from '../../src/evidence/evtx-values.ts'

const GRID: readonly (readonly [says: string, type: number, hex: string, text: string])[] = [
  ['a string', 0x01, Buffer.from('証明書', 'utf16le').toString('hex'), '証明書'],
  ['a string with its zero', 0x01, '610000000000', 'a'],
  ['a string of bytes', 0x02, '6f6b00', 'ok'],
  ['8 bits, signed', 0x03, 'ff', '-1'],
  ['8 bits', 0x04, 'ff', '255'],
  ['16 bits, signed', 0x05, 'feff', '-2'],
  ['16 bits', 0x06, '0d04', '1037'],
  ['32 bits, signed', 0x07, 'fdffffff', '-3'],
  ['32 bits', 0x08, 'ffffffff', '4294967295'],
  ['64 bits, signed', 0x09, 'ffffffffffffffff', '-1'],
  ['64 bits', 0x0a, 'ffffffffffffffff', '18446744073709551615'],
  ['a float', 0x0b, '0000c03f', '1.5'],
  ['a double', 0x0c, '000000000000f83f', '1.5'],
  ['true', 0x0d, '01000000', 'true'],
  ['false', 0x0d, '00000000', 'false'],
  ['bytes', 0x0e, 'deadbeef', 'DEADBEEF'],
  ['a GUID', 0x0f, '00112233445566778899aabbccddeeff', '{33221100-5544-7766-8899-AABBCCDDEEFF}'],
  ['a size of 32 bits', 0x10, '10000000', '0x10'],
  ['a size of 64 bits', 0x10, '1000000000000000', '0x10'],
  ['a time', 0x11, '00c0d9a3b75adc01', '2025-11-21T07:22:48.8743936Z'],
  ['no time', 0x11, '0000000000000000', ''],
  ['a time in parts', 0x12, 'ea070b000500140004000c0007007b00', '2026-11-20T04:12:07.123Z'],
  ['a SID', 0x13, '010100000000000514000000', 'S-1-5-20'],
  ['a broken SID', 0x13, '0109000000000005', ''],
  ['32 bits in hexadecimal', 0x14, '0d000980', '0x8009000d'],
  ['64 bits in hexadecimal', 0x15, '0100000000000080', '0x8000000000000001'],
  ['an unknown type', 0x33, '00', ''],
  ['an array, in one', 0x86, '01000200', '1 2'],
]

for (const [says, type, hex, text] of GRID) {
  test(says, () => {
    const view = new ByteView(Buffer.from(hex, 'hex'))
    assert.equal(textOf(view, { type, at: 0, size: view.length }), text)
    assert.equal(view.hasFailed(), false)
  })
}

test('arrays come in their members, and one of an unknown type has none', () => {
  const view = new ByteView(Buffer.from('a\0\0b\0', 'utf16le'))
  const value = { at: 0, size: view.length }
  assert.deepEqual(textsOf(view, { type: 0x81, ...value }), ['a', '', 'b'])
  assert.deepEqual(textsOf(view, { type: 0xb3, ...value }), [])
  assert.equal(isNull({ type: 0, ...value }), true)
})

test('what lies outside of the bytes is nothing, and is remembered', () => {
  const view = new ByteView(Buffer.alloc(3))
  for (const type of [0x01, 0x02, 0x06, 0x08, 0x09, 0x0a, 0x0b, 0x0e, 0x11, 0x13]) {
    view.begin()
    textOf(view, { type, at: 2, size: 8 })
    assert.equal(view.hasFailed(), true, String(type))
  }
})
