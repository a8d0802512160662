import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Reader } from '../../src/evidence/contract.ts'
import { auditdReader } from '../../src/evidence/auditd.ts'
import { filemonReader } from '../../src/evidence/filemon.ts'
import { procmonCsvReader } from '../../src/evidence/procmon-csv.ts'
import { procmonPmlReader } from '../../src/evidence/procmon-pml.ts'
import { procmonXmlReader } from '../../src/evidence/procmon-xml.ts'
import { straceReader } from '../../src/evidence/strace.ts'
import { pmlFile } from './pml-writer.ts'
import { realEvidence } from './real-evidence.ts'
import { KEY_FILE, KEY_PATH, PML_EVENTS, PML_PROCESSES, SAMPLES } from './samples-captures.ts'
import { sampleText } from './samples-text.ts'
import { readAll, sourceOf } from './text-source.ts'

const SAVED = '2026-11-21T09:00:00.000Z'

async function read(reader: Reader, content: string | Uint8Array, cuts: readonly number[] = [], modifiedAt = SAVED) {
  const { observations, problems } = await readAll(reader, { ...sourceOf(content, 'capture', cuts), modifiedAt })
  const attempts = observations.filter((one) => one.kind === 'attempt')
  const capture = observations.find((one) => one.kind === 'capture')
  return {
    attempts,
    capture,
    said: attempts.map(({ process, result, time, account, evidence }) => [
      process,
      result,
      time,
      account,
      evidence.line ?? evidence.record,
    ]),
    problems: problems.map(({ problem, args, evidence }) => ({ problem, ...args, line: evidence.line })),
  }
}

const sampleOf = (name: string) => SAMPLES.find((one) => one.name === name)?.bytes ?? new Uint8Array()

