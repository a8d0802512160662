/** The embedded directory: one SQLite file that every process of this machine reads and changes. */
import type { Clock } from '../core/clock.ts'
import { isoTime } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import { LIMITS } from '../core/limits.ts'
import { Database, type Row } from '../disk/database.ts'
import { ROLES, type PublishedCertificate, type Role, type Server, type TrustEntry } from '../model/server.ts'
import { parseCertificate } from '../x509/parse.ts'
import type { HistoryEntry, LocalDirectory, NewServer, PublishOptions, ServerChange } from './contract.ts'
import { expectedServer, knownServer, newServerName } from './known.ts'
import { MIGRATIONS } from './migrations.ts'

export interface EmbeddedOptions {
  readonly path: string
  readonly clock: Clock
  /** Make the file when there is none; only `init` does. */
  readonly create?: boolean
  /** To look and leave no trace. */
  readonly isReadOnly?: boolean
  /** Group of a new file, so that the service account can read it. */
  readonly group?: number
}

/** @throws HubtrustError DIRECTORY_MISSING, DIRECTORY_UNREADABLE, DIRECTORY_NEWER_VERSION */
export function openEmbeddedDirectory({
  path,
  clock,
  create = false,
  isReadOnly = false,
  group,
}: EmbeddedOptions): LocalDirectory {
  const database = new Database({
    path,
    create,
    isReadOnly,
    format: MIGRATIONS.length,
    migrate: MIGRATIONS,
    mode: 0o640,
    ...(group === undefined ? {} : { group }),
  })
  return new EmbeddedDirectory(database, clock)
}

