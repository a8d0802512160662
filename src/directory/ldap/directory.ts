/**
 * An LDAP directory as the rest of the house knows one: read from the copy on this machine, changed where it is. A change is
 * over when the copy has it, so that whoever reads next sees it.
 */
import { failure } from '../../core/errors.ts'
import type { Server } from '../../model/server.ts'
import { fingerprintOf, parseCertificate } from '../../x509/parse.ts'
import type { Directory, LocalDirectory, NewServer, PublishOptions, ServerChange } from '../contract.ts'
import { expectedServer, knownServer, newServerName } from '../known.ts'
import type { SourceEntry } from '../source.ts'
import type { LdapWriter } from './writer.ts'

export interface LdapDirectoryOptions {
  /** The copy. */
  readonly copy: LocalDirectory
  readonly writer: LdapWriter
  /** Resolves once the copy is so. @throws HubtrustError DIRECTORY_NOT_TAKEN_OVER */
  readonly untilCopied: (name: string, isSo: () => boolean) => Promise<void>
}

export class LdapDirectory implements Directory {
  readonly #copy: LocalDirectory
  readonly #writer: LdapWriter
  readonly #untilCopied: LdapDirectoryOptions['untilCopied']

  constructor({ copy, writer, untilCopied }: LdapDirectoryOptions) {
    this.#copy = copy
    this.#writer = writer
    this.#untilCopied = untilCopied
  }

  servers = (): readonly Server[] => this.#copy.servers()
  server = (name: string): Server | undefined => this.#copy.server(name)
  certificateDer = (fingerprint: string) => this.#copy.certificateDer(fingerprint)
  history = (fingerprint: string) => this.#copy.history(fingerprint)
  trustEntries = () => this.#copy.trustEntries()
  changeNumber = (): number => this.#copy.changeNumber()
  watch: Directory['watch'] = (onChange, onProblem) => this.#copy.watch(onChange, onProblem)

  close(): void {
    this.#copy.close()
  }

  async add(server: NewServer): Promise<Server> {
    const name = newServerName(server.name)
    await this.#writer.add({ ...server, name })
    // A computer of Active Directory is a server once it has a certificate.
    if (!this.#writer.isKnownWithCertificateOnly) {
      await this.#untilCopied(name, () => this.server(name) !== undefined)
    }
    return this.server(name) ?? bare(name, server)
  }

  async change(name: string, change: ServerChange): Promise<Server> {
    const own = name.toLowerCase()
    const known = expectedServer(this, own, change.expectedVersion)
    await this.#writer.change(own, change, this.#checkOf(own, change.expectedVersion))
    const wanted = { ...known, ...change }
    await this.#untilCopied(own, () => {
      const now = this.server(own)
      const { enabled, roles, addresses } = wanted
      const isAsWanted = now?.enabled === enabled && isSame(now.roles, roles) && isSame(now.addresses, addresses)
      // Somebody else may have changed it once more.
      return isAsWanted || now?.version !== known.version
    })
    return knownServer(this, own)
  }

  async remove(name: string): Promise<void> {
    const own = name.toLowerCase()
    await this.#writer.remove(own)
    await this.#untilCopied(own, () => this.server(own) === undefined)
  }

  async publish(name: string, certificateDer: Uint8Array, { expectedVersion }: PublishOptions = {}): Promise<Server> {
    const own = name.toLowerCase()
    const { fingerprint, isCa } = parseCertificate(certificateDer)
    if (isCa) throw failure('DIRECTORY_CA_CERTIFICATE', { fingerprint })
    if (expectedVersion !== undefined) expectedServer(this, own, expectedVersion)
    const owner = this.#copy.ownerOf(fingerprint)
    if (owner !== undefined && owner !== own) throw failure('DIRECTORY_DUPLICATE', { fingerprint, server: owner })
    await this.#writer.publish(own, certificateDer, this.#checkOf(own, expectedVersion))
    await this.#untilCopied(own, () => has(this.server(own), fingerprint))
    return knownServer(this, own)
  }

  async withdraw(name: string, fingerprint: string): Promise<Server> {
    const own = name.toLowerCase()
    const known = this.server(own)
    const wanted = fingerprint.toUpperCase()
    await this.#writer.withdraw(own, wanted)
    await this.#untilCopied(own, () => !has(this.server(own), wanted))
    return this.server(own) ?? bare(own, known ?? { roles: [], addresses: [] })
  }

  /** The versions are the copy's: an entry that is not as the copy says has one that is not here yet. */
  #checkOf(name: string, expectedVersion: number | undefined): (now: SourceEntry) => void {
    return (now) => {
      if (expectedVersion === undefined) return
      const known = expectedServer(this, name, expectedVersion)
      const published = known.certificates.map((certificate) => certificate.fingerprint)
      const isAsKnown =
        known.enabled === now.enabled &&
        isSame(known.roles, now.roles) &&
        isSame(known.addresses, now.addresses) &&
        isSame(published.toSorted(), now.certificates.map(fingerprintOf).toSorted())
      if (!isAsKnown)
        throw failure('DIRECTORY_CONFLICT', { name, expected: expectedVersion, actual: expectedVersion + 1 })
    }
  }
}

function bare(name: string, { roles, addresses }: Pick<Server, 'roles' | 'addresses'>): Server {
  return { name, roles, addresses, enabled: true, certificates: [], version: 0 }
}

function has(server: Server | undefined, fingerprint: string): boolean {
  return server?.certificates.some((certificate) => certificate.fingerprint === fingerprint) === true
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.join('\n') === right.join('\n')
}
