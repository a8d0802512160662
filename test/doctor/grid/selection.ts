/** Services, choice, publication and store. */
import type { StoredCertificate } from '../../../src/model/certificate.ts'
import { known, type GatewayFacts, type StoreFacts } from '../../../src/model/facts.ts'
import { fingerprintOf } from '../../trust/store.ts'
import { certificate, directory, gateway, PEER, SELF, server, store, TAKEN_AT, thumbprintOf } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'
import { withConnector } from './connector.ts'
import { handshake } from './probes.ts'

const EARLIER = '2025-01-01T00:00:00.000Z'
const LATER = '2026-05-01T00:00:00.000Z'
const WEB = { dnsNames: ['www.corp.example'], commonName: 'www.corp.example', notBefore: EARLIER }

function holding(...certificates: readonly StoredCertificate[]) {
  return store({ certificates })
}

function published(...labels: readonly string[]) {
  return directory({ servers: [server(SELF, labels), server(PEER, ['peer'])] })
}

function damaged(path: string, code = 'X509_UNREADABLE', differs: Partial<StoreFacts> = {}) {
  return store({ problems: [{ path, code, message: 'This is not a readable certificate.' }], ...differs })
}

function listening(label: string) {
  return known([
    { connector: 'Default HUB1', address: '192.0.2.11:2525', handshake: handshake(label, '192.0.2.11:2525') },
  ])
}

const WITHOUT_CERTIFICATE = known<GatewayFacts>({
  running: true,
  pid: 4711,
  version: '0.1.0',
  account: 'hubtrust',
  startedAt: EARLIER,
  listening: [
    { connector: 'Default HUB1', direction: 'inbound', host: '192.0.2.11', port: 2525 },
    { connector: 'To HUB2', direction: 'outbound', host: '127.0.0.1', port: 2602 },
  ],
  directory: { servers: 2, certificates: 2, asOf: TAKEN_AT, isStale: false },
  peers: [],
})
const SHARED = withConnector({ mode: 'shared', fqdn: 'mail.corp.example' })
const FOR_STRANGERS = certificate('mail', { dnsNames: ['mail.corp.example'], commonName: 'mail.corp.example' })

export const SELECTION_GRID: readonly GridLine[] = [
  line(
    'SMTP is not enabled',
    { store: holding(certificate('own', { services: ['imap'] })) },
    'services.smtp-not-enabled',
    'selection.none-eligible',
  ),
  line('SMTP is not enabled on an old certificate', {
    store: holding(certificate('own'), certificate('old', { services: [], notBefore: EARLIER })),
  }),
  line(
    'SMTP is not enabled on a newer certificate',
    { store: holding(certificate('own'), certificate('next', { services: [], notBefore: LATER })) },
    'services.smtp-not-enabled',
  ),
  line('a newer certificate of this server that is for IMAP', {
    store: holding(certificate('own'), certificate('imap', { services: ['imap'], notBefore: LATER })),
  }),

  line(
    'SMTP is on the certificate for another name',
    { store: holding(certificate('own', { services: [] }), certificate('web', WEB)) },
    'services.smtp-not-enabled',
    'services.smtp-on-wrong-certificate',
    'selection.none-eligible',
  ),
  line(
    'the certificate for another name is the published one, too',
    { store: holding(certificate('own', WEB), certificate('right', { services: [] })) },
    'services.smtp-on-wrong-certificate',
    'names.not-covered',
    'selection.none-eligible',
  ),
  line('SMTP is on both certificates', { store: holding(certificate('own'), certificate('web', WEB)) }),

  line(
    'a newer certificate that nobody published',
    { store: holding(certificate('own'), certificate('next', { notBefore: LATER })) },
    'selection.newer-than-published',
  ),
  line('a newer certificate that is published beside the old one', {
    store: holding(certificate('own'), certificate('next', { notBefore: LATER })),
    directory: published('own', 'next'),
    gateway: gateway({ inUse: fingerprintOf('next') }),
    listeners: listening('next'),
  }),
  line('an older certificate that nobody published', {
    store: holding(certificate('own'), certificate('old', { notBefore: EARLIER })),
  }),

  line(
    'two certificates of the same second, and the published one wins',
    { store: holding(certificate('own'), certificate('twin')) },
    'selection.ambiguous',
  ),
  line(
    'two certificates of the same second, and the published one loses',
    { store: holding(certificate('own'), certificate('brother')) },
    'selection.ambiguous',
    'selection.newer-than-published',
  ),
  line('two certificates of the same second, both published', {
    store: holding(certificate('own'), certificate('twin')),
    directory: published('own', 'twin'),
  }),
  line('one of the two of the same second is issued by an authority', {
    store: holding(certificate('own', { isSelfSigned: false, issuer: 'CN=CA' }), certificate('twin')),
  }),

  line(
    'the gateway still shows the certificate before',
    { gateway: gateway({ inUse: fingerprintOf('before') }), listeners: listening('before') },
    'selection.served-differs',
  ),
  line('the gateway shows nothing', { gateway: WITHOUT_CERTIFICATE }, 'selection.served-differs'),
  line('another program answers on our port', { listeners: listening('stranger') }, 'selection.served-differs'),
  line(
    'the gateway is not running',
    { gateway: known({ running: false }), listeners: known([]) },
    'gateway.not-running',
  ),
  line('strangers are shown the certificate for their name', {
    configuration: SHARED,
    store: holding(certificate('own'), FOR_STRANGERS),
    listeners: listening('mail'),
  }),

  line(
    'the store is empty',
    { store: holding(), gateway: WITHOUT_CERTIFICATE },
    'store.empty',
    'store.published-missing',
  ),
  line(
    'the published certificate is not here, another one stands in',
    {
      store: holding(certificate('spare')),
      gateway: gateway({ inUse: fingerprintOf('spare') }),
      listeners: listening('spare'),
    },
    'store.published-missing',
  ),
  line(
    'the published certificate is not here, and nothing can stand in',
    { store: holding(certificate('spare', { services: [] })) },
    'store.published-missing',
    'selection.none-eligible',
  ),
  line('a certificate that was published earlier is not here any more', { directory: published('own', 'earlier') }),

  line(
    'the file of the published certificate is damaged',
    {
      store: damaged(`/var/lib/hubtrust/certificates/${thumbprintOf('own')}.pem`, 'X509_UNREADABLE', {
        certificates: [],
      }),
    },
    'store.damaged',
  ),
  line(
    'another file of the store is damaged',
    { store: damaged('/var/lib/hubtrust/certificates/note.pem', 'STORE_WRONG_NAME') },
    'store.damaged',
  ),
  line('a key that is open is no damaged file', {
    store: damaged('/var/lib/hubtrust/keys/x.key', 'STORE_KEY_EXPOSED'),
  }),

  line(
    'a request has waited for two months',
    { store: store({ pendingRequests: [{ id: 'A1B2', createdAt: '2026-04-01T00:00:00.000Z' }] }) },
    'store.pending-request',
  ),
  line('a request has waited for two weeks', {
    store: store({ pendingRequests: [{ id: 'A1B2', createdAt: '2026-05-18T00:00:00.000Z' }] }),
  }),
  line('nobody knows how long a request has waited', {
    store: store({ pendingRequests: [{ id: 'A1B2', createdAt: '' }] }),
  }),
]
