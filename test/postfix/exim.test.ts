import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stillClock } from '../../src/core/clock.ts'
import type { EventDraft } from '../../src/model/events.ts'
import { EximAnswers } from '../../src/postfix/exim-answers.ts'
import { SECTIONS, snippets, statesPorts, withSnippets, type EximWish } from '../../src/postfix/exim-setup.ts'
import { NO_VIEW } from '../../src/postfix/view.ts'
import { fingerprint, HUB2, OWN, viewOf, type Changes } from './ground.ts'

const SHA1 = 'A'.repeat(40)
const TWO = fingerprint('two')
const STRANGER = fingerprint('nobody')

function ground(changes: Changes & { readonly isUnread?: boolean; readonly refusal?: 'defer' | 'reject' } = {}) {
  const raised: EventDraft[] = []
  const answers = new EximAnswers({
    clock: stillClock('2026-11-24T12:00:00.000Z'),
    raise: (event) => raised.push(event),
    trace: () => undefined,
  })
  answers.use(changes.isUnread === true ? NO_VIEW : viewOf(changes))
  const { refusal = 'defer' } = changes
  return { raised, answers, ask: (line: string) => answers.answer(line, { name: 'Lane', refusal }) }
}

test('a server of the directory comes in under its own name', () => {
  const { ask, raised, answers } = ground()
  assert.equal(ask(`in ${TWO} ${SHA1} 192.0.2.12 CN=hub2`), `OK ${HUB2}`)
  assert.equal(ask(`in ${TWO.toLowerCase()} - 192.0.2.12\r`), `OK ${HUB2}`)
  assert.deepEqual(raised, [])
  assert.equal(answers.counts.trustedIn, 2)
})

test('whoever else comes is deferred with event and cause, and refused for good only when that is wanted and known', () => {
  const { ask, raised } = ground()
  assert.match(
    ask(`in ${STRANGER} ${SHA1} 192.0.2.66 CN=x, O=y`),
    /^450 4\.7\.1 .*event 1036, cause peer\.not-in-directory/,
  )
  assert.match(ask('in - - 192.0.2.66 '), /^450 4\.7\.1 .*cause peer\.no-certificate/)
  assert.match(ask(`in ${OWN} ${SHA1} 192.0.2.11 CN=hub1`), /^450 4\.7\.1 .*own-certificate/)
  assert.deepEqual(raised.map(({ id, args }) => [id, args]).slice(0, 1), [
    [1036, { subject: 'CN=x, O=y', thumbprint: SHA1, address: '192.0.2.66', connector: 'Lane' }],
  ])
  assert.match(ground({ refusal: 'reject' }).ask(`in ${STRANGER} - 192.0.2.66`), /^550 5\.7\.1 /)
  assert.match(ground({ refusal: 'reject', trust: { isStale: true } }).ask(`in ${TWO} - 192.0.2.12`), /^450 4\.7\.1 /)
  assert.match(ground({ isUnread: true }).ask(`in ${TWO} - 192.0.2.12`), /^450 4\.7\.1 /)
})

