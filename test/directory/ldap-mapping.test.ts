import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FilterParser } from 'ldapts'
import {
  deviceDescription,
  filterOf,
  filterValue,
  mapEntry,
  type LdapAttributes,
} from '../../src/directory/ldap/mapping.ts'

const DER = Buffer.from('3003020101', 'hex')
const OTHER = Buffer.from('3003020102', 'hex')
const UUID = '0d9e1a5c-3c1f-4a55-9f7b-0123456789AB'

function attributesOf(values: Readonly<Record<string, readonly (string | Uint8Array)[]>>): LdapAttributes {
  const bytes = (value: string | Uint8Array) => (typeof value === 'string' ? Buffer.from(value) : value)
  return new Map(Object.entries(values).map(([name, list]) => [name, list.map(bytes)]))
}

test('a device says its roles, its addresses in order and whether it is disabled in its description', () => {
  const state = { roles: ['hub', 'edge'], addresses: ['b.example:25', 'a.example:2525'], enabled: false } as const
  const description = deviceDescription(['rack 7', 'hubtrust:role=edge'], state)
  assert.equal(description[0], 'rack 7')
  const { entry } = mapEntry(
    'device',
    'cn=hub1',
    attributesOf({
      cn: ['hub1.corp.example'],
      description: description.toReversed(),
      'userCertificate;binary': [DER],
      usercertificate: [DER, OTHER],
      entryUUID: [UUID],
      entryCSN: ['csn'],
      modifyTimestamp: ['20261124191700Z'],
    }),
  )
  assert.deepEqual(entry, {
    id: '0d9e1a5c3c1f4a559f7b0123456789ab',
    place: 'cn=hub1',
    stamp: 'csn',
    name: 'hub1.corp.example',
    ...state,
    roles: ['hub', 'edge'],
    certificates: [DER, OTHER],
    changedAt: '2026-11-24T19:17:00.000Z',
  })
})

test('a computer of Active Directory is disabled as its account is, and tells which values are still to be fetched', () => {
  const guid = Buffer.alloc(16, 7)
  const of = (control: string) =>
    mapEntry(
      'active-directory',
      'CN=HUB1',
      attributesOf({
        ...{ dNSHostName: ['HUB1.corp.example'], userAccountControl: [control] },
        ...{ 'userCertificate;range=0-1499': [DER], objectGUID: [guid], uSNChanged: ['4711'] },
      }),
    )
  const { entry, missing } = of('4096')
  assert.deepEqual(missing, [{ attribute: 'userCertificate', from: 1500 }])
  assert.deepEqual(
    [entry?.id, entry?.stamp, entry?.enabled, entry?.changedAt],
    ['07'.repeat(16), '4711', true, undefined],
  )
  for (const control of ['4098', '-2147479550', '', 'x']) assert.equal(of(control).entry?.enabled, false, control)
  const last = attributesOf({ objectGUID: [guid], 'userCertificate;range=1500-*': [OTHER] })
  assert.deepEqual(mapEntry('active-directory', '', last).missing, [])
})

test('an Exchange server holds its certificate as DER or as a serialized element, and what is neither is handed on', () => {
  const element = (id: number, data: Uint8Array) => {
    const header = Buffer.alloc(12)
    header.writeUInt32LE(id, 0)
    header.writeUInt32LE(1, 4)
    header.writeUInt32LE(data.length, 8)
    return Buffer.concat([header, data])
  }
  const read = (value: Uint8Array) =>
    mapEntry(
      'exchange',
      'CN=EX1',
      attributesOf({
        networkAddress: ['netbios:EX1', 'ncacn_ip_tcp:ex1.corp.example'],
        msExchCurrentServerRoles: ['64'],
        msExchServerInternalTLSCert: [value],
        objectGUID: [Buffer.alloc(16)],
      }),
    ).entry
  assert.equal(read(DER)?.name, 'ex1.corp.example')
  assert.deepEqual(read(DER)?.roles, ['edge'])
  assert.deepEqual(read(DER)?.certificates, [DER])
  assert.deepEqual(read(Buffer.concat([element(3, Buffer.alloc(20)), element(32, OTHER)]))?.certificates, [OTHER])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (value) => {
      assert.equal(read(value)?.certificates.length, 1)
    }),
  )
})

test('an entry that nothing names for good is none', () => {
  assert.equal(mapEntry('device', '', attributesOf({ cn: ['a.example'], entryUUID: ['x'] })).entry, undefined)
})

test('no name can end a filter or widen it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), (name) => {
      const parsed = FilterParser.parseString(`(cn=${filterValue(name)})`)
      assert.deepEqual(Reflect.get(parsed, 'attribute'), 'cn')
      assert.deepEqual(Buffer.from(String(Reflect.get(parsed, 'value'))), Buffer.from(name))
    }),
  )
  assert.equal(filterValue('*)(objectClass=*'), '\\2a\\29\\28objectClass\\3d\\2a')
  assert.equal(filterOf('device', '(l=Bonn)'), '(&(&(objectClass=device)(objectClass=pkiUser))(l=Bonn))')
})
