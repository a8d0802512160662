/** Comma separated values (RFC 4180) as Windows tools and spreadsheets write them, with whatever separates them. */

const SEPARATORS = [',', '\t', ';'] as const
export type Separator = (typeof SEPARATORS)[number]

/** The fields of a record; `isOpen`: a quotation mark was opened and not closed, so that the record goes on in the next line. */
export interface CsvRecord {
  readonly fields: readonly string[]
  readonly isOpen: boolean
}

const FIELDS_MAX = 1_024

export function readCsvRecord(text: string, separator: Separator): CsvRecord {
  const fields: string[] = []
  let at = 0
  while (at <= text.length && fields.length < FIELDS_MAX) {
    if (text[at] === '"') {
      const { value, next } = quotedAt(text, at)
      fields.push(value)
      if (next === -1) return { fields, isOpen: true }
      const end = text.indexOf(separator, next)
      at = end === -1 ? text.length + 1 : end + 1
    } else {
      const end = text.indexOf(separator, at)
      fields.push(text.slice(at, end === -1 ? undefined : end))
      at = end === -1 ? text.length + 1 : end + 1
    }
  }
  return { fields, isOpen: false }
}

/** `next` is behind the closing mark; -1 when there is none. Two marks stand for one. */
function quotedAt(text: string, at: number): { readonly value: string; readonly next: number } {
  const pieces: string[] = []
  let from = at + 1
  for (;;) {
    const mark = text.indexOf('"', from)
    pieces.push(text.slice(from, mark === -1 ? undefined : mark))
    if (mark === -1) return { value: pieces.join(''), next: -1 }
    if (text[mark + 1] !== '"') return { value: pieces.join(''), next: mark + 1 }
    pieces.push('"')
    from = mark + 2
  }
}

/** The one that cuts the heading into most. */
export function separatorOf(heading: string): Separator {
  const counts = SEPARATORS.map((separator) => ({ separator, count: readCsvRecord(heading, separator).fields.length }))
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).separator
}
