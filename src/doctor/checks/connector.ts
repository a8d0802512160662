/** Connectors: what is configured, what listens, and what it may show. */
import type { Address } from '../../model/configuration.ts'
import type { EventRecord } from '../../model/events.ts'
import type { Evidence, GatewayFacts } from '../../model/facts.ts'
import { isLoopback } from '../addresses.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { stepOf } from '../handshakes.ts'
import { needed } from '../needed.ts'
import { seen, sharedSelections, thumbprintOf } from '../own.ts'
import type { View } from '../view.ts'

export function endpoint({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${String(port)}` : `${host}:${String(port)}`
}

const noCertificateForName = check('connector.no-certificate-for-name', (view) =>
  sharedSelections(view).flatMap(({ connector: { name, fqdn }, selection }) => {
    const { inUse, cause = 'connector.no-certificate-for-name', about } = selection
    // What is wrong with a certificate that peers need as well is said there, and explains event 12014, too.
    const isSaid = needed(view).some(({ fingerprint }) => fingerprint === about)
    if (inUse !== undefined || isSaid) return []
    const thumbprint = thumbprintOf(view, about)
    return [
      {
        subject: { connector: name, ...(about === undefined ? {} : { certificate: thumbprint }) },
        args: { connectorFqdn: fqdn, connector: name, thumbprint, lacks: cause },
        expected: fqdn,
        evidence: [seen(view, `hubtrust cert select --name ${fqdn}`, cause)],
      },
    ]
  }),
)

const directTrustOff = check('connector.direct-trust-off', (view) =>
  view.configuration.gateway.receive
    .filter(({ auth }) => auth.length === 0)
    .map(({ name, mode }) => ({
      subject: { connector: name },
      args: { connector: name, connectorMode: mode },
      severity: mode === 'dedicated' ? 'critical' : 'high',
      expected: 'tls, exchange-server',
      actual: '-',
      evidence: [seen(view, view.configuration.path, `${name}: auth: []`)],
    })),
)

const unknownPeer = check('connector.unknown-peer', (view) =>
  view.configuration.gateway.send
    .filter(({ peer }) => !view.directory.servers.some(({ name }) => name === peer))
    .map(({ name, peer }) => ({
      subject: { connector: name, peer },
      args: { connector: name, peer },
      evidence: [
        seen(view, view.configuration.path, `${name}: peer: ${peer}`),
        seen(view, `hubtrust server show ${peer}`, 'DIRECTORY_UNKNOWN_SERVER'),
      ],
    })),
)

const exposedSend = check('connector.exposed-send', (view) =>
  view.configuration.gateway.send
    .filter(({ listen: { host } }) => host !== 'localhost' && !isLoopback(host))
    .map(({ name, peer, listen }) => ({
      subject: { connector: name, peer },
      args: { connector: name, peer, address: endpoint(listen) },
      expected: `127.0.0.1:${String(listen.port)}`,
      actual: endpoint(listen),
      evidence: [seen(view, view.configuration.path, `${name}: listen: ${endpoint(listen)}`)],
    })),
)

const strangersHidden = check('connector.strangers-hidden', (view) =>
  view.configuration.gateway.receive
    .filter(({ mode, handoff }) => mode === 'shared' && handoff === 'plain')
    .map(({ name, backend }) => ({
      subject: { connector: name },
      args: { connector: name, backend: endpoint(backend) },
      expected: 'proxy-v2',
      actual: 'plain',
      evidence: [seen(view, view.configuration.path, `${name}: mode: shared, handoff: plain`)],
    })),
)

type Running = Extract<GatewayFacts, { readonly running: true }>

export interface Named {
  readonly name: string
  readonly listen: Address
}

/** Where the configuration says; for port 0 the system chooses. */
export function isListening({ listening }: Running, { name, listen }: Named): boolean {
  return listening.some(
    ({ connector, host, port }) =>
      connector === name && host === listen.host && (listen.port === 0 || port === listen.port),
  )
}

const notListening = check('connector.not-listening', (view) => {
  const { gateway } = view
  const { receive, send } = view.configuration.gateway
  if (!gateway.running) return NOT_APPLICABLE
  const wanted = [
    ...receive.map(({ name, listen }) => ({ name, listen, direction: 'inbound' as const })),
    ...send.map(({ name, listen }) => ({ name, listen, direction: 'outbound' as const })),
  ]
  return wanted
    .filter((connector) => !isListening(gateway, connector))
    .map(({ name, listen, direction }) => {
      const elsewhere = gateway.listening.filter(({ connector }) => connector === name).map(endpoint)
      return {
        subject: { connector: name, direction },
        args: { connector: name, address: endpoint(listen), pid: gateway.pid },
        severity: direction === 'inbound' ? 'critical' : 'high',
        expected: endpoint(listen),
        actual: elsewhere.join(', ') || '-',
        evidence: [seen(view, 'hubtrust status', elsewhere.join(', ') || '-'), ...lastReload(view)],
      }
    })
})

function lastReload({ facts: { events } }: View): readonly Evidence[] {
  const last = events.state === 'known' ? lastOf(events.value, 30006) : undefined
  if (last === undefined) return []
  const quote = String(last.args['outcome'] ?? '-')
  return [{ source: 'hubtrust events --id 30006', record: last.sequence, quote, observedAt: last.time }]
}

export function lastOf(events: readonly EventRecord[], id: EventRecord['id']): EventRecord | undefined {
  return events
    .filter((record) => record.id === id)
    .toSorted((left, right) => left.time.localeCompare(right.time))
    .at(-1)
}

/** Our own connectors that listen, as somebody met them who knocked there. */
function knocked(view: View, gateway: Running) {
  const { receive } = view.configuration.gateway
  return view.listeners.flatMap((knock) => {
    const settings = receive.find(({ name }) => name === knock.connector)
    return settings !== undefined && isListening(gateway, settings) ? [{ ...knock, settings }] : []
  })
}

const notAnswering = check('connector.not-answering', (view) => {
  const { gateway } = view
  if (!gateway.running) return NOT_APPLICABLE
  return knocked(view, gateway).flatMap(({ connector, address, handshake }) => {
    const step = [stepOf(handshake, 'connect'), stepOf(handshake, 'greeting')].find((one) => one?.passed === false)
    if (step === undefined) return []
    return [
      {
        subject: { connector, direction: 'inbound' },
        args: { connector, address, answer: step.detail, pid: gateway.pid },
        confidence: 'strong',
        actual: step.detail,
        evidence: [seen(view, address, `${step.stage}: ${step.detail}`)],
      },
    ]
  })
})

const tlsNotOffered = check('connector.tls-not-offered', (view) => {
  const { gateway } = view
  if (!gateway.running) return NOT_APPLICABLE
  return knocked(view, gateway).flatMap(({ connector, address, handshake, settings }) => {
    const step = stepOf(handshake, 'starttls')
    if (step === undefined || step.passed || !settings.auth.includes('tls')) return []
    return [
      {
        subject: { connector, direction: 'inbound' },
        args: { connector, address },
        expected: 'STARTTLS',
        actual: stepOf(handshake, 'ehlo')?.detail ?? '-',
        evidence: [seen(view, address, `${step.stage}: ${step.detail}`)],
      },
    ]
  })
})

export const CONNECTOR_CHECKS: readonly Check[] = [
  noCertificateForName,
  directTrustOff,
  unknownPeer,
  exposedSend,
  strangersHidden,
  notListening,
  notAnswering,
  tlsNotOffered,
]
