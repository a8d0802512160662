/** What other servers show, what they say to us, and how mail from them fared. */
import { known } from '../../../src/model/facts.ts'
import { certificate, clock, configuration, directory, facts, gateway, PEER, SELF, server, store } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'
import { fingerprintOf, keyOf } from '../../trust/store.ts'
import { attempts, peer, PEER_ADDRESS, record, type Course } from './peers.ts'

const THIRD = 'hub3.corp.example'
const REFUSING = configuration({ trust: { expired: 'refuse' } })
const OLD = '2026-05-01T00:00:00.000Z'

const SELF_ENTRY = server(SELF, ['own'])
const PEER_ENTRY = server(PEER, ['peer'])

/** Its certificate is not what was expected, for this reason. */
function theirs(cause: string, label: string): Course {
  return { label, stop: { stage: 'their-certificate', detail: `${cause}: CN=${label}`, cause } }
}

function validity(differs: { readonly notBefore?: string; readonly notAfter?: string }) {
  const [published] = PEER_ENTRY.certificates
  const certificates = published === undefined ? [] : [{ ...published, ...differs }]
  return directory({ servers: [SELF_ENTRY, server(PEER, [], { certificates })] })
}

const EXPIRED = validity({ notAfter: OLD })
const BOTH = directory({ servers: [SELF_ENTRY, server(PEER, ['peer', 'next'])] })
const DISABLED = directory({ servers: [SELF_ENTRY, server(PEER, ['peer'], { enabled: false })] })

const REFUSAL = '454 4.7.0 Direct trust failed (event 1036, cause peer.not-in-directory): certificate SHA-256 5ED8'
const REFUSED: Course = { answer: { detail: REFUSAL, cause: 'peer.not-in-directory' } }

/** Event 1036: somebody was refused. */
function refused(
  reason: string,
  differs: { readonly address?: string; readonly subject?: string; readonly time?: string } = {},
) {
  const { address = PEER_ADDRESS, subject = '-', time = '2026-06-01T11:00:00.000Z' } = differs
  return known([
    record({
      time,
      args: { subject, thumbprint: '-', address, connector: 'Default HUB1' },
      proof: { reason, fingerprint: reason === 'no-certificate' ? '-' : fingerprintOf('other') },
    }),
  ])
}

const NEVER_SEEN = gateway({ peers: [] })

function seenAt(at: string) {
  return gateway({ peers: [{ server: PEER, direction: 'inbound', outcome: 'trusted', at, count: 3 }] })
}

/** Two servers behind one address. */
const TWINS = directory({
  servers: [SELF_ENTRY, PEER_ENTRY, server(THIRD, ['third'], { addresses: [`${PEER_ADDRESS}:25`] })],
})

function withoutSend() {
  const { configuration: section } = facts()
  if (section.state === 'unknown') throw new Error(section.detail)
  return configuration({ gateway: { ...section.value.gateway, send: [] } })
}

const UNREADABLE_KEY = store({
  certificates: [certificate('own', { key: keyOf({ readable: false, readableBy: ['root'], obstacle: 'key-mode' }) })],
})

