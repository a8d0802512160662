/**
 * What happens to files: bits that flip, sectors that are lost, numbers that lie, and, to text, what editors, mails and consoles do to
 * lines and words. Text is changed as text, in its own encoding, so that the changes get past the decoder.
 */
import { decodeText } from '../../src/evidence/code-pages.ts'
import type { Encoding } from '../../src/evidence/contract.ts'
import { headOf } from '../../src/evidence/encoding.ts'
import { encoded } from '../evidence/encoded.ts'
import type { Random } from './random.ts'

const CHANGES_MAX = 4
const PIECE_BYTES_MAX = 600
const COPIES_MAX = 300
const FILE_BYTES_MAX = 512 * 1024
const NUMBERS = [
  0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
] as const

export type Donor = (random: Random) => Uint8Array

/** @param donor another file of the format, of which pieces are taken */
export function changed(bytes: Uint8Array, random: Random, donor: Donor): Uint8Array {
  let result: Buffer = Buffer.from(bytes)
  const { text, encoding } = headOf(bytes)
  const isText = text !== undefined && encoding !== undefined
  for (let left = 1 + random.below(CHANGES_MAX); left > 0; left -= 1) {
    const next =
      isText && !random.chance(3) ? changedText(result, encoding, random) : changedBytes(result, random, donor)
    result = next.length > FILE_BYTES_MAX ? next.subarray(0, FILE_BYTES_MAX) : next
  }
  return result
}

type ByteChange = (bytes: Buffer, random: Random, donor: Donor) => Buffer

const BYTE_CHANGES: readonly [ByteChange, ...ByteChange[]] = [
  (bytes, random) => overwritten(bytes, random, (at) => Buffer.of((bytes[at] ?? 0) ^ (1 << random.below(8)))),
  (bytes, random) => overwritten(bytes, random, () => Buffer.of(random.below(256))),
  (bytes, random) => overwritten(bytes, random, (at) => numberBytes(bytes, at, random)),
  (bytes, random) => overwritten(bytes, random, (at) => numberBytes(bytes, at - (at % 4), random)),
  (bytes, random) => overwritten(bytes, random, () => Buffer.alloc(random.below(PIECE_BYTES_MAX))),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.subarray(random.below(Math.min(bytes.length, PIECE_BYTES_MAX))),
  (bytes, random) => spliced(bytes, random, () => Buffer.alloc(0)),
  (bytes, random) => spliced(bytes, random, (piece) => Buffer.concat([piece, piece])),
  (bytes, random) =>
    spliced(bytes, random, (piece) => Buffer.concat(Array.from({ length: random.below(COPIES_MAX) }, () => piece))),
  (bytes, random) => spliced(bytes, random, (piece) => Buffer.from(piece).reverse()),
  (bytes, random) =>
    spliced(bytes, random, (piece) => Buffer.concat([piece, Buffer.alloc(random.below(90), random.below(256))])),
  (bytes, random, donor) => spliced(bytes, random, () => pieceOf(donor(random), random)),
  (bytes, random, donor) => Buffer.concat([bytes, donor(random)]),
  (bytes, random) =>
    Buffer.concat([bytes.subarray(random.below(bytes.length)), bytes.subarray(0, random.below(bytes.length))]),
]

function changedBytes(bytes: Buffer, random: Random, donor: Donor): Buffer {
  return random.pick(BYTE_CHANGES)(bytes, random, donor)
}

function overwritten(bytes: Buffer, random: Random, made: (at: number) => Buffer): Buffer {
  const at = random.below(bytes.length)
  const result = Buffer.from(bytes)
  made(at).copy(result, at)
  return result
}

/** A length or an offset that lies: well-known edges, and what is nearly right. */
function numberBytes(bytes: Buffer, at: number, random: Random): Buffer {
  const width = random.pick([1, 2, 4, 8])
  const made = Buffer.alloc(8)
  const told = at + 4 <= bytes.length && at >= 0 ? bytes.readUInt32LE(at) : 0
  const value = random.pick([...NUMBERS, told + 1, told - 1, told * 2, bytes.length, bytes.length - at, at])
  made.writeUInt32LE(value >>> 0, 0)
  if (width === 8 && random.chance(2)) made.writeUInt32LE(random.pick(NUMBERS), 4)
  return made.subarray(0, width)
}

function spliced(bytes: Buffer, random: Random, made: (piece: Buffer) => Buffer): Buffer {
  const from = random.below(bytes.length + 1)
  const to = Math.min(bytes.length, from + random.below(PIECE_BYTES_MAX))
  return Buffer.concat([bytes.subarray(0, from), made(bytes.subarray(from, to)), bytes.subarray(to)])
}

function pieceOf(bytes: Uint8Array, random: Random): Buffer {
  const from = random.below(bytes.length)
  return Buffer.from(bytes.subarray(from, from + random.below(PIECE_BYTES_MAX)))
}

function changedText(bytes: Buffer, encoding: Encoding, random: Random): Buffer {
  const text = random.pick(TEXT_CHANGES)(decodeText(bytes, encoding), random)
  const page = random.chance(12) ? random.pick(['utf-8', 'utf-16le', 'utf-16be', 'cp932', 'cp850'] as const) : encoding
  try {
    return Buffer.from(encoded(text, page))
  } catch {
    // A character that the page does not have.
    return Buffer.from(text)
  }
}

