/**
 * Events as a table: Event Viewer's export with separators (its columns named in the language of Windows, the description without a
 * name at the end; that of 2003 without any names), and `Export-Csv` of PowerShell. A field may go over several lines.
 */
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { readCsvRecord, separatorOf, type Separator } from './csv.ts'
import { readDate } from './dates.ts'
import { EventDrafts, type EventDraft } from './event-drafts.ts'
import { fieldOfLabel, type EventField } from './event-labels.ts'
import { eachLine, type TextLine } from './lines.ts'

const SURE = 94
const LIKELY = 85
/** Of one record that a quotation mark holds open. */
const RECORD_CHARS_MAX = 64 * 1024
/** `Date,Time,Source,Type,Category,Event,User,Computer`, then the description. */
const COLUMNS_2003: readonly EventField[] = [
  'date',
  'time',
  'source',
  'type',
  'category',
  'id',
  'user',
  'computer',
  'description',
]
const COLUMNS_2003_LEAST = 8

export const eventTableReader: Reader = {
  id: 'event-table',
  recognise: ({ text = '' }: Head) => {
    const lines = text.split(/\r?\n/, 6).filter((line) => line.trim() !== '' && !line.startsWith('#TYPE'))
    const [first = ''] = lines
    if (headingOf(first) !== undefined) return SURE
    return lines.length > 0 && rowOf2003(first, separatorOf(first)) ? LIKELY : 0
  },
  read: readEventTable,
}

type Columns = readonly (EventField | undefined)[]

interface Heading {
  readonly separator: Separator
  readonly columns: Columns
}

function headingOf(line: string): Heading | undefined {
  const separator = separatorOf(line)
  const { fields } = readCsvRecord(line, separator)
  const columns = fields.map((name) => fieldOfLabel(name))
  const has = (field: EventField) => columns.includes(field)
  if (!has('source') || !(has('id') || has('instance')) || !has('date')) return undefined
  // Event Viewer names all columns but the last.
  return { separator, columns: has('description') ? columns : [...columns, 'description'] }
}

function rowOf2003(line: string, separator: Separator): boolean {
  const { fields } = readCsvRecord(line, separator)
  const [date = '', time = '', source = '', , , id = ''] = fields
  return (
    fields.length >= COLUMNS_2003_LEAST &&
    /^\d+$/.test(id) &&
    source !== '' &&
    readDate(`${date} ${time}`) !== undefined
  )
}

async function readEventTable(source: ByteSource, findings: Findings): Promise<void> {
  const drafts = new EventDrafts(findings, eventTableReader.id, source.name)
  const rows = new Rows()
  const take = (row: Row | undefined): void => {
    const draft = row === undefined ? undefined : draftOf(row)
    if (draft !== undefined) drafts.add(draft)
  }
  await eachLine(source, findings, (line) => {
    take(rows.push(line))
  })
  const rest = rows.end()
  if (rest !== undefined)
    findings.problem({ evidence: { source: source.name, line: rest }, problem: 'truncated', args: { what: 'record' } })
  drafts.end()
}

interface Row {
  readonly columns: Columns
  readonly fields: readonly string[]
  readonly line: number
  readonly quote: string
}

/** Puts lines together to records, and finds the headings. */
class Rows {
  #heading: Heading | undefined
  #begun = ''
  #isOpen = false
  #line = 0
  #quote = ''

  push({ text, line }: TextLine): Row | undefined {
    if (this.#begun === '') {
      if (text.trim() === '' || text.startsWith('#TYPE')) return undefined
      const heading = headingOf(text)
      if (heading !== undefined) {
        this.#heading = heading
        return undefined
      }
      this.#heading ??= { separator: separatorOf(text), columns: COLUMNS_2003 }
      this.#line = line
      this.#quote = text
    }
    const record = this.#begun === '' ? text : `${this.#begun}\n${text}`
    // Marks come in pairs: with an odd number of them the record goes on, and need not be read again at every line.
    if (text.split('"').length % 2 === 0) this.#isOpen = !this.#isOpen
    if (this.#isOpen && record.length < RECORD_CHARS_MAX) {
      this.#begun = record
      return undefined
    }
    this.#begun = ''
    this.#isOpen = false
    const { separator = ',', columns = COLUMNS_2003 } = this.#heading ?? {}
    const { fields } = readCsvRecord(record, separator)
    return { columns, fields, line: this.#line, quote: this.#quote }
  }

  /** The line of a record that never ended. */
  end(): number | undefined {
    return this.#begun === '' ? undefined : this.#line
  }
}

function draftOf({ columns, fields, line, quote }: Row): EventDraft | undefined {
  const value = (field: EventField) => fields[columns.indexOf(field)]?.trim()
  const number = (field: EventField) => {
    const text = value(field) ?? ''
    return /^\d{1,10}$/.test(text) ? Number(text) : undefined
  }
  const source = value('source')
  const id = number('instance') ?? number('id')
  if (source === undefined || source === '' || id === undefined) return undefined
  const texts = {
    computer: value('computer'),
    log: value('log'),
    date: value('date'),
    time: value('time'),
    text: value('description'),
  }
  const numbers = { qualifiers: number('qualifiers'), recordNumber: number('record') }
  return { source, id, ...defined(texts), ...defined(numbers), line, quote }
}

function defined<T>(fields: Readonly<Record<string, T | undefined>>): Readonly<Record<string, T>> {
  const kept: Record<string, T> = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept[name] = value
  return kept
}
