/**
 * In which encoding a text was saved: a mark (BOM), the zeros of UTF-16, strict UTF-8, and then the page that makes words of it.
 *
 * cp932, cp1252, cp850 and cp437 cannot be told apart by rule, only by what comes out: Japanese with kana, letters where letters
 * belong, and words that consoles in Germany, France, Spain and Japan really print. The same bytes always give the same answer.
 */
import { isAscii } from 'node:buffer'
import { decodeText, decoderOf, isWhollyDecoded } from './code-pages.ts'
import { EVIDENCE_LIMITS, type ByteSource, type Encoding, type Head } from './contract.ts'
import { scoreOf } from './language.ts'

/** Enough to see how UTF-16 alternates; a console writes its first lines well within it. */
const BEGINNING_BYTES = 4096
/** How much from the first byte outside ASCII on decides which page it is. */
const SAMPLE_BYTES = 64 * 1024
/** The word before that byte is part of the evidence. */
const CONTEXT_BYTES = 64

const BOMS: readonly { readonly bytes: readonly number[]; readonly encoding: Encoding }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
]

/** What the mark at the beginning says, or how zeros alternate; undefined: bytes of 8 bits. */
export function wideEncodingOf(beginning: Uint8Array): Encoding | undefined {
  const marked = BOMS.find(({ bytes }) => bytes.every((byte, at) => beginning[at] === byte))
  if (marked !== undefined) return marked.encoding
  const zeros = [0, 0]
  const units = Math.floor(Math.min(beginning.length, BEGINNING_BYTES) / 2)
  for (let at = 0; at < units * 2; at += 1) if (beginning[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  // Japanese in UTF-16 has few zeros, but blanks, digits and ends of lines have them, always on the same side.
  if (odd >= units / 16 && odd > 0 && even <= odd / 16) return 'utf-16le'
  if (even >= units / 16 && even > 0 && odd <= even / 16) return 'utf-16be'
  return undefined
}

/** The page of bytes of 8 bits. Plain ASCII is UTF-8. */
export function narrowEncodingOf(sample: Uint8Array): Encoding {
  if (isWhollyDecoded(sample, 'utf-8')) return 'utf-8'
  if (isDamagedUtf8(sample)) return 'utf-8'
  const candidates = (['cp1252', 'cp932', 'cp850', 'cp437'] as const).map((encoding) => ({
    encoding,
    score: scoreOf(decodeText(sample, encoding)),
  }))
  // The first of the best: when nothing speaks for either, what programs with windows write.
  return candidates.reduce((best, next) => (next.score > best.score ? next : best)).encoding
}

/** UTF-8 in which a few bytes were overwritten is still UTF-8: other pages hardly ever form its long characters. */
function isDamagedUtf8(sample: Uint8Array): boolean {
  const text = decodeText(sample, 'utf-8')
  let lost = 0
  let formed = 0
  for (const character of text) {
    if (character === '\ufffd') lost += 1
    else if (character > '\u007f') formed += 1
  }
  return formed > lost * 8
}

export function detectEncoding(bytes: Uint8Array): Encoding {
  return wideEncodingOf(bytes) ?? narrowEncodingOf(bytes.subarray(0, SAMPLE_BYTES))
}

/** The beginning of a source as readers are asked about it: with its text when it is one. */
export function headOf(bytes: Uint8Array): Head {
  const beginning = bytes.subarray(0, EVIDENCE_LIMITS.headBytes)
  const wide = wideEncodingOf(beginning)
  // Zeros are in no text of 8 bits: whoever writes many of them writes no text, and need not be tried in every page.
  if (wide === undefined && isBinary(beginning)) return { bytes: beginning }
  const encoding = wide ?? narrowEncodingOf(beginning.subarray(0, SAMPLE_BYTES))
  const text = decodeText(beginning, encoding).replaceAll('\ufeff', '')
  // Readers look for LF in it.
  const lines = text.includes('\n') ? text : text.replaceAll('\r', '\n')
  return isText(text) ? { bytes: beginning, text: lines, encoding } : { bytes: beginning }
}

function isBinary(bytes: Uint8Array): boolean {
  let zeros = 0
  for (const byte of bytes) if (byte === 0) zeros += 1
  return zeros > bytes.length / CONTROLS_PART
}

/** One in so many characters may be one of control. */
const CONTROLS_PART = 50

/** Text has hardly any control characters besides tabs and ends of lines. */
function isText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is counted
  const controls = text.match(/[\u0000-\u0006\u000e-\u001a\u001c-\u001f]/g)?.length ?? 0
  return controls <= text.length / CONTROLS_PART
}

interface Chunk {
  readonly text: string
  readonly encoding: Encoding
}

/** Decodes a source as a stream; what comes out does not depend on how its bytes are cut. */
export async function* readText(source: ByteSource): AsyncGenerator<Chunk> {
  const decoding = new Decoding()
  for await (const bytes of source.open()) {
    const text = decoding.push(bytes)
    if (text !== '') yield { text, encoding: decoding.encoding }
  }
  const rest = decoding.end()
  if (rest !== '') yield { text: rest, encoding: decoding.encoding }
}

/** Holds back what it needs to decide by, at most `SAMPLE_BYTES`, and nothing once it has decided. */
class Decoding {
  #state: 'beginning' | 'ascii' | 'sample' | 'decided' = 'beginning'
  #held: Buffer[] = []
  #heldBytes = 0
  #context: Buffer = Buffer.alloc(0)
  #decoder = decoderOf('utf-8')
  /** `utf-8` as long as there is only ASCII. */
  encoding: Encoding = 'utf-8'

  push(bytes: Uint8Array): string {
    if (this.#state === 'decided') return this.#decoder.decode(bytes)
    if (this.#state === 'ascii') return this.#pushAscii(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    this.#hold(bytes)
    const needed = this.#state === 'beginning' ? BEGINNING_BYTES : SAMPLE_BYTES
    return this.#heldBytes < needed ? '' : this.#advance()
  }

  end(): string {
    let text = ''
    while (this.#state !== 'decided' && this.#heldBytes > 0) text += this.#advance()
    return text + this.#decoder.end()
  }

  #hold(bytes: Uint8Array): void {
    // A copy: whoever gives a chunk may fill its memory again.
    this.#held.push(Buffer.from(bytes))
    this.#heldBytes += bytes.length
  }

  #release(): Buffer {
    const held = Buffer.concat(this.#held)
    this.#held = []
    this.#heldBytes = 0
    return held
  }

  #advance(): string {
    const held = this.#release()
    if (this.#state === 'beginning') {
      const wide = wideEncodingOf(held.subarray(0, BEGINNING_BYTES))
      if (wide !== undefined) return this.#decide(wide, held)
      this.#state = 'ascii'
      return this.#pushAscii(held)
    }
    const sample = Buffer.concat([this.#context, held.subarray(0, SAMPLE_BYTES)])
    return this.#decide(narrowEncodingOf(sample), held)
  }

  #pushAscii(bytes: Buffer): string {
    const first = isAscii(bytes) ? -1 : bytes.findIndex((byte) => byte >= 0x80)
    const plain = first < 0 ? bytes : bytes.subarray(0, first)
    this.#context = Buffer.from(Buffer.concat([this.#context, plain.subarray(-CONTEXT_BYTES)]).subarray(-CONTEXT_BYTES))
    const text = plain.toString('latin1')
    if (first < 0) return text
    this.#state = 'sample'
    this.#hold(bytes.subarray(first))
    return this.#heldBytes < SAMPLE_BYTES ? text : text + this.#advance()
  }

  #decide(encoding: Encoding, held: Buffer): string {
    this.encoding = encoding
    this.#state = 'decided'
    this.#decoder = decoderOf(encoding)
    this.#context = Buffer.alloc(0)
    return this.#decoder.decode(held)
  }
}
