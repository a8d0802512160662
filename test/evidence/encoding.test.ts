import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeText, encodeText } from '../../src/evidence/code-pages.ts'
import { ENCODINGS, type Encoding } from '../../src/evidence/contract.ts'
import { detectEncoding, headOf, readText } from '../../src/evidence/encoding.ts'
import { mojibakeOf, repairMojibake } from '../../src/evidence/mojibake.ts'
import { encoded } from './encoded.ts'
import { sourceOf } from './text-source.ts'

const GERMAN_CONSOLE =
  'C:\\key.txt NT-AUTORITÄT\\NETZWERKDIENST:(R)\r\n   Primäres DNS-Suffix . . . : firma.example\r\n'
const FRENCH_CONSOLE = 'Nom de l’hôte\r\nC:\\clé AUTORITE NT\\SERVICE RÉSEAU:(R)\r\n1 fichiers correctement traités\r\n'
const JAPANESE_CONSOLE =
  '   ホスト名 . . . . . . . . . . . . : HUB1\r\n   プライマリ DNS サフィックス . . : corp.example\r\n'

const TEXTS: readonly (readonly [name: string, text: string, encoding: Encoding])[] = [
  ['a German console', GERMAN_CONSOLE, 'cp850'],
  ['a German window', GERMAN_CONSOLE, 'cp1252'],
  ['a German sentence of a window', 'Der Schlüssel „privat“ ist für alle ungültig – seit März.', 'cp1252'],
  ['a French console', FRENCH_CONSOLE.replace('’', "'"), 'cp850'],
  ['a French window', FRENCH_CONSOLE, 'cp1252'],
  ['one French word of a console', 'Système', 'cp850'],
  ['one German word of a window', 'Gerät', 'cp1252'],
  ['a list that was cut off in a window', 'CertificateDomains : {a.example, b.example…}', 'cp1252'],
  ['curly quotation marks', 'the connector “Default HUB1” said so', 'cp1252'],
  ['a Japanese console', JAPANESE_CONSOLE, 'cp932'],
  ['a Japanese date', 'NotAfter : 2026/12/17 午後 9:00:00', 'cp932'],
  ['a Japanese subject', 'Subject : CN=hub1, O=株式会社サンプル', 'cp932'],
  ['a Spanish window', 'Configuración de la dirección: año', 'cp1252'],
  ['anything in UTF-8', GERMAN_CONSOLE + JAPANESE_CONSOLE, 'utf-8'],
  ['plain ASCII', 'Thumbprint : AB', 'utf-8'],
  ['UTF-16 without a mark', 'Thumbprint : AB\r\n', 'utf-16le'],
  ['UTF-16 of a big-endian machine', 'Thumbprint : AB\r\n', 'utf-16be'],
  ['Japanese in UTF-16', JAPANESE_CONSOLE, 'utf-16le'],
]

for (const [name, text, encoding] of TEXTS) {
  test(`${name} is read as ${encoding}`, () => {
    const bytes = encoded(text, encoding)
    assert.equal(detectEncoding(bytes), encoding)
    assert.equal(headOf(bytes).text, text)
  })
}

test('a mark at the beginning decides and is taken out', () => {
  const marks: readonly (readonly [readonly number[], Encoding])[] = [
    [[0xef, 0xbb, 0xbf], 'utf-8'],
    [[0xff, 0xfe], 'utf-16le'],
    [[0xfe, 0xff], 'utf-16be'],
  ]
  for (const [mark, encoding] of marks) {
    const head = headOf(Buffer.concat([Uint8Array.from(mark), encoded('Gerät é', encoding)]))
    assert.deepEqual([head.encoding, head.text], [encoding, 'Gerät é'])
  }
})

test('UTF-8 with a few bytes overwritten is still UTF-8', () => {
  const bytes = Buffer.from('NT-AUTORITÄT\\NETZWERKDIENST '.repeat(20))
  bytes[40] = 0xff
  assert.equal(detectEncoding(bytes), 'utf-8')
})

test('bytes that are no text have no text', () => {
  assert.equal(headOf(Uint8Array.from({ length: 512 }, (_, at) => (at * 7) % 256)).text, undefined)
  assert.equal(headOf(Buffer.from('MZ\0\u0001\u0002\u0003\0\0\u0004')).text, undefined)
})

test('the pages of consoles have every byte of theirs, and back', () => {
  const upper = Uint8Array.from({ length: 128 }, (_, at) => at + 128)
  assert.equal(decodeText(Uint8Array.of(0x84, 0x8e, 0x9d, 0xb5, 0xff), 'cp850'), 'äÄØÁ\u00a0')
  assert.equal(decodeText(Uint8Array.of(0x84, 0x8e, 0x9d, 0xb5, 0xff), 'cp437'), 'äÄ¥╡\u00a0')
  for (const page of ['cp1252', 'cp850', 'cp437'] as const)
    assert.deepEqual(encodeText(decodeText(upper, page), page), upper)
})

