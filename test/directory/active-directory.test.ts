/** A domain controller that is followed by an ordinary account: whatever happens, what was told equals the directory. */
import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { HubtrustError } from '../../src/core/errors.ts'
import { readMark, writeMark } from '../../src/directory/ldap/ad-mark.ts'
import { openSource } from '../../src/directory/ldap/source.ts'
import type { Source, SourceStep } from '../../src/directory/source.ts'
import type { LdapSettings } from '../../src/model/configuration.ts'
import { CERTIFICATES } from './model-source.ts'
import {
  ADMINISTRATOR,
  computersOf,
  DOMAIN,
  lineOf,
  NEEDS_SAMBA,
  PASSWORD,
  rewritingRelay,
  SERVICE,
  startSamba,
  type Samba,
} from './samba.ts'
import { follow, ToldState } from './told.ts'

const ACCESS = { environment: { LDAP_PASSWORD: PASSWORD }, withinMs: 5_000, aliveMs: 500 }
const [FIRST = new Uint8Array(0), SECOND = new Uint8Array(0), THIRD = new Uint8Array(0)] = CERTIFICATES

/** As if it offered something else. */
const WITHOUT_DIRSYNC = [['1.2.840.113556.1.4.841', '1.2.840.113556.1.4.999']] as const
const THIRD_BYTES = Buffer.from(THIRD)

let samba: Samba
let unit = 0

before(async () => {
  if (NEEDS_SAMBA.skip === false) samba = await startSamba()
})

after(async () => {
  if (NEEDS_SAMBA.skip === false) await samba.stop()
})

function settingsOf(base: string, change: Partial<LdapSettings> = {}): LdapSettings {
  return {
    ...{ urls: [samba.urls.tls], base, mapping: 'active-directory', filter: undefined, startTls: false },
    ...{ caFile: samba.caFile, pins: [], certificateFile: undefined, keyFile: undefined },
    ...{ follow: 'auto', pollMs: 600 },
    bind: { method: 'simple', dn: SERVICE, password: { variable: 'LDAP_PASSWORD' } },
    ...change,
  }
}

function sourceOf(base: string, change: Partial<LdapSettings> = {}): Source {
  return openSource({ settings: settingsOf(base, change), access: ACCESS, clock: systemClock, behindMs: 0 })
}

/** An organizational unit of its own with so many servers in it. */
async function filled(count: number): Promise<string> {
  unit += 1
  const below = `OU=hubs${String(unit)},${DOMAIN}`
  await samba.administrator.add(below, { objectClass: 'organizationalUnit' })
  for (let at = 0; at < count; at += 1)
    await samba.administrator.addComputer(nameOf(at), { below, certificates: [FIRST] })
  return below
}

const nameOf = (at: number): string => `h${String(unit)}x${String(at)}`
const dnOf = (at: number, below: string): string => `CN=${nameOf(at)},${below}`

function linesOf(state: ToldState): string {
  const lines = state.entries.map(({ certificates, ...entry }) =>
    lineOf({ ...entry, certificates: certificates.map((der) => Buffer.from(der).toString('hex')) }),
  )
  return lines.toSorted().join('\n')
}

const isWhole = (steps: readonly SourceStep[]): boolean => steps.some((step) => step.kind === 'settled' && step.isWhole)

async function untilLike(state: ToldState, below: string): Promise<void> {
  const expected = (await computersOf(samba, below)).join('\n')
  await state.until(() => linesOf(state) === expected)
}

async function followed(t: TestContext, below: string, change: Partial<LdapSettings> = {}) {
  const state = new ToldState()
  const source = sourceOf(below, change)
  const following = follow(t, source, state)
  await state.until(() => state.wholes > 0)
  assert.equal(linesOf(state), (await computersOf(samba, below)).join('\n'))
  return { state, source, following }
}

/** What the next connection tells until it has compared. */
async function caughtUp(t: TestContext, source: Source, state: ToldState): Promise<number> {
  const { wholes, passes } = state
  const before = passes.length
  follow(t, source, state)
  await state.until(() => state.wholes > wholes)
  return state.toldSince(before)
}

