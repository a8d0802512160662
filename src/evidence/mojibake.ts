/**
 * Text that was decoded with the wrong page before it was saved: `fÃ¼r`, `ƒzƒXƒg–¼`, `繝帙せ繝亥錐`, `NT-AUTORIT─T`. The bytes of
 * the file say nothing about it any more, the characters do.
 */
import { decodeText, encodeText, isWhollyDecoded } from './code-pages.ts'
import type { Encoding } from './contract.ts'

export interface Mojibake {
  /** What the text was written in. */
  readonly was: Encoding
  /** What somebody took it for. */
  readonly readAs: Encoding
}

/** How many signs of one kind it takes: one may be a word that happens to look like it. */
const SIGNS_NEEDED = 2

interface Sign extends Mojibake {
  readonly pattern: RegExp
  readonly weight: number
  /** Whether what was found makes sense in the encoding it is said to be. */
  readonly holds?: (found: string) => boolean
}

const isUtf8In =
  (page: 'cp1252' | 'cp850' | 'cp437') =>
  (found: string): boolean => {
    const bytes = encodeText(found, page)
    return bytes !== undefined && isWhollyDecoded(bytes, 'utf-8') && decodeText(bytes, 'utf-8').length < found.length
  }

function isJapaneseInCp1252(found: string): boolean {
  const bytes = encodeText(found, 'cp1252')
  return bytes !== undefined && isWhollyDecoded(bytes, 'cp932') && /[ぁ-んァ-ヶ]{2}/u.test(decodeText(bytes, 'cp932'))
}

/** What a second byte of UTF-8 (80 to BF) is in cp1252. */
const CONTINUED =
  '\\u0080-\\u00bf\\u0152\\u0153\\u0160\\u0161\\u0178\\u017d\\u017e\\u0192\\u02c6\\u02dc\\u2013-\\u203a\\u20ac\\u2122'

/** C2 or C3 and a second byte of UTF-8, as they look in a page of consoles. */
function secondByteIn(page: 'cp850' | 'cp437'): RegExp {
  const seconds = decodeText(
    Uint8Array.from({ length: 0x40 }, (_, at) => 0x80 + at),
    page,
  )
  return new RegExp(`[├┬][${seconds}]`, 'gu')
}

const SIGNS: readonly Sign[] = [
  {
    was: 'utf-8',
    readAs: 'cp1252',
    pattern: new RegExp(`[ÂÃ][${CONTINUED}]|[â-ï][${CONTINUED}]{2}`, 'gu'),
    weight: 1,
    holds: isUtf8In('cp1252'),
  },
  { was: 'utf-8', readAs: 'cp932', pattern: /[縺繧繝][^\s]|[譁荳蜷險][\uff61-\uff9f\u3400-\u9fff]/gu, weight: 0.5 },
  { was: 'utf-8', readAs: 'cp850', pattern: secondByteIn('cp850'), weight: 1, holds: isUtf8In('cp850') },
  { was: 'utf-8', readAs: 'cp437', pattern: secondByteIn('cp437'), weight: 1, holds: isUtf8In('cp437') },
  {
    was: 'cp932',
    readAs: 'cp1252',
    pattern: /(?:[ƒ‚][@-~\u0080-\u00ff\u0152-\u0192\u02c6\u02dc\u2013-\u2122]){2,}/gu,
    weight: 1,
    holds: isJapaneseInCp1252,
  },
  { was: 'cp932', readAs: 'cp850', pattern: /(?:[âé][@-~ÇüéâäàåçêëèïîìÄÅæÆôöòûùÿÖÜø£Ø×]){4,}/gu, weight: 1 },
  { was: 'cp932', readAs: 'utf-8', pattern: /(?:\ufffd[@-~]?){4,}/gu, weight: 1 },
  { was: 'cp850', readAs: 'cp1252', pattern: /\p{L}[„\u0081”](?=\p{L})|[A-Z][Žš™](?=[A-Z])/gu, weight: 2 },
  { was: 'cp1252', readAs: 'cp850', pattern: /\p{L}[³─÷](?=\p{L})/gu, weight: 2 },
]

/** Signs of wrong decoding in one text; undefined when there are not enough of them. */
export function mojibakeOf(text: string): Mojibake | undefined {
  const watch = new MojibakeWatch()
  return watch.push(text)
}

/** Counts signs over many lines and tells once. */
export class MojibakeWatch {
  readonly #counts = SIGNS.map(() => 0)
  #isTold = false

  push(text: string): Mojibake | undefined {
    // eslint-disable-next-line no-control-regex -- ASCII is what nothing can be wrong with
    if (this.#isTold || !/[^\u0000-\u007f]/.test(text)) return undefined
    const beginning = text.slice(0, 4096)
    for (const [at, { pattern, weight, holds, was, readAs }] of SIGNS.entries()) {
      const found = beginning.match(pattern) ?? []
      const signs = (holds === undefined ? found : found.filter(holds)).length * weight
      const count = (this.#counts[at] ?? 0) + signs
      this.#counts[at] = count
      if (count < SIGNS_NEEDED) continue
      this.#isTold = true
      return { was, readAs }
    }
    return undefined
  }
}

/** What the text was, where that can be undone without loss; else the text itself. */
export function repairMojibake(text: string, { was, readAs }: Mojibake): string {
  if (readAs !== 'cp1252' && readAs !== 'cp850' && readAs !== 'cp437') return text
  const bytes = encodeText(text, readAs)
  return bytes === undefined ? text : decodeText(bytes, was)
}
