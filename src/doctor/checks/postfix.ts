/** The Postfix or Exim next to the gateway: what its settings do to sessions that come from it or go to it. */
import type { Evidence } from '../../model/facts.ts'
import { isLoopback } from '../addresses.ts'
import { check, NOT_APPLICABLE, type Check } from '../check.ts'
import { behind, holds, postfixes, senders, serviceName, settingOf, type Behind } from '../mail-servers.ts'
import { seen } from '../own.ts'
import type { View } from '../view.ts'
import { endpoint } from './connector.ts'

const ENCRYPTING = ['encrypt', 'dane-only', 'fingerprint', 'verify', 'secure']

function faultOf(view: View, found: Behind) {
  const { connector, service, gateway } = found
  return {
    subject: { connector: connector.name, object: serviceName(service) },
    args: {
      connector: connector.name,
      service: service.name,
      handoff: connector.handoff,
      gateway,
      ...editing(found),
    },
    evidence: [masterCf(view, found)],
  } as const
}

/** What remedies say to postconf. */
function editing({ server: { configurationFolder }, service }: Pick<Behind, 'server' | 'service'>) {
  return {
    master: serviceName(service),
    folder: configurationFolder,
    file: `${configurationFolder}/master.cf`,
  }
}

function masterCf({ facts }: View, { server, service }: Pick<Behind, 'server' | 'service'>): Evidence {
  const options = Object.entries(service.settings).map(([name, value]) => `-o ${name}=${value}`)
  return {
    source: `${server.configurationFolder}/master.cf`,
    ...(service.line > 0 ? { line: service.line } : {}),
    quote: [service.name, service.type, service.command, ...options].join(' ').slice(0, 300),
    observedAt: facts.takenAt,
  }
}

/** Services behind of which something is so; not applicable where no Postfix of this machine stands behind. */
function those(view: View, isSo: (found: Behind) => boolean): readonly Behind[] | typeof NOT_APPLICABLE {
  const all = behind(view)
  return all.length === 0 ? NOT_APPLICABLE : all.filter(isSo)
}

function permits(found: Behind, permission: string): boolean {
  const names = ['smtpd_relay_restrictions', 'smtpd_recipient_restrictions']
  return names.some((name) => settingOf(found, name)?.includes(permission) ?? false)
}

/** After PROXY or XCLIENT the address is the peer's; handed over plain every session is the gateway's. */
const mynetworks = check('postfix.backend-mynetworks', (view) => {
  const open = those(view, (found) => {
    const networks = settingOf(found, 'mynetworks') ?? ''
    const isGatewayIn = holds(networks, found.gateway) !== false
    return found.connector.handoff === 'plain' && isGatewayIn && permits(found, 'permit_mynetworks')
  })
  if ('state' in open) return open
  return open.map((found) => {
    const networks = settingOf(found, 'mynetworks') ?? '-'
    const fault = faultOf(view, found)
    return {
      ...fault,
      args: { ...fault.args, mynetworks: networks },
      confidence: holds(networks, found.gateway) === true ? 'proven' : 'circumstantial',
      expected: 'mynetworks=',
      actual: `mynetworks=${networks}`,
    }
  })
})

const loginRelays = check('postfix.backend-login-relays', (view) => {
  const open = those(
    view,
    (found) =>
      found.connector.handoff === 'xclient' &&
      settingOf(found, 'smtpd_sasl_auth_enable') === 'yes' &&
      permits(found, 'permit_sasl_authenticated'),
  )
  if ('state' in open) return open
  return open.map((found) => ({ ...faultOf(view, found), expected: 'smtpd_sasl_auth_enable=no', actual: 'yes' }))
})

function wantsProxy(found: Behind): boolean {
  return settingOf(found, 'smtpd_upstream_proxy_protocol') === 'haproxy'
}

const noProxy = check('postfix.backend-no-proxy', (view) => {
  const deaf = those(view, (found) => {
    const isKnown = settingOf(found, 'smtpd_upstream_proxy_protocol') !== undefined
    return found.connector.handoff === 'proxy-v2' && isKnown && !wantsProxy(found)
  })
  if ('state' in deaf) return deaf
  return deaf.map((found) => ({
    ...faultOf(view, found),
    expected: 'smtpd_upstream_proxy_protocol=haproxy',
    actual: `smtpd_upstream_proxy_protocol=${settingOf(found, 'smtpd_upstream_proxy_protocol') ?? ''}`,
  }))
})

