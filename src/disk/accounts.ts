/** Accounts and groups of this machine, as its own name service knows them (files, LDAP, systemd: whatever `getent` asks). */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'

export interface Group {
  readonly gid: number
  readonly name: string
}

export interface Account {
  readonly name: string
  readonly uid: number
  /** The primary group. */
  readonly gid: number
  /** Primary and supplementary groups. */
  readonly groups: readonly Group[]
}

const known = new Map<string, Account | undefined>()

/** Undefined when there is no such account. Asked once in the life of a process. */
export function accountOf(name: string): Account | undefined {
  if (!known.has(name)) known.set(name, lookUp(name))
  return known.get(name)
}

/** Whether there is such an account. Looked for in the usual places first: asking the name service takes another program. */
export function accountExists(name: string): boolean {
  return whoAmI().username === name || isInPasswordFile(name) || accountOf(name) !== undefined
}

function isInPasswordFile(name: string): boolean {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .some((line) => line.startsWith(`${name}:`))
  } catch {
    // Not every system has the file.
    return false
  }
}

function lookUp(name: string): Account | undefined {
  const fields = getent('passwd', name)?.split(':')
  const uid = Number(fields?.[2])
  const gid = Number(fields?.[3])
  if (fields === undefined || !Number.isInteger(uid) || !Number.isInteger(gid)) return undefined
  return { name: fields[0] ?? name, uid, gid, groups: groupsOf(fields[0] ?? name, gid) }
}

/** `id` knows primary and supplementary groups from every source. */
function groupsOf(name: string, gid: number): readonly Group[] {
  const ids = run('id', ['-G', '--', name])?.trim().split(/\s+/).map(Number) ?? [gid]
  return ids.map((id) => ({ gid: id, name: groupNameOf(id) }))
}

/** The group's name, or its number when it has none. */
export function groupNameOf(gid: number): string {
  return getent('group', String(gid))?.split(':')[0] ?? String(gid)
}

/** Undefined when there is no such group. */
export function groupIdOf(name: string): number | undefined {
  const gid = Number(getent('group', name)?.split(':')[2])
  return Number.isInteger(gid) ? gid : undefined
}

/** The account's name, or its number when it has none. */
export function accountNameOf(uid: number): string {
  return getent('passwd', String(uid))?.split(':')[0] ?? String(uid)
}

/** Who this process is. */
export function currentAccount(): Account {
  const { username, uid, gid } = whoAmI()
  const gids = process.getgroups?.() ?? [gid]
  const own = accountOf(username)
  return own?.uid === uid
    ? own
    : { name: username, uid, gid, groups: gids.map((id) => ({ gid: id, name: groupNameOf(id) })) }
}

/** A container may run as a number that has no name. */
function whoAmI(): { readonly username: string; readonly uid: number; readonly gid: number } {
  try {
    return userInfo()
  } catch {
    const uid = process.getuid?.() ?? -1
    return { username: String(uid), uid, gid: process.getgid?.() ?? -1 }
  }
}

const answers = new Map<string, string | undefined>()

function getent(database: 'passwd' | 'group', key: string): string | undefined {
  const asked = `${database} ${key}`
  if (!answers.has(asked)) answers.set(asked, run('getent', ['--', database, key])?.trim().split('\n')[0])
  return answers.get(asked)
}

function run(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 10_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return status === 0 && stdout !== '' ? stdout : undefined
}
