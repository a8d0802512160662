/** Runs of the doctor, their reports, evidence to be judged. */
import * as v from 'valibot'
import { count, language, text, time } from './shared.ts'

/** `hubtrust.report/1` as docs/guide/doctor.md describes it; what is not listed here comes through as it is. */
export const ReportAnswer = v.looseObject({
  schema: text,
  takenAt: text,
  exitCode: v.number(),
  verdict: v.picklist(['trusted', 'not-trusted', 'unknown']),
  subject: v.looseObject({ server: v.optional(text), source: text }),
  findings: v.array(
    v.looseObject({
      id: text,
      key: text,
      state: v.picklist(['fail', 'suppressed']),
      severity: v.picklist(['critical', 'high', 'medium', 'low', 'info']),
      area: text,
      confidence: text,
      title: text,
      why: text,
      expected: v.optional(text),
      actual: v.optional(text),
      evidence: v.array(v.looseObject({})),
      explains: v.array(text),
      causedBy: v.optional(text),
      remedies: v.array(
        v.looseObject({ title: text, prose: v.optional(text), commands: v.array(text), automatic: v.boolean() }),
      ),
      suppression: v.optional(text),
    }),
  ),
  checks: v.array(v.looseObject({ id: text, state: text })),
  symptoms: v.array(v.looseObject({ id: text, count: v.number() })),
})

export const RunRequest = v.strictObject({
  /** Whether peers are asked, too. */
  peers: v.optional(v.boolean(), true),
})
export const RunItem = v.object({
  id: text,
  kind: v.picklist(['live', 'evidence']),
  state: v.picklist(['running', 'done', 'failed']),
  startedAt: time,
  endedAt: v.optional(time),
  by: text,
  /** As an administrator would type it. */
  command: text,
  server: v.optional(text),
  verdict: v.optional(text),
  /** Findings that are causes. */
  causes: v.optional(count),
  done: count,
  total: count,
})
export type RunRow = v.InferOutput<typeof RunItem>
export const RunsAnswer = v.object({ items: v.array(RunItem) })
export const RunPlace = v.object({ id: v.pipe(v.string(), v.regex(/^[0-9a-f-]{8,40}$/)) })
export const RunAnswer = v.object({
  ...RunItem.entries,
  /** What has been finished so far, in order. */
  steps: v.array(v.object({ step: text, text, outcome: text })),
  /** One a server: evidence may tell of several. */
  reports: v.array(ReportAnswer),
  problem: v.optional(v.object({ code: text, detail: text, remedy: text })),
})
/** How a report can be kept, and how the name of its file ends. */
export const REPORT_ENDINGS = { html: 'html', json: 'json', sarif: 'sarif', markdown: 'md' } as const
export type ReportFormat = keyof typeof REPORT_ENDINGS
export const REPORT_FORMATS = ['html', 'json', 'sarif', 'markdown'] as const satisfies readonly ReportFormat[]
export const ReportPlace = v.object({
  ...RunPlace.entries,
  format: v.picklist(REPORT_FORMATS),
})
export const ReportQuery = v.object({ ...language, server: v.optional(text) })

export const CompareQuery = v.object({ ...language, before: RunPlace.entries.id, after: RunPlace.entries.id })
const ComparedFinding = v.object({ id: text, key: text, title: text, severity: text })
export const CompareAnswer = v.object({
  before: RunItem,
  after: RunItem,
  fixed: v.array(ComparedFinding),
  new: v.array(ComparedFinding),
  still: v.array(ComparedFinding),
})

/** Repairs that were made, newest first, with what each changed. */
export const RepairsAnswer = v.object({
  items: v.array(
    v.object({
      id: text,
      at: time,
      by: text,
      state: v.picklist(['begun', 'applied', 'failed', 'undone']),
      finding: text,
      title: text,
      changes: v.array(v.object({ what: text, now: text, after: text })),
      canUndo: v.boolean(),
    }),
  ),
})
