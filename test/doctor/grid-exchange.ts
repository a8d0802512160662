/** Facts out of an Exchange server's evidence, and what the doctor must say of them. */
import type { ExchangeEvent, ExchangeFacts } from '../../src/model/exchange.ts'
import { unknown, type Evidence, type Facts, type Section } from '../../src/model/facts.ts'
import { facts, TAKEN_AT, thumbprintOf } from './facts.ts'
import type { GridLine } from './grid.ts'

const LOG = 'application.evtx'

function event(id: number, strings: readonly string[], source = 'MSExchangeTransport'): ExchangeEvent {
  return { source, id, strings, time: TAKEN_AT, evidence: { source: LOG, record: id } }
}

function ended(id: number, strings: readonly string[], why: 'overtaken' | 'silent'): ExchangeEvent {
  return { ...event(id, strings), ending: { why, until: '2025-02-01T00:00:00.000Z', since: TAKEN_AT, object: '-' } }
}

function file(problem: string): ExchangeFacts['files'][number] {
  const evidence: Evidence = { source: LOG, record: 7 }
  return { name: LOG, takenFor: 'evtx', observations: 1, problems: [{ problem, evidence, args: {} }] }
}

const HEALTHY: ExchangeFacts = {
  version: '8.3',
  era: '2007',
  files: [],
  events: [],
  denials: [],
  connectors: [],
  balancers: [],
  sessions: [],
  edgeSync: [],
  subscriptions: [],
  secrets: [],
  queueErrors: [],
  providers: [],
  unknowns: [],
  contradictions: [],
  timeline: { entries: [], before: [], omitted: 0, ambiguous: [] },
  otherServers: [],
  isPublishedInferred: false,
  proofs: {},
}

/** An Exchange server that is healthy but for what is said. What only a live host shows was not to be had. */
function line(title: string, differs: Partial<ExchangeFacts>, ...expect: readonly string[]): GridLine {
  const nothing = <T>(): Section<T> => unknown('not-asked', 'evidence')
  const asEvidence: Partial<Facts> = {
    source: 'evidence',
    account: nothing(),
    gateway: nothing(),
    listeners: nothing(),
    peers: nothing(),
    backends: nothing(),
    balancer: nothing(),
    clock: nothing(),
    events: nothing(),
    mailServers: nothing(),
    postfixService: nothing(),
    exchange: { ...HEALTHY, ...differs },
  }
  return { title: `evidence: ${title}`, facts: facts(asEvidence), expect }
}

const KSP = {
  thumbprint: thumbprintOf('own'),
  provider: 'Microsoft Software Key Storage Provider',
  evidence: { source: 'certutil.txt', line: 9 },
}
const AT = { source: 'edge.txt', line: 3 }

export const EXCHANGE_GRID: readonly GridLine[] = [
  line('nothing wrong', {}),
  line('1036 names a certificate', { events: [event(1036, ['CN=edge1', '192.0.2.9'])] }, 'peer.unknown-certificate'),
  line('2018 names a certificate', { events: [event(2018, ['CN=edge1', '192.0.2.9'])] }, 'peer.unknown-certificate'),
  line('1036 of another source', { events: [event(1036, ['CN=edge1', '192.0.2.9'], 'Other')] }),
  line('1036 with its placeholders', { events: [event(1036, ['%1', '[%2]'])] }, 'event.phantom'),
  line(
    '1036 with its placeholders beside 1018',
    { events: [event(1018, ['0.0.0.0:25']), event(1036, ['%1', '[%2]'])] },
    'listener.port-conflict',
    'event.phantom',
  ),
  line('1037 in a later version', { era: '2013', version: '15.0', events: [event(1037, ['x'])] }, 'event.other-era'),
  line('1037 in 2010', { era: '2010', version: '14.3', events: [event(1037, [])] }),
  line(
    'a temporary certificate',
    { events: [event(12_024, [thumbprintOf('own'), thumbprintOf('other')])] },
    'store.ephemeral',
  ),
  line('a configured certificate that is loaded', { events: [event(12_019, ['CN=edge1'])] }),
  line('a CNG key in 2007', { providers: [KSP] }, 'key.provider'),
  line('a CNG key in 2016', { era: '2016', version: '15.1', providers: [KSP] }),
  line('EdgeSync not normal', { edgeSync: [{ name: 'EDGE1', status: 'Failed', evidence: AT }] }, 'edge.out-of-step'),
  line('EdgeSync normal', { edgeSync: [{ name: 'EDGE1', status: 'Normal', evidence: AT }] }),
  line('EdgeSync 10104', { events: [event(10_104, ['edge1'], 'MSExchange EdgeSync')] }, 'edge.out-of-step'),
  line(
    'a subscription that has ended',
    { subscriptions: [{ edgeServer: 'EDGE1', createdAt: '2026-05-01T00:00:00.000Z', evidence: AT }] },
    'edge.subscription-expired',
  ),
  line('a subscription of today', { subscriptions: [{ edgeServer: 'EDGE1', createdAt: TAKEN_AT, evidence: AT }] }),
  line(
    'Kerberos between servers',
    { events: [event(1035, ['LogonDenied', 'Default', 'ExchangeAuth', '192.0.2.9'])] },
    'kerberos.authentication',
  ),
  line('somebody mistyped a password', { events: [event(1035, ['LogonDenied', 'Default', 'Ntlm', '192.0.2.9'])] }),
  line(
    'a queue that says 454',
    { queueErrors: [{ queue: 'hub2', error: '451 4.4.0 "454 4.7.0 Temporary authentication failure"', evidence: AT }] },
    'kerberos.authentication',
  ),
  line(
    'NLB on port 25',
    { balancers: [{ clusterName: 'mail', isBound: true, ports: ['25-25'], evidence: AT }] },
    'balancer.present',
  ),
  line('NLB on port 443', { balancers: [{ clusterName: 'mail', isBound: true, ports: ['443-443'], evidence: AT }] }),
  line(
    '12014',
    { events: [event(12_014, ['mail.corp.example', 'Default HUB1'])] },
    'connector.no-certificate-for-name',
  ),
  line('a damaged log', { files: [file('damaged')] }, 'evidence.damaged'),
  line('a date that can be read in two ways', { files: [file('ambiguous-date')] }),
  line(
    'a stranger was refused until the peer was trusted again',
    { events: [ended(1036, ['CN=edge1', '192.0.2.40'], 'overtaken')] },
    'event.overtaken',
  ),
  line(
    'a connector had no certificate until long ago',
    { events: [ended(12_014, ['mail.corp.example', 'Internet', 'mail.corp.example'], 'silent')] },
    'event.silent',
  ),
  line(
    'two files say different things',
    {
      contradictions: [
        {
          property: 'Services',
          object: thumbprintOf('own'),
          left: { value: 'IMAP', evidence: AT },
          right: { value: 'SMTP', evidence: { source: 'newer.txt', line: 3 } },
        },
      ],
    },
    'evidence.contradiction',
  ),
  line('two servers in one folder', { proofs: { mixed: [AT] } }, 'evidence.mixed-servers'),
  line('a private key in a file', { secrets: [{ what: 'private-key', evidence: AT }] }, 'evidence.secret'),
]
