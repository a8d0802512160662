/**
 * A store in a folder a person can read:
 *
 *     certificates/THUMBPRINT.pem   the certificate, with a few lines about it
 *     certificates/THUMBPRINT.json  services, friendly name, when it was added
 *     keys/THUMBPRINT.key           PKCS#8; 0640 root:<group of the service account>
 *     requests/ID.csr, ID.key, ID.json
 *
 * The `.pem` is written last and removed first, so it alone says that a certificate is there: a crash between two
 * files leaves a whole pair or nothing.
 */
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { isoTime, type Clock } from '../core/clock.ts'
import { failure, HubtrustError, reasonOf } from '../core/errors.ts'
import { Secret } from '../core/secret.ts'
import { accountOf, currentAccount, type Account } from '../disk/accounts.ts'
import { fileExists, listFolder, makeFolder, readText, removeFile, watchFolder, writeAtomic } from '../disk/files.ts'
import type { CertificateFacts, Service, StoredCertificate } from '../model/certificate.ts'
import { keyMatches } from '../x509/issue.ts'
import { parseCertificate } from '../x509/parse.ts'
import { readPem, writePem } from '../x509/pem.ts'
import type {
  CertificateStore,
  NewCertificate,
  NewRequest,
  PendingRequest,
  StoreProblem,
  StoreSight,
} from './contract.ts'
import { grantRead, keyAccess, keyOwnership, keyProblem } from './keys.ts'
import { readMetadata, writeMetadata, type Metadata } from './metadata.ts'
import { findByThumbprint } from './thumbprint.ts'

const CERTIFICATE_FILE_BYTES_MAX = 256 * 1024
const ID = /^[0-9A-F]{40}$/

export interface FolderStoreOptions {
  readonly folder: string
  /** The service account: who must be able to read the keys. */
  readonly account: string
  readonly clock: Clock
}

/** @throws HubtrustError DISK_WRITE_FAILED when the folders cannot be made */
export function openFolderStore(options: FolderStoreOptions): CertificateStore {
  return new FolderStore(options)
}

interface Entry {
  readonly certificate: StoredCertificate
  readonly der: Uint8Array
}

/** What one file of the store turned out to be. */
interface Look {
  readonly certificate?: StoredCertificate
  readonly problems: readonly StoreProblem[]
}