export const PEER_GRID: readonly GridLine[] = [
  line(
    'a peer shows a certificate that nobody published',
    { peers: attempts(theirs('peer.not-in-directory', 'other')) },
    'peer.not-in-directory',
    'peer.one-way',
  ),
  line('a peer shows the second of its certificates', { directory: BOTH, peers: attempts({ label: 'next' }) }),
  line(
    'a peer shows a stranger, and refuses us, too',
    { peers: attempts({ ...theirs('peer.not-in-directory', 'other'), ...REFUSED }) },
    'peer.not-in-directory',
    'peer.rejects-us',
  ),
  line(
    'our key cannot be read, and a peer shows a certificate that nobody published',
    { store: UNREADABLE_KEY, peers: attempts(theirs('peer.not-in-directory', 'other')) },
    'key.unreadable',
    'selection.none-eligible',
    'peer.not-in-directory',
    'peer.one-way',
  ),
  line(
    'a peer shows the certificate of another server',
    {
      directory: directory({ servers: [SELF_ENTRY, PEER_ENTRY, server(THIRD, ['third'])] }),
      peers: attempts(theirs('peer.wrong-server', 'third')),
    },
    'peer.wrong-server',
    'peer.one-way',
  ),
  line(
    'a peer shows our certificate',
    {
      peers: attempts({
        label: 'own',
        stop: { stage: 'their-certificate', detail: 'own-certificate: CN=own' },
        answer: { detail: '454 4.7.0 Direct trust failed (event 1036, own-certificate)' },
      }),
    },
    'peer.own-certificate',
    'peer.rejects-us',
  ),
  line('nobody asked the peers', { peers: known([]) }),
  line('what a disabled server shows is no trouble', {
    directory: DISABLED,
    configuration: withoutSend(),
    peers: known([peer([theirs('peer.not-in-directory', 'other')], { enabled: false })]),
  }),

  line('a peer has let its certificate expire', { directory: EXPIRED }, 'peer.expired'),
  line(
    'a peer has let its certificate expire, and validity decides',
    { directory: EXPIRED, configuration: REFUSING, peers: attempts(theirs('peer.expired', 'peer')) },
    'peer.expired',
    'peer.one-way',
  ),
  line(
    'a peer that nobody has to do with has let its certificate expire',
    { directory: EXPIRED, configuration: withoutSend(), gateway: NEVER_SEEN },
    'peer.expired',
  ),
  line(
    'a peer has let its only certificate expire long ago',
    { directory: validity({ notAfter: '2025-06-01T00:00:00.000Z' }), peers: known([]) },
    'peer.expired',
  ),
  line('the certificate of a peer expires tomorrow', { directory: validity({ notAfter: '2026-06-02T00:00:00.000Z' }) }),
  line(
    'a peer is a day ahead of us',
    { directory: validity({ notBefore: '2026-06-02T00:00:00.000Z' }) },
    'peer.not-yet-valid',
  ),
  line(
    'a peer is a day ahead of us, and validity decides',
    { directory: validity({ notBefore: '2026-06-02T00:00:00.000Z' }), configuration: REFUSING },
    'peer.not-yet-valid',
  ),
  line('a peer made its certificate this very second', {
    directory: validity({ notBefore: '2026-06-01T12:00:20.000Z' }),
  }),
  line(
    'a peer is a day ahead of us, because our clock is late',
    {
      directory: validity({ notBefore: '2026-06-02T00:00:00.000Z' }),
      clock: clock({ offsets: [{ of: PEER, seconds: 86_400 }] }),
    },
    'validity.clock',
    'peer.not-yet-valid',
  ),

  line('the server we send to is disabled', { directory: DISABLED }, 'peer.disabled'),
  line('a server we do not send to is disabled', { directory: DISABLED, configuration: withoutSend() }),

  line('a peer refuses our certificate', { peers: attempts(REFUSED) }, 'peer.rejects-us', 'peer.one-way'),
  line(
    'a peer breaks off after TLS',
    {
      peers: attempts({
        answer: { detail: `${PEER}:25 closed the connection: ECONNRESET.`, cause: 'handshake.protocol' },
      }),
    },
    'peer.rejects-us',
    'peer.one-way',
  ),
  line(
    'a peer refuses us, because nothing is published for us',
    { directory: directory({ servers: [server(SELF, []), PEER_ENTRY] }), peers: attempts(REFUSED) },
    'directory.not-published',
    'peer.rejects-us',
    'peer.one-way',
  ),
  line(
    'a peer refuses our certificate for its validity',
    {
      peers: attempts({
        answer: { detail: '454 4.7.0 Direct trust failed (event 1036, cause peer.expired)', cause: 'peer.expired' },
      }),
    },
    'peer.rejects-validity',
    'peer.one-way',
  ),
  line(
    'a peer cannot read its directory',
    {
      peers: attempts({
        answer: {
          detail: '454 4.7.0 Direct trust failed (event 1036, cause directory.stale)',
          cause: 'directory.stale',
        },
      }),
    },
    'peer.directory-stale',
    'peer.one-way',
  ),
  line(
    'a peer has no mail server behind it',
    {
      peers: attempts({
        answer: { detail: '421 4.3.2 The mail server behind is not available (event 30001), try again later' },
      }),
    },
    'peer.not-ready',
  ),
  line('we had no certificate to show', {
    peers: known([
      { ...peer([{}]), handshakes: peer([{}]).handshakes.map((one) => ({ ...one, steps: one.steps.slice(0, -1) })) },
    ]),
  }),

  line(
    'a peer connects without a certificate',
    { events: refused('no-certificate'), gateway: NEVER_SEEN },
    'peer.no-certificate',
  ),
  line('a monitor beside a peer connects without a certificate', {
    events: refused('no-certificate'),
    gateway: seenAt('2026-06-01T10:30:00.000Z'),
  }),
  line('a stranger connects without a certificate', {
    events: refused('no-certificate', { address: '198.51.100.7' }),
    gateway: NEVER_SEEN,
  }),
  line(
    'mail of a peer was refused',
    { events: refused('not-in-directory'), gateway: NEVER_SEEN },
    'peer.refused-recently',
  ),
  line(
    'mail of a peer was refused after it had been trusted',
    { events: refused('not-in-directory'), gateway: seenAt('2026-06-01T10:30:00.000Z') },
    'peer.refused-recently',
  ),
  line('mail of a peer was refused, and is trusted again', {
    events: refused('not-in-directory'),
    gateway: seenAt('2026-06-01T11:30:00.000Z'),
  }),
  line('mail of a peer was refused, and its certificate is published by now', {
    events: refused('not-in-directory'),
    gateway: NEVER_SEEN,
    directory: directory({ servers: [SELF_ENTRY, server(PEER, ['peer', 'other'])] }),
  }),
  line('mail of a peer was refused the day before', {
    events: refused('not-in-directory', { time: '2026-05-31T11:00:00.000Z' }),
    gateway: NEVER_SEEN,
  }),
  line('mail of a stranger was refused', {
    events: refused('not-in-directory', { address: '198.51.100.7', subject: `CN=${PEER}` }),
    gateway: NEVER_SEEN,
  }),
  line(
    'mail of one of two servers at an address was refused',
    { events: refused('not-in-directory', { subject: `CN=${THIRD}` }), directory: TWINS, gateway: NEVER_SEEN },
    'peer.refused-recently',
  ),
  line('mail of somebody at an address of two servers was refused', {
    events: refused('not-in-directory', { subject: 'CN=guest' }),
    directory: TWINS,
    gateway: NEVER_SEEN,
  }),
  line('mail of a disabled server was refused', {
    events: refused('not-in-directory'),
    directory: DISABLED,
    configuration: withoutSend(),
    gateway: NEVER_SEEN,
  }),
  line(
    'a peer shows the same stranger in both directions',
    {
      events: refused('not-in-directory'),
      gateway: NEVER_SEEN,
      peers: attempts(theirs('peer.not-in-directory', 'other')),
    },
    'peer.not-in-directory',
    'peer.one-way',
    'peer.refused-recently',
  ),
]
