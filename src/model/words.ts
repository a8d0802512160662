/**
 * Every word the command line says, in English and Japanese. A test checks that both name the same holes.
 * Event texts are in events.ts and event-text.ts; error texts in core/codes.
 */
import { fill, type Holes, type Lang, type Text, type Values } from '../core/text.ts'
import { CERTIFICATE_WORDS } from './words/certificate.ts'
import { CONSOLE_WORDS } from './words/console.ts'
import { DIRECTORY_WORDS } from './words/directory.ts'
import { DOCTOR_WORDS } from './words/doctor.ts'
import { EDGE_WORDS } from './words/edge.ts'
import { GENERAL_WORDS } from './words/general.ts'
import { LAB_WORDS } from './words/lab.ts'
import { OPTION_WORDS } from './words/option.ts'
import { MAIL_SERVER_WORDS } from './words/mail-server.ts'
import { REPORT_WORDS } from './words/report.ts'
import { SELECTION_WORDS } from './words/selection.ts'
import { SERVER_WORDS } from './words/server.ts'
import { SERVICE_WORDS } from './words/service.ts'
import { SETUP_WORDS } from './words/setup.ts'
import { SUMMARY_WORDS } from './words/summary.ts'
import { TIMELINE_WORDS } from './words/timeline.ts'

export const WORDS = {
  ...CERTIFICATE_WORDS,
  ...CONSOLE_WORDS,
  ...DIRECTORY_WORDS,
  ...DOCTOR_WORDS,
  ...EDGE_WORDS,
  ...GENERAL_WORDS,
  ...LAB_WORDS,
  ...OPTION_WORDS,
  ...MAIL_SERVER_WORDS,
  ...REPORT_WORDS,
  ...SELECTION_WORDS,
  ...SERVER_WORDS,
  ...SERVICE_WORDS,
  ...SETUP_WORDS,
  ...SUMMARY_WORDS,
  ...TIMELINE_WORDS,
} as const satisfies Readonly<Record<string, Text>>

export type Word = keyof typeof WORDS

type English<W extends Word> = (typeof WORDS)[W]['en']

/** What must follow a word: its values when it has holes, nothing when it has none. */
export type WordValues<W extends Word> = [Holes<English<W>>] extends [never] ? [] : [Values<English<W>>]

/** The words that need no values: headings, summaries, help. */
export type PlainWord = { [W in Word]: [Holes<English<W>>] extends [never] ? W : never }[Word]

/** Says a word in a language. */
export function say<W extends Word>(lang: Lang, word: W, ...values: WordValues<W>): string {
  return fill(WORDS[word][lang], values[0] ?? {})
}
