/** Configuration, directory and clock. */
import { known, unknown, type GatewayFacts } from '../../../src/model/facts.ts'
import { fingerprintOf } from '../../trust/store.ts'
import { certificate, clock, configuration, directory, gateway, PEER, SELF, server, store, TAKEN_AT } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'
import { attempts, record } from './peers.ts'

const REFUSING = configuration({ trust: { expired: 'refuse' } })
const LOCATION = '/var/lib/hubtrust/directory.sqlite'
const WITHOUT_CONFIGURATION = 'the configuration is not known'

function servers(...list: readonly ReturnType<typeof server>[]) {
  return directory({ servers: list })
}

const SELF_ENTRY = server(SELF, ['own'])
const PEER_ENTRY = server(PEER, ['peer'])

function knows(differs: Partial<Extract<GatewayFacts, { readonly running: true }>['directory']>) {
  return gateway({ directory: { servers: 2, certificates: 2, asOf: TAKEN_AT, isStale: false, ...differs } })
}

function expiring(label: string, notAfter: string) {
  const [published] = server('any', [label]).certificates
  return published === undefined ? [] : [{ ...published, notAfter }]
}

/** `own` expired, and its successor is published beside it. */
function replaced(notAfter: string, differs = {}) {
  const certificates = [...expiring('peer', notAfter), ...server(PEER, ['next']).certificates]
  return {
    directory: servers(SELF_ENTRY, server(PEER, [], { certificates })),
    peers: attempts({ label: 'next' }),
    ...differs,
  }
}

const UNREADABLE = unknown<never>('unreadable', `The directory ${LOCATION} cannot be read: it is no directory.`)

