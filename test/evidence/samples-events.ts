/** Samples of event logs, binary and text, and the readers they are for. */
import { evtReader } from '../../src/evidence/evt.ts'
import { evtxReader } from '../../src/evidence/evtx.ts'
import { eventColumnsReader } from '../../src/evidence/event-columns.ts'
import { eventListReader } from '../../src/evidence/event-list.ts'
import { eventTableReader } from '../../src/evidence/event-table.ts'
import { eventTextReader } from '../../src/evidence/event-text.ts'
import { eventXmlReader } from '../../src/evidence/event-xml.ts'
import { evtCircle, evtFile, evtRecord, type WrittenEvt } from './evt-writer.ts'
import { chunkOf, evtxFile, type WrittenEvent } from './evtx-writer.ts'
import { sampleBytes, type Sample } from './samples-text.ts'

export const THUMBPRINT = '5A3C0C0B4E1D2F00112233445566778899AABBCC'

/** A warning about the server's own certificate, one about a peer's, and something that has nothing to do with it. */
export function writtenEvents(firstRecord: number): readonly WrittenEvent[] {
  return [
    {
      source: 'MSExchangeTransport',
      id: 1037,
      qualifiers: 0x8004,
      record: firstRecord,
      time: '2026-11-20T04:12:07.123Z',
      strings: [],
    },
    { source: 'ESENT', id: 102, record: firstRecord + 1, time: '2026-11-20T04:12:08.000Z', strings: ['svchost'] },
    {
      source: 'MSExchangeTransport',
      id: 1036,
      qualifiers: 0xc004,
      record: firstRecord + 2,
      time: '2026-11-20T04:12:09.000Z',
      strings: ['CN=edge1', '192.0.2.40'],
    },
  ]
}

export function writtenEvt(record: number, id = 1037, strings: readonly string[] = [THUMBPRINT]): WrittenEvt {
  return { record, time: '2007-11-20T04:12:07Z', source: 'MSExchangeTransport', id, qualifiers: 0x8004, strings }
}

export function evtRecords(from: number, to: number): readonly Buffer[] {
  return Array.from({ length: to - from + 1 }, (_, at) => evtRecord(writtenEvt(from + at)))
}

export const SAMPLES: readonly Sample[] = [
  { reader: evtxReader, name: 'classic.evtx', bytes: evtxFile([chunkOf(writtenEvents(1)), chunkOf(writtenEvents(4))]) },
  { reader: evtxReader, name: 'manifest.evtx', bytes: evtxFile([chunkOf(writtenEvents(1), 'manifest')]) },
  { reader: evtxReader, name: 'plain.evtx', bytes: evtxFile([chunkOf(writtenEvents(1), 'plain')], { isDirty: true }) },
  { reader: evtxReader, name: 'mixed.evtx', bytes: evtxFile([chunkOf(writtenEvents(1), 'mixed')]) },
  { reader: evtReader, name: 'whole.evt', bytes: evtFile(evtRecords(1, 4), { oldest: 1, next: 5 }) },
  {
    reader: evtReader,
    name: 'circle.evt',
    bytes: evtCircle(evtRecords(8, 9), evtRecords(5, 7), { oldest: 5, next: 10, isDirty: true, staleNext: 6 }, 80),
  },
  { reader: eventTextReader, name: 'event-2003-en.txt', bytes: sampleBytes('event-2003-en.txt', 'utf-8') },
  { reader: eventTextReader, name: 'event-2003-ja.txt', bytes: sampleBytes('event-2003-ja.txt', 'cp932') },
  { reader: eventTextReader, name: 'event-2003-de.txt', bytes: sampleBytes('event-2003-de.txt', 'cp1252') },
  { reader: eventTextReader, name: 'event-2003-fr.txt', bytes: sampleBytes('event-2003-fr.txt', 'cp850') },
  { reader: eventTextReader, name: 'event-copy-ja.txt', bytes: sampleBytes('event-copy-ja.txt', 'utf-16le') },
  { reader: eventTextReader, name: 'wevtutil.txt', bytes: sampleBytes('wevtutil.txt', 'utf-8') },
  { reader: eventListReader, name: 'winevent-list.txt', bytes: sampleBytes('winevent-list.txt', 'utf-16le') },
  { reader: eventListReader, name: 'eventlog-list-de.txt', bytes: sampleBytes('eventlog-list-de.txt', 'cp1252') },
  { reader: eventListReader, name: 'eventlog-list.txt', bytes: sampleBytes('eventlog-list.txt', 'utf-8') },
  { reader: eventListReader, name: 'eventlog-list-ja.txt', bytes: sampleBytes('eventlog-list-ja.txt', 'cp932') },
  {
    reader: eventColumnsReader,
    name: 'eventlog-columns-ja.txt',
    bytes: sampleBytes('eventlog-columns-ja.txt', 'cp932'),
  },
  { reader: eventColumnsReader, name: 'winevent-table.txt', bytes: sampleBytes('winevent-table.txt', 'utf-16le') },
  { reader: eventColumnsReader, name: 'eventlog-table.txt', bytes: sampleBytes('eventlog-table.txt', 'utf-8') },
  { reader: eventTableReader, name: 'event-table-ja.csv', bytes: sampleBytes('event-table-ja.csv', 'cp932') },
  { reader: eventTableReader, name: 'event-table-2003.csv', bytes: sampleBytes('event-table-2003.csv', 'utf-8') },
  { reader: eventXmlReader, name: 'event-export.xml', bytes: sampleBytes('event-export.xml', 'utf-8') },
]
