/**
 * A replicated directory of real OpenLDAP servers: two providers in mirror mode and a consumer. Every way from one to
 * another goes through a relay that can be cut, and every server can be killed and started with what is on its disk.
 */
import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { promisify } from 'node:util'
import { ownAddress } from '../peers/programs.ts'

export const SUFFIX = 'dc=lab,dc=test'
export const SERVERS = `ou=hubs,${SUFFIX}`
export const ADMIN = `cn=admin,${SUFFIX}`
export const ADMIN_PASSWORD = 'admin'

/** A way to a port of loopback that can be cut: then nothing passes and nobody is let in. */
export class Relay {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #isCut = false

  private constructor(server: Server) {
    this.#server = server
  }

  static async to(target: Place): Promise<Relay> {
    const relay = new Relay(createServer({ noDelay: true }))
    relay.#server.on('connection', (near) => {
      relay.#join(near, target)
    })
    relay.#server.listen(0, '127.0.0.1')
    await once(relay.#server, 'listening')
    return relay
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  #join(near: Socket, target: Place): void {
    if (this.#isCut) {
      near.destroy()
      return
    }
    const far = connect({ ...target, noDelay: true })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  }

  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  heal(): void {
    this.#isCut = false
  }

  close(): void {
    this.cut()
    this.#server.close()
  }
}

export const NODES = ['a', 'b', 'c'] as const
export type Node = (typeof NODES)[number]
/** From which other servers each one takes changes. */
const FEEDS: Readonly<Record<Node, readonly Node[]>> = { a: ['b'], b: ['a'], c: ['a', 'b'] }
const IDS: Readonly<Record<Node, number>> = { a: 1, b: 2, c: 3 }

/** The server's own address: while it is down its port stays free, whoever is given one meanwhile. */
interface Place {
  readonly host: string
  readonly port: number
}

const PORT = 3_890

interface Plan {
  readonly folder: string
  readonly node: Node
  /** Port of the relay to each server it takes changes from. */
  readonly feeds: ReadonlyMap<Node, number>
}

function configurationOf({ folder, node, feeds }: Plan): string {
  const replicas = [...feeds].map(
    ([from, port]) => `syncrepl rid=00${String(IDS[from])} provider=ldap://127.0.0.1:${String(port)}
  type=refreshAndPersist retry="1 +" timeout=3 network-timeout=1 keepalive=5:2:1
  searchbase="${SUFFIX}" bindmethod=simple binddn="${ADMIN}" credentials=${ADMIN_PASSWORD}`,
  )
  const isProvider = node !== 'c'
  return `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile ${folder}/${node}.pid
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload syncprov
${isProvider ? `serverID ${String(IDS[node])}` : ''}
database mdb
suffix ${SUFFIX}
rootdn ${ADMIN}
rootpw ${ADMIN_PASSWORD}
directory ${folder}/${node}
maxsize 268435456
index objectClass,entryUUID,entryCSN,cn eq
overlay syncprov
syncprov-checkpoint 100 5
syncprov-sessionlog 500
${replicas.join('\n')}
${isProvider ? 'multiprovider on' : ''}
access to * by * read
`
}

const CONTENT = `dn: ${SUFFIX}
objectClass: organization
objectClass: dcObject
dc: lab
o: lab

dn: ${SERVERS}
objectClass: organizationalUnit
ou: hubs
`

const LISTEN_LOOK_MS = 10

async function listens({ host, port }: Place, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`slapd ended with ${String(child.exitCode)}`)
    const socket = connect(port, host)
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, LISTEN_LOOK_MS))
  }
}

const run = promisify(execFile)

export class Mirror {
  readonly #folder: string
  readonly #places: Readonly<Record<Node, Place>>
  readonly #links: ReadonlyMap<string, Relay>
  readonly #running = new Map<Node, ChildProcess>()

  private constructor(folder: string, places: Readonly<Record<Node, Place>>, links: ReadonlyMap<string, Relay>) {
    this.#folder = folder
    this.#places = places
    this.#links = links
  }

