/** The Postfix that asks this gateway itself: healthy as the guide sets it up, and each trap. */
import { known, type MailServerFacts } from '../../../src/model/facts.ts'
import type { PostfixServiceFacts } from '../../../src/model/postfix-facts.ts'
import { certificate, facts, PEER, server, thumbprintOf } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'

type Service = MailServerFacts['services'][number]
type Configured = Extract<PostfixServiceFacts, { readonly isConfigured: true }>

const QUEUE = '/var/spool/postfix'
const CHAIN = '/var/lib/hubtrust/postfix/current.pem'
const TABLE = 'socketmap:unix:hubtrust/tlspol.sock:tls-policy'
const ASK = 'check_policy_service { unix:hubtrust/policy.sock, timeout=10s, { default_action = 451 4.3.5 no } }'
const HOP = `[${PEER}]`
const { fingerprint, thumbprint } = certificate('own')

const MAIN = {
  queue_directory: QUEUE,
  compatibility_level: '3.6',
  default_transport: 'smtp',
  relay_transport: 'relay',
  mynetworks: '127.0.0.0/8',
  smtp_tls_policy_maps: TABLE,
  smtp_tls_fingerprint_digest: 'sha256',
  smtp_tls_chain_files: CHAIN,
  smtp_tls_connection_reuse: 'no',
  smtp_tls_security_level: 'may',
  smtpd_sasl_auth_enable: 'no',
  smtpd_tls_fingerprint_digest: 'md5',
  smtpd_tls_ask_ccert: 'no',
  smtpd_tls_req_ccert: 'no',
  smtpd_tls_security_level: 'may',
  smtpd_relay_restrictions: 'permit_mynetworks, permit_sasl_authenticated, defer_unauth_destination',
  smtpd_restriction_classes: '',
}

const LANE = {
  smtpd_tls_security_level: 'encrypt',
  smtpd_tls_ask_ccert: 'yes',
  smtpd_tls_fingerprint_digest: 'sha256',
  smtpd_tls_chain_files: CHAIN,
  mynetworks: '',
  smtpd_relay_restrictions: `${ASK}, reject`,
  smtpd_recipient_restrictions: '',
}

function smtp(name: string, settings: Readonly<Record<string, string>> = {}): Service {
  return { name, type: 'unix', command: 'smtp', settings, line: 20, isChrooted: true }
}

function lane(settings: Readonly<Record<string, string>> = {}, differs: Partial<Service> = {}): Service {
  const all = { ...LANE, ...settings }
  return { name: '2525', type: 'inet', command: 'smtpd', settings: all, line: 40, isChrooted: true, ...differs }
}

const HANDSHAKE = {
  address: '127.0.0.1:2525',
  steps: [{ stage: 'starttls', passed: true, detail: '220 2.0.0 Ready' }],
  presented: fingerprint,
  ms: 4,
} as const

const SERVICE: Configured = {
  isConfigured: true,
  queueDirectory: QUEUE,
  doors: [
    { kind: 'socketmap', name: 'tls-policy, ccert', place: `unix:${QUEUE}/hubtrust/tlspol.sock`, answers: true },
    { kind: 'policy', name: 'Postfix', mode: 'dedicated', place: `unix:${QUEUE}/hubtrust/policy.sock`, answers: true },
  ],
  answers: [{ server: PEER, hop: HOP, table: TABLE, isOurs: true, kind: 'pinned', answer: 'fingerprint match=AB' }],
  routes: [],
  files: [{ path: CHAIN, fingerprint, thumbprint }],
  lanes: [{ service: '2525/inet', handshake: HANDSHAKE }],
  chain: CHAIN,
  attributes: [],
}

interface Differs {
  readonly main?: Readonly<Record<string, string>>
  readonly services?: readonly Service[]
  readonly service?: Partial<Configured>
  readonly version?: string
}

const SERVICES = [smtp('smtp'), smtp('relay'), lane()]

function native(differs: Differs = {}) {
  const { main = {}, services = SERVICES, service = {}, version = '3.7.11' } = differs
  const settings = { ...MAIN, ...main }
  return {
    mailServers: known([
      { product: 'postfix', version, configurationFolder: '/etc/postfix', settings, services } as const,
    ]),
    postfixService: known({ ...SERVICE, ...service }),
  }
}

