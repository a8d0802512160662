/** One file with everything in it: what `Start-Transcript` keeps of a session in the management shell, in two languages. */
import { inEveryLanguage, type Bundle } from './bundle.ts'
import { OWN, READABLE } from './host.ts'
import {
  certificateList,
  certutil,
  eventLogList,
  eventText,
  icacls,
  ipconfig,
  saved,
  transportService,
  type Certificate,
  type Entry,
  type Files,
  type Language,
} from './windows.ts'

const FENCE = '*'.repeat(22)
const HEAD = {
  en: [
    'Windows PowerShell transcript start',
    'Start time',
    'Username',
    'RunAs User',
    'Configuration Name',
    'Machine',
    'Host Application',
    'Process ID',
  ],
  ja: [
    'Windows PowerShell トランスクリプト開始',
    '開始時刻',
    'ユーザー名',
    'RunAs ユーザー',
    '構成名',
    'コンピューター',
    'ホスト アプリケーション',
    'プロセス ID',
  ],
} as const

const CONNECTOR = `Identity          : HUB1\\Default HUB1
Name              : Default HUB1
Fqdn              : hub1.corp.example
AuthMechanism     : Tls, Integrated, BasicAuth, ExchangeServer
Bindings          : {0.0.0.0:25}
RemoteIPRanges    : {0.0.0.0-255.255.255.255}
PermissionGroups  : ExchangeServers
Server            : HUB1
`

export interface Session {
  readonly certificates?: readonly Certificate[]
  readonly entries?: readonly Entry[]
  /** What is typed between the outputs, with what it prints. */
  readonly noise?: string
}

export function transcript(
  language: Language,
  { certificates = [OWN], entries = READABLE, noise = '' }: Session,
): string {
  const [title, start, user, runAs, name, machine, application, id] = HEAD[language === 'ja' ? 'ja' : 'en']
  const typed = (command: string, output: string) => `[PS] C:\\Windows\\system32>${command}\n${output}\n`
  return `${FENCE}
${title}
${start}: 20261120101500
${user}: CORP\\admin
${runAs}: CORP\\admin
${name}: 
${machine}: HUB1 (Microsoft Windows NT 10.0.14393.0)
${application}: C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe -noexit
${id}: 4711
PSVersion: 5.1.14393.5127
${FENCE}
${certificateList(language, certificates).replace('[PS] C:\\>', '[PS] C:\\Windows\\system32>')}
${typed('certutil -store -v my', certutil(language, certificates))}
${noise}
${typed('icacls "$env:ALLUSERSPROFILE\\Microsoft\\Crypto\\RSA\\MachineKeys\\8e04*"', icacls(language, OWN.keyFile, entries))}
${typed('ipconfig /all', ipconfig(language, 'HUB1', 'corp.example'))}
${typed('hostname', 'HUB1')}
${typed('Get-ReceiveConnector | fl', CONNECTOR)}
${transportService('HUB1', 'Version 14.3 (Build 123.4)', OWN.thumbprint).replace('[PS] C:\\>', '[PS] C:\\Windows\\system32>')}
${typed('Get-EventLog Application -Source MSExchangeTransport', eventText(language, 'HUB1', [{ id: 1037, text: '-' }]))}
[PS] C:\\Windows\\system32>Stop-Transcript
${FENCE}
${title.replace('start', 'end').replace('開始', '終了')}
${FENCE}
`
}

function files(language: Language, session: Session): Files {
  return { 'transcript.txt': saved(transcript(language, session), 'utf-8') }
}

const ALONE = ['certificates.txt', 'certutil.txt', 'icacls.txt', 'ipconfig.txt'] as const
/** More than readers are asked about at the beginning of a file. */
const NOISE = `[PS] C:\\Windows\\system32>dir C:\\Windows\\winsxs\n${'-a---         20.11.2026     09:00       4096 component.manifest\n'.repeat(2_000)}`

const listed = (language: Language) =>
  `[PS] C:\\Windows\\system32>Get-EventLog Application -Source MSExchangeTransport -Newest 1 | fl
${eventLogList(language, [{ id: 1037 }])}`

export const TRANSCRIPT_BUNDLES: readonly Bundle[] = [
  ...inEveryLanguage((language) => ({
    name: 'a transcript of a shell in which the key cannot be read',
    host: { without: ALONE, more: files(language, { entries: [['administrators', '(F)']] }) },
    causes: ['key.unreadable'] as const,
    exitCode: 1 as const,
    neighbour: { without: ALONE, more: files(language, {}) },
  })),
  ...inEveryLanguage((language) => ({
    name: 'Get-EventLog as a list in a transcript in which SMTP is missing',
    host: {
      without: ALONE,
      more: files(language, { certificates: [{ ...OWN, services: 'IIS' }], noise: listed(language) }),
    },
    causes: ['services.smtp-not-enabled'] as const,
    exitCode: 1 as const,
    neighbour: { without: ALONE, more: files(language, { noise: NOISE }) },
  })),
  ...inEveryLanguage((language) => ({
    name: 'a long transcript in which SMTP is missing',
    host: { without: ALONE, more: files(language, { certificates: [{ ...OWN, services: 'IIS' }], noise: NOISE }) },
    causes: ['services.smtp-not-enabled'] as const,
    exitCode: 1 as const,
    neighbour: { without: ALONE, more: files(language, { noise: NOISE }) },
  })),
]