test('added, changed, disabled, renamed, moved and deleted', NEEDS_SAMBA, async (t) => {
  const below = await filled(6)
  const { state, following } = await followed(t, below)
  const { administrator } = samba
  const { client } = administrator
  const elsewhere = `CN=${nameOf(4)},CN=Computers,${DOMAIN}`
  const changes = [
    () => administrator.addComputer(nameOf(6), { below, certificates: [SECOND] }),
    () => administrator.change(dnOf(0, below), 'add', ['userCertificate', [THIRD]]),
    () => administrator.change(dnOf(0, below), 'delete', ['userCertificate', [FIRST]]),
    () => administrator.change(dnOf(1, below), 'replace', ['userCertificate', [SECOND, THIRD]]),
    () => administrator.change(dnOf(2, below), 'delete', ['userCertificate', []]),
    () => administrator.change(dnOf(3, below), 'replace', ['userAccountControl', ['4098']]),
    () => administrator.change(dnOf(3, below), 'replace', ['dNSHostName', ['other.ad.lab.test']]),
    () => client.modifyDN(dnOf(3, below), `CN=renamed,${below}`),
    () => client.modifyDN(dnOf(4, below), elsewhere),
    () => client.modifyDN(elsewhere, dnOf(4, below)),
    () => client.del(dnOf(5, below)),
  ]
  for (const change of changes) {
    await change()
    await untilLike(state, below)
  }
  assert.equal(state.entries.filter(({ enabled }) => !enabled).length, 1)
  await following.stop()
})

test('after a restart only what has changed is told, and what was deleted is found missing', NEEDS_SAMBA, async (t) => {
  const below = await filled(12)
  const { state, source, following } = await followed(t, below)
  await following.stop()
  const { administrator } = samba
  await administrator.addComputer(nameOf(12), { below, certificates: [SECOND] })
  await administrator.change(dnOf(1, below), 'replace', ['userCertificate', [THIRD]])
  await administrator.change(dnOf(2, below), 'delete', ['userCertificate', []])
  await administrator.client.del(dnOf(3, below))
  assert.equal(await caughtUp(t, source, state), 2)
  assert.equal(linesOf(state), (await computersOf(samba, below)).join('\n'))
})

for (const controls of ['DirSync', 'uSNChanged'])
  test(`an account that may see what was deleted is told it by ${controls}`, NEEDS_SAMBA, async (t) => {
    const below = await filled(3)
    const bind = { method: 'simple', dn: ADMINISTRATOR, password: { variable: 'LDAP_PASSWORD' } } as const
    const urls = [controls === 'DirSync' ? samba.urls.tls : (await rewritingRelay(t, samba, WITHOUT_DIRSYNC)).url]
    const { state, source, following } = await followed(t, below, { bind, urls })
    await following.stop()
    const gone = state.entries.find(({ place }) => place === dnOf(1, below))?.id
    await samba.administrator.client.del(dnOf(1, below))
    const before = state.passes.length
    await caughtUp(t, source, state)
    assert.deepEqual(state.passes[before]?.[0], { kind: 'gone', ids: [gone] })
  })

test('a domain controller that is killed is trouble, and followed on from when it is back', NEEDS_SAMBA, async (t) => {
  const below = await filled(4)
  const { state, source, following } = await followed(t, below)
  await samba.kill()
  const error = await following.ended
  assert.ok(error instanceof HubtrustError && error.code === 'DIRECTORY_UNREACHABLE')
  state.breakOff()
  await samba.start()
  await samba.administrator.change(dnOf(1, below), 'replace', ['userCertificate', [THIRD]])
  assert.equal(await caughtUp(t, source, state), 1)
  assert.equal(linesOf(state), (await computersOf(samba, below)).join('\n'))
})

test('a domain controller that was put back to an older state is read anew', NEEDS_SAMBA, async (t) => {
  const below = await filled(4)
  const goBack = await samba.backUp()
  await samba.administrator.change(dnOf(1, below), 'replace', ['userCertificate', [THIRD]])
  const { state, source, following } = await followed(t, below)
  await following.stop()
  await goBack()
  assert.equal(await caughtUp(t, source, state), 4)
  assert.equal(linesOf(state), (await computersOf(samba, below)).join('\n'))
})

