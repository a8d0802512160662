/** The page before all others. */
import { useEffect, useState, type SubmitEvent } from 'react'
import { Button } from 'react-aria-components'
import { SessionAnswer } from '../../src/console/contract/session.ts'
import type { Problem } from './api/problem.ts'
import { useAnswer } from './api/use-answer.ts'
import { useSay } from './manner.tsx'
import { Command } from './parts/command.tsx'
import { DisplayMenu } from './parts/display-menu.tsx'
import { Mark } from './parts/mark.tsx'
import { ProblemPanel } from './parts/states.tsx'

interface SignInProps {
  readonly problem: Problem | undefined
  readonly wasLink: boolean
  readonly onSignIn: (account: string, password: string) => Promise<void>
}

/** Until the gateway has said how its own is typed. */
const LINK_COMMAND = 'hubtrust console link'

function text(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

export function SignIn({ problem, wasLink, onSignIn }: SignInProps) {
  const say = useSay()
  const [isBusy, setBusy] = useState(false)
  const session = useAnswer('/session', SessionAnswer)
  useEffect(() => {
    document.title = say('sign-in.title')
  }, [say])
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    void onSignIn(text(form, 'account'), text(form, 'password')).finally(() => setBusy(false))
  }
  const isSpentLink = wasLink && problem?.status === 401
  return (
    <main className="sign-in">
      <div className="brand">
        <Mark />
        <h1>{say('sign-in.title')}</h1>
      </div>
      {problem === undefined || isSpentLink ? null : <ProblemPanel problem={problem} />}
      <form className="panel" onSubmit={submit}>
        <div className="field">
          <label htmlFor="account">{say('sign-in.account')}</label>
          <input id="account" name="account" className="input" autoComplete="username" required />
        </div>
        <div className="field">
          <label htmlFor="password">{say('sign-in.password')}</label>
          <input
            id="password"
            name="password"
            type="password"
            className="input"
            autoComplete="current-password"
            required
          />
        </div>
        <Button type="submit" className="button first" isDisabled={isBusy}>
          {isBusy ? say('sign-in.busy') : say('sign-in.button')}
        </Button>
      </form>
      <div className={isSpentLink ? 'notice warn' : 'stack small'} role={isSpentLink ? 'alert' : undefined}>
        <p>{isSpentLink ? say('sign-in.link-spent') : say('sign-in.link')}</p>
        <Command text={session.data?.linkCommand ?? LINK_COMMAND} />
      </div>
      <div className="tools">
        <DisplayMenu />
      </div>
    </main>
  )
}
