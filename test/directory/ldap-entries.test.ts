/** What Active Directory does and no server here: values in ranges (MS-ADTS 3.1.1.3.1.3.3), and trouble in between. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import fc from 'fast-check'
import { systemClock } from '../../src/core/clock.ts'
import { HubtrustError } from '../../src/core/errors.ts'
import { readMark, writeMark } from '../../src/directory/ldap/ad-mark.ts'
import { contextOf } from '../../src/directory/ldap/ad-server.ts'
import { openSource } from '../../src/directory/ldap/source.ts'
import type { LdapSettings } from '../../src/model/configuration.ts'
import { fingerprintOf } from '../../src/x509/parse.ts'
import { CERTIFICATES } from './model-source.ts'
import { scriptedLdap, type ScriptedAnswer, type ScriptedEntry, type ScriptedSearch } from './scripted-ldap.ts'
import { follow, ToldState } from './told.ts'

const BASE = 'OU=hubs,DC=ad,DC=lab'
const ACCESS = { environment: {}, withinMs: 5_000, aliveMs: 5_000 }
const NAMED = {
  objectGUID: [Buffer.alloc(16, 7)],
  uSNChanged: ['5'],
  dNSHostName: ['hub.ad.lab'],
  userAccountControl: ['4096'],
}
const LIMIT = 5

function settingsOf(url: string, change: Partial<LdapSettings> = {}): LdapSettings {
  return {
    ...{ urls: [url], base: BASE, mapping: 'active-directory', filter: undefined, startTls: false, pins: [] },
    ...{ caFile: undefined, certificateFile: undefined, keyFile: undefined, follow: 'auto', pollMs: 60_000 },
    bind: { method: 'anonymous' },
    ...change,
  }
}

function range(from: number): Readonly<Record<string, readonly Uint8Array[]>> {
  const values = CERTIFICATES.slice(from, from + LIMIT)
  const last = from + LIMIT >= CERTIFICATES.length ? '*' : String(from + LIMIT - 1)
  return { [`userCertificate;range=${String(from)}-${last}`]: values }
}

/** A domain controller with one server, which gives at most so many values at once. */
function controller(
  rest: (from: number) => ScriptedAnswer,
  also: ScriptedEntry['attributes'] = {},
): (search: ScriptedSearch) => ScriptedAnswer {
  const root = {
    ...also,
    namingContexts: ['DC=ad,DC=lab'],
    highestCommittedUSN: ['9'],
    dsServiceName: ['CN=NTDS Settings,CN=DC1'],
  }
  const dn = `CN=HUB,${BASE}`
  return ({ base, attributes }) => {
    if (base === '') return { entries: [{ dn: '', attributes: root }] }
    const asked = /^userCertificate;range=(\d+)-\*$/.exec(attributes[0] ?? '')?.[1]
    if (asked !== undefined) return rest(Number(asked))
    if (base !== BASE && base !== dn) return {}
    if (attributes.includes('userCertificate'))
      return { entries: [{ dn, attributes: { ...NAMED, ...range(0), userCertificate: [] } }] }
    return { entries: [{ dn, attributes: NAMED }] }
  }
}

const restOf = (from: number): ScriptedAnswer => ({ entries: [{ dn: `CN=HUB,${BASE}`, attributes: range(from) }] })

async function followed(t: TestContext, url: string, change: Partial<LdapSettings> = {}): Promise<ToldState> {
  const state = new ToldState()
  follow(t, openSource({ settings: settingsOf(url, change), access: ACCESS, clock: systemClock, behindMs: 0 }), state)
  await state.until(() => state.wholes > 0)
  return state
}

for (const way of ['dirsync', 'poll'] as const)
  test(`${way}: a server with more certificates than are given at once has all of them`, async (t) => {
    const { url } = await scriptedLdap(t, controller(restOf))
    const state = await followed(t, url, { follow: way })
    assert.deepEqual(state.entries[0]?.certificates.map(fingerprintOf), CERTIFICATES.map(fingerprintOf))
  })

