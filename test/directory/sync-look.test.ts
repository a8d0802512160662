/** A server that offers content synchronization and does not tell what it should: as OpenLDAP was seen to, made certain. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { openSource } from '../../src/directory/ldap/source.ts'
import type { LdapSettings } from '../../src/model/configuration.ts'
import { BER, berElement, berInteger, berText } from '../../src/wire/ber.ts'
import { CONTROLS } from '../../src/wire/ldap-control.ts'
import { SYNC_INFO, SYNC_STATE } from '../../src/wire/ldap-sync.ts'
import { CERTIFICATES } from './model-source.ts'
import { scriptedLdap, type ScriptedEntry } from './scripted-ldap.ts'
import { follow, ToldState } from './told.ts'

const BASE = 'ou=hubs,dc=lab,dc=test'
const UUID = '00112233-4455-6677-8899-aabbccddeeff'
const COOKIE = 'rid=000,csn=20261124214912.000000Z#000000#001#000000'
const REFRESH_DONE = berElement(0x79, berText(SYNC_INFO, 0x80), berElement(0x81, berElement(0xa2, berText(COOKIE))))

interface Script {
  /** What the server has; what it told at first stays told. */
  entry: { readonly csn: string; readonly description: string } | undefined
}

function shown({ csn, description }: NonNullable<Script['entry']>): ScriptedEntry {
  const state = berElement(
    BER.sequence,
    berInteger(1, BER.enumerated),
    berElement(BER.octets, Buffer.from(UUID.replaceAll('-', ''), 'hex')),
  )
  const attributes = { cn: ['mx.corp.example'], entryUUID: [UUID], entryCSN: [csn], description: [description] }
  const certificate = { 'userCertificate;binary': CERTIFICATES.slice(0, 1) }
  return { dn: `cn=mx,${BASE}`, attributes: { ...attributes, ...certificate }, controls: { [SYNC_STATE]: state } }
}

async function followed(t: TestContext, script: Script): Promise<ToldState> {
  const { url } = await scriptedLdap(t, ({ base, controls }) => {
    const entries = script.entry === undefined ? [] : [shown(script.entry)]
    if (base === '') return { entries: [{ dn: '', attributes: { supportedControl: [CONTROLS.sync] } }] }
    return controls.includes(CONTROLS.sync) ? { entries, infos: [REFRESH_DONE], isOpen: true } : { entries }
  })
  const settings: LdapSettings = {
    ...{ urls: [url], base: BASE, mapping: 'device', filter: undefined, startTls: false, caFile: undefined, pins: [] },
    ...{ certificateFile: undefined, keyFile: undefined, follow: 'auto', pollMs: 30, bind: { method: 'anonymous' } },
  }
  const state = new ToldState()
  const access = { environment: {}, withinMs: 5_000, aliveMs: 5 }
  follow(t, openSource({ settings, access, clock: systemClock, behindMs: 0 }), state)
  await state.until(() => state.wholes > 0)
  assert.equal(state.entries.length, 1)
  return state
}

const AT = '20261124214912.000000Z#000000#001#000000'

test('what was removed and not told is found to be gone', async (t) => {
  const script: Script = { entry: { csn: AT, description: 'hubtrust:role=hub' } }
  const state = await followed(t, script)
  script.entry = undefined
  await state.until(() => state.entries.length === 0)
})

test('what was changed and not told is read, whether or not the cookie has passed it', async (t) => {
  const script: Script = { entry: { csn: AT, description: 'hubtrust:role=hub' } }
  const state = await followed(t, script)
  for (const csn of ['20261124214911.000000Z#000000#001#000000', '20261124214913.000000Z#000000#001#000000']) {
    script.entry = { csn, description: 'hubtrust:disabled' }
    await state.until(() => state.entries[0]?.enabled === false)
    script.entry = { csn, description: 'hubtrust:role=hub' }
    await state.until(() => state.entries[0]?.enabled === true)
  }
})

test('what was not changed for long is not read again', async (t) => {
  const script: Script = {
    entry: { csn: '20261123000000.000000Z#000000#001#000000', description: 'hubtrust:role=hub' },
  }
  const state = await followed(t, script)
  await state.until(() => state.wholes > 2)
  assert.equal(state.toldSince(1), 0)
})
