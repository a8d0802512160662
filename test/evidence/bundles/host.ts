/** One healthy Exchange server, and what a bundle changes of it. */
import {
  certificateList,
  certutil,
  CONSOLE,
  EDITOR,
  eventText,
  icacls,
  ipconfig,
  saved,
  type Certificate,
  type Entry,
  type Files,
  type Language,
  type LoggedEvent,
} from './windows.ts'

export const OWN: Certificate = {
  thumbprint: '5A3C0C0B4E1D2F00112233445566778899AABBCC',
  subject: 'CN=hub1',
  domains: ['hub1', 'hub1.corp.example'],
  services: 'IMAP, POP, SMTP',
  isSelfSigned: true,
  hasPrivateKey: true,
  notBefore: '2025-12-17',
  notAfter: '2030-12-17',
  serialNumber: '1A2B3C4D5E6F708192A3B4C5D6E7F809',
  keyFile: '8e04fdc2fc18e9140b6d31121f85b968_0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  provider: 'Microsoft RSA SChannel Cryptographic Provider',
}

/** Bought for the web, with nothing to do with direct trust. */
export const WEB: Certificate = {
  ...OWN,
  thumbprint: '7777777777777777777777777777777777777777',
  subject: 'CN=webmail.corp.example',
  domains: ['webmail.corp.example', 'autodiscover.corp.example'],
  services: 'IIS',
  isSelfSigned: false,
  serialNumber: '77000000000000000000000000000001',
  keyFile: '11111111111111111111111111111111_0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
}

export interface Host {
  readonly language: Language
  readonly certificates: readonly Certificate[]
  readonly entries: readonly Entry[]
  readonly host: string
  readonly suffix: string
  readonly events: readonly LoggedEvent[]
  readonly more: Files
  /** Files that were not collected. */
  readonly without: readonly string[]
}

export const READABLE: readonly Entry[] = [
  ['system', '(F)'],
  ['administrators', '(F)'],
  ['network-service', '(R)'],
]

const HEALTHY: Host = {
  language: 'en',
  certificates: [OWN],
  entries: READABLE,
  host: 'HUB1',
  suffix: 'corp.example',
  events: [],
  more: {},
  without: [],
}

export function collected(changes: Partial<Host> = {}): Files {
  const { language, certificates, entries, host, suffix, events, more, without } = { ...HEALTHY, ...changes }
  const keyFile = certificates[0]?.keyFile ?? ''
  const files: Files = {
    'certificates.txt': saved(certificateList(language, certificates), EDITOR[language]),
    'certutil.txt': saved(certutil(language, certificates), CONSOLE[language]),
    'icacls.txt': saved(icacls(language, keyFile, entries), CONSOLE[language]),
    'ipconfig.txt': saved(ipconfig(language, host, suffix), CONSOLE[language]),
    ...(events.length === 0 ? {} : { 'events.txt': saved(eventText(language, host, events), EDITOR[language]) }),
    ...more,
  }
  return Object.fromEntries(Object.entries(files).filter(([name]) => !without.includes(name)))
}

/** The two events the article begins with. */
export const SEED_EVENTS: readonly LoggedEvent[] = [
  { id: 1037, text: '-' },
  { id: 2019, text: '-' },
]
