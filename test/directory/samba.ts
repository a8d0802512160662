/**
 * A private domain controller of Active Directory: Samba in a temporary folder, at a loopback address of its own, since the
 * ports of LDAP are fixed there. Making a domain takes some seconds: one for a file of tests.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { Attribute, Change, Client } from 'ldapts'
import { currentAccount } from '../../src/disk/accounts.ts'
import { ownAddress } from '../peers/programs.ts'

export const NEEDS_SAMBA = { skip: currentAccount().uid !== 0 && 'only root can start a domain controller' }
export const DOMAIN = 'DC=ad,DC=lab,DC=test'
export const PASSWORD = 'Passw0rd!lab'
/** Of an ordinary account. */
export const SERVICE = 'hubtrustd@ad.lab.test'
export const ADMINISTRATOR = 'Administrator@ad.lab.test'
const READY = 'ready to serve connections'
/** As the attribute wants it. */
const QUOTED_PASSWORD = Buffer.from(`"${PASSWORD}"`, 'utf16le')
const NORMAL_ACCOUNT = 0x200
const PASSWORD_NEVER_EXPIRES = 0x10000

export interface Samba {
  readonly urls: { readonly tls: string; readonly plain: string }
  readonly address: string
  readonly caFile: string
  /** The server's certificate and key, for somebody in its place. */
  readonly certificateFile: string
  readonly keyFile: string
  /** SHA-256 of the server's certificate. */
  readonly pin: string
  /** Everything may be done by it. */
  readonly administrator: Administrator
  /** At once (SIGKILL). */
  kill(): Promise<void>
  start(): Promise<void>
  /** For good. */
  stop(): Promise<void>
  /** What is on its disk now, to go back to later. */
  backUp(): Promise<() => Promise<void>>
}

export async function startSamba(): Promise<Samba> {
  const folder = mkdtempSync(join(tmpdir(), 'samba-'))
  const address = ownAddress()
  await provision(folder)
  certify(folder, address)
  writeFileSync(join(folder, 'smb.conf'), configuration(folder, address))
  const urls = { tls: `ldaps://${address}`, plain: `ldap://${address}` }
  const caFile = join(folder, 'ca.pem')
  const administrator = new Administrator(urls.tls, caFile)
  let running = await run(folder)
  const kill = async () => {
    await administrator.close()
    running.kill('SIGKILL')
    await once(running, 'exit')
  }
  const start = async () => {
    running = await run(folder)
    await administrator.open()
  }
  await administrator.open()
  await administrator.addAccount('hubtrustd')
  return {
    ...{ urls, address, caFile, administrator, kill, start },
    certificateFile: join(folder, 'server.pem'),
    keyFile: join(folder, 'server.key'),
    stop: async () => {
      if (running.exitCode === null && running.signalCode === null) await kill()
      rmSync(folder, { recursive: true, force: true })
    },
    pin: new X509Certificate(readFileSync(join(folder, 'server.pem'))).fingerprint256.replaceAll(':', ''),
    backUp: async () => {
      await kill()
      copy(folder, 'dc', 'before')
      await start()
      return async () => {
        await kill()
        rmSync(join(folder, 'dc'), { recursive: true })
        copy(folder, 'before', 'dc')
        await start()
      }
    },
  }
}

/** With modes, which Samba insists on. */
function copy(folder: string, from: string, to: string): void {
  execFileSync('cp', ['-a', from, to], { cwd: folder })
}

async function provision(folder: string): Promise<void> {
  const words = ['domain', 'provision', `--targetdir=${join(folder, 'dc')}`, '--server-role=dc', '--dns-backend=NONE']
  const names = ['--realm=AD.LAB.TEST', '--domain=ADLAB', '--host-name=dc1', '--host-ip=127.0.0.1']
  const options = ['--option=interfaces=lo', '--option=bind interfaces only=yes']
  await promisify(execFile)('samba-tool', [...words, ...names, `--adminpass=${PASSWORD}`, ...options])
  for (const name of ['run/ncalrpc', 'run/winbindd', 'run/ntp', 'cache'])
    mkdirSync(join(folder, 'dc', name), { recursive: true })
}

function certify(folder: string, address: string): void {
  const openssl = (...words: readonly string[]) => {
    execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' })
  }
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=lab CA')
  openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=dc1.ad.lab.test')
  writeFileSync(join(folder, 'server.ext'), `subjectAltName=IP:${address}`)
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'server.ext']
  openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.pem')
}

