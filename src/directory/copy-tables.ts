/** The tables of a copy: what the source told (`origin`, `claim`), what is in force (`server`, `certificate`), and what is neither. */
import { isoTime, type Clock } from '../core/clock.ts'
import type { Database, Row } from '../disk/database.ts'
import { parseBasics, type CertificateBasics } from '../x509/parse.ts'
import { HOLD_REASONS, type HoldReason } from './guard.ts'

/** An entry as the source told it. `name` is empty when it can be no server's. */
export interface Origin {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string
  readonly name: string
  readonly spelled: string
  readonly place: string
  /** JSON, as in the table of servers. */
  readonly roles: string
  readonly addresses: string
  readonly enabled: boolean
}

export const FAULTS = ['unreadable', 'ca'] as const
export type Fault = (typeof FAULTS)[number]

/** Why an entry, or a certificate of it, is trusted for nobody. */
export const REFUSAL_REASONS = [...FAULTS, 'two-servers', 'same-name', 'name'] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

export interface Refusal {
  readonly origin: string
  /** SHA-256, upper-case hexadecimal digits; empty when the entry as a whole is meant. */
  readonly fingerprint: string
  readonly reason: RefusalReason
  readonly name: string
  readonly place: string
  /** The other server, or the place of the other entry. */
  readonly other: string
  readonly at: string
}

/** What the directory says of a server whose trust is held. */
export const HOLD_CAUSES = ['gone', 'disabled', 'no-certificate', 'refused'] as const
export type HoldCause = (typeof HOLD_CAUSES)[number]

export interface Hold {
  readonly name: string
  /** The entries that stood for it. */
  readonly origins: readonly string[]
  readonly cause: HoldCause
  readonly reason: HoldReason
  readonly at: string
}

export interface InForce {
  readonly id: number
  readonly enabled: boolean
  readonly roles: string
  readonly addresses: string
  readonly fingerprints: ReadonlySet<string>
}

const ORIGIN = 'id, name, spelled, place, roles, addresses, enabled'

export class CopyTables {
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  content(id: string): Uint8Array | undefined {
    const row = this.#database.get('SELECT content FROM origin WHERE id = ?', bytesOf(id))
    return row === undefined ? undefined : blob(row, 'content')
  }

  origin(id: string): Origin | undefined {
    const row = this.#database.get(`SELECT ${ORIGIN} FROM origin WHERE id = ?`, bytesOf(id))
    return row === undefined ? undefined : originOf(row)
  }

  /** The first one is the server of that name. */
  originsNamed(name: string): readonly Origin[] {
    if (name === '') return []
    return this.#database.all(`SELECT ${ORIGIN} FROM origin WHERE name = ? ORDER BY id`, name).map(originOf)
  }

  *originIds(): Iterable<string> {
    for (const row of this.#database.each('SELECT id FROM origin')) yield hexOf(blob(row, 'id'))
  }

  /** Servers in force that no entry stands for. */
  orphans(): readonly string[] {
    return this.#database
      .all('SELECT name FROM server WHERE NOT EXISTS (SELECT 1 FROM origin WHERE origin.name = server.name)')
      .map((row) => text(row, 'name'))
  }

  putOrigin({ id, name, spelled, place, roles, addresses, enabled }: Origin, content: Uint8Array): void {
    this.#database.run(
      `INSERT INTO origin (${ORIGIN}, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, spelled = excluded.spelled, place = excluded.place,
         roles = excluded.roles, addresses = excluded.addresses, enabled = excluded.enabled, content = excluded.content`,
      bytesOf(id),
      name,
      spelled,
      place,
      roles,
      addresses,
      enabled ? 1 : 0,
      content,
    )
  }

  /** With its claims and refusals. */
  dropOrigin(id: string): void {
    this.#database.run('DELETE FROM origin WHERE id = ?', bytesOf(id))
    this.#database.run('DELETE FROM refusal WHERE origin = ?', bytesOf(id))
  }

  dropClaims(id: string): void {
    this.#database.run('DELETE FROM claim WHERE origin = ?', bytesOf(id))
  }

