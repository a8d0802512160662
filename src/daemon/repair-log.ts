/**
 * The audit file of repairs: `repairs.jsonl` in the state folder, one record a line, with the opposite of what was done.
 * A repair is written down before it begins, so that one that was cut off can be taken back as well.
 */
import { join } from 'node:path'
import * as v from 'valibot'
import { failure } from '../core/errors.ts'
import { readTextIfPresent, writeAtomic } from '../disk/files.ts'
import { SERVICES } from '../model/certificate.ts'
import type { RepairRecord } from '../model/repair.ts'

const RECORDS_MAX = 1_000
const FILE_BYTES_MAX = 16 * 1024 * 1024

const STEP = v.variant('kind', [
  v.object({ kind: v.literal('services'), thumbprint: v.string(), services: v.array(v.picklist(SERVICES)) }),
  v.object({
    kind: v.literal('permissions'),
    path: v.string(),
    permissions: v.object({ mode: v.number(), owner: v.number(), group: v.number() }),
  }),
  v.object({ kind: v.literal('publish'), server: v.string(), thumbprint: v.string(), certificate: v.string() }),
  v.object({ kind: v.literal('withdraw'), server: v.string(), thumbprint: v.string(), fingerprint: v.string() }),
])

const RECORD = v.object({
  id: v.string(),
  at: v.string(),
  by: v.string(),
  state: v.picklist(['begun', 'applied', 'failed', 'undone']),
  remedy: v.string(),
  finding: v.string(),
  changes: v.array(v.object({ what: v.string(), now: v.string(), after: v.string() })),
  undo: v.array(STEP),
})

export function repairLogPath(stateFolder: string): string {
  return join(stateFolder, 'repairs.jsonl')
}

/** Oldest first. @throws HubtrustError DAEMON_REPAIR_LOG_DAMAGED, DISK_READ_FAILED */
export function readRepairs(stateFolder: string): readonly RepairRecord[] {
  const path = repairLogPath(stateFolder)
  const text = readTextIfPresent(path, { bytesMax: FILE_BYTES_MAX }) ?? ''
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return []
    const record = v.safeParse(RECORD, parsed(line))
    if (!record.success) throw failure('DAEMON_REPAIR_LOG_DAMAGED', { path, line: at + 1 })
    return [record.output]
  })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // No JSON is no record: the schema refuses it, and the line is named.
    return undefined
  }
}

/** @throws HubtrustError DAEMON_REPAIR_LOG_DAMAGED, DISK_* */
export function writeRepair(stateFolder: string, record: RepairRecord): void {
  const records = [...readRepairs(stateFolder), record].slice(-RECORDS_MAX)
  const text = records.map((one) => `${JSON.stringify(one)}\n`).join('')
  writeAtomic(repairLogPath(stateFolder), text, { mode: 0o600 })
}

/** The latest repair that was begun or applied, and was not taken back. */
export function lastRepair(records: readonly RepairRecord[]): RepairRecord | undefined {
  const latest = new Map(records.map((record) => [record.id, record]))
  return [...latest.values()].findLast(({ state }) => state === 'begun' || state === 'applied')
}
