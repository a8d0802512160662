/**
 * Members of a zip as sources of bytes. A zip is a stranger's: members are counted and their sizes bounded while they are
 * unpacked, names are only shown and never used as paths, and a zip in a zip is not opened.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { promisify } from 'node:util'
import { open as openZip, type Entry, type ZipFile } from 'yauzl'
import type { FileSource } from './evidence-files.ts'

const MEMBERS_MAX = 5_000
/** Unpacked, of one member and of all: an archive of kilobytes can hold terabytes. */
const MEMBER_BYTES_MAX = 8 * 1024 ** 3
const RATIO_MAX = 2_000
const SIGNATURE = Buffer.from('PK\u0003\u0004', 'latin1')

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
  let zip: ZipFile
  try {
    zip = await open(path)
  } catch (error) {
    yield { name, open: () => failing(error) }
    return
  }
  try {
    let count = 0
    for await (const entry of entriesOf(zip)) {
      count += 1
      if (count > MEMBERS_MAX) return
      if (!entry.fileName.endsWith('/')) yield memberOf(zip, entry, name)
    }
  } catch (error) {
    yield { name, open: () => failing(error) }
  } finally {
    zip.close()
  }
}

function open(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false }, (error, zip) => {
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

function memberOf(zip: ZipFile, entry: Entry, archive: string): FileSource {
  const name = `${archive}!${entry.fileName}`
  return {
    name,
    sizeBytes: entry.uncompressedSize,
    modifiedAt: entry.getLastModDate().toISOString(),
    open: () => unpacked(zip, entry),
  }
}

async function* unpacked(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const stream = await promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))(entry)
  const bytesMax = Math.min(MEMBER_BYTES_MAX, Math.max(1024 ** 2, entry.compressedSize * RATIO_MAX))
  let bytes = 0
  for await (const piece of stream) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece
    bytes += chunk.length
    if (bytes > bytesMax) throw new Error(`${entry.fileName} unpacks to more than ${String(bytesMax)} bytes`)
    yield chunk
  }
}

// eslint-disable-next-line @typescript-eslint/require-await, require-yield -- a source whose first read fails
async function* failing(error: unknown): AsyncGenerator<Uint8Array> {
  throw error
}