  putClaim(id: string, digest: Uint8Array, held: { readonly fault?: Fault; readonly der?: Uint8Array }): void {
    this.#database.run(
      'INSERT OR IGNORE INTO claim (origin, digest, fault, der) VALUES (?, ?, ?, ?)',
      bytesOf(id),
      digest,
      held.fault ?? null,
      held.der ?? null,
    )
  }

  claimsOf(id: string): readonly { readonly fingerprint: string; readonly fault: Fault | undefined }[] {
    return this.#database
      .all('SELECT digest, fault FROM claim WHERE origin = ? ORDER BY digest', bytesOf(id))
      .map((row) => ({
        fingerprint: fingerprintIn(row),
        fault: FAULTS.find((fault) => fault === row['fault']),
      }))
  }

  claimers(fingerprint: string): readonly { readonly id: string; readonly name: string }[] {
    return this.#database
      .all(
        `SELECT origin.id, origin.name FROM claim JOIN origin ON origin.id = claim.origin
         WHERE claim.digest = ? AND claim.fault IS NULL`,
        bytesOf(fingerprint),
      )
      .map((row) => ({ id: hexOf(blob(row, 'id')), name: text(row, 'name') }))
  }

  isClaimed(digest: Uint8Array): boolean {
    return this.#database.get('SELECT 1 FROM claim WHERE digest = ?', digest) !== undefined || this.#isPublished(digest)
  }

  #isPublished(digest: Uint8Array): boolean {
    return this.#database.get('SELECT 1 FROM certificate WHERE digest = ?', digest) !== undefined
  }

  /** The server a certificate is in force for. */
  owner(fingerprint: string): string | undefined {
    const row = this.#database.get(
      'SELECT name FROM certificate JOIN server ON server.id = certificate.server WHERE digest = ?',
      bytesOf(fingerprint),
    )
    return row === undefined ? undefined : text(row, 'name')
  }

  inForce(name: string): InForce | undefined {
    const row = this.#database.get('SELECT id, enabled, roles, addresses FROM server WHERE name = ?', name)
    if (row === undefined) return undefined
    const id = Number(row['id'])
    const rows = this.#database.all('SELECT digest FROM certificate WHERE server = ?', id)
    return {
      id,
      enabled: row['enabled'] === 1,
      roles: text(row, 'roles'),
      addresses: text(row, 'addresses'),
      fingerprints: new Set(rows.map(fingerprintIn)),
    }
  }

  hasServer(name: string): boolean {
    return this.#database.get('SELECT 1 FROM server WHERE name = ?', name) !== undefined
  }

  /** Those somebody is trusted as. */
  trustedCount(): number {
    const row = this.#database.get(
      `SELECT count(*) AS number FROM server
       WHERE enabled = 1 AND EXISTS (SELECT 1 FROM certificate WHERE certificate.server = server.id)`,
    )
    return Number(row?.['number'] ?? 0)
  }

  putServer({ name, roles, addresses, enabled }: Pick<Origin, 'name' | 'roles' | 'addresses' | 'enabled'>): void {
    this.#database.run(
      `INSERT INTO server (name, roles, addresses, enabled, version) VALUES (?, ?, ?, ?, 1)
       ON CONFLICT (name) DO UPDATE SET roles = excluded.roles, addresses = excluded.addresses,
         enabled = excluded.enabled, version = version + 1`,
      name,
      roles,
      addresses,
      enabled ? 1 : 0,
    )
  }

  dropServer(name: string): void {
    this.#database.run('DELETE FROM server WHERE name = ?', name)
  }

  publish(server: string, basics: CertificateBasics, der: Uint8Array): void {
    const { digest, thumbprint, notBefore, notAfter } = basics
    this.#database.run(
      `INSERT INTO certificate (digest, server, thumbprint, notBefore, notAfter, publishedAt, der)
       SELECT ?, id, ?, ?, ?, ?, ? FROM server WHERE name = ?`,
      digest,
      thumbprint,
      notBefore,
      notAfter,
      this.#now(),
      der,
      server,
    )
    this.#note(digest, server, 'published')
  }

  /** What is claimed and was not in force, newest validity last, so that the newest is published last. */
  takeUp(server: string, fingerprints: readonly string[]): void {
    const found = fingerprints.flatMap((fingerprint) => {
      const row = this.#database.get('SELECT der FROM claim WHERE digest = ? AND der IS NOT NULL', bytesOf(fingerprint))
      if (row === undefined) return []
      const der = blob(row, 'der')
      return [{ der, basics: parseBasics(der) }]
    })
    found.sort((left, right) => left.basics.notBefore.localeCompare(right.basics.notBefore))
    for (const { der, basics } of found) {
      this.publish(server, basics, der)
      this.#database.run('UPDATE claim SET der = NULL WHERE digest = ?', basics.digest)
    }
  }

  /** It may still be claimed: then its bytes stay with the claim. */
  withdraw(server: string, fingerprint: string): void {
    const digest = bytesOf(fingerprint)
    this.#database.run(
      `UPDATE claim SET der = (SELECT der FROM certificate WHERE digest = ?)
       WHERE digest = ? AND der IS NULL AND fault IS NULL`,
      digest,
      digest,
    )
    this.#database.run('DELETE FROM certificate WHERE digest = ?', digest)
    this.#note(digest, server, 'withdrawn')
  }

  count(): void {
    this.#database.run('UPDATE change SET number = number + 1')
  }

  holds(): readonly Hold[] {
    return this.#database.all('SELECT name, origins, cause, reason, at FROM hold ORDER BY name').map(holdOf)
  }

  holdNames(): ReadonlySet<string> {
    return new Set(this.#database.all('SELECT name FROM hold').map((row) => text(row, 'name')))
  }

  putHold({ name, origins, cause, reason, at }: Hold): void {
    this.#database.run(
      'INSERT OR REPLACE INTO hold (name, origins, cause, reason, at) VALUES (?, ?, ?, ?, ?)',
      name,
      JSON.stringify(origins),
      cause,
      reason,
      at,
    )
  }

  dropHold(name: string): void {
    this.#database.run('DELETE FROM hold WHERE name = ?', name)
  }

  refusals(countMax: number): readonly Refusal[] {
    return this.#database
      .all('SELECT origin, digest, reason, name, place, other, at FROM refusal ORDER BY name, place LIMIT ?', countMax)
      .map(refusalOf)
  }

  refusalCount(): number {
    return Number(this.#database.get('SELECT count(*) AS number FROM refusal')?.['number'] ?? 0)
  }

  refusalsOf(id: string): readonly Refusal[] {
    return this.#database
      .all('SELECT origin, digest, reason, name, place, other, at FROM refusal WHERE origin = ?', bytesOf(id))
      .map(refusalOf)
  }

  replaceRefusals(id: string, refusals: readonly Refusal[]): void {
    this.#database.run('DELETE FROM refusal WHERE origin = ?', bytesOf(id))
    for (const { fingerprint, reason, name, place, other, at } of refusals) {
      this.#database.run(
        'INSERT INTO refusal (origin, digest, reason, name, place, other, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        bytesOf(id),
        bytesOf(fingerprint),
        reason,
        name,
        place,
        other,
        at,
      )
    }
  }

  #note(digest: Uint8Array, server: string, action: 'published' | 'withdrawn'): void {
    this.#database.run(
      'INSERT INTO history (digest, server, action, at) VALUES (?, ?, ?, ?)',
      digest,
      server,
      action,
      this.#now(),
    )
  }

  #now(): string {
    return isoTime(this.#clock.nowMs())
  }
}

