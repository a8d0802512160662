/**
 * Hubtrust as it is measured. `startDirect` runs the gateway's parts without SMTP (`direct.ts`), beside proxies that
 * speak none; `startGateway` runs the program people run, `hubtrust serve`, on a configuration, a store and a directory.
 */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { systemClock } from '../src/core/clock.ts'
import { openEmbeddedDirectory } from '../src/directory/embedded.ts'
import { currentAccount } from '../src/disk/accounts.ts'
import { openFolderStore } from '../src/store/folder.ts'
import type { Certificate } from './certificates.ts'
import type { Proxy } from './peers.ts'
import { sampleIndex } from './sample.ts'
import { freePort, freePorts, type Place, type Stage } from './stage.ts'

const DIRECT = fileURLToPath(new URL('direct.ts', import.meta.url))
const CONNECTIONS_MAX = 15_000
/** What `bin/hubtrust` gives Node for `serve`. */
const NODE_WORDS = [
  '--max-semi-space-size=4',
  `--openssl-config=${fileURLToPath(new URL('../bin/openssl.cnf', import.meta.url))}`,
]

export interface DirectOrder {
  readonly backend: number
  readonly own: Certificate
  readonly trusted: readonly Certificate[]
  /** Servers in the directory, those trusted included. */
  readonly servers?: number
}

export async function startDirect(stage: Stage, { backend, own, trusted, servers = 4 }: DirectOrder): Promise<Proxy> {
  const port = await freePort()
  const snapshot = stage.path(`direct-${String(port)}.snapshot`)
  const callers = trusted.map(({ name, fingerprint }) => ({ server: name, fingerprints: [fingerprint] }))
  writeFileSync(snapshot, sampleIndex(servers, callers).snapshot())
  const args = [...NODE_WORDS, DIRECT, String(port), String(backend), own.certificatePath, own.keyPath, snapshot]
  const program = stage.start({ command: process.execPath, args, place: 'proxy' })
  await program.listening(port)
  return { program, port }
}

export interface PeerServer {
  readonly certificate: Certificate
  readonly port: number
}

export interface GatewayOrder {
  /** The program to run: `bin/hubtrust`, or another one to compare. */
  readonly hubtrust: string
  readonly own: Certificate
  /** Other servers of the directory, and where they are. */
  readonly peers: readonly PeerServer[]
  /** The port of the mail server behind the receive connector. */
  readonly backend: number
  readonly place?: Place
  readonly processes?: number
}

export interface RunningGateway extends Proxy {
  /** The send connector to each peer, by the server's name. */
  readonly send: ReadonlyMap<string, number>
  readonly config: string
}

export async function startGateway(stage: Stage, order: GatewayOrder): Promise<RunningGateway> {
  const { hubtrust, place = 'proxy' } = order
  const { port, send, config } = await prepareGateway(stage, order)
  const program = stage.start({ command: hubtrust, args: ['serve', '--config', config], place })
  await program.listening(port)
  return { program, port, send, config }
}

/** Everything but the running program. */
export async function prepareGateway(stage: Stage, order: GatewayOrder): Promise<Omit<RunningGateway, 'program'>> {
  // All at once: a port that was given back may be given out again.
  const [port = 0, ...others] = await freePorts(1 + order.peers.length)
  const send = new Map(order.peers.map(({ certificate }, at) => [certificate.name, others[at] ?? 0]))
  const config = prepare(stage.path(`${order.own.name}-${String(port)}`), order, { port, send })
  return { port, send, config }
}

interface Ports {
  readonly port: number
  readonly send: ReadonlyMap<string, number>
}

/** Files as `hubtrust init` and `hubtrust server add` leave them. */
function prepare(folder: string, order: GatewayOrder, ports: Ports): string {
  const { own, peers } = order
  const state = join(folder, 'state')
  const run = join(folder, 'run')
  for (const path of [folder, state, run]) {
    mkdirSync(path)
    chmodSync(path, 0o755)
  }
  const account = currentAccount().name
  openFolderStore({ folder: state, account, clock: systemClock }).add({ ...own, services: ['smtp'] })
  const directory = openEmbeddedDirectory({ path: join(state, 'directory.sqlite'), clock: systemClock, create: true })
  for (const { certificate, port } of [{ certificate: own, port: ports.port }, ...peers]) {
    directory.add({ name: certificate.name, roles: ['hub'], addresses: [`127.0.0.1:${String(port)}`] })
    directory.publish(certificate.name, certificate.certificateDer)
  }
  directory.close()
  const config = join(folder, 'config.yaml')
  writeFileSync(config, stringify(settingsOf(order, { ...ports, account, state, run })))
  return config
}

interface Surroundings extends Ports {
  readonly account: string
  readonly state: string
  readonly run: string
}

function settingsOf(
  { own, backend, processes = 1 }: GatewayOrder,
  { port, send, account, state, run }: Surroundings,
): object {
  return {
    server: { name: own.name, roles: ['hub'], hostNames: namesOf(own.name) },
    account,
    stateFolder: state,
    runFolder: run,
    directory: { kind: 'embedded', path: join(state, 'directory.sqlite') },
    gateway: {
      processes,
      receive: [
        {
          name: 'Bench',
          listen: `127.0.0.1:${String(port)}`,
          fqdn: own.name,
          auth: ['tls'],
          mode: 'dedicated',
          backend: `127.0.0.1:${String(backend)}`,
          handoff: 'plain',
          connectionsMax: CONNECTIONS_MAX,
          connectionsPerAddressMax: CONNECTIONS_MAX,
        },
      ],
      send: [...send].map(([peer, at]) => ({ name: `To ${peer}`, peer, listen: `127.0.0.1:${String(at)}` })),
    },
  }
}

function namesOf(name: string): object {
  const [host = name] = name.split('.')
  return {
    dnsFullyQualifiedDomainName: name,
    dnsHostName: host,
    dnsPhysicalFullyQualifiedDomainName: name,
    dnsPhysicalHostName: host,
  }
}
