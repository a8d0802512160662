/** Files the doctor reads: facts collected elsewhere, and an earlier report to compare with. */
import * as v from 'valibot'
import { failure, reasonOf } from '../core/errors.ts'
import { fileExists, readBytes } from '../disk/files.ts'
import type { EarlierReport } from '../doctor/baseline.ts'
import { readFactsJson } from '../evidence/facts-json.ts'
import type { Facts } from '../model/facts.ts'
import type { Context } from './context.ts'

const FACTS_BYTES_MAX = 64 * 1024 * 1024
const EARLIER = v.object({
  schema: v.literal('hubtrust.report/1'),
  takenAt: v.string(),
  findings: v.array(v.object({ id: v.string(), key: v.string() })),
})

/** @throws HubtrustError EVIDENCE_MISSING, EVIDENCE_NOT_FACTS, EVIDENCE_OTHER_SCHEMA, EVIDENCE_UNREADABLE */
export async function readFactsFile(context: Context, path: string): Promise<Facts> {
  if (path === '-') return readFactsJson(Buffer.from(await context.terminal.readInput(), 'utf8'), '-')
  return readFactsJson(bytesOf(path), path)
}

/** @throws HubtrustError EVIDENCE_MISSING, EVIDENCE_NOT_REPORT, EVIDENCE_UNREADABLE */
export function readBaseline(path: string): EarlierReport {
  const report = v.safeParse(EARLIER, parsed(bytesOf(path)))
  if (!report.success) throw failure('EVIDENCE_NOT_REPORT', { path })
  return report.output
}

function bytesOf(path: string): Buffer {
  if (!fileExists(path)) throw failure('EVIDENCE_MISSING', { path })
  try {
    return readBytes(path, { bytesMax: FACTS_BYTES_MAX })
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    throw failure('EVIDENCE_UNREADABLE', { path, reason: reasonOf(cause) }, error)
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    // No JSON is no report either: the schema says so.
    return undefined
  }
}
