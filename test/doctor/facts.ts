/** A healthy host as facts, and ways to say how another one differs. */
import {
  FACTS_SCHEMA,
  known,
  type AccountFacts,
  type BackendFacts,
  type BalancerFacts,
  type ClockFacts,
  type ConfigurationFacts,
  type DirectoryFacts,
  type Facts,
  type GatewayFacts,
  type MachineFacts,
  type MailServerFacts,
  type NameFacts,
  type OwnListenerFacts,
  type PeerFacts,
  type Section,
  type StoreFacts,
} from '../../src/model/facts.ts'
import type { EventRecord } from '../../src/model/events.ts'
import type { StoredCertificate } from '../../src/model/certificate.ts'
import type { Server } from '../../src/model/server.ts'
import { certificate as certificateOf, fingerprintOf, keyOf } from '../trust/store.ts'

export const TAKEN_AT = '2026-06-01T12:00:00.000Z'
export const SELF = 'hub1.corp.example'
export const PEER = 'hub2.corp.example'

const STATE = '/var/lib/hubtrust'

const KEYS = `${STATE}/keys`

/** A certificate of this server; the same label gives the same one. */
export function certificate(label: string, differs: Partial<StoredCertificate> = {}): StoredCertificate {
  const { thumbprint, fingerprint } = certificateOf(label)
  return {
    ...certificateOf(label),
    subject: `CN=${SELF}`,
    issuer: `CN=${SELF}`,
    commonName: SELF,
    dnsNames: [SELF, 'hub1'],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
    key: keyOf({ path: `${KEYS}/${thumbprint}.key` }),
    fingerprint,
    ...differs,
  }
}

export function thumbprintOf(label: string): string {
  return fingerprintOf(label).slice(0, 40)
}

export function server(name: string, labels: readonly string[], differs: Partial<Server> = {}): Server {
  return {
    name,
    roles: ['hub'],
    addresses: [],
    enabled: true,
    certificates: labels.map((label) => ({
      fingerprint: fingerprintOf(label),
      thumbprint: thumbprintOf(label),
      notBefore: '2026-01-01T00:00:00.000Z',
      notAfter: '2031-01-01T00:00:00.000Z',
      publishedAt: '2026-01-01T00:00:00.000Z',
    })),
    version: 1,
    ...differs,
  }
}

const HOST_NAMES = {
  dnsFullyQualifiedDomainName: SELF,
  dnsHostName: 'hub1',
  dnsPhysicalFullyQualifiedDomainName: SELF,
  dnsPhysicalHostName: 'hub1',
}

const PASSED = [
  { stage: 'connect', passed: true, detail: '192.0.2.12:25' },
  { stage: 'greeting', passed: true, detail: `220 ${PEER} ESMTP` },
  { stage: 'ehlo', passed: true, detail: 'STARTTLS X-ANONYMOUSTLS' },
  { stage: 'starttls', passed: true, detail: '220 2.0.0 Ready to start TLS' },
  { stage: 'tls', passed: true, detail: 'TLSv1.3 TLS_AES_256_GCM_SHA384' },
  { stage: 'their-certificate', passed: true, detail: PEER },
  { stage: 'our-certificate', passed: true, detail: `250 ${PEER}` },
] as const

const MACHINE: MachineFacts = { platform: 'linux', hubtrustVersion: '0.1.0', isRoot: true, account: 'root' }