describe('Process Monitor, CSV', () => {
  for (const name of ['procmon.csv', 'procmon-utf16.csv']) {
    test(`refusals on key files, the transport's and others', each with its line (${name})`, async () => {
      const { said, capture, problems } = await read(procmonCsvReader, sampleOf(name))
      assert.deepEqual(problems, [])
      assert.deepEqual(said, [
        ['EdgeTransport.exe', 'ACCESS DENIED', '2026-11-20T04:12:07.514', 'NT AUTHORITY\\NETWORK SERVICE', 3],
        ['w3wp.exe', 'ACCESS DENIED', '2026-11-20T04:12:08.014', 'IIS APPPOOL\\Default', 4],
        ['EdgeTransport.exe', 'NAME NOT FOUND', '2026-11-20T04:12:09.014', 'NT AUTHORITY\\NETWORK SERVICE', 7],
      ])
      assert.equal(capture?.transportTouches, 3)
      assert.deepEqual([capture.from, capture.to], ['2026-11-20T04:12:07.014', '2026-11-20T04:12:10.014'])
    })
  }

  const HEADING = '"PID","Result","Path","Process Name","Time of Day","Operation"\r\n'
  const row = (process: string, path: string, result: string, operation = 'CreateFile') =>
    `"1","${result}","${path}","${process}","16:12:07.5","${operation}"\r\n`
  const noise = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      row(`p${String(at % 7)}.exe`, `C:\\a\\${String(at)}`, 'SUCCESS', at % 3 === 0 ? 'ReadFile' : 'CloseFile'),
    ).join('')

  test('columns are found by name in any order, and without a date the day is that of the file', async () => {
    const { said } = await read(procmonCsvReader, HEADING + row('EdgeTransport.exe', KEY_PATH, 'ACCESS DENIED'))
    assert.deepEqual(said, [['EdgeTransport.exe', 'ACCESS DENIED', '2026-11-21T16:12:07.500', undefined, 2]])
  })

  test('a capture of many blocks has the right lines, whatever their boundaries are', async () => {
    const lines = noise(30_000)
    const text = HEADING + lines + row('EdgeTransport.exe', KEY_PATH, 'ACCESS DENIED') + lines
    for (const cuts of [[], [65_536], [1_048_576], [999_983, 31]]) {
      const { said, capture } = await read(procmonCsvReader, text, cuts)
      assert.deepEqual(
        said.map(([process, , , , line]) => [process, line]),
        [['EdgeTransport.exe', 30_002]],
      )
      assert.deepEqual([capture?.records, capture?.isFiltered], [60_001, false])
    }
  })

  test('a record is quoted from its first line, when the key stands in a later one', async () => {
    const text = `"Detail","Process Name","Operation","Path","Result"\n"a ${'long '.repeat(9)}\n""b""\nc","EdgeTransport.exe","CreateFile","${KEY_PATH}","ACCESS DENIED"\n`
    const { attempts } = await read(procmonCsvReader, text + text.slice(text.indexOf('\n') + 1))
    assert.deepEqual(
      attempts.map(({ evidence }) => [evidence.line, evidence.quote?.slice(0, 6)]),
      [
        [2, '"a lon'],
        [5, '"a lon'],
      ],
    )
  })

  test('a block may end anywhere near a line end inside of quotation marks', async () => {
    const bytes = sampleOf('procmon.csv')
    const whole = await read(procmonCsvReader, bytes)
    const mark = Buffer.from(bytes).indexOf('""new line')
    for (let cut = mark - 3; cut <= mark + 4; cut += 1)
      assert.deepEqual(await read(procmonCsvReader, bytes, [cut, bytes.length]), whole, String(cut - mark))
  })

  test('a source may fill the memory it is given', async () => {
    const bytes = Buffer.from(
      HEADING + noise(30_000) + row('EdgeTransport.exe', KEY_PATH, 'ACCESS DENIED') + noise(30_000),
    )
    const filling = {
      name: 'capture',
      open: async function* (into: readonly Uint8Array[] = []) {
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const block = into[turn % into.length] ?? new Uint8Array(1_000)
          const size = bytes.copy(block, 0, at, at + block.length - (turn % 3))
          yield block.subarray(0, size)
          at += size
        }
      },
    }
    const { observations } = await readAll(procmonCsvReader, filling)
    assert.deepEqual(
      observations.flatMap((one) => (one.kind === 'attempt' ? [one.evidence.line] : [])),
      [30_002],
    )
  })

  test('what looks bad and is normal is no refusal', async () => {
    const results = ['FAST IO DISALLOWED', 'FILE LOCKED WITH ONLY READERS', 'BUFFER OVERFLOW', 'REPARSE', 'SUCCESS']
    const rows = results.map((result) => row('EdgeTransport.exe', KEY_PATH, result)).join('')
    const folder = row('EdgeTransport.exe', KEY_PATH.slice(0, -KEY_FILE.length - 1), 'NAME NOT FOUND')
    const { said, capture } = await read(procmonCsvReader, HEADING + rows + folder)
    assert.deepEqual(said, [])
    assert.equal(capture?.transportTouches, 6)
  })

  test('keys of users and names that only look alike are not touched', async () => {
    const paths = [
      'C:\\Users\\a\\AppData\\Roaming\\Microsoft\\Crypto\\RSA\\S-1-5-21\\x',
      'HKLM\\Software\\Microsoft\\Cryptography\\Keys',
    ]
    const { capture } = await read(
      procmonCsvReader,
      HEADING + paths.map((path) => row('EdgeTransport.exe', path, 'ACCESS DENIED')).join(''),
    )
    assert.equal(capture?.transportTouches, 0)
  })

  for (const [says, rows, isFiltered] of [
    ['everything', noise(200), false],
    [
      'one process',
      Array.from({ length: 200 }, (_, at) =>
        row('EdgeTransport.exe', `C:\\${String(at)}`, 'SUCCESS', `op ${String(at % 4)}`),
      ).join(''),
      true,
    ],
    [
      'only keys',
      Array.from({ length: 200 }, (_, at) =>
        row(`p${String(at % 5)}.exe`, KEY_PATH, 'SUCCESS', `op ${String(at % 4)}`),
      ).join(''),
      true,
    ],
    [
      'only failures',
      Array.from({ length: 200 }, (_, at) =>
        row(`p${String(at % 5)}.exe`, 'C:\\a', 'ACCESS DENIED', `op ${String(at % 4)}`),
      ).join(''),
      true,
    ],
    ['a handful', noise(5), true],
  ] as const) {
    test(`a capture of ${says} ${isFiltered ? 'is' : 'is not'} taken for filtered`, async () => {
      const { capture } = await read(procmonCsvReader, HEADING + rows)
      assert.equal(capture?.isFiltered, isFiltered)
    })
  }

  test('refusals that flood are cut, and that is told', async () => {
    const rows = row('w3wp.exe', KEY_PATH, 'ACCESS DENIED').repeat(1_200)
    const { attempts, problems } = await read(procmonCsvReader, HEADING + rows)
    assert.equal(attempts.length, 1_000)
    assert.deepEqual(problems, [
      { problem: 'too-large', what: 'attempts of others', limit: 1_000, count: 1_200, line: undefined },
    ])
  })

  test('a record without an end does not take the rest with it', async () => {
    const broken = '"1","ACCESS DENIED","C:\\Crypto\\RSA\\MachineKeys\\never ends\r\n'
    const { said, problems } = await read(
      procmonCsvReader,
      HEADING + broken + row('EdgeTransport.exe', KEY_PATH, 'ACCESS DENIED'),
    )
    assert.deepEqual(
      said.map(([process]) => process),
      ['EdgeTransport.exe'],
    )
    assert.deepEqual(
      problems.map(({ problem, line }) => [problem, line]),
      [['truncated', 2]],
    )
  })

  test('an ambiguous day is the one on which the file was saved, else it is told', async () => {
    const dated = (day: string) =>
      `"Time of Day","Process Name","Operation","Path","Result","Date & Time"\n"4:12:07 AM","EdgeTransport.exe","CreateFile","${KEY_PATH}","ACCESS DENIED","${day} 4:12:07 AM"\n`
    const saved = await read(procmonCsvReader, dated('03/04/2026'), [], '2026-04-03T20:00:00.000Z')
    assert.deepEqual(
      saved.said.map(([, , time]) => time),
      ['2026-04-03T04:12:07'],
    )
    const unknown = await read(procmonCsvReader, dated('03/04/2026'))
    assert.deepEqual(
      unknown.said.map(([, , time]) => time),
      [undefined],
    )
    assert.deepEqual(unknown.problems, [{ problem: 'ambiguous-date', value: '03/04/2026 4:12:07 AM', line: undefined }])
  })
})

