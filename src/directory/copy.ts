/**
 * The copy of a directory that is elsewhere, in the tables of the embedded one: whoever reads the file need not know
 * what stands behind it. A pass of the source is one transaction, its cookie included, so that a crash leaves what the
 * last pass left and is told the rest again.
 */
import { hash } from 'node:crypto'
import { isoTime, type Clock } from '../core/clock.ts'
import { HubtrustError } from '../core/errors.ts'
import { Database } from '../disk/database.ts'
import type { GuardSettings, LdapSettings } from '../model/configuration.ts'
import { digestOf, parseBasics, type CertificateBasics } from '../x509/parse.ts'
import { settle, type Settling, type SettlingQuestion } from './copy-settling.ts'
import { CopyTables, type Hold, type Origin, type Refusal } from './copy-tables.ts'
import { WITHDRAWAL_WINDOW_MS } from './guard.ts'
import { serverNameOf } from './known.ts'
import { MIGRATIONS } from './migrations.ts'
import type { SourceEntry, SourceStep } from './source.ts'

/** So many entries of a pass wait in memory before the transaction is begun: a change by itself locks nobody out for long. */
const WAITING_MAX = 1_000

export interface CopyOptions {
  readonly path: string
  readonly clock: Clock
  readonly guard: GuardSettings
  /** Which directory and which question it is a copy of; a cookie from another one is none. */
  readonly identity: string
  /** Whoever keeps it on; as root only. */
  readonly owner?: { readonly uid: number; readonly gid: number }
}

/** An entry that is another one now. */
export interface CopyChange {
  readonly name: string
  readonly changedAt: string | undefined
}

/** What a pass came to. */
export interface Settled extends Settling {
  readonly changes: readonly CopyChange[]
  /** The source counted on entries that are not here: it has to tell everything anew. */
  readonly isMissing: boolean
}

interface Certificate {
  readonly der: Uint8Array
  readonly digest: Buffer
  /** Undefined when it does not parse. */
  readonly basics: CertificateBasics | undefined
}

/** What a pass has said up to now. */
class Pass {
  readonly names = new Set<string>()
  readonly fingerprints = new Set<string>()
  /** Named by the pass, in whatever way. */
  readonly seen = new Set<string>()
  readonly gone = new Set<string>()
  readonly changes: CopyChange[] = []
  readonly refused: Refusal[] = []
  readonly goneByName = new Map<string, readonly string[]>()
  waiting: SourceEntry[] = []
  isEasy = false
}

/** @throws HubtrustError DIRECTORY_UNREADABLE, DIRECTORY_NEWER_VERSION, DISK_WRITE_FAILED */
export function openCopy(options: CopyOptions): Copy {
  return new Copy(options)
}

export class Copy {
  readonly #options: CopyOptions
  readonly #database: Database
  readonly #tables: CopyTables
  #pass = new Pass()
  /** When servers lost trust, within the window of the guard. */
  #losses: { readonly atMs: number; readonly count: number }[] = []
  #confirmed = new Set<string>()

  constructor(options: CopyOptions) {
    const { path, clock, identity, owner } = options
    this.#options = options
    const database = new Database({
      ...{ path, create: true, format: MIGRATIONS.length, migrate: MIGRATIONS, mode: 0o640 },
      ...(owner === undefined ? {} : { owner: owner.uid, group: owner.gid }),
    })
    this.#database = database
    this.#tables = new CopyTables(database, clock)
    database.transaction(() => {
      if (this.#state() === undefined) {
        database.run('INSERT INTO copy (identity, cookie, asOfMs, settled) VALUES (?, NULL, 0, 0)', identity)
      } else database.run('UPDATE copy SET identity = ?, cookie = NULL WHERE identity <> ?', identity, identity)
    })
  }

