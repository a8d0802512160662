import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Encoding } from '../../src/evidence/contract.ts'
import { headOf } from '../../src/evidence/encoding.ts'
import { addressIn } from '../../src/evidence/name-sink.ts'
import { namesReader as reader } from '../../src/evidence/names.ts'
import { realEvidence } from './real-evidence.ts'
import { sampleBytes } from './samples-text.ts'
import { collector, readAll, sourceOf, type Collected } from './text-source.ts'

/** Each name as `line what value`, with what was asked before an arrow. */
function told({ observations, problems }: Collected): string[] {
  assert.deepEqual(problems, [])
  return observations.map((one) => {
    const line = String(one.evidence.line)
    if (one.kind === 'balancer')
      return `${line} balancer ${one.clusterName ?? ''} ${one.clusterAddresses.join()}`.trim()
    if (one.kind !== 'name') return one.kind
    const asked = one.asked === undefined ? '' : `${one.asked} → `
    return `${line} ${one.what} ${asked}${one.failed === true ? 'nothing' : one.value}`.trim()
  })
}

const ADAPTER = (address: string, dns: string) => [`${address} address 10.0.0.11`, `${dns} dns-server 10.0.0.2`]

const CASES: readonly (readonly [name: string, encoding: Encoding, names: readonly string[]])[] = [
  [
    'ipconfig-ja.txt',
    'cp932',
    [
      '4 host-name HUB1',
      '5 primary-suffix corp.example',
      '9 search-suffix corp.example',
      '10 search-suffix example',
      '14 connection-suffix branch.example',
      '19 address 10.0.0.11',
      '21 address 10.0.0.50',
      '24 dns-server 10.0.0.2',
      '25 dns-server 10.0.0.3',
    ],
  ],
  [
    'ipconfig-de.txt',
    'cp850',
    [
      '5 host-name hub1',
      '6 primary-suffix firma.example',
      '10 search-suffix firma.example',
      '14 connection-suffix filiale.example',
      ...ADAPTER('17', '20'),
      '23 host-name hub1',
    ],
  ],
  [
    'ipconfig-fr.txt',
    'cp850',
    [
      '3 host-name HUB1',
      '4 primary-suffix',
      '6 search-suffix corp.example',
      '10 connection-suffix corp.example',
      ...ADAPTER('11', '13'),
    ],
  ],
  [
    'ipconfig-2003.txt',
    'cp437',
    [
      '4 host-name hub1',
      '5 primary-suffix corp.example',
      '11 address 10.0.0.50',
      '13 address 10.0.0.11',
      '15 dns-server 10.0.0.2',
    ],
  ],
  ['ipconfig-sv.txt', 'cp850', ['3 host-name hub1', '4 primary-suffix corp.example']],
  ['systeminfo-ja.txt', 'cp932', ['2 host-name HUB1', '5 domain corp.example', '11 address 10.0.0.11']],
  [
    'nslookup.txt',
    'utf-8',
    [
      '3 dns-server 10.0.0.2',
      '6 lookup hub1.corp.example → 10.0.0.11',
      '7 lookup hub1.corp.example → 10.0.0.50',
      '11 dns-server 10.0.0.2',
      '13 reverse-lookup 10.0.0.11 → oldname.corp.example',
      '18 dns-server 10.0.0.2',
      '20 lookup hub9.corp.example → nothing',
      '24 dns-server 10.0.0.2',
      '29 dns-server 10.0.0.2',
      '31 reverse-lookup 10.0.0.12 → hub2.corp.example',
    ],
  ],
  [
    'nslookup-ja.txt',
    'cp932',
    [
      '2 dns-server 10.0.0.2',
      '5 lookup hub1.corp.example → 10.0.0.11',
      '8 dns-server 10.0.0.2',
      '10 lookup hub9.corp.example → nothing',
    ],
  ],
  ['nslookup-de.txt', 'cp850', ['2 dns-server 10.0.0.2', '4 lookup hub9.firma.example → nothing']],
  [
    'reg-query.txt',
    'utf-8',
    [
      '4 primary-suffix corp.example',
      '5 host-name hub1',
      '6 nv-domain',
      '7 nv-host-name hub1',
      '8 search-suffix corp.example',
      '8 search-suffix example',
      '12 active-computer-name HUB1',
      '15 computer-name HUB1NEW',
      '17 balancer nlb.corp.example 10.0.0.50',
    ],
  ],
  ['names.reg.txt', 'utf-16le', ['4 host-name hub1', '5 primary-suffix corp.example', '8 balancer nlb.corp.example']],
]

