/** Files that only grow: whole lines at their end, a bounded size, and a cheap way to read what was added. */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { failure, reasonOf, systemCode } from '../core/errors.ts'
import { statOf } from './files.ts'

const LINE_END = 0x0a

export interface AppenderOptions {
  readonly path: string
  /** Where the file goes when it is full; what was there before is gone. */
  readonly previousPath: string
  readonly bytesMax: number
  readonly mode: number
  readonly group?: number | undefined
}

/** Appends lines to a file; after `bytesMax` bytes the file becomes the previous one and a new one begins. */
export class Appender {
  readonly #options: AppenderOptions
  #file: number | undefined
  #bytes = 0

  constructor(options: AppenderOptions) {
    this.#options = options
  }

  /** The line is there as a whole or not at all. @throws HubtrustError DISK_WRITE_FAILED */
  append(line: string): void {
    const data = Buffer.from(`${line}\n`, 'utf8')
    try {
      // Opened first: only then is it known how much was there before this program began.
      this.#open()
      if (this.#bytes > 0 && this.#bytes + data.length > this.#options.bytesMax) this.#rotate()
      this.#write(this.#open(), data)
    } catch (error) {
      const { path } = this.#options
      throw failure(
        'DISK_WRITE_FAILED',
        { path, folder: dirname(path), reason: systemCode(error) ?? reasonOf(error) },
        error,
      )
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }

  #open(): number {
    if (this.#file !== undefined) return this.#file
    const { path, mode, group } = this.#options
    const file = openSync(path, 'a+', mode)
    this.#file = file
    fchmodSync(file, mode)
    if (group !== undefined) fchownSync(file, -1, group)
    this.#bytes = wholeBytes(file)
    return file
  }

  #write(file: number, data: Uint8Array): void {
    try {
      for (let done = 0; done < data.length;) done += writeSync(file, data, done)
      this.#bytes += data.length
    } catch (error) {
      ftruncateSync(file, this.#bytes)
      throw error
    }
  }

  #rotate(): void {
    this.close()
    renameSync(this.#options.path, this.#options.previousPath)
    this.#bytes = 0
  }
}

/** A line that a crash has cut short is taken back; the size without it. */
function wholeBytes(file: number): number {
  const { size } = fstatSync(file)
  const tail = Buffer.alloc(Math.min(size, 64 * 1024))
  readSync(file, tail, 0, tail.length, size - tail.length)
  const end = tail.lastIndexOf(LINE_END)
  const whole = end < 0 ? size - tail.length : size - tail.length + end + 1
  if (whole < size) ftruncateSync(file, whole)
  return whole
}

export interface Tail {
  /** Lines that were added since the last call, in order. */
  read(): readonly string[]
}

const READ_BYTES_MAX = 1024 * 1024

/** Follows a file from a place in it, also over its becoming the previous one. */
export function tailOf(path: string, previousPath: string, from: 'start' | 'end'): Tail {
  const first = statOf(path)
  let inode = first?.ino
  let offset = from === 'end' ? (first?.size ?? 0) : 0
  const take = (file: string, expected: number): readonly string[] => {
    const { bytes, end } = readFrom(file, expected, offset)
    offset = end
    return bytes.toString('utf8').split('\n').slice(0, -1)
  }
  /** What is left of a file that nobody adds to any more. */
  const takeAll = (file: string, expected: number): readonly string[] => {
    const lines: string[] = []
    for (let part = take(file, expected); part.length > 0; part = take(file, expected)) lines.push(...part)
    return lines
  }
  return {
    read() {
      const now = statOf(path)?.ino
      const lines: string[] = []
      if (inode !== undefined && now !== inode) {
        if (statOf(previousPath)?.ino === inode) lines.push(...takeAll(previousPath, inode))
        offset = 0
      }
      inode = now
      if (now !== undefined) lines.push(...take(path, now))
      return lines
    },
  }
}

/** What a file holds from `offset` on, as long as it is still that file. */
function readFrom(path: string, inode: number, offset: number): { readonly bytes: Buffer; readonly end: number } {
  const none = { bytes: Buffer.alloc(0), end: offset }
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    // Just replaced, or not readable at the moment: asked again at the next look.
    return none
  }
  try {
    const { ino, size } = fstatSync(file)
    if (ino !== inode || size <= offset) return none
    const bytes = Buffer.alloc(Math.min(size - offset, READ_BYTES_MAX))
    // Cut at the last line end, so that no character is split.
    const read = readSync(file, bytes, 0, bytes.length, offset)
    const whole = bytes.subarray(0, bytes.subarray(0, read).lastIndexOf(LINE_END) + 1)
    return { bytes: whole, end: offset + whole.length }
  } finally {
    closeSync(file)
  }
}
