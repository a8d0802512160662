/** Around this server, too: one cause takes its consequences in, and independent troubles stay apart. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { holds } from '../../src/doctor/mail-servers.ts'
import { known, type Facts } from '../../src/model/facts.ts'
import { findingTitle, remedyText } from '../../src/model/finding-text.ts'
import type { Finding } from '../../src/model/finding.ts'
import { SURROUNDINGS_GRID } from './grid-surroundings.ts'
import { record } from './surroundings/peers.ts'

function lineOf(title: string): Facts {
  const found = SURROUNDINGS_GRID.find((line) => line.title === title)
  assert.ok(found !== undefined, title)
  return found.facts
}

function causesOf(asked: Facts): readonly string[] {
  return diagnose(asked)
    .findings.filter(({ causedBy }) => causedBy === undefined)
    .map(({ id }) => id)
}

function findingOf(title: string, id: string): Finding {
  const found = diagnose(lineOf(title)).findings.find((finding) => finding.id === id)
  assert.ok(found !== undefined, `${title}: ${id}`)
  return found
}

const CAUSES: Readonly<Record<string, readonly string[]>> = {
  'without a configuration nothing is said of the directory': ['configuration.invalid'],
  'nothing is published for us, and nothing could be': ['services.smtp-not-enabled'],
  'the directory was away too long': ['directory.unreachable'],
  'two servers share a certificate, and one of them shows it': ['directory.duplicate'],
  'our clock is not synchronized, and wrong': ['validity.clock'],
  'a peer is a day ahead of us, because our clock is late': ['validity.clock'],
  'a peer shows a certificate that nobody published': ['peer.not-in-directory'],
  'a peer shows the same stranger in both directions': ['peer.not-in-directory'],
  'a peer shows our certificate': ['peer.own-certificate'],
  'a peer shows a stranger, and refuses us, too': ['peer.not-in-directory', 'peer.rejects-us'],
  'our key cannot be read, and a peer shows a certificate that nobody published': [
    'key.unreadable',
    'peer.not-in-directory',
  ],
  'a peer refuses our certificate': ['peer.rejects-us'],
  'a peer refuses us, because nothing is published for us': ['directory.not-published'],
  'a peer has let its certificate expire, and validity decides': ['peer.expired'],
  'three peers cannot be reached': ['handshake.nobody-reachable'],
  'two of three peers cannot be reached': ['handshake.unreachable', 'handshake.unreachable'],
  'the gateway offers no TLS, because the key cannot be read': ['key.unreadable'],
  'another program has the port': ['listener.port-conflict'],
  'the gateway could not listen and gave up': ['listener.port-conflict'],
  'a new connector could not listen': ['listener.port-conflict'],
  'a connector has moved to the port of another program': ['listener.port-conflict'],
}

for (const [title, causes] of Object.entries(CAUSES)) {
  test(`${title}: ${causes.join(' and ')}`, () => {
    assert.deepEqual(causesOf(lineOf(title)), causes)
  })
}

test('what one peer suffers from is not laid at the door of another', () => {
  const { peers, ...rest } = lineOf('two of three peers cannot be reached')
  assert.ok(peers.state === 'known')
  const [first, second, third] = peers.value
  assert.ok(first !== undefined && second !== undefined && third !== undefined)
  const refusing = third.handshakes.map((handshake) => ({
    ...handshake,
    steps: handshake.steps.map((step) =>
      step.stage === 'our-certificate' ? { ...step, passed: false, detail: '454 4.7.0 no' } : step,
    ),
  }))
  const asked = { ...rest, peers: known([first, second, { ...third, handshakes: refusing }]) }
  assert.deepEqual(
    diagnose(asked).findings.map(({ id, subject, causedBy }) => [id, subject.peer, causedBy === undefined]),
    [
      ['peer.rejects-us', 'hub4.corp.example', true],
      ['handshake.unreachable', 'hub2.corp.example', true],
      ['handshake.unreachable', 'hub3.corp.example', true],
      ['peer.one-way', 'hub4.corp.example', false],
    ],
  )
})

const BEHIND: Readonly<Record<string, readonly [problem: string | undefined, ...causes: readonly string[]]>> = {
  'handed over with PROXY to a service that does not know it': ['refused: 502', 'postfix.backend-no-proxy'],
  'handed over plain to a service that waits for PROXY': ['did not answer in time', 'postfix.backend-wants-proxy'],
  'handed over with XCLIENT to a service that takes none': ['XCLIENT is not offered', 'postfix.backend-no-xclient'],
  'handed over plain to a service that takes XCLIENT': ['offers XCLIENT to peers', 'postfix.backend-xclient'],
  'handed over plain to a service that trusts loopback': [undefined, 'postfix.backend-mynetworks'],
  'handed over with XCLIENT, and peers count as logged in': [undefined, 'postfix.backend-login-relays'],
  'handed over with PROXY to an Exim that does not know it': ['refused: 503', 'exim.backend-no-proxy'],
}

for (const [title, [problem, ...causes]] of Object.entries(BEHIND)) {
  test(`${title}: what a session meets is its consequence`, () => {
    const seen = problem === undefined ? { relays: true } : { problem }
    const backends = known([{ connector: 'Default HUB1', address: '127.0.0.1:10025', reachable: true, ...seen }])
    const report = diagnose({ ...lineOf(title), backends })
    assert.deepEqual(causesOf({ ...lineOf(title), backends }), causes)
    assert.equal(report.findings.length, 2)
  })
}

const SEVERITIES: readonly (readonly [title: string, id: string, severity: string])[] = [
  ['the directory is damaged', 'directory.unreachable', 'high'],
  ['the directory was away too long', 'directory.unreachable', 'critical'],
  ['two servers share a certificate', 'directory.duplicate', 'high'],
  ['our certificate is published for another server, too', 'directory.duplicate', 'critical'],
  ['a peer has let its certificate expire', 'peer.expired', 'medium'],
  ['a peer that nobody has to do with has let its certificate expire', 'peer.expired', 'low'],
  ['a peer has let its certificate expire, and validity decides', 'peer.expired', 'high'],
  ['a peer is a day ahead of us', 'peer.not-yet-valid', 'medium'],
  ['a peer is a day ahead of us, and validity decides', 'peer.not-yet-valid', 'high'],
  ['our clock is an hour late', 'validity.clock', 'medium'],
  ['our clock is late, and validity decides', 'validity.clock', 'high'],
  ['a connector was added and the gateway was not told', 'connector.not-listening', 'critical'],
  ['a send connector has moved and the gateway was not told', 'connector.not-listening', 'high'],
  ['a connector offers no TLS at all', 'connector.direct-trust-off', 'critical'],
]

for (const [title, id, severity] of SEVERITIES) {
  test(`${title}: ${id} is ${severity}`, () => {
    assert.equal(findingOf(title, id).severity, severity)
  })
}

test('a connector without TLS that strangers use is high: they still come in', () => {
  const asked = lineOf('strangers may come without TLS')
  assert.ok(asked.configuration.state === 'known')
  const { gateway } = asked.configuration.value
  const receive = gateway.receive.map((connector) => ({ ...connector, auth: [] }))
  const without = known({ ...asked.configuration.value, gateway: { ...gateway, receive } })
  const [finding] = diagnose({ ...asked, configuration: without }).findings
  assert.deepEqual([finding?.id, finding?.severity], ['connector.direct-trust-off', 'high'])
})

test('a service that trusts a table may let the gateway relay: that fits, and is not proven', () => {
  const { confidence } = findingOf('handed over plain to a service that trusts a table', 'postfix.backend-mynetworks')
  assert.equal(confidence, 'circumstantial')
})

const COMMANDS: readonly (readonly [title: string, id: string, ...commands: readonly string[]])[] = [
  ['the server we send to is disabled', 'peer.disabled', 'hubtrust server enable hub2.corp.example'],
  [
    'a peer shows a certificate that nobody published',
    'peer.not-in-directory',
    'hubtrust server add hub2.corp.example --certificate FILE.pem',
  ],
  [
    'a peer refuses our certificate',
    'peer.rejects-us',
    'hubtrust server export hub1.corp.example --out hub1.corp.example.pem',
    'hubtrust verify hub2.corp.example:25',
  ],
  ['another program has the port', 'listener.port-conflict', "ss -ltnp 'sport = :2525'"],
  [
    'handed over with PROXY to a service that does not know it',
    'postfix.backend-no-proxy',
    'cp -p /etc/postfix/master.cf /etc/postfix/master.cf.before',
    'postconf -c /etc/postfix -P 127.0.0.1:10025/inet/smtpd_upstream_proxy_protocol=haproxy',
    'postfix -c /etc/postfix reload',
  ],
]

for (const [title, id, ...commands] of COMMANDS) {
  test(`${title}: ${commands[0] ?? ''}`, () => {
    const [first] = findingOf(title, id).remedies
    assert.ok(first !== undefined)
    const text = remedyText(first, 'en')
    assert.deepEqual([text.commands, text.automatic], [commands, false], 'whom to trust is for a person to decide')
  })
}

test('a certificate that could be published is; without one there must be a new one', () => {
  const ways = ['nothing is published for us', 'nothing is published for us, and nothing could be'].map((title) =>
    findingOf(title, 'directory.not-published').remedies.map(({ id }) => id),
  )
  assert.deepEqual(ways, [['publish-certificate'], ['new-certificate']])
})

test('a configuration that is wrong is shown with its line', () => {
  const { evidence, args } = findingOf('a setting that is misspelt', 'configuration.invalid')
  assert.equal(args['place'], '/etc/hubtrust/config.yaml:12:3')
  assert.deepEqual(
    evidence.map(({ source, line }) => [source, line]),
    [['/etc/hubtrust/config.yaml', 12]],
  )
})

test('what a peer says forges no line of the report', () => {
  const asked = lineOf('a peer refuses our certificate')
  assert.ok(asked.peers.state === 'known')
  const peers = known(
    asked.peers.value.map((peer) => ({
      ...peer,
      handshakes: peer.handshakes.map((handshake) => ({
        ...handshake,
        steps: handshake.steps.map((step) => (step.passed ? step : { ...step, detail: '454 \u001b[31mno\r\nok' })),
      })),
    })),
  )
  const [finding] = diagnose({ ...asked, peers }).findings
  assert.ok(finding !== undefined)
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must not be there
  assert.doesNotMatch(findingTitle(finding, 'en'), /[\u001b\r]/)
})

test('the events of a trouble are accounted for', () => {
  const events = known([
    record({ id: 2018, category: 'SmtpSend', args: { peer: 'hub2.corp.example', address: '192.0.2.12' } }),
  ])
  const report = diagnose({ ...lineOf('a peer shows a certificate that nobody published'), events })
  assert.deepEqual(
    report.symptoms.map(({ id, explainedBy }) => [id, explainedBy]),
    [['event.2018', [report.findings[0]?.key]]],
  )
})

const NETWORKS: readonly (readonly [list: string, address: string, boolean | 'unknown'])[] = [
  ['', '127.0.0.1', false],
  ['127.0.0.0/8', '127.0.0.1', true],
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.2/32', '127.0.0.1', false],
  ['0.0.0.0/0', '192.0.2.1', true],
  ['192.0.2.0/25', '192.0.2.127', true],
  ['192.0.2.0/25', '192.0.2.128', false],
  ['[::1]/128', '::1', true],
  ['[::1]/128', '127.0.0.1', false],
  ['[2001:db8::]/32', '2001:db8:1::9', true],
  ['[2001:db8::]/32', '2001:db9::9', false],
  ['!127.0.0.1, 127.0.0.0/8', '127.0.0.1', false],
  ['127.0.0.0/8 !127.0.0.1', '127.0.0.1', true],
  ['hash:/etc/postfix/networks', '127.0.0.1', 'unknown'],
  ['/etc/postfix/networks', '127.0.0.1', 'unknown'],
  ['127.0.0.0/8 cidr:/etc/postfix/networks', '127.0.0.1', true],
]

for (const [list, address, expected] of NETWORKS) {
  test(`"${list}" holds ${address}: ${String(expected)}`, () => {
    assert.equal(holds(list, address), expected)
  })
}
