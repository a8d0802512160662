/** The shape of facts, section by section. The compiler holds it against the types of `model/facts.ts`. */
import * as v from 'valibot'
import { SERVICES } from '../model/certificate.ts'
import { AUTH_MECHANISMS, DIRECTORY_KINDS, HANDOFFS } from '../model/configuration.ts'
import { EVENTS, type EventId } from '../model/events.ts'
import { FACTS_SCHEMA, HANDSHAKE_STAGES, UNKNOWN_REASONS } from '../model/facts.ts'
import { CAUSES } from '../model/findings.ts'
import { ROLES } from '../model/server.ts'

const text = v.string()
const texts = v.array(text)
const whole = v.pipe(v.number(), v.integer('whole number'))
const time = v.pipe(
  text,
  v.check((value) => !Number.isNaN(Date.parse(value)), 'time'),
)
const fingerprint = v.pipe(text, v.regex(/^[0-9A-F]{64}$/, '64 hexadecimal digits'))
const thumbprint = v.pipe(text, v.regex(/^[0-9A-F]{40}$/, '40 hexadecimal digits'))
const perhaps = v.union([v.boolean(), v.literal('unknown')])
const direction = v.picklist(['inbound', 'outbound'])
const cause = v.exactOptional(v.picklist(CAUSES))
const values = v.record(text, v.union([text, v.number()]))
const settings = v.record(text, text)
const address = v.object({ host: text, port: whole })

const evidence = v.object({
  source: text,
  line: v.exactOptional(whole),
  record: v.exactOptional(whole),
  quote: v.exactOptional(text),
  observedAt: v.exactOptional(text),
})

function section<const Value extends v.GenericSchema>(value: Value) {
  return v.variant('state', [
    v.object({ state: v.literal('known'), value, evidence: v.array(evidence) }),
    v.object({ state: v.literal('unknown'), reason: v.picklist(UNKNOWN_REASONS), detail: text }),
  ])
}

const machine = v.object({ platform: text, hubtrustVersion: text, isRoot: v.boolean(), account: text })

const hostNames = v.object({
  dnsFullyQualifiedDomainName: text,
  dnsHostName: text,
  dnsPhysicalFullyQualifiedDomainName: text,
  dnsPhysicalHostName: text,
  balancerName: v.exactOptional(text),
})

const stated = v.object({
  dnsFullyQualifiedDomainName: v.exactOptional(text),
  dnsHostName: v.exactOptional(text),
  dnsPhysicalFullyQualifiedDomainName: v.exactOptional(text),
  dnsPhysicalHostName: v.exactOptional(text),
  balancerName: v.exactOptional(text),
})

const receive = v.object({
  name: text,
  listen: address,
  fqdn: text,
  auth: v.array(v.picklist(AUTH_MECHANISMS)),
  mode: v.picklist(['dedicated', 'shared']),
  plaintext: v.boolean(),
  backend: address,
  handoff: v.picklist(HANDOFFS),
  refusal: v.picklist(['defer', 'reject']),
  bareLf: v.picklist(['pass', 'reject']),
  connectionsMax: whole,
  connectionsPerAddressMax: whole,
})

const configuration = v.object({
  path: text,
  server: v.object({ name: text, roles: v.array(v.picklist(ROLES)), hostNames: stated }),
  account: text,
  stateFolder: text,
  runFolder: text,
  directory: v.object({ kind: v.picklist(DIRECTORY_KINDS), path: text, maxStaleMs: v.number() }),
  trust: v.object({ expired: v.picklist(['warn', 'refuse']) }),
  expiryWarningMs: v.number(),
  gateway: v.object({
    processes: whole,
    handshakesInFlightMax: whole,
    receive: v.array(receive),
    send: v.array(v.object({ name: text, peer: text, listen: address, addresses: v.array(address) })),
  }),
  events: v.object({ bytesMax: v.number(), repeatWindowMs: v.number() }),
})

const lookups = v.array(v.object({ name: text, addresses: texts, problem: v.exactOptional(text) }))

const names = v.object({
  hostNames,
  collected: hostNames,
  kernelName: text,
  fileName: v.exactOptional(text),
  searchDomains: texts,
  nameServers: texts,
  hostsEntries: v.array(v.object({ address: text, names: texts, line: whole })),
  forward: lookups,
  dnsForward: lookups,
  reverse: v.array(v.object({ address: text, names: texts, problem: v.exactOptional(text) })),
  interfaceAddresses: texts,
})

const account = v.object({
  name: text,
  exists: v.boolean(),
  uid: v.exactOptional(whole),
  groups: texts,
  attempts: v.array(v.object({ path: text, opened: v.boolean(), code: v.exactOptional(text) })),
})

const certificate = v.pipe(
  v.object({
    thumbprint,
    fingerprint,
    version: whole,
    subject: text,
    issuer: text,
    commonName: v.exactOptional(text),
    serialNumber: text,
    notBefore: time,
    notAfter: time,
    dnsNames: texts,
    isSelfSigned: v.boolean(),
    isCa: v.boolean(),
    keyType: text,
    publicKeySizeBits: whole,
    extendedKeyUsage: texts,
    services: v.array(v.picklist(SERVICES)),
    key: v.object({
      present: v.boolean(),
      matches: perhaps,
      readable: perhaps,
      readableBy: texts,
      obstacle: v.exactOptional(text),
      obstaclePath: v.exactOptional(text),
      path: v.exactOptional(text),
    }),
    addedAt: text,
    friendlyName: v.exactOptional(text),
  }),
  // JSON has no undefined: a certificate without a common name says so by leaving it out.
  v.transform(({ commonName, ...rest }) => ({ ...rest, commonName })),
)

