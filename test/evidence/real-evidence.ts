/** Real files beside the checkout, where they are: tests assert more then, and need none of it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'shared', 'evidence')

/** Undefined when the files are not there. */
export function realEvidence(part: string): string | undefined {
  const folder = join(FOLDER, part)
  return existsSync(folder) ? folder : undefined
}
