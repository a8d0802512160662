/** Withdrawals that are held on this machine: seen in the copy, let go by the running gateway, else in the copy itself. */
import type { Clock } from '../core/clock.ts'
import { identityOf, openCopy } from '../directory/copy.ts'
import { lookAtCopy, type CopyState } from '../directory/copy-reading.ts'
import type { Configuration } from '../model/configuration.ts'
import { askConfirm } from './control.ts'

interface Here {
  readonly configuration: Configuration
  readonly clock: Clock
}

/** @throws HubtrustError DIRECTORY_UNREADABLE, DISK_READ_FAILED */
export function copyStateOf({ configuration: { directory }, clock }: Here): CopyState {
  return lookAtCopy(directory.path, { identity: identityOf(directory.ldap), clock })
}

/** Those that were held, and are no longer. @throws HubtrustError DISK_WRITE_FAILED, DIRECTORY_UNREADABLE */
export async function confirmHolds(here: Here, servers: readonly string[]): Promise<readonly string[]> {
  const { configuration, clock } = here
  const byGateway = await askConfirm(configuration, servers)
  if (byGateway !== undefined) return byGateway
  const held = copyStateOf(here).holds.flatMap(({ name }) => (servers.includes(name) ? [name] : []))
  if (held.length === 0) return []
  const { path, guard, ldap } = configuration.directory
  const copy = openCopy({ path, clock, guard, identity: identityOf(ldap) })
  try {
    copy.confirm(held)
  } finally {
    copy.close()
  }
  return held
}
