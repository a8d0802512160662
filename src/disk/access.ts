/**
 * Whether an account can read a file: what the kernel would answer, computed from mode bits, groups and POSIX ACLs of the
 * file and of every folder on its path (acl(5), path_resolution(7)). Nothing is opened, so it can be asked as anybody.
 */
import { spawnSync } from 'node:child_process'
import { realpathSync, statSync, type Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { systemCode } from '../core/errors.ts'
import { statOf } from './files.ts'
import { accountNameOf, groupNameOf, type Account } from './accounts.ts'

export type Obstacle = 'missing' | 'key-mode' | 'folder-mode' | 'acl'

export interface EffectiveAccess {
  readonly allowed: boolean | 'unknown'
  /** The first thing on the path that stands in the way. */
  readonly obstacle?: Obstacle
  readonly obstaclePath?: string
  /** Who may read the file by its own mode or ACL: `root`, `group:hubtrust`, `everyone`. */
  readonly readableBy: readonly string[]
}

const READ = 4
const SEARCH = 1
const GROUP_BITS = 0o070

interface Grant {
  readonly bits: number
  readonly isByAcl: boolean
}

/** @param wish only `read` is asked for keys */
export function effectiveAccess(path: string, account: Account, wish: 'read' = 'read'): EffectiveAccess {
  const wanted = { read: READ }[wish]
  let real: string
  try {
    real = realpathSync(resolve(path))
  } catch (error) {
    return unresolvable(path, error, account)
  }
  const folders = foldersAbove(real)
  const acls = aclsOf(account.uid === 0 ? [real] : [...folders, real])
  const readableBy = readersOf(real, acls.get(real))
  for (const folder of folders) {
    const grant = grantOn(folder, account, acls.get(folder))
    if ((grant.bits & SEARCH) === 0) {
      return { allowed: false, obstacle: grant.isByAcl ? 'acl' : 'folder-mode', obstaclePath: folder, readableBy }
    }
  }
  const grant = grantOn(real, account, acls.get(real))
  if ((grant.bits & wanted) !== 0) return { allowed: true, readableBy }
  return { allowed: false, obstacle: grant.isByAcl ? 'acl' : 'key-mode', obstaclePath: real, readableBy }
}

function unresolvable(path: string, error: unknown, { uid }: Account): EffectiveAccess {
  const code = systemCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { allowed: false, obstacle: 'missing', obstaclePath: path, readableBy: [] }
  }
  // What stops us stops the account when that is who we are.
  if (code === 'EACCES' && uid === process.getuid?.()) {
    const closed = foldersAbove(resolve(path)).findLast((folder) => statOf(folder) !== undefined)
    return { allowed: false, obstacle: 'folder-mode', obstaclePath: closed ?? path, readableBy: [] }
  }
  return { allowed: 'unknown', obstaclePath: path, readableBy: [] }
}

/** From the root down. */
function foldersAbove(path: string): readonly string[] {
  const above = dirname(path)
  return above === path ? [] : [...foldersAbove(above), above]
}

function grantOn(path: string, account: Account, found: Acl | undefined): Grant {
  if (account.uid === 0) return { bits: READ | SEARCH, isByAcl: false }
  const stats = statSync(path)
  // Linux does not look at the ACL of a file whose group bits, which are then the mask, are all off (fs/namei.c).
  const acl = (stats.mode & GROUP_BITS) === 0 ? undefined : found
  return acl === undefined
    ? { bits: modeBits(stats, account), isByAcl: false }
    : { bits: aclBits(acl, stats, account), isByAcl: true }
}

/** Owner, then group, then others: the first class that fits decides, even when a later one would grant more. */
function modeBits({ mode, uid, gid }: Stats, account: Account): number {
  if (uid === account.uid) return (mode >> 6) & 7
  return isMember(account, gid) ? (mode >> 3) & 7 : mode & 7
}

function isMember(account: Account, gid: number): boolean {
  return account.gid === gid || account.groups.some((group) => group.gid === gid)
}