async function textOf(bytes: Uint8Array, cuts: readonly number[]): Promise<string> {
  let text = ''
  for await (const chunk of readText(sourceOf(bytes, 'x', cuts))) text += chunk.text
  return text
}

test('the same text comes out wherever the bytes are cut, also when the first sign of a page comes late', async () => {
  for (const [, text, encoding] of TEXTS) {
    const late = encoding.startsWith('utf-16') ? text : `${'plain line\r\n'.repeat(400)}${text}`
    const bytes = encoded(late, encoding)
    for (const cuts of [[], [3, 700, 1], [5000]])
      assert.equal(await textOf(bytes, cuts), late, `${encoding} ${cuts.join()}`)
  }
})

test('any bytes in any pieces give the text that they give at once', async () => {
  const bytes = fc.uint8Array({ maxLength: 6000 })
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 1, maxLength: 5 }),
      async (all, cuts) => {
        assert.equal(await textOf(all, cuts), await textOf(all, []))
      },
    ),
    { numRuns: 60 },
  )
})

const WRONG: readonly (readonly [was: Encoding, readAs: Encoding, text: string])[] = [
  ['utf-8', 'cp1252', 'NT-AUTORITÄT für Gerät'],
  ['utf-8', 'cp1252', 'ホスト名'],
  ['utf-8', 'cp932', 'プライマリ サフィックス'],
  ['utf-8', 'cp850', 'für die Größe'],
  ['cp932', 'cp1252', 'ホスト名 プライマリ サフィックス'],
  ['cp932', 'cp850', 'プライマリ サフィックス ホスト'],
  ['cp932', 'utf-8', 'プライマリ DNS サフィックス'],
  ['cp850', 'cp1252', 'Schlüssel'],
  ['cp850', 'cp1252', 'NT-AUTORITÄT\\SYSTEM'],
  ['cp1252', 'cp850', 'für'],
  ['cp1252', 'cp850', 'NT-AUTORITÄT\\SYSTEM'],
]

for (const [was, readAs, text] of WRONG) {
  test(`${text} of ${was} that was read as ${readAs} is recognised`, () => {
    const wrong = decodeText(encoded(text, was), readAs)
    assert.deepEqual(mojibakeOf(wrong), { was, readAs }, wrong)
  })
}

test('where nothing was lost the text can be had again', () => {
  const wrong = decodeText(encoded('NT-AUTORITÄT\\NETZWERKDIENST', 'utf-8'), 'cp1252')
  assert.equal(repairMojibake(wrong, { was: 'utf-8', readAs: 'cp1252' }), 'NT-AUTORITÄT\\NETZWERKDIENST')
})

test('text as it should be is not called wrong', () => {
  for (const [, text] of TEXTS) assert.equal(mojibakeOf(text), undefined, text)
  const innocent = [
    'Zürich, São Paulo, Ærø, Ångström',
    '5 m³ ± 2 °C',
    '“Ça va„',
    'Ünïcödé',
    '縺れ',
    'L’Hôtel – déjà vu…',
  ]
  for (const text of innocent) assert.equal(mojibakeOf(text), undefined, text)
})

test('every encoding of the contract is one that can be decoded', () => {
  for (const encoding of ENCODINGS) assert.equal(decodeText(encoded('abc', encoding), encoding), 'abc')
})

test('a word or two of Japanese are enough', () => {
  for (const word of [
    '東京',
    '拠点1',
    'HUB1 東京',
    'Subject : CN=hub1, O=株式会社',
    '大阪支店',
    '受信',
    '本社',
    '警告',
  ])
    assert.equal(detectEncoding(encoded(word, 'cp932')), 'cp932', word)
})

test('names and words of the West are no Japanese', () => {
  for (const word of ['Müller', 'L=Zürich', 'Größe', 'Köln', 'Malmö', 'Straße', 'Société', 'Peña', 'NT-AUTORITÄT'])
    for (const page of ['cp1252', 'cp850'] as const) assert.equal(detectEncoding(encoded(word, page)), page, word)
  assert.equal(detectEncoding(encoded('the “quoted” name', 'cp1252')), 'cp1252')
})

test('bytes full of zeros are no text', () => {
  const { text, bytes } = headOf(Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at % 3 === 0 ? 0 : at % 251))))
  assert.equal(text, undefined)
  assert.equal(bytes.length, 5_000)
})
