import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accesschkReader } from '../../src/evidence/accesschk.ts'
import { mayRead } from '../../src/evidence/access-rights.ts'
import type { Encoding, Reader } from '../../src/evidence/contract.ts'
import { headOf } from '../../src/evidence/encoding.ts'
import { getAclReader } from '../../src/evidence/get-acl.ts'
import { icaclsSaveReader } from '../../src/evidence/icacls-save.ts'
import { icaclsReader } from '../../src/evidence/icacls.ts'
import type { AccessEntry } from '../../src/evidence/observation.ts'
import { readSddl } from '../../src/evidence/sddl.ts'
import { NETWORK_SERVICE_TOKEN, sidOf } from '../../src/evidence/sids.ts'
import { sampleBytes } from './samples-text.ts'
import { readAll, sourceOf, type Collected } from './text-source.ts'

const KEY = '8e04fdc2fc18e9140b6d31121f85b968_0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
const OTHER = '00112233445566778899aabbccddeeff_0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
const FOLDER = 'C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys'

/** Each list as its place and path, and each entry as one line: `+R S-1-5-20 name`, inherited ones with `^`, others with `~`. */
function told({ observations, problems }: Collected): string[] {
  assert.deepEqual(problems, [])
  return observations.flatMap((one) => {
    if (one.kind !== 'access') return [one.kind]
    const owner = one.owner === undefined ? '' : ` of ${one.owner}`
    const entries = one.entries.map(({ allows, canRead, sid, account, isInherited, isInheritOnly }) => {
      const marks = `${isInherited ? '^' : ''}${isInheritOnly ? '~' : ''}`
      return `${allows ? '+' : '-'}${canRead ? 'R' : '.'}${marks} ${sid ?? '?'} ${account}`
    })
    return [`${String(one.evidence.line)} ${one.path}${owner}`, ...entries]
  })
}

interface Case {
  readonly says: string
  readonly reader: Reader
  readonly name: string
  readonly encoding: Encoding
  readonly lists: readonly string[]
}

const CASES: readonly Case[] = [
  {
    says: 'icacls of one file and of a whole folder, deny and inheritance included',
    reader: icaclsReader,
    name: 'icacls.txt',
    encoding: 'utf-8',
    lists: [
      `2 ${FOLDER}\\${KEY}`,
      '+R S-1-5-18 NT AUTHORITY\\SYSTEM',
      '+R S-1-5-32-544 BUILTIN\\Administrators',
      '+R S-1-5-20 NT AUTHORITY\\NETWORK SERVICE',
      `11 ${FOLDER}\\${OTHER}`,
      '+R S-1-5-18 NT AUTHORITY\\SYSTEM',
      `13 ${FOLDER}\\${KEY}`,
      '-R ? CONTOSO\\Exchange Servers',
      '+R^ S-1-5-18 NT AUTHORITY\\SYSTEM',
      '+R^~ S-1-5-20 S-1-5-20',
    ],
  },
  {
    says: 'icacls on a Japanese system, with a path that is wider than its characters',
    reader: icaclsReader,
    name: 'icacls-ja.txt',
    encoding: 'cp932',
    lists: [
      `1 C:\\Documents and Settings\\All Users\\Application Data\\鍵の控え\\${KEY}`,
      '+R S-1-5-32-544 BUILTIN\\Administrators',
      '+R S-1-5-18 NT AUTHORITY\\SYSTEM',
    ],
  },
  {
    says: 'icacls on a German system',
    reader: icaclsReader,
    name: 'icacls-de.txt',
    encoding: 'cp850',
    lists: [
      `1 C:\\Schlüssel\\${KEY}`,
      '+R S-1-5-18 NT-AUTORITÄT\\SYSTEM',
      '+R S-1-5-32-544 VORDEFINIERT\\Administratoren',
      '+R S-1-5-20 NT-AUTORITÄT\\NETZWERKDIENST',
      '-R S-1-1-0 Jeder',
    ],
  },
  {
    says: 'icacls on a French system',
    reader: icaclsReader,
    name: 'icacls-fr.txt',
    encoding: 'cp850',
    lists: [
      `1 ${FOLDER}\\${KEY}`,
      '+R S-1-5-20 AUTORITE NT\\SERVICE RÉSEAU',
      '+R S-1-5-32-544 BUILTIN\\Administrateurs',
    ],
  },
  {
    says: 'cacls with its special access spelled out below',
    reader: icaclsReader,
    name: 'cacls.txt',
    encoding: 'utf-8',
    lists: [
      `1 C:\\keys\\${KEY}`,
      '+R S-1-5-32-544 BUILTIN\\Administrators',
      '+R^ S-1-5-18 NT AUTHORITY\\SYSTEM',
      '-R S-1-5-20 NT AUTHORITY\\NETWORK SERVICE',
      '+. S-1-1-0 Everyone',
      '+R S-1-5-20 NT AUTHORITY\\NETWORK SERVICE',
    ],
  },
  {
    says: 'cacls on a Japanese system, with an empty line inside',
    reader: icaclsReader,
    name: 'cacls-ja.txt',
    encoding: 'cp932',
    lists: [
      '2 C:\\Documents and Settings\\All Users\\Application Data\\Microsoft\\Crypto\\RSA\\MachineKeys',
      '+R S-1-1-0 Everyone',
      '+R S-1-5-32-544 BUILTIN\\Administrators',
    ],
  },
  {
    says: 'Get-Acl by its SDDL and the names beside it, and its entries one by one',
    reader: getAclReader,
    name: 'get-acl.txt',
    encoding: 'utf-16le',
    lists: [
      `9 ${FOLDER}\\${KEY} of NT AUTHORITY\\SYSTEM`,
      '+R S-1-5-20 NT AUTHORITY\\NETWORK SERVICE',
      '+R S-1-5-18 NT AUTHORITY\\SYSTEM',
      '+R^ S-1-5-32-544 BUILTIN\\Administrators',
      '20 C:\\keys\\a.key',
      '+R^ S-1-5-32-544 BUILTIN\\Administrators',
      '-R~ S-1-5-20 NT AUTHORITY\\NETWORK SERVICE',
    ],
  },
  {
    says: 'Get-Acl on a German system, without SDDL',
    reader: getAclReader,
    name: 'get-acl-de.txt',
    encoding: 'cp1252',
    lists: [
      '4 C:\\keys\\a.key of VORDEFINIERT\\Administratoren',
      '+R S-1-5-32-544 VORDEFINIERT\\Administratoren',
      '+R S-1-5-20 NT-AUTORITÄT\\NETZWERKDIENST',
      '-R ? FIRMA\\Exchange Trusted Subsystem',
    ],
  },
  {
    says: 'accesschk in its three forms',
    reader: accesschkReader,
    name: 'accesschk.txt',
    encoding: 'utf-8',
    lists: [
      `5 ${FOLDER}\\${KEY}`,
      '+R S-1-5-18 NT AUTHORITY\\SYSTEM',
      '+R S-1-5-32-544 BUILTIN\\Administrators',
      '+R S-1-5-20 NT AUTHORITY\\NETWORK SERVICE',
      '14 C:\\keys\\a.key',
      '-R S-1-5-20 NT AUTHORITY\\NETWORK SERVICE',
      '+R^ S-1-5-18 NT AUTHORITY\\SYSTEM',
      '25 C:\\keys\\b.key',
      '+R S-1-5-20 NT AUTHORITY\\NETWORK SERVICE',
      '26 C:\\keys\\c.key',
      '+. S-1-5-20 NT AUTHORITY\\NETWORK SERVICE',
    ],
  },
  {
    says: 'what icacls saved',
    reader: icaclsSaveReader,
    name: 'icacls-save.txt',
    encoding: 'utf-16le',
    lists: [
      `2 ${KEY}`,
      '+R S-1-5-18 SY',
      '+R S-1-5-32-544 BA',
      '+R S-1-5-20 NS',
      `4 ${OTHER} of S-1-5-32-544`,
      '-R~ S-1-5-20 NS',
      '+R^ S-1-5-21-1-2-3-1104 S-1-5-21-1-2-3-1104',
    ],
  },
]

