/** Objects as the shell prints them, as a list or as a row of a table, with the command that asked for them. */
import type { Evidence } from '../model/facts.ts'
import type { PrintedProperties, PrintedValue } from './certificate-properties.ts'
import type { ByteSource, Findings } from './contract.ts'
import { bracedValues, ListScanner, type ListItem, type ListRecord } from './format-list.ts'
import { TableScanner, type TableItem, type TableRow } from './format-table.ts'
import { readByLine, quoteOf, type TextLine } from './lines.ts'
import { speakerOf, withoutQuoteMarks } from './prompt.ts'

export interface PrintedObject {
  readonly shape: 'list' | 'row'
  readonly printed: PrintedProperties
  /** What was typed before it; empty when that is not to be seen. */
  readonly command: string
  /** The server that a banner says the shell speaks with. */
  readonly speaker?: string
  /** Where it begins. */
  readonly evidence: Evidence
}

/** Hands every object of a text to `take`, in order. */
export async function eachPrintedObject(
  source: ByteSource,
  findings: Findings,
  take: (object: PrintedObject) => void,
): Promise<void> {
  await readByLine(source, findings, new Reading(source, take))
}

class Reading {
  readonly #source: ByteSource
  readonly #take: (object: PrintedObject) => void
  readonly #lists = new ListScanner()
  readonly #tables = new TableScanner()
  #command = ''
  #speaker: string | undefined

  constructor(source: ByteSource, take: (object: PrintedObject) => void) {
    this.#source = source
    this.#take = take
  }

  take(read: TextLine): void {
    const line = { ...read, text: withoutQuoteMarks(read.text) }
    this.#speaker = speakerOf(line.text) ?? this.#speaker
    // Tables first: a prompt ends both, and its command belongs to what comes after it.
    for (const item of this.#tables.push(line)) this.#takeItem(item)
    for (const item of this.#lists.push(line)) this.#takeItem(item)
  }

  finish(): void {
    for (const item of [...this.#tables.end(), ...this.#lists.end()]) this.#takeItem(item)
  }

  #takeItem(item: ListItem | TableItem): void {
    if (item.kind === 'record') this.#takeRecord(item)
    else if (item.kind === 'row') this.#takeRow(item)
    else if (item.kind === 'prompt') this.#command = item.prompt.command
  }

  #takeRecord({ fields, line }: ListRecord): void {
    const printed = fields.map((field): [string, PrintedValue] => [field.name.toLowerCase(), field])
    // The first of the same name is the property, later ones come from extensions.
    this.#hand('list', new Map(printed.reverse()), { line, quote: fields[0]?.quote ?? '' })
  }

  #takeRow({ cells, line, quote }: TableRow): void {
    const printed = Object.entries(cells).map(([name, value]): [string, PrintedValue] => [
      name.toLowerCase(),
      { value, line, quote },
    ])
    this.#hand('row', new Map(printed), { line, quote })
  }

  #hand(
    shape: PrintedObject['shape'],
    printed: PrintedProperties,
    at: { readonly line: number; readonly quote: string },
  ): void {
    this.#take({
      shape,
      printed,
      command: this.#command,
      ...(this.#speaker === undefined ? {} : { speaker: this.#speaker }),
      evidence: this.placeOf(at),
    })
  }

  placeOf({ line, quote }: { readonly line: number; readonly quote: string }): Evidence {
    return { source: this.#source.name, line, quote: quoteOf(quote) }
  }
}

const CUT = /(?:\.\.\.|…)\}?$/

/** Undefined: not printed, empty, or cut off by the tool. */
export function valueIn({ printed }: PrintedObject, name: string): string | undefined {
  const value = printed.get(name)?.value
  return value === undefined || value === '' || CUT.test(value) ? undefined : value
}

export function isCutIn({ printed }: PrintedObject, name: string): boolean {
  return CUT.test(printed.get(name)?.value ?? '')
}

/** `{a, b}` or `a, b`; what stands for nothing is left out. */
export function valuesIn({ printed }: PrintedObject, name: string): readonly string[] {
  const value = printed.get(name)?.value.trim() ?? ''
  const braced = bracedValues(value.startsWith('{') ? value : `{${value}}`)
  return braced.values.filter((one) => one !== 'None' && one !== '$null')
}

export function truthIn(object: PrintedObject, name: string): boolean | undefined {
  const value = valueIn(object, name)?.toLowerCase()
  return value === 'true' || value === 'false' ? value === 'true' : undefined
}

/** Where one property of the object stands. */
export function placeIn({ printed, evidence }: PrintedObject, name: string): Evidence {
  const value = printed.get(name)
  return value === undefined ? evidence : { source: evidence.source, line: value.line, quote: quoteOf(value.quote) }
}

/** `HUB1` of `HUB1\Default HUB1`. */
export function serverBefore(identity: string | undefined): string | undefined {
  return /^([\w.-]{1,255})\\/.exec(identity ?? '')?.[1]
}
