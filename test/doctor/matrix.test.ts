/** How far sessions get, for each peer and direction. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { known, unknown, type Facts, type HandshakeStep, type PeerFacts } from '../../src/model/facts.ts'
import { markdownReport } from '../../src/report/markdown.ts'
import { htmlReport } from '../../src/report/html.ts'
import { jsonReport } from '../../src/report/json.ts'
import { textReport } from '../../src/report/text.ts'
import { facts, PEER, SELF } from './facts.ts'

/** Marks of one direction, in the order of the stages. */
function marks(asked: Facts, from: string): string {
  const MARKS = { pass: '+', fail: 'x', unknown: '?', 'not-reached': '-' }
  const row = diagnose(asked).matrix?.find((one) => one.from === from)
  return (row?.cells ?? []).map(({ state }) => MARKS[state]).join('')
}

/** The healthy peer, whose handshake ends at a stage: there it fails. */
function endingAt(stage: HandshakeStep['stage'], step: Partial<HandshakeStep>): Facts {
  const { peers } = facts()
  const changed = (peers.state === 'known' ? peers.value : []).map((peer): PeerFacts => {
    const handshakes = peer.handshakes.map((handshake) => {
      const at = handshake.steps.findIndex((one) => one.stage === stage)
      const steps = handshake.steps
        .slice(0, at + 1)
        .map((one, index) => (index === at ? { ...one, passed: false, ...step } : one))
      return { ...handshake, steps }
    })
    return { ...peer, handshakes }
  })
  return facts({ peers: known(changed) })
}

test('between healthy servers every stage is passed in both directions', () => {
  assert.deepEqual([marks(facts(), SELF), marks(facts(), PEER)], ['+++++++', '+++++++'])
})

test('a peer that is not reached: what lies behind is not reached either, and what it thinks of us is not known', () => {
  const asked = endingAt('connect', { detail: 'ECONNREFUSED' })
  assert.deepEqual([marks(asked, SELF), marks(asked, PEER)], ['x------', '++++?++'])
})

test('no greeting is no EHLO, no STARTTLS ends there, and so does a handshake', () => {
  assert.equal(marks(endingAt('greeting', { detail: '554 no' }), SELF), '+x-----')
  assert.equal(marks(endingAt('starttls', { detail: 'not offered' }), SELF), '++x----')
  assert.equal(marks(endingAt('tls', { detail: 'alert' }), SELF), '+++x---')
})

test('a certificate that is not the one of the peer fails one way as certificate, the other way in our directory', () => {
  const asked = endingAt('their-certificate', { detail: 'edge1', cause: 'peer.wrong-server' })
  assert.equal(marks(asked, SELF), '++++x--')
  assert.equal(marks(asked, PEER), '++++?x-')
})

test('a peer that does not know us: its directory fails, and to it our certificate does', () => {
  const asked = endingAt('our-certificate', { detail: '454 4.7.0 Direct trust failed', cause: 'peer.not-in-directory' })
  assert.deepEqual([marks(asked, SELF), marks(asked, PEER)], ['+++++x-', '++++x--'])
})

test('a peer that trusts us and takes no mail fails at mail alone', () => {
  assert.equal(marks(endingAt('our-certificate', { detail: '421 4.3.2 not available' }), SELF), '++++++x')
})

test('what was not looked at is not seen', () => {
  const asked = facts({ listeners: unknown('no-answer', '-'), backends: unknown('no-answer', '-') })
  assert.equal(marks(asked, PEER), '????++?')
  assert.equal(diagnose(facts({ peers: unknown('not-asked', '--no-peers') })).matrix, undefined)
  assert.equal(diagnose(facts(), { only: ['key.unreadable'] }).matrix, undefined, 'who looks again at one thing')
})

test('every readable format has it, in both languages; of many directions only those with a fault', () => {
  const report = diagnose(endingAt('our-certificate', { detail: '454 4.7.0 Direct trust failed' }))
  for (const lang of ['en', 'ja'] as const) {
    const written = [textReport(report, { lang }), markdownReport(report, { lang }), htmlReport(report, { lang })]
    for (const text of written) assert.ok(text.includes(`${SELF} → ${PEER}`))
    assert.match(textReport(report, { lang }), new RegExp(`${PEER}\\s+✓\\s+✓\\s+✓\\s+✓\\s+✓\\s+✗\\s+-`))
  }
  assert.match(jsonReport(report, { lang: 'en' }), /"matrix": \[/)
  const many = { ...report, matrix: Array.from({ length: 10 }, () => diagnose(facts()).matrix ?? []).flat() }
  assert.match(textReport(many, { lang: 'en' }), /20 of 20 directions without fault are not listed/)
  assert.ok(textReport(many, { lang: 'en', all: true }).includes(`${SELF} → ${PEER}`))
})
