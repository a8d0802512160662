/** `Get-WinEvent` and `Get-EventLog` as they print without being asked for a list: a table, of `Get-WinEvent` one for each provider. */
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { EventDrafts, type EventDraft } from './event-drafts.ts'
import { cellOf, TableScanner, type TableRow } from './format-table.ts'
import { eachLine } from './lines.ts'

const SURE = 92
const PROVIDER = /^\s*ProviderName:\s+(\S.*?)\s*$/
const WIN_EVENT = /^\s*TimeCreated\s+(?:Pro\S*\s+)?Id\s+/m
/** Its own columns, or those that somebody chose, in any order: headings, and dashes under them. */
const EVENT_LOG =
  /^(?=.{0,200}\bSource\b)(?=.{0,200}\b(?:InstanceID|EventID)\b)[\w \t]{1,400}\r?\n[ \t]*--[- \t]*\r?$/im

export const eventColumnsReader: Reader = {
  id: 'event-columns',
  recognise: ({ text = '' }: Head) => {
    const isWinEvent = WIN_EVENT.test(text) && /^\s*ProviderName:\s+\S/m.test(text)
    return isWinEvent || EVENT_LOG.test(text) ? SURE : 0
  },
  read: readEventColumns,
}

async function readEventColumns(source: ByteSource, findings: Findings): Promise<void> {
  const drafts = new EventDrafts(findings, eventColumnsReader.id, source.name)
  const scanner = new TableScanner()
  let provider = ''
  const take = (items: ReturnType<TableScanner['push']>): void => {
    for (const item of items) {
      const draft = item.kind === 'row' ? draftOf(item, provider) : undefined
      if (draft !== undefined) drafts.add(draft)
    }
  }
  await eachLine(source, findings, (line) => {
    take(scanner.push(line))
    // After the rows above it have been taken.
    provider = PROVIDER.exec(line.text.slice(0, 200))?.[1] ?? provider
  })
  take(scanner.end())
  drafts.end()
}

function draftOf(row: TableRow, provider: string): EventDraft | undefined {
  const source = cellOf(row, 'Source') ?? cellOf(row, 'ProviderName') ?? provider
  const digits = cellOf(row, 'InstanceID') ?? cellOf(row, 'Id') ?? cellOf(row, 'EventID') ?? ''
  if (source === '' || !/^\d{1,10}$/.test(digits)) return undefined
  const date = cellOf(row, 'TimeCreated') ?? cellOf(row, 'TimeGenerated') ?? cellOf(row, 'Time')
  const index = cellOf(row, 'Index') ?? ''
  const computer = cellOf(row, 'MachineName')
  return {
    source,
    id: Number(digits),
    ...(/^\d{1,10}$/.test(index) ? { recordNumber: Number(index) } : {}),
    ...(date === undefined ? {} : { date }),
    ...(computer === undefined ? {} : { computer }),
    text: cellOf(row, 'Message') ?? '',
    line: row.line,
    quote: row.quote,
  }
}