  static async start(t: TestContext): Promise<Mirror> {
    const folder = mkdtempSync(join(tmpdir(), 'mirror-'))
    const place = (): Place => ({ host: ownAddress(), port: PORT })
    const places = { a: place(), b: place(), c: place() }
    const links = new Map<string, Relay>()
    for (const node of NODES) {
      for (const from of FEEDS[node]) links.set(`${from}${node}`, await Relay.to(places[from]))
      links.set(node, await Relay.to(places[node]))
    }
    const mirror = new Mirror(folder, places, links)
    t.after(async () => {
      for (const node of NODES) await mirror.kill(node)
      for (const relay of links.values()) relay.close()
      rmSync(folder, { recursive: true, force: true })
    })
    writeFileSync(join(folder, 'content.ldif'), CONTENT)
    for (const node of NODES) {
      mkdirSync(join(folder, node))
      const feeds = new Map(FEEDS[node].map((from) => [from, mirror.link(`${from}${node}`).port]))
      writeFileSync(join(folder, `${node}.conf`), configurationOf({ folder, node, feeds }))
    }
    // All begin with the same entries, or each would make its own root.
    const words = ['-q', '-S', '1', '-w', '-f', join(folder, 'a.conf'), '-b', SUFFIX]
    execFileSync('/usr/sbin/slapadd', [...words, '-l', join(folder, 'content.ldif')])
    for (const node of NODES) await mirror.run(node)
    return mirror
  }

  /** `ab`: the way by which b takes changes from a. `a`: the gateways' way to a. */
  link(name: string): Relay {
    const relay = this.#links.get(name)
    if (relay === undefined) throw new Error(`there is no link ${name}`)
    return relay
  }

  get links(): readonly string[] {
    return [...this.#links.keys()]
  }

  /** By the way that can be cut. */
  url(node: Node): string {
    return `ldap://127.0.0.1:${String(this.link(node).port)}`
  }

  /** Directly. */
  directUrl(node: Node): string {
    const { host, port } = this.#places[node]
    return `ldap://${host}:${String(port)}`
  }

  isRunning(node: Node): boolean {
    return this.#running.has(node)
  }

  async run(node: Node): Promise<void> {
    if (this.isRunning(node)) return
    const words = ['-f', join(this.#folder, `${node}.conf`), '-h', this.directUrl(node), '-d', '0']
    const child = spawn('/usr/sbin/slapd', words, { stdio: 'ignore' })
    this.#running.set(node, child)
    // It may end by itself, too: a server that crashed is one that was killed.
    child.once('exit', () => {
      if (this.#running.get(node) === child) this.#running.delete(node)
    })
    await listens(this.#places[node], child)
  }

  /** SIGKILL: the log of sessions is lost, and what was not written down of how far it is. */
  async kill(node: Node): Promise<void> {
    const child = this.#running.get(node)
    if (child === undefined) return
    this.#running.delete(node)
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  /** Everything runs and every way is open. */
  async heal(): Promise<void> {
    for (const relay of this.#links.values()) relay.heal()
    for (const node of NODES) await this.run(node)
  }

  /** As a server is set up again whose disk was lost: with nothing, to be filled by the others. */
  async rebuild(node: Node): Promise<void> {
    await this.kill(node)
    const folder = join(this.#folder, node)
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder)
    await this.run(node)
  }

  /** What a server has, by a client that is not ours: entries with what counts of them, by name. */
  async content(node: Node): Promise<ReadonlyMap<string, Listed>> {
    const words = ['-x', '-LLL', '-o', 'ldif-wrap=no', '-H', this.directUrl(node), '-D', ADMIN, '-w', ADMIN_PASSWORD]
    const attributes = ['cn', 'userCertificate', 'description']
    const search = [...words, '-b', SERVERS, '(objectClass=pkiUser)', ...attributes]
    // Result 32: a server that was set up again has not even the base yet.
    const { stdout } = await run('ldapsearch', search, { maxBuffer: 2 ** 26 }).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 32) return { stdout: '' }
      throw error
    })
    return new Map(
      stdout.split('\n\n').flatMap((block) => {
        const name = /^cn: (.*)$/m.exec(block)?.[1]
        const certificate = /^userCertificate;binary:: (.*)$/m.exec(block)?.[1]
        if (name === undefined || certificate === undefined) return []
        return [[name, { certificate, isEnabled: !block.includes('hubtrust:disabled') }] as const]
      }),
    )
  }
}

export interface Listed {
  /** DER in base64. */
  readonly certificate: string
  readonly isEnabled: boolean
}
