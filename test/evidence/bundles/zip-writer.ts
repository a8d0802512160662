/** A zip of a few files, as small as a zip can be; it may lie about sizes. */
import { crc32, deflateRawSync } from 'node:zlib'
import type { Files } from './windows.ts'

export interface ZipOptions {
  readonly isDeflated: boolean
  /** Sizes told in the place of the true ones. */
  readonly sizes?: Readonly<Record<string, number>>
  /** Said to be locked by a password. */
  readonly encrypted?: readonly string[]
}

/** 2026-11-20 04:12 */
const DATE = ((2026 - 1980) << 9) | (11 << 5) | 20
const TIME = (4 << 11) | (12 << 5)

export function zipOf(files: Files, { isDeflated, sizes = {}, encrypted = [] }: ZipOptions): Uint8Array {
  const members: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const packed = isDeflated ? deflateRawSync(content) : Buffer.from(content)
    const fields = fieldsOf(content, {
      isDeflated,
      isEncrypted: encrypted.includes(name),
      packedBytes: packed.length,
      sizeBytes: sizes[name] ?? content.length,
    })
    const label = Buffer.from(name)
    const local = Buffer.concat([
      bytesOf(4, 0x04034b50),
      fields,
      bytesOf(2, label.length),
      bytesOf(2, 0),
      label,
      packed,
    ])
    directory.push(
      Buffer.concat([
        bytesOf(4, 0x02014b50),
        bytesOf(2, 20),
        fields,
        bytesOf(2, label.length),
        Buffer.alloc(12),
        bytesOf(4, offset),
        label,
      ]),
    )
    // Comment, disk and attributes are the 12 bytes of zeros between.
    members.push(local)
    offset += local.length
  }
  const listing = Buffer.concat(directory)
  const count = bytesOf(2, directory.length)
  const end = [bytesOf(4, 0x06054b50), Buffer.alloc(4), count, count, bytesOf(4, listing.length), bytesOf(4, offset)]
  return Buffer.concat([...members, listing, ...end, Buffer.alloc(2)])
}

interface Sizes {
  readonly isDeflated: boolean
  readonly isEncrypted: boolean
  readonly packedBytes: number
  readonly sizeBytes: number
}

/** What the header of a member and its entry in the directory have in common. */
function fieldsOf(content: Uint8Array, { isDeflated, isEncrypted, packedBytes, sizeBytes }: Sizes): Buffer {
  return Buffer.concat([
    bytesOf(2, 20),
    bytesOf(2, isEncrypted ? 1 : 0),
    bytesOf(2, isDeflated ? 8 : 0),
    bytesOf(2, TIME),
    bytesOf(2, DATE),
    bytesOf(4, crc32(content)),
    bytesOf(4, packedBytes),
    bytesOf(4, sizeBytes),
  ])
}

function bytesOf(count: number, value: number): Buffer {
  const bytes = Buffer.alloc(count)
  bytes.writeUIntLE(value, 0, count)
  return bytes
}