const waitsForProxy = check('postfix.backend-wants-proxy', (view) => {
  const waiting = those(view, (found) => found.connector.handoff !== 'proxy-v2' && wantsProxy(found))
  if ('state' in waiting) return waiting
  return waiting.map((found) => ({
    ...faultOf(view, found),
    expected: 'smtpd_upstream_proxy_protocol=',
    actual: 'smtpd_upstream_proxy_protocol=haproxy',
  }))
})

const noXclient = check('postfix.backend-no-xclient', (view) => {
  const deaf = those(view, (found) => {
    const hosts = settingOf(found, 'smtpd_authorized_xclient_hosts')
    return found.connector.handoff === 'xclient' && hosts !== undefined && holds(hosts, found.gateway) === false
  })
  if ('state' in deaf) return deaf
  return deaf.map((found) => ({
    ...faultOf(view, found),
    expected: found.gateway,
    actual: settingOf(found, 'smtpd_authorized_xclient_hosts') ?? '-',
  }))
})

/** Of the gateway, where nothing puts the peer's address in its place. */
const takesXclient = check('postfix.backend-xclient', (view) => {
  const open = those(view, ({ connector }) => connector.handoff === 'plain')
  if ('state' in open) return open
  return open.flatMap((found) => {
    const setting = ['smtpd_authorized_xclient_hosts', 'smtpd_authorized_xforward_hosts'].find(
      (name) => holds(settingOf(found, name) ?? '', found.gateway) === true,
    )
    if (setting === undefined) return []
    const fault = faultOf(view, found)
    const hosts = settingOf(found, setting) ?? '-'
    return [
      {
        ...fault,
        args: { ...fault.args, setting, hosts },
        expected: `${setting}=`,
        actual: `${setting}=${hosts}`,
      },
    ]
  })
})

const smuggling = check('postfix.smuggling', (view) => {
  const open = those(view, (found) => settingOf(found, 'smtpd_forbid_bare_newline') === 'no')
  if ('state' in open) return open
  return open.map((found) => ({
    ...faultOf(view, found),
    expected: 'smtpd_forbid_bare_newline=normalize',
    actual: 'smtpd_forbid_bare_newline=no',
  }))
})

const senderEncrypts = check('postfix.sender-encrypts', (view) => {
  const { send } = view.configuration.gateway
  if (send.length === 0 || postfixes(view).length === 0) return NOT_APPLICABLE
  return senders(view).flatMap((found) => {
    const level = settingOf(found, 'smtp_tls_security_level') ?? ''
    if (!ENCRYPTING.includes(level)) return []
    const { service } = found
    return [
      {
        subject: { object: serviceName(service) },
        args: { service: service.name, level, ...editing(found) },
        expected: 'smtp_tls_security_level=none',
        actual: `smtp_tls_security_level=${level}`,
        evidence: [masterCf(view, found)],
      },
    ]
  })
})

/** Exim is behind when it listens on that port; which of its hosts may send a header is one setting. */
const eximNoProxy = check('exim.backend-no-proxy', (view) => {
  const exims = view.mailServers.filter(({ product }) => product === 'exim')
  const proxied = view.configuration.gateway.receive.filter(
    ({ handoff, backend }) => handoff === 'proxy-v2' && (backend.host === 'localhost' || isLoopback(backend.host)),
  )
  const held = new Set(behind(view).map(({ connector }) => connector))
  return exims.flatMap(({ settings, configurationFolder }) =>
    proxied
      .filter((connector) => !held.has(connector) && settings['hosts_proxy'] === '')
      .filter(({ backend }) => portsOf(settings).includes(String(backend.port)))
      .map(({ name, backend, handoff }) => ({
        subject: { connector: name, object: configurationFolder },
        args: { connector: name, backend: endpoint(backend), handoff, path: configurationFolder },
        expected: `hosts_proxy = ${backend.host}`,
        actual: 'hosts_proxy =',
        evidence: [seen(view, 'exim -bP hosts_proxy', 'hosts_proxy =')],
      })),
  )
})

function portsOf(settings: Readonly<Record<string, string>>): readonly string[] {
  const ports = (settings['daemon_smtp_ports'] ?? '').split(/[\s:;,<]+/)
  return ports.map((port) => (port === 'smtp' ? '25' : port))
}

export const POSTFIX_CHECKS: readonly Check[] = [
  mynetworks,
  loginRelays,
  noProxy,
  waitsForProxy,
  noXclient,
  takesXclient,
  smuggling,
  senderEncrypts,
  eximNoProxy,
]
