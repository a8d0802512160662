/** Two servers of one directory, each with direct trust opened as a program of its own would. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { openDirectTrust, type DirectTrust } from '../../src/index.ts'
import { systemClock } from '../../src/core/clock.ts'
import { currentAccount } from '../../src/disk/accounts.ts'
import type { Identity } from '../../src/net/tls.ts'
import { openFolderStore } from '../../src/store/folder.ts'
import { beforeItGoes, HUB1, HUB2, newGround, type Ground } from '../daemon/ground.ts'

export interface Pair extends Ground {
  readonly hub1: DirectTrust
  readonly hub2Trust: DirectTrust
  /** The configuration of HUB2. */
  readonly config2: string
}

/** The settings of another server, whose store is its own and whose directory is shared. */
export function settingsOf(ground: Ground, name: string, identity: Identity): { readonly path: string } {
  const folder = join(ground.folder, name)
  mkdirSync(folder, { mode: 0o755 })
  const account = currentAccount().uid === 0 ? 'nobody' : currentAccount().name
  openFolderStore({ folder, account, clock: systemClock }).add({ ...identity, services: ['smtp'] })
  const names = { dnsFullyQualifiedDomainName: name, dnsPhysicalFullyQualifiedDomainName: name }
  const path = join(folder, 'config.yaml')
  const directory = { path: join(ground.folder, 'state', 'directory.sqlite') }
  const text = { server: { name, hostNames: names }, account, stateFolder: '.', runFolder: '.', directory }
  writeFileSync(path, JSON.stringify(text))
  return { path }
}

export async function openPair(t: TestContext): Promise<Pair> {
  const ground = newGround(t)
  const { path } = settingsOf(ground, HUB2, ground.hub2)
  const hub1 = await opened(t, ground.config)
  const hub2Trust = await opened(t, path)
  return { ...ground, hub1, hub2Trust, config2: path }
}

export async function opened(t: TestContext, config: string): Promise<DirectTrust> {
  const trust = await openDirectTrust(config)
  beforeItGoes(t, () => trust[Symbol.asyncDispose]())
  return trust
}

/** Listens on a free port of this machine until the test is over. */
export async function portOf(t: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('not a TCP port')
  return address.port
}

export { HUB1, HUB2 }
