/**
 * Files: the only room that opens them. Writing is all or nothing: a crash or a full disk at any point leaves the file
 * that was there.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  watch,
  writeSync,
  type Stats,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { failure, reasonOf, systemCode, type HubtrustError } from '../core/errors.ts'

/** What a configuration or a certificate may weigh; callers with other needs say so. */
const READ_BYTES_MAX = 16 * 1024 * 1024

export interface ReadOptions {
  readonly bytesMax?: number
}

/** @throws HubtrustError DISK_READ_FAILED also when the file is larger than `bytesMax` */
export function readBytes(path: string, { bytesMax = READ_BYTES_MAX }: ReadOptions = {}): Buffer {
  try {
    return readBounded(path, bytesMax)
  } catch (error) {
    throw readFailure(path, error)
  }
}

function readBounded(path: string, bytesMax: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    if (size > bytesMax) throw new Error(`larger than ${bytesMax} bytes`)
    // One byte more than promised shows a file that grows (or a device that has no size).
    const buffer = Buffer.alloc(Math.max(size, 0) + 1)
    let length = 0
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(file, buffer, length, buffer.length - length, null)
    }
    return buffer.subarray(0, Math.min(length, size === 0 ? length : size))
  } finally {
    closeSync(file)
  }
}

/** UTF-8, a byte order mark taken off. @throws HubtrustError DISK_READ_FAILED */
export function readText(path: string, options: ReadOptions = {}): string {
  return readBytes(path, options)
    .toString('utf8')
    .replace(/^\ufeff/, '')
}

/** Undefined when there is no such file. @throws HubtrustError DISK_READ_FAILED for any other trouble */
export function readTextIfPresent(path: string, options: ReadOptions = {}): string | undefined {
  return fileExists(path) ? readText(path, options) : undefined
}

/**
 * A file of /proc or /sys: the kernel makes it while it is read and promises no size. Undefined when it is not there or not
 * for us.
 */
export function readKernelText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // What the kernel does not show, or not to everybody, is unknown: callers go on without.
    return undefined
  }
}

/** Without links; undefined when there is no such file or it cannot be reached. */
export function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** What a link says, whether or not it is there; undefined when it is no link or cannot be read. */
export function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

/** Whether it is certain that nothing is there: where we may not look, something may be. */
export function isAbsent(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined
  } catch (error) {
    return systemCode(error) === 'ENOTDIR'
  }
}

export interface WriteOptions {
  readonly mode: number
  /** User id of the file's owner; left as it comes when undefined. */
  readonly owner?: number | undefined
  readonly group?: number | undefined
}

/** Replaces a file as a whole: written beside it, flushed, renamed over it. @throws HubtrustError DISK_WRITE_FAILED */
export function writeAtomic(path: string, data: string | Uint8Array, { mode, owner, group }: WriteOptions): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    writeWhole(temporary, typeof data === 'string' ? Buffer.from(data, 'utf8') : data)
    chmodSync(temporary, mode)
    if (owner !== undefined || group !== undefined) chownSync(temporary, owner ?? -1, group ?? -1)
    renameSync(temporary, path)
    flushFolder(dirname(path))
  } catch (error) {
    rmSync(temporary, { force: true })
    throw writeFailure(path, error)
  }
}

function writeWhole(path: string, data: Uint8Array): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    for (let done = 0; done < data.length;) done += writeSync(file, data, done)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes a rename durable; some file systems cannot flush a folder, and then there is nothing to be done. */
function flushFolder(folder: string): void {
  const file = openSync(folder, 'r')
  try {
    fsyncSync(file)
  } catch (error) {
    if (systemCode(error) !== 'EINVAL') throw error
  } finally {
    closeSync(file)
  }
}

export interface FolderOptions extends WriteOptions {
  /** Set the mode also when the folder is there already. */
  readonly isEnforced?: boolean
}

/** With the folders above it. @throws HubtrustError DISK_WRITE_FAILED */
export function makeFolder(path: string, { mode, owner, group, isEnforced = false }: FolderOptions): void {
  try {
    const made = mkdirSync(path, { recursive: true, mode })
    if (made === undefined && !isEnforced) return
    chmodSync(path, mode)
    if (owner !== undefined || group !== undefined) chownSync(path, owner ?? -1, group ?? -1)
  } catch (error) {
    throw writeFailure(path, error)
  }
}

/** Names in a folder, sorted; empty when there is no such folder. @throws HubtrustError DISK_READ_FAILED */
export function listFolder(path: string): readonly string[] {
  try {
    return readdirSync(path).sort()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw readFailure(path, error)
  }
}

/** No trouble when it is gone already. @throws HubtrustError DISK_WRITE_FAILED */
export function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw writeFailure(path, error)
  }
}

/** @throws HubtrustError DISK_WRITE_FAILED */
export function renameFile(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    throw writeFailure(to, error)
  }
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true })
}

/** Also true in a folder that is closed to us, where nobody can say: whoever goes on to read is told what is in the way. */
export function fileExists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    return systemCode(error) === 'EACCES'
  }
}

/** Undefined when there is no such file or it cannot be looked at. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** Sets when a file was changed last. @throws HubtrustError DISK_WRITE_FAILED */
export function touch(path: string, atMs: number): void {
  try {
    utimesSync(path, atMs / 1_000, atMs / 1_000)
  } catch (error) {
    throw writeFailure(path, error)
  }
}

/** @throws HubtrustError DISK_WRITE_FAILED */
export function changeMode(path: string, mode: number): void {
  try {
    chmodSync(path, mode)
  } catch (error) {
    throw writeFailure(path, error)
  }
}

/** -1 leaves an id as it is. @throws HubtrustError DISK_WRITE_FAILED */
export function changeOwner(path: string, owner: number, group: number): void {
  try {
    chownSync(path, owner, group)
  } catch (error) {
    throw writeFailure(path, error)
  }
}

/** Calls back when something in a folder has changed; several changes in a row are told once. */
export function watchFolder(path: string, onChange: () => void): { close(): void } {
  let settling: NodeJS.Timeout | undefined
  const watcher = watch(path, { persistent: false }, () => {
    settling ??= setTimeout(() => {
      settling = undefined
      onChange()
    }, 50).unref()
  })
  watcher.on('error', () => {
    watcher.close()
  })
  return {
    close: () => {
      clearTimeout(settling)
      watcher.close()
    },
  }
}

function readFailure(path: string, error: unknown): HubtrustError {
  return failure('DISK_READ_FAILED', { path, reason: systemCode(error) ?? reasonOf(error) }, error)
}

function writeFailure(path: string, error: unknown): HubtrustError {
  const reason = systemCode(error) ?? reasonOf(error)
  return failure('DISK_WRITE_FAILED', { path, folder: dirname(path), reason }, error)
}
