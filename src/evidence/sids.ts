/**
 * Names of accounts as Windows prints them, in the language of the system, to their SIDs. Accents and case do not matter, and a
 * name that was decoded with the wrong page is still known by the letters that are left.
 *
 * Only accounts that are the same on every machine: `CONTOSO\Users` is somebody else's.
 */

/** SID to its names, without the authority before them. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'S-1-5-20': [
    ...[
      'NETWORK SERVICE',
      'NETZWERKDIENST',
      'SERVICE RÉSEAU',
      'SERVIZIO DI RETE',
      'SERVICIO DE RED',
      'SERVIÇO DE REDE',
    ],
    ...[
      'NETWERKSERVICE',
      'NÄTVERKSTJÄNST',
      'NETVÆRKSTJENESTE',
      'NETTVERKSTJENESTE',
      'VERKKOPALVELU',
      'USŁUGA SIECIOWA',
    ],
    ...['HÁLÓZATI SZOLGÁLTATÁS', 'SÍŤOVÁ SLUŽBA', 'AĞ HİZMETİ', 'NetworkService', 'ネットワーク サービス'],
  ],
  'S-1-5-19': [
    ...['LOCAL SERVICE', 'LOKALER DIENST', 'SERVICE LOCAL', 'SERVIZIO LOCALE', 'SERVICIO LOCAL', 'SERVICIO LOC'],
    ...['SERVIÇO LOCAL', 'LOKALE SERVICE', 'LOKAL TJÄNST', 'USŁUGA LOKALNA', 'ローカル サービス'],
  ],
  'S-1-5-18': ['SYSTEM', 'LocalSystem', 'SYSTÈME', 'SISTEMA', 'СИСТЕМА', 'Lokales System'],
  'S-1-5-11': [
    ...['Authenticated Users', 'Authentifizierte Benutzer', 'Utilisateurs authentifiés', 'Usuarios autentificados'],
    ...['Usuários autenticados', 'Прошедшие проверку', 'Geverifieerde gebruikers', 'Autentiserade användare'],
    ...['Użytkownicy uwierzytelnieni', 'Todistetut käyttäjät'],
  ],
  'S-1-5-6': ['SERVICE', 'DIENST', 'SERVIZIO', 'SERVICIO', 'SERVIÇO', 'СЛУЖБА'],
  'S-1-5-4': ['INTERACTIVE', 'INTERAKTIV', 'INTERACTIF', 'INTERACTIVO', 'ИНТЕРАКТИВНЫЕ'],
  'S-1-5-2': ['NETWORK', 'NETZWERK', 'RÉSEAU', 'RED', 'RETE', 'СЕТЬ'],
  'S-1-5-7': ['ANONYMOUS LOGON', 'ANONYMOUS-ANMELDUNG', 'ANONYMOUS'],
  'S-1-5-9': ['ENTERPRISE DOMAIN CONTROLLERS', 'DOMÄNENCONTROLLER DER ORGANISATION'],
  'S-1-1-0': [
    'Everyone',
    'Jeder',
    'Tout le monde',
    'Todos',
    'Tutti',
    'Все',
    'Iedereen',
    'Alla',
    'Alle',
    'Wszyscy',
    'Kaikki',
  ],
  'S-1-3-0': [
    ...['CREATOR OWNER', 'ERSTELLER-BESITZER', 'CREATEUR PROPRIETAIRE', 'CREADOR PROPIETARIO', 'СОЗДАТЕЛЬ-ВЛАДЕЛЕЦ'],
    ...['PROPRIETÁRIO CRIADOR', 'MAKER EIGENAAR', 'SKAPARE ÄGARE', 'TWÓRCA-WŁAŚCICIEL'],
  ],
  'S-1-5-32-544': [
    ...['Administrators', 'Administratoren', 'Administrateurs', 'Administradores', 'Amministratori', 'Администраторы'],
    ...['Administratörer', 'Administratorzy', 'Rendszergazdák', 'Järjestelmänvalvojat', 'Administratorer'],
  ],
  'S-1-5-32-545': [
    ...[
      'Users',
      'Benutzer',
      'Utilisateurs',
      'Usuarios',
      'Usuários',
      'Utenti',
      'Пользователи',
      'Gebruikers',
      'Användare',
    ],
    ...['Użytkownicy', 'Käyttäjät', 'Brugere'],
  ],
  'S-1-5-32-546': ['Guests', 'Gäste', 'Invités', 'Invitados'],
  'S-1-5-32-547': ['Power Users', 'Hauptbenutzer', 'Utilisateurs avec pouvoir', 'Usuarios avanzados'],
  'S-1-5-32-551': ['Backup Operators', 'Sicherungs-Operatoren', 'Opérateurs de sauvegarde'],
  'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464': ['TrustedInstaller'],
}

/** What stands before the backslash for these accounts. */
const AUTHORITIES = [
  ...[
    '',
    'NT AUTHORITY',
    'NT-AUTORITÄT',
    'AUTORITE NT',
    'AUTORITÉ NT',
    'NT INSTANS',
    'ZARZĄDZANIE NT',
    'AUTORIDADE NT',
  ],
  ...[
    'BUILTIN',
    'VORDEFINIERT',
    'BUILDIN',
    'INTEGRADO',
    'PREDEFINITO',
    'INGEBOUWD',
    'INBYGGT',
    'NT SERVICE',
    'NT SERVICES',
  ],
  ...['NT MYNDIGHET', 'AUTORIDAD NT', '.'],
]