test('a range that is refused is trouble of the directory, and no loss of certificates', async (t) => {
  for (const rest of [{ code: 51 }, { entries: [{ dn: '', attributes: { 'userCertificate;range=0-0': [] } }] }]) {
    const { url } = await scriptedLdap(
      t,
      controller(() => rest),
    )
    const state = new ToldState()
    const source = openSource({ settings: settingsOf(url), access: ACCESS, clock: systemClock, behindMs: 0 })
    const error = await follow(t, source, state).ended
    assert.ok(error instanceof Error)
    assert.equal(state.wholes, 0)
  }
})

test('a server that was deleted between its ranges is not there', async (t) => {
  const { url } = await scriptedLdap(
    t,
    controller(() => ({ code: 32 })),
  )
  assert.deepEqual((await followed(t, url)).entries, [])
})

test('a domain controller that has not got the directory yet is passed over, and trouble when it is the only one', async (t) => {
  const unfit = await scriptedLdap(t, controller(restOf, { isSynchronized: ['FALSE'] }))
  const fit = await scriptedLdap(t, controller(restOf, { isSynchronized: ['TRUE'] }))
  const state = await followed(t, unfit.url, { urls: [unfit.url, fit.url] })
  assert.equal(state.entries.length, 1)
  const source = openSource({ settings: settingsOf(unfit.url), access: ACCESS, clock: systemClock, behindMs: 0 })
  const error = await follow(t, source, new ToldState()).ended
  assert.ok(error instanceof HubtrustError && error.code === 'DIRECTORY_UNREACHABLE')
})

test('a server that is no Active Directory says so where DirSync was asked for', async (t) => {
  const { url } = await scriptedLdap(t, ({ base }) =>
    base === '' ? { entries: [{ dn: '', attributes: { namingContexts: ['dc=ad,dc=lab'] } }] } : {},
  )
  const source = openSource({
    settings: settingsOf(url, { follow: 'dirsync' }),
    access: ACCESS,
    clock: systemClock,
    behindMs: 0,
  })
  const error = await follow(t, source, new ToldState()).ended
  assert.ok(error instanceof HubtrustError && error.code === 'DIRECTORY_UNREACHABLE')
  assert.match(error.message, /counts no changes/)
})

test('the naming context of a base is the longest that it ends with, however names are written', () => {
  const contexts = ['DC=lab,DC=test', 'CN=Configuration,DC=lab,DC=test', 'DC=x\\,lab,DC=test', '']
  assert.equal(contextOf(contexts, 'ou=hubs, dc=LAB , dc=test'), 'DC=lab,DC=test')
  assert.equal(contextOf(contexts, 'CN=Services,CN=Configuration,DC=lab,DC=test'), 'CN=Configuration,DC=lab,DC=test')
  assert.equal(contextOf(contexts, 'DC=lab,DC=test'), 'DC=lab,DC=test')
  assert.equal(contextOf(contexts, 'DC=mylab,DC=test'), undefined)
  assert.equal(contextOf(contexts, 'DC=test'), undefined)
})

test('a mark comes back as it was kept, for the same question only', () => {
  const settings = settingsOf('ldap://dc1')
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.option(fc.uint8Array({ minLength: 1 })),
      (id, usn, cookie) => {
        const mark = {
          invocationId: Buffer.from(id).toString('hex'),
          usn,
          cookie: cookie === null ? undefined : Buffer.from(cookie),
        }
        const text = writeMark(settings, mark)
        assert.deepEqual(readMark({ ...settings, urls: ['ldap://dc2'], base: BASE.toLowerCase() }, text), mark)
        assert.equal(readMark({ ...settings, filter: '(cn=a)' }, text), undefined)
      },
    ),
  )
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.equal(readMark(settings, text), undefined)
    }),
  )
})
