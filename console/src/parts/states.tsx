/** Waiting, nothing there, broken: each looks the same on every page, and each says what to do next. */
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from 'react-aria-components'
import type { Answer } from '../api/use-answer.ts'
import { problemOf, STRANGE, UNREACHABLE, type Problem } from '../api/problem.ts'
import { useSay } from '../manner.tsx'

export function Waiting({ text }: { readonly text?: string }) {
  const say = useSay()
  return (
    <p className="waiting" role="status">
      <span className="spinner" aria-hidden="true" />
      {text ?? say('say.waiting')}
    </p>
  )
}

export function Empty({ children }: { readonly children: ReactNode }) {
  return <div className="empty">{children}</div>
}

function useWordsOf({ code, title, cause, remedy, status }: Problem) {
  const say = useSay()
  if (code === UNREACHABLE) {
    return { title: say('problem.unreachable'), cause: undefined, remedy: say('problem.unreachable-remedy') }
  }
  if (code === STRANGE)
    return { title: say('problem.strange', { place: title }), cause, remedy: say('problem.strange-remedy') }
  return { title: title === '' ? `${say('problem.title')} (HTTP ${String(status)})` : title, cause, remedy }
}

interface PanelProps {
  readonly problem: Problem
  readonly onAgain?: (() => void) | undefined
}

export function ProblemPanel({ problem, onAgain }: PanelProps) {
  const say = useSay()
  const words = useWordsOf(problem)
  return (
    <div className="problem" role="alert">
      <strong>{words.title}</strong>
      {words.cause === undefined ? null : (
        <p>
          {say('say.cause')}: {words.cause}
        </p>
      )}
      {words.remedy === undefined ? null : (
        <p>
          {say('say.remedy')}: {words.remedy}
        </p>
      )}
      <div className="row">
        <code className="soft">{problem.code}</code>
        {onAgain === undefined ? null : (
          <Button className="button" onPress={onAgain}>
            {say('say.again')}
          </Button>
        )}
      </div>
    </div>
  )
}

interface AnsweredProps<T> {
  readonly answer: Answer<T>
  readonly children: (data: T) => ReactNode
}

/** What an answer looks like in every state; the last known data stays while it is asked for again or cannot be had. */
export function Answered<T>({ answer, children }: AnsweredProps<T>) {
  const { data, problem, reload } = answer
  return (
    <>
      {problem === undefined ? null : <ProblemPanel problem={problem} onAgain={reload} />}
      {data === undefined && problem === undefined ? <Waiting /> : null}
      {data === undefined ? null : children(data)}
    </>
  )
}

interface GuardProps {
  readonly title: string
  readonly remedy: string
  readonly children: ReactNode
}

/** A page that breaks leaves the rest standing. */
export class Guard extends Component<GuardProps, { readonly broke: Problem | undefined }> {
  override state: { readonly broke: Problem | undefined } = { broke: undefined }

  static getDerivedStateFromError(error: unknown): { readonly broke: Problem } {
    return { broke: problemOf(error) }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack)
  }

  override render(): ReactNode {
    const { broke } = this.state
    if (broke === undefined) return this.props.children
    const { title, remedy } = this.props
    const problem = { ...broke, code: 'CONSOLE_PAGE_BROKE', title, cause: broke.title, remedy }
    return <ProblemPanel problem={problem} onAgain={() => this.setState({ broke: undefined })} />
  }
}
