/** A running lab seen from any process: what its files say, opened when first asked for. */
import { systemClock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import { readConfiguration } from '../daemon/configuration.ts'
import type { LocalDirectory } from '../directory/contract.ts'
import { openEmbeddedDirectory } from '../directory/embedded.ts'
import type { Configuration } from '../model/configuration.ts'
import type { StoredCertificate } from '../model/certificate.ts'
import type { Server } from '../model/server.ts'
import type { CertificateStore } from '../store/contract.ts'
import { openFolderStore } from '../store/folder.ts'
import { runningLab, type LabRecord, type ServerRecord } from './record.ts'

export class Site {
  readonly root: string
  readonly record: LabRecord
  #directory: LocalDirectory | undefined

  /** @throws HubtrustError LAB_NOT_RUNNING */
  constructor(root: string, record: LabRecord = runningLab(root)) {
    this.root = root
    this.record = record
  }

  server(name: string): ServerRecord {
    const server = this.record.servers.find((known) => known.name === name)
    if (server === undefined) throw new TypeError(`${name} is not in the lab`)
    return server
  }

  configuration(name: string): Configuration {
    return readConfiguration(this.server(name).config)
  }

  store(name: string): CertificateStore {
    const { stateFolder, account } = this.configuration(name)
    return openFolderStore({ folder: stateFolder, account, clock: systemClock })
  }

  get directory(): LocalDirectory {
    const [first] = this.record.servers
    const path = this.configuration(first?.name ?? '').directory.path
    return (this.#directory ??= openEmbeddedDirectory({ path, clock: systemClock }))
  }

  entry(name: string): Server {
    const server = this.directory.server(name)
    if (server === undefined) throw new TypeError(`${name} is not in the directory of the lab`)
    return server
  }

  /** The certificate of that server that is in its store and published. @throws HubtrustError LAB_NOTHING_TO_BREAK */
  published(name: string): StoredCertificate {
    const { certificates } = this.entry(name)
    const found = this.store(name)
      .list()
      .find(({ fingerprint }) => certificates.some((one) => one.fingerprint === fingerprint))
    return found ?? this.nothing(name, 'published certificate in its store')
  }

  /** @throws HubtrustError LAB_NOTHING_TO_BREAK */
  nothing(server: string, what: string): never {
    throw failure('LAB_NOTHING_TO_BREAK', { server, what, root: this.root })
  }

  /** Makes its gateway read the configuration again. */
  reload(name: string): void {
    process.kill(this.server(name).pid, 'SIGHUP')
  }

  close(): void {
    this.#directory?.close()
  }
}
