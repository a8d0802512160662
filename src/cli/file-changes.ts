/** Files that are changed together: shown first, kept as they were, put back byte for byte. */
import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import * as v from 'valibot'
import { failure } from '../core/errors.ts'
import { makeFolder, readBytes, readTextIfPresent, removeFile, statOf, writeAtomic } from '../disk/files.ts'
import { changedLines } from '../postfix/setup.ts'

export interface FileChange {
  readonly path: string
  /** Undefined for a file that is made. */
  readonly before: Uint8Array | undefined
  readonly after: Uint8Array
}

const RECORD = v.object({
  at: v.string(),
  files: v.array(v.object({ path: v.string(), kept: v.nullable(v.string()), after: v.string() })),
})

export type KeptFiles = v.InferOutput<typeof RECORD>

const NEW_FILE_MODE = 0o644

export function isChange({ before, after }: FileChange): boolean {
  return before === undefined || Buffer.compare(before, after) !== 0
}

export function linesOf({ before, after }: FileChange): readonly string[] {
  return changedLines(textOf(before), textOf(after))
}

function textOf(bytes: Uint8Array = new Uint8Array(0)): string {
  return Buffer.from(bytes).toString('utf8')
}

function recordPath(folder: string): string {
  return join(folder, 'setup.json')
}

/**
 * Keeps every file beside a record of what it becomes. What is kept of an earlier set-up stays: that is what `putBack`
 * goes back to. Returns how to undo this one alone. @throws HubtrustError DISK_*
 */
export function keep(folder: string, changes: readonly FileChange[], at: string): () => void {
  makeFolder(folder, { mode: 0o700 })
  const record = recordPath(folder)
  const earlier = readTextIfPresent(record)
  const known = earlier === undefined ? [] : parsed(earlier).files
  const untouched = known.filter(({ path }) => !changes.some((change) => change.path === path))
  const files = changes.map(({ path, before, after }) => {
    const kept = known.find((file) => file.path === path)?.kept
    return { path, kept: kept === undefined ? copyOf(folder, { path, before }) : kept, after: digestOf(after) }
  })
  writeAtomic(record, JSON.stringify({ at, files: [...untouched, ...files] }, null, 2), { mode: 0o600 })
  return () => {
    for (const { path, before } of changes) makeAgain(path, before)
    if (earlier === undefined) removeFile(record)
    else writeAtomic(record, earlier, { mode: 0o600 })
  }
}

function copyOf(folder: string, { path, before }: Pick<FileChange, 'path' | 'before'>): string | null {
  if (before === undefined) return null
  const kept = join(folder, basename(path))
  writeAtomic(kept, readBytes(path), { mode: 0o600 })
  return kept
}

/** With the owner and the mode it has. @throws HubtrustError DISK_WRITE_FAILED */
export function write({ path, after }: Pick<FileChange, 'path' | 'after'>): void {
  const found = statOf(path)
  const mode = found === undefined ? NEW_FILE_MODE : found.mode & 0o7777
  writeAtomic(path, after, { mode, owner: found?.uid, group: found?.gid })
}

/** @param command that made the set-up @throws HubtrustError SETUP_NOT_DONE */
export function keptFiles(folder: string, command: string): KeptFiles {
  const text = readTextIfPresent(recordPath(folder))
  if (text === undefined) throw failure('SETUP_NOT_DONE', { folder, command })
  return parsed(text)
}

function parsed(text: string): KeptFiles {
  return v.parse(RECORD, JSON.parse(text))
}

/** Refuses when somebody has changed a file since: that would be lost. @throws HubtrustError SETUP_CHANGED_SINCE, DISK_* */
export function putBack(folder: string, { files }: KeptFiles): void {
  for (const { path, kept, after } of files) {
    const now = bytesIfPresent(path)
    if (now === undefined || digestOf(now) !== after)
      throw failure('SETUP_CHANGED_SINCE', { path, backup: kept ?? '/dev/null' })
  }
  for (const { path, kept } of files) makeAgain(path, kept === null ? undefined : readBytes(kept))
  forget(folder, files)
}

/** @param before undefined for a file that was not there */
function makeAgain(path: string, before: Uint8Array | undefined): void {
  if (before !== undefined) write({ path, after: before })
  else if (statOf(path) !== undefined) removeFile(path)
}

function forget(folder: string, files: KeptFiles['files']): void {
  for (const { kept } of files) if (kept !== null) removeFile(kept)
  removeFile(recordPath(folder))
}

/** Nobody says what encoding a comment has: the bytes count. */
export function bytesIfPresent(path: string): Uint8Array | undefined {
  return statOf(path) === undefined ? undefined : readBytes(path)
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
