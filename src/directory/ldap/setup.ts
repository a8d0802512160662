/**
 * What a directory needs before Hubtrust can stand on it, as a text to look at and to feed to its own tools: a place for the
 * servers, an account that may write there and nowhere else, and what makes changes known at once. Stock schema only.
 */
import type { Lang } from '../../core/text.ts'
import { say } from '../../model/words.ts'

export const DIRECTORY_KINDS = ['openldap', '389ds', 'active-directory', 'ad-lds'] as const
export type DirectoryKind = (typeof DIRECTORY_KINDS)[number]

export interface Setup {
  /** Where the servers are to be. */
  readonly base: string
  /** Who binds. */
  readonly account: string
  /** Of what is said beside the commands. */
  readonly lang: Lang
}

export function setupText(kind: DirectoryKind, setup: Setup): string {
  return TEXTS[kind](setup)
}

const TEXTS: Readonly<Record<DirectoryKind, (setup: Setup) => string>> = {
  openldap: openLdap,
  '389ds': directoryServer,
  'active-directory': activeDirectory,
  'ad-lds': lightweight,
}

/** The naming context, as far as `dc` tells. */
function suffixOf(base: string): string {
  return /(?:^|,)\s*(dc=.*)$/i.exec(base)?.[1] ?? base.split(',').slice(1).join(',')
}

function tree({ base, account }: Setup): string {
  const [, ou = 'hubtrust'] = /^ou=([^,]+)/i.exec(base) ?? []
  const [, cn = 'hubtrust'] = /^cn=([^,]+)/i.exec(account) ?? []
  return `dn: ${base}
objectClass: organizationalUnit
ou: ${ou}

dn: ${account}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: ${cn}
userPassword: !
`
}

function openLdap(setup: Setup): string {
  const { base, account, lang } = setup
  const database = 'olcDatabase={1}mdb,cn=config'
  const suffix = suffixOf(base)
  const command = 'slapcat -n 0 -a olcSuffix=*'
  return `# ${say(lang, 'schema.parts')}
# 1. ${say(lang, 'schema.place')}
#      ldapadd -x -D cn=admin,${suffix} -W -f FILE
#    ${say(lang, 'schema.password')}
#      ldappasswd -x -D cn=admin,${suffix} -W -S ${account}

${tree(setup)}
# 2. ${say(lang, 'schema.rights-root')}
#      ldapmodify -Y EXTERNAL -H ldapi:/// -f FILE
#    ${say(lang, 'schema.database', { database, suffix, command })}
#    ${say(lang, 'schema.already')}

dn: cn=module{0},cn=config
changetype: modify
add: olcModuleLoad
olcModuleLoad: syncprov

dn: ${database}
changetype: modify
add: olcAccess
olcAccess: {0}to dn.exact="${account}" attrs=userPassword by anonymous auth by * none
olcAccess: {1}to dn.subtree="${base}" by dn.exact="${account}" write by users read
-
add: olcLimits
olcLimits: dn.exact="${account}" size=unlimited time=unlimited
-
add: olcDbIndex
olcDbIndex: entryCSN,entryUUID eq

dn: olcOverlay=syncprov,${database}
changetype: add
objectClass: olcOverlayConfig
objectClass: olcSyncProvConfig
olcOverlay: syncprov
olcSpCheckpoint: 100 5
olcSpSessionlog: 10000
`
}

function directoryServer(setup: Setup): string {
  const { base, account, lang } = setup
  return `# ${say(lang, 'schema.parts')}
# 1. ${say(lang, 'schema.place')}
#      ldapadd -x -D "cn=Directory Manager" -W -f FILE
#    ${say(lang, 'schema.password')}
#      ldappasswd -x -D "cn=Directory Manager" -W -S ${account}
#    ${say(lang, 'schema.ids')}
#      dsconf INSTANCE plugin entryuuid enable; dsconf INSTANCE plugin entryuuid fixup ${base}
#    ${say(lang, 'schema.poll')}

${tree(setup)}
# 2. ${say(lang, 'schema.rights')}
#      ldapmodify -x -D "cn=Directory Manager" -W -f FILE

dn: ${base}
changetype: modify
add: aci
aci: (targetattr="*")(version 3.0; acl "hubtrust"; allow (all) userdn="ldap:///${account}";)

dn: ${account}
changetype: modify
add: nsSizeLimit
nsSizeLimit: -1
`
}

function activeDirectory({ base, account, lang }: Setup): string {
  return `# ${say(lang, 'schema.ad', { base })}

New-ADUser -Name hubtrust -SamAccountName hubtrust -AccountPassword (Read-Host -AsSecureString) -Enabled $true
# ${say(lang, 'schema.ad-name', { account })}

# ${say(lang, 'schema.ad-rights')}
dsacls "${base}" /I:S /G "DOMAIN\\hubtrust:RPWP;userCertificate;computer"

# ${say(lang, 'schema.ad-tls')}
`
}

function lightweight({ base, account, lang }: Setup): string {
  return `# ${say(lang, 'schema.lds')}
#      ldifde -i -s HOST:50636 -f FILE

dn: ${base}
changetype: add
objectClass: organizationalUnit

dn: ${account}
changetype: add
objectClass: user
userPrincipalName: hubtrust

# ${say(lang, 'schema.lds-rights')}
#      dsacls "\\\\HOST:50389\\${base}" /I:T /G "${account}:GA"
`
}