interface AclEntry {
  readonly kind: 'user' | 'group' | 'mask' | 'other'
  /** Numeric id; undefined for the owner, the owning group, mask and others. */
  readonly id: number | undefined
  readonly bits: number
}

type Acl = readonly AclEntry[]

/** The access check of acl(5). */
function aclBits(acl: Acl, { uid, gid }: Stats, account: Account): number {
  const bitsOf = (kind: AclEntry['kind'], id?: number) =>
    acl.find((entry) => entry.kind === kind && entry.id === id)?.bits
  const mask = bitsOf('mask') ?? 7
  if (uid === account.uid) return bitsOf('user') ?? 0
  const named = bitsOf('user', account.uid)
  if (named !== undefined) return named & mask
  const groups = acl.filter(({ kind, id }) => kind === 'group' && isMember(account, id ?? gid))
  if (groups.length > 0) return groups.reduce((bits, entry) => bits | entry.bits, 0) & mask
  return bitsOf('other') ?? 0
}

/**
 * All asked for at once, since each question is a program. Absent for a file that has no ACL beyond its mode, and for all
 * when this machine has no `getfacl`: then the mode decides, which is also what the kernel does without ACL support.
 */
function aclsOf(paths: readonly string[]): ReadonlyMap<string, Acl> {
  const { stdout, error } = spawnSync('getfacl', ['-pEns', '--', ...paths], {
    encoding: 'utf8',
    timeout: 10_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const acls = new Map<string, Acl>()
  if (error !== undefined) return acls
  for (const block of stdout.split('\n\n')) {
    const [, path] = /^# file: (.*)$/m.exec(block) ?? []
    if (path !== undefined) acls.set(unquoted(path), block.split('\n').flatMap(entriesOf))
  }
  return acls
}

/** In a path backslashes are written twice, and line ends in octal. */
function unquoted(path: string): string {
  return path.replace(/\\(\\|[0-7]{3})/g, (_, code: string) =>
    code === '\\' ? code : String.fromCharCode(Number.parseInt(code, 8)),
  )
}

function entriesOf(line: string): Acl {
  const match = /^(user|group|mask|other):(\d*):([r-])([w-])([x-])/.exec(line)
  return match === null ? [] : [entryOf(match)]
}

function entryOf([, kind, id, r, w, x]: readonly (string | undefined)[]): AclEntry {
  const bits = (r === 'r' ? 4 : 0) | (w === 'w' ? 2 : 0) | (x === 'x' ? 1 : 0)
  const kinds = { user: 'user', group: 'group', mask: 'mask', other: 'other' } as const
  const known = Object.values(kinds).find((one) => one === kind) ?? 'other'
  return { kind: known, id: id === undefined || id === '' ? undefined : Number(id), bits }
}

function readersOf(path: string, acl: Acl = []): readonly string[] {
  const { mode, uid, gid } = statSync(path)
  const mask = acl.find(({ kind }) => kind === 'mask')?.bits ?? 7
  const named = acl.flatMap(({ kind, id, bits }) => {
    if (id === undefined || (bits & mask & READ) === 0) return []
    return kind === 'user' ? [accountNameOf(id)] : [`group:${groupNameOf(id)}`]
  })
  return [
    ...new Set([
      'root',
      ...((mode >> 6) & READ ? [accountNameOf(uid)] : []),
      ...((mode >> 3) & READ ? [`group:${groupNameOf(gid)}`] : []),
      ...named,
      ...(mode & READ ? ['everyone'] : []),
    ]),
  ]
}

/** Differs when somebody changed who may read the file: its own mode, owner or ACL, or those of a folder on its path. */
export function accessStamp(path: string): string {
  const own = statOf(path)
  const folders = foldersAbove(resolve(path)).map((folder) => {
    const stats = statOf(folder)
    return stats === undefined ? '-' : `${stats.ino} ${stats.mode} ${stats.uid} ${stats.gid}`
  })
  // The change time of a file tells of its ACL too; that of a folder tells of every file made in it, and is left out.
  return [...folders, own === undefined ? '-' : `${own.ino} ${own.ctimeMs}`].join(' / ')
}