  #state() {
    return this.#database.get('SELECT cookie, asOfMs, settled FROM copy')
  }

  get cookie(): string | undefined {
    const cookie = this.#state()?.['cookie']
    return typeof cookie === 'string' ? cookie : undefined
  }

  /** When the directory was last known to be as the copy is, in milliseconds since 1970; 0 before the first time. */
  get asOfMs(): number {
    return Number(this.#state()?.['asOfMs'] ?? 0)
  }

  /** The directory was read as a whole at least once. */
  get isSettled(): boolean {
    return this.#state()?.['settled'] === 1
  }

  holds(): readonly Hold[] {
    return this.#tables.holds()
  }

  refusals(countMax: number): readonly Refusal[] {
    return this.#tables.refusals(countMax)
  }

  refusalCount(): number {
    return this.#tables.refusalCount()
  }

  /** What it came to when the step settled a pass. @throws HubtrustError DIRECTORY_BUSY, DISK_WRITE_FAILED */
  apply(step: SourceStep): Settled | undefined {
    try {
      return this.#take(step)
    } catch (error) {
      this.#drop()
      throw error
    }
  }

  #take(step: SourceStep): Settled | undefined {
    const pass = this.#pass
    if (step.kind === 'entry') {
      pass.seen.add(step.entry.id)
      pass.gone.delete(step.entry.id)
      pass.waiting.push(step.entry)
      if (pass.waiting.length >= WAITING_MAX) this.#record()
    } else if (step.kind === 'present') for (const id of step.ids) pass.seen.add(id)
    else if (step.kind === 'gone') {
      for (const id of step.ids) {
        pass.gone.add(id)
        pass.seen.delete(id)
      }
    } else if (step.kind === 'settled') return this.#settle(step)
    else this.touch()
    return undefined
  }

  /** The connection is lost: what was named stays, and nothing follows from what was not. */
  abandon(): Settled | undefined {
    const pass = this.#pass
    if (pass.seen.size === 0 && pass.gone.size === 0) return undefined
    try {
      pass.gone.clear()
      this.#record()
      const settled = this.#conclude({ isWhole: false, isMissing: false })
      this.#database.commit()
      this.#begin()
      return settled
    } catch (error) {
      this.#drop()
      throw error
    }
  }

  /** Nothing has changed up to now. */
  touch(): void {
    if (this.#database.isInTransaction) return
    this.#database.run('UPDATE copy SET asOfMs = ?', this.#options.clock.nowMs())
  }

  /** Lets these servers go although it was held; those that are not held are not touched. */
  confirm(names: readonly string[]): Settled | undefined {
    for (const name of names) this.#confirmed.add(name)
    if (this.#database.isInTransaction) return undefined
    return this.#database.transaction(() => this.#letGo())
  }

  close(): void {
    this.#database.rollback()
    this.#database.close()
  }

  #letGo(): Settled {
    const pass = new Pass()
    for (const name of this.#tables.holdNames()) if (this.#confirmed.has(name)) pass.names.add(name)
    const settling = settle(this.#ground, this.#question(pass, { isWhole: false }))
    this.#confirmed = new Set()
    return { ...settling, changes: [], isMissing: false }
  }

  get #ground() {
    const { clock, guard } = this.#options
    return { tables: this.#tables, clock, guard }
  }

  #begin(): void {
    this.#pass = new Pass()
    if (this.#confirmed.size > 0) this.#database.transaction(() => this.#letGo())
  }

  #drop(): void {
    this.#database.rollback()
    this.#pass = new Pass()
  }

  #settle({ isWhole, cookie }: Extract<SourceStep, { kind: 'settled' }>): Settled {
    this.#record()
    const pass = this.#pass
    const isMissing = isWhole && this.#concludeAbsence()
    for (const id of pass.gone) this.#forget(id)
    const settled = this.#conclude({ isWhole, isMissing })
    const nowMs = this.#options.clock.nowMs()
    if (isMissing) this.#database.run('UPDATE copy SET cookie = NULL')
    else if (cookie !== undefined) this.#database.run('UPDATE copy SET cookie = ?', cookie)
    if (!isMissing) this.#database.run('UPDATE copy SET asOfMs = ?', nowMs)
    if (isWhole && !isMissing) this.#database.run('UPDATE copy SET settled = 1')
    this.#database.commit()
    if (settled.lost.length > 0) this.#losses.push({ atMs: nowMs, count: settled.lost.length })
    this.#begin()
    return settled
  }

  #conclude({ isWhole, isMissing }: { readonly isWhole: boolean; readonly isMissing: boolean }): Settled {
    const pass = this.#pass
    const settling = settle(this.#ground, this.#question(pass, { isWhole }))
    if (pass.isEasy && !settling.isChanged) this.#tables.count()
    return {
      ...settling,
      isChanged: settling.isChanged || pass.isEasy,
      refused: [...pass.refused, ...settling.refused],
      changes: pass.changes,
      isMissing,
    }
  }

  #question(pass: Pass, { isWhole }: { readonly isWhole: boolean }): SettlingQuestion {
    const sinceMs = this.#options.clock.nowMs() - WITHDRAWAL_WINDOW_MS
    this.#losses = this.#losses.filter(({ atMs }) => atMs >= sinceMs)
    const recently = this.#losses.reduce((sum, { count }) => sum + count, 0)
    const { names, fingerprints, goneByName } = pass
    return { names, fingerprints, isWhole, recently, confirmed: this.#confirmed, gone: goneByName }
  }

  /** What a whole pass did not name is not there. True when it counted on entries that are not here. */
  #concludeAbsence(): boolean {
    const { seen, gone, names } = this.#pass
    let found = 0
    const absent: string[] = []
    for (const id of this.#tables.originIds()) {
      if (seen.has(id)) found += 1
      else absent.push(id)
    }
    for (const id of absent) gone.add(id)
    for (const name of this.#tables.orphans()) names.add(name)
    return found < seen.size
  }

  #forget(id: string): void {
    const origin = this.#tables.origin(id)
    if (origin === undefined) return
    const { goneByName } = this.#pass
    goneByName.set(origin.name, [...(goneByName.get(origin.name) ?? []), id])
    this.#pass.changes.push({ name: origin.name, changedAt: undefined })
    this.#stir(origin)
    this.#tables.dropOrigin(id)
  }

  /** Everything this entry stood for is looked at again. */
  #stir({ id, name }: Origin): void {
    this.#pass.names.add(name)
    for (const { fingerprint } of this.#tables.claimsOf(id)) this.#pass.fingerprints.add(fingerprint)
  }

  #record(): void {
    if (!this.#database.isInTransaction) this.#database.begin()
    const { waiting } = this.#pass
    this.#pass.waiting = []
    for (const entry of waiting) this.#recordEntry(entry)
  }

  #recordEntry(entry: SourceEntry): void {
    const pass = this.#pass
    const origin = originOf(entry)
    const digests = entry.certificates.map((der) => digestOf(der))
    const content = contentOf(origin, digests)
    const known = this.#tables.content(origin.id)
    if (known !== undefined && content.equals(known)) return
    pass.changes.push({ name: origin.name, changedAt: entry.changedAt })
    const before = known === undefined ? undefined : this.#tables.origin(origin.id)
    const certificates = distinct(entry.certificates.map((der, at) => read(der, digests[at] ?? digestOf(der))))
    if (before === undefined && this.#isEasy(origin, certificates)) {
      this.#recordEasy(origin, content, certificates)
      return
    }
    if (before !== undefined) {
      this.#stir(before)
      this.#tables.dropClaims(origin.id)
    }
    this.#tables.putOrigin(origin, content)
    for (const { digest, der, basics } of certificates) {
      const fault = basics === undefined ? 'unreadable' : basics.isCa ? 'ca' : undefined
      this.#tables.putClaim(origin.id, digest, fault === undefined ? { der } : { fault })
    }
    this.#stir(origin)
    if (origin.name === '') this.#refuseName(origin)
  }

  /** New, and nobody else's in any part: nothing has to be weighed. Loading a directory for the first time is this. */
  #isEasy({ name }: Origin, certificates: readonly Certificate[]): boolean {
    return (
      name !== '' &&
      !this.#pass.names.has(name) &&
      !this.#tables.hasServer(name) &&
      certificates.every(({ basics }) => basics?.isCa === false && !this.#tables.isClaimed(basics.digest))
    )
  }

  #recordEasy(origin: Origin, content: Uint8Array, certificates: readonly Certificate[]): void {
    this.#tables.putOrigin(origin, content)
    this.#tables.putServer(origin)
    const sorted = certificates.toSorted((left, right) =>
      (left.basics?.notBefore ?? '').localeCompare(right.basics?.notBefore ?? ''),
    )
    for (const { basics, der } of sorted) {
      if (basics === undefined) continue
      this.#tables.putClaim(origin.id, basics.digest, {})
      this.#tables.publish(origin.name, basics, der)
    }
    this.#pass.isEasy = true
  }

  #refuseName({ id, spelled, place }: Origin): void {
    const at = isoTime(this.#options.clock.nowMs())
    const refusal: Refusal = { origin: id, fingerprint: '', reason: 'name', name: spelled, place, other: '', at }
    if (this.#tables.refusalsOf(id).some(({ reason, name }) => reason === 'name' && name === spelled)) return
    this.#tables.replaceRefusals(id, [refusal])
    this.#pass.refused.push(refusal)
  }
}

