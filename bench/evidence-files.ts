/** Large files of evidence, the same in every run. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { chunkOf, evtxFile, type WrittenEvent } from '../test/evidence/evtx-writer.ts'

const ROWS = 20_000
const PROCESSES = ['svchost.exe', 'explorer.exe', 'MsMpEng.exe', 'lsass.exe', 'EdgeTransport.exe', 'w3wp.exe', 'System']
const OPERATIONS = ['RegOpenKey', 'RegQueryValue', 'CreateFile', 'CloseFile', 'ReadFile', 'WriteFile', 'Load Image']
const RESULTS = [
  'SUCCESS',
  'SUCCESS',
  'SUCCESS',
  'SUCCESS',
  'SUCCESS',
  'NAME NOT FOUND',
  'BUFFER OVERFLOW',
  'NO MORE ENTRIES',
]
const PATHS = [
  'HKLM\\System\\CurrentControlSet\\Services\\Tcpip\\Parameters',
  'C:\\Windows\\System32\\ntdll.dll',
  'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\TransportRoles\\Logs\\Hub\\ProtocolLog\\SmtpReceive\\RECV2026112319-1.LOG',
  'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\SessionInfo\\1',
  'C:\\Windows\\System32\\config\\systemprofile\\AppData\\Local\\Microsoft\\Windows\\INetCache',
]
const KEY = 'C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys\\f686aace6942fb7f7ceb231212eef4a4_2f1d7a2b'
const HEADING = '\ufeff"Time of Day","Process Name","PID","Operation","Path","Result","Detail"\r\n'
/** One row in so many is about a key, and a third of these are refused. */
const KEY_EVERY = 400

/** The same numbers in every run. */
function* numbers(): Generator<number> {
  for (let state = 7; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state >>> 8
  }
}

function procmonRows(): string {
  const source = numbers()
  const next = (below: number): number => Number(source.next().value) % below
  const pick = (words: readonly string[]): string => words[next(words.length)] ?? ''
  return Array.from({ length: ROWS }, (_, at) => {
    const isKey = at % KEY_EVERY === 0
    const time = `${String(1 + next(12))}:${String(10 + next(50))}:${String(10 + next(50))}.${String(1_000_000 + next(9_000_000))} PM`
    const detail = `Offset: ${String(next(1 << 24))}, Length: ${String(next(1 << 16))}, Priority: Normal`
    const result = isKey && at % (3 * KEY_EVERY) === 0 ? 'ACCESS DENIED' : pick(RESULTS)
    const words = [
      time,
      pick(PROCESSES),
      String(next(20_000)),
      pick(OPERATIONS),
      isKey ? KEY : pick(PATHS),
      result,
      detail,
    ]
    return `${words.map((word) => `"${word}"`).join(',')}\r\n`
  }).join('')
}

/** A Process Monitor export of at least so many bytes. */
export function writeProcmonCsv(path: string, bytes: number): void {
  const rows = Buffer.from(procmonRows())
  const file = openSync(path, 'w')
  for (let written = writeSync(file, HEADING); written < bytes; written += rows.length) writeSync(file, rows)
  closeSync(file)
}

const EVENTS_A_CHUNK = 110

function eventOf(record: number): WrittenEvent {
  const isTransport = record % 50 === 0
  return {
    source: isTransport ? 'MSExchangeTransport' : 'Microsoft-Windows-Security-SPP',
    id: isTransport ? 1035 : 16_384,
    qualifiers: 0x4000,
    record,
    time: new Date(Date.UTC(2026, 10, 20) + record * 1_000).toISOString(),
    strings: ['LogonDenied', 'Default HUB1', 'ExchangeAuth', '192.0.2.9', String(record)],
  }
}

/** An event log of so many chunks of 64 KiB, a fiftieth of it about the transport. */
export function writeEvtx(path: string, chunks: number): void {
  const file = openSync(path, 'w')
  writeSync(file, evtxFile([], { chunks }))
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const first = chunk * EVENTS_A_CHUNK + 1
    const events = Array.from({ length: EVENTS_A_CHUNK }, (_, at) => eventOf(first + at))
    writeSync(file, chunkOf(events, chunk % 2 === 0 ? 'classic' : 'manifest'))
  }
  closeSync(file)
}

export function evtxEvents(chunks: number): number {
  return chunks * EVENTS_A_CHUNK
}
