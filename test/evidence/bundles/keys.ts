/** NETWORK SERVICE cannot read the private key. */
import { inEveryLanguage, type Bundle } from './bundle.ts'
import { OWN, READABLE, SEED_EVENTS } from './host.ts'
import { filemon, procmon, saved } from './windows.ts'

const [SYSTEM, ADMINISTRATORS] = [
  ['system', '(F)'],
  ['administrators', '(F)'],
] as const

export const KEY_BUNDLES: readonly Bundle[] = [
  ...inEveryLanguage(() => ({
    name: 'no entry for NETWORK SERVICE',
    host: { entries: [SYSTEM, ADMINISTRATORS], events: SEED_EVENTS },
    causes: ['key.unreadable'],
    exitCode: 1,
  })),
  ...inEveryLanguage(() => ({
    name: 'NETWORK SERVICE is denied',
    host: { entries: [['network-service', '(DENY)(R)'], ...READABLE] },
    causes: ['key.unreadable'],
    exitCode: 1,
    neighbour: { entries: [['network-service', '(I)(DENY)(R)'], ...READABLE] },
  })),
  ...inEveryLanguage(() => ({
    name: 'a group NETWORK SERVICE belongs to is denied',
    host: { entries: [['authenticated-users', '(N)'], ...READABLE] },
    causes: ['key.unreadable'],
    exitCode: 1,
    neighbour: { entries: [SYSTEM, ['everyone', '(R)']] },
  })),
  ...inEveryLanguage((language) => ({
    name: 'Filemon saw the transport refused',
    host: { without: ['icacls.txt'], more: { 'filemon.log': saved(filemon(OWN.keyFile, 'ACCESS DENIED'), 'cp1252') } },
    causes: ['key.unreadable'],
    exitCode: 1,
    // Somebody else was refused: that is not the transport.
    neighbour: {
      more: {
        'filemon.log': saved(filemon(OWN.keyFile, 'ACCESS DENIED', language === 'ja' ? 'w3wp.exe' : 'a.exe'), 'cp1252'),
      },
    },
  })),
  ...inEveryLanguage(() => ({
    name: 'Process Monitor saw the transport refused',
    host: { without: ['icacls.txt'], more: { 'procmon.csv': saved(procmon(OWN.keyFile, 'ACCESS DENIED'), 'utf-8') } },
    causes: ['key.unreadable'],
    exitCode: 1,
    neighbour: { more: { 'procmon.csv': saved(procmon(OWN.keyFile, 'SUCCESS'), 'utf-8') } },
  })),
  ...inEveryLanguage(() => ({
    name: 'the private key is not there',
    host: { certificates: [{ ...OWN, hasPrivateKey: false }] },
    causes: ['key.missing'],
    exitCode: 1,
  })),
]
