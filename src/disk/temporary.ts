/** Folders that live as long as one program; `removeFolder` ends them. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failure, reasonOf, systemCode } from '../core/errors.ts'

/** A fresh folder that only this account can enter. @throws HubtrustError DISK_WRITE_FAILED */
export function makeTemporaryFolder(prefix: string): string {
  const path = join(tmpdir(), prefix)
  try {
    return mkdtempSync(path)
  } catch (error) {
    throw failure('DISK_WRITE_FAILED', { path, folder: tmpdir(), reason: systemCode(error) ?? reasonOf(error) }, error)
  }
}