const SID = /^\*?(S-1-\d{1,15}(?:-\d{1,10}){1,15})$/i

function folded(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('İ', 'i').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Everything that a wrong page may have spoilt becomes one mark: `NT-AUTORITŽT` and `NT-AUTORITÄT` are the same then. */
function blurred(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/(?:[^ -~]|\?)+/g, '*')
    .replace(/\s+/g, ' ')
    .trim()
}

const SIDS_BY_NAME = new Map<string, string>()
const AUTHORITIES_KNOWN = new Set(AUTHORITIES.map(folded))
const BLURRED = new Map<string, string>()
const AUTHORITIES_BLURRED = new Set(AUTHORITIES.map(blurred))

for (const [sid, names] of Object.entries(NAMES)) {
  for (const name of names) {
    SIDS_BY_NAME.set(folded(name), sid)
    const blur = blurred(name)
    // Nothing but marks says nothing.
    if (/[a-z]{3}/.test(blur) && !BLURRED.has(blur)) BLURRED.set(blur, sid)
  }
}

/** Undefined: an account of a domain or of one machine, or a name nobody knows. */
export function sidOf(account: string): string | undefined {
  const trimmed = account.trim()
  const sid = SID.exec(trimmed)?.[1]
  if (sid !== undefined) return sid.toUpperCase()
  const cut = trimmed.lastIndexOf('\\')
  const [authority, name] = cut < 0 ? ['', trimmed] : [trimmed.slice(0, cut), trimmed.slice(cut + 1)]
  if (AUTHORITIES_KNOWN.has(folded(authority))) {
    const known = SIDS_BY_NAME.get(folded(name))
    if (known !== undefined) return known
  }
  return AUTHORITIES_BLURRED.has(blurred(authority)) ? BLURRED.get(blurred(name)) : undefined
}

export const NETWORK_SERVICE = 'S-1-5-20'

/** What a service that runs as NETWORK SERVICE is, besides itself: Everyone, Authenticated Users, SERVICE, Users, LOCAL, and others. */
export const NETWORK_SERVICE_TOKEN: ReadonlySet<string> = new Set([
  ...[NETWORK_SERVICE, 'S-1-1-0', 'S-1-5-11', 'S-1-5-6', 'S-1-5-32-545', 'S-1-2-0', 'S-1-5-15'],
])
