/** SMTP is not enabled on the certificate that should be used. */
import { inEveryLanguage, type Bundle } from './bundle.ts'
import { OWN, SEED_EVENTS, WEB } from './host.ts'
import { certificateList, eventCsv, eventXml, saved } from './windows.ts'

const WITHOUT_SMTP = { ...OWN, services: 'IMAP, POP' }

const BOUGHT = {
  ...WEB,
  subject: 'CN=hub1.corp.example',
  domains: ['hub1.corp.example', 'webmail.corp.example'],
  services: 'IIS, SMTP',
}

export const SERVICES_BUNDLES: readonly Bundle[] = [
  ...inEveryLanguage(() => ({
    name: 'the certificate is enabled for IMAP and POP alone',
    host: { certificates: [WITHOUT_SMTP], events: SEED_EVENTS },
    causes: ['services.smtp-not-enabled'],
    exitCode: 1,
  })),
  ...inEveryLanguage((language) => ({
    name: 'no service at all, with events exported with commas',
    host: {
      certificates: [{ ...OWN, services: 'None' }, WEB],
      more: { 'events.csv': saved(eventCsv(language, SEED_EVENTS), language === 'ja' ? 'cp932' : 'utf-8') },
    },
    causes: ['services.smtp-not-enabled'],
    exitCode: 1,
    neighbour: { certificates: [OWN, WEB] },
  })),
  ...inEveryLanguage(() => ({
    name: 'events exported as XML',
    host: {
      certificates: [WITHOUT_SMTP],
      more: { 'events.xml': saved(eventXml('HUB1.corp.example', SEED_EVENTS), 'utf-8') },
    },
    causes: ['services.smtp-not-enabled'],
    exitCode: 1,
  })),
  ...inEveryLanguage(() => ({
    name: 'a list saved by Out-File, in UTF-16',
    host: {
      more: { 'certificates.txt': saved(certificateList('en', [WITHOUT_SMTP]), 'utf-16le') },
    },
    causes: ['services.smtp-not-enabled'],
    exitCode: 1,
    neighbour: { more: { 'certificates.txt': saved(certificateList('en', [OWN]), 'utf-16le') } },
  })),
  ...inEveryLanguage(() => ({
    name: 'the certificate of an authority does the work of the one set-up made',
    host: {
      certificates: [
        { ...BOUGHT, services: 'IIS' },
        { ...OWN, services: 'None' },
      ],
    },
    causes: ['services.smtp-not-enabled'],
    exitCode: 1,
    neighbour: { certificates: [BOUGHT, { ...OWN, services: 'None' }] },
  })),
]
