/** Private key files: who may read them, and whether they belong to their certificates. */
import { failure } from '../core/errors.ts'
import { Secret } from '../core/secret.ts'
import { effectiveAccess } from '../disk/access.ts'
import { currentAccount, type Account } from '../disk/accounts.ts'
import { changeMode, changeOwner, isAbsent, makeFolder, readText, statOf } from '../disk/files.ts'
import { dirname } from 'node:path'
import type { KeyAccess, StoredCertificate } from '../model/certificate.ts'
import { keyMatches } from '../x509/issue.ts'
import type { StoreProblem } from './contract.ts'

const OTHERS = 0o007
const OTHERS_READ = 0o004

interface Ownership {
  readonly mode: number
  readonly owner?: number
  readonly group?: number
}

/** As root: root's, readable by the group of the service account. As anybody else: one's own. */
export function keyOwnership(account: Account): { readonly file: Ownership; readonly folder: Ownership } {
  if (currentAccount().uid !== 0) return { file: { mode: 0o600 }, folder: { mode: 0o700 } }
  const owner = { owner: 0, group: account.gid }
  return { file: { mode: 0o640, ...owner }, folder: { mode: 0o750, ...owner } }
}

/** @param path may be missing */
export function keyAccess(path: string, certificateDer: Uint8Array, account: Account): KeyAccess {
  if (isAbsent(path)) {
    return {
      present: false,
      matches: 'unknown',
      readable: false,
      readableBy: [],
      obstacle: 'missing',
      obstaclePath: path,
      path,
    }
  }
  const { allowed, obstacle, obstaclePath, readableBy } = effectiveAccess(path, account, 'read')
  return {
    present: true,
    matches: matches(path, certificateDer),
    readable: allowed,
    readableBy,
    ...(obstacle === undefined ? {} : { obstacle }),
    ...(obstaclePath === undefined ? {} : { obstaclePath }),
    path,
  }
}

interface Remembered {
  readonly stamp: string
  readonly matches: boolean
}

/** Comparing takes a key's decoding; the answer holds as long as the file is the same. */
const remembered = new Map<string, Remembered>()
const REMEMBERED_MAX = 10_000

function matches(path: string, certificateDer: Uint8Array): boolean | 'unknown' {
  const stats = statOf(path)
  if (stats === undefined) return 'unknown'
  const stamp = `${stats.ino} ${stats.size} ${stats.mtimeMs}`
  const known = remembered.get(path)
  if (known?.stamp === stamp) return known.matches
  let keyPem: Secret
  try {
    keyPem = new Secret(readText(path))
  } catch {
    // Not ours to read: whether it fits is unknown, that it cannot be read is told by the access.
    return 'unknown'
  }
  const answer = keyMatches(certificateDer, keyPem)
  if (remembered.size >= REMEMBERED_MAX) remembered.clear()
  remembered.set(path, { stamp, matches: answer })
  return answer
}

/** A key everybody can read, or one that belongs to another certificate. */
export function keyProblem({ thumbprint, key }: StoredCertificate, account: Account): StoreProblem | undefined {
  const { path } = key
  if (path === undefined || !key.present) return undefined
  if (key.matches === false) return { path, problem: failure('X509_KEY_MISMATCH', { thumbprint }) }
  const mode = statOf(path)?.mode ?? 0
  if ((mode & OTHERS_READ) === 0) return undefined
  const shown = (mode & 0o777).toString(8).padStart(4, '0')
  return {
    path,
    problem: failure('STORE_KEY_EXPOSED', { path, mode: shown, group: account.groups[0]?.name ?? account.name }),
  }
}

/** Gives the service account read access the way the store writes keys, closing what stood open to everybody. */
export function grantRead(path: string, account: Account): void {
  const { file, folder } = keyOwnership(account)
  makeFolder(dirname(path), { ...folder, isEnforced: true })
  if (file.owner !== undefined && file.group !== undefined) changeOwner(path, file.owner, file.group)
  changeMode(path, file.mode & ~OTHERS)
}