function configuration(folder: string, address: string): string {
  const dc = join(folder, 'dc')
  return `[global]
  netbios name = DC1
  realm = AD.LAB.TEST
  workgroup = ADLAB
  server role = active directory domain controller
  server services = ldap
  dcerpc endpoint servers = -winreg -srvsvc
  dsdb:schema update allowed = true
  interfaces = ${address}/8
  bind interfaces only = yes
  private dir = ${dc}/private
  state directory = ${dc}/state
  cache directory = ${dc}/cache
  lock directory = ${dc}
  pid directory = ${dc}/run
  ncalrpc dir = ${dc}/run/ncalrpc
  binddns dir = ${dc}/bind-dns
  winbindd socket directory = ${dc}/run/winbindd
  ntp signd socket directory = ${dc}/run/ntp
  log file = ${dc}/log
  logging = file
  disable netbios = yes
  ldap server require strong auth = yes
  tls enabled = yes
  tls cafile = ${folder}/ca.pem
  tls certfile = ${folder}/server.pem
  tls keyfile = ${folder}/server.key
`
}

async function run(folder: string): Promise<ChildProcess> {
  const words = ['-F', '--no-process-group', '-M', 'single', '-s', join(folder, 'smb.conf')]
  const child = spawn('/usr/sbin/samba', [...words, '--debuglevel=5', '--debug-stdout'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000)
      if (said.includes(READY)) resolve()
    })
    child.once('exit', () => {
      reject(new Error(`samba ended: ${said}`))
    })
  })
  child.stdout.removeAllListeners('data').resume()
  return child
}

/** A client that is not ours. */
export class Administrator {
  readonly #url: string
  readonly #caFile: string
  #client: Client | undefined

  constructor(url: string, caFile: string) {
    this.#url = url
    this.#caFile = caFile
  }

