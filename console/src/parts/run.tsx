/** One run: its progress while it goes on, then its reports. */
import type * as v from 'valibot'
import { REPORT_ENDINGS, REPORT_FORMATS, RunAnswer, type ReportAnswer } from '../../../src/console/contract/doctor.ts'
import { addressOf } from '../api/client.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useManner, useSay } from '../manner.tsx'
import { isPlainWord } from '../words/words.ts'
import { CommandBelow } from './command.tsx'
import { FindingBody, FindingHead, type ReportedFinding } from './finding.tsx'
import { Icon, type IconName } from './icon.tsx'
import { Panel } from './page.tsx'
import { Answered, Empty, ProblemPanel } from './states.tsx'
import { At } from './when.tsx'

type Shown = v.InferOutput<typeof RunAnswer>
type Report = v.InferOutput<typeof ReportAnswer>

export function Run({ id }: { readonly id: string }) {
  const say = useSay()
  const run = useAnswer(`/doctor/runs/${id}`, RunAnswer, ['doctor'])
  return (
    <Panel title={say('doctor.report')}>
      <Answered answer={run}>
        {(data) => (
          <>
            {data.state === 'running' ? <Progress run={data} /> : null}
            {data.problem === undefined ? null : (
              <ProblemPanel
                problem={{
                  status: 0,
                  code: data.problem.code,
                  title: data.problem.detail,
                  remedy: data.problem.remedy,
                }}
              />
            )}
            {data.reports.map((report, at) => (
              <ReportShown key={report.subject.server ?? at} run={data} report={report} onRepaired={run.reload} />
            ))}
            <CommandBelow text={data.command} />
          </>
        )}
      </Answered>
    </Panel>
  )
}

function Progress({ run }: { readonly run: Shown }) {
  const say = useSay()
  const { done, total, steps } = run
  const last = steps.at(-1)
  return (
    <div className="stack" role="status">
      <p>{say('doctor.progress', { done, total })}</p>
      <progress max={Math.max(total, 1)} value={done} aria-label={say('doctor.progress', { done, total })} />
      {last === undefined ? null : <p className="soft">{last.text}</p>}
    </div>
  )
}

const LOOK = { trusted: 'good', 'not-trusted': 'bad', unknown: 'warn' } as const

function ReportShown({
  run,
  report,
  onRepaired,
}: {
  readonly run: Shown
  readonly report: Report
  readonly onRepaired: () => void
}) {
  const say = useSay()
  const failed = report.findings.filter(({ state }) => state === 'fail')
  const causes = failed.filter(({ causedBy }) => causedBy === undefined)
  // Evidence is another machine's: what is repaired would be this one.
  const isHere = run.kind === 'live'
  return (
    <article className="stack report">
      <div className="row">
        <span className={`badge ${LOOK[report.verdict]}`}>{say(`verdict.${report.verdict}`)}</span>
        <strong>{report.subject.server}</strong>
        <span className="soft small">
          <At at={report.takenAt} />
        </span>
      </div>
      <Downloads run={run} server={report.subject.server} />
      {causes.length === 0 ? <Empty>{say('doctor.nothing-found')}</Empty> : null}
      {causes.map((finding) => (
        <Cause
          key={finding.key}
          finding={finding}
          consequences={failed.filter(({ causedBy }) => causedBy === finding.key)}
          onRepaired={isHere ? onRepaired : undefined}
          isHere={isHere}
        />
      ))}
      <Checks report={report} />
    </article>
  )
}

interface CauseProps {
  readonly finding: ReportedFinding
  readonly consequences: readonly ReportedFinding[]
  readonly onRepaired: (() => void) | undefined
  readonly isHere: boolean
}

function Cause({ finding, consequences, onRepaired, isHere }: CauseProps) {
  const say = useSay()
  return (
    <section className="finding" aria-label={finding.title}>
      <FindingHead finding={finding} />
      <FindingBody finding={finding} onRepaired={onRepaired} isHere={isHere} />
      {consequences.length === 0 ? null : (
        <details>
          <summary>{say('doctor.consequences', { count: consequences.length })}</summary>
          <ul className="consequences">
            {consequences.map(({ key, title }) => (
              <li key={key}>{title}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Downloads({ run, server }: { readonly run: Shown; readonly server: string | undefined }) {
  const { lang, say } = useManner()
  const of = server === undefined || run.reports.length < 2 ? '' : `?server=${encodeURIComponent(server)}`
  return (
    <p className="row small">
      <span className="soft">{say('doctor.download')}</span>
      {REPORT_FORMATS.map((format) => (
        <a
          key={format}
          href={addressOf(`/doctor/runs/${run.id}/report/${format}${of}`, lang)}
          download={`hubtrust-${server ?? 'report'}.${REPORT_ENDINGS[format]}`}
        >
          {say(`doctor.format-${format}`)}
        </a>
      ))}
    </p>
  )
}

const MARKS: Readonly<Record<string, { readonly icon: IconName; readonly look: string }>> = {
  pass: { icon: 'check', look: 'good-text' },
  fail: { icon: 'cross', look: 'bad-text' },
  error: { icon: 'cross', look: 'bad-text' },
}

function Checks({ report }: { readonly report: Report }) {
  const say = useSay()
  const states = [...new Set(report.checks.map(({ state }) => state))]
  const worded = (state: string) => {
    const word = `check.${state}`
    return isPlainWord(word) ? say(word) : state
  }
  const counts = states.map(
    (state) => `${worded(state)} ${String(report.checks.filter((c) => c.state === state).length)}`,
  )
  return (
    <details>
      <summary>{say('doctor.checks', { count: report.checks.length })}</summary>
      <p className="soft small">{counts.join(' · ')}</p>
      <ul className="checks">
        {report.checks.map(({ id, state }) => {
          const { icon, look } = MARKS[state] ?? { icon: 'minus' as const, look: 'soft' }
          return (
            <li key={id} className={look}>
              <Icon name={icon} size={14} />
              <code>{id}</code> <span className="small">{worded(state)}</span>
            </li>
          )
        })}
      </ul>
    </details>
  )
}