/** Other servers of the same directory are the same; another base or another question is not. */
export function identityOf(settings: LdapSettings | undefined): string {
  const { base, mapping, filter, follow } = settings ?? {}
  return JSON.stringify([base, mapping, filter, follow])
}

function originOf({ id, name, place, roles, addresses, enabled }: SourceEntry): Origin {
  return {
    id,
    name: serverNameOf(name) ?? '',
    spelled: name,
    place,
    roles: JSON.stringify(roles),
    addresses: JSON.stringify(addresses),
    enabled,
  }
}

/** The same for entries that say the same, whatever the source's stamps are. */
function contentOf(origin: Origin, digests: readonly Buffer[]): Buffer {
  const certificates = digests.map((digest) => digest.toString('hex')).sort()
  return hash('sha256', JSON.stringify([origin, certificates]), 'buffer')
}

function read(der: Uint8Array, digest: Buffer): Certificate {
  try {
    const basics = parseBasics(der)
    return { der, digest: basics.digest, basics }
  } catch (error) {
    if (!(error instanceof HubtrustError)) throw error
    return { der, digest, basics: undefined }
  }
}

function distinct(certificates: readonly Certificate[]): readonly Certificate[] {
  const byDigest = new Map(certificates.map((certificate) => [certificate.digest.toString('hex'), certificate]))
  return [...byDigest.values()]
}