type TextChange = (text: string, random: Random) => string

const inLines =
  (change: (lines: string[], random: Random) => readonly string[]): TextChange =>
  (text, random) => {
    const end = text.includes('\r\n') ? '\r\n' : '\n'
    return change(text.split(end), random).join(end)
  }

const oneLine = (change: (line: string, random: Random) => string | readonly string[]): TextChange =>
  inLines((lines, random) => {
    const at = random.below(lines.length)
    return [...lines.slice(0, at), ...[change(lines[at] ?? '', random)].flat(), ...lines.slice(at + 1)]
  })

/** A word, a number or a mark. */
const TOKEN = /[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu

const oneToken =
  (change: (token: string, random: Random, text: string) => string): TextChange =>
  (text, random) => {
    const around = random.below(text.length)
    TOKEN.lastIndex = around
    const found = TOKEN.exec(text)
    if (found === null) return text
    const [token] = found
    return text.slice(0, found.index) + change(token, random, text) + text.slice(found.index + token.length)
  }

const STRANGE = [
  ...[
    '\ufeff',
    '\0',
    '\u2028',
    '\u00a0',
    '\u200e',
    '\ud800',
    '\udc00',
    '\u3000',
    '：',
    '…',
    '...',
    '\u001b[31m',
    '\t',
    '\r',
    '\b',
  ],
  ...[
    '"',
    "'",
    '{',
    '}',
    '<',
    '>',
    '</',
    '/>',
    '<![CDATA[',
    ']]>',
    '&#x0;',
    '&lt;',
    '%1',
    '$(x)',
    '\\',
    ': ',
    ' : ',
    '=',
    ',',
    ', ',
  ],
  ...[
    '-',
    '----',
    '#',
    '*** ',
    '> ',
    '>> ',
    '[PS] C:\\>',
    'C:\\>',
    '__proto__',
    'constructor',
    '{…}',
    '(',
    ')',
    ')(',
    '[',
    ']',
  ],
] as const
const ODD_NUMBERS = [
  ...[
    '0',
    '-1',
    '00',
    '1e99',
    '0x',
    '4294967296',
    '-2147483649',
    '18446744073709551616',
    '9'.repeat(40),
    '2038',
    '0000',
    '31/02/2026',
  ],
  ...['NaN', '255.255.255.256', '::', '1.', '٣', '１２', ''],
] as const

const TEXT_CHANGES: readonly [TextChange, ...TextChange[]] = [
  oneLine(() => []),
  oneLine((line, random) => Array.from({ length: random.below(40) }, () => line)),
  oneLine((line) => ['', line]),
  oneLine((line, random) => cutAt(line, random.below(line.length))),
  oneLine((line, random) => `${' '.repeat(random.below(50))}${line.trimStart()}`),
  oneLine((line, random) => line.slice(0, random.below(line.length))),
  oneLine((line, random) => `${random.pick(STRANGE)}${line}`),
  oneLine((line, random) => `${line}${random.pick(STRANGE)}`),
  oneLine((line, random) => line.slice(0, PIECE_BYTES_MAX).repeat(random.below(200))),
  inLines((lines, random) =>
    lines.toSpliced(random.below(lines.length), 0, ...lines.splice(random.below(lines.length), 3)),
  ),
  inLines((lines, random) => joinedAt(lines, random.below(lines.length))),
  inLines((lines, random) => wrapped(lines, random.pick([40, 79, 80, 120]))),
  inLines((lines, random) => lines.map((line) => `${random.pick(['> ', '>', '| ', '\t', ' '])}${line}`)),
  (text) => text.replaceAll('\r\n', '\n'),
  (text) => text.replaceAll('\r\n', '\n').replaceAll('\n', '\r'),
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\t', ' '),
  (text) => text.replaceAll('  ', ' '),
  (text) => text.toUpperCase(),
  (text) => text.normalize('NFKC'),
  oneToken((token, random) => `${token}${random.pick(STRANGE)}`),
  oneToken((_, random) => random.pick(STRANGE)),
  oneToken((_, random) => random.pick(ODD_NUMBERS)),
  oneToken((token, random) => token.slice(0, PIECE_BYTES_MAX).repeat(random.pick([2, 10, 100, 4_000]))),
  oneToken((token, random, text) => otherToken(text, random) ?? token),
  (text, random) => text.replace(/\d+/g, (digits) => (random.chance(20) ? random.pick(ODD_NUMBERS) : digits)),
  (text, random) => text.replace(TOKEN, (token) => (random.chance(200) ? random.pick(STRANGE) : token)),
]

function otherToken(text: string, random: Random): string | undefined {
  TOKEN.lastIndex = random.below(text.length)
  return TOKEN.exec(text)?.[0]
}

function cutAt(line: string, at: number): readonly string[] {
  return [line.slice(0, at), line.slice(at)]
}

function joinedAt(lines: readonly string[], at: number): readonly string[] {
  return [...lines.slice(0, at), `${lines[at] ?? ''}${lines[at + 1] ?? ''}`, ...lines.slice(at + 2)]
}

/** As a narrow window shows it. */
function wrapped(lines: readonly string[], columns: number): readonly string[] {
  return lines.flatMap((line) => line.match(new RegExp(`.{1,${String(columns)}}`, 'gu')) ?? [''])
}
