/** Files the doctor reads: facts collected elsewhere, and an earlier report to compare with. */
import { join } from 'node:path'
import * as v from 'valibot'
import { failure, reasonOf } from '../core/errors.ts'
import { fileExists, makeFolder, readBytes, writeAtomic } from '../disk/files.ts'
import { readSuppressions } from '../daemon/suppressions.ts'
import type { EarlierReport } from '../doctor/baseline.ts'
import type { Suppression } from '../doctor/suppression.ts'
import { readFactsJson, readJson } from '../evidence/facts-json.ts'
import { placeInJson } from '../evidence/json-place.ts'
import type { Facts } from '../model/facts.ts'
import type { Report } from '../model/finding.ts'
import { render } from '../report/render.ts'
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

/** @throws HubtrustError EVIDENCE_MISSING, EVIDENCE_UNREADABLE, EVIDENCE_NOT_JSON, EVIDENCE_NOT_REPORT */
export function readBaseline(path: string): EarlierReport {
  const text = bytesOf(path).toString('utf8')
  const report = v.safeParse(EARLIER, readJson(text, path))
  if (report.success) return report.output
  const [issue] = report.issues
  throw failure('EVIDENCE_NOT_REPORT', {
    path,
    ...placeInJson(
      text,
      (issue.path ?? []).map(({ key }) => key),
    ),
    where: v.getDotPath(issue) ?? '.',
    expected: issue.expected,
    found: issue.received,
  })
}

/** @throws HubtrustError EVIDENCE_MISSING, EVIDENCE_UNREADABLE, DAEMON_SUPPRESSIONS_INVALID */
export function readAccepted(path: string): readonly Suppression[] {
  return readSuppressions(path, bytesOf(path).toString('utf8'))
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

const KEPT_FORMATS = ['json', 'html', 'sarif', 'markdown'] as const

/** `0.en.html` and so on, a number for each server. @throws HubtrustError DISK_WRITE_FAILED */
export function keepReports(folder: string, reports: readonly Report[]): void {
  makeFolder(folder, { mode: 0o700 })
  for (const [at, report] of reports.entries()) {
    for (const lang of ['en', 'ja'] as const) {
      for (const format of KEPT_FORMATS) {
        const path = join(folder, `${String(at)}.${lang}.${format}`)
        writeAtomic(path, render(format, report, { lang, all: true, width: 100 }), { mode: 0o600 })
      }
    }
  }
}
