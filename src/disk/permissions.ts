/** Mode and owner of a file or folder: read, set, and said as `ls -l` would. */
import type { Permissions } from '../model/repair.ts'
import { accountNameOf, groupNameOf } from './accounts.ts'
import { changeMode, changeOwner, statOf } from './files.ts'

const MODE_BITS = 0o7777

/** Undefined when there is no such file or it cannot be looked at. */
export function permissionsOf(path: string): Permissions | undefined {
  const stats = statOf(path)
  return stats === undefined ? undefined : { mode: stats.mode & MODE_BITS, owner: stats.uid, group: stats.gid }
}

/** The owner first: changing it takes some mode bits away. @throws HubtrustError DISK_WRITE_FAILED */
export function setPermissions(path: string, { mode, owner, group }: Permissions): void {
  const now = permissionsOf(path)
  if (now?.owner !== owner || now.group !== group) changeOwner(path, owner, group)
  changeMode(path, mode)
}

/** `0640 root:hubtrust` */
export function permissionsText({ mode, owner, group }: Permissions): string {
  return `${mode.toString(8).padStart(4, '0')} ${accountNameOf(owner)}:${groupNameOf(group)}`
}
