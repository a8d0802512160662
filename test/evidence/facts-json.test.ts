/** Facts as a file: what was written comes back, and what is no facts is refused with its place. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HubtrustError } from '../../src/core/errors.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { FACTS_BYTES_MAX, readFactsJson } from '../../src/evidence/facts-json.ts'
import { known, SECTIONS, unknown, type Facts } from '../../src/model/facts.ts'
import { certificate, facts, store, TAKEN_AT } from '../doctor/facts.ts'
import { keyOf } from '../trust/store.ts'

const PATH = 'facts.json'
const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value, undefined, 2))
const read = (value: unknown): Facts => readFactsJson(bytesOf(value), PATH)

/** A host with something in every place where something can be. */
const BUSY: Partial<Facts> = {
  store: store({
    certificates: [
      certificate('own', { services: [], friendlyName: 'old' }),
      certificate('no-name', { commonName: undefined, key: keyOf({ readable: 'unknown', matches: 'unknown' }) }),
    ],
    pendingRequests: [{ id: '0A', createdAt: TAKEN_AT }],
    problems: [{ path: '/x.pem', code: 'X509_UNREADABLE', message: 'no' }],
  }),
  balancer: known(
    {
      virtualAddresses: [{ address: '192.0.2.100', interface: 'lo' }],
      software: [
        { name: 'haproxy', detail: 'bind :25', evidence: { source: 'haproxy.cfg', line: 3 }, endpoints: ['*:25'] },
      ],
      ownNameProbes: [{ address: '192.0.2.100:25', steps: [], ms: 4, clockOffsetS: -7 }],
      elsewhere: ['192.0.2.100'],
    },
    { source: 'ip addr', record: 1, quote: 'inet', observedAt: TAKEN_AT },
  ),
  mailServers: known([
    {
      product: 'postfix',
      version: '3.7',
      configurationFolder: '/etc/postfix',
      settings: { mynetworks: '' },
      services: [{ name: '25', type: 'inet', command: 'smtpd', settings: {}, line: 4, isChrooted: true }],
      problem: 'none',
    },
  ]),
  postfixService: known({
    isConfigured: true,
    queueDirectory: '/var/spool/postfix',
    doors: [
      { kind: 'policy', name: 'Default', place: 'unix:/p', mode: 'dedicated', answers: false, problem: 'ENOENT' },
    ],
    answers: [{ server: 'b', hop: '[b]', table: 'socketmap:x', isOurs: true, kind: 'pinned', answer: 'fingerprint' }],
    routes: [{ table: 'texthash:/t', key: 'b', transport: 'smtp', server: 'b' }],
    files: [{ path: '/p', fingerprint: 'A'.repeat(64), thumbprint: 'A'.repeat(40), problem: 'no-key' }],
    lanes: [{ service: '2525/inet', handshake: { address: '127.0.0.1:2525', steps: [], ms: 4 } }],
    chain: '/p',
    attributes: [{ name: 'enable_rpk', since: '3.9' }],
  }),
  events: known([
    {
      sequence: 1,
      time: TAKEN_AT,
      source: 'Hubtrust',
      id: 1036,
      category: 'SmtpReceive',
      severity: 'error',
      server: 'hub1.corp.example',
      args: { subject: 'CN=x', thumbprint: '-', address: '192.0.2.9', connector: 'Default' },
      cause: 'peer.not-in-directory',
      proof: { reason: 'not-in-directory', tries: 3 },
      count: 2,
    },
  ]),
  gateway: known({ running: false }),
  peers: unknown('not-asked', '--no-peers'),
}

for (const [what, host] of [
  ['a healthy host', facts()],
  ['a host with troubles', facts(BUSY)],
] as const) {
  test(`the facts of ${what} come back from their file, and with them the same report`, () => {
    const back = read(host)
    assert.deepEqual(back, host)
    assert.deepEqual(diagnose(back), diagnose(host))
  })
}

test('every section may be unknown', () => {
  const nothing = Object.fromEntries(SECTIONS.map((name) => [name, unknown('unreadable', 'EACCES')]))
  const host = { ...facts(), ...nothing }
  assert.deepEqual(read(host), host)
})

test('what this version does not know is left out, wherever it stands', () => {
  const host = facts()
  const { machine } = host
  assert.ok(machine.state === 'known')
  const richer = {
    ...host,
    weather: 'fine',
    machine: { ...machine, seen: 'by night', value: { ...machine.value, kernel: '7.1', privateKey: 'sesame' } },
  }
  assert.deepEqual(read(richer), host)
})

interface Refusal {
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>
}

function refusalOf(bytes: Uint8Array): Refusal {
  try {
    readFactsJson(bytes, PATH)
  } catch (error) {
    assert.ok(error instanceof HubtrustError)
    const { code, details } = error
    return { code, details }
  }
  throw new Error('it was not refused')
}

