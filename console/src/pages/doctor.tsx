/** The doctor: run it, judge collected evidence, read findings with proof and repair, compare runs, take a repair back. */
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { RunItem, RunsAnswer, type RunRow } from '../../../src/console/contract/doctor.ts'
import { change } from '../api/client.ts'
import { problemOf, type Problem } from '../api/problem.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useManner, useSay } from '../manner.tsx'
import { EvidenceDrop } from '../parts/evidence-drop.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Repairs } from '../parts/repairs.tsx'
import { Run } from '../parts/run.tsx'
import { Runs } from '../parts/runs.tsx'
import { Answered, Empty, ProblemPanel } from '../parts/states.tsx'
import { useRoute } from '../route.tsx'
import { useMayChange } from '../session.tsx'

/** Starts a run and shows it. */
function useStart(reload: () => void) {
  const { lang } = useManner()
  const { filter } = useRoute()
  const [isStarting, setStarting] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const start = (path: string, body: unknown) => {
    setStarting(true)
    setProblem(undefined)
    change(path, RunItem, { lang, body })
      .then(
        (run) => {
          filter({ run: run.id })
          reload()
        },
        (error: unknown) => setProblem(problemOf(error)),
      )
      .finally(() => setStarting(false))
  }
  return { start, isStarting, problem }
}

export function DoctorPage() {
  const say = useSay()
  const mayChange = useMayChange()
  const runs = useAnswer('/doctor/runs', RunsAnswer, ['doctor'])
  const { start, isStarting, problem } = useStart(runs.reload)
  const isRunning = runs.data?.items.some(({ state, kind }) => state === 'running' && kind === 'live') === true
  return (
    <Page
      title={say('nav.doctor')}
      about={say('doctor.about')}
      buttons={
        mayChange ? (
          <Button
            className="button first"
            isDisabled={isStarting || isRunning}
            onPress={() => start('/doctor/runs', { peers: true })}
          >
            {say(isRunning ? 'doctor.running' : 'doctor.run')}
          </Button>
        ) : null
      }
    >
      {problem === undefined ? null : <ProblemPanel problem={problem} />}
      <Answered answer={runs}>
        {({ items }) => (
          <>
            <Chosen items={items} />
            <div className="columns">
              {mayChange ? <EvidenceDrop isBusy={isStarting} onFiles={(form) => start('/evidence', form)} /> : null}
              <Runs items={items} />
            </div>
          </>
        )}
      </Answered>
      <Repairs />
    </Page>
  )
}

/** The run the address names, else the newest. */
function Chosen({ items }: { readonly items: readonly RunRow[] }) {
  const say = useSay()
  const { query } = useRoute()
  const id = query.get('run') ?? items[0]?.id
  if (id !== undefined) return <Run key={id} id={id} />
  return (
    <Panel title={say('doctor.report')}>
      <Empty>{say('doctor.none')}</Empty>
    </Panel>
  )
}
