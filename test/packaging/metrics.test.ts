/** What monitoring relies on: Prometheus' own linter reads what a gateway tells, and the dashboard asks for nothing else. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { metricsText, type Measured } from '../../src/daemon/metrics.ts'
import { EVENTS } from '../../src/model/events.ts'
import { METRICS } from '../../src/model/metrics.ts'
import { PROGRAM } from '../cli/program.ts'
import { newGround, HUB2 } from '../daemon/ground.ts'
import { answerTo, portOf, receiving, startServe } from '../daemon/served.ts'
import { mailServer } from '../gateway/harness.ts'

const PACKAGING = join(import.meta.dirname, '..', '..', 'packaging')
const AT = '2026-06-01T00:00:00.000Z'
const AT_SECONDS = 1_780_272_000
const status = {
  pid: 1,
  version: '0.1.0',
  server: 'hub1.corp.example',
  startedAt: AT,
  processes: 1,
  listening: [{ connector: 'Default', direction: 'inbound', host: '0.0.0.0', port: 25 }],
  directory: {
    servers: 3,
    certificates: 4,
    asOf: AT,
    ageMs: 10,
    isStale: false,
    follow: {
      location: 'ldaps://directory.corp.example',
      held: ['hub2.corp.example'],
      refused: 0,
      propagation: { count: 9, lastMs: 40, p50Ms: 50, p99Ms: 1_250, clockAheadMs: 0 },
    },
  },
  inUse: 'F1',
  sessions: { open: 1, trusted: 5, refused: 2, anonymous: 3, handshakesInFlight: 0, peers: [] },
  events: [{ id: 1036, count: 2 }],
  postfix: {
    socketmap: [],
    policy: [],
    counts: { pinned: 1, deferred: 2, unmanaged: 3, trusted: 4, refused: 5, anonymous: 6 },
  },
  doctor: {
    takenAt: AT,
    verdict: 'not-trusted',
    findings: [
      { id: 'key.unreadable', severity: 'critical', args: {}, remedies: [] },
      { id: 'key.unreadable', severity: 'critical', args: {}, remedies: [] },
    ],
  },
} as const satisfies Measured['gateway']
const measured: Measured = {
  server: 'hub1.corp.example',
  gateway: status,
  certificates: [
    { thumbprint: 'A1', fingerprint: 'F1', notAfter: AT },
    { thumbprint: 'A2', fingerprint: 'F2', notAfter: AT },
  ],
  selection: { published: 'F2', inUse: 'F1' },
}

const linesOf = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
const seriesOf = (text: string) =>
  new Map(linesOf(text).map((line) => [line.replace(/ \S+$/, ''), Number(/\S+$/.exec(line)?.[0])]))
const peersOf = (count: number, outcome: 'trusted' | 'refused', at: string) =>
  Array.from({ length: count }, (_, index) => ({
    server: `${outcome}${String(index)}.corp.example`,
    direction: 'inbound' as const,
    outcome,
    at,
    count: 1,
  }))

/** @returns what promtool complained about */
function complaints(words: readonly string[], input = ''): string {
  const { status: exit, stdout, stderr } = spawnSync('promtool', [...words], { input, encoding: 'utf8' })
  return exit === 0 ? '' : `${String(exit)} ${stdout}${stderr}`
}

