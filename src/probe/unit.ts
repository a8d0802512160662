/** Whether the gateway is a unit of systemd: the one it runs as, or the one that would start it. */
import { join } from 'node:path'
import { fileExists, readKernelText } from '../disk/files.ts'

const UNIT = 'hubtrust.service'
const UNIT_FOLDERS = ['/etc/systemd/system', '/run/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system']
const INIT = 1

/**
 * The main process of a unit stands alone at the end of its control group's path and is a child of init (cgroups(7),
 * systemd.kill(5)); whatever a shell started in a unit such as cron's is not.
 */
export function unitOf(pid: number, proc = '/proc'): string | undefined {
  const groups = readKernelText(join(proc, String(pid), 'cgroup')) ?? ''
  const stat = readKernelText(join(proc, String(pid), 'stat')) ?? ''
  // The name of the program stands in brackets and may hold anything.
  const parent = Number(
    stat
      .slice(stat.lastIndexOf(')') + 1)
      .trim()
      .split(' ')[1],
  )
  if (parent !== INIT) return undefined
  return /^(?:0:|\d+:name=systemd):(?:\/[^/\n]+)*\/([\w@.:\\-]+\.service)$/m.exec(groups)?.[1]
}

/** Only where systemd runs the machine. */
export function installedUnit(): string | undefined {
  const isThere = fileExists('/run/systemd/system') && UNIT_FOLDERS.some((folder) => fileExists(join(folder, UNIT)))
  return isThere ? UNIT : undefined
}