/** The newest first. */
function sightOf(looks: readonly Look[]): StoreSight {
  const certificates = looks.flatMap(({ certificate }) => certificate ?? [])
  certificates.sort((left, right) => (left.notBefore < right.notBefore ? 1 : -1))
  return { certificates, problems: looks.flatMap(({ problems }) => problems) }
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

class FolderStore implements CertificateStore {
  readonly #certificates: string
  readonly #keys: string
  readonly #requests: string
  readonly #account: Account
  readonly #clock: Clock

  constructor({ folder, account, clock }: FolderStoreOptions) {
    this.#certificates = join(folder, 'certificates')
    this.#keys = join(folder, 'keys')
    this.#requests = join(folder, 'requests')
    this.#account = accountOf(account) ?? { ...currentAccount(), name: account }
    this.#clock = clock
  }

  list(): readonly StoredCertificate[] {
    return this.#sight().certificates
  }

  problems(): readonly StoreProblem[] {
    return this.#sight().problems
  }

  #sight(): StoreSight {
    return sightOf(this.#files().map((file) => this.#look(file)))
  }

  async lookInTurns(): Promise<StoreSight> {
    const looks: Look[] = []
    for (const file of this.#files()) {
      looks.push(this.#look(file))
      await turn()
    }
    return sightOf(looks)
  }

  #files(): readonly string[] {
    return listFolder(this.#certificates).filter((file) => file.endsWith('.pem'))
  }

  #look(file: string): Look {
    const path = join(this.#certificates, file)
    try {
      const { certificate } = this.#entry(path, file.slice(0, -'.pem'.length))
      const problem = keyProblem(certificate, this.#account)
      return { certificate, problems: problem === undefined ? [] : [problem] }
    } catch (error) {
      const problem =
        error instanceof HubtrustError ? error : failure('DISK_READ_FAILED', { path, reason: reasonOf(error) }, error)
      return { problems: [{ path, problem }] }
    }
  }

  #entry(path: string, id: string): Entry {
    const [block] = readPem(readText(path, { bytesMax: CERTIFICATE_FILE_BYTES_MAX }))
    if (block === undefined) throw failure('X509_UNREADABLE', { reason: 'no certificate in the file' })
    const facts = parseCertificate(block.der)
    if (facts.thumbprint !== id) throw failure('STORE_WRONG_NAME', { path, thumbprint: facts.thumbprint })
    return { certificate: this.#stored(facts, block.der, readMetadata(this.#metadataPath(id))), der: block.der }
  }

  #stored(facts: CertificateFacts, der: Uint8Array, metadata: Metadata): StoredCertificate {
    const key = keyAccess(this.#keyPath(facts.thumbprint), der, this.#account)
    const { services, addedAt, friendlyName } = metadata
    return { ...facts, services, addedAt, key, ...(friendlyName === undefined ? {} : { friendlyName }) }
  }

  find(name: string): StoredCertificate {
    return this.#known(name)?.certificate ?? findByThumbprint(this.list(), name)
  }

  /** A certificate named in full, without looking at the others. */
  #known(id: string): Entry | undefined {
    if (!ID.test(id) || !fileExists(this.#certificatePath(id))) return undefined
    try {
      return this.#entry(this.#certificatePath(id), id)
    } catch {
      // A damaged file is no certificate of the store; `problems` tells of it.
      return undefined
    }
  }

  add({ certificateDer, keyPem, services, friendlyName }: NewCertificate): StoredCertificate {
    const facts = parseCertificate(certificateDer)
    const { thumbprint } = facts
    if (keyPem !== undefined && !keyMatches(certificateDer, keyPem)) throw failure('X509_KEY_MISMATCH', { thumbprint })
    if (fileExists(this.#certificatePath(thumbprint))) return this.#addToExisting(thumbprint, keyPem)
    this.#makeFolders()
    if (keyPem !== undefined) this.#writeKey(this.#keyPath(thumbprint), keyPem)
    const addedAt = isoTime(this.#clock.nowMs())
    writeMetadata(this.#metadataPath(thumbprint), {
      services,
      addedAt,
      ...(friendlyName === undefined ? {} : { friendlyName }),
    })
    writeAtomic(this.#certificatePath(thumbprint), describe(facts) + writePem('CERTIFICATE', certificateDer), {
      mode: 0o644,
    })
    return this.find(thumbprint)
  }

  /** A key that was missing is taken in; everything else stays as it is. */
  #addToExisting(thumbprint: string, keyPem: Secret | undefined): StoredCertificate {
    const known = this.find(thumbprint)
    if (keyPem !== undefined && (!known.key.present || known.key.matches === false)) {
      this.#writeKey(this.#keyPath(thumbprint), keyPem)
    }
    return this.find(thumbprint)
  }

  addRequest({ requestPem, keyPem, friendlyName }: NewRequest): PendingRequest {
    this.#makeFolders()
    const id = randomBytes(8).toString('hex').toUpperCase()
    const createdAt = isoTime(this.#clock.nowMs())
    this.#writeKey(join(this.#requests, `${id}.key`), keyPem)
    const request = { id, createdAt, ...(friendlyName === undefined ? {} : { friendlyName }) }
    writeMetadata(join(this.#requests, `${id}.json`), {
      services: [],
      addedAt: createdAt,
      ...(friendlyName === undefined ? {} : { friendlyName }),
    })
    writeAtomic(join(this.#requests, `${id}.csr`), requestPem, { mode: 0o644 })
    return request
  }

  pendingRequests(): readonly PendingRequest[] {
    const ids = listFolder(this.#requests).filter((file) => file.endsWith('.csr'))
    return ids.map((file) => {
      const id = file.slice(0, -'.csr'.length)
      const { addedAt, friendlyName } = readMetadata(join(this.#requests, `${id}.json`))
      return { id, createdAt: addedAt, ...(friendlyName === undefined ? {} : { friendlyName }) }
    })
  }

  completeRequest(certificateDer: Uint8Array): StoredCertificate | undefined {
    for (const { id, friendlyName } of this.pendingRequests()) {
      const keyPem = new Secret(readText(join(this.#requests, `${id}.key`)))
      if (!keyMatches(certificateDer, keyPem)) continue
      const added = this.add({
        certificateDer,
        keyPem,
        services: [],
        ...(friendlyName === undefined ? {} : { friendlyName }),
      })
      for (const ending of ['csr', 'json', 'key']) removeFile(join(this.#requests, `${id}.${ending}`))
      return added
    }
    return undefined
  }

  setServices(name: string, services: readonly Service[]): StoredCertificate {
    const { thumbprint } = this.find(name)
    const path = this.#metadataPath(thumbprint)
    writeMetadata(path, { ...readMetadata(path), services })
    return this.find(thumbprint)
  }

  keyPermissions(name: string): ReturnType<CertificateStore['keyPermissions']> {
    const { file, folder } = keyOwnership(this.#account)
    const { uid, gid } = currentAccount()
    const whole = ({ mode, owner = uid, group = gid }: typeof file) => ({ mode, owner, group })
    return [
      { path: this.#keys, permissions: whole(folder) },
      { path: this.#keyPath(this.find(name).thumbprint), permissions: whole(file) },
    ]
  }

  grantKeyRead(name: string): StoredCertificate {
    const { thumbprint, key } = this.find(name)
    if (!key.present) throw failure('STORE_KEY_MISSING', { thumbprint, path: this.#keyPath(thumbprint) })
    grantRead(this.#keyPath(thumbprint), this.#account)
    return this.find(thumbprint)
  }

  remove(name: string): void {
    const { thumbprint } = this.find(name)
    removeFile(this.#certificatePath(thumbprint))
    removeFile(this.#metadataPath(thumbprint))
    removeFile(this.#keyPath(thumbprint))
  }

  certificateDer(name: string): Uint8Array {
    const { thumbprint } = this.find(name)
    const entry = this.#known(thumbprint)
    if (entry === undefined) throw failure('STORE_UNKNOWN_THUMBPRINT', { thumbprint })
    return entry.der
  }

  keyPem(name: string): Secret {
    const { thumbprint, key } = this.find(name)
    const path = this.#keyPath(thumbprint)
    if (!key.present) throw failure('STORE_KEY_MISSING', { thumbprint, path })
    if (key.readable === false) {
      const account = this.#account.name
      throw failure('STORE_KEY_UNREADABLE', {
        path,
        account,
        obstacle: key.obstacle ?? '-',
        where: key.obstaclePath ?? path,
      })
    }
    if (key.matches === false) throw failure('X509_KEY_MISMATCH', { thumbprint })
    return new Secret(readText(path))
  }

  watch(onChange: () => void): { close(): void } {
    this.#makeFolders()
    const watchers = [this.#certificates, this.#keys].map((folder) => watchFolder(folder, onChange))
    return {
      close: () => {
        for (const watcher of watchers) watcher.close()
      },
    }
  }

  #writeKey(path: string, keyPem: Secret): void {
    writeAtomic(path, keyPem.reveal(), keyOwnership(this.#account).file)
  }

  #makeFolders(): void {
    makeFolder(this.#certificates, { mode: 0o755 })
    for (const folder of [this.#keys, this.#requests]) makeFolder(folder, keyOwnership(this.#account).folder)
  }

  #certificatePath(id: string): string {
    return join(this.#certificates, `${checked(id)}.pem`)
  }

  #metadataPath(id: string): string {
    return join(this.#certificates, `${checked(id)}.json`)
  }

  #keyPath(id: string): string {
    return join(this.#keys, `${checked(id)}.key`)
  }
}

/** A thumbprint names a file, so it must be one. */
function checked(id: string): string {
  if (!ID.test(id)) throw failure('STORE_UNKNOWN_THUMBPRINT', { thumbprint: id })
  return id
}

/** What somebody who opens the file wants to know first; text before the block is allowed (RFC 7468 §2). */
function describe({ subject, issuer, dnsNames, notBefore, notAfter, fingerprint }: CertificateFacts): string {
  const lines = [
    `Subject: ${subject}`,
    `Issuer: ${issuer}`,
    `Names: ${dnsNames.join(', ')}`,
    `Valid: ${notBefore} to ${notAfter}`,
    `SHA-256: ${fingerprint}`,
  ]
  return lines.map((line) => `# ${line.replace(/[^\x20-\x7e]/g, '?')}\n`).join('')
}
