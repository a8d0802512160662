import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { attributeProblem } from '../../src/postfix/attributes.ts'
import { asked, certificate, colons, fingerprint, HUB2, server, SERVERS, viewOf } from './ground.ts'

const PINS = `OK fingerprint match=${['two', 'two-next']
  .map((seed) => colons(fingerprint(seed)))
  .toSorted()
  .join('|')}`

/** Pins in one order: the index keeps its own. */
function sorted(reply: string): string {
  const [head = '', pins = ''] = reply.split('match=')
  return pins === '' ? head : `${head}match=${pins.split('|').toSorted().join('|')}`
}

for (const nextHop of [
  HUB2,
  `[${HUB2}]`,
  `[${HUB2}]:2525`,
  `${HUB2}:25`,
  `[${HUB2}]:smtp`,
  'HUB2.Corp.Example',
  `${HUB2}.`,
  `[${HUB2}.]:25`,
  '[192.0.2.12]:2525',
  '[IPv6:2001:DB8:0::12]',
  '[2001:db8::12]:25',
  'mx2.corp.example',
  '[MX2.corp.example]',
  'two.example',
  'TWO.example.',
  '[two.example]:25',
  '.sub.example',
]) {
  test(`the certificates of the server are wanted of ${nextHop}`, () => {
    const { ask, events } = asked()
    assert.equal(sorted(ask('tls-policy', nextHop)), PINS)
    assert.deepEqual(events, [])
  })
}

for (const nextHop of [
  'elsewhere.example',
  '[elsewhere.example]',
  '.corp.example',
  '.example',
  '[192.0.2.12]',
  '[192.0.2.99]:25',
  '192.0.2.12:submission',
  '',
  '[]',
  ':25',
  '[[x]]:y:z',
]) {
  test(`not ours: ${nextHop === '' ? 'nothing' : nextHop}`, () => {
    const { ask, events } = asked()
    assert.equal(ask('tls-policy', nextHop), 'NOTFOUND ')
    assert.deepEqual(events, [])
  })
}

for (const [nextHop, reason] of [
  ['hub3.corp.example', 'no-certificate-published'],
  ['[hub4.corp.example]:25', 'disabled'],
  ['[192.0.2.14]', 'disabled'],
  ['hub1.corp.example', 'own-certificate'],
  ['gone.example', 'no-certificate-published'],
] as const) {
  test(`${nextHop} is ours and has nothing to be trusted by (${reason}): deferred with the event, never "not found"`, () => {
    const { ask, events } = asked()
    const reply = ask('tls-policy', nextHop)
    assert.match(reply, /^TEMP Hubtrust event 2018, /)
    assert.ok(reply.endsWith(`(${reason})`), reply)
    assert.deepEqual(
      events.map(({ id, args, proof }) => [
        id,
        Object.entries(args).find(([name]) => name === 'address')?.[1],
        proof?.['reason'],
      ]),
      [[2018, nextHop, reason]],
    )
  })
}

test('property: no spelling of a server of the directory is ever "not found", whatever its state', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,8}){1,3}$/)
  const spelling = fc.constantFrom(
    (host: string) => host,
    (host: string) => `[${host}]`,
    (host: string) => `[${host}]:25`,
    (host: string) => `${host}:2525`,
    (host: string) => host.toUpperCase(),
    (host: string) => `${host}.`,
    (host: string) => `[${host.toUpperCase()}.]:587`,
  )
  fc.assert(
    fc.property(
      fc.record({
        name,
        spelling,
        enabled: fc.boolean(),
        isStale: fc.boolean(),
        count: fc.nat(3),
        isExpired: fc.boolean(),
      }),
      (one) => {
        const bounds = one.isExpired ? { notAfter: '2026-02-01T00:00:00.000Z' } : {}
        const certificates = Array.from({ length: one.count }, (_, at) => certificate(`c${String(at)}`, bounds))
        const servers = [...SERVERS.slice(0, 1), server(one.name, certificates, { enabled: one.enabled })]
        const { ask } = asked({ servers, trust: { isStale: one.isStale, expired: 'refuse' } })
        const reply = ask('tls-policy', one.spelling(one.name))
        const isGood = one.enabled && !one.isStale && one.count > 0 && !one.isExpired
        assert.match(reply, isGood ? /^OK fingerprint match=/ : /^TEMP Hubtrust event 2018, /)
      },
    ),
  )
})

