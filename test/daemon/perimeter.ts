/** A perimeter for tests: servers of their own, hubs that share a directory file or not, and an edge that is pushed to. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { stringify } from 'yaml'
import { systemClock } from '../../src/core/clock.ts'
import { readConfiguration } from '../../src/daemon/configuration.ts'
import { Daemon } from '../../src/daemon/daemon.ts'
import { accept, openToken, subscribe } from '../../src/daemon/edge-subscription.ts'
import { eventsFolder, readEvents } from '../../src/daemon/event-log.ts'
import type { LocalDirectory } from '../../src/directory/contract.ts'
import { openEmbeddedDirectory } from '../../src/directory/embedded.ts'
import { currentAccount } from '../../src/disk/accounts.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import type { EventRecord } from '../../src/model/events.ts'
import type { Identity } from '../../src/net/tls.ts'
import type { CertificateStore } from '../../src/store/contract.ts'
import { openFolderStore } from '../../src/store/folder.ts'
import { identityOf, securedClient } from '../gateway/harness.ts'
import { until } from './served.ts'

export const EDGE = 'edge1.perimeter.example'
export const HUB1 = 'hub1.corp.example'
export const HUB2 = 'hub2.corp.example'
const HOUR_MS = 3_600_000

export class Host {
  readonly name: string
  readonly folder: string
  readonly identity: Identity
  readonly store: CertificateStore
  configuration: Configuration
  daemon: Daemon | undefined
  readonly #t: TestContext

  constructor(t: TestContext, name: string, settings: Readonly<Record<string, unknown>>) {
    this.#t = t
    this.name = name
    this.folder = mkdtempSync(join(tmpdir(), 'hubtrust-edge-'))
    chmodSync(this.folder, 0o755)
    for (const one of ['state', 'run']) mkdirSync(join(this.folder, one))
    const [host = ''] = name.split('.')
    const hostNames = {
      dnsFullyQualifiedDomainName: name,
      dnsHostName: host,
      dnsPhysicalFullyQualifiedDomainName: name,
      dnsPhysicalHostName: host,
    }
    const fixed = {
      server: { name, hostNames },
      account: currentAccount().name,
      stateFolder: 'state',
      runFolder: 'run',
      events: { repeatWindow: '100ms' },
    }
    const path = join(this.folder, 'config.yaml')
    writeFileSync(path, stringify({ ...fixed, ...settings }))
    this.configuration = readConfiguration(path)
    const { stateFolder, account } = this.configuration
    this.store = openFolderStore({ folder: stateFolder, account, clock: systemClock })
    this.identity = identityOf(name)
    this.store.add({ certificateDer: this.identity.certificateDer, keyPem: this.identity.keyPem, services: ['smtp'] })
    t.after(async () => {
      await this.stop()
      rmSync(this.folder, { recursive: true, force: true })
    })
  }

  /** Where it listens, from its next start on. */
  listenAt(address: string): void {
    const path = this.configuration.path
    writeFileSync(path, readFileSync(path, 'utf8').replace('127.0.0.1:0', address))
    this.configuration = readConfiguration(path)
  }

  async start(): Promise<Daemon> {
    this.daemon = await Daemon.start({ configuration: this.configuration, clock: systemClock })
    return this.daemon
  }

  async stop(): Promise<void> {
    await this.daemon?.stop(0)
    this.daemon = undefined
  }

  get running(): Daemon {
    if (this.daemon === undefined) throw new Error(`${this.name} does not run`)
    return this.daemon
  }

  get events(): readonly EventRecord[] {
    return readEvents(eventsFolder(this.configuration))
  }

  /** How often it happened. */
  count(id: number): number {
    return this.events.filter((event) => event.id === id).reduce((sum, { count }) => sum + count, 0)
  }

  async told(id: number): Promise<EventRecord> {
    await until(
      `event ${String(id)} of ${this.name}: ${this.events.map((one) => one.id).join()}`,
      () => this.count(id) > 0,
    )
    const found = this.events.findLast((event) => event.id === id)
    if (found === undefined) throw new Error('it was there')
    return found
  }

  /** `250` when a peer that shows this is let in by the gateway. */
  async answerTo(identity: Identity): Promise<string> {
    const client = await securedClient(this.#t, { port: this.running.listening[0]?.port ?? 0, identity })
    const answer = await client.ask('EHLO peer.example\r\n')
    client.socket.destroy()
    return answer.slice(0, 3)
  }
}

/** With a directory of its own that holds these servers. */
export function newHub(
  t: TestContext,
  name: string,
  settings: Readonly<Record<string, unknown>> = {},
): { readonly host: Host; readonly directory: LocalDirectory } {
  const host = new Host(t, name, settings)
  const { path } = host.configuration.directory
  const directory = openEmbeddedDirectory({ path, clock: systemClock, create: true })
  t.after(() => {
    directory.close()
  })
  if (directory.server(name) === undefined) directory.add({ name, roles: ['hub'], addresses: [] })
  directory.publish(name, host.identity.certificateDer)
  return { host, directory }
}

export function addServer(directory: LocalDirectory, name: string, role: 'hub' | 'edge' = 'hub'): Identity {
  const identity = identityOf(name)
  directory.add({ name, roles: [role], addresses: [] })
  directory.publish(name, identity.certificateDer)
  return identity
}

export function newEdge(t: TestContext, settings: Readonly<Record<string, unknown>> = {}): Host {
  const { directory = {}, ...rest } = settings
  const edge = { listen: '127.0.0.1:0', lease: '2s' }
  return new Host(t, EDGE, {
    directory: { kind: 'edge', edge, ...(typeof directory === 'object' ? directory : {}) },
    ...rest,
  })
}

/** Where the running edge takes what is pushed. */
export async function addressOf(edge: Host): Promise<string> {
  const listen = async () => (await edge.running.status()).edge?.listen ?? ':0'
  await until('it listens', async () => !(await listen()).endsWith(':0'))
  return listen()
}

export async function tokenOf(edge: Host, { validForMs = HOUR_MS } = {}): Promise<string> {
  const { configuration, store } = edge
  const { inUse } = await edge.running.status()
  const addresses = [await addressOf(edge)]
  return subscribe({ configuration, store, clock: systemClock, inUse, addresses, validForMs }).token
}

export async function acceptAt(hub: Host, directory: LocalDirectory, token: string): Promise<void> {
  const { configuration } = hub
  const opened = openToken(token, { path: 'token', clock: systemClock, directory })
  await accept({ configuration, directory, token: opened, addresses: [] })
}

export async function known(edge: Host): Promise<number> {
  return (await edge.running.status()).directory.servers
}

export async function linkOf(hub: Host) {
  const { edges } = await hub.running.status()
  const link = edges?.[0]
  if (link === undefined) throw new Error('it pushes to nobody')
  return link
}