function withLane(settings: Readonly<Record<string, string>>, differs: Omit<Differs, 'services'> = {}) {
  return native({ ...differs, services: [smtp('smtp'), smtp('relay'), lane(settings)] })
}

const SHARED: Partial<Configured> = {
  doors: SERVICE.doors.map((door) => (door.kind === 'policy' ? { ...door, mode: 'shared' } : door)),
}
const POLICY_TABLE = 'hash:/etc/postfix/tls_policy'
const OTHER_FILE = { path: '/etc/ssl/mail.pem', fingerprint: 'B'.repeat(64), thumbprint: 'B'.repeat(40) }

function answered(kind: 'other' | 'not-found') {
  const earlier = { server: PEER, hop: HOP, table: POLICY_TABLE, isOurs: false, answer: kind === 'other' ? 'may' : '' }
  return { answers: [{ ...earlier, kind }, ...SERVICE.answers] } as const
}

const OUTWARD: readonly GridLine[] = [
  line('a Postfix that asks this gateway, as the guide says', native()),
  line('a gateway that answers Postfix, and none is here', { postfixService: known(SERVICE) }),
  line(
    'a socket for Postfix that nobody answers',
    native({
      service: {
        doors: SERVICE.doors.map((door) => ({ ...door, answers: false, problem: 'ECONNREFUSED' })),
        answers: SERVICE.answers.map((answer) => ({ ...answer, kind: 'failed', answer: 'Connection refused' })),
      },
    }),
    'postfix.service-silent',
    'postfix.answer-missing',
  ),
  line(
    'Postfix asks other tables only',
    native({ main: { smtp_tls_policy_maps: POLICY_TABLE } }),
    'postfix.policy-not-asked',
  ),
  line(
    'Postfix asks nobody, and no socketmap is offered',
    native({ main: { smtp_tls_policy_maps: '' }, service: { doors: SERVICE.doors.slice(1), answers: [] } }),
  ),
  line(
    'only the transport of the peers asks',
    native({
      main: { smtp_tls_policy_maps: '' },
      services: [smtp('smtp'), smtp('direct', { smtp_tls_policy_maps: TABLE }), lane()],
      service: { routes: [{ table: 'texthash:/r', key: 'two.example', transport: 'direct', server: PEER }] },
    }),
  ),
  line(
    'the transport of the peers does not ask',
    native({
      services: [smtp('smtp'), smtp('direct', { smtp_tls_policy_maps: '' }), lane()],
      service: { routes: [{ table: 'texthash:/r', key: 'two.example', transport: 'direct', server: PEER }] },
    }),
    'postfix.transport-bypasses',
  ),
  line(
    'the transport for everything does not ask',
    native({ services: [smtp('smtp', { smtp_tls_policy_maps: POLICY_TABLE }), lane()] }),
    'postfix.transport-bypasses',
  ),
  line(
    'the transport of a filter does not ask',
    native({ services: [...SERVICES, smtp('amavis', { smtp_tls_policy_maps: '', smtp_tls_security_level: 'none' })] }),
  ),
  line(
    'another table answers first',
    native({ main: { smtp_tls_policy_maps: `${POLICY_TABLE}, ${TABLE}` }, service: answered('other') }),
    'postfix.policy-bypassed',
  ),
  line(
    'another table stands first and knows no peer',
    native({ main: { smtp_tls_policy_maps: `${POLICY_TABLE}, ${TABLE}` }, service: answered('not-found') }),
  ),
  line(
    'a chrooted transport is given the whole path',
    native({ main: { smtp_tls_policy_maps: `socketmap:unix:${QUEUE}/hubtrust/tlspol.sock:tls-policy` } }),
    'postfix.socket-path',
  ),
  line(
    'a transport that is not chrooted is given the whole path',
    native({
      main: { smtp_tls_policy_maps: `socketmap:unix:${QUEUE}/hubtrust/tlspol.sock:tls-policy` },
      services: [{ ...smtp('smtp'), isChrooted: false }, lane()],
    }),
  ),
  line(
    'the answer comes through proxymap',
    native({ main: { smtp_tls_policy_maps: `proxy:socketmap:unix:${QUEUE}/hubtrust/tlspol.sock:tls-policy` } }),
  ),
  line(
    'this gateway knows nothing of a peer',
    native({ service: { answers: SERVICE.answers.map((answer) => ({ ...answer, kind: 'not-found', answer: '' })) } }),
    'postfix.answer-missing',
  ),
  line('Postfix compares by md5', native({ main: { smtp_tls_fingerprint_digest: 'md5' } }), 'postfix.client-digest'),
  line(
    'a transport compares by sha1',
    native({ services: [smtp('smtp', { smtp_tls_fingerprint_digest: 'sha1' }), lane()] }),
    'postfix.client-digest',
  ),
  line(
    'Postfix 3.10 obeys the header',
    native({ version: '3.10.4', main: { tls_required_enable: 'yes' } }),
    'postfix.tls-required-header',
  ),
  line('Postfix 3.10 does not obey the header', native({ version: '3.10.4', main: { tls_required_enable: 'no' } })),
  line('Postfix 3.9 knows no such header', native({ version: '3.9.1', main: { tls_required_enable: 'yes' } })),
  line('Postfix keeps connections', native({ main: { smtp_tls_connection_reuse: 'yes' } }), 'postfix.connection-reuse'),
  line(
    'an attribute this Postfix does not know',
    native({ service: { attributes: [{ name: 'enable_rpk', since: '3.9' }] } }),
    'postfix.version',
  ),
  line('an attribute this Postfix knows', native({ service: { attributes: [{ name: 'servername', since: '3.4' }] } })),
  line('a Postfix without chain files', native({ version: '3.3.1' }), 'postfix.version'),
  line(
    'the chain file is not there',
    native({ service: { files: [{ path: CHAIN, problem: 'ENOENT' }], lanes: [] } }),
    'postfix.chain-missing',
  ),
  line('nobody but root may read the chain file', native({ service: { files: [{ path: CHAIN, problem: 'EACCES' }] } })),
  line(
    'another file is named, and it is not there',
    native({
      main: { smtp_tls_chain_files: OTHER_FILE.path },
      service: { files: [...SERVICE.files, { path: OTHER_FILE.path, problem: 'no-key' }] },
    }),
    'postfix.chain-missing',
  ),
  line(
    'Postfix shows a certificate of its own to the peers',
    native({ main: { smtp_tls_chain_files: OTHER_FILE.path }, service: { files: [...SERVICE.files, OTHER_FILE] } }),
    'postfix.other-certificate',
  ),
  line(
    'Postfix shows the peers no certificate',
    native({ main: { smtp_tls_chain_files: '' } }),
    'postfix.other-certificate',
  ),
  line(
    'Postfix shows the published certificate from a file of its own',
    native({
      main: { smtp_tls_chain_files: OTHER_FILE.path },
      service: { files: [...SERVICE.files, { ...OTHER_FILE, fingerprint, thumbprint }] },
    }),
  ),
  line(
    'the chain file holds the certificate of before',
    {
      ...native({
        service: {
          files: [{ path: CHAIN, fingerprint: OTHER_FILE.fingerprint, thumbprint: OTHER_FILE.thumbprint }],
          lanes: [{ service: '2525/inet', handshake: { ...HANDSHAKE, presented: OTHER_FILE.fingerprint } }],
        },
      }),
    },
    'postfix.chain-stale',
  ),
]

