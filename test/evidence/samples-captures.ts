/** Samples of captures of file access, and the readers they are for. */
import { auditdReader } from '../../src/evidence/auditd.ts'
import { filemonReader } from '../../src/evidence/filemon.ts'
import { procmonCsvReader } from '../../src/evidence/procmon-csv.ts'
import { procmonPmlReader } from '../../src/evidence/procmon-pml.ts'
import { procmonXmlReader } from '../../src/evidence/procmon-xml.ts'
import { straceReader } from '../../src/evidence/strace.ts'
import { pmlFile, type WrittenFileEvent } from './pml-writer.ts'
import { sampleBytes, type Sample } from './samples-text.ts'

export const KEY_FILE = '52ab417621a9d74c73e3e0f1bc374e0a_9a4f2c10-0d11-4b6e-8f4a-1c2d3e4f5a6b'
export const KEY_PATH = `C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys\\${KEY_FILE}`

const ACCESS_DENIED = 0xc0000022
const CREATE_FILE = 20
const READ_FILE = 23

export const PML_PROCESSES = [
  { index: 5, pid: 1844, name: 'EdgeTransport.exe', user: 'NT AUTHORITY\\NETWORK SERVICE' },
  { index: 9, pid: 2020, name: 'w3wp.exe', user: 'IIS APPPOOL\\Default' },
]
export const PML_EVENTS: readonly WrittenFileEvent[] = [
  {
    process: 5,
    operation: CREATE_FILE,
    path: KEY_PATH,
    status: ACCESS_DENIED,
    time: '2026-11-20T04:12:07.500Z',
    impersonating: 20,
  },
  {
    process: 9,
    operation: READ_FILE,
    path: 'C:\\データ\\a.txt',
    status: 0,
    time: '2026-11-20T04:12:08Z',
    extra: Buffer.alloc(6),
  },
  { process: 5, operation: CREATE_FILE, path: KEY_PATH, status: 0, time: '2026-11-20T04:12:09Z' },
]

const BOM = Buffer.from([0xef, 0xbb, 0xbf])

export const SAMPLES: readonly Sample[] = [
  { reader: procmonCsvReader, name: 'procmon.csv', bytes: Buffer.concat([BOM, sampleBytes('procmon.csv', 'utf-8')]) },
  { reader: procmonCsvReader, name: 'procmon-utf16.csv', bytes: sampleBytes('procmon.csv', 'utf-16le') },
  { reader: procmonXmlReader, name: 'procmon.xml', bytes: sampleBytes('procmon.xml', 'utf-8') },
  { reader: procmonPmlReader, name: 'procmon.pml', bytes: pmlFile(PML_PROCESSES, PML_EVENTS) },
  { reader: filemonReader, name: 'filemon.log', bytes: sampleBytes('filemon.log', 'cp1252') },
  { reader: filemonReader, name: 'filemon-pasted.log', bytes: sampleBytes('filemon-pasted.log', 'utf-8') },
  { reader: straceReader, name: 'strace.txt', bytes: sampleBytes('strace.txt', 'utf-8') },
  { reader: auditdReader, name: 'audit.log', bytes: sampleBytes('audit.log', 'utf-8') },
]
