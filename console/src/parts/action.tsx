/**
 * Doing something: what happens is said before, the command that does the same is shown, and the outcome is said after.
 * The consequences are the command's own words, asked for by a dry run.
 */
import { createContext, use, useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { ActionAnswer, type Acted, type ActionName } from '../../../src/console/contract/actions.ts'
import { change } from '../api/client.ts'
import { problemOf, readProblem, type Problem } from '../api/problem.ts'
import { useManner, useSay } from '../manner.tsx'
import { useMayChange, useMe } from '../session.tsx'
import { CommandBelow } from './command.tsx'
import { ProblemPanel, Waiting } from './states.tsx'

export interface Deed {
  readonly name: ActionName
  readonly body: Readonly<Record<string, unknown>>
}

type Stage =
  | { readonly kind: 'form' | 'looking' | 'working' }
  | { readonly kind: 'asking' | 'done'; readonly outcome: Acted }
  | { readonly kind: 'failed'; readonly problem: Problem }

interface ActionProps {
  /** On the button that opens it. */
  readonly label: string
  /** Its name for those who hear it without what stands beside it. */
  readonly name?: string
  readonly title: string
  /** On the button that does it. */
  readonly confirm: string
  readonly deed: Deed
  /** What is to be filled in first. */
  readonly form?: ReactNode
  /** Whether what must be filled in is. */
  readonly isReady?: boolean
  readonly look?: 'first' | 'danger' | 'plain'
  readonly onDone?: (outcome: Acted) => void
  /** Shown with the outcome. */
  readonly after?: (outcome: Acted) => ReactNode
}

const OpenContext = createContext<(props: ActionProps) => void>(() => undefined)

/**
 * Holds the dialog of an action that needs no form: what it repairs may leave the page while it is read, and must not take
 * the dialog along.
 */
export function Actions({ children }: { readonly children: ReactNode }) {
  const [opened, setOpened] = useState<ActionProps>()
  const close = () => setOpened(undefined)
  return (
    <OpenContext value={setOpened}>
      {children}
      <ModalOverlay
        className="modal-back"
        isDismissable
        isOpen={opened !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) close()
        }}
      >
        <Modal className="modal">
          <Dialog>{opened === undefined ? null : <Steps {...opened} close={close} />}</Dialog>
        </Modal>
      </ModalOverlay>
    </OpenContext>
  )
}

export function Action(props: ActionProps) {
  const open = use(OpenContext)
  if (props.form === undefined) return <Opener {...props} onPress={() => open(props)} />
  return (
    <DialogTrigger>
      <Opener {...props} />
      <ModalOverlay className="modal-back" isDismissable>
        <Modal className="modal">
          <Dialog>{({ close }) => <Steps {...props} close={close} />}</Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}

function Opener({ label, name, look, onPress }: OpenerProps) {
  return (
    <Button
      className={`button ${look ?? ''}`}
      {...(name === undefined ? {} : { 'aria-label': name })}
      {...(onPress === undefined ? {} : { onPress })}
    >
      {label}
    </Button>
  )
}

interface OpenerProps extends ActionProps {
  readonly onPress?: () => void
}

interface StepsProps extends ActionProps {
  readonly close: () => void
}

function useSteps({ deed, form, onDone }: ActionProps) {
  const { lang } = useManner()
  const [stage, setStage] = useState<Stage>({ kind: form === undefined ? 'looking' : 'form' })
  const perform = (dryRun: boolean) => {
    change(`/actions/${deed.name}`, ActionAnswer, { lang, body: { ...deed.body, dryRun } }).then(
      (outcome) => {
        setStage({ kind: dryRun ? 'asking' : 'done', outcome })
        if (!dryRun) onDone?.(outcome)
      },
      (error: unknown) => setStage({ kind: 'failed', problem: problemOf(error) }),
    )
  }
  const open = useEffectEvent(() => {
    if (stage.kind === 'looking') perform(true)
  })
  useEffect(() => open(), [])
  const go = (kind: 'form' | 'looking' | 'working') => {
    setStage({ kind })
    if (kind !== 'form') perform(kind === 'looking')
  }
  return { stage, go }
}

function Steps(props: StepsProps) {
  const say = useSay()
  const mayChange = useMayChange()
  const { stage, go } = useSteps(props)
  const { title, form, isReady, close, confirm, look, after } = props
  return (
    <>
      <Heading slot="title">{title}</Heading>
      {stage.kind === 'form' ? form : null}
      {stage.kind === 'looking' ? <Waiting text={say('action.looking')} /> : null}
      {stage.kind === 'working' ? <Waiting text={say('action.working')} /> : null}
      {stage.kind === 'asking' ? <Plan outcome={stage.outcome} /> : null}
      {stage.kind === 'done' ? <Done outcome={stage.outcome}>{after?.(stage.outcome)}</Done> : null}
      {stage.kind === 'failed' ? <ProblemPanel problem={stage.problem} /> : null}
      <div className="buttons">
        {stage.kind === 'failed' && form !== undefined ? (
          <Button className="button" onPress={() => go('form')}>
            {say('action.back')}
          </Button>
        ) : null}
        <Button className="button" onPress={close}>
          {stage.kind === 'done' ? say('shell.close') : say('say.cancel')}
        </Button>
        {stage.kind === 'form' ? (
          <Button className="button first" isDisabled={isReady === false} onPress={() => go('looking')}>
            {say('action.next')}
          </Button>
        ) : null}
        {stage.kind === 'asking' && mayChange && stage.outcome.problem === undefined ? (
          <Button
            className={`button ${look === 'danger' ? 'danger' : 'first'}`}
            onPress={() => go('working')}
            autoFocus
          >
            {confirm}
          </Button>
        ) : null}
      </div>
    </>
  )
}

function Plan({ outcome }: { readonly outcome: Acted }) {
  const say = useSay()
  const { role } = useMe()
  const mayChange = useMayChange()
  return (
    <>
      {outcome.said.length === 0 ? null : (
        <div className="stack" role="status">
          <h3>{say('action.consequences')}</h3>
          <div className="said">
            {outcome.said.map((line, at) => (
              <p key={`${String(at)} ${line}`}>{line}</p>
            ))}
          </div>
        </div>
      )}
      {outcome.problem === undefined ? null : (
        <ProblemPanel problem={readProblem(outcome.problem.status, outcome.problem)} />
      )}
      {mayChange ? null : <p className="notice warn">{say('say.not-allowed', { role: say(`role.${role}`) })}</p>}
      <CommandBelow text={outcome.command} />
    </>
  )
}

function Done({ outcome, children }: { readonly outcome: Acted; readonly children: ReactNode }) {
  const say = useSay()
  return (
    <>
      <div className="notice good" role="status">
        <strong>{say('action.succeeded')}</strong>
        {outcome.said.length === 0 ? null : <pre>{outcome.said.join('\n')}</pre>}
      </div>
      {children}
      <CommandBelow text={outcome.command} />
    </>
  )
}
