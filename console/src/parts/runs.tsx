/** The runs that are kept; two of them can be compared. */
import { useState } from 'react'
import type * as v from 'valibot'
import { CompareAnswer, type RunRow } from '../../../src/console/contract/doctor.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useSay } from '../manner.tsx'
import { useRoute } from '../route.tsx'
import { isPlainWord } from '../words/words.ts'
import { Link } from './link.tsx'
import { Panel } from './page.tsx'
import { Severity } from './severity.tsx'
import { Answered, Empty } from './states.tsx'
import { At } from './when.tsx'

const TWO = 2

export function Runs({ items }: { readonly items: readonly RunRow[] }) {
  const say = useSay()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [after, before] = items.filter(({ id }) => chosen.includes(id)).map(({ id }) => id)
  const toggle = (id: string) =>
    setChosen((now) => (now.includes(id) ? now.filter((each) => each !== id) : [...now, id].slice(-TWO)))
  return (
    <Panel title={say('doctor.runs')}>
      {items.length === 0 ? (
        <Empty>{say('doctor.no-runs')}</Empty>
      ) : (
        <>
          <p className="soft small">{say('doctor.compare-how')}</p>
          <RunTable items={items} chosen={chosen} toggle={toggle} />
        </>
      )}
      {before === undefined || after === undefined ? null : <Comparison before={before} after={after} />}
    </Panel>
  )
}

interface RunTableProps {
  readonly items: readonly RunRow[]
  readonly chosen: readonly string[]
  readonly toggle: (id: string) => void
}

function RunTable({ items, chosen, toggle }: RunTableProps) {
  const say = useSay()
  const { query } = useRoute()
  const shown = query.get('run') ?? items[0]?.id
  return (
    <div className="scroll" role="group" aria-label={say('doctor.runs')} tabIndex={0}>
      <table className="cards">
        <thead>
          <tr>
            <th scope="col">{say('doctor.compare')}</th>
            <th scope="col">{say('events.when')}</th>
            <th scope="col">{say('doctor.of')}</th>
            <th scope="col">{say('doctor.result')}</th>
            <th scope="col">{say('doctor.by')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((run) => (
            <tr key={run.id} className={run.id === shown ? 'opened' : ''}>
              <td>
                <input
                  type="checkbox"
                  aria-label={say('doctor.compare-this', { time: run.startedAt })}
                  checked={chosen.includes(run.id)}
                  disabled={run.state !== 'done'}
                  onChange={() => toggle(run.id)}
                />
              </td>
              <td>
                <Link href={`/doctor?run=${run.id}`}>
                  <At at={run.startedAt} />
                </Link>
              </td>
              <td>
                {say(`doctor.kind-${run.kind}`)} <span className="soft">{run.server}</span>
              </td>
              <td>
                <Result run={run} />
              </td>
              <td data-label={say('doctor.by')}>{run.by}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Result({ run }: { readonly run: RunRow }) {
  const say = useSay()
  if (run.state !== 'done') return <span className="badge">{say(`doctor.state-${run.state}`)}</span>
  const word = `verdict.${run.verdict ?? 'unknown'}`
  const look = run.verdict === 'trusted' ? 'good' : run.verdict === 'not-trusted' ? 'bad' : 'warn'
  return (
    <>
      <span className={`badge ${look}`}>{isPlainWord(word) ? say(word) : run.verdict}</span>{' '}
      {run.causes === undefined || run.causes === 0 ? null : (
        <span className="small">{say('doctor.causes', { count: run.causes })}</span>
      )}
    </>
  )
}

function Comparison({ before, after }: { readonly before: string; readonly after: string }) {
  const say = useSay()
  const answer = useAnswer(`/doctor/compare?before=${before}&after=${after}`, CompareAnswer)
  return (
    <Answered answer={answer}>
      {(compared) => (
        <div className="stack" role="status">
          <h3>{say('doctor.compared')}</h3>
          {(['fixed', 'new', 'still'] as const).map((kind) => (
            <Compared key={kind} title={say(`doctor.compared-${kind}`)} findings={compared[kind]} />
          ))}
        </div>
      )}
    </Answered>
  )
}

interface ComparedProps {
  readonly title: string
  readonly findings: v.InferOutput<typeof CompareAnswer>['fixed']
}

function Compared({ title, findings }: ComparedProps) {
  const say = useSay()
  return (
    <div>
      <h4>{title}</h4>
      {findings.length === 0 ? <p className="soft small">{say('say.none')}</p> : null}
      <ul className="plain-list">
        {findings.map((finding) => (
          <li key={finding.key}>
            <Severity severity={finding.severity} /> {finding.title}
          </li>
        ))}
      </ul>
    </div>
  )
}
