/** A private OpenLDAP server in a temporary folder: plain, StartTLS, LDAPS and ldapi, with its own authority. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { X509Certificate } from 'node:crypto'

export const BASE = 'ou=hubs,dc=lab,dc=test'
export const WRITER = 'cn=hubtrustd,dc=lab,dc=test'
export const PASSWORD = 'secret'

export interface Slapd {
  readonly folder: string
  /** ldap, ldaps, ldapi. */
  readonly urls: { readonly plain: string; readonly tls: string; readonly file: string }
  readonly caFile: string
  readonly certificateFile: string
  readonly keyFile: string
  /** SHA-256 of the server's certificate. */
  readonly pin: string
  /** Its log of operations, once so many of them have ended with an UNBIND: it is written a moment after they are answered. */
  logAfter(unbinds: number): Promise<string>
  /** At once (SIGKILL), and again with what is on its disk and none of what was in its memory. */
  restart(): Promise<void>
}

function openssl(folder: string, ...words: readonly string[]): void {
  execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' })
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

function issue(folder: string, name: string, { subject, extension }: { subject: string; extension: string }): void {
  openssl(folder, 'req', ...NEW_KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject)
  writeFileSync(join(folder, `${name}.ext`), extension)
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`]
  openssl(folder, 'x509', '-req', '-in', `${name}.csr`, ...signed, '-out', `${name}.pem`)
}

export interface SlapdSettings {
  /** Lines of slapd.conf behind those of the database. */
  readonly more?: string
  /** What the writer may get in one answer; everything when left out. */
  readonly sizeMax?: number
  /** A copy of that one, which takes no changes. */
  readonly consumes?: { readonly url: string; readonly refersTo?: string }
}

function configuration(folder: string, { more = '', sizeMax, consumes }: SlapdSettings): string {
  const consumer =
    consumes === undefined
      ? ''
      : `syncrepl rid=1 provider=${consumes.url} type=refreshAndPersist retry="1 +" searchbase="dc=lab,dc=test"
  bindmethod=simple binddn="cn=admin,dc=lab,dc=test" credentials=admin
${consumes.refersTo === undefined ? '' : `updateref ${consumes.refersTo}\n`}`
  return `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile ${folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload syncprov
TLSCACertificateFile ${folder}/ca.pem
TLSCertificateFile ${folder}/server.pem
TLSCertificateKeyFile ${folder}/server.key
TLSVerifyClient try
authz-regexp "^cn=hubtrustd,o=lab$" "${WRITER}"
database mdb
suffix dc=lab,dc=test
rootdn cn=admin,dc=lab,dc=test
rootpw admin
directory ${folder}/db
maxsize 268435456
dbnosync
index objectClass,entryUUID,entryCSN,cn eq
overlay syncprov
syncprov-checkpoint 100 5
syncprov-sessionlog 5000
limits dn.exact="${WRITER}" size=${String(sizeMax ?? 'unlimited')} ${sizeMax === undefined ? '' : 'size.prtotal=unlimited'}
access to * by dn.exact="${WRITER}" write by anonymous auth by * read
${consumer}${more}`
}

const CONTENT = `dn: dc=lab,dc=test
objectClass: organization
objectClass: dcObject
dc: lab
o: lab

dn: ${WRITER}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: hubtrustd
userPassword: ${PASSWORD}

dn: ${BASE}
objectClass: organizationalUnit
ou: hubs
`

/** slapd cannot say which port it was given, so it is given one that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

export async function startSlapd(t: TestContext, settings: SlapdSettings = {}): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), 'slapd-'))
  mkdirSync(join(folder, 'db'))
  const authority = ['-x509', ...NEW_KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=lab CA']
  openssl(folder, 'req', ...authority, '-addext', 'basicConstraints=critical,CA:TRUE')
  issue(folder, 'server', { subject: '/CN=localhost', extension: 'subjectAltName=DNS:localhost' })
  issue(folder, 'client', { subject: '/O=lab/CN=hubtrustd', extension: 'extendedKeyUsage=clientAuth' })
  const conf = join(folder, 'slapd.conf')
  writeFileSync(conf, configuration(folder, settings))
  writeFileSync(join(folder, 'content.ldif'), CONTENT)
  // A consumer is told everything.
  if (settings.consumes === undefined)
    execFileSync('/usr/sbin/slapadd', ['-q', '-f', conf, '-b', 'dc=lab,dc=test', '-l', join(folder, 'content.ldif')])
  const [plain, tls] = [await freePort(), await freePort()]
  const urls = {
    plain: `ldap://localhost:${String(plain)}`,
    tls: `ldaps://localhost:${String(tls)}`,
    file: `ldapi://${encodeURIComponent(join(folder, 'ldapi'))}`,
  }
  const listens = `ldap://127.0.0.1:${String(plain)} ldaps://127.0.0.1:${String(tls)} ${urls.file}`
  const words = ['-f', conf, '-h', listens, '-d', 'stats']
  let { kill, logAfter } = await running(t, words)
  t.after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  await isListening(join(folder, 'ldapi'))
  return {
    folder,
    urls,
    logAfter: (unbinds) => logAfter(unbinds),
    restart: async () => {
      await kill()
      ;({ kill, logAfter } = await running(t, words))
      await isListening(join(folder, 'ldapi'))
    },
    caFile: join(folder, 'ca.pem'),
    certificateFile: join(folder, 'client.pem'),
    keyFile: join(folder, 'client.key'),
    pin: new X509Certificate(readFileSync(join(folder, 'server.pem'))).fingerprint256.replaceAll(':', ''),
  }
}

interface Running {
  readonly logAfter: Slapd['logAfter']
  readonly kill: () => Promise<void>
}

/** From when it has said that it starts; it listens a moment later. */
async function running(t: TestContext, words: readonly string[]): Promise<Running> {
  const child = spawn('/usr/sbin/slapd', words, { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  const ended = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  t.after(kill)
  child.stderr.setEncoding('utf8')
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (text: string) => {
      log += text
      if (log.includes('slapd starting')) resolve()
    })
    child.once('exit', () => {
      reject(new Error(`slapd ended: ${log}`))
    })
  })
  const logAfter = async (unbinds: number) => {
    while ((log.match(/ UNBIND/g) ?? []).length < unbinds) await once(child.stderr, 'data')
    return log
  }
  return { logAfter, kill }
}

/** Asks again until somebody takes the connection; slapd listens at its addresses in the order they were named. */
async function isListening(path: string): Promise<void> {
  const isTaken = await new Promise<boolean>((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      resolve(false)
    })
  })
  if (!isTaken) await isListening(path)
}
