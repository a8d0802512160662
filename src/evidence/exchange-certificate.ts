/**
 * `Get-ExchangeCertificate` as the shell prints it: `| fl`, `| fl *`, its table, or any table with a thumbprint. Also other lists
 * of certificates of the shell, as long as they show the thumbprint.
 *
 * Where the command is to be seen and has `-DomainName`, the order of the list is kept: the first is the one that is used.
 */
import { CertificateDrafts } from './certificate-drafts.ts'
import { readCertificateProperties, type PrintedValue } from './certificate-properties.ts'
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { ListScanner, type ListRecord } from './format-list.ts'
import { TableScanner, type TableItem, type TableRow } from './format-table.ts'
import { readByLine, type TextLine } from './lines.ts'
import { parameterOf, speakerOf, withoutQuoteMarks, type Prompt } from './prompt.ts'

const THUMBPRINT_FIELD = /^(?:> ){0,8}[ \t]*Thumbprint[ \t]+: [0-9A-F]{40}[ \t]*\r?$/im
const COMPANIONS =
  /^(?:> ){0,8}[ \t]*(?:Services|CertificateDomains|HasPrivateKey|RootCAType|IsSelfSigned|Subject)[ \t]+:/im
const TABLE = /^(?=.*\bThumbprint\b)(?=.*\b(?:Services|Subject|NotAfter)\b).*\n(?:> ){0,8}[ \t]*----[ \t-]*\r?$/im
const COMMAND = /\bGet-ExchangeCertificate\b/i

function recognise({ text }: Head): number {
  if (text === undefined || text.startsWith('<')) return 0
  if (TABLE.test(text)) return 90
  if (THUMBPRINT_FIELD.test(text)) return COMPANIONS.test(text) ? 90 : 40
  return COMMAND.test(text) ? 30 : 0
}

export const exchangeCertificateReader: Reader = {
  id: 'exchange-certificate-list',
  recognise,
  read: (source, findings) => readByLine(source, findings, new Reading(source, findings)),
}

class Reading {
  readonly #source: ByteSource
  readonly #findings: Findings
  readonly #drafts: CertificateDrafts
  readonly #lists = new ListScanner()
  readonly #tables = new TableScanner()
  #speaker: string | undefined
  #command = ''
  #rank = 0

  constructor(source: ByteSource, findings: Findings) {
    this.#source = source
    this.#findings = findings
    this.#drafts = new CertificateDrafts(source, findings)
  }

  take(read: TextLine): void {
    const line = { ...read, text: withoutQuoteMarks(read.text) }
    this.#speaker = speakerOf(line.text) ?? this.#speaker
    for (const item of this.#lists.push(line)) {
      if (item.kind === 'record') this.#takeRecord(item)
      else if (item.kind === 'prompt') this.#takePrompt(item.prompt)
    }
    this.#takeTable(this.#tables.push(line))
  }

  finish(): void {
    for (const item of this.#lists.end()) if (item.kind === 'record') this.#takeRecord(item)
    this.#takeTable(this.#tables.end())
    this.#drafts.finish()
  }

  #takePrompt({ command }: Prompt): void {
    // An empty prompt ends an output; a new command begins another list.
    this.#command = command
    this.#rank = 0
  }

  #takeRecord({ fields }: ListRecord): void {
    const printed = fields.map((field): [string, PrintedValue] => [field.name.toLowerCase(), field])
    // The first of the same name is the property, later ones come from extensions.
    this.#takeProperties(new Map(printed.reverse()))
  }

  #takeTable(items: readonly TableItem[]): void {
    for (const item of items) if (item.kind === 'row') this.#takeRow(item)
  }

  #takeRow({ cells, line, quote }: TableRow): void {
    const printed = Object.entries(cells).map(([name, value]): [string, PrintedValue] => [
      name.toLowerCase(),
      { value, line, quote },
    ])
    this.#takeProperties(new Map(printed))
  }

  #takeProperties(printed: ReadonlyMap<string, PrintedValue>): void {
    const isAsked = COMMAND.test(this.#command)
    const rankedFor = isAsked ? parameterOf(this.#command, 'DomainName') : undefined
    const server = (isAsked ? parameterOf(this.#command, 'Server') : undefined) ?? this.#speaker
    const rank = rankedFor === undefined ? undefined : this.#rank
    const read = readCertificateProperties(printed, this.#source, { server, rankedFor, rank })
    if (read === undefined) {
      this.#tellCutThumbprint(printed.get('thumbprint'))
      return
    }
    this.#rank += 1
    this.#drafts.add(read.draft)
    for (const { name, evidence } of read.cut)
      this.#findings.problem({ evidence, problem: 'elided', args: { what: name } })
  }

  #tellCutThumbprint(thumbprint: PrintedValue | undefined): void {
    if (thumbprint === undefined || !/^[0-9A-F]{4,39}(?:\.\.\.|…)$/i.test(thumbprint.value)) return
    const evidence = { source: this.#source.name, line: thumbprint.line }
    this.#findings.problem({ evidence, problem: 'elided', args: { what: 'thumbprint' } })
  }
}
