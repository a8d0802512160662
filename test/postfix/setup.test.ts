import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changedLines, laneEntry, mainSettings, policyTable, routeOf, routesTable } from '../../src/postfix/setup.ts'

const QUEUE = '/var/spool/postfix'
const socketAt = (path: string) => ({ kind: 'file', path }) as const
const WISH = {
  chain: '/var/lib/hubtrust/postfix/current.pem',
  socketmap: socketAt(`${QUEUE}/hubtrust/tlspol.sock`),
  policy: socketAt(`${QUEUE}/hubtrust/policy.sock`),
  port: 2525,
  routes: undefined,
}
const settingsOf = (settings: Readonly<Record<string, string>>, version = '3.7.11', routes?: string) =>
  new Map(mainSettings({ version, settings: { queue_directory: QUEUE, ...settings } }, { ...WISH, routes }))

test('Postfix asks where the gateway answers: below its queue directory, elsewhere, or at an address', () => {
  const address = { kind: 'address', host: '127.0.0.1', port: 10_700 } as const
  for (const [place, text] of [
    [socketAt(`${QUEUE}/own/x.sock`), 'unix:own/x.sock'],
    [socketAt('/run/x.sock'), 'unix:/run/x.sock'],
    [address, 'inet:127.0.0.1:10700'],
  ] as const) {
    const facts = { version: '3.7', settings: { queue_directory: QUEUE } }
    const settings = new Map(mainSettings(facts, { ...WISH, socketmap: place, policy: place }))
    assert.equal(settings.get('smtp_tls_policy_maps'), `socketmap:${text}:tls-policy`)
    assert.ok(settings.get('hubtrust_relay')?.startsWith(`check_policy_service { ${text}, timeout`))
  }
  assert.equal(policyTable(WISH.socketmap, undefined), `socketmap:unix:${QUEUE}/hubtrust/tlspol.sock:tls-policy`)
})

test('our table comes first and once, and the others stay behind it', () => {
  const map = 'socketmap:unix:hubtrust/tlspol.sock:tls-policy'
  for (const [before, after] of [
    ['', map],
    ['hash:/etc/postfix/tls', `${map}, hash:/etc/postfix/tls`],
    [`hash:/a, ${map} hash:/b`, `${map}, hash:/a, hash:/b`],
  ] as const)
    assert.equal(settingsOf({ smtp_tls_policy_maps: before }).get('smtp_tls_policy_maps'), after)
})

test('what Postfix does towards strangers stays, and without TLS it becomes opportunistic', () => {
  for (const [before, after] of [
    ['', 'may'],
    ['none', 'may'],
    ['dane', 'dane'],
    ['encrypt', 'encrypt'],
  ] as const)
    assert.equal(settingsOf({ smtp_tls_security_level: before }).get('smtp_tls_security_level'), after)
})

test('the header that switches policies off is ignored from 3.10 on, and not named before', () => {
  for (const [version, value] of [
    ['3.9.1', undefined],
    ['3.10.0', 'no'],
    ['4.0.0', 'no'],
    ['3.12-20260821', 'no'],
  ] as const)
    assert.equal(settingsOf({}, version).get('tls_required_enable'), value)
})

test('routes are a table of bracketed hosts before the other tables', () => {
  const routes = ['Two.Example=HUB2.corp.example', 'three.example=hub3.corp.example:26'].map((text) =>
    routeOf(text, 2525),
  )
  assert.equal(
    routesTable(routes.filter((route) => route !== undefined))
      .split('\n')
      .slice(1)
      .join('\n'),
    'two.example smtp:[hub2.corp.example]:2525\nthree.example smtp:[hub3.corp.example]:26\n',
  )
  assert.equal(settingsOf({ transport_maps: 'hash:/t' }, '3.7', '/r').get('transport_maps'), 'texthash:/r, hash:/t')
  for (const wrong of ['two.example', 'a=b=c', 'two.example=hub2:0', 'two.example=hub2:65536', 'a=b c', 'a\nb=c'])
    assert.equal(routeOf(wrong, 2525), undefined)
})

test('the lane relays for nobody but whom the policy service names', () => {
  const entry = laneEntry(WISH)
  for (const part of ['mynetworks= ', 'smtpd_relay_restrictions=$hubtrust_relay', 'smtpd_tls_security_level=encrypt'])
    assert.ok(entry.includes(part), part)
  assert.ok(!entry.includes('req_ccert'))
})

test('the lines shown turn one text into the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
  fc.assert(
    fc.property(text, text, (old, fresh) => {
      const lines = changedLines(old.join('\n'), fresh.join('\n'))
      const gone = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1))
      const came = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1))
      const bag = (of: readonly string[]) => of.toSorted().join('|')
      const [from, to] = [old.join('\n').split('\n'), fresh.join('\n').split('\n')]
      assert.equal(bag([...from, ...came]), bag([...to, ...gone]))
      if (bag(from) === bag(to) && from.join() === to.join()) assert.deepEqual(lines, [])
    }),
  )
})