test('Process Monitor, XML: the same columns, and who was impersonated', async () => {
  const { said, capture, problems } = await read(procmonXmlReader, sampleText('procmon.xml'))
  assert.deepEqual(problems, [])
  assert.deepEqual(said, [
    ['EdgeTransport.exe', 'ACCESS DENIED', '2026-11-21T04:12:07.514', 'NT AUTHORITY\\NETWORK SERVICE', 9],
  ])
  assert.deepEqual([capture?.records, capture?.transportTouches], [2, 1])
  const cut = await read(procmonXmlReader, sampleText('procmon.xml').slice(0, -40))
  assert.deepEqual(
    cut.problems.map(({ problem }) => problem),
    ['truncated'],
  )
})

describe('Process Monitor, PML', () => {
  test('file events with the account that was impersonated, in UTC', async () => {
    const { attempts, capture, problems } = await read(procmonPmlReader, pmlFile(PML_PROCESSES, PML_EVENTS))
    assert.deepEqual(problems, [])
    assert.deepEqual(attempts, [
      {
        kind: 'attempt',
        process: 'EdgeTransport.exe',
        operation: 'CreateFile',
        path: KEY_PATH,
        result: 'ACCESS DENIED',
        pid: 1844,
        time: '2026-11-20T04:12:07.500Z',
        account: 'S-1-5-20',
        server: 'HUB1',
        evidence: { source: 'capture', record: 1, quote: `EdgeTransport.exe CreateFile ${KEY_PATH} ACCESS DENIED` },
      },
    ])
    assert.deepEqual([capture?.records, capture?.transportTouches], [3, 2])
  })

  test('events behind a broken one are told as lost', async () => {
    const bytes = pmlFile(PML_PROCESSES, PML_EVENTS)
    const second = bytes.indexOf(Buffer.from([9, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0]))
    bytes.writeUInt32LE(77, second + 8)
    const { capture, problems } = await read(procmonPmlReader, bytes)
    assert.equal(capture?.records, 1)
    assert.deepEqual(problems, [{ problem: 'damaged', what: 'events', lost: 2, read: 1, line: undefined }])
  })

  test('without the names of its processes nothing is claimed', async () => {
    const bytes = pmlFile(PML_PROCESSES, PML_EVENTS)
    const { attempts, problems } = await read(
      procmonPmlReader,
      bytes.subarray(0, Number(bytes.readBigUInt64LE(0x250)) + 20),
    )
    assert.deepEqual(attempts, [])
    assert.deepEqual(problems, [{ problem: 'damaged', what: 'process table', lost: 3, line: undefined }])
  })

  test('another version is said to be another version', async () => {
    const bytes = pmlFile(PML_PROCESSES, PML_EVENTS)
    bytes.writeUInt32LE(8, 4)
    const { problems } = await read(procmonPmlReader, bytes)
    assert.deepEqual(problems, [{ problem: 'not-understood', what: 'PML version 8', line: undefined }])
  })
})

test('Filemon: with tabs, the account in place of the options, and gaps in its numbers', async () => {
  const { said, capture, problems } = await read(filemonReader, sampleText('filemon.log'))
  assert.deepEqual(said, [
    ['EdgeTransport.exe', 'ACCESS DENIED', '2026-11-21T04:12:07', 'NT AUTHORITY\\NETWORK SERVICE', 1],
    ['w3wp.exe', 'ACCESS DENIED', '2026-11-21T04:12:08', 'HUB1\\IUSR', 4],
  ])
  assert.equal(capture?.gaps, 1)
  assert.deepEqual(problems, [{ problem: 'gap', from: 2, to: 5, line: 3 }])
})

