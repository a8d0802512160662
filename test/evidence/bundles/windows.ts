/** What a Windows server prints, in the words of four languages: small builders for the bundles. */
import { encoded } from '../encoded.ts'
import type { Encoding } from '../../../src/evidence/contract.ts'

export const LANGUAGES = ['en', 'ja', 'de', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

/** Name of the file to its bytes. */
export type Files = Readonly<Record<string, Uint8Array>>

/** Consoles write the page of DOS, editors that of Windows. */
export const CONSOLE = { en: 'cp437', ja: 'cp932', de: 'cp850', fr: 'cp850' } as const satisfies Record<
  Language,
  Encoding
>
export const EDITOR = { en: 'utf-8', ja: 'cp932', de: 'cp1252', fr: 'cp1252' } as const satisfies Record<
  Language,
  Encoding
>

export function saved(text: string, encoding: Encoding): Uint8Array {
  const bytes = encoded(text.replaceAll('\n', '\r\n'), encoding)
  return encoding === 'utf-16le' ? Buffer.concat([Uint8Array.of(0xff, 0xfe), bytes]) : bytes
}

const DATES = {
  en: (y: string, m: string, d: string) => `${String(Number(m))}/${String(Number(d))}/${y} 9:00:00 AM`,
  ja: (y: string, m: string, d: string) => `${y}/${m}/${d} 9:00:00`,
  de: (y: string, m: string, d: string) => `${d}.${m}.${y} 09:00:00`,
  fr: (y: string, m: string, d: string) => `${d}/${m}/${y} 09:00:00`,
} as const

export function dateIn(language: Language, day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return DATES[language](year, month, date)
}

export interface Certificate {
  readonly thumbprint: string
  readonly subject: string
  readonly domains: readonly string[]
  readonly services: string
  readonly isSelfSigned: boolean
  readonly hasPrivateKey: boolean
  readonly notBefore: string
  readonly notAfter: string
  readonly serialNumber: string
  readonly keyFile: string
  readonly provider: string
}

export function certificateList(language: Language, certificates: readonly Certificate[]): string {
  const blocks = certificates.map(
    (one) => `
CertificateDomains : {${one.domains.join(', ')}}
HasPrivateKey      : ${one.hasPrivateKey ? 'True' : 'False'}
IsSelfSigned       : ${one.isSelfSigned ? 'True' : 'False'}
Issuer             : ${one.isSelfSigned ? one.subject : 'CN=Example Issuing CA, DC=corp, DC=example'}
NotAfter           : ${dateIn(language, one.notAfter)}
NotBefore          : ${dateIn(language, one.notBefore)}
PublicKeySize      : 2048
RootCAType         : ${one.isSelfSigned ? 'None' : 'Enterprise'}
SerialNumber       : ${one.serialNumber}
Services           : ${one.services}
Status             : Valid
Subject            : ${one.subject}
Thumbprint         : ${one.thumbprint}
`,
  )
  return `[PS] C:\\>Get-ExchangeCertificate | fl\n${blocks.join('')}`
}

const CERTUTIL = {
  en: [
    'my "Personal"',
    'Certificate',
    'Serial Number',
    'Issuer',
    'Subject',
    'Cert Hash(sha1)',
    'Unique container name',
    'Provider',
  ],
  ja: [
    'my "個人"',
    '証明書',
    'シリアル番号',
    '発行者',
    'サブジェクト',
    '証明書のハッシュ(sha1)',
    '一意のコンテナー名',
    'プロバイダー',
  ],
  de: [
    'my "Eigene Zertifikate"',
    'Zertifikat',
    'Seriennummer',
    'Aussteller',
    'Antragsteller',
    'Zertifikathash(sha1)',
    'Eindeutiger Containername',
    'Anbieter',
  ],
  fr: [
    'my "Personnel"',
    'Certificat',
    'Numéro de série ',
    'Émetteur',
    'Sujet',
    'Hach. cert. (sha1)',
    'Nom de conteneur particulier',
    'Rubrique',
  ],
} as const

export function certutil(language: Language, certificates: readonly Certificate[]): string {
  const [store, title, serial, issuer, subject, hash, container, provider] = CERTUTIL[language]
  const blocks = certificates.map(
    (one, at) => `================ ${title} ${String(at)} ================
${serial}: ${one.serialNumber.toLowerCase()}
${issuer}: ${one.subject}
${subject}: ${one.subject}
${hash}: ${one.thumbprint.toLowerCase()}
  ${container}: ${one.keyFile}
  ${provider} = ${one.provider}
`,
  )
  return `${store}\n${blocks.join('\n')}`
}

const ACCOUNTS = {
  en: [
    'NT AUTHORITY\\SYSTEM',
    'BUILTIN\\Administrators',
    'NT AUTHORITY\\NETWORK SERVICE',
    'Everyone',
    'NT AUTHORITY\\Authenticated Users',
  ],
  ja: [
    'NT AUTHORITY\\SYSTEM',
    'BUILTIN\\Administrators',
    'NT AUTHORITY\\NETWORK SERVICE',
    'Everyone',
    'NT AUTHORITY\\Authenticated Users',
  ],
  de: [
    'NT-AUTORITÄT\\SYSTEM',
    'VORDEFINIERT\\Administratoren',
    'NT-AUTORITÄT\\NETZWERKDIENST',
    'Jeder',
    'NT-AUTORITÄT\\Authentifizierte Benutzer',
  ],
  fr: [
    'AUTORITE NT\\Système',
    'BUILTIN\\Administrateurs',
    'AUTORITE NT\\SERVICE RÉSEAU',
    'Tout le monde',
    'AUTORITE NT\\Utilisateurs authentifiés',
  ],
} as const
const ACCOUNT_NAMES = ['system', 'administrators', 'network-service', 'everyone', 'authenticated-users'] as const
type Account = (typeof ACCOUNT_NAMES)[number]
export type Entry = readonly [account: Account, rights: string]

const KEYS = 'C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys'
const PROCESSED = {
  en: 'Successfully processed 1 files; Failed processing 0 files',
  ja: '1 個のファイルが正常に処理されました。0 個のファイルを処理できませんでした',
  de: '1 Dateien erfolgreich verarbeitet, bei 0 Dateien ist ein Verarbeitungsfehler aufgetreten.',
  fr: '1 fichiers correctement traités ; échec du traitement de 0 fichiers',
} as const

export function icacls(language: Language, keyFile: string, entries: readonly Entry[]): string {
  const path = `${KEYS}\\${keyFile}`
  const lines = entries.map(([account, rights], at) => {
    const name = ACCOUNTS[language][ACCOUNT_NAMES.indexOf(account)] ?? ''
    return `${at === 0 ? path : ' '.repeat(path.length)} ${name}:${rights}`
  })
  return `${lines.join('\n')}\n\n${PROCESSED[language]}\n`
}

const IPCONFIG = {
  en: [
    'Windows IP Configuration',
    'Host Name . . . . . . . . . . . . :',
    'Primary Dns Suffix  . . . . . . . :',
    'Node Type . . . . . . . . . . . . : Hybrid',
  ],
  ja: [
    'Windows IP 構成',
    'ホスト名 . . . . . . . . . . . . :',
    'プライマリ DNS サフィックス . . . . . . . :',
    'ノード タイプ . . . . . . . . . . . . : ハイブリッド',
  ],
  de: [
    'Windows-IP-Konfiguration',
    'Hostname  . . . . . . . . . . . . :',
    'Primäres DNS-Suffix . . . . . . . :',
    'Knotentyp . . . . . . . . . . . . : Hybrid',
  ],
  fr: [
    'Configuration IP de Windows',
    "Nom de l'hôte . . . . . . . . . . :",
    'Suffixe DNS principal . . . . . . :',
    'Type de noeud . . . . . . . . . . : Hybride',
  ],
} as const

export function ipconfig(language: Language, host: string, suffix: string): string {
  const [title, hostLabel, suffixLabel, node] = IPCONFIG[language]
  return `\n${title}\n\n   ${hostLabel} ${host}\n   ${suffixLabel} ${suffix}\n   ${node}\n`
}

export interface LoggedEvent {
  readonly id: number
  readonly source?: string
  readonly strings?: readonly string[]
  /** `2026-11-20` */
  readonly day?: string
  /** In place of the sentence, for events without parameters. */
  readonly text?: string
}

const EVENT_LABELS = {
  en: ['Event Type', 'Event Source', 'Event ID', 'Date', 'Time', 'Computer', 'Description'],
  ja: ['イベントの種類', 'イベント ソース', 'イベント ID', '日付', '時刻', 'コンピュータ', '説明'],
  de: ['Ereignistyp', 'Ereignisquelle', 'Ereigniskennung', 'Datum', 'Zeit', 'Computer', 'Beschreibung'],
  fr: [
    "Type de l'événement ",
    "Source de l'événement ",
    "ID de l'événement ",
    'Date ',
    'Heure ',
    'Ordinateur ',
    'Description ',
  ],
} as const
const WARNING = { en: 'Warning', ja: '警告', de: 'Warnung', fr: 'Avertissement' } as const
const SENTENCE = {
  en: 'See the values of this event: ',
  ja: 'このサーバーの証明書の問題です: ',
  de: 'Für diesen Server gemeldet: ',
  fr: 'Signalé pour ce serveur, à vérifier : ',
} as const

/** What Event Viewer copies. */
export function eventText(language: Language, computer: string, events: readonly LoggedEvent[]): string {
  const [type, source, id, date, time, machine, description] = EVENT_LABELS[language]
  const blocks = events.map((event) => {
    const [day = '', clock = ''] = dateIn(language, event.day ?? '2026-11-20').split(/ (.*)/)
    const words = event.text ?? `${SENTENCE[language]}${(event.strings ?? []).join(', ')}.`
    return `${type}:\t${WARNING[language]}
${source}:\t${event.source ?? 'MSExchangeTransport'}
${id}:\t${String(event.id)}
${date}:\t\t${day}
${time}:\t\t${clock}
${machine}:\t${computer}
${description}:
${words}
`
  })
  return blocks.join('\n')
}

/** `Get-EventLog | fl`: names are English everywhere, the words of the message are not. */
export function eventLogList(language: Language, events: readonly LoggedEvent[]): string {
  const blocks = events.map(
    ({ id, source = 'MSExchangeTransport', strings = [], day = '2026-11-20', text }, at) => `
Index              : ${String(88_121 + at)}
EntryType          : Warning
InstanceId         : ${String(0x8004_0000 + id)}
Message            : ${text ?? `${SENTENCE[language]}${strings.join(', ')}.`}
Category           : SmtpReceive
CategoryNumber     : 1
ReplacementStrings : {${strings.join(', ')}}
Source             : ${source}
TimeGenerated      : ${dateIn(language, day)}
TimeWritten        : ${dateIn(language, day)}
UserName           : 
`,
  )
  return `${blocks.join('')}\n`
}

/** What Event Viewer exports: parameters apart, times in UTC, no language. */
export function eventXml(computer: string, events: readonly LoggedEvent[]): string {
  const blocks = events.map(
    ({ id, source = 'MSExchangeTransport', strings = [], day = '2026-11-20' }, at) =>
      `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="${source}"/><EventID Qualifiers="32772">${String(id)}</EventID><Level>3</Level><TimeCreated SystemTime="${day}T04:12:0${String(at % 10)}.000Z"/><EventRecordID>${String(4_700 + at)}</EventRecordID><Channel>Application</Channel><Computer>${computer}</Computer></System><EventData>${strings.map((text) => `<Data>${text}</Data>`).join('')}</EventData></Event>`,
  )
  return `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>${blocks.join('\n')}</Events>\n`
}

const COLUMNS = {
  en: 'Level,Date and Time,Source,Event ID,Task Category',
  ja: 'レベル,日付と時刻,ソース,イベント ID,タスクのカテゴリ',
  de: 'Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie',
  fr: "Niveau,Date et heure,Source,ID de l'événement,Catégorie de la tâche",
} as const

/** What Event Viewer exports with commas. */
export function eventCsv(language: Language, events: readonly LoggedEvent[]): string {
  const rows = events.map(
    ({ id, source = 'MSExchangeTransport', strings = [], day = '2026-11-20', text }) =>
      `${WARNING[language]},${dateIn(language, day)},${source},${String(id)},SmtpReceive,"${text ?? `${SENTENCE[language]}${strings.join(', ')}.`}"`,
  )
  return `${COLUMNS[language]}\n${rows.join('\n')}\n`
}

export function wlbsDisplay(cluster: string, host: string, ports: readonly (readonly [number, number])[]): string {
  const rules = ports.map(
    ([from, to]) =>
      `All             ${String(from).padStart(5)} ${String(to).padStart(5)} TCP  Multiple       Eql None`,
  )
  return `C:\\>wlbs display
WLBS Cluster Control Utility V2.4 (c) 1997-2003 Microsoft Corporation.
Cluster 10.0.0.50
Retrieving parameters
HostName              = ${host}
ParametersVersion     = 4
HostPriority          = 1
ClusterIPAddress      = 10.0.0.50
ClusterNetworkMask    = 255.255.255.0
DedicatedIPAddress    = 10.0.0.11
ClusterName           = ${cluster}
PortRules (${String(ports.length)}):
      VIP       Start  End  Prot   Mode   Pri Load Affinity
--------------- ----- ----- ---- -------- --- ---- --------
${rules.join('\n')}
`
}

export function filemon(keyFile: string, result: string, process = 'EdgeTransport.exe'): string {
  const folder = 'C:\\Documents and Settings\\All Users\\Application Data\\Microsoft\\Crypto\\RSA\\MachineKeys'
  return `1\t4:12:07 AM\t${process}:1844\tOPEN\t${folder}\\${keyFile}\t${result}\tNT AUTHORITY\\NETWORK SERVICE
2\t4:12:07 AM\t${process}:1844\tOPEN\tC:\\WINDOWS\\system32\\rsaenh.dll\tSUCCESS\tOptions: Open  Access: Execute
3\t4:12:08 AM\t${process}:1844\tCLOSE\tC:\\WINDOWS\\system32\\rsaenh.dll\tSUCCESS\t
`
}

export function procmon(keyFile: string, result: string, process = 'EdgeTransport.exe'): string {
  return `"Time of Day","Process Name","PID","Operation","Path","Result","Detail"
"4:12:07.0147934 AM","svchost.exe","900","ReadFile","C:\\Windows\\System32\\ntdll.dll","SUCCESS","Offset: 0, Length: 4,096"
"4:12:07.5147934 AM","${process}","1844","CreateFile","${KEYS}\\${keyFile}","${result}","Desired Access: Generic Read, Disposition: Open"
`
}

export function transportService(name: string, version: string, thumbprint: string): string {
  return `[PS] C:\\>Get-TransportService | fl

Name                                    : ${name}
AdminDisplayVersion                     : ${version}
InternalTransportCertificateThumbprint  : ${thumbprint}
ReceiveProtocolLogPath                  : C:\\Logs\\Receive
SendProtocolLogPath                     : C:\\Logs\\Send
`
}
