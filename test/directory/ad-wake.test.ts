/** Change notification: a reason to look at once, never a reason to fail, and given up where it is noise. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { AdWake } from '../../src/directory/ldap/ad-wake.ts'
import { openStream } from '../../src/directory/ldap/stream.ts'
import type { LdapSettings } from '../../src/model/configuration.ts'
import { scriptedLdap, type ScriptedAnswer } from './scripted-ldap.ts'

const CONTEXT = 'DC=ad,DC=lab'
const NOTIFICATION = '1.2.840.113556.1.4.528'
const NEVER_MS = 2 ** 31 - 1

async function opening(t: TestContext, notices: ScriptedAnswer) {
  const { url } = await scriptedLdap(t, ({ controls, base, scope }) => {
    const isNotified = controls.includes(NOTIFICATION) && base === CONTEXT && scope === 2
    return isNotified ? notices : {}
  })
  const settings: LdapSettings = {
    ...{ urls: [url], base: CONTEXT, mapping: 'active-directory', filter: undefined, startTls: false, pins: [] },
    ...{ caFile: undefined, certificateFile: undefined, keyFile: undefined, follow: 'auto', pollMs: 60_000 },
    bind: { method: 'anonymous' },
  }
  const access = { environment: {}, withinMs: 5_000, aliveMs: 5_000 }
  return () => openStream(url, { settings, access, signal: t.signal })
}

const noticesOf = (count: number) => Array.from({ length: count }, () => ({ dn: 'CN=A', attributes: {} }))

test('a notice ends waiting long before the time is over, and the signal does, too', async (t) => {
  const wake = new AdWake()
  const ended = wake.start(await opening(t, { entries: noticesOf(1), isOpen: true }), CONTEXT)
  await wake.wait(NEVER_MS, t.signal)
  const ending = new AbortController()
  const waiting = wake.wait(NEVER_MS, ending.signal)
  ending.abort(new Error('enough'))
  await assert.rejects(waiting, /enough/)
  wake.close()
  await ended
})

test('more notices than anybody looks at end it, and the time goes on to wake', async (t) => {
  const wake = new AdWake()
  await wake.start(await opening(t, { entries: noticesOf(51), isOpen: true }), CONTEXT)
  await wake.wait(NEVER_MS, t.signal)
  await wake.wait(1, t.signal)
})

test('a server that does not notify, and one that is not there, leave the clock', async (t) => {
  const wake = new AdWake()
  await wake.start(await opening(t, { code: 53 }), CONTEXT)
  await wake.start(() => Promise.reject(new Error('away')), CONTEXT)
  await wake.wait(1, t.signal)
})