class EmbeddedDirectory implements LocalDirectory {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  servers(): readonly Server[] {
    const certificates = new Map<number, PublishedCertificate[]>()
    for (const row of this.#database.all(
      `SELECT ${CERTIFICATE} FROM certificate ORDER BY publishedAt DESC, rowid DESC`,
    )) {
      const server = number(row, 'server')
      certificates.set(server, [...(certificates.get(server) ?? []), certificateOf(row)])
    }
    const rows = this.#database.all(`SELECT ${SERVER} FROM server ORDER BY name`)
    return rows.map((row) => serverOf(row, certificates.get(number(row, 'id')) ?? []))
  }

  server(name: string): Server | undefined {
    const row = this.#row(name)
    if (row === undefined) return undefined
    const certificates = this.#database.all(
      `SELECT ${CERTIFICATE} FROM certificate WHERE server = ? ORDER BY publishedAt DESC, rowid DESC`,
      number(row, 'id'),
    )
    return serverOf(row, certificates.map(certificateOf))
  }

  add({ name, roles, addresses }: NewServer): Server {
    const own = newServerName(name)
    return this.#changed(() => {
      if (this.#row(own) !== undefined) throw failure('DIRECTORY_SERVER_EXISTS', { name: own })
      this.#database.run(
        'INSERT INTO server (name, roles, addresses, enabled, version) VALUES (?, ?, ?, 1, 1)',
        own,
        JSON.stringify(roles),
        JSON.stringify(addresses),
      )
      return knownServer(this, own)
    })
  }

  change(name: string, { expectedVersion, enabled, roles, addresses }: ServerChange): Server {
    return this.#changed(() => {
      const known = expectedServer(this, name, expectedVersion)
      this.#database.run(
        'UPDATE server SET enabled = ?, roles = ?, addresses = ?, version = version + 1 WHERE name = ?',
        (enabled ?? known.enabled) ? 1 : 0,
        JSON.stringify(roles ?? known.roles),
        JSON.stringify(addresses ?? known.addresses),
        known.name,
      )
      return knownServer(this, known.name)
    })
  }

  remove(name: string): void {
    this.#changed(() => {
      const known = knownServer(this, name)
      for (const { fingerprint } of known.certificates) this.#note(known.name, fingerprint, 'withdrawn')
      this.#database.run('DELETE FROM server WHERE name = ?', known.name)
    })
  }

  publish(name: string, certificateDer: Uint8Array, { expectedVersion }: PublishOptions = {}): Server {
    const { fingerprint, thumbprint, notBefore, notAfter, isCa } = parseCertificate(certificateDer)
    if (isCa) throw failure('DIRECTORY_CA_CERTIFICATE', { fingerprint })
    return this.#database.transaction(() => {
      const known = expectedServer(this, name, expectedVersion)
      const owner = this.ownerOf(fingerprint)
      if (owner === known.name) return known
      if (owner !== undefined) throw failure('DIRECTORY_DUPLICATE', { fingerprint, server: owner })
      this.#database.run(
        `INSERT INTO certificate (digest, server, thumbprint, notBefore, notAfter, publishedAt, der)
         SELECT ?, id, ?, ?, ?, ?, ? FROM server WHERE name = ?`,
        Buffer.from(fingerprint, 'hex'),
        thumbprint,
        notBefore,
        notAfter,
        isoTime(this.#clock.nowMs()),
        certificateDer,
        known.name,
      )
      this.#note(known.name, fingerprint, 'published')
      this.#count()
      return this.#touched(known.name)
    })
  }

  withdraw(name: string, fingerprint: string): Server {
    return this.#changed(() => {
      const known = knownServer(this, name)
      const wanted = fingerprint.toUpperCase()
      if (!known.certificates.some((certificate) => certificate.fingerprint === wanted)) {
        throw failure('DIRECTORY_NOT_PUBLISHED', { fingerprint, name: known.name })
      }
      this.#database.run('DELETE FROM certificate WHERE digest = ?', Buffer.from(wanted, 'hex'))
      this.#note(known.name, wanted, 'withdrawn')
      return this.#touched(known.name)
    })
  }

  certificateDer(fingerprint: string): Uint8Array | undefined {
    const row = this.#database.get('SELECT der FROM certificate WHERE digest = ?', Buffer.from(fingerprint, 'hex'))
    return row === undefined ? undefined : bytes(row, 'der')
  }

  ownerOf(fingerprint: string): string | undefined {
    const row = this.#database.get(
      'SELECT name FROM certificate JOIN server ON server.id = certificate.server WHERE digest = ?',
      Buffer.from(fingerprint, 'hex'),
    )
    return row === undefined ? undefined : text(row, 'name')
  }

  history(fingerprint: string): readonly HistoryEntry[] {
    const rows = this.#database.all(
      'SELECT server, action, at FROM history WHERE digest = ? ORDER BY rowid',
      Buffer.from(fingerprint, 'hex'),
    )
    return rows.map((row) => ({
      server: text(row, 'server'),
      action: text(row, 'action') === 'published' ? 'published' : 'withdrawn',
      at: text(row, 'at'),
    }))
  }

  *trustEntries(): Iterable<TrustEntry> {
    const rows = this.#database.each(
      `SELECT name, digest FROM server LEFT JOIN certificate ON certificate.server = server.id
       WHERE enabled = 1 ORDER BY name`,
    )
    let name: string | undefined
    let fingerprints: Uint8Array[] = []
    for (const row of rows) {
      const own = text(row, 'name')
      if (name !== undefined && own !== name) {
        yield { server: name, fingerprints }
        fingerprints = []
      }
      name = own
      if (row['digest'] instanceof Uint8Array) fingerprints.push(row['digest'])
    }
    if (name !== undefined) yield { server: name, fingerprints }
  }

  changeNumber(): number {
    return number(this.#database.get('SELECT number FROM change') ?? {}, 'number')
  }

  watch(onChange: (changeNumber: number) => void, onProblem?: (error: unknown) => void): { close(): void } {
    let seen = this.changeNumber()
    let version = this.#database.dataVersion()
    const look = () => {
      try {
        // Our own changes do not move data_version, other processes' do; both move the change number.
        const now = this.#database.dataVersion()
        const change = this.changeNumber()
        if (now === version && change === seen) return
        version = now
        if (change === seen) return
        seen = change
        onChange(change)
      } catch (error) {
        onProblem?.(error)
      }
    }
    const timer = setInterval(look, LIMITS.directoryPollMs).unref()
    return {
      close: () => {
        clearInterval(timer)
      },
    }
  }

  close(): void {
    this.#database.close()
  }

  #changed<T>(work: () => T): T {
    return this.#database.transaction(() => {
      const result = work()
      this.#count()
      return result
    })
  }

  #count(): void {
    this.#database.run('UPDATE change SET number = number + 1')
  }

  #row(name: string): Row | undefined {
    return this.#database.get(`SELECT ${SERVER} FROM server WHERE name = ?`, name.toLowerCase())
  }

  #touched(name: string): Server {
    this.#database.run('UPDATE server SET version = version + 1 WHERE name = ?', name)
    return knownServer(this, name)
  }

  #note(server: string, fingerprint: string, action: HistoryEntry['action']): void {
    const digest = Buffer.from(fingerprint, 'hex')
    const at = isoTime(this.#clock.nowMs())
    this.#database.run(
      'INSERT INTO history (digest, server, action, at) VALUES (?, ?, ?, ?)',
      digest,
      server,
      action,
      at,
    )
  }
}

const SERVER = 'id, name, roles, addresses, enabled, version'
const CERTIFICATE = 'server, digest, thumbprint, notBefore, notAfter, publishedAt'

function serverOf(row: Row, certificates: readonly PublishedCertificate[]): Server {
  const roles = strings(row, 'roles')
  return {
    name: text(row, 'name'),
    roles: ROLES.filter((role: Role) => roles.includes(role)),
    addresses: strings(row, 'addresses'),
    enabled: number(row, 'enabled') === 1,
    certificates,
    version: number(row, 'version'),
  }
}

function certificateOf(row: Row): PublishedCertificate {
  return {
    fingerprint: Buffer.from(bytes(row, 'digest')).toString('hex').toUpperCase(),
    thumbprint: text(row, 'thumbprint'),
    notBefore: text(row, 'notBefore'),
    notAfter: text(row, 'notAfter'),
    publishedAt: text(row, 'publishedAt'),
  }
}

function text(row: Row, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

function number(row: Row, column: string): number {
  return Number(row[column] ?? 0)
}

function bytes(row: Row, column: string): Uint8Array {
  const value = row[column]
  return value instanceof Uint8Array ? value : new Uint8Array(0)
}

/** A list kept as JSON by this program. */
function strings(row: Row, column: string): readonly string[] {
  const value: unknown = JSON.parse(text(row, column))
  return Array.isArray(value) ? value.map(String) : []
}
