/**
 * PowerShell's `Format-Table`: a line of headings, a line of dashes under them, and rows in the same columns. Columns are counted
 * in cells of the console; numbers stand at the right and may begin left of their heading.
 */
import { cellsOf, indexAtCell } from './cells.ts'
import type { TextLine } from './lines.ts'
import { promptOf, type Prompt } from './prompt.ts'

export interface TableRow {
  readonly kind: 'row'
  readonly cells: Readonly<Record<string, string>>
  readonly line: number
  readonly quote: string
}

export type TableItem =
  | TableRow
  | { readonly kind: 'header'; readonly columns: readonly string[]; readonly line: number }
  | { readonly kind: 'prompt'; readonly prompt: Prompt; readonly line: number }
  | { readonly kind: 'other'; readonly text: string; readonly line: number }

interface Column {
  readonly name: string
  /** Cell where its dashes begin. */
  readonly start: number
}

const DASHES = /^\s*-{2,}(?:\s+-{2,})*\s*$|^\s*-+(?:\s+-+)+\s*$/
const COLUMNS_MAX = 100

interface Row {
  readonly cells: Record<string, string>
  readonly line: number
  readonly quote: string
  /** Of each cell its last line, in cells of the console. */
  readonly widths: Record<string, number>
  /** The whole line before. */
  lineCells: number
}

/** Windows that are 80 or 120 columns wide: the last column may stay empty. */
const CONSOLE_WIDTHS: ReadonlySet<number> = new Set([79, 80, 119, 120])
const CELL_CHARS_MAX = 65_536

/** Pushed along line by line. A row whose first cell is empty goes on with the one before (`-Wrap`). */
export class TableScanner {
  #previous: TextLine | undefined
  #columns: readonly Column[] = []
  #row: Row | undefined

  push(line: TextLine): readonly TableItem[] {
    const { text } = line
    const prompt = promptOf(text)
    if (text.trim() === '' || prompt !== undefined) {
      const items = [...this.end()]
      if (prompt !== undefined) items.push({ kind: 'prompt', prompt, line: line.line })
      return items
    }
    if (DASHES.test(text) && this.#previous !== undefined) return this.#begin(this.#previous, text)
    const ended = this.#columns.length === 0 ? this.#other() : this.#takeRow(line)
    this.#previous = line
    return ended
  }

  end(): readonly TableItem[] {
    const items = this.#columns.length === 0 ? this.#other() : this.#finishRow()
    this.#columns = []
    this.#previous = undefined
    return items
  }

  #other(): readonly TableItem[] {
    const { previous } = { previous: this.#previous }
    return previous === undefined ? [] : [{ kind: 'other', text: previous.text, line: previous.line }]
  }

  #begin(heading: TextLine, dashes: string): readonly TableItem[] {
    // A heading inside a table was taken for a row: the empty line between two tables was lost.
    const ended = this.#columns.length > 0 && this.#row?.line !== heading.line ? this.#finishRow() : []
    this.#row = undefined
    const starts = [...dashes.matchAll(/-+/g)].slice(0, COLUMNS_MAX).map(({ index }) => index)
    this.#columns = starts.map((start, at) => ({
      start,
      name: cut(heading.text, start, starts[at + 1]).trim(),
    }))
    this.#previous = undefined
    return [...ended, { kind: 'header', columns: this.#columns.map(({ name }) => name), line: heading.line }]
  }

  #takeRow({ text, line }: TextLine): readonly TableItem[] {
    const cells = cellsOfRow(text, this.#columns)
    const first = this.#columns[0]?.name ?? ''
    if (cells[first] === '' && this.#row !== undefined) {
      this.#goOn(this.#row, cells, text)
      return []
    }
    const ended = this.#finishRow()
    this.#row = { cells, line, quote: text, widths: widthsOf(cells), lineCells: cellsOf(text.trimEnd()) }
    return ended
  }

  #goOn(row: Row, cells: Readonly<Record<string, string>>, text: string): void {
    for (const [at, { name, start }] of this.#columns.entries()) {
      const [before = '', value = ''] = [row.cells[name], cells[name]]
      if (value === '' || before.length >= CELL_CHARS_MAX) continue
      const next = this.#columns[at + 1]?.start
      // Some languages are wrapped between words, others at the column: what fills the column was cut inside a word.
      const isFull =
        next === undefined ? CONSOLE_WIDTHS.has(row.lineCells) : (row.widths[name] ?? 0) >= next - start - 1
      row.cells[name] = `${before}${before === '' || (isFull && !before.endsWith(',')) ? '' : ' '}${value}`
      row.widths[name] = cellsOf(value)
    }
    row.lineCells = cellsOf(text.trimEnd())
  }

  #finishRow(): readonly TableItem[] {
    const row = this.#row
    this.#row = undefined
    if (row === undefined) return []
    const { cells, line, quote } = row
    return [{ kind: 'row', cells, line, quote }]
  }
}

function widthsOf(cells: Readonly<Record<string, string>>): Record<string, number> {
  return Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, cellsOf(value)]))
}

function cut(text: string, start: number, end: number | undefined): string {
  return text.slice(indexAtCell(text, start), end === undefined ? undefined : indexAtCell(text, end))
}

function cellsOfRow(text: string, columns: readonly Column[]): Record<string, string> {
  const bounds = columns.map(({ start }, at) => (at === 0 ? 0 : boundaryOf(text, start)))
  const cells: Record<string, string> = {}
  for (const [at, { name }] of columns.entries()) cells[name] = text.slice(bounds[at] ?? 0, bounds[at + 1]).trim()
  return cells
}

/** A value that stands across the beginning of its column is a number set at the right: it begins after the blank before. */
function boundaryOf(text: string, start: number): number {
  const index = indexAtCell(text, start)
  if (cellsOf(text) <= start || text[index] === ' ' || text[index - 1] === ' ') return index
  const blank = text.lastIndexOf(' ', index)
  return blank < 0 ? index : blank + 1
}

/** The value of a column by the beginning of its heading, whatever its case. */
export function cellOf(row: TableRow, heading: string): string | undefined {
  const wanted = heading.toLowerCase()
  return Object.entries(row.cells).find(([name]) => name.toLowerCase() === wanted)?.[1]
}