test('promtool finds nothing wrong with what a gateway tells, and does with what is not like it', () => {
  const text = metricsText({
    ...measured,
    gateway: { ...status, sessions: { ...status.sessions, peers: peersOf(2, 'trusted', AT) } },
  })
  assert.equal(complaints(['check', 'metrics'], text), '')
  assert.match(complaints(['check', 'metrics'], text.replaceAll('sessions_total', 'sessions')), /_total/)
  const told = new Set(linesOf(text).map((line) => line.replace(/[{ ].*/, '')))
  assert.deepEqual(
    Object.keys(METRICS).filter((name) => !told.has(name)),
    [],
    'each is told where all is known',
  )
})

test('each number is where its name says', () => {
  const series = seriesOf(metricsText(measured))
  const expected: Readonly<Record<string, number>> = {
    hubtrust_up: 1,
    'hubtrust_sessions_total{outcome="refused"}': 2,
    hubtrust_directory_as_of_timestamp_seconds: AT_SECONDS,
    hubtrust_directory_reachable: 1,
    hubtrust_directory_propagation_p99_seconds: 1.25,
    hubtrust_directory_changes_held: 1,
    'hubtrust_events_total{id="1036",severity="error"}': 2,
    'hubtrust_events_total{id="1037",severity="warning"}': 0,
    'hubtrust_doctor_findings{severity="critical"}': 2,
    'hubtrust_doctor_findings{severity="low"}': 0,
    'hubtrust_doctor_finding{id="key.unreadable",severity="critical"}': 2,
    'hubtrust_postfix_answers_total{direction="outbound",answer="deferred"}': 2,
    'hubtrust_certificate_not_after_timestamp_seconds{thumbprint="A1"}': AT_SECONDS,
    'hubtrust_certificate_in_use{thumbprint="A1"}': 1,
    'hubtrust_certificate_published{thumbprint="A1"}': 0,
    'hubtrust_certificate_published{thumbprint="A2"}': 1,
  }
  for (const [name, value] of Object.entries(expected)) assert.equal(series.get(name), value, name)
  const events = [...series.keys()].filter((name) => name.startsWith('hubtrust_events_total'))
  assert.equal(events.length, Object.keys(EVENTS).length)
})

test('without a gateway only what can be known is told', () => {
  const series = seriesOf(metricsText({ ...measured, gateway: undefined }))
  assert.equal(series.get('hubtrust_up'), 0)
  assert.equal(series.get('hubtrust_own_certificate_usable'), 1)
  assert.equal(series.get('hubtrust_sessions_open'), undefined, 'which is not none')
})

test('ten thousand peers are five hundred series, and those that are refused are among them', () => {
  const peers = [...peersOf(9_990, 'trusted', AT), ...peersOf(10, 'refused', '2026-05-01T00:00:00.000Z')]
  const text = metricsText({ ...measured, gateway: { ...status, sessions: { ...status.sessions, peers } } })
  const series = seriesOf(text)
  const shown = [...series].filter(([name]) => name.startsWith('hubtrust_peer_trusted'))
  assert.deepEqual([shown.length, shown.filter(([, value]) => value === 0).length], [500, 10])
  assert.equal(series.get('hubtrust_peers{direction="inbound",outcome="trusted"}'), 9_990, 'all are counted')
  assert.equal(complaints(['check', 'metrics'], text), '')
})

test('a name with quotes, a backslash and a line end stays one label', () => {
  const text = metricsText({ ...measured, server: 'a"b\\c\nd' })
  assert.ok(text.includes('server="a\\"b\\\\c\\nd"} 1\n'), text)
  assert.equal(complaints(['check', 'metrics'], text), '')
})

test('hubtrust status --format prometheus tells what a running gateway counts, and that none runs', async (t) => {
  const behind = await mailServer(t)
  const ground = newGround(t)
  const served = await startServe(t, ground.configure({ gateway: { receive: [receiving(behind.port)] } }))
  await answerTo(t, ground, await portOf(served))
  const ask = () => {
    const { stdout } = spawnSync(PROGRAM, ['status', '--format', 'prometheus', '--config', ground.config], {
      encoding: 'utf8',
    })
    assert.equal(complaints(['check', 'metrics'], stdout), '')
    return seriesOf(stdout)
  }
  const series = ask()
  assert.equal(series.get(`hubtrust_peer_trusted{peer="${HUB2}",direction="inbound"}`), 1)
  assert.equal(series.get('hubtrust_sessions_total{outcome="trusted"}'), 1)
  assert.equal(series.get('hubtrust_connectors{direction="inbound"}'), 1)
  const thirty = [...series].find(([name]) => name.startsWith('hubtrust_events_total{id="30005"'))
  assert.equal(thirty?.[1], 1, 'the certificate in use was told once')
  served.signal('SIGTERM')
  await served.ended
  assert.equal(ask().get('hubtrust_up'), 0)
})

interface Query {
  readonly title: string
  readonly expression: string
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const listOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isObject) : []

function dashboardQueries(): readonly Query[] {
  const dashboard: unknown = JSON.parse(readFileSync(join(PACKAGING, 'grafana', 'hubtrust.json'), 'utf8'))
  assert.ok(isObject(dashboard))
  return listOf(dashboard['panels']).flatMap(({ title, targets }) =>
    listOf(targets).map(({ expr }) => ({
      title: String(title),
      // What Grafana puts in before it asks.
      expression: String(expr).replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*'),
    })),
  )
}

/** Labels and metrics that an expression names and that are not in the table. */
function strangersIn(expression: string): readonly string[] {
  const selectors = [...expression.matchAll(/\b(hubtrust_\w+)(?:\{([^}]*)\})?/g)]
  return selectors.flatMap(([, name = '', matchers = '']) => {
    const entry = Object.entries(METRICS).find(([known]) => known === name)?.[1]
    if (entry === undefined) return [name]
    const labels = [...matchers.matchAll(/(\w+)\s*[=!]~?/g)].map(([, label = '']) => label)
    const known: readonly string[] = [...entry.labels, 'instance']
    return labels.filter((label) => !known.includes(label)).map((label) => `${name}{${label}}`)
  })
}

test('every query of the dashboard is PromQL over metrics and labels that there are', (t) => {
  const queries = dashboardQueries()
  assert.ok(queries.length > 10)
  for (const { title, expression } of queries) assert.deepEqual(strangersIn(expression), [], title)
  const rules = queries.map(({ expression }, index) => ({ record: `query:${String(index)}`, expr: expression }))
  checkRules(t, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))
  assert.deepEqual(strangersIn('rate(hubtrust_none[5m]) > hubtrust_up{colour="red"}'), [
    'hubtrust_none',
    'hubtrust_up{colour}',
  ])
})

function checkRules(t: TestContext, rules: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-rules-'))
  t.after(() => {
    rmSync(folder, { recursive: true })
  })
  const path = join(folder, 'rules.yaml')
  writeFileSync(path, rules)
  assert.equal(complaints(['check', 'rules', path]), '')
}

test('the alerts are rules over metrics that there are, and fire when they should', (t) => {
  const path = join(PACKAGING, 'prometheus', 'hubtrust.rules.yaml')
  const text = readFileSync(path, 'utf8')
  assert.deepEqual(strangersIn(text), [])
  checkRules(t, text)
  assert.equal(complaints(['test', 'rules', join(import.meta.dirname, 'alerts.yaml')]), '')
})