for (const { says, reader, name, encoding, lists } of CASES) {
  test(`${says}: ${name}`, async () => {
    const bytes = sampleBytes(name, encoding)
    assert.deepEqual(told(await readAll(reader, sourceOf(bytes, name))), lists)
    const sure = [icaclsReader, getAclReader, accesschkReader, icaclsSaveReader].map((one) =>
      one.recognise(headOf(bytes)),
    )
    assert.ok(reader.recognise(headOf(bytes)) >= 80)
    assert.equal(Math.max(...sure), reader.recognise(headOf(bytes)))
  })
}

const ONE_LINE: readonly (readonly [line: string, path: string, account: string])[] = [
  [`C:\\a b\\c NT AUTHORITY\\NETWORK SERVICE:(R)`, 'C:\\a b\\c', 'NT AUTHORITY\\NETWORK SERVICE'],
  [`C:\\a b\\${KEY} CONTOSO\\Exchange Servers:(R)`, `C:\\a b\\${KEY}`, 'CONTOSO\\Exchange Servers'],
  ['C:\\a b\\c CONTOSO\\Exchange Servers:(R)', 'C:\\a b\\c', 'CONTOSO\\Exchange Servers'],
  ['C:\\a b\\c Everyone:(R)', 'C:\\a b\\c', 'Everyone'],
  ['C:\\Program Files (x86)\\c S-1-5-20:(R)', 'C:\\Program Files (x86)\\c', 'S-1-5-20'],
  ['C:\\a b\\c BUILTIN\\Users:R', 'C:\\a b\\c', 'BUILTIN\\Users'],
]

test('with one entry alone the end of the path is found by what stands there', async () => {
  for (const [line, path, account] of ONE_LINE) {
    const { observations } = await readAll(icaclsReader, sourceOf(`${line}\r\n`))
    const [one] = observations
    assert.ok(one?.kind === 'access', line)
    assert.deepEqual([one.path, one.entries[0]?.account], [path, account])
  }
})