const store = v.object({
  folder: text,
  certificates: v.array(certificate),
  pendingRequests: v.array(v.object({ id: text, createdAt: text })),
  problems: v.array(v.object({ path: text, code: text, message: text })),
  permissions: v.array(v.object({ path: text, mode: text, owner: text, group: text })),
  readOnlyMounts: texts,
})

const server = v.object({
  name: text,
  roles: v.array(v.picklist(ROLES)),
  addresses: texts,
  enabled: v.boolean(),
  certificates: v.array(v.object({ fingerprint, thumbprint, notBefore: time, notAfter: time, publishedAt: time })),
  version: whole,
})

const directory = v.object({
  kind: text,
  location: text,
  changeNumber: whole,
  servers: v.array(server),
  refused: v.array(v.object({ fingerprint: text, servers: texts, reason: text })),
})

const gateway = v.variant('running', [
  v.object({ running: v.literal(false), unit: v.exactOptional(text) }),
  v.object({
    running: v.literal(true),
    pid: whole,
    unit: v.exactOptional(text),
    version: text,
    account: text,
    startedAt: text,
    inUse: v.exactOptional(fingerprint),
    listening: v.array(v.object({ connector: text, direction, host: text, port: whole })),
    directory: v.object({
      servers: whole,
      certificates: whole,
      asOf: time,
      isStale: v.boolean(),
      problem: v.exactOptional(text),
    }),
    peers: v.array(v.object({ server: text, direction, outcome: text, cause, at: time, count: whole })),
  }),
])

const handshake = v.object({
  address: text,
  steps: v.array(v.object({ stage: v.picklist(HANDSHAKE_STAGES), passed: v.boolean(), detail: text, cause })),
  presented: v.exactOptional(fingerprint),
  subject: v.exactOptional(text),
  ms: v.number(),
  clockOffsetS: v.exactOptional(v.number()),
})

const peer = v.object({
  server: text,
  enabled: v.boolean(),
  connector: v.exactOptional(text),
  handshakes: v.array(handshake),
})

const backend = v.object({
  connector: text,
  address: text,
  reachable: v.boolean(),
  problem: v.exactOptional(text),
  greeting: v.exactOptional(text),
  relays: v.exactOptional(v.boolean()),
})

const balancer = v.object({
  virtualAddresses: v.array(v.object({ address: text, interface: text })),
  software: v.array(v.object({ name: text, detail: text, evidence, endpoints: v.exactOptional(texts) })),
  ownNameProbes: v.array(handshake),
  elsewhere: texts,
})

const clock = v.object({
  nowIso: time,
  isSynchronized: v.exactOptional(v.boolean()),
  offsets: v.array(v.object({ of: text, seconds: v.number() })),
  newestOfDirectory: v.exactOptional(time),
})

const event = v.object({
  sequence: whole,
  time,
  source: v.literal('Hubtrust'),
  id: v.custom<EventId>((id) => typeof id === 'number' && id in EVENTS, 'known event'),
  category: v.picklist(['SmtpReceive', 'SmtpSend', 'TransportService', 'DirectorySync']),
  severity: v.picklist(['error', 'warning', 'information']),
  server: text,
  args: values,
  cause,
  proof: v.exactOptional(values),
  count: whole,
})

const mailServer = v.object({
  product: v.picklist(['postfix', 'exim']),
  version: text,
  configurationFolder: text,
  settings,
  services: v.array(
    v.object({
      name: text,
      type: text,
      command: text,
      settings,
      line: whole,
      isChrooted: v.exactOptional(v.boolean()),
    }),
  ),
  problem: v.exactOptional(text),
})

const postfixService = v.variant('isConfigured', [
  v.object({ isConfigured: v.literal(false) }),
  v.object({
    isConfigured: v.literal(true),
    queueDirectory: text,
    doors: v.array(
      v.object({
        kind: v.picklist(['socketmap', 'policy']),
        name: text,
        place: text,
        mode: v.exactOptional(v.picklist(['dedicated', 'shared'])),
        answers: v.boolean(),
        problem: v.exactOptional(text),
      }),
    ),
    answers: v.array(
      v.object({
        server: text,
        hop: text,
        table: text,
        isOurs: v.boolean(),
        kind: v.picklist(['pinned', 'other', 'not-found', 'failed']),
        answer: text,
      }),
    ),
    routes: v.array(v.object({ table: text, key: text, transport: text, server: text })),
    files: v.array(
      v.object({
        path: text,
        fingerprint: v.exactOptional(fingerprint),
        thumbprint: v.exactOptional(thumbprint),
        problem: v.exactOptional(text),
      }),
    ),
    lanes: v.array(v.object({ service: text, handshake })),
    chain: v.exactOptional(text),
    attributes: v.array(v.object({ name: text, since: text })),
  }),
])

export const FACTS = v.object({
  schema: v.literal(FACTS_SCHEMA),
  version: text,
  takenAt: time,
  source: v.picklist(['live', 'evidence']),
  server: v.exactOptional(text),
  machine: section(machine),
  configuration: section(configuration),
  names: section(names),
  account: section(account),
  store: section(store),
  directory: section(directory),
  gateway: section(gateway),
  listeners: section(v.array(v.object({ connector: text, address: text, handshake }))),
  peers: section(v.array(peer)),
  backends: section(v.array(backend)),
  balancer: section(balancer),
  clock: section(clock),
  events: section(v.array(event)),
  mailServers: section(v.array(mailServer)),
  // Versions before this section did not ask.
  postfixService: v.optional(section(postfixService), {
    state: 'unknown',
    reason: 'not-asked',
    detail: 'taken by an earlier version',
  }),
})