const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex')
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const fingerprintIn = (row: Row): string => hexOf(blob(row, 'digest')).toUpperCase()

function originOf(row: Row): Origin {
  return {
    id: hexOf(blob(row, 'id')),
    name: text(row, 'name'),
    spelled: text(row, 'spelled'),
    place: text(row, 'place'),
    roles: text(row, 'roles'),
    addresses: text(row, 'addresses'),
    enabled: row['enabled'] === 1,
  }
}

function holdOf(row: Row): Hold {
  const origins: unknown = JSON.parse(text(row, 'origins'))
  return {
    name: text(row, 'name'),
    origins: Array.isArray(origins) ? origins.map(String) : [],
    cause: HOLD_CAUSES.find((cause) => cause === row['cause']) ?? 'gone',
    reason: HOLD_REASONS.find((reason) => reason === row['reason']) ?? 'share',
    at: text(row, 'at'),
  }
}

function refusalOf(row: Row): Refusal {
  return {
    origin: hexOf(blob(row, 'origin')),
    fingerprint: fingerprintIn(row),
    reason: REFUSAL_REASONS.find((reason) => reason === row['reason']) ?? 'unreadable',
    name: text(row, 'name'),
    place: text(row, 'place'),
    other: text(row, 'other'),
    at: text(row, 'at'),
  }
}

function text(row: Row, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

function blob(row: Row, column: string): Uint8Array {
  const value = row[column]
  return value instanceof Uint8Array ? value : new Uint8Array(0)
}