const CONFIGURATION: ConfigurationFacts = {
  path: '/etc/hubtrust/config.yaml',
  server: { name: SELF, roles: ['hub'], hostNames: {} },
  account: 'hubtrust',
  stateFolder: STATE,
  runFolder: '/run/hubtrust',
  directory: { kind: 'embedded', path: `${STATE}/directory.sqlite`, maxStaleMs: 86_400_000 },
  trust: { expired: 'warn' },
  expiryWarningMs: 30 * 86_400_000,
  gateway: {
    processes: 1,
    handshakesInFlightMax: 256,
    receive: [
      {
        name: 'Default HUB1',
        listen: { host: '192.0.2.11', port: 2525 },
        fqdn: SELF,
        auth: ['tls', 'exchange-server'],
        mode: 'dedicated',
        plaintext: false,
        backend: { host: '127.0.0.1', port: 10_025 },
        handoff: 'proxy-v2',
        refusal: 'defer',
        bareLf: 'pass',
        connectionsMax: 10_000,
        connectionsPerAddressMax: 1_000,
      },
    ],
    send: [{ name: 'To HUB2', peer: PEER, listen: { host: '127.0.0.1', port: 2602 }, addresses: [] }],
  },
  events: { bytesMax: 16 * 1024 ** 2, repeatWindowMs: 60_000 },
}

const NAMES: NameFacts = {
  hostNames: HOST_NAMES,
  collected: HOST_NAMES,
  kernelName: SELF,
  fileName: SELF,
  searchDomains: ['corp.example'],
  nameServers: ['192.0.2.53'],
  hostsEntries: [{ address: '127.0.1.1', names: [SELF, 'hub1'], line: 2 }],
  forward: [{ name: SELF, addresses: ['192.0.2.11'] }],
  dnsForward: [{ name: SELF, addresses: ['192.0.2.11'] }],
  reverse: [{ address: '192.0.2.11', names: [SELF] }],
  interfaceAddresses: ['192.0.2.11'],
}

const ACCOUNT: AccountFacts = {
  name: 'hubtrust',
  exists: true,
  uid: 990,
  groups: ['hubtrust'],
  attempts: [{ path: `${KEYS}/${thumbprintOf('own')}.key`, opened: true }],
}

const STORE: StoreFacts = {
  folder: STATE,
  certificates: [certificate('own')],
  pendingRequests: [],
  problems: [],
  permissions: [
    { path: KEYS, mode: '0750', owner: 'root', group: 'hubtrust' },
    { path: `${KEYS}/${thumbprintOf('own')}.key`, mode: '0640', owner: 'root', group: 'hubtrust' },
  ],
  readOnlyMounts: [],
}

const DIRECTORY: DirectoryFacts = {
  kind: 'embedded',
  location: `${STATE}/directory.sqlite`,
  changeNumber: 4,
  servers: [server(SELF, ['own']), server(PEER, ['peer'])],
  refused: [],
}

const GATEWAY: Extract<GatewayFacts, { readonly running: true }> = {
  running: true,
  pid: 4711,
  version: '0.1.0',
  account: 'hubtrust',
  startedAt: '2026-05-01T00:00:00.000Z',
  inUse: fingerprintOf('own'),
  listening: [
    { connector: 'Default HUB1', direction: 'inbound', host: '192.0.2.11', port: 2525 },
    { connector: 'To HUB2', direction: 'outbound', host: '127.0.0.1', port: 2602 },
  ],
  directory: { servers: 2, certificates: 2, asOf: TAKEN_AT, isStale: false },
  peers: [{ server: PEER, direction: 'inbound', outcome: 'trusted', at: TAKEN_AT, count: 12 }],
}

const LISTENERS: readonly OwnListenerFacts[] = [
  {
    connector: 'Default HUB1',
    address: '192.0.2.11:2525',
    handshake: {
      address: '192.0.2.11:2525',
      steps: PASSED,
      presented: fingerprintOf('own'),
      subject: `CN=${SELF}`,
      ms: 5,
    },
  },
]

const PEERS: readonly PeerFacts[] = [
  {
    server: PEER,
    enabled: true,
    connector: 'To HUB2',
    handshakes: [
      { address: `${PEER}:25`, steps: PASSED, presented: fingerprintOf('peer'), subject: `CN=${PEER}`, ms: 9 },
    ],
  },
]

const BACKENDS: readonly BackendFacts[] = [
  {
    connector: 'Default HUB1',
    address: '127.0.0.1:10025',
    reachable: true,
    greeting: `220 ${SELF} ESMTP Postfix`,
    relays: false,
  },
]

const BALANCER: BalancerFacts = { virtualAddresses: [], software: [], ownNameProbes: [], elsewhere: [] }

