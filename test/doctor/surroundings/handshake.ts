/** The way to other servers. */
import { known, type PeerFacts } from '../../../src/model/facts.ts'
import { configuration, directory, facts, gateway, PEER, SELF, server } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'
import { attempts, peer, type Course } from './peers.ts'

const REFUSED: Course = {
  stop: { stage: 'connect', detail: `${PEER}:25 cannot be reached: ECONNREFUSED.`, cause: 'handshake.unreachable' },
}
const SILENT: Course = {
  ms: 2_500,
  stop: { stage: 'greeting', detail: `${PEER}:25 did not answer in time.`, cause: 'handshake.protocol' },
}
const WITHOUT_TLS: Course = {
  stop: { stage: 'starttls', detail: 'the peer does not offer STARTTLS', cause: 'handshake.starttls-not-offered' },
}
const REWRITTEN: Course = {
  stop: {
    stage: 'starttls',
    detail: 'something in between replaces STARTTLS by X characters',
    cause: 'handshake.verb-rewritten',
  },
}
const BROKEN: Course = {
  stop: { stage: 'tls', detail: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', cause: 'handshake.protocol' },
}
const SECOND = '192.0.2.13:25'

const NAMES = ['hub2', 'hub3', 'hub4'].map((name) => `${name}.corp.example`)

/** Three servers that mail is sent to. */
function three(...courses: readonly Course[]) {
  const section = facts().configuration
  if (section.state === 'unknown') throw new Error(section.detail)
  const send = NAMES.map((name, at) => ({
    name: `To ${name}`,
    peer: name,
    listen: { host: '127.0.0.1', port: 2602 + at },
    addresses: [],
  }))
  const peers = courses.map((course, at): PeerFacts => peer([course], { server: NAMES[at] ?? '' }))
  return {
    configuration: configuration({ gateway: { ...section.value.gateway, send } }),
    directory: directory({
      servers: [server(SELF, ['own']), ...NAMES.map((name, at) => server(name, at === 0 ? ['peer'] : [name]))],
    }),
    peers: known(peers),
  }
}

function outbound(outcome: string, at = '2026-06-01T11:50:00.000Z') {
  return gateway({
    peers: [{ server: PEER, direction: 'outbound', outcome, at, count: 1 }],
  })
}

function withoutConnector(course: Course) {
  const { server: name, enabled, handshakes } = peer([course], { server: 'hub3.corp.example' })
  return {
    directory: directory({ servers: [server(SELF, ['own']), server(PEER, ['peer']), server(name, ['third'])] }),
    peers: known([peer([{}]), { server: name, enabled, handshakes }]),
  }
}

export const HANDSHAKE_GRID: readonly GridLine[] = [
  line('a peer cannot be reached', { peers: attempts(REFUSED) }, 'handshake.unreachable'),
  line('a server that nobody sends to cannot be reached', withoutConnector(REFUSED)),
  line(
    'a peer is reached at its second address',
    { peers: attempts(REFUSED, { address: SECOND }) },
    'handshake.some-addresses-fail',
  ),
  line('a peer is reached at its first address', { peers: attempts({}, { ...REFUSED, address: SECOND }) }),
  line(
    'a peer cannot be reached at any of its addresses',
    { peers: attempts(REFUSED, { ...REFUSED, address: SECOND }) },
    'handshake.unreachable',
  ),
  line(
    'one address is unreachable, the other has no TLS',
    { peers: attempts(REFUSED, { ...WITHOUT_TLS, address: SECOND }) },
    'handshake.unreachable',
    'handshake.starttls-not-offered',
  ),
  line(
    'three peers cannot be reached',
    three(REFUSED, REFUSED, REFUSED),
    'handshake.nobody-reachable',
    'handshake.unreachable',
  ),
  line(
    'two of three peers cannot be reached',
    three(REFUSED, REFUSED, { label: 'hub4.corp.example' }),
    'handshake.unreachable',
  ),

  line(
    'a peer takes the connection and says nothing',
    { peers: attempts(SILENT), gateway: gateway({ peers: [] }) },
    'handshake.timeout',
  ),
  line(
    'a peer takes its time, as it always does',
    { peers: attempts(SILENT), gateway: outbound('trusted') },
    'handshake.slow',
  ),
  line(
    'a peer says nothing, and when the gateway got through is long ago',
    { peers: attempts(SILENT), gateway: outbound('trusted', '2026-06-01T11:00:00.000Z') },
    'handshake.timeout',
  ),
  line(
    'a peer says nothing, and the gateway has not got through either',
    { peers: attempts(SILENT), gateway: outbound('refused') },
    'handshake.timeout',
  ),
  line(
    'a peer says nothing to our certificate',
    {
      peers: attempts({
        ms: 2_500,
        answer: { detail: `${PEER}:25 did not answer in time.`, cause: 'handshake.protocol' },
      }),
      gateway: gateway({ peers: [] }),
    },
    'handshake.timeout',
  ),
  line('a handshake takes seven seconds', { peers: attempts({ ms: 7_000 }) }, 'handshake.slow'),
  line('a handshake takes two seconds', { peers: attempts({ ms: 2_000 }) }),

  line('a peer does not offer TLS', { peers: attempts(WITHOUT_TLS) }, 'handshake.starttls-not-offered'),
  line('a server that nobody sends to does not offer TLS', withoutConnector(WITHOUT_TLS)),
  line('a firewall writes over STARTTLS', { peers: attempts(REWRITTEN) }, 'handshake.verb-rewritten'),
  line('a firewall writes over STARTTLS at the second address', {
    peers: attempts({}, { ...REWRITTEN, address: SECOND }),
  }),
  line('TLS with a peer fails', { peers: attempts(BROKEN) }, 'handshake.protocol'),
  line('TLS fails at the address that is not needed', { peers: attempts({}, { ...BROKEN, address: SECOND }) }),
]