for (const [name, encoding, names] of CASES) {
  test(`${name} in ${encoding} gives the names of the host with their lines`, async () => {
    const bytes = sampleBytes(name, encoding)
    assert.deepEqual(told(await readAll(reader, sourceOf(bytes, name))), names)
    assert.ok(reader.recognise(headOf(bytes)) >= 80)
  })
}

test('a German label is known also when the page of the console was lost', async () => {
  const bytes = sampleBytes('ipconfig-de.txt', 'utf-8')
  const spoilt = Buffer.from(Buffer.from(bytes).toString('utf8').replaceAll('ä', '?'))
  assert.ok(told(await readAll(reader, sourceOf(spoilt))).includes('6 primary-suffix firma.example'))
})

test('one word alone is what hostname prints, and is believed only where nothing else is known', async () => {
  assert.deepEqual(told(await readAll(reader, sourceOf('\r\nHUB1\r\n'))), ['2 host-name HUB1'])
  assert.equal(reader.recognise(headOf(Buffer.from('HUB1\r\n'))), 20)
  assert.deepEqual(told(await readAll(reader, sourceOf('two words\r\n'))), [])
})

test('an answer that took too long is a failed look-up of what was asked', async () => {
  const text = 'C:\\>nslookup hub9.corp.example\nDNS request timed out.\n*** Request to dc1.corp.example timed-out\n'
  assert.deepEqual(told(await readAll(reader, sourceOf(text))), ['3 lookup hub9.corp.example → nothing'])
})

test('addresses lose their zone and the mark behind them', () => {
  assert.equal(addressIn('10.0.0.1(優先)'), '10.0.0.1')
  assert.equal(addressIn('fd00::1%12 (Preferred)'), 'fd00::1')
  for (const text of ['', 'hub1', '10.0.0', '255', '9:00:00 AM']) assert.equal(addressIn(text), undefined, text)
})

test('it leaves alone what is no name of a host', () => {
  for (const text of ['', 'Thumbprint : AB', '<Objs>', 'two words', 'Name : hub1\nServices : SMTP', 'a.b.c'])
    assert.equal(reader.recognise(headOf(Buffer.from(text))), 0, text)
})

const REAL: readonly (readonly [file: string, hostName: string, suffix: string, count: number])[] = [
  ['ipconfig-windows-10.txt', 'DESKTOP-WIN10-PRO', '', 14],
  ['ipconfig-windows-2008.txt', 'WIN-SERVER8', '', 4],
  ['ipconfig-windows-2016.txt', 'WIN-SERVER16', 'somecompany.corp', 5],
]

test('real outputs of ipconfig are read to the last adapter', async () => {
  const folder = realEvidence('names')
  const files = folder === undefined ? [] : REAL.filter(([file]) => existsSync(join(folder, file)))
  assert.equal(files.length, folder === undefined ? 0 : REAL.length)
  for (const [file, hostName, suffix, count] of files) {
    const { observations, problems, ...findings } = collector()
    await reader.read({ name: file, open: () => createReadStream(join(folder ?? '', file)) }, findings)
    const value = (what: string) =>
      observations.flatMap((one) => (one.kind === 'name' && one.what === what ? [one.value] : []))
    assert.deepEqual(
      [value('host-name'), value('primary-suffix'), observations.length],
      [[hostName], [suffix], count],
      file,
    )
    assert.deepEqual(problems, [])
  }
})
