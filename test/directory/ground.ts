/** Directories in folders of their own, and certificates to publish. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { stillClock } from '../../src/core/clock.ts'
import { HubtrustError } from '../../src/core/errors.ts'
import type { LocalDirectory } from '../../src/directory/contract.ts'
import { openEmbeddedDirectory } from '../../src/directory/embedded.ts'
import { issueSelfSigned } from '../../src/x509/issue.ts'
import { fingerprintOf } from '../../src/x509/parse.ts'

export function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-directory-'))
  t.after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

export interface Opened {
  readonly path: string
  readonly clock: ReturnType<typeof stillClock>
  readonly directory: LocalDirectory
}

/** A new directory; closed and gone after the test. */
export function newDirectory(t: TestContext): Opened {
  const path = join(folderOf(t), 'directory.sqlite')
  const clock = stillClock('2026-06-01T00:00:00.000Z')
  const directory = openEmbeddedDirectory({ path, clock, create: true })
  t.after(() => {
    directory.close()
  })
  return { path, clock, directory }
}

export interface Published {
  readonly der: Uint8Array
  readonly fingerprint: string
}

export function certificateOf(name: string): Published {
  const { certificateDer } = issueSelfSigned({
    keyType: 'ec-p256',
    commonName: name,
    dnsNames: [name],
    notBeforeMs: Date.parse('2026-01-01T00:00:00Z'),
    days: 365,
  })
  return { der: certificateDer, fingerprint: fingerprintOf(certificateDer) }
}

/** What was thrown; a test that threw nothing has failed. */
export function refusalOf(work: () => unknown): HubtrustError {
  try {
    work()
  } catch (error) {
    assert.ok(error instanceof HubtrustError, String(error))
    return error
  }
  assert.fail('nothing was refused')
}

/** Everything a directory says, to compare before and after. */
export function contentOf(directory: LocalDirectory) {
  return {
    servers: directory.servers(),
    trust: [...directory.trustEntries()],
    change: directory.changeNumber(),
  }
}
