/** The Postfix or Exim next to the gateway. */
import type { Handoff } from '../../../src/model/configuration.ts'
import { known, type MailServerFacts } from '../../../src/model/facts.ts'
import { configuration, facts } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'
import { withConnector } from '../grid/connector.ts'

type Service = MailServerFacts['services'][number]

/** A Debian as it comes. */
const MAIN = {
  mynetworks: '127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128',
  smtpd_relay_restrictions: 'permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination',
  smtpd_recipient_restrictions: '',
  smtpd_upstream_proxy_protocol: '',
  smtpd_authorized_xclient_hosts: '',
  smtpd_authorized_xforward_hosts: '',
  smtpd_sasl_auth_enable: 'no',
  smtpd_forbid_bare_newline: 'normalize',
  smtp_tls_security_level: 'may',
  default_transport: 'smtp',
  relayhost: '',
}

const BEHIND = '127.0.0.1:10025'
/** The entries of docs/guide/postfix.md. */
const PROXIED = {
  smtpd_upstream_proxy_protocol: 'haproxy',
  mynetworks: '',
  smtpd_relay_restrictions: 'reject_unauth_destination',
}
const PLAIN = { mynetworks: '', smtpd_relay_restrictions: 'reject_unauth_destination' }
const BY_XCLIENT = { ...PLAIN, smtpd_authorized_xclient_hosts: '127.0.0.1' }

function service(settings: Readonly<Record<string, string>>, differs: Partial<Service> = {}): Service {
  return { name: BEHIND, type: 'inet', command: 'smtpd', line: 14, settings, ...differs }
}

function postfix(services: readonly Service[], settings: Readonly<Record<string, string>> = {}) {
  return known<readonly MailServerFacts[]>([
    {
      product: 'postfix',
      version: '3.9.0',
      configurationFolder: '/etc/postfix',
      settings: { ...MAIN, ...settings },
      services,
    },
  ])
}

/** Handed over so, to a service with these settings of its own. */
function taken(
  handoff: Handoff,
  settings: Readonly<Record<string, string>>,
  main: Readonly<Record<string, string>> = {},
) {
  return { configuration: withConnector({ handoff }), mailServers: postfix([service(settings)], main) }
}

function sender(settings: Readonly<Record<string, string>>, differs: Partial<Service> = {}) {
  return service(settings, { name: 'hubtrust', type: 'unix', command: 'smtp', ...differs })
}

function exim(settings: Readonly<Record<string, string>>) {
  return known<readonly MailServerFacts[]>([
    { product: 'exim', version: '4.96', configurationFolder: '/etc/exim4', settings, services: [] },
  ])
}

function behindAt(host: string) {
  const section = facts().configuration
  if (section.state === 'unknown') throw new Error(section.detail)
  const { receive } = section.value.gateway
  const backend = { host, port: 10_025 }
  return configuration({
    gateway: {
      ...section.value.gateway,
      receive: receive.map((one) => ({ ...one, backend, handoff: 'plain' as const })),
    },
  })
}

const RELAYHOST = { relayhost: '[127.0.0.1]:2602' }