export const CONFIGURATION_GRID: readonly GridLine[] = [
  line(
    'no configuration',
    { configuration: unknown('not-configured', 'There is no configuration at /etc/hubtrust/config.yaml.') },
    'configuration.missing',
  ),
  line('a configuration that this account may not read', { configuration: unknown('needs-root', 'EACCES') }),
  line(
    'a setting that is misspelt',
    {
      configuration: unknown(
        'unreadable',
        '/etc/hubtrust/config.yaml:12:3: "recieve" is not a setting; did you mean "receive"?',
      ),
    },
    'configuration.invalid',
  ),
  line(
    'a configuration that is a folder',
    { configuration: unknown('unreadable', '/etc/hubtrust/config.yaml cannot be read: EISDIR.') },
    'configuration.invalid',
  ),
  line('a configuration that was not given', { configuration: unknown('not-given', '-') }),
  line(
    'without a configuration nothing is said of the directory',
    {
      configuration: unknown('unreadable', '/etc/hubtrust/config.yaml:1:1: no'),
      directory: unknown('unreadable', WITHOUT_CONFIGURATION),
    },
    'configuration.invalid',
  ),

  line('nothing is published for us', { directory: servers(server(SELF, []), PEER_ENTRY) }, 'directory.not-published'),
  line('a certificate that is not here is published for us, too', {
    directory: servers(server(SELF, ['own', 'before']), PEER_ENTRY),
  }),
  line(
    'nothing is published for us, and nothing could be',
    {
      directory: servers(server(SELF, []), PEER_ENTRY),
      store: store({ certificates: [certificate('own', { services: [] })] }),
    },
    'services.smtp-not-enabled',
    'selection.none-eligible',
    'directory.not-published',
  ),
  line(
    'nothing is published for us, and the store cannot be read',
    { directory: servers(server(SELF, []), PEER_ENTRY), store: unknown('unreadable', 'EIO') },
    'directory.not-published',
  ),
  line('we are not in the directory', { directory: servers(PEER_ENTRY) }, 'directory.server-missing'),
  line('we are in the directory among others', { directory: servers(PEER_ENTRY, SELF_ENTRY) }),
  line(
    'we are disabled',
    { directory: servers(server(SELF, ['own'], { enabled: false }), PEER_ENTRY) },
    'directory.server-disabled',
  ),
  line('a server that nobody needs is disabled', {
    directory: servers(SELF_ENTRY, PEER_ENTRY, server('old.corp.example', ['old'], { enabled: false })),
  }),

  line('the directory is damaged', { directory: UNREADABLE }, 'directory.unreachable'),
  line('the directory may be read by root alone', { directory: unknown('needs-root', 'EACCES') }),
  line('the directory was not asked', { directory: unknown('not-asked', '-') }),
  line('the gateway cannot read the directory', { gateway: knows({ problem: 'EACCES' }) }, 'directory.unreachable'),
  line(
    'the directory was away too long',
    { directory: UNREADABLE, gateway: knows({ problem: 'EIO', isStale: true, asOf: '2026-05-30T00:00:00.000Z' }) },
    'directory.unreachable',
    'directory.stale',
  ),
  line(
    'the last state is too old, and it is not known why',
    { gateway: knows({ isStale: true, asOf: '2026-05-30T00:00:00.000Z' }) },
    'directory.stale',
  ),
  line(
    'the gateway has not looked for a minute',
    { gateway: knows({ asOf: '2026-06-01T11:59:00.000Z' }) },
    'directory.behind',
  ),
  line('the gateway has looked two seconds ago', { gateway: knows({ asOf: '2026-06-01T11:59:58.000Z' }) }),
  line('the gateway knows another directory', { gateway: knows({ servers: 9, certificates: 12 }) }, 'directory.behind'),
  line('a certificate was published a moment ago', {
    directory: servers(
      SELF_ENTRY,
      PEER_ENTRY,
      server('hub3.corp.example', [], {
        certificates: server('x', ['new']).certificates.map((one) => ({
          ...one,
          publishedAt: '2026-06-01T11:59:59.000Z',
        })),
      }),
    ),
    gateway: knows({}),
  }),

  line(
    'two servers share a certificate',
    {
      directory: servers(SELF_ENTRY, PEER_ENTRY, server('hub3.corp.example', ['peer'])),
      gateway: knows({ servers: 3, certificates: 3 }),
    },
    'directory.duplicate',
  ),
  line(
    'two servers share a certificate, and one of them shows it',
    {
      directory: directory({
        servers: [SELF_ENTRY, PEER_ENTRY, server('hub3.corp.example', ['peer'])],
        refused: [
          {
            fingerprint: fingerprintOf('peer'),
            servers: [PEER, 'hub3.corp.example'],
            reason: 'several servers claim it',
          },
        ],
      }),
      peers: attempts({
        stop: { stage: 'their-certificate', detail: 'not-in-directory', cause: 'peer.not-in-directory' },
      }),
    },
    'directory.duplicate',
    'peer.one-way',
  ),
  line(
    'our certificate is published for another server, too',
    { directory: servers(SELF_ENTRY, server(PEER, ['peer', 'own'])) },
    'directory.duplicate',
  ),
  line('a disabled server has the certificate of its successor', {
    directory: servers(SELF_ENTRY, PEER_ENTRY, server('old.corp.example', ['peer'], { enabled: false })),
  }),
  line(
    'an authority is published',
    {
      directory: directory({ refused: [{ fingerprint: fingerprintOf('ca'), servers: [PEER], reason: 'it is a CA' }] }),
    },
    'directory.ca-published',
  ),
  line(
    'an entry that is no fingerprint',
    { directory: directory({ refused: [{ fingerprint: 'ABC', servers: [PEER], reason: 'it is no SHA-256' }] }) },
    'directory.entry-unusable',
  ),
  line(
    'nothing is published for the server we send to',
    { directory: servers(SELF_ENTRY, server(PEER, [])) },
    'directory.peer-unpublished',
  ),
  line('nothing is published yet for a server we do not send to', {
    directory: servers(SELF_ENTRY, PEER_ENTRY, server('hub3.corp.example', [])),
  }),
  line('a certificate that was replaced long ago', replaced('2026-02-01T00:00:00.000Z'), 'directory.expired-leftover'),
  line('a certificate that was replaced last month', replaced('2026-05-01T00:00:00.000Z')),
  line(
    'a certificate that was replaced long ago, and nobody lets it in',
    replaced('2026-02-01T00:00:00.000Z', { configuration: REFUSING }),
  ),
  line(
    'a certificate that was replaced long ago and is still shown',
    replaced('2026-02-01T00:00:00.000Z', { peers: attempts({}) }),
    'peer.expired',
  ),
  line(
    'our own certificate that was replaced long ago',
    {
      directory: servers(
        server(SELF, [], {
          certificates: [...expiring('before', '2026-02-01T00:00:00.000Z'), ...SELF_ENTRY.certificates],
        }),
        PEER_ENTRY,
      ),
    },
    'directory.expired-leftover',
  ),

  line('our clock is an hour late', { clock: clock({ offsets: [{ of: PEER, seconds: 3_600 }] }) }, 'validity.clock'),
  line('our clock is four minutes late', { clock: clock({ offsets: [{ of: PEER, seconds: 240 }] }) }),
  line(
    'our clock is late, and validity decides',
    { clock: clock({ offsets: [{ of: PEER, seconds: 3_600 }] }), configuration: REFUSING },
    'validity.clock',
  ),
  line(
    'something was published in our future',
    { clock: clock({ offsets: [], newestOfDirectory: '2026-06-01T13:00:00.000Z' }) },
    'validity.clock',
  ),
  line('something was published a minute ahead', {
    clock: clock({ offsets: [], newestOfDirectory: '2026-06-01T12:01:00.000Z' }),
  }),
  line(
    'one of two clocks differs from ours',
    {
      clock: clock({
        offsets: [
          { of: PEER, seconds: 0 },
          { of: 'hub3.corp.example', seconds: -900 },
        ],
      }),
    },
    'peer.clock',
  ),
  line(
    'our clock is not synchronized',
    { clock: clock({ isSynchronized: false, offsets: [] }) },
    'validity.clock-unsynchronized',
  ),
  line('our clock is not synchronized, but another agrees', { clock: clock({ isSynchronized: false }) }),
  line(
    'our clock is not synchronized, and wrong',
    { clock: clock({ isSynchronized: false, offsets: [{ of: PEER, seconds: 900 }] }) },
    'validity.clock',
    'validity.clock-unsynchronized',
  ),
  line('the clock says nothing of itself', { clock: known({ nowIso: TAKEN_AT, offsets: [] }) }),
  line('a warning that tells of nothing broken', {
    events: known([
      record({
        id: 30002,
        severity: 'warning',
        args: { connector: 'Default HUB1', address: '198.51.100.7', violation: 'early-talker' },
      }),
    ]),
  }),
  line(
    'the published certificate is not in the store, and the entry is disabled',
    { directory: servers(server(SELF, ['gone'], { enabled: false }), PEER_ENTRY) },
    'store.published-missing',
    'directory.server-disabled',
  ),
]
