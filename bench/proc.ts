/** What Linux says about running processes: their descendants, the CPU they have used, the memory they hold. */
import { readdirSync, readFileSync } from 'node:fs'

/** USER_HZ: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

/** A process with everything below it. */
export function treeOf(pid: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = fieldsOf(Number(name))[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const tree = [pid]
  for (const above of tree) for (const [child, parent] of parents) if (parent === above) tree.push(child)
  return tree
}

/** User and system time, threads that have ended included, of a whole tree. */
export function cpuSeconds(pid: number): number {
  return treeOf(pid).reduce((sum, one) => sum + ticksOf(one) / TICKS_PER_SECOND, 0)
}

function ticksOf(pid: number): number {
  const fields = fieldsOf(pid)
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
}

/** Resident memory of a whole tree. */
export function residentBytes(pid: number): number {
  return treeOf(pid).reduce((sum, one) => sum + residentOf(one), 0)
}

function residentOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readOrNothing(`/proc/${String(pid)}/status`))?.[1]
  return Number(kilobytes ?? 0) * 1024
}

/** The fields of /proc/PID/stat from `state` on; the name before them may hold anything. */
function fieldsOf(pid: number): readonly string[] {
  const text = readOrNothing(`/proc/${String(pid)}/stat`)
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It has ended since it was listed.
    return ''
  }
}

/** The processors this process may use. */
export function ownProcessors(): readonly number[] {
  const list = /^Cpus_allowed_list:\s+(\S+)/m.exec(readOrNothing('/proc/self/status'))?.[1] ?? '0'
  return list.split(',').flatMap((part) => {
    const [first = '0', last = first] = part.split('-')
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => Number(first) + at)
  })
}
