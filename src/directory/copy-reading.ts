/** What a copy says of itself to whoever does not keep it: the file is only looked at. */
import type { Clock } from '../core/clock.ts'
import { Database } from '../disk/database.ts'
import { fileExists } from '../disk/files.ts'
import { CopyTables, type Hold, type Refusal } from './copy-tables.ts'
import { MIGRATIONS } from './migrations.ts'

const REFUSALS_MAX = 1_000

export interface CopyState {
  /** The directory was read as a whole at least once, and it is this one. */
  readonly isSettled: boolean
  /** When it was last known to be as the copy is, in milliseconds since 1970. */
  readonly asOfMs: number
  readonly holds: readonly Hold[]
  /** At most 1,000. */
  readonly refusals: readonly Refusal[]
  readonly refusalCount: number
}

const NOTHING: CopyState = { isSettled: false, asOfMs: 0, holds: [], refusals: [], refusalCount: 0 }

/** @throws HubtrustError DIRECTORY_UNREADABLE, DIRECTORY_NEWER_VERSION, DISK_READ_FAILED */
export function lookAtCopy(path: string, { identity, clock }: { identity: string; clock: Clock }): CopyState {
  if (!fileExists(path)) return NOTHING
  const format = MIGRATIONS.length
  const database = new Database({ path, create: false, isReadOnly: true, format, migrate: MIGRATIONS, mode: 0o640 })
  try {
    // An embedded directory of an earlier version has no such table.
    const [row] = database.all("SELECT 1 FROM sqlite_schema WHERE name = 'copy'")
    const state = row === undefined ? undefined : database.get('SELECT identity, asOfMs, settled FROM copy')
    if (state === undefined) return NOTHING
    const tables = new CopyTables(database, clock)
    return {
      isSettled: state['settled'] === 1 && state['identity'] === identity,
      asOfMs: Number(state['asOfMs'] ?? 0),
      holds: tables.holds(),
      refusals: tables.refusals(REFUSALS_MAX),
      refusalCount: tables.refusalCount(),
    }
  } finally {
    database.close()
  }
}
