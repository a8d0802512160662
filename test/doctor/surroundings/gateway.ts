/** Connectors, the process that serves them, and the mail server behind. */
import type { ReceiveConnector, SendConnector } from '../../../src/model/configuration.ts'
import { known, type BackendFacts, type HandshakeStep } from '../../../src/model/facts.ts'
import { fingerprintOf, keyOf } from '../../trust/store.ts'
import { certificate, configuration, facts, gateway, machine, SELF, store } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'
import { withConnector } from '../grid/connector.ts'
import { record } from './peers.ts'

const CONNECTOR = 'Default HUB1'
const ADDRESS = '192.0.2.11:2525'
const MAIL = 'mail.corp.example'
const STARTED = '2026-05-01T00:00:00.000Z'

function withSend(differs: Partial<SendConnector>, receive?: readonly ReceiveConnector[]) {
  const section = facts().configuration
  if (section.state === 'unknown') throw new Error(section.detail)
  const healthy = section.value.gateway
  const send = healthy.send.map((connector) => ({ ...connector, ...differs }))
  return configuration({ gateway: { ...healthy, send, receive: receive ?? healthy.receive } })
}

/** Our own connector, knocked at. */
function knocked(steps: readonly HandshakeStep[], label?: string) {
  const shown = label === undefined ? {} : { presented: fingerprintOf(label), subject: `CN=${label}` }
  return known([{ connector: CONNECTOR, address: ADDRESS, handshake: { address: ADDRESS, steps, ms: 5, ...shown } }])
}

const CONNECTED = { stage: 'connect', passed: true, detail: ADDRESS } as const
const FREE = {
  stage: 'connect',
  passed: false,
  detail: `${ADDRESS} cannot be reached: ECONNREFUSED.`,
  cause: 'handshake.unreachable',
} as const
const GREETED = { stage: 'greeting', passed: true, detail: '220 other ESMTP' } as const
const MUTE = {
  stage: 'greeting',
  passed: false,
  detail: `${ADDRESS} did not answer in time.`,
  cause: 'handshake.protocol',
} as const
const WITHOUT_TLS = {
  stage: 'starttls',
  passed: false,
  detail: 'the peer does not offer STARTTLS',
  cause: 'handshake.starttls-not-offered',
} as const

const STOPPED = known({ running: false } as const)
const OURS = { connector: 'To HUB2', direction: 'outbound', host: '127.0.0.1', port: 2602 } as const

function conflict(time: string) {
  return record({
    id: 30007,
    category: 'TransportService',
    time,
    args: {
      connector: CONNECTOR,
      address: ADDRESS,
      reason: `Cannot listen on ${ADDRESS}: the address is already in use.`,
    },
    cause: 'listener.port-conflict',
  })
}

function reloaded(outcome: string, time = '2026-06-01T10:00:00.000Z') {
  return record({ id: 30006, category: 'TransportService', severity: 'information', time, args: { outcome } })
}

function ended(count: number, time = '2026-06-01T11:30:00.000Z') {
  return known([record({ id: 30012, category: 'TransportService', time, count, args: { pid: 99, reason: 'SIGSEGV' } })])
}

function behind(differs: Partial<BackendFacts>) {
  return known([
    {
      connector: CONNECTOR,
      address: '127.0.0.1:10025',
      reachable: true,
      greeting: `220 ${SELF} ESMTP`,
      relays: false,
      ...differs,
    },
  ])
}

const SHARED = { mode: 'shared', fqdn: MAIL } as const
const FOR_STRANGERS = certificate('mail', { dnsNames: [MAIL], commonName: MAIL })
const CLOSED = keyOf({ readable: false, readableBy: ['root'], obstacle: 'key-mode' })

function holding(...others: readonly ReturnType<typeof certificate>[]) {
  return store({ certificates: [certificate('own'), ...others] })
}

