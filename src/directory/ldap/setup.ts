/**
 * What a directory needs before Hubtrust can stand on it, as a text to look at and to feed to its own tools: a place for the
 * servers, an account that may write there and nowhere else, and what makes changes known at once. Stock schema only.
 */
export const DIRECTORY_KINDS = ['openldap', '389ds', 'active-directory', 'ad-lds'] as const
export type DirectoryKind = (typeof DIRECTORY_KINDS)[number]

export interface Setup {
  /** Where the servers are to be. */
  readonly base: string
  /** Who binds. */
  readonly account: string
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

function openLdap({ base, account }: Setup): string {
  const database = 'olcDatabase={1}mdb,cn=config'
  return `# 1. The place and the account. As the administrator of the directory:
#      ldapadd -x -D cn=admin,${suffixOf(base)} -W -f FILE
#    then give the account a password, and write the same one into the file of directory.ldap.passwordFile:
#      ldappasswd -x -D cn=admin,${suffixOf(base)} -W -S ${account}

${tree({ base, account })}
# 2. The rights, the limits, and what tells changes at once (RFC 4533). As root on each directory server:
#      ldapmodify -Y EXTERNAL -H ldapi:/// -f FILE
#    ${database} is the database of ${suffixOf(base)}; see: slapcat -n 0 -a olcSuffix=*
#    A module or an overlay that is there already is answered "already exists": leave that entry out.

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

function directoryServer({ base, account }: Setup): string {
  return `# 1. The place and the account:
#      ldapadd -x -D "cn=Directory Manager" -W -f FILE
#    then: ldappasswd -x -D "cn=Directory Manager" -W -S ${account}
#    The names of entries for good: dsconf INSTANCE plugin entryuuid enable; dsconf INSTANCE plugin entryuuid fixup ${base}
#    Changes are learned by asking again (directory.ldap.follow: poll).

${tree({ base, account })}
# 2. The rights and the limits:
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

function activeDirectory({ base, account }: Setup): string {
  return `# Nothing is added to the schema: with the mapping active-directory the certificate of a server is userCertificate of
# its computer account under ${base}. In PowerShell, as an administrator of the domain:

New-ADUser -Name hubtrust -SamAccountName hubtrust -AccountPassword (Read-Host -AsSecureString) -Enabled $true
# Its name for directory.ldap.bindDn: ${account}, or hubtrust@DOMAIN

# It may write the certificates of the computers there, and nothing else:
dsacls "${base}" /I:S /G "DOMAIN\\hubtrust:RPWP;userCertificate;computer"

# Without TLS Active Directory takes no password: use ldaps://, with the authority of the domain controllers in
# directory.ldap.caFile.
`
}

function lightweight({ base, account }: Setup): string {
  return `# In an instance of AD LDS the stock classes device and pkiUser are in MS-User.LDF and MS-InetOrgPerson.LDF; import them
# when the instance is made. Then, as its administrator:
#      ldifde -i -s HOST:50636 -f FILE

dn: ${base}
changetype: add
objectClass: organizationalUnit

dn: ${account}
changetype: add
objectClass: user
userPrincipalName: hubtrust

# The password is set over LDAPS (ldp.exe or dsmod), then the rights:
#      dsacls "\\\\HOST:50389\\${base}" /I:T /G "${account}:GA"
`
}
