/** Which certificate is chosen, and why not the others: every candidate, every step. */
import { useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import type * as v from 'valibot'
import { SelectionAnswer, type SelectionSide } from '../../../src/console/contract/look.ts'
import { useAnswer } from '../api/use-answer.ts'
import { useSay } from '../manner.tsx'
import { Command } from './command.tsx'
import { TextFilter } from './fields.tsx'
import { Icon } from './icon.tsx'
import { Link } from './link.tsx'
import { Panel } from './page.tsx'
import { Answered, Empty } from './states.tsx'

type Side = v.InferOutput<typeof SelectionSide>

const KINDS = ['certificate', 'status', 'directory'] as const
const NAME = /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/

export function Selection() {
  const say = useSay()
  return (
    <Panel title={say('selection.title')}>
      <Tabs>
        <TabList className="tabs" aria-label={say('selection.title')}>
          <Tab id="inbound">{say('selection.inbound')}</Tab>
          <Tab id="outbound">{say('selection.outbound')}</Tab>
          <Tab id="starttls">{say('selection.starttls')}</Tab>
        </TabList>
        <TabPanel className="tab-panel" id="inbound">
          <Own way="inbound" />
        </TabPanel>
        <TabPanel className="tab-panel" id="outbound">
          <Own way="outbound" />
        </TabPanel>
        <TabPanel className="tab-panel" id="starttls">
          <ByName />
        </TabPanel>
      </Tabs>
    </Panel>
  )
}

function Own({ way }: { readonly way: 'inbound' | 'outbound' }) {
  const answer = useAnswer('/selection', SelectionAnswer, KINDS)
  return (
    <Answered answer={answer}>
      {(data) => {
        const side = data[way]
        return (
          <div className="stack">
            <p className="soft small">{Object.values(data.hostNames).filter(isNew).join(', ')}</p>
            {side === undefined ? null : <SideShown side={side} />}
            <Command text="hubtrust cert select" />
          </div>
        )
      }}
    </Answered>
  )
}

const isNew = (name: string, at: number, all: readonly string[]): boolean => all.indexOf(name) === at

function ByName() {
  const say = useSay()
  const [name, setName] = useState('')
  const path = name === '' ? undefined : `/selection?name=${encodeURIComponent(name)}`
  const answer = useAnswer(path, SelectionAnswer, KINDS)
  return (
    <div className="stack">
      <div className="filters">
        <TextFilter
          label={say('selection.name')}
          value={name}
          onChange={setName}
          pattern={NAME}
          hint="mail.example.com"
        />
      </div>
      {path === undefined ? (
        <Empty>{say('selection.name-first')}</Empty>
      ) : (
        <Answered answer={answer}>
          {({ starttls }) => (starttls === undefined ? null : <SideShown side={starttls} />)}
        </Answered>
      )}
      {path === undefined ? null : <Command text={`hubtrust cert select --name ${name}`} />}
    </div>
  )
}

function SideShown({ side }: { readonly side: Side }) {
  const say = useSay()
  const { causeText, remedy, candidates } = side
  const steps = [...new Set(candidates.flatMap((candidate) => candidate.steps.map(({ step }) => step)))]
  return (
    <>
      {causeText === undefined ? null : (
        <div className="notice warn">
          <strong>{causeText}</strong>
          {remedy === undefined ? null : <p>{remedy}</p>}
        </div>
      )}
      {candidates.length === 0 ? <Empty>{say('certificates.none')}</Empty> : null}
      <div className="scroll" role="group" aria-label={say('selection.title')} tabIndex={0}>
        <table className="selection">
          <thead>
            <tr>
              <th scope="col">{say('selection.candidate')}</th>
              {steps.map((step) => (
                <th key={step} scope="col">
                  {say(`step.${step}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {candidates.map((candidate) => (
              <Candidate key={candidate.fingerprint} candidate={candidate} steps={steps} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

interface CandidateProps {
  readonly candidate: Side['candidates'][number]
  readonly steps: readonly Side['candidates'][number]['steps'][number]['step'][]
}

function Candidate({ candidate, steps }: CandidateProps) {
  const say = useSay()
  const { thumbprint, subject, isPublished, isSelected } = candidate
  return (
    <tr>
      <th scope="row" className="name">
        <Link href={`/certificates?of=${thumbprint}`}>{subject}</Link>
        <br />
        {isSelected ? <span className="badge good">{say('selection.selected')}</span> : null}{' '}
        {isPublished ? <span className="badge">{say('selection.published')}</span> : null}
        {!isSelected && !isPublished ? <span className="soft small">{say('selection.not-chosen')}</span> : null}
      </th>
      {steps.map((wanted) => {
        const step = candidate.steps.find((each) => each.step === wanted)
        if (step === undefined) return <td key={wanted}>–</td>
        return (
          <td key={wanted}>
            <span className={step.passed ? 'good-text' : 'bad-text'}>
              <Icon name={step.passed ? 'check' : 'cross'} size={15} />
              <span className="unseen">{say(step.passed ? 'check.pass' : 'check.fail')}</span>
            </span>{' '}
            <span className={step.passed ? 'soft small' : 'small'}>{step.text}</span>
          </td>
        )
      })}
    </tr>
  )
}