const INWARD: readonly GridLine[] = [
  line(
    'no service of Postfix asks the policy service',
    native({ services: [smtp('smtp')], service: { lanes: [] } }),
    'postfix.lane-missing',
  ),
  line(
    'a class of restrictions may ask the policy service',
    native({ main: { smtpd_restriction_classes: 'peers' }, services: [smtp('smtp')], service: { lanes: [] } }),
  ),
  line(
    'nobody offers a policy service',
    native({ services: [smtp('smtp')], service: { doors: SERVICE.doors.slice(0, 1), lanes: [] } }),
  ),
  line(
    'the lane is not reached',
    native({
      service: {
        lanes: [
          {
            service: '2525/inet',
            handshake: {
              address: '127.0.0.1:2525',
              steps: [{ stage: 'connect', passed: false, detail: 'ECONNREFUSED' }],
              ms: 1,
            },
          },
        ],
      },
    }),
    'postfix.lane-silent',
  ),
  line('the lane offers no TLS', withLane({ smtpd_tls_security_level: 'none' }), 'postfix.lane-no-tls'),
  line('the lane offers TLS the old way', withLane({ smtpd_tls_security_level: '', smtpd_use_tls: 'yes' })),
  line('the lane asks for no certificate', withLane({ smtpd_tls_ask_ccert: 'no' }), 'postfix.lane-no-ask'),
  line('the lane wants an authority', withLane({ smtpd_tls_req_ccert: 'yes' }), 'postfix.lane-requires-ca'),
  line(
    'the lane wants an authority where TLS is no must, which Postfix does not obey',
    withLane({ smtpd_tls_req_ccert: 'yes', smtpd_tls_security_level: 'may' }),
  ),
  line('the lane tells md5 digests', withLane({ smtpd_tls_fingerprint_digest: 'md5' }), 'postfix.lane-digest'),
  line(
    'the lane lets networks in first',
    withLane({ mynetworks: '127.0.0.0/8', smtpd_relay_restrictions: `permit_mynetworks, ${ASK}, reject` }),
    'postfix.lane-mynetworks',
  ),
  line(
    'the lane lets no network in first, for there is none',
    withLane({ smtpd_relay_restrictions: `permit_mynetworks, ${ASK}, reject` }),
  ),
  line(
    'the lane lets networks in after this gateway',
    withLane({ mynetworks: '127.0.0.0/8', smtpd_relay_restrictions: `${ASK}, permit_mynetworks, reject` }),
  ),
  line(
    'the lane lets users in first',
    withLane({
      smtpd_sasl_auth_enable: 'yes',
      smtpd_relay_restrictions: `permit_sasl_authenticated, ${ASK}, reject`,
    }),
    'postfix.lane-order',
  ),
  line(
    'the lane has no users to let in first',
    withLane({ smtpd_relay_restrictions: `permit_sasl_authenticated, ${ASK}, reject` }),
  ),
  line(
    'a shared lane asks before it looks at the recipient',
    withLane({ smtpd_relay_restrictions: `${ASK}, reject_unauth_destination` }, { service: SHARED }),
    'postfix.lane-relays',
  ),
  line(
    'a shared lane asks after it looked at the recipient',
    withLane(
      {
        smtpd_relay_restrictions: 'reject_unauth_destination',
        smtpd_recipient_restrictions: `{ check_policy_service inet:127.0.0.1:9 }, ${ASK}`,
      },
      { service: SHARED },
    ),
  ),
  line(
    'a service relays for every certificate',
    withLane({ smtpd_relay_restrictions: `${ASK}, permit_tls_all_clientcerts, reject` }),
    'postfix.all-clientcerts',
  ),
  line(
    'a chrooted lane is given the whole path',
    withLane({ smtpd_relay_restrictions: `check_policy_service unix:${QUEUE}/hubtrust/policy.sock, reject` }),
    'postfix.socket-path',
  ),
  line('a lane that is not chrooted is given the whole path', {
    ...native({
      services: [
        smtp('smtp'),
        lane(
          { smtpd_relay_restrictions: `check_policy_service unix:${QUEUE}/hubtrust/policy.sock, reject` },
          { isChrooted: false },
        ),
      ],
    }),
  }),
  line(
    'the lane still shows the certificate of before',
    native({
      service: {
        lanes: [
          { service: '2525/inet', handshake: { ...HANDSHAKE, presented: `${thumbprintOf('old')}${'C'.repeat(24)}` } },
        ],
      },
    }),
    'postfix.lane-shows-other',
  ),
  line(
    'a directory without anything published for this server',
    {
      ...native({ main: { smtp_tls_chain_files: OTHER_FILE.path }, service: { files: [OTHER_FILE] } }),
      directory: known({ ...valueOf('directory'), servers: [server(PEER, ['peer'])] }),
    },
    'directory.server-missing',
  ),
]

function valueOf(name: 'directory') {
  const section = facts()[name]
  if (section.state === 'unknown') throw new Error(section.detail)
  return section.value
}

export const POSTFIX_NATIVE_GRID: readonly GridLine[] = [...OUTWARD, ...INWARD]
