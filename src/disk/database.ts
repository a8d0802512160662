/** SQLite, the only door to it: whole transactions, a format number, and a cheap question whether anybody changed anything. */
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, closeSync, existsSync, linkSync, openSync, realpathSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { failure, reasonOf, systemCode, type HubtrustError } from '../core/errors.ts'

/** How long a change waits for another process's change, in milliseconds. */
const BUSY_MS = 5_000

export interface DatabaseOptions {
  readonly path: string
  /** The format this program writes; a higher one in the file is refused, a lower one is brought up by `migrate`. */
  readonly format: number
  readonly create: boolean
  /** To look and leave no trace: nothing is brought up to date, and no log is laid beside the file. */
  readonly isReadOnly?: boolean
  /** From format N (0 is a file that is being made) to N + 1. */
  readonly migrate: readonly string[]
  /** For a file that is made: its mode and, as root, its group and who it belongs to. */
  readonly mode: number
  readonly group?: number | undefined
  readonly owner?: number | undefined
}

export type Row = Readonly<Record<string, unknown>>

export class Database {
  readonly #path: string
  readonly #sqlite: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  /** @throws HubtrustError DIRECTORY_MISSING, DIRECTORY_UNREADABLE, DIRECTORY_NEWER_VERSION, DISK_WRITE_FAILED */
  constructor(options: DatabaseOptions) {
    this.#path = options.path
    if (!existsSync(options.path)) {
      if (!options.create) throw failure('DIRECTORY_MISSING', { path: options.path })
      makeFile(options)
    }
    try {
      this.#sqlite =
        options.isReadOnly === true
          ? openToRead(options.path)
          : new DatabaseSync(options.path, { timeout: BUSY_MS, enableForeignKeyConstraints: true })
      this.#prepareFile(options)
    } catch (error) {
      throw this.#problem(error)
    }
  }

  #prepareFile({ format, migrate, isReadOnly }: DatabaseOptions): void {
    const found = this.#userVersion()
    if (found > format) {
      this.#sqlite.close()
      throw failure('DIRECTORY_NEWER_VERSION', { path: this.#path, found, known: format })
    }
    // A file that was emptied, or is something else, is damage: as an empty directory it would end all trust.
    if (found === 0) {
      this.#sqlite.close()
      throw failure('DIRECTORY_UNREADABLE', { path: this.#path, reason: 'it is empty, or not a directory' })
    }
    if (isReadOnly === true) return
    this.#sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    if (found === format) return
    this.transaction(() => {
      // Another process may have been first.
      for (let step = this.#userVersion(); step < format; step += 1) {
        this.#sqlite.exec(migrate[step] ?? '')
        this.#sqlite.exec(`PRAGMA user_version = ${step + 1}`)
      }
    })
  }

  #userVersion(): number {
    return Number(this.#sqlite.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  }

  all(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return this.#ask(() => this.#statement(sql).all(...values))
  }

  get(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#ask(() => this.#statement(sql).get(...values))
  }

  /** The number of rows it changed. */
  run(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(this.#ask(() => this.#statement(sql).run(...values)).changes)
  }

  /**
   * The first half of a transaction that lasts longer than a call. Nothing is moved out of the log at its end: that could
   * wait for readers.
   */
  begin(): void {
    this.#ask(() => {
      this.#sqlite.exec('BEGIN IMMEDIATE')
    })
  }

  commit(): void {
    this.#ask(() => {
      this.#sqlite.exec('COMMIT')
    })
  }

  rollback(): void {
    if (this.#sqlite.isOpen && this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK')
  }

  get isInTransaction(): boolean {
    return this.#sqlite.isOpen && this.#sqlite.isTransaction
  }

  *each(sql: string, ...values: readonly SQLInputValue[]): Iterable<Row> {
    try {
      yield* this.#statement(sql).iterate(...values)
    } catch (error) {
      throw this.#problem(error)
    }
  }

  /** All of it or nothing; other writers wait. */
  transaction<T>(work: () => T): T {
    this.#ask(() => {
      this.#sqlite.exec('BEGIN IMMEDIATE')
    })
    try {
      const result = work()
      this.#ask(() => {
        this.#sqlite.exec('COMMIT')
      })
      this.#settle()
      return result
    } catch (error) {
      if (this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK')
      throw error
    }
  }

  /**
   * Moves what was written into the file itself. A backup is then a copy of one file; and one that is put in its place
   * does not find a log beside it whose pages SQLite would lay over it.
   */
  #settle(): void {
    try {
      this.#sqlite.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // The change itself is safe; the next one, or the last program to close the file, moves it.
    }
  }

  /** Differs from the last answer when another connection has changed the file (PRAGMA data_version). */
  dataVersion(): number {
    return Number(this.get('PRAGMA data_version')?.['data_version'] ?? 0)
  }

  close(): void {
    if (this.#sqlite.isOpen) this.#sqlite.close()
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#sqlite.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #ask<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw this.#problem(error)
    }
  }

  #problem(error: unknown): unknown {
    const number = primaryCode(error)
    if (number === undefined) return error
    const path = this.#path
    if (number === SQLITE_BUSY || number === SQLITE_LOCKED) return failure('DIRECTORY_BUSY', { path }, error)
    if (number === SQLITE_FULL || number === SQLITE_READONLY) return writeFailure(path, error)
    return failure('DIRECTORY_UNREADABLE', { path, reason: reasonOf(error) }, error)
  }
}

/** Where nobody has the file open there is no log beside it: then it stands still, and SQLite need not make one to be sure. */
function openToRead(path: string): DatabaseSync {
  const real = realpathSync(path)
  const place = pathToFileURL(real)
  if (!existsSync(`${real}-wal`)) place.searchParams.set('immutable', '1')
  return new DatabaseSync(place, { readOnly: true, timeout: BUSY_MS })
}

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_READONLY = 8
const SQLITE_FULL = 13

/** The primary result code of an error of SQLite; undefined for any other error. */
function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

/** Made beside its place and put there as a whole, so that there never is a directory that was only begun. */
function makeFile({ path, mode, group, owner, migrate }: DatabaseOptions): void {
  const fresh = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    closeSync(openSync(fresh, 'wx', mode))
    chmodSync(fresh, mode)
    if (group !== undefined || owner !== undefined) chownSync(fresh, owner ?? -1, group ?? -1)
    const sqlite = new DatabaseSync(fresh)
    // What a crash leaves here is thrown away, so no journal is needed that would lie beside it.
    sqlite.exec(
      `PRAGMA journal_mode = MEMORY; BEGIN; ${migrate.join('\n')}; PRAGMA user_version = ${migrate.length}; COMMIT`,
    )
    sqlite.close()
    linkSync(fresh, path)
  } catch (error) {
    // Another process may have been first; its file is as good.
    if (systemCode(error) !== 'EEXIST') throw writeFailure(path, error)
  } finally {
    rmSync(fresh, { force: true })
  }
}

function writeFailure(path: string, error: unknown): HubtrustError {
  return failure('DISK_WRITE_FAILED', { path, folder: dirname(path), reason: reasonOf(error) }, error)
}
