/** Files, folders and zips as sources of bytes, one after the other. Nothing is written, and nothing outside the paths is followed. */
import { readdirSync, type Dirent } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { failure, systemCode } from '../core/errors.ts'
import { statOf } from './files.ts'
import { failing, isZip, zipMembers } from './zip.ts'

/** A folder of collected output has hundreds of files; a disk image has millions. */
const FILES_MAX = 20_000
const FOLDERS_DEEP_MAX = 16

export interface FileSource {
  readonly name: string
  readonly sizeBytes?: number
  readonly modifiedAt?: string
  /** Each piece is the reader's until it asks for the next; `into` is memory to be filled in turn. */
  open(into?: readonly Uint8Array[]): AsyncIterable<Uint8Array>
}

/** @param paths must exist */
export async function* fileSources(paths: readonly string[]): AsyncGenerator<FileSource> {
  for (const path of paths) {
    const isFolder = statOf(path)?.isDirectory() === true
    const files = isFolder ? filesBelow(path, 0) : [path]
    const nameOf = (file: string) => (isFolder ? relative(path, file) : basename(file))
    let count = 0
    for (const file of files) {
      count += 1
      if (count > FILES_MAX) {
        yield {
          name: path,
          open: () => failing(failure('EVIDENCE_ZIP_MEMBERS', { name: path, limit: FILES_MAX })),
        }
        return
      }
      yield* sourcesOf(file, nameOf(file))
    }
  }
}

function* filesBelow(folder: string, depth: number): Generator<string> {
  if (depth > FOLDERS_DEEP_MAX) return
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path, depth + 1)
    // Links could lead anywhere, devices never end.
    else if (entry.isFile()) yield path
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((left, right) => (left.name < right.name ? -1 : 1))
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT'].includes(systemCode(error) ?? '')) return []
    throw error
  }
}

async function* sourcesOf(path: string, name: string): AsyncGenerator<FileSource> {
  const stats = statOf(path)
  const source: FileSource = {
    name,
    ...(stats === undefined ? {} : { sizeBytes: stats.size, modifiedAt: stats.mtime.toISOString() }),
    open: (into) => piecesOf(path, into),
  }
  if (stats !== undefined && isZip(path)) {
    yield* zipMembers(path, name)
    return
  }
  yield source
}

const PIECE_BYTES = 1024 * 1024

/** A file in pieces: the next is read while the reader looks at the one before. */
export async function* piecesOf(path: string, into?: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  const memory = into ?? [new Uint8Array(PIECE_BYTES), new Uint8Array(PIECE_BYTES)]
  const file = await open(path)
  const read = (turn: number) => file.read(memory[turn % memory.length] ?? new Uint8Array(PIECE_BYTES))
  let reading = read(0)
  try {
    for (let turn = 1; ; turn += 1) {
      const { bytesRead, buffer } = await reading
      if (bytesRead === 0) return
      reading = read(turn)
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    // Closed while it reads, the file would be gone under it.
    await reading
    await file.close()
  }
}
