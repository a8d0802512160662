/** The file of a private key, worked out from the name of its container: nothing has to be asked on the server. */
import { createHash } from 'node:crypto'

/** `<32 hexadecimal digits>_<MachineGuid>`, as Windows names the files of `MachineKeys`. */
export const KEY_FILE_NAME = /[0-9a-f]{32}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/**
 * The first half of a key file's name: MD5 of the lower-case container with a zero behind it, printed as four little-endian
 * numbers. What follows after `_` is the machine's GUID. For keys of CryptoAPI; CNG names its files otherwise.
 */
export function keyFilePrefixOf(container: string): string {
  const digest = createHash('md5')
    .update(Buffer.from(`${container.toLowerCase()}\0`, 'latin1'))
    .digest()
  return digest.swap32().toString('hex')
}