/** The healthy host with one place changed; `undefined` takes it away. */
function changed(path: string, value: unknown): Buffer {
  const whole: unknown = JSON.parse(JSON.stringify(facts()))
  const steps = path.split('.')
  let here = whole
  for (const step of steps.slice(0, -1)) here = Reflect.get(Object(here), step)
  Reflect.set(Object(here), steps.at(-1) ?? '', value)
  return bytesOf(whole)
}

const WRONG: readonly (readonly [string, unknown])[] = [
  ['takenAt', 'yesterday'],
  ['takenAt', undefined],
  ['source', 'rumour'],
  ['machine', undefined],
  ['machine.state', 'guessed'],
  ['machine.value.isRoot', 'yes'],
  ['configuration.value.gateway.receive.0.listen.port', '25'],
  ['names.value.forward.0.addresses', '192.0.2.1'],
  ['store.value.certificates.0.fingerprint', 'AB'],
  ['store.value.certificates.0.notAfter', 'some day'],
  ['store.value.certificates.0.services.0', 'fax'],
  ['directory.value.servers.0.version', 1.5],
  ['gateway.value.running', 'perhaps'],
  ['peers.value.0.handshakes.0.steps.0.stage', 'prayer'],
  ['peers.value.0.handshakes.0.steps.0.cause', 'bad.luck'],
  ['clock.evidence', {}],
]

for (const [path, value] of WRONG) {
  test(`${path}: ${value === undefined ? 'missing' : JSON.stringify(value)} is refused with its place`, () => {
    const { code, details } = refusalOf(changed(path, value))
    assert.deepEqual([code, details['path'], details['where']], ['EVIDENCE_NOT_FACTS', PATH, path])
    assert.match(String(details['found']), /\w/)
  })
}

const EVENT_WRONG = [
  ['id', 99_999],
  ['time', 'at night'],
  ['args', { address: ['192.0.2.1'] }],
] as const

for (const [member, value] of EVENT_WRONG) {
  test(`an event whose ${member} nobody knows here is refused, as facts of a newer version are`, () => {
    const { events } = facts(BUSY)
    const [event] = events.state === 'known' ? events.value : []
    const { code, details } = refusalOf(bytesOf({ ...facts(), events: known([{ ...event, [member]: value }]) }))
    assert.equal(code, 'EVIDENCE_NOT_FACTS')
    assert.ok(String(details['where']).startsWith(`events.value.0.${member}`))
  })
}

test('facts of another schema are told apart from files that hold none', () => {
  const { code, details } = refusalOf(changed('schema', 'hubtrust.facts/2'))
  assert.deepEqual(
    [code, details],
    ['EVIDENCE_OTHER_SCHEMA', { path: PATH, found: 'hubtrust.facts/2', known: 'hubtrust.facts/1' }],
  )
  assert.equal(refusalOf(changed('schema', 'hubtrust.report/1')).code, 'EVIDENCE_NOT_FACTS')
  for (const value of [[], 'facts', 7, null, {}])
    assert.equal(refusalOf(bytesOf(value)).code, 'EVIDENCE_NOT_FACTS', JSON.stringify(value))
})

test('what is cut short, no text, or nothing at all is no JSON', () => {
  const whole = bytesOf(facts())
  for (const bytes of [whole.subarray(0, -2), Buffer.from([0xff, 0xfe]), Buffer.alloc(0), Buffer.from('host: hub1')])
    assert.equal(refusalOf(bytes).code, 'EVIDENCE_NOT_JSON')
})

test('what is wrong is named with line and column', () => {
  const text = JSON.stringify(facts(), undefined, 2).replace('"isRoot": true', '"isRoot": "yes"')
  const before = text.slice(0, text.indexOf('"yes"')).split('\n')
  const { code, details } = refusalOf(Buffer.from(text))
  assert.deepEqual(
    [code, details['line'], details['column']],
    ['EVIDENCE_NOT_FACTS', before.length, (before.at(-1) ?? '').length + 1],
  )
  const comma = refusalOf(Buffer.from('{\n  "schema": 1,\n}'))
  assert.deepEqual([comma.code, comma.details['line'], comma.details['column']], ['EVIDENCE_NOT_JSON', 3, 1])
})

test('a byte order mark at the beginning is no fault', () => {
  assert.deepEqual(readFactsJson(Buffer.concat([Buffer.from('\ufeff'), bytesOf(facts())]), PATH), facts())
})

test('a file larger than any facts is not even read', () => {
  const { code, details } = refusalOf(Buffer.alloc(FACTS_BYTES_MAX + 1))
  assert.deepEqual([code, details['bytesMax']], ['EVIDENCE_TOO_LARGE', FACTS_BYTES_MAX])
})

test('names of objects that mean something to the language are only names', () => {
  const hostile = JSON.stringify(facts()).replace('"machine"', '"__proto__":{"polluted":1},"constructor":1,"machine"')
  const back = readFactsJson(Buffer.from(hostile), PATH)
  assert.deepEqual(back, facts())
  assert.equal(Reflect.get({}, 'polluted'), undefined)
})
