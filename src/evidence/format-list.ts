/**
 * PowerShell's `Format-List`: `Name : value` with all colons of a record in one column, records apart by empty lines, long
 * values going on below, indented to the value's column (or at the very left, when a console wrapped the line itself).
 *
 * Bounded: a record keeps `FIELDS_MAX` fields, and a value `EVIDENCE_LIMITS.lineBytesMax` characters.
 */
import { cellsOf, indentOf } from './cells.ts'
import { EVIDENCE_LIMITS } from './contract.ts'
import type { TextLine } from './lines.ts'
import { promptOf, type Prompt } from './prompt.ts'

export interface ListField {
  readonly name: string
  /** Put together when it was wrapped, without blanks around it. */
  readonly value: string
  /** Where it begins. */
  readonly line: number
  /** That line, as it stands in the file. */
  readonly quote: string
  /** The value line by line, for values that are lists of lines. */
  readonly pieces: readonly string[]
}

export interface ListRecord {
  readonly kind: 'record'
  readonly fields: readonly ListField[]
  readonly line: number
}

/** What stands between records. */
export type ListItem =
  | ListRecord
  | { readonly kind: 'prompt'; readonly prompt: Prompt; readonly line: number }
  /** A line that is no part of a list. */
  | { readonly kind: 'other'; readonly text: string; readonly line: number }

const FIELDS_MAX = 500
const FIELD = /^(\s*)([A-Za-z_][\w.-]{0,63})(\s+):(?: (.*))?$/

interface Piece {
  readonly text: string
  readonly cells: number
}

interface OpenField {
  readonly name: string
  readonly line: number
  readonly quote: string
  readonly pieces: Piece[]
  length: number
}

/** Pushed along line by line; hands out what has ended. */
export class ListScanner {
  #fields: OpenField[] = []
  #colon = 0
  #line = 0

  push({ text, line }: TextLine): readonly ListItem[] {
    if (text.trim() === '') return this.end()
    const prompt = promptOf(text)
    if (prompt !== undefined) return [...this.end(), { kind: 'prompt', prompt, line }]
    const open = this.#fields.at(-1)
    if (open !== undefined && indentOf(text) > this.#colon) {
      this.#goOn(open, text)
      return []
    }
    const found = FIELD.exec(text)
    if (found !== null) return this.#begin(found, { text, line })
    if (open !== undefined && isWrappedByConsole(open)) {
      this.#goOn(open, text)
      return []
    }
    return [...this.end(), { kind: 'other', text, line }]
  }

  /** The record that has not ended by an empty line. */
  end(): readonly ListItem[] {
    if (this.#fields.length === 0) return []
    const width = widthOf(this.#fields)
    const fields = this.#fields.map((field) => closed(field, width))
    this.#fields = []
    return [{ kind: 'record', fields, line: this.#line }]
  }

  #begin(found: RegExpExecArray, { text, line }: TextLine): readonly ListItem[] {
    const [, indent = '', name = '', padding = '', value = ''] = found
    const colon = indentOf(indent) + name.length + padding.length
    // A field that comes again: the empty line between two records was lost.
    const isNext = this.#fields.some((field) => field.name === name)
    const ended = isNext ? this.end() : []
    if (this.#fields.length === 0) this.#line = line
    this.#colon = colon
    const piece = { text: value, cells: cellsOf(text) }
    if (this.#fields.length < FIELDS_MAX)
      this.#fields.push({ name, line, quote: text, pieces: [piece], length: value.length })
    return ended
  }

  #goOn(open: OpenField, text: string): void {
    if (open.length >= EVIDENCE_LIMITS.lineBytesMax) return
    // A blank before the rest: the line was cut just before it.
    const isBlankFirst = indentOf(text) === this.#colon + 3
    open.pieces.push({ text: `${isBlankFirst ? ' ' : ''}${text.trimStart()}`, cells: cellsOf(text) })
    open.length += text.length
  }
}

/** Windows that are 80 or 120 columns wide: the last column may stay empty. */
const CONSOLE_WIDTHS = [79, 80, 119, 120]

function isWrappedByConsole(open: OpenField): boolean {
  const last = open.pieces.at(-1)
  return last !== undefined && CONSOLE_WIDTHS.includes(last.cells)
}

/** The widest line that goes on below: what is as wide was cut in the middle of a word. */
function widthOf(fields: readonly OpenField[]): number {
  const wrapped = fields.flatMap(({ pieces }) => pieces.slice(0, -1).map(({ cells }) => cells))
  return Math.max(0, ...wrapped)
}

function closed({ name, line, quote, pieces }: OpenField, width: number): ListField {
  return { name, line, quote, value: join(pieces, width), pieces: pieces.map(({ text }) => text) }
}

function join(pieces: readonly Piece[], width: number): string {
  let value = ''
  let before: Piece | undefined
  for (const piece of pieces) {
    if (before === undefined) value = piece.text
    else value += piece.text.startsWith(' ') ? piece.text : `${glueOf(before, width)}${piece.text}`
    before = piece
  }
  return value.trim()
}

/**
 * Some languages are wrapped between words, others at the column. A blank at the end of a line, or lost there after a comma, stood
 * between words; a line as wide as the widest was cut at the column.
 */
function glueOf(before: Piece, width: number): '' | ' ' {
  if (/\s$/.test(before.text)) return ''
  if (before.text.endsWith(',')) return ' '
  return before.cells >= width - 1 ? '' : ' '
}

export interface BracedValues {
  readonly values: readonly string[]
  /** The list goes on where the tool stopped printing (`…`). */
  readonly isElided: boolean
}

/** `{a, b}`, `{a, b...}`, `{}`, `{a,}`; also a value without braces, which is a list of one. */
export function bracedValues(text: string): BracedValues {
  const trimmed = text.trim()
  const isBraced = trimmed.startsWith('{')
  const inner = isBraced ? trimmed.slice(1).replace(/\}\s*$/, '') : trimmed
  const isElided = /(?:\.\.\.|…)\s*$/.test(inner) || (isBraced && !trimmed.endsWith('}'))
  const body = isElided ? inner.trimEnd().replace(/(?:\.\.\.|…)$/, '') : inner
  const values = (isBraced ? splitOutsideQuotes(body) : [body])
    .map((value) => value.trim())
    .filter((value) => value !== '')
  return { values, isElided }
}

/** At commas that are not between quotation marks. */
function splitOutsideQuotes(text: string): readonly string[] {
  if (!text.includes('"')) return text.split(',')
  const values: string[] = []
  let start = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted
    else if (text[at] === ',' && !isQuoted) {
      values.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...values, text.slice(start)]
}

/** The value of a field by its name, whatever its case. */
export function valueOf(record: ListRecord, ...names: readonly string[]): ListField | undefined {
  const wanted = names.map((name) => name.toLowerCase())
  return record.fields.find(({ name }) => wanted.includes(name.toLowerCase()))
}
