/** Text to the bytes of an encoding, the way Windows would have saved it. */
import { decodeText, encodeText } from '../../src/evidence/code-pages.ts'
import type { Encoding } from '../../src/evidence/contract.ts'

export function encoded(text: string, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text)
    case 'utf-16le':
      return Buffer.from(text, 'utf16le')
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16()
    case 'cp932':
      return Buffer.concat(Array.from(text, bytesInCp932))
    case 'cp1252':
    case 'cp850':
    case 'cp437': {
      const bytes = encodeText(text, encoding)
      if (bytes === undefined) throw new TypeError(`${text} is not in ${encoding}`)
      return bytes
    }
  }
}

const cp932 = new Map<string, Uint8Array>()

function bytesInCp932(character: string): Uint8Array {
  if (cp932.size === 0) {
    for (let lead = 0; lead < 256; lead += 1) {
      learn(Uint8Array.of(lead))
      if (lead > 0x80 && (lead < 0xa0 || lead >= 0xe0))
        for (let trail = 0x40; trail < 0xfd; trail += 1) learn(Uint8Array.of(lead, trail))
    }
  }
  const bytes = cp932.get(character)
  if (bytes === undefined) throw new TypeError(`${character} is not in cp932`)
  return bytes
}

function learn(bytes: Uint8Array): void {
  const character = decodeText(bytes, 'cp932')
  if (Array.from(character).length === 1 && character !== '\ufffd' && !cp932.has(character)) cp932.set(character, bytes)
}
