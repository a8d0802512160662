/** Files of one server that cannot both be true. */
import { inEveryLanguage, type Bundle } from './bundle.ts'
import { OWN, READABLE } from './host.ts'
import { certificateList, EDITOR, icacls, CONSOLE, saved, transportService, type Language } from './windows.ts'

const another = (language: Language, services: string) => ({
  'another.txt': saved(certificateList(language, [{ ...OWN, services }]), EDITOR[language]),
})
const published = (name: string, thumbprint: string) => ({
  [name]: saved(transportService('HUB1', 'Version 15.1 (Build 2507.6)', thumbprint), 'utf-8'),
})

export const CONTRADICTION_BUNDLES: readonly Bundle[] = [
  ...inEveryLanguage((language) => ({
    name: 'two lists disagree about the services of a certificate',
    // The later one counts, and both are shown.
    host: { more: another(language, 'IIS') },
    causes: ['services.smtp-not-enabled', 'evidence.contradiction'] as const,
    exitCode: 1 as const,
    neighbour: { more: another(language, 'SMTP, POP, IMAP') },
  })),
  ...inEveryLanguage(() => ({
    name: 'two outputs name different published certificates',
    host: { more: { ...published('before.txt', '8'.repeat(40)), ...published('server.txt', OWN.thumbprint) } },
    causes: ['evidence.contradiction'] as const,
    exitCode: 2 as const,
    neighbour: { more: { ...published('before.txt', OWN.thumbprint), ...published('server.txt', OWN.thumbprint) } },
  })),
  ...inEveryLanguage((language) => ({
    name: 'two outputs disagree about who may read the key',
    host: {
      more: { 'icacls-2.txt': saved(icacls(language, OWN.keyFile, [['administrators', '(F)']]), CONSOLE[language]) },
    },
    causes: ['key.unreadable', 'evidence.contradiction'] as const,
    exitCode: 1 as const,
    neighbour: { more: { 'icacls-2.txt': saved(icacls(language, OWN.keyFile, READABLE), CONSOLE[language]) } },
  })),
]
