/** Every reader, in the order that decides when two are equally sure. */
import { accesschkReader } from './accesschk.ts'
import { auditdReader } from './auditd.ts'
import { certutilReader } from './certutil.ts'
import { clixmlReader } from './clixml.ts'
import type { Head, Reader } from './contract.ts'
import { edgeSubscriptionReader } from './edge-subscription.ts'
import { eventColumnsReader } from './event-columns.ts'
import { eventListReader } from './event-list.ts'
import { eventTableReader } from './event-table.ts'
import { eventTextReader } from './event-text.ts'
import { eventXmlReader } from './event-xml.ts'
import { evtReader } from './evt.ts'
import { evtxReader } from './evtx.ts'
import { exchangeCertificateReader } from './exchange-certificate.ts'
import { eximLogReader } from './exim-log.ts'
import { extraTraceReader } from './extra-trace.ts'
import { filemonReader } from './filemon.ts'
import { getAclReader } from './get-acl.ts'
import { icaclsReader } from './icacls.ts'
import { icaclsSaveReader } from './icacls-save.ts'
import { ldifReader } from './ldif.ts'
import { namesReader } from './names.ts'
import { nlbReader } from './nlb.ts'
import { postfixLogReader } from './postfix-log.ts'
import { procmonCsvReader } from './procmon-csv.ts'
import { procmonPmlReader } from './procmon-pml.ts'
import { procmonXmlReader } from './procmon-xml.ts'
import { edgeSyncReader, exchangeConfigurationReader, queueReader } from './shell-objects.ts'
import { smtpProtocolLogReader } from './smtp-protocol-log.ts'
import { straceReader } from './strace.ts'
import { transcriptReader } from './transcript.ts'

export const READERS: readonly Reader[] = [
  evtxReader,
  evtReader,
  procmonPmlReader,
  procmonCsvReader,
  procmonXmlReader,
  clixmlReader,
  eventXmlReader,
  edgeSubscriptionReader,
  ldifReader,
  smtpProtocolLogReader,
  exchangeCertificateReader,
  exchangeConfigurationReader,
  queueReader,
  edgeSyncReader,
  eventTextReader,
  eventListReader,
  eventTableReader,
  eventColumnsReader,
  icaclsReader,
  icaclsSaveReader,
  getAclReader,
  accesschkReader,
  certutilReader,
  nlbReader,
  namesReader,
  filemonReader,
  straceReader,
  auditdReader,
  postfixLogReader,
  eximLogReader,
  extraTraceReader,
  transcriptReader,
]

/** What a shell prints, one output below the other: each of these passes over what is not its own. */
const CONSOLE: ReadonlySet<Reader> = new Set([
  exchangeCertificateReader,
  exchangeConfigurationReader,
  queueReader,
  edgeSyncReader,
  eventTextReader,
  eventListReader,
  eventColumnsReader,
  icaclsReader,
  icaclsSaveReader,
  getAclReader,
  accesschkReader,
  certutilReader,
  nlbReader,
  namesReader,
  transcriptReader,
])
/** Files that somebody had a shell print: they stand in a transcript, and hold no outputs themselves. */
const PRINTED: ReadonlySet<Reader> = new Set([
  ...CONSOLE,
  ...[eventXmlReader, ldifReader, smtpProtocolLogReader, postfixLogReader, eximLogReader, extraTraceReader],
])

export function isConsole(reader: Reader): boolean {
  return CONSOLE.has(reader)
}

const CERTAIN = 100

/** The surest reader; undefined when nobody knows the beginning of the file. */
export function readerFor(head: Head): Reader | undefined {
  let best: { readonly reader: Reader; readonly score: number } | undefined
  for (const reader of READERS) {
    const score = reader.recognise(head)
    if (score >= CERTAIN) return reader
    if (score > (best?.score ?? 0)) best = { reader, score }
  }
  return best?.reader
}

/** Every reader that knows something in a part of what a shell printed, the surest first. */
export function readersOfPart(part: Head): readonly Reader[] {
  const scores = [...PRINTED].map((reader) => ({ reader, score: reader.recognise(part) }))
  return scores
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score)
    .map(({ reader }) => reader)
}