test('property: any key is answered', () => {
  const { ask } = asked()
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (key) => {
      assert.match(ask('tls-policy', key), /^(OK |NOTFOUND |TEMP )/)
    }),
  )
})

test('a stale directory defers what is ours, and says so', () => {
  const { ask, events } = asked({ trust: { isStale: true } })
  assert.equal(ask('tls-policy', HUB2), `TEMP Hubtrust event 2018, cause directory.stale: ${HUB2} (directory-stale)`)
  assert.deepEqual([events[0]?.id, events[0]?.cause], [2018, 'directory.stale'])
  assert.equal(ask('tls-policy', 'elsewhere.example'), 'NOTFOUND ')
})

test('before the directory was read, everybody is deferred: nobody can say who is a stranger', () => {
  const { ask } = asked({ trust: { index: undefined } })
  for (const nextHop of [HUB2, 'elsewhere.example', 'two.example'])
    assert.match(ask('tls-policy', nextHop), /^TEMP Hubtrust event 2018, cause directory\.unreachable: /)
})

test('an expired certificate is wanted with event 12019, or not at all, as trust.expired says', () => {
  const warning = asked()
  for (let times = 1; times <= 2; times += 1)
    assert.equal(warning.ask('tls-policy', 'hub5.corp.example'), `OK fingerprint match=${colons(fingerprint('five'))}`)
  assert.deepEqual(
    warning.events.map(({ id, cause }) => [id, cause]),
    [
      [12019, 'peer.expired'],
      [12019, 'peer.expired'],
    ],
  )
  const refusing = asked({ trust: { expired: 'refuse' } })
  assert.match(refusing.ask('tls-policy', 'hub5.corp.example'), /^TEMP Hubtrust event 2018, cause peer\.expired: /)
})

test('a certificate that ends while the view stays the same is refused from then on', () => {
  const servers = [server('hub6.corp.example', [certificate('six', { notAfter: '2026-11-24T12:30:00.000Z' })])]
  const { ask, clock } = asked({ servers, trust: { expired: 'refuse' } })
  assert.match(ask('tls-policy', 'hub6.corp.example'), /^OK /)
  clock.advance(3_600_000)
  assert.match(ask('tls-policy', 'hub6.corp.example'), /^TEMP .*peer\.expired/)
})

test('a withdrawn certificate is no longer wanted at the next question', () => {
  const { ask, change } = asked()
  assert.equal(sorted(ask('tls-policy', HUB2)), PINS)
  change({ servers: [server(HUB2, [certificate('two-next')])] })
  assert.equal(ask('tls-policy', HUB2), `OK fingerprint match=${colons(fingerprint('two-next'))}`)
  change({ servers: [server(HUB2, [])] })
  assert.match(ask('tls-policy', HUB2), /^TEMP /)
})

test('servers that share an address are all welcome there', () => {
  const addresses = ['192.0.2.50:25']
  const servers = ['a', 'b'].map((name) => server(`${name}.corp.example`, [certificate(name)], { addresses }))
  const { ask } = asked({ servers })
  const both = ['a', 'b'].map((name) => colons(fingerprint(name))).toSorted()
  assert.equal(sorted(ask('tls-policy', '[192.0.2.50]')), `OK fingerprint match=${both.join('|')}`)
})

test('attributes come behind the pins, and each waits for the Postfix that knows it', () => {
  const { ask } = asked({ attributes: ['connection_reuse=no'] })
  assert.match(ask('tls-policy', HUB2), /^OK fingerprint match=\S+ connection_reuse=no$/)
  assert.equal(attributeProblem('connection_reuse=no', [3, 4]), undefined)
  assert.match(
    attributeProblem('connection_reuse=no', [3, 3]) ?? '',
    /needs Postfix 3\.4, and postfix\.version says 3\.3/,
  )
  assert.match(attributeProblem('enable_rpk=no', [3, 7]) ?? '', /needs Postfix 3\.9/)
  for (const wrong of ['match=AA', 'servername', 'servername=a b', 'policy_ttl=1'])
    assert.match(attributeProblem(wrong, [3, 11]) ?? '', /^wanted NAME=VALUE/)
})

test('a map that is not there is a mistake of the configuration, and said so', () => {
  assert.match(asked().ask('transport', 'x'), /^PERM there is no such map/)
  assert.match(asked().answers.socketmap('nonsense'), /^\d+:PERM /)
})

test('only certificates near their end are kept beside the index', () => {
  assert.deepEqual([...viewOf().routes.validity.keys()], [fingerprint('five')])
})