export const GATEWAY_GRID: readonly GridLine[] = [
  line(
    'strangers have no certificate for the name they use',
    { configuration: withConnector(SHARED) },
    'connector.no-certificate-for-name',
  ),
  line(
    'the key of the certificate for strangers cannot be read',
    {
      configuration: withConnector(SHARED),
      store: holding(certificate('mail', { dnsNames: [MAIL], commonName: MAIL, key: CLOSED })),
    },
    'connector.no-certificate-for-name',
  ),
  line(
    'a shared connector whose only certificate peers need as well',
    {
      configuration: withConnector({ mode: 'shared' }),
      store: store({ certificates: [certificate('own', { key: CLOSED })] }),
    },
    'key.unreadable',
    'selection.none-eligible',
  ),
  line('strangers have a certificate for the name they use', {
    configuration: withConnector(SHARED),
    store: holding(FOR_STRANGERS),
    listeners: knocked([CONNECTED], 'mail'),
  }),
  line('a dedicated connector needs no certificate for its name', { configuration: withConnector({ fqdn: MAIL }) }),
  line(
    'a connector offers no TLS at all',
    { configuration: withConnector({ auth: [] }) },
    'connector.direct-trust-off',
  ),
  line('a connector offers STARTTLS alone', { configuration: withConnector({ auth: ['tls'] }) }),
  line('a connector for Exchange alone', {
    configuration: withConnector({ auth: ['exchange-server'] }),
    listeners: knocked([CONNECTED, GREETED, WITHOUT_TLS]),
  }),
  line(
    'a send connector leads to nobody',
    { configuration: withSend({ peer: 'hub9.corp.example' }) },
    'connector.unknown-peer',
  ),
  line(
    'a send connector is open to the network',
    { configuration: withSend({ listen: { host: '0.0.0.0', port: 2602 } }) },
    'connector.exposed-send',
  ),
  line('a send connector on the other loopback', { configuration: withSend({ listen: { host: '::1', port: 2602 } }) }),
  line(
    'strangers are handed over without their address',
    { configuration: withConnector({ mode: 'shared', handoff: 'plain' }) },
    'connector.strangers-hidden',
  ),
  line('peers are handed over without their address', { configuration: withConnector({ handoff: 'plain' }) }),
  line('strangers may come without TLS', { configuration: withConnector({ mode: 'shared', plaintext: true }) }),

  line(
    'a connector was added and the gateway was not told',
    { gateway: gateway({ listening: [OURS] }), listeners: knocked([FREE]) },
    'connector.not-listening',
  ),
  line(
    'a connector was renamed and the gateway was not told',
    {
      gateway: gateway({
        listening: [OURS, { connector: 'Old', direction: 'inbound', host: '192.0.2.11', port: 2525 }],
      }),
    },
    'connector.not-listening',
  ),
  line('a connector for which the system chooses the port', {
    configuration: withConnector({ listen: { host: '192.0.2.11', port: 0 } }),
    gateway: gateway({
      listening: [OURS, { connector: CONNECTOR, direction: 'inbound', host: '192.0.2.11', port: 40_123 }],
    }),
  }),
  line(
    'a send connector has moved and the gateway was not told',
    {
      configuration: withSend({ listen: { host: '127.0.0.1', port: 2700 } }),
      gateway: gateway({
        listening: [OURS, { connector: CONNECTOR, direction: 'inbound', host: '192.0.2.11', port: 2525 }],
      }),
      events: known([reloaded('/etc/hubtrust/config.yaml:3:1: no')]),
    },
    'connector.not-listening',
  ),
  line('the gateway listens and does not answer', { listeners: knocked([CONNECTED, MUTE]) }, 'connector.not-answering'),
  line('the gateway listens where it was not knocked', { listeners: known([]) }),
  line(
    'the gateway offers no TLS, for want of a certificate',
    { listeners: knocked([CONNECTED, GREETED, WITHOUT_TLS]) },
    'connector.tls-not-offered',
  ),
  line(
    'the gateway offers no TLS, because the key cannot be read',
    {
      listeners: knocked([CONNECTED, GREETED, WITHOUT_TLS]),
      store: store({ certificates: [certificate('own', { key: CLOSED })] }),
    },
    'key.unreadable',
    'selection.none-eligible',
    'connector.tls-not-offered',
  ),

  line(
    'another program has the port',
    { gateway: STOPPED, listeners: knocked([CONNECTED, GREETED, WITHOUT_TLS]) },
    'listener.port-conflict',
    'gateway.not-running',
  ),
  line(
    'a connector for Exchange was renamed and the gateway was not told',
    {
      configuration: withConnector({ auth: ['exchange-server'] }),
      gateway: gateway({
        listening: [OURS, { connector: 'Old', direction: 'inbound', host: '192.0.2.11', port: 2525 }],
      }),
      listeners: knocked([CONNECTED, GREETED, WITHOUT_TLS]),
    },
    'connector.not-listening',
  ),
  line(
    'a connector has moved to the port of another program',
    {
      gateway: gateway({
        listening: [OURS, { connector: CONNECTOR, direction: 'inbound', host: '192.0.2.11', port: 2500 }],
      }),
      listeners: knocked([CONNECTED, GREETED, WITHOUT_TLS]),
    },
    'listener.port-conflict',
    'connector.not-listening',
  ),
  line(
    'the gateway could not listen and gave up',
    { gateway: STOPPED, listeners: known([]), events: known([conflict('2026-06-01T11:59:00.000Z')]) },
    'listener.port-conflict',
    'gateway.not-running',
  ),
  line(
    'the gateway could not listen once, and the port is free by now',
    { gateway: STOPPED, listeners: knocked([FREE]), events: known([conflict('2026-06-01T11:59:00.000Z')]) },
    'gateway.not-running',
  ),
  line(
    'the gateway could not listen once, and did later',
    {
      gateway: STOPPED,
      listeners: known([]),
      events: known([conflict('2026-06-01T10:00:00.000Z'), reloaded('in force', '2026-06-01T11:00:00.000Z')]),
    },
    'gateway.not-running',
  ),
  line(
    'a new connector could not listen',
    {
      gateway: gateway({ listening: [OURS] }),
      listeners: known([]),
      events: known([conflict('2026-06-01T11:59:00.000Z')]),
    },
    'listener.port-conflict',
    'connector.not-listening',
  ),
  line('a connector could not listen before the gateway was started again', {
    events: known([conflict('2026-04-30T23:00:00.000Z')]),
  }),

  line('the gateway is stopped', { gateway: STOPPED, listeners: knocked([FREE]) }, 'gateway.not-running'),
  line('the gateway is stopped, and it has no connector', {
    gateway: STOPPED,
    listeners: known([]),
    configuration: withoutConnectors(),
  }),
  line('the gateway hangs', { gateway: STOPPED, listeners: knocked([CONNECTED, MUTE]) }, 'gateway.hangs'),
  line('the gateway serves and does not answer here', { gateway: STOPPED }, 'gateway.no-answer'),
  line('processes of the gateway end again and again', { events: ended(4) }, 'gateway.process-ends'),
  line('a process of the gateway ended once', { events: ended(1) }),
  line('processes of the gateway ended this morning', { events: ended(4, '2026-06-01T06:00:00.000Z') }),
  line('processes of the gateway ended before it was started again', {
    events: ended(4),
    gateway: gateway({ startedAt: '2026-06-01T11:45:00.000Z' }),
  }),
  line(
    'the gateway needs a restart',
    { events: known([reloaded('in force, except what needs a restart: directory')]) },
    'gateway.restart-needed',
  ),
  line('the gateway needed a restart and had it', {
    events: known([reloaded('in force, except what needs a restart: directory', '2026-04-30T00:00:00.000Z')]),
    gateway: gateway({ startedAt: STARTED }),
  }),
  line('the gateway needed a restart until it was told otherwise', {
    events: known([
      reloaded('in force, except what needs a restart: directory', '2026-06-01T09:00:00.000Z'),
      reloaded('in force'),
    ]),
  }),
  line('the gateway is of last year', { machine: machine({ hubtrustVersion: '0.2.0' }) }, 'gateway.other-version'),

  line(
    'the mail server behind is down',
    { backends: behind({ reachable: false, problem: '127.0.0.1:10025 cannot be reached: ECONNREFUSED.' }) },
    'connector.backend-unreachable',
  ),
  line('the mail server behind is up', { backends: behind({}) }),
  line(
    'the mail server behind takes no PROXY header',
    {
      backends: behind({ problem: 'The mail server behind at 127.0.0.1:10025 refused the gateway: 502 5.5.2 Error.' }),
    },
    'connector.backend-mismatch',
  ),
  line(
    'the mail server behind says nothing',
    { backends: behind({ problem: '127.0.0.1:10025 did not answer in time.' }) },
    'connector.backend-silent',
  ),
  line(
    'the mail server behind trusts whoever comes from the gateway',
    {
      backends: behind({
        problem: 'The mail server behind at 127.0.0.1:10025 offers XCLIENT to peers of the gateway.',
      }),
    },
    'connector.backend-trusts-gateway',
  ),
  line('the mail server behind relays', { backends: behind({ relays: true }) }, 'connector.backend-relays'),
  line('whether the mail server behind relays did not show', {
    backends: known([{ connector: CONNECTOR, address: '127.0.0.1:10025', reachable: true, greeting: '220 x' }]),
  }),
]

function withoutConnectors() {
  const section = facts().configuration
  if (section.state === 'unknown') throw new Error(section.detail)
  return configuration({ gateway: { ...section.value.gateway, send: [], receive: [] } })
}