test('outward only the server that was meant is a yes, by name or by address', () => {
  const { ask, raised, answers } = ground()
  const shown = `${TWO} ${SHA1}`
  assert.equal(ask(`out ${shown} ${HUB2.toUpperCase()} 198.51.100.1 25 CN=hub2`), `OK ${HUB2}`)
  assert.equal(ask(`out ${shown} 192.0.2.12 192.0.2.12 2525 CN=hub2`), `OK ${HUB2}`)
  assert.equal(ask(`out ${shown} mail.elsewhere.example 192.0.2.12 2525`), `OK ${HUB2}`)
  assert.deepEqual(raised, [])
  for (const [line, reason] of [
    [`out ${STRANGER} ${SHA1} ${HUB2} 192.0.2.12 25 CN=x`, /^event 2018, cause peer\.not-in-directory: hub2/],
    [`out ${shown} hub5.corp.example 192.0.2.15 25 CN=hub2`, /^event 2018, cause peer\.wrong-server: hub5/],
    [
      `out ${shown} elsewhere.example 192.0.2.99 25 CN=hub2`,
      /^event 2018, cause peer\.not-in-directory: elsewhere\.example \(no-server\)/,
    ],
    [`out - - ${HUB2} 192.0.2.12 25 `, /^event 2018, cause peer\.no-certificate/],
  ] as const)
    assert.match(ask(line), reason)
  assert.deepEqual(
    raised.map(({ id }) => id),
    [2018, 2018, 2018, 2018],
  )
  assert.deepEqual(answers.counts, { trustedIn: 0, refusedIn: 0, trustedOut: 3, refusedOut: 4 })
  const stale = ground({ trust: { isStale: true } })
  assert.match(stale.ask(`out ${shown} ${HUB2} 192.0.2.12 25`), /cause directory\.stale/)
  assert.match(ground({ isUnread: true }).ask(`out ${shown} ${HUB2} 192.0.2.12 25`), /cause directory\.stale/)
})

test('a certificate past its time is trusted or not as the configuration says, and is told of', () => {
  const five = fingerprint('five')
  const { ask, raised } = ground()
  assert.equal(ask(`in ${five} - 192.0.2.15 CN=hub5`), 'OK hub5.corp.example')
  assert.equal(ask(`out ${five} - hub5.corp.example 192.0.2.15 25`), 'OK hub5.corp.example')
  assert.deepEqual(
    raised.map(({ id }) => id),
    [12019, 12019],
  )
  assert.match(ground({ trust: { expired: 'refuse' } }).ask(`in ${five} - 192.0.2.15`), /^450 .*peer\.expired/)
})

test('what is no question is never a yes', () => {
  const { ask } = ground()
  for (const line of [
    '',
    'in',
    `in ${TWO}`,
    `out ${TWO} - ${HUB2}`,
    `out ${TWO} - ${HUB2} 192.0.2.12 x`,
    'OK',
    'x'.repeat(9_000),
  ])
    assert.match(ask(line), /^451 4\.3\.5 /)
  assert.match(ask(`in ${TWO.slice(2)} - 192.0.2.12`), /^450 /)
})

const WISH: EximWish = {
  chain: '/var/lib/hubtrust/exim/current.pem',
  check: { kind: 'file', path: '/run/hubtrust/exim/check.sock' },
  port: 2525,
  routes: '/etc/exim4/hubtrust-routes',
  statesPorts: true,
}

test('the template gets its sections once, in their places, and the rest of it stays', () => {
  const template = [
    'main/01_exim4-config_listmacrosdefs',
    'acl/00_exim4-config_header',
    'router/00_exim4-config_header',
  ]
    .concat('transport/00_exim4-config_header')
    .map((name) => `### end ${name}\n# mine\n`)
    .join('')
  const once = withSnippets(template, snippets(WISH))
  assert.ok('text' in once)
  const twice = withSnippets(once.text, snippets({ ...WISH, port: 2526 }))
  assert.ok('text' in twice)
  assert.equal(twice.text, once.text.replace('HUBTRUST_PORT = 2525', 'HUBTRUST_PORT = 2526'))
  for (const section of SECTIONS) assert.equal(once.text.split(`### hubtrust ${section}:`).length, 2)
  assert.deepEqual(withSnippets('# other\n', snippets(WISH)), {
    missing: '### end main/01_exim4-config_listmacrosdefs',
  })
})

test('the daemon may ask on loopback', () => {
  const { main } = snippets({ ...WISH, check: { kind: 'address', host: '::1', port: 10_700 } })
  assert.match(main, /^HUBTRUST_CHECK = inet:\[::1\]:10700$/m)
})

test('ports that somebody else has stated are left alone', () => {
  assert.equal(statesPorts('smtp', 2525, false), true)
  assert.equal(statesPorts('25 : 2525', 2525, true), true)
  assert.equal(statesPorts('25 : 2525', 2525, false), false)
  assert.equal(statesPorts('<; 25 ; 587', 2525, false), undefined)
})