  async open(): Promise<void> {
    const client = new Client({ url: this.#url, tlsOptions: { ca: [readFileSync(this.#caFile)] } })
    this.#client = client
    await client.bind(ADMINISTRATOR, PASSWORD)
  }

  async close(): Promise<void> {
    await this.#client?.unbind().catch(() => undefined)
    this.#client = undefined
  }

  get client(): Client {
    if (this.#client === undefined) throw new Error('not bound')
    return this.#client
  }

  async add(dn: string, attributes: Readonly<Record<string, string | readonly Uint8Array[]>>): Promise<void> {
    const list = Object.entries(attributes).map(([type, value]) =>
      typeof value === 'string'
        ? new Attribute({ type, values: [value] })
        : new Attribute({ type, values: value.map((one) => Buffer.from(one)) }),
    )
    await this.client.add(dn, list)
  }

  /** A computer of the domain as joining makes it. */
  async addComputer(name: string, { below, certificates }: { below: string; certificates: readonly Uint8Array[] }) {
    await this.add(`CN=${name},${below}`, {
      objectClass: 'computer',
      sAMAccountName: `${name}$`,
      userAccountControl: '4096',
      dNSHostName: `${name}.ad.lab.test`,
      ...(certificates.length === 0 ? {} : { userCertificate: certificates }),
    })
  }

  async change(
    dn: string,
    operation: 'add' | 'delete' | 'replace',
    [type, values]: readonly [string, readonly (string | Uint8Array)[]],
  ): Promise<void> {
    const bytes = values.map((value) => Buffer.from(value))
    await this.client.modify(dn, new Change({ operation, modification: new Attribute({ type, values: bytes }) }))
  }

  /** As much of the schema of Exchange as its servers need, and an organization; returns where its servers are. */
  async addExchange(): Promise<string> {
    const schema = `CN=Schema,CN=Configuration,${DOMAIN}`
    const attribute = (name: string, part: string, [syntax, oMSyntax]: readonly [string, string]) =>
      this.add(`CN=${name},${schema}`, {
        ...{ objectClass: 'attributeSchema', lDAPDisplayName: name, attributeID: `1.3.6.1.4.1.99999.1.${part}` },
        ...{ attributeSyntax: syntax, oMSyntax, isSingleValued: 'TRUE' },
      })
    await attribute('msExchServerInternalTLSCert', '1', ['2.5.5.10', '4'])
    await attribute('msExchCurrentServerRoles', '2', ['2.5.5.9', '2'])
    await this.change('', 'add', ['schemaUpdateNow', ['1']])
    const kind = `CN=msExchExchangeServer,${schema}`
    await this.add(kind, {
      ...{ objectClass: 'classSchema', lDAPDisplayName: 'msExchExchangeServer', governsID: '1.3.6.1.4.1.99999.2.1' },
      ...{ objectClassCategory: '1', subClassOf: 'top', possSuperiors: 'container', rDNAttID: 'cn' },
      mayContain: ['networkAddress', 'msExchServerInternalTLSCert', 'msExchCurrentServerRoles'].map((name) =>
        Buffer.from(name),
      ),
      defaultObjectCategory: kind,
      defaultSecurityDescriptor: 'D:(A;;GA;;;DA)(A;;GA;;;SY)(A;;RPLCLORC;;;AU)',
    })
    await this.change('', 'add', ['schemaUpdateNow', ['1']])
    const servers = `CN=Microsoft Exchange,CN=Services,CN=Configuration,${DOMAIN}`
    await this.add(servers, { objectClass: 'container' })
    return servers
  }

  /** RFC 4523, which Active Directory does not have. */
  async addPkiUser(): Promise<void> {
    const kind = `CN=pkiUser,CN=Schema,CN=Configuration,${DOMAIN}`
    await this.add(kind, {
      ...{ objectClass: 'classSchema', lDAPDisplayName: 'pkiUser', governsID: '2.5.6.21', objectClassCategory: '3' },
      ...{ subClassOf: 'top', rDNAttID: 'cn', mayContain: 'userCertificate', defaultObjectCategory: kind },
    })
    await this.change('', 'add', ['schemaUpdateNow', ['1']])
  }

  async addAccount(name: string): Promise<void> {
    await this.add(`CN=${name},CN=Users,${DOMAIN}`, {
      objectClass: 'user',
      sAMAccountName: name,
      userPrincipalName: `${name}@ad.lab.test`,
      userAccountControl: String(NORMAL_ACCOUNT + PASSWORD_NEVER_EXPIRES),
      unicodePwd: [QUOTED_PASSWORD],
    })
  }

  async setPassword(dn: string): Promise<void> {
    await this.change(dn, 'replace', ['unicodePwd', [QUOTED_PASSWORD]])
  }
}

/** What the directory says of computers with certificates, by a client that is not ours: one line for each. */
export async function computersOf({ administrator }: Samba, below: string): Promise<readonly string[]> {
  const { searchEntries } = await administrator.client.search(below, {
    filter: '(&(objectClass=computer)(userCertificate=*))',
    attributes: ['objectGUID', 'userCertificate', 'userAccountControl', 'dNSHostName'],
    explicitBufferAttributes: ['objectGUID', 'userCertificate'],
    paged: true,
  })
  return searchEntries
    .map(({ dn, objectGUID, userCertificate, userAccountControl, dNSHostName }) => {
      const certificates = [userCertificate]
        .flat()
        .map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : ''))
      const id = Buffer.isBuffer(objectGUID) ? objectGUID.toString('hex') : ''
      return lineOf({
        ...{ place: dn, id, name: String(dNSHostName), certificates },
        enabled: (Number(userAccountControl) & 2) === 0,
      })
    })
    .toSorted()
}

interface Line {
  readonly place: string
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly certificates: readonly string[]
}

export function lineOf({ place, id, name, enabled, certificates }: Line): string {
  return [place, id, name, String(enabled), ...certificates.toSorted()].join(' ')
}

/** Stands before the server and says other words in its place, of the same length; nothing else is changed. */
export async function rewritingRelay(
  t: TestContext,
  { address, caFile, certificateFile, keyFile }: Samba,
  words: readonly (readonly [string, string])[],
): Promise<{ readonly url: string }> {
  const sockets = new Set<TLSSocket>()
  const rewritten = (bytes: Buffer) =>
    Buffer.from(
      words.reduce((text, [from, to]) => text.replaceAll(from, to), bytes.toString('latin1')),
      'latin1',
    )
  const server = createServer({ cert: readFileSync(certificateFile), key: readFileSync(keyFile) }, (near) => {
    const far = connect({ host: address, port: 636, ca: readFileSync(caFile) })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes: Buffer) => to.write(from === far ? rewritten(bytes) : bytes))
      from.on('error', () => undefined)
      from.on('close', () => {
        to.destroy()
        sockets.delete(from)
      })
    }
  })
  // At the address that the certificate is for; only ports of its own are taken there.
  server.listen(0, address)
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const place = server.address()
  return { url: `ldaps://${address}:${String(typeof place === 'object' && place !== null ? place.port : 0)}` }
}
