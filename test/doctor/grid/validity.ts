/** Validity of this server's own certificates. */
import type { StoredCertificate } from '../../../src/model/certificate.ts'
import { certificate, configuration, directory, PEER, SELF, server, store } from '../facts.ts'
import { line, type GridLine } from '../grid.ts'
import { withConnector } from './connector.ts'

function valid(notBefore: string, notAfter: string, differs: Partial<StoredCertificate> = {}) {
  return store({
    certificates: [
      certificate('own', {
        notBefore: `${notBefore}T00:00:00.000Z`,
        notAfter: `${notAfter}T00:00:00.000Z`,
        ...differs,
      }),
    ],
  })
}

const EXPIRED_OLD = certificate('old', { notBefore: '2020-01-01T00:00:00.000Z', notAfter: '2025-01-01T00:00:00.000Z' })
const MAIL = { dnsNames: ['mail.corp.example'], commonName: 'mail.corp.example', notAfter: '2026-05-01T00:00:00.000Z' }
const SHARED = withConnector({ mode: 'shared', fqdn: 'mail.corp.example' })

export const VALIDITY_GRID: readonly GridLine[] = [
  line(
    'our certificate has expired',
    { store: valid('2024-01-01', '2026-05-01') },
    'validity.expired',
    'selection.none-eligible',
  ),
  line('an old certificate has expired', { store: store({ certificates: [certificate('own'), EXPIRED_OLD] }) }),
  line('an old certificate has expired and is still published', {
    store: store({ certificates: [certificate('own'), EXPIRED_OLD] }),
    directory: directory({ servers: [server(SELF, ['old', 'own']), server(PEER, ['peer'])] }),
  }),
  line(
    'strangers are shown an expired certificate',
    { configuration: SHARED, store: store({ certificates: [certificate('own'), certificate('mail', MAIL)] }) },
    'validity.expired',
  ),
  line('nobody is shown an expired certificate for another name', {
    store: store({ certificates: [certificate('own'), certificate('mail', MAIL)] }),
  }),

  line(
    'our certificate is not valid yet',
    { store: valid('2026-06-02', '2031-06-02') },
    'validity.not-yet',
    'selection.none-eligible',
  ),
  line('our certificate is valid since yesterday', { store: valid('2026-05-31', '2031-05-31') }),

  line('our certificate expires in five days', { store: valid('2024-01-01', '2026-06-06') }, 'validity.expires-soon'),
  line('our certificate expires in forty days', { store: valid('2024-01-01', '2026-07-11') }),
  line(
    'forty days are soon by the configuration',
    { store: valid('2024-01-01', '2026-07-11'), configuration: configuration({ expiryWarningMs: 60 * 86_400_000 }) },
    'validity.expires-soon',
  ),
  line('a successor is published already', {
    store: store({
      certificates: [
        certificate('own'),
        certificate('old', { notBefore: '2024-01-01T00:00:00.000Z', notAfter: '2026-06-06T00:00:00.000Z' }),
      ],
    }),
    directory: directory({ servers: [server(SELF, ['old', 'own']), server(PEER, ['peer'])] }),
  }),

  line(
    'we made our certificate for two weeks',
    { store: valid('2026-05-31', '2026-06-14'), configuration: configuration({ expiryWarningMs: 86_400_000 }) },
    'validity.lifetime-short',
  ),
  line('an authority made our certificate for two weeks', {
    store: valid('2026-05-31', '2026-06-14', { isSelfSigned: false, issuer: 'CN=CA' }),
    configuration: configuration({ expiryWarningMs: 86_400_000 }),
  }),
  line(
    'what was made for two weeks has expired',
    { store: valid('2026-05-01', '2026-05-15') },
    'validity.expired',
    'validity.lifetime-short',
    'selection.none-eligible',
  ),
]
