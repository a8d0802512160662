/** The audit trail: `console/audit.jsonl`, a line for each change and each sign-in, with who, what, before and after. No secret. */
import { join } from 'node:path'
import * as v from 'valibot'
import { isoTime, type Clock } from '../core/clock.ts'
import { Appender } from '../disk/append.ts'
import { makeFolder, readTextIfPresent } from '../disk/files.ts'
import { consoleFolder } from './access.ts'
import { AuditEntry, type Audited } from './contract/session.ts'
import { parsed } from './runner.ts'

const BYTES_MAX = 8 * 1024 * 1024

export class Audit {
  readonly #appender: Appender
  readonly #paths: readonly [string, string]
  readonly #clock: Clock

  constructor(stateFolder: string, clock: Clock) {
    const folder = consoleFolder(stateFolder)
    const [path, previousPath] = [join(folder, 'audit.jsonl'), join(folder, 'audit.1.jsonl')]
    makeFolder(folder, { mode: 0o700 })
    this.#clock = clock
    this.#paths = [previousPath, path]
    this.#appender = new Appender({ path, previousPath, bytesMax: BYTES_MAX, mode: 0o600 })
  }

  /** @throws HubtrustError DISK_WRITE_FAILED */
  write(entry: Omit<Audited, 'at'>): void {
    this.#appender.append(JSON.stringify({ at: isoTime(this.#clock.nowMs()), ...entry }))
  }

  /** Newest first. @throws HubtrustError DISK_READ_FAILED */
  read(): readonly Audited[] {
    return this.#paths
      .flatMap((path) => (readTextIfPresent(path) ?? '').split('\n'))
      .flatMap((line) => entryOf(line) ?? [])
      .toReversed()
  }

  close(): void {
    this.#appender.close()
  }
}

function entryOf(line: string): Audited | undefined {
  // A line cut short by a crash is no JSON, and no entry.
  const entry = v.safeParse(AuditEntry, parsed(line))
  return entry.success ? entry.output : undefined
}