test(
  'another domain controller goes on from the cookie, and nobody is missed there at once',
  NEEDS_SAMBA,
  async (t) => {
    const below = await filled(4)
    const { state, source, following } = await followed(t, below)
    await following.stop()
    const mark = readMark(settingsOf(below), state.cookie)
    assert.ok(mark?.cookie !== undefined)
    state.cookie = writeMark(settingsOf(below), { ...mark, invocationId: 'ab'.repeat(16), usn: mark.usn + 1_000_000 })
    await samba.administrator.change(dnOf(1, below), 'replace', ['userCertificate', [THIRD]])
    await samba.administrator.client.del(dnOf(2, below))
    const before = state.passes.length
    const again = follow(t, source, state)
    await state.until(() => state.passes.length > before)
    assert.deepEqual(
      state.passes[before]?.map(({ kind }) => kind),
      ['entry', 'settled'],
    )
    await samba.administrator.change(dnOf(3, below), 'replace', ['userCertificate', [THIRD]])
    await state.until(() => state.passes.length > before + 1)
    const wholes = state.passes.slice(before).filter((steps) => isWhole(steps))
    assert.deepEqual([wholes.length, state.entries.length], [0, 4])
    await again.stop()
    // By then it is the one that was followed before.
    await caughtUp(t, source, state)
    assert.equal(linesOf(state), (await computersOf(samba, below)).join('\n'))
  },
)

test('a filter of the administrator narrows, and what it rests on is followed', NEEDS_SAMBA, async (t) => {
  const below = await filled(3)
  const { administrator } = samba
  await administrator.change(dnOf(0, below), 'replace', ['description', ['hub']])
  const state = new ToldState()
  follow(t, sourceOf(below, { filter: '(description=hub)' }), state)
  await state.until(() => state.wholes > 0)
  assert.deepEqual(
    state.entries.map(({ place }) => place),
    [dnOf(0, below)],
  )
  const before = state.passes.length
  await administrator.change(dnOf(1, below), 'replace', ['description', ['hub']])
  await state.until(() => state.entries.length === 2 && state.passes.length > before)
  const naming = state.passes.slice(before).find((steps) => steps.some(({ kind }) => kind === 'entry')) ?? []
  assert.equal(isWhole(naming), false)
  await administrator.change(dnOf(0, below), 'replace', ['description', ['other']])
  await state.until(() => state.entries.length === 1)
})

test(
  'the members of a group are followed, though a group says nothing of its members to them',
  NEEDS_SAMBA,
  async (t) => {
    const below = await filled(3)
    const { administrator } = samba
    const group = `CN=mail${String(unit)},${below}`
    await administrator.add(group, { objectClass: 'group', sAMAccountName: `mail${String(unit)}` })
    await administrator.change(group, 'add', ['member', [dnOf(0, below), dnOf(1, below)]])
    const state = new ToldState()
    follow(t, sourceOf(below, { filter: `(memberOf=${group})` }), state)
    await state.until(() => state.wholes > 0)
    assert.equal(state.entries.length, 2)
    await administrator.change(group, 'delete', ['member', [dnOf(0, below)]])
    await state.until(() => state.entries.length === 1)
    await administrator.change(group, 'add', ['member', [dnOf(2, below)]])
    await state.until(() => state.entries.length === 2)
  },
)

test('a container that is moved away takes its servers along', NEEDS_SAMBA, async (t) => {
  const below = await filled(1)
  const inner = `OU=inner,${below}`
  await samba.administrator.add(inner, { objectClass: 'organizationalUnit' })
  await samba.administrator.addComputer(nameOf(7), { below: inner, certificates: [SECOND] })
  const { state } = await followed(t, below)
  assert.equal(state.entries.length, 2)
  await samba.administrator.client.modifyDN(inner, `OU=away${String(unit)},${DOMAIN}`)
  await state.until(() => state.entries.length === 1)
})

test('many changes at once, and a certificate that is none, are told as they are', NEEDS_SAMBA, async (t) => {
  const below = await filled(60)
  const { state } = await followed(t, below)
  await Promise.all(
    Array.from({ length: 60 }, (_, at) =>
      samba.administrator.change(dnOf(at, below), 'add', ['userCertificate', [Buffer.from('none')]]),
    ),
  )
  await untilLike(state, below)
})

test('a server that offers no DirSync is followed by its count of changes', NEEDS_SAMBA, async (t) => {
  const below = await filled(3)
  const relay = await rewritingRelay(t, samba, WITHOUT_DIRSYNC)
  const { state, source, following } = await followed(t, below, { urls: [relay.url] })
  const { administrator } = samba
  await administrator.change(dnOf(0, below), 'replace', ['userCertificate', [THIRD]])
  await untilLike(state, below)
  await administrator.client.del(dnOf(1, below))
  await untilLike(state, below)
  await following.stop()
  await administrator.change(dnOf(2, below), 'replace', ['userCertificate', [THIRD]])
  assert.equal(await caughtUp(t, source, state), 1)
  const mark = readMark(settingsOf(below), state.cookie)
  assert.ok(mark !== undefined && mark.cookie === undefined)
  state.cookie = writeMark(settingsOf(below), { ...mark, invocationId: 'ab'.repeat(16) })
  state.breakOff()
  assert.equal(await caughtUp(t, source, state), 2)
})

