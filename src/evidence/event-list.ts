/** `Get-WinEvent | fl` and `Get-EventLog | fl`, with `*` or without: names of properties are English everywhere, values are not. */
import type { ByteSource, Findings, Head, Reader } from './contract.ts'
import { EventDrafts, type EventDraft } from './event-drafts.ts'
import { stringsOfText } from './event-strings.ts'
import { bracedValues, ListScanner, valueOf, type ListRecord } from './format-list.ts'
import { eachLine } from './lines.ts'

const SURE = 96
const WIN_EVENT = /^\s*ProviderName\s+: \S/m
const WIN_EVENT_ID = /^\s*Id\s+: \d+\s*$/m
/** `EventID` alone where somebody chose the properties. */
const EVENT_LOG = /^\s*(?:InstanceId|EventID)\s+: \d+\s*$/im
const RDN = /^(?:CN|OU|O|L|ST|S|C|DC|E|STREET|SERIALNUMBER)=/
const EVENT_LOG_SOURCE = /^\s*Source\s+: \S/m

export const eventListReader: Reader = {
  id: 'event-list',
  recognise: ({ text = '' }: Head) => {
    const isWinEvent = WIN_EVENT.test(text) && WIN_EVENT_ID.test(text)
    return isWinEvent || (EVENT_LOG.test(text) && EVENT_LOG_SOURCE.test(text)) ? SURE : 0
  },
  read: readEventList,
}

async function readEventList(source: ByteSource, findings: Findings): Promise<void> {
  const drafts = new EventDrafts(findings, eventListReader.id, source.name)
  const scanner = new ListScanner()
  const take = (items: ReturnType<ListScanner['push']>): void => {
    for (const item of items) {
      const draft = item.kind === 'record' ? draftOf(item) : undefined
      if (draft !== undefined) drafts.add(draft)
    }
  }
  await eachLine(source, findings, (line) => {
    take(scanner.push(line))
  })
  take(scanner.end())
  drafts.end()
}

function draftOf(record: ListRecord): EventDraft | undefined {
  const field = (...names: readonly string[]) => valueOf(record, ...names)?.value
  const number = (...names: readonly string[]) => {
    const value = field(...names)
    return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : undefined
  }
  const source = field('ProviderName', 'Source')
  // The id of an event log of old has the severity in its upper half.
  const id = number('InstanceId') ?? number('Id', 'EventID')
  const identity = valueOf(record, 'Id', 'EventID', 'InstanceId')
  if (source === undefined || source === '' || id === undefined || identity === undefined) return undefined
  const text = field('Message') ?? ''
  const qualifiers = number('Qualifiers')
  const recordNumber = number('RecordId', 'Index')
  const computer = field('MachineName')
  const log = field('LogName', 'Log')
  const date = field('TimeCreated', 'TimeGenerated')
  return {
    source,
    id,
    ...(qualifiers === undefined ? {} : { qualifiers }),
    ...(recordNumber === undefined ? {} : { recordNumber }),
    ...(computer === undefined ? {} : { computer }),
    ...(log === undefined ? {} : { log }),
    ...(date === undefined ? {} : { date }),
    text,
    strings: stringsOf({ source, id, text, printed: field('ReplacementStrings') }),
    line: identity.line,
    quote: identity.quote,
  }
}

interface Printed {
  readonly source: string
  readonly id: number
  readonly text: string
  readonly printed: string | undefined
}

/** A list in braces is cut at commas, and names of certificates have commas, too: their parts belong together. */
function stringsOf({ source, id, text, printed = '' }: Printed): readonly string[] {
  const { values, isElided } = bracedValues(printed)
  if (printed === '' || isElided) return stringsOfText(source, id & 0xffff, text)
  const strings: string[] = []
  for (const value of values) {
    const before = strings.at(-1)
    if (before !== undefined && RDN.test(before) && RDN.test(value)) strings[strings.length - 1] = `${before}, ${value}`
    else strings.push(value)
  }
  return strings
}