const CLOCK: ClockFacts = {
  nowIso: TAKEN_AT,
  isSynchronized: true,
  offsets: [{ of: PEER, seconds: 0 }],
  newestOfDirectory: '2026-01-01T00:00:00.000Z',
}

const EVENTS: readonly EventRecord[] = []

const MAILSERVERS: readonly MailServerFacts[] = []

const EVERYTHING_FINE: Facts = {
  schema: FACTS_SCHEMA,
  version: '0.1.0',
  takenAt: TAKEN_AT,
  source: 'live',
  server: SELF,
  machine: known(MACHINE),
  configuration: known(CONFIGURATION),
  names: known(NAMES),
  account: known(ACCOUNT),
  store: known(STORE),
  directory: known(DIRECTORY),
  gateway: known(GATEWAY),
  listeners: known(LISTENERS),
  peers: known(PEERS),
  backends: known(BACKENDS),
  balancer: known(BALANCER),
  clock: known(CLOCK),
  events: known(EVENTS),
  mailServers: known(MAILSERVERS),
  postfixService: known({ isConfigured: false }),
}

/** A host that is healthy but for the sections named. */
export function facts(differs: Partial<Facts> = {}): Facts {
  return followed({ ...EVERYTHING_FINE, ...differs })
}

/** A gateway that runs follows directory and configuration, unless it is said what it knows and where it listens. */
function followed(host: Facts): Facts {
  const { gateway: section } = host
  if (section.state === 'unknown' || !section.value.running) return host
  const { directory: known, listening } = section.value
  const value = {
    ...section.value,
    directory: known === GATEWAY.directory ? { ...known, ...countsOf(host) } : known,
    listening: listening === GATEWAY.listening ? listeningOf(host) : listening,
  }
  return { ...host, gateway: { ...section, value } }
}

function countsOf({ directory: section }: Facts) {
  if (section.state === 'unknown') return {}
  const { servers, refused } = section.value
  const enabled = servers.filter((one) => one.enabled)
  const trusted = enabled
    .flatMap(({ certificates }) => certificates)
    .filter(({ fingerprint }) => !refused.some((one) => one.fingerprint === fingerprint))
  return { servers: enabled.length, certificates: trusted.length }
}

function listeningOf({ configuration: section }: Facts) {
  if (section.state === 'unknown') return GATEWAY.listening
  const { receive, send } = section.value.gateway
  const where =
    (direction: 'inbound' | 'outbound') => (one: { name: string; listen: { host: string; port: number } }) => ({
      connector: one.name,
      direction,
      ...one.listen,
    })
  return [...receive.map(where('inbound')), ...send.map(where('outbound'))]
}

/** Each builds its section: the healthy one but for what is said. */
export const machine = (differs: Partial<MachineFacts>): Section<MachineFacts> => known({ ...MACHINE, ...differs })
export const configuration = (differs: Partial<ConfigurationFacts>): Section<ConfigurationFacts> =>
  known({ ...CONFIGURATION, ...differs })
export const names = (differs: Partial<NameFacts>): Section<NameFacts> => known({ ...NAMES, ...differs })
export const account = (differs: Partial<AccountFacts>): Section<AccountFacts> => known({ ...ACCOUNT, ...differs })
export const store = (differs: Partial<StoreFacts>): Section<StoreFacts> => known({ ...STORE, ...differs })
export const directory = (differs: Partial<DirectoryFacts>): Section<DirectoryFacts> =>
  known({ ...DIRECTORY, ...differs })
export const balancer = (differs: Partial<BalancerFacts>): Section<BalancerFacts> => known({ ...BALANCER, ...differs })
export const clock = (differs: Partial<ClockFacts>): Section<ClockFacts> => known({ ...CLOCK, ...differs })

/** The gateway as it runs on a healthy host, but for what is said. */
export const gateway = (differs: Partial<Extract<GatewayFacts, { readonly running: true }>>): Section<GatewayFacts> =>
  known({ ...GATEWAY, ...differs })