export const POSTFIX_GRID: readonly GridLine[] = [
  line('a Postfix that is not behind', { mailServers: postfix([service({}, { name: 'smtp' })]) }),
  line('handed over with PROXY, as the guide says', taken('proxy-v2', PROXIED)),
  line('handed over with XCLIENT, as the guide says', taken('xclient', BY_XCLIENT)),
  line('handed over plain, as the guide says', taken('plain', PLAIN)),

  line('handed over plain to a service that trusts loopback', taken('plain', {}), 'postfix.backend-mynetworks'),
  line(
    'handed over plain to a service that trusts a table',
    taken('plain', { mynetworks: 'hash:/etc/postfix/networks' }),
    'postfix.backend-mynetworks',
  ),
  line(
    'handed over plain to a service that trusts loopback and relays for no network',
    taken('plain', { smtpd_relay_restrictions: 'reject_unauth_destination' }),
  ),
  line(
    'handed over plain to a service that trusts another network',
    taken('plain', { mynetworks: '10.0.0.0/8 !127.0.0.1 127.0.0.0/8' }),
  ),
  line(
    'handed over with PROXY to a service that trusts loopback',
    taken('proxy-v2', { smtpd_upstream_proxy_protocol: 'haproxy' }),
  ),
  line(
    'handed over plain on the address of this machine',
    {
      configuration: behindAt('192.0.2.11'),
      mailServers: postfix([service({ mynetworks: '192.0.2.0/24' }, { name: '192.0.2.11:10025' })]),
    },
    'postfix.backend-mynetworks',
  ),
  line(
    'handed over plain over IPv6',
    { configuration: behindAt('::1'), mailServers: postfix([service({}, { name: '[::1]:10025' })]) },
    'postfix.backend-mynetworks',
  ),
  line('the server behind is on another machine', {
    configuration: withConnector({ backend: { host: '192.0.2.99', port: 10_025 } }),
    mailServers: postfix([service(PLAIN, { name: '10025' })]),
  }),

  line(
    'handed over with XCLIENT, and peers count as logged in',
    taken('xclient', {
      ...BY_XCLIENT,
      smtpd_relay_restrictions: MAIN.smtpd_relay_restrictions,
      smtpd_sasl_auth_enable: 'yes',
    }),
    'postfix.backend-login-relays',
  ),
  line(
    'handed over with XCLIENT, and nobody counts as logged in',
    taken('xclient', { ...BY_XCLIENT, smtpd_relay_restrictions: MAIN.smtpd_relay_restrictions }),
  ),
  line(
    'handed over with PROXY to a service that does not know it',
    taken('proxy-v2', PLAIN),
    'postfix.backend-no-proxy',
  ),
  line('handed over with PROXY to an ancient Postfix', {
    mailServers: known([
      {
        product: 'postfix',
        version: '3.4.0',
        configurationFolder: '/etc/postfix',
        settings: {},
        services: [service({})],
      },
    ]),
  }),
  line('handed over plain to a service that waits for PROXY', taken('plain', PROXIED), 'postfix.backend-wants-proxy'),
  line('handed over with XCLIENT to a service that takes none', taken('xclient', PLAIN), 'postfix.backend-no-xclient'),
  line('handed over plain to a service that takes XCLIENT', taken('plain', BY_XCLIENT), 'postfix.backend-xclient'),
  line(
    'handed over plain to a service that takes XFORWARD',
    taken('plain', PLAIN, { smtpd_authorized_xforward_hosts: '127.0.0.0/8' }),
    'postfix.backend-xclient',
  ),
  line(
    'handed over with PROXY to a service that takes XCLIENT from loopback',
    taken('proxy-v2', { ...PROXIED, smtpd_authorized_xclient_hosts: '127.0.0.1' }),
  ),
  line(
    'the server behind takes bare line feeds',
    taken('proxy-v2', { ...PROXIED, smtpd_forbid_bare_newline: 'no' }),
    'postfix.smuggling',
  ),
  line('another service takes bare line feeds', {
    mailServers: postfix([service(PROXIED), service({ smtpd_forbid_bare_newline: 'no' }, { name: 'smtp' })]),
  }),

  line(
    'the transport to the gateway insists on TLS',
    { mailServers: postfix([sender({ smtp_tls_security_level: 'encrypt' })]) },
    'postfix.sender-encrypts',
  ),
  line('the transport to the gateway leaves TLS to it', {
    mailServers: postfix([sender({ smtp_tls_security_level: 'none' })], { smtp_tls_security_level: 'encrypt' }),
  }),
  line(
    'everything goes to the gateway, and insists on TLS',
    { mailServers: postfix([sender({}, { name: 'smtp' })], { ...RELAYHOST, smtp_tls_security_level: 'verify' }) },
    'postfix.sender-encrypts',
  ),
  line('everything goes elsewhere, and insists on TLS', {
    mailServers: postfix([sender({}, { name: 'smtp' })], {
      relayhost: '[192.0.2.77]:25',
      smtp_tls_security_level: 'verify',
    }),
  }),

  line(
    'handed over with PROXY to an Exim that does not know it',
    { mailServers: exim({ hosts_proxy: '', daemon_smtp_ports: 'smtp : 10025' }) },
    'exim.backend-no-proxy',
  ),
  line('handed over with PROXY to an Exim that knows it', {
    mailServers: exim({ hosts_proxy: '127.0.0.1', daemon_smtp_ports: 'smtp : 10025' }),
  }),
  line('an Exim that is not behind', { mailServers: exim({ hosts_proxy: '', daemon_smtp_ports: 'smtp' }) }),
]