test('Filemon: pasted with blanks, a name cut at 15 characters, a localized path', async () => {
  const { said, capture } = await read(filemonReader, sampleText('filemon-pasted.log'))
  assert.deepEqual(said, [['EdgeTransport.e', 'ACCESS DENIED', '2026-11-21T01:00:04', undefined, 1]])
  assert.deepEqual([capture?.gaps, capture?.transportTouches], [0, 1])
})

test('strace: calls that were interrupted, processes by what they execute and who started them', async () => {
  const { said, capture } = await read(straceReader, sampleText('strace.txt'))
  assert.deepEqual(said, [
    ['smtpd', 'EACCES', '2026-11-20T04:12:07.200Z', undefined, 2],
    ['smtpd', 'EPERM', '2026-11-20T04:12:07.360Z', undefined, 9],
    ['pid 1201', 'EACCES', '2026-11-20T04:12:07.370Z', undefined, 10],
  ])
  assert.equal(capture?.transportTouches, 3)
})

test('auditd: numbers and names, paths in hexadecimal, refusals of a security module', async () => {
  const { said, capture } = await read(auditdReader, sampleText('audit.log'))
  assert.deepEqual(said, [
    ['smtpd', 'EACCES', '2026-11-20T04:12:07.100Z', '106', 1],
    ['exim4', 'EACCES', '2026-11-20T04:12:09.100Z', undefined, 6],
  ])
  assert.deepEqual([capture?.records, capture?.transportTouches, capture?.isFiltered], [3, 3, true])
})

test('auditd: as ausearch -i prints it', async () => {
  const text = [
    '----',
    'type=PATH msg=audit(11/20/2026 04:12:07.100:1) : item=0 name=/etc/ssl/private/mail.key inode=1',
    'type=SYSCALL msg=audit(11/20/2026 04:12:07.100:1) : arch=x86_64 syscall=openat success=no exit=EACCES(Permission denied) pid=9 uid=postfix comm=smtpd exe=/usr/lib/postfix/sbin/smtpd',
  ].join('\n')
  const { said } = await read(auditdReader, text)
  assert.deepEqual(said, [['smtpd', 'EACCES', '2026-11-20T04:12:07.100', 'postfix', 2]])
})

test('a real capture has no refusals, and PML and CSV of it agree', async () => {
  const folder = realEvidence('procmon')
  if (folder !== undefined) {
    const file = (name: string) => gunzipSync(readFileSync(join(folder, name)))
    const csv = await read(procmonCsvReader, file('LogFileUTC64Filesystem.csv.gz'))
    const pml = await read(procmonPmlReader, file('LogFileUTC64Filesystem.pml.gz'))
    for (const { attempts, capture, problems } of [csv, pml]) {
      assert.deepEqual([attempts, problems], [[], []])
      assert.deepEqual([capture?.records, capture?.isFiltered, capture?.transportTouches], [31_569, false, 0])
    }
    assert.equal(`${csv.capture?.from ?? ''}Z`, pml.capture?.from)
    assert.equal(`${csv.capture?.to ?? ''}Z`, pml.capture?.to)
    const other = await read(procmonCsvReader, file('LogfileTests32bitUTC.csv.gz'))
    assert.equal(other.capture?.records, 32_930)
  }
  assert.ok(SAMPLES.length > 0)
})

describe('what is too long', () => {
  test('a record of a megabyte is told, and the next ones are read', async () => {
    const heading = '"Process Name","Operation","Path","Result"\n'
    const row = `"EdgeTransport.exe","CreateFile","${KEY_PATH}","ACCESS DENIED"\n`
    const long = `"a.exe","CreateFile","${'x'.repeat(3_000_000)}","SUCCESS"\n`
    const { said, problems } = await read(procmonCsvReader, heading + long + row)
    assert.deepEqual(
      said.map(([process, , , , line]) => [process, line]),
      [['EdgeTransport.exe', 3]],
    )
    assert.deepEqual(problems[0], { problem: 'too-large', what: 'record', limit: 65_536, line: 2 })
  })

  test('an element of Process Monitor that does not end is told', async () => {
    const text = sampleText('procmon.xml').replace('<event>', `<${'x'.repeat(300_000)}\n<event>`)
    const { said, problems } = await read(procmonXmlReader, text)
    assert.equal(said.length, 1)
    assert.deepEqual(
      problems.map(({ problem }) => problem),
      ['too-large'],
    )
  })
})

test('strace: paths in octal', async () => {
  const call =
    'openat(AT_FDCWD, "/etc/ssl/private/\\303\\251t\\"\\303\\251.key", O_RDONLY) = -1 EACCES (Permission denied)\n'
  const { attempts } = await read(straceReader, call)
  assert.deepEqual(
    attempts.map(({ process, path, pid }) => [process, path, pid]),
    [['process', '/etc/ssl/private/ét"é.key', undefined]],
  )
})
