/**
 * Members of a zip as sources of bytes, and of zips in it, as collectors pack a zip of zips. A zip is a stranger's: members, depth and
 * unpacked bytes are bounded for all of it together, names are only shown and never used as paths, and what is not read is a source
 * that fails, so that somebody says so.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { promisify } from 'node:util'
import { fromBuffer, getFileNameLowLevel, open as openZip, type Entry, type ZipFile } from 'yauzl'
import { failure } from '../core/errors.ts'
import type { FileSource } from './evidence-files.ts'

const MEMBERS_MAX = 5_000
/** Unpacked, of one member: an archive of kilobytes can hold terabytes. */
const MEMBER_BYTES_MAX = 8 * 1024 ** 3
const RATIO_MAX = 2_000
const SMALL_BYTES = 1024 ** 2
/** A zip in a zip is held in memory as a whole. */
const NESTED_BYTES_MAX = 256 * 1024 ** 2
/** The server's zip, the zips of its folders, and one to spare. */
const DEPTH_MAX = 3
const SIGNATURE = Buffer.from('PK\u0003\u0004', 'latin1')

/** What is left of the members for an archive and everything in it. */
interface Budget {
  members: number
}

interface Place {
  readonly name: string
  readonly depth: number
  readonly budget: Budget
}

export function isZip(path: string): boolean {
  const beginning = Buffer.alloc(SIGNATURE.length)
  try {
    const file = openSync(path, 'r')
    try {
      readSync(file, beginning, 0, beginning.length, 0)
    } finally {
      closeSync(file)
    }
  } catch {
    // Whoever opens it for reading tells why it cannot be read.
    return false
  }
  return beginning.equals(SIGNATURE)
}

/** A zip that cannot be read is one source, so that somebody reports it. */
export async function* zipMembers(path: string, name: string): AsyncGenerator<FileSource> {
  const place = { name, depth: 1, budget: { members: MEMBERS_MAX } }
  yield* membersOf(() => open(path), place)
}

async function* membersOf(opened: () => Promise<ZipFile>, place: Place): AsyncGenerator<FileSource> {
  const { name, budget } = place
  let zip: ZipFile
  try {
    zip = await opened()
  } catch (error) {
    yield { name, open: () => failing(error) }
    return
  }
  try {
    for await (const entry of entriesOf(zip)) {
      if (budget.members <= 0) {
        yield { name, open: () => failing(failure('EVIDENCE_ZIP_MEMBERS', { name, limit: MEMBERS_MAX })) }
        return
      }
      budget.members -= 1
      const inner = nameOf(entry)
      if (!inner.endsWith('/')) yield* memberOf(zip, entry, { ...place, name: `${name}!${inner}` })
    }
  } catch (error) {
    yield { name, open: () => failing(error) }
  } finally {
    zip.close()
  }
}

/** Names stay bytes until here: a name that would lead out of a folder is a name like any other, for nothing is written. */
function open(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false, decodeStrings: false }, (error, zip) => {
      if (error === null) resolve(zip)
      else reject(error)
    })
  })
}

function openBuffer(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, decodeStrings: false }, (error, zip) => {
      if (error === null) resolve(zip)
      else reject(error)
    })
  })
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      const settle = (found?: Entry) => {
        zip.off('entry', settle).off('end', settle).off('error', reject)
        resolve(found)
      }
      zip.on('entry', settle).on('end', settle).on('error', reject)
      zip.readEntry()
    })
    if (entry === undefined) return
    yield entry
  }
}

/** With `/` between folders, also where an old packer of Windows wrote `\`. */
function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)
}

async function* memberOf(zip: ZipFile, entry: Entry, place: Place): AsyncGenerator<FileSource> {
  const { name, depth } = place
  const facts = { name, sizeBytes: entry.uncompressedSize, modifiedAt: entry.getLastModDate().toISOString() }
  if (entry.isEncrypted()) {
    yield { ...facts, open: () => failing(failure('EVIDENCE_ZIP_ENCRYPTED', { name })) }
    return
  }
  if (!/\.zip$/i.test(name)) {
    yield { ...facts, open: () => unpacked(zip, entry, name) }
    return
  }
  if (depth >= DEPTH_MAX) {
    yield { ...facts, open: () => failing(failure('EVIDENCE_ZIP_DEPTH', { name, limit: DEPTH_MAX })) }
    return
  }
  yield* membersOf(async () => openBuffer(await whole(zip, entry, name)), { ...place, depth: depth + 1 })
}

async function whole(zip: ZipFile, entry: Entry, name: string): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of unpacked(zip, entry, name)) {
    bytes += piece.length
    if (bytes > NESTED_BYTES_MAX) throw failure('EVIDENCE_ZIP_EXPANDS', { name, limit: NESTED_BYTES_MAX })
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

async function* unpacked(zip: ZipFile, entry: Entry, name: string): AsyncGenerator<Uint8Array> {
  const stream = await promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))(entry)
  const limit = Math.min(MEMBER_BYTES_MAX, Math.max(SMALL_BYTES, entry.compressedSize * RATIO_MAX))
  let bytes = 0
  for await (const piece of stream) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece
    bytes += chunk.length
    if (bytes > limit) throw failure('EVIDENCE_ZIP_EXPANDS', { name, limit })
    yield chunk
  }
}

// eslint-disable-next-line @typescript-eslint/require-await, require-yield -- a source whose first read fails
export async function* failing(error: unknown): AsyncGenerator<Uint8Array> {
  throw error
}
