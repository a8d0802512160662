/**
 * Bytes of the eight encodings of Windows' text to characters, in pieces of any size. The OEM pages 850 and 437 have tables
 * of their own: Node's decoder does not know them.
 *
 * Never throws: a byte without meaning becomes U+FFFD.
 */
import type { Encoding } from './contract.ts'

const CP850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐' +
  '└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0'

const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'

/** What Node calls the others. Its `shift_jis` is Microsoft's cp932. */
const LABELS = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  cp932: 'shift_jis',
  cp1252: 'windows-1252',
} as const

/** Decodes a stream. A mark at its very beginning (BOM) is taken out. */
export interface StreamDecoder {
  decode(chunk: Uint8Array): string
  /** What a character that was cut off becomes. */
  end(): string
}

export function decoderOf(encoding: Encoding): StreamDecoder {
  if (encoding === 'cp850') return tableDecoder(CP850)
  if (encoding === 'cp437') return tableDecoder(CP437)
  const decoder = new TextDecoder(LABELS[encoding])
  return { decode: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() }
}

export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  const decoder = decoderOf(encoding)
  return decoder.decode(bytes) + decoder.end()
}

/** Whether every byte has a meaning; the last characters may be cut off. */
export function isWhollyDecoded(bytes: Uint8Array, encoding: 'utf-8' | 'cp932'): boolean {
  try {
    new TextDecoder(LABELS[encoding], { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    // That the bytes mean nothing in this encoding is the answer.
    return false
  }
}

function tableDecoder(table: string): StreamDecoder {
  const upper = (character: string): string => table[character.charCodeAt(0) - 0x80] ?? character
  return {
    decode: (chunk) => {
      const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
      return text.replace(/[\u0080-\u00ff]/g, upper)
    },
    end: () => '',
  }
}

const reverses = new Map<Encoding, ReadonlyMap<string, number>>()

function reverseOf(encoding: 'cp1252' | 'cp850' | 'cp437'): ReadonlyMap<string, number> {
  const known = reverses.get(encoding)
  if (known !== undefined) return known
  const all = decodeText(
    Uint8Array.from({ length: 256 }, (_, byte) => byte),
    encoding,
  )
  const made = new Map(Array.from(all, (character, byte) => [character, byte] as const))
  reverses.set(encoding, made)
  return made
}

/** The bytes of a text in a code page; undefined when one of its characters is not in it. */
export function encodeText(text: string, encoding: 'cp1252' | 'cp850' | 'cp437'): Uint8Array | undefined {
  const reverse = reverseOf(encoding)
  const bytes = new Uint8Array(text.length)
  let length = 0
  for (const character of text) {
    const byte = reverse.get(character)
    if (byte === undefined) return undefined
    bytes[length] = byte
    length += 1
  }
  return bytes.subarray(0, length)
}
