/** One finding: what is wrong, why, the proof, and what to press. */
import * as v from 'valibot'
import type { ReportAnswer } from '../../../src/console/contract/doctor.ts'
import type { DutyFinding } from '../../../src/console/contract/look.ts'
import { useSay } from '../manner.tsx'
import { Action } from './action.tsx'
import { Command } from './command.tsx'
import { Severity } from './severity.tsx'

export type ReportedFinding = v.InferOutput<typeof ReportAnswer>['findings'][number]
type Finding = ReportedFinding | v.InferOutput<typeof DutyFinding>

const Proof = v.object({ source: v.string(), line: v.optional(v.number()), quote: v.optional(v.string()) })

interface FindingProps {
  readonly finding: Finding
  readonly onRepaired?: (() => void) | undefined
  /** False for evidence of another machine, which cannot be repaired from here. */
  readonly isHere?: boolean
}

/** The button that repairs by itself, with its plan before; nothing where only a person can decide. */
export function RepairButton({ finding, onRepaired }: FindingProps) {
  const say = useSay()
  if (!finding.remedies.some(({ automatic }) => automatic)) return null
  return (
    <div className="buttons">
      <Action
        label={say('finding.repair')}
        title={say('finding.repair-title')}
        confirm={say('finding.repair-now')}
        deed={{ name: 'doctor-fix', body: { findings: [finding.id] } }}
        look="first"
        onDone={() => onRepaired?.()}
      />
    </div>
  )
}

function Remedies({ finding, onRepaired, isHere = true }: FindingProps) {
  const say = useSay()
  return (
    <div className="stack">
      <h4>{say('finding.remedy')}</h4>
      {isHere ? <RepairButton finding={finding} onRepaired={onRepaired} /> : null}
      {finding.remedies.map(({ title, commands }) => (
        <div key={title} className="stack">
          <p>{title}</p>
          {commands.map((command) => (
            <Command key={command} text={command} />
          ))}
        </div>
      ))}
    </div>
  )
}

function Proofs({ evidence }: { readonly evidence: ReportedFinding['evidence'] }) {
  const say = useSay()
  const proofs = evidence.flatMap((each) => {
    const { success, output } = v.safeParse(Proof, each)
    return success ? [output] : []
  })
  return (
    <details>
      <summary>{say('finding.proof', { count: proofs.length })}</summary>
      <ul className="proof">
        {proofs.map(({ source, line, quote }) => (
          <li key={`${source} ${String(line)} ${quote ?? ''}`}>
            <code className="soft">
              {source}
              {line === undefined ? '' : `:${String(line)}`}
            </code>
            {quote === undefined ? null : <pre>{quote}</pre>}
          </li>
        ))}
      </ul>
    </details>
  )
}

export function FindingBody({ finding, onRepaired, isHere = true }: FindingProps) {
  const say = useSay()
  const proven = 'evidence' in finding ? finding : undefined
  return (
    <>
      <p className="prose">{finding.why}</p>
      {proven?.expected === undefined || proven.actual === undefined ? null : (
        <dl className="facts">
          <dt>{say('finding.expected')}</dt>
          <dd className="mono">{proven.expected}</dd>
          <dt>{say('finding.actual')}</dt>
          <dd className="mono">{proven.actual}</dd>
        </dl>
      )}
      {finding.remedies.length === 0 ? null : <Remedies finding={finding} onRepaired={onRepaired} isHere={isHere} />}
      {proven === undefined || proven.evidence.length === 0 ? null : <Proofs evidence={proven.evidence} />}
    </>
  )
}

export function FindingHead({ finding }: { readonly finding: Finding }) {
  return (
    <div className="row">
      <Severity severity={finding.severity} />
      <h3>{finding.title}</h3>
    </div>
  )
}