test('with more entries their column tells where an account begins that nobody knows', async () => {
  const text = 'C:\\a b\\c d Alte Gruppe mit Leerzeichen:(R)\r\n           NT AUTHORITY\\SYSTEM:(F)\r\n'
  assert.deepEqual(told(await readAll(icaclsReader, sourceOf(text))), [
    '1 C:\\a b\\c d',
    '+R ? Alte Gruppe mit Leerzeichen',
    '+R S-1-5-18 NT AUTHORITY\\SYSTEM',
  ])
})

test('every entry knows its line', async () => {
  const linesOf = async (reader: Reader, name: string): Promise<unknown> => {
    const { observations } = await readAll(reader, sourceOf(sampleBytes(name, 'utf-8')))
    const [first] = observations
    return first?.kind === 'access' && first.entries.map(({ line }) => line)
  }
  assert.deepEqual(await linesOf(getAclReader, 'get-acl-de.txt'), [4, 5, 6])
  assert.deepEqual(await linesOf(icaclsReader, 'icacls.txt'), [2, 3, 4])
  assert.deepEqual(await linesOf(accesschkReader, 'accesschk.txt'), [6, 8, 10])
})

test('a failure to read one file is no list', async () => {
  const text = 'C:\\secret.key: Access is denied.\r\nSuccessfully processed 0 files; Failed processing 1 files\r\n'
  assert.deepEqual(told(await readAll(icaclsReader, sourceOf(text))), [])
})

test('accounts are known in the languages of Windows, and spoilt names by what is left of them', () => {
  const service = [
    ...[
      'NT AUTHORITY\\NETWORK SERVICE',
      'nt authority\\network service',
      'NT-AUTORITÄT\\NETZWERKDIENST',
      'Netzwerkdienst',
    ],
    ...['AUTORITE NT\\SERVICE RÉSEAU', 'AUTORITE NT\\SERVICE RESEAU', 'NT AUTHORITY\\SERVIZIO DI RETE', '*S-1-5-20'],
    ...['NT AUTHORITY\\SERVICIO DE RED', 'NT-AUTORITŽT\\NETZWERKDIENST', 'NT-AUTORIT─T\\NETZWERKDIENST'],
    ...['AUTORITE NT\\SERVICE R?SEAU', 'NT-AUTORITÃ„T\\NETZWERKDIENST', 'ネットワーク サービス'],
  ]
  for (const name of service) assert.equal(sidOf(name), 'S-1-5-20', name)
  assert.equal(sidOf('NT AUTHORITY\\СИСТЕМА'), 'S-1-5-18')
  assert.equal(sidOf('VORDEFINIERT\\Benutzer'), 'S-1-5-32-545')
  for (const name of ['CONTOSO\\Users', 'CONTOSO\\NETWORK SERVICE', 'HUB1\\Administrators', '???', 'somebody', ''])
    assert.equal(sidOf(name), undefined, name)
})

function entry(text: string): AccessEntry {
  const [sign = '', account = ''] = text.split(' ')
  const sid = sidOf(account)
  return {
    ...(sid === undefined ? {} : { sid }),
    account,
    allows: sign.startsWith('+'),
    canRead: !sign.includes('.'),
    isInherited: sign.includes('^'),
    isInheritOnly: sign.includes('~'),
  }
}

const READABLE: readonly (readonly [entries: readonly string[], may: boolean | 'unknown'])[] = [
  [[], false],
  [['+ S-1-5-20'], true],
  [['+ Everyone'], true],
  [['+ BUILTIN\\Users'], true],
  [['+ BUILTIN\\Administrators'], false],
  [['+. S-1-5-20'], false],
  [['+ S-1-5-20', '- S-1-5-20'], false],
  [['- Everyone', '+ S-1-5-20'], false],
  [['-^ Everyone', '+ S-1-5-20'], true],
  [['-^ Everyone', '+^ S-1-5-20'], false],
  [['+~ S-1-5-20'], false],
  [['-. S-1-5-20', '+ S-1-5-20'], true],
  [['+ CONTOSO\\Exchange'], false],
  [['- CONTOSO\\Exchange', '+ S-1-5-20'], true],
  [['+ Unbekannt'], 'unknown'],
  [['- Unbekannt', '+ S-1-5-20'], 'unknown'],
]

test('who may read follows the order of Windows: denied before granted, here before above', () => {
  for (const [entries, may] of READABLE)
    assert.equal(mayRead(entries.map(entry), NETWORK_SERVICE_TOKEN), may, entries.join(', '))
})

test('SDDL is read by its letters and its numbers', () => {
  const reads = (rights: string): boolean | undefined => readSddl(`D:(A;;${rights};;;NS)`)?.entries[0]?.canRead
  for (const rights of ['FA', 'FR', 'GA', 'GR', 'CCLC', '0x120089', '0x80000000', '0x1f01ff'])
    assert.equal(reads(rights), true, rights)
  for (const rights of ['FW', 'GX', 'LCSWRP', '0x100000', 'RC']) assert.equal(reads(rights), false, rights)
  assert.equal(readSddl('nothing'), undefined)
  assert.deepEqual(readSddl('D:(A;;FA;;;SY)(A;;FA')?.entries.length, 1)
})
