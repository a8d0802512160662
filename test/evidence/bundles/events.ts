/** What the event log alone tells. */
import { inEveryLanguage, type Bundle } from './bundle.ts'
import { OWN } from './host.ts'
import { dateIn, eventXml, saved, transportService, type Language, type LoggedEvent } from './windows.ts'

const GONE = '9999999999999999999999999999999999999999'
const xml = (events: readonly LoggedEvent[]) => ({
  'events.xml': saved(eventXml('HUB1.corp.example', events), 'utf-8'),
})
const server = (version: string, thumbprint = OWN.thumbprint) => ({
  'server.txt': saved(transportService('HUB1', version, thumbprint), 'utf-8'),
})
const edgeSync = (language: Language, status: string) => ({
  'edge-sync.txt': saved(
    `[PS] C:\\>Test-EdgeSynchronization | fl

SyncStatus            : ${status}
UtcNow                : ${dateIn(language, '2026-11-24')}
Name                  : EDGE1
LeaseExpiryUtc        : ${dateIn(language, '2026-11-25')}
LastSynchronizedUtc   : ${dateIn(language, '2026-11-23')}
`,
    'utf-8',
  ),
})
const queue = (error: string) => ({
  'queue.txt': saved(
    `[PS] C:\\>Get-Queue | fl

Identity       : HUB1\\15
DeliveryType   : SmtpRelayWithinAdSite
NextHopDomain  : hub2.corp.example
MessageCount   : 42
Status         : Retry
LastError      : ${error}
`,
    'utf-8',
  ),
})
const CNG = { ...OWN, provider: 'Microsoft Software Key Storage Provider' }

export const EVENT_BUNDLES: readonly Bundle[] = [
  ...inEveryLanguage(() => ({
    name: '1036 names the certificate of a stranger',
    host: { events: [{ id: 1036, strings: ['CN=edge1', '[192.0.2.40]'] }] },
    causes: ['peer.unknown-certificate'],
    exitCode: 1,
    neighbour: { events: [{ id: 1036, strings: ['%1', '[%2]'] }] },
  })),
  ...inEveryLanguage(() => ({
    name: '2018 names the certificate of a stranger',
    host: { more: xml([{ id: 2018, strings: ['CN=edge1', '192.0.2.40'] }]) },
    causes: ['peer.unknown-certificate'],
    exitCode: 1,
  })),
  ...inEveryLanguage(() => ({
    name: '12013 names a certificate that is not there',
    host: { more: xml([{ id: 12_013, strings: [GONE] }]) },
    causes: ['store.published-missing'],
    exitCode: 1,
    neighbour: { more: xml([{ id: 12_013, source: 'SomethingElse', strings: [GONE] }]) },
  })),
  ...inEveryLanguage(() => ({
    name: '12024 names a certificate that is not there, and the one in its place',
    host: { more: xml([{ id: 12_024, strings: [GONE, '8'.repeat(40)] }]) },
    causes: ['store.published-missing'],
    exitCode: 1,
  })),
  ...inEveryLanguage(() => ({
    name: '12014 names a connector without a certificate',
    host: { more: xml([{ id: 12_014, strings: ['mail.corp.example', 'Internet', 'mail.corp.example'] }]) },
    causes: ['connector.no-certificate-for-name'],
    exitCode: 1,
  })),
  ...inEveryLanguage(() => ({
    name: '12015: the certificate has expired',
    host: {
      certificates: [{ ...OWN, notBefore: '2024-11-15', notAfter: '2026-11-15' }],
      events: [{ id: 12_015, strings: [OWN.thumbprint] }],
    },
    causes: ['validity.expired'],
    exitCode: 2,
  })),
  ...inEveryLanguage(() => ({
    name: '12017: the certificate expires soon',
    host: {
      certificates: [{ ...OWN, notBefore: '2024-11-28', notAfter: '2026-11-28' }],
      events: [{ id: 12_017, strings: [OWN.thumbprint, '192'] }],
    },
    causes: ['validity.expires-soon'],
    exitCode: 2,
  })),
  ...inEveryLanguage(() => ({
    name: '1036 without its values beside 1018 and 1019: a port was in use',
    host: {
      more: xml([
        { id: 1018, strings: ['0.0.0.0:25'] },
        { id: 1019, strings: ['10048', '0.0.0.0:25'] },
        { id: 1036, strings: ['%1', '%2'] },
      ]),
    },
    causes: ['listener.port-conflict'],
    exitCode: 1,
  })),
  ...inEveryLanguage(() => ({
    name: 'Kerberos between hubs fails',
    host: {
      more: xml([{ id: 1035, strings: ['LogonDenied', 'Default HUB1', 'ExchangeAuth', '192.0.2.12'] }]),
    },
    causes: ['kerberos.authentication'],
    exitCode: 1,
    neighbour: {
      more: xml([{ id: 1035, strings: ['LogonDenied', 'Client HUB1', 'Login', '198.51.100.7'] }]),
    },
  })),
  ...inEveryLanguage(() => ({
    name: 'EdgeSync cannot use a key of CNG',
    host: {
      certificates: [CNG],
      more: xml([{ id: 1035, source: 'MSExchange EdgeSync', strings: [OWN.thumbprint] }]),
    },
    causes: ['key.provider'],
    exitCode: 1,
    neighbour: { certificates: [CNG] },
  })),
  ...inEveryLanguage(() => ({
    name: 'EdgeSync met another certificate than it knew',
    host: { more: xml([{ id: 10_104, source: 'MSExchange EdgeSync', strings: ['edge1.corp.example'] }]) },
    causes: ['edge.out-of-step'],
    exitCode: 1,
  })),
  ...inEveryLanguage(() => ({
    name: '12012: nothing is published',
    host: { more: xml([{ id: 12_012 }]) },
    causes: ['directory.not-published'],
    exitCode: 1,
  })),
  ...inEveryLanguage(() => ({
    name: '1037 of Exchange 2016 is another event',
    host: { more: { ...xml([{ id: 1037, strings: ['-'] }]), ...server('Version 15.1 (Build 2507.6)') } },
    causes: ['event.other-era'],
    exitCode: 2,
  })),
  ...inEveryLanguage((language) => ({
    name: 'Test-EdgeSynchronization says the Edge server is behind',
    host: { more: edgeSync(language, 'NotSynchronized') },
    causes: ['edge.out-of-step'],
    exitCode: 1,
    neighbour: { more: edgeSync(language, 'Normal') },
  })),
  ...inEveryLanguage(() => ({
    name: 'a queue waits for authentication between hubs',
    host: { more: queue('451 5.7.3 Cannot achieve Exchange Server authentication') },
    causes: ['kerberos.authentication'],
    exitCode: 1,
    neighbour: { more: queue('421 4.4.2 Connection dropped') },
  })),
  ...inEveryLanguage(() => ({
    name: '12013 of long ago, answered by a new certificate',
    host: {
      certificates: [{ ...OWN, services: 'IIS' }],
      more: xml([{ id: 12_013, strings: [GONE], day: '2024-03-01' }]),
    },
    causes: ['services.smtp-not-enabled', 'event.overtaken'],
    exitCode: 1,
    neighbour: { more: xml([{ id: 12_013, strings: [GONE], day: '2024-03-01' }]) },
  })),
]
