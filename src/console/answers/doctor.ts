/** Runs of the doctor, their reports, evidence, repairs. */
import type { Lang } from '../../core/text.ts'
import { isRemedyId, REMEDIES } from '../../model/remedies.ts'
import { on, type Binding } from '../binding.ts'
import { REPORT_ENDINGS, type ReportAnswer } from '../contract/doctor.ts'
import { NAMED_ROUTES } from '../contract/routes.ts'
import { requireServer, visitorOf, type Ground } from '../ground.ts'
import { uploadsIn } from '../upload.ts'
import type { InferOutput } from 'valibot'

const MEDIA = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  sarif: 'application/sarif+json; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
} as const
/** A report styles itself; alone in its window it can do nothing else. */
const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
const REPAIRS_SHOWN = 200

export function doctorAnswers(ground: Ground): readonly Binding[] {
  const { runs, host } = ground
  return [
    on(NAMED_ROUTES.startRun, (asked) => {
      const visitor = visitorOf(asked)
      requireServer(visitor, host.settings.server)
      return runs.start({ by: visitor.account, lang: asked.lang, peers: asked.body.peers })
    }),
    on(NAMED_ROUTES.evidence, async (asked) => {
      const visitor = visitorOf(asked)
      const evidence = await uploadsIn(asked.request)
      return runs.start({ by: visitor.account, lang: asked.lang, peers: false, evidence })
    }),
    on(NAMED_ROUTES.runs, () => ({ items: runs.rows })),
    on(NAMED_ROUTES.run, ({ place: { id }, lang }) => {
      const run = runs.find(id)
      const { row, problem } = run
      return { ...row, steps: runs.stepsOf(run, lang), reports: runs.reportsOf(run, lang), problem }
    }),
    on(NAMED_ROUTES.report, ({ place: { id, format }, query: { server }, lang }) => {
      const text = runs.reportText(runs.find(id), { format, lang, server })
      const name = `hubtrust-${id.slice(0, 8)}.${REPORT_ENDINGS[format]}`
      const headers = {
        'content-type': MEDIA[format],
        'content-disposition': `attachment; filename="${name}"`,
        'content-security-policy': REPORT_POLICY,
      }
      return { raw: { status: 200, headers, body: text } }
    }),
    on(NAMED_ROUTES.compare, ({ query: { before, after }, lang }) => {
      const [first, second] = [runs.find(before), runs.find(after)]
      return {
        before: first.row,
        after: second.row,
        ...compared(runs.reportsOf(first, lang), runs.reportsOf(second, lang)),
      }
    }),
    on(NAMED_ROUTES.repairs, ({ lang }) => ({ items: repairsOf(ground, lang) })),
  ]
}

type Report = InferOutput<typeof ReportAnswer>

function compared(before: readonly Report[], after: readonly Report[]) {
  const [old, fresh] = [failing(before), failing(after)]
  return {
    fixed: [...old].flatMap(([key, finding]) => (fresh.has(key) ? [] : [finding])),
    new: [...fresh].flatMap(([key, finding]) => (old.has(key) ? [] : [finding])),
    still: [...fresh].flatMap(([key, finding]) => (old.has(key) ? [finding] : [])),
  }
}

function failing(reports: readonly Report[]) {
  const findings = reports.flatMap((report) => report.findings.filter(({ state }) => state === 'fail'))
  return new Map(findings.map(({ id, key, title, severity }) => [key, { id, key, title, severity }]))
}

/** One line a repair, in its last state; what may be taken back is the last one that stands. */
function repairsOf({ host }: Ground, lang: Lang) {
  const latest = new Map(host.repairs().map((record) => [record.id, record]))
  const records = [...latest.values()].toReversed().slice(0, REPAIRS_SHOWN)
  const last = records.find(({ state }) => state === 'applied' || state === 'begun')
  return records.map(({ id, at, by, state, remedy, finding, changes }) => ({
    id,
    at,
    by,
    state,
    finding,
    title: isRemedyId(remedy) ? REMEDIES[remedy].title[lang] : remedy,
    changes,
    canUndo: id === last?.id,
  }))
}
