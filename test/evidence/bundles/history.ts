/** Events of a trouble that is over, beside the same trouble that goes on. */
import { bundleOf, inEveryLanguage, type Bundle } from './bundle.ts'
import { OWN } from './host.ts'
import { eventXml, saved, type LoggedEvent } from './windows.ts'

const xml = (events: readonly LoggedEvent[]) => ({
  'events.xml': saved(eventXml('HUB1.corp.example', events), 'utf-8'),
})
/** The log goes on: another event of the same file. */
const GOES_ON: LoggedEvent = { id: 1001, source: 'MSExchangeTransport', strings: ['-'], day: '2026-11-20' }
const STRANGER = { id: 1036, strings: ['CN=edge1', '192.0.2.40'] }
const NAMELESS = { id: 12_014, strings: ['mail.corp.example', 'Internet', 'mail.corp.example'] }
const MISMATCH = { id: 10_104, source: 'MSExchange EdgeSync', strings: ['edge1.corp.example'] }
const NEW = { ...OWN, notBefore: '2026-10-01' }

function session(day: string, line: string): string {
  const row = (at: number, event: string, data: string, context = '') =>
    `${day}T10:00:0${String(at)}.000Z,HUB1\\Default HUB1,08CE1F2A3B4C5D6E,${String(at)},192.0.2.11:25,192.0.2.40:3011,${event},${data},${context}`
  return `#Software: Microsoft Exchange Server
#Version: 14.0.0.0
#Log-type: SMTP Receive Protocol Log
#Date: ${day}T00:00:00.000Z
#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
${row(0, '+', '')}
${row(1, '<', 'EHLO edge1.corp.example')}
${row(2, '<', 'X-ANONYMOUSTLS')}
${row(3, '*', '', line)}
${row(4, '-', '', 'Local')}
`
}

const log = (day: string, line: string) => ({ 'RECV1.LOG': saved(session(day, line), 'utf-8') })
const TRUSTED = "DirectTrust certificate authenticated as 'CN=edge1'"
const REFUSED = "DirectTrust certificate failed to authenticate for 'CN=edge1'"

export const HISTORY_BUNDLES: readonly Bundle[] = [
  ...[STRANGER, { ...STRANGER, id: 2018 }, NAMELESS, MISMATCH].map((event) =>
    bundleOf(
      {
        name: `${String(event.id)} of last year, in a log that goes on without it`,
        host: { more: xml([{ ...event, day: '2026-01-20' }, GOES_ON]) },
        causes: ['event.silent'],
        exitCode: 2,
        neighbour: { more: xml([GOES_ON]) },
      },
      'en',
    ),
  ),
  ...inEveryLanguage(() => ({
    name: '1036 of last year and of now',
    host: { more: xml([{ ...STRANGER, day: '2026-01-20' }, GOES_ON, STRANGER]) },
    causes: ['peer.unknown-certificate'],
    exitCode: 1,
    neighbour: { more: xml([{ ...STRANGER, day: '2026-01-20' }, GOES_ON]) },
  })),
  ...inEveryLanguage(() => ({
    name: '12014 from before the certificate in use was made',
    host: { certificates: [NEW], events: [{ ...NAMELESS, day: '2026-09-20' }] },
    causes: ['event.overtaken'] as const,
    exitCode: 2 as const,
    neighbour: { certificates: [NEW] },
  })),
  ...inEveryLanguage(() => ({
    name: '1036 from before the peer was trusted again',
    host: { more: { ...xml([{ ...STRANGER, day: '2026-11-20' }]), ...log('2026-11-21', TRUSTED) } },
    causes: ['event.overtaken'],
    exitCode: 2,
  })),
  ...inEveryLanguage(() => ({
    name: '1036, and the peer is still refused',
    host: { more: { ...xml([{ ...STRANGER, day: '2026-11-20' }]), ...log('2026-11-21', REFUSED) } },
    causes: ['peer.unknown-certificate'],
    exitCode: 1,
    neighbour: { more: { ...xml([{ ...STRANGER, day: '2026-11-20' }]), ...log('2026-11-21', TRUSTED) } },
  })),
]