test('StartTLS with the pin of the server, and a wrong pin is told no password', NEEDS_SAMBA, async (t) => {
  const below = await filled(1)
  const plain = { urls: [samba.urls.plain], startTls: true, caFile: undefined }
  await followed(t, below, { ...plain, pins: [samba.pin] })
  const { ended } = follow(t, sourceOf(below, { ...plain, pins: ['0'.repeat(64)] }), new ToldState())
  const error = await ended
  assert.ok(error instanceof HubtrustError && error.code === 'DIRECTORY_TLS_REFUSED')
})

test(
  'a base that no naming context of the server holds, and one that is not there, take nobody away',
  NEEDS_SAMBA,
  async (t) => {
    for (const [base, code] of [
      ['OU=hubs,DC=other,DC=test', 'DIRECTORY_UNREACHABLE'],
      [`OU=nowhere,${DOMAIN}`, 'DIRECTORY_NO_BASE'],
    ] as const) {
      const state = new ToldState()
      const error = await follow(t, sourceOf(base), state).ended
      assert.ok(error instanceof HubtrustError && error.code === code)
      assert.equal(state.passes.length, 0)
    }
  },
)

test(
  'the servers of an Exchange organization are followed in the configuration of the forest',
  NEEDS_SAMBA,
  async (t) => {
    const { administrator } = samba
    const below = await administrator.addExchange()
    const add = (name: string, certificate: Uint8Array, roles = '16439') =>
      administrator.add(`CN=${name},${below}`, {
        objectClass: 'msExchExchangeServer',
        networkAddress: [`netbios:${name}`, `ncacn_ip_tcp:${name}.ad.lab.test`].map((value) => Buffer.from(value)),
        msExchCurrentServerRoles: roles,
        msExchServerInternalTLSCert: [certificate],
      })
    await add('ex1', FIRST)
    await add('edge1', SECOND, '64')
    const state = new ToldState()
    follow(t, sourceOf(below, { mapping: 'exchange' }), state)
    await state.until(() => state.wholes > 0)
    const known = () => state.entries.map(({ name, roles }) => `${name} ${roles.join()}`).toSorted()
    assert.deepEqual(known(), ['edge1.ad.lab.test edge', 'ex1.ad.lab.test hub'])
    await administrator.change(`CN=ex1,${below}`, 'replace', ['msExchServerInternalTLSCert', [THIRD]])
    await state.until(() => state.entries.some(({ certificates }) => THIRD_BYTES.equals(certificates[0] ?? FIRST)))
    await add('ex2', FIRST)
    await state.until(() => state.entries.length === 3)
    await administrator.client.del(`CN=ex1,${below}`)
    await state.until(() => state.entries.length === 2)
  },
)

test(
  'entries of device with pkiUser are followed where the schema was given that, as in AD LDS',
  NEEDS_SAMBA,
  async (t) => {
    const below = await filled(0)
    const { administrator } = samba
    await administrator.addPkiUser()
    const add = (name: string, certificate: Uint8Array) =>
      administrator.add(`CN=${name},${below}`, {
        objectClass: ['device', 'pkiUser'].map((value) => Buffer.from(value)),
        description: 'hubtrust:role=hub',
        userCertificate: [certificate],
      })
    await add('a.lab.test', FIRST)
    const state = new ToldState()
    follow(t, sourceOf(below, { mapping: 'device' }), state)
    await state.until(() => state.wholes > 0)
    assert.deepEqual(
      state.entries.map(({ name, certificates }) => [name, certificates.length]),
      [['a.lab.test', 1]],
    )
    await add('b.lab.test', SECOND)
    await state.until(() => state.entries.length === 2)
    await administrator.change(`CN=a.lab.test,${below}`, 'add', ['description', ['hubtrust:disabled']])
    await state.until(() => state.entries.some(({ enabled }) => !enabled))
    await administrator.client.del(`CN=b.lab.test,${below}`)
    await state.until(() => state.entries.length === 1)
  },
)
