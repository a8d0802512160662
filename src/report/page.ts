/** A page of text for a terminal: marks, wrapped sentences, and labels in a column. */
import { displayWidth, flow, padEnd, wrap } from '../core/layout.ts'
import type { Lang } from '../core/text.ts'
import { say, type PlainWord } from '../model/words.ts'
import type { Manner, Style } from './manner.ts'
import { SUBJECT_FIELDS } from './phrases.ts'

const COLUMNS = 100
/** Narrower than this a column of labels leaves no room for what they label. */
const COLUMNS_MIN = 48
const INDENT = '    '

const LABELS = ['why', 'proof', 'expected', 'found', 'fix', 'or', 'undo', 'again', 'more', 'explains', 'risk'] as const

export interface Page {
  readonly lang: Lang
  readonly paint: (style: Style, text: string) => string
  /** A sentence behind a mark; what does not fit goes on below it, indented. */
  readonly marked: (mark: string, id: string, text: string) => Lines
  /** A label and its values, one below the other. */
  readonly row: (label: string, values: Lines) => Lines
  /** The same for things that must not be broken: commands, paths. */
  readonly whole: (label: string, values: Lines) => Lines
  readonly sentence: (text: string) => Lines
  readonly items: (items: Lines) => Lines
  readonly heading: (text: string) => Lines
}

type Lines = readonly string[]

export function pageOf({ lang, width = COLUMNS, color }: Manner): Page {
  const columns = Math.max(COLUMNS_MIN, width)
  const paint = (style: Style, text: string): string => (color === undefined ? text : color(style, text))
  const words: readonly PlainWord[] = [
    ...LABELS.map((label) => `report.${label}` as const),
    ...SUBJECT_FIELDS.map((field) => `subject.${field}` as const),
  ]
  const labelWidth = Math.max(...words.map((word) => displayWidth(say(lang, word))))
  const labelled = (label: string, lines: readonly string[]): readonly string[] =>
    lines.map((line, at) => `${INDENT}${paint('dim', padEnd(at === 0 ? label : '', labelWidth))}  ${line}`)
  const room = columns - INDENT.length - labelWidth - 2
  return {
    lang,
    paint,
    marked: (mark, id, text) => {
      const [first = '', ...more] = wrap(`${id}  ${text}`, columns - INDENT.length)
      const head = first.startsWith(id) ? paint('bold', id) + first.slice(id.length) : first
      return [`${mark} ${head}`, ...more.map((line) => INDENT + line)]
    },
    row: (label, values) =>
      labelled(
        label,
        values.flatMap((value) => wrap(value, room)),
      ),
    whole: labelled,
    sentence: (text) => wrap(text, columns),
    items: (items) => flow(items, lang === 'ja' ? '、' : ', ', columns),
    heading: (text) => ['', paint('bold', text), paint('dim', padEnd('', displayWidth(text)).replaceAll(' ', '-'))],
  }
}
