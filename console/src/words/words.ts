/** Every word of the pages' own, in both languages. What doctor, events and errors say comes from the gateway, already in the reader's. */
import { fill, type Holes, type Lang, type Text, type Values } from '../../../src/core/text.ts'
import { CERTIFICATE_WORDS } from './certificates.ts'
import { DIRECTORY_WORDS } from './directory.ts'
import { DOCTOR_WORDS } from './doctor.ts'
import { EVENT_WORDS } from './events.ts'
import { LAB_WORDS } from './lab.ts'
import { MAP_WORDS } from './map.ts'
import { OVERVIEW_WORDS } from './overview.ts'
import { SHELL_WORDS } from './shell.ts'
import { TRACE_WORDS } from './trace.ts'

export const PAGE_WORDS = {
  ...CERTIFICATE_WORDS,
  ...DIRECTORY_WORDS,
  ...DOCTOR_WORDS,
  ...EVENT_WORDS,
  ...LAB_WORDS,
  ...MAP_WORDS,
  ...OVERVIEW_WORDS,
  ...SHELL_WORDS,
  ...TRACE_WORDS,
} as const satisfies Readonly<Record<string, Text>>

export type PageWord = keyof typeof PAGE_WORDS

type English<W extends PageWord> = (typeof PAGE_WORDS)[W]['en']

/** The words without holes: headings, labels, buttons. */
export type PlainPageWord = { [W in PageWord]: [Holes<English<W>>] extends [never] ? W : never }[PageWord]

export type Say = <W extends PageWord>(
  word: W,
  ...values: [Holes<English<W>>] extends [never] ? [] : [Values<English<W>>]
) => string

/** A word from outside, such as a severity or a role, when there is one for it. */
export function isPlainWord(word: string): word is PlainPageWord {
  return Object.hasOwn(PAGE_WORDS, word)
}

export function sayIn(lang: Lang): Say {
  return (word, ...values) => fill(PAGE_WORDS[word][lang], values[0] ?? {})
}
