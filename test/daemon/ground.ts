/** The ground of one server: configuration, store and directory in a folder of its own, changed by tests as commands do. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { stringify } from 'yaml'
import { systemClock } from '../../src/core/clock.ts'
import { readConfiguration } from '../../src/daemon/configuration.ts'
import type { LocalDirectory } from '../../src/directory/contract.ts'
import { openEmbeddedDirectory } from '../../src/directory/embedded.ts'
import { currentAccount } from '../../src/disk/accounts.ts'
import type { StoredCertificate } from '../../src/model/certificate.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import type { Identity } from '../../src/net/tls.ts'
import type { CertificateStore } from '../../src/store/contract.ts'
import { openFolderStore } from '../../src/store/folder.ts'
import { identityOf } from '../gateway/harness.ts'

export const IS_ROOT = currentAccount().uid === 0
/** As root a real service account, so that a key can be unreadable for it; otherwise oneself. */
const ACCOUNT = IS_ROOT ? 'nobody' : currentAccount().name

export const HUB1 = 'hub1.corp.example'
export const HUB2 = 'hub2.corp.example'

/** Settings beside server, account and folders. */
export type Settings = Readonly<Record<string, unknown>>

export interface Ground {
  readonly folder: string
  readonly config: string
  readonly store: CertificateStore
  /** Opened by this process, which is another one than a gateway that was started. */
  readonly directory: LocalDirectory
  /** The certificate of HUB2, which is published, too. */
  readonly hub2: Identity
  /** Writes the configuration anew. */
  configure(settings: Settings): Configuration
  /** A certificate of HUB1 for the store, which nobody published. */
  issue(identity?: Identity): StoredCertificate
}

export const HOST_NAMES = {
  dnsFullyQualifiedDomainName: HUB1,
  dnsHostName: 'hub1',
  dnsPhysicalFullyQualifiedDomainName: HUB1,
  dnsPhysicalHostName: 'hub1',
}

const endings = new WeakMap<TestContext, (() => Promise<unknown>)[]>()

/** Done after the test, and before the ground goes: what runs on it must not write to it any more. */
export function beforeItGoes(t: TestContext, work: () => Promise<unknown>): void {
  endings.set(t, [...(endings.get(t) ?? []), work])
}

/** Both servers in the directory with a certificate each, the one of HUB1 in the store; gone after the test. */
export function newGround(t: TestContext): Ground {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-daemon-'))
  chmodSync(folder, 0o755)
  for (const name of ['state', 'run']) mkdirSync(join(folder, name), { mode: 0o755 })
  const state = join(folder, 'state')
  const config = join(folder, 'config.yaml')
  const directory = openEmbeddedDirectory({
    path: join(state, 'directory.sqlite'),
    clock: systemClock,
    create: true,
  })
  t.after(async () => {
    for (const work of endings.get(t) ?? []) await work()
    directory.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const store = openFolderStore({ folder: state, account: ACCOUNT, clock: systemClock })
  const issue = ({ certificateDer, keyPem } = identityOf(HUB1)): StoredCertificate =>
    store.add({ certificateDer, keyPem, services: ['smtp'] })
  const hub2 = identityOf(HUB2)
  for (const name of [HUB1, HUB2]) directory.add({ name, roles: ['hub'], addresses: [] })
  directory.publish(HUB1, store.certificateDer(issue().thumbprint))
  directory.publish(HUB2, hub2.certificateDer)
  const configure = (settings: Settings): Configuration => {
    const fixed = {
      server: { name: HUB1, hostNames: HOST_NAMES },
      account: ACCOUNT,
      stateFolder: 'state',
      runFolder: 'run',
      events: { repeatWindow: '100ms' },
    }
    writeFileSync(config, stringify({ ...fixed, ...settings }))
    return readConfiguration(config)
  }
  configure({})
  return { folder, config, store, directory, hub2, configure, issue }
}
