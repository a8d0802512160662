/** Modes and owners as `ls -l` shows them, and whether what holds a path is mounted read-only. */
import { dirname } from 'node:path'
import { accountNameOf, groupNameOf } from '../disk/accounts.ts'
import { readKernelText, realPathOf } from '../disk/files.ts'
import { permissionsOf } from '../disk/permissions.ts'
import type { FilePermission } from '../model/facts.ts'

const MOUNTS = '/proc/self/mountinfo'

/** Of those that are there and can be looked at, in the order given. */
export function permissionsOfAll(paths: readonly string[]): readonly FilePermission[] {
  return paths.flatMap((path) => {
    const found = permissionsOf(path)
    if (found === undefined) return []
    const mode = found.mode.toString(8).padStart(4, '0')
    return [{ path, mode, owner: accountNameOf(found.owner), group: groupNameOf(found.group) }]
  })
}

/**
 * The mount points that hold these paths, where they are read-only. A folder that is not there is looked for where it
 * would be.
 */
export function readOnlyMounts(paths: readonly string[], mountsPath = MOUNTS): readonly string[] {
  const mounts = mountsOf(readKernelText(mountsPath) ?? '')
  const found = paths.map((path) => holderOf(existing(path), mounts)).filter((mount) => mount?.isReadOnly === true)
  return [...new Set(found.flatMap((mount) => mount?.point ?? []))]
}

function existing(path: string): string {
  return realPathOf(path) ?? (dirname(path) === path ? path : existing(dirname(path)))
}

interface Mount {
  readonly point: string
  readonly isReadOnly: boolean
}

/** proc_pid_mountinfo(5): options of the mount before the dash, of what is mounted behind it. */
function mountsOf(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [own = '', system = ''] = line.split(' - ')
    const [, , , , point, options = ''] = own.split(' ')
    const superOptions = system.split(' ')[2] ?? ''
    if (point === undefined) return []
    const isReadOnly = [options, superOptions].some((list) => list.split(',').includes('ro'))
    return [{ point: unescaped(point), isReadOnly }]
  })
}

/** Spaces and the like are written in octal. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}

/** The deepest; of several on one point the one mounted last hides the others. */
function holderOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mounts
    .filter(({ point }) => path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`))
    .reduce<Mount | undefined>(
      (deepest, mount) => (deepest === undefined || mount.point.length >= deepest.point.length ? mount : deepest),
      undefined,
    )
}
