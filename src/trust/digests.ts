/** SHA-256 digests as eight 32-bit words each, many in one flat array. */
const WORDS = 8
const BYTES = 32

/** Writes 32 bytes as eight words, whatever the byte order of this machine. */
export function readWords(digest: Uint8Array, words: Uint32Array, to: number): void {
  for (let at = 0; at < WORDS; at += 1) {
    const from = at * 4
    words[to + at] =
      (digest[from] ?? 0) |
      ((digest[from + 1] ?? 0) << 8) |
      ((digest[from + 2] ?? 0) << 16) |
      ((digest[from + 3] ?? 0) << 24)
  }
}

/** 32 bits out of 256 and two seeds (multiply and fold, as murmur3 does). */
export function hashOf(words: Uint32Array, from: number, seeds: Uint32Array): number {
  const add = seeds[1] ?? 0
  let hash = seeds[0] ?? 0
  for (let at = from; at < from + WORDS; at += 1) {
    hash = Math.imul(hash ^ (words[at] ?? 0), 0x85ebca6b)
    hash ^= hash >>> 13
    hash = Math.imul(hash + add, 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return hash
}

export function isSame(left: Uint32Array, leftFrom: number, right: Uint32Array, rightFrom: number): boolean {
  for (let at = 0; at < WORDS; at += 1) if (left[leftFrom + at] !== right[rightFrom + at]) return false
  return true
}

/** The digest with that number as 64 upper-case hexadecimal digits. */
export function hexAt(digests: Uint32Array, number: number): string {
  const bytes = Buffer.alloc(BYTES)
  for (let at = 0; at < WORDS; at += 1) bytes.writeUInt32LE(digests[number * WORDS + at] ?? 0, at * 4)
  return bytes.toString('hex').toUpperCase()
}
