/** Signed in or not; by password, or by the one-time link that came in the fragment of the address. */
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { MeAnswer, type Me } from '../../src/console/contract/session.ts'
import { DoneAnswer } from '../../src/console/contract/shared.ts'
import type { Lang } from '../../src/core/text.ts'
import { change, get, rememberToken } from './api/client.ts'
import { problemOf, ProblemError, type Problem } from './api/problem.ts'
import { useManner } from './manner.tsx'
import { Waiting, ProblemPanel } from './parts/states.tsx'
import { SignIn } from './sign-in.tsx'

type State =
  | { readonly kind: 'asking' }
  | { readonly kind: 'out'; readonly problem?: Problem; readonly wasLink?: boolean }
  | { readonly kind: 'broken'; readonly problem: Problem }
  | { readonly kind: 'in'; readonly me: Me }

interface Session {
  readonly me: Me
  readonly signOut: () => void
  /** The gateway said that nobody is signed in any more. */
  readonly ended: () => void
}

const SessionContext = createContext<Session | undefined>(undefined)
const LINK = /^#link=(.+)$/

/** Takes the secret out of the address, so that neither history nor a shared address holds it. */
function takeLink(): string | undefined {
  const [, secret] = LINK.exec(location.hash) ?? []
  if (secret !== undefined) history.replaceState(undefined, '', location.pathname + location.search)
  return secret
}

const isSignedOut = (problem: Problem): boolean => problem.status === 401

function signedIn(me: Me): State {
  rememberToken(me.csrf)
  return { kind: 'in', me }
}

async function ask(lang: Lang): Promise<State> {
  try {
    return signedIn(await get('/me', MeAnswer, { lang }))
  } catch (error) {
    const problem = problemOf(error)
    return isSignedOut(problem) ? { kind: 'out' } : { kind: 'broken', problem }
  }
}

interface Entry {
  readonly lang: Lang
  readonly path: string
  readonly body: unknown
}

async function enter({ lang, path, body }: Entry): Promise<State> {
  try {
    return signedIn(await change(path, MeAnswer, { lang, body }))
  } catch (error) {
    return { kind: 'out', problem: problemOf(error), wasLink: path.endsWith('/link') }
  }
}

/** A link is used up by being used, so it is handed in once, however often React mounts. */
const firstState = (lang: Lang): Promise<State> => {
  const link = takeLink()
  return link === undefined ? ask(lang) : enter({ lang, path: '/session/link', body: { link } })
}

export function Signed({ children }: { readonly children: ReactNode }) {
  const { lang } = useManner()
  const [state, setState] = useState<State>({ kind: 'asking' })
  const [first] = useState(() => firstState(lang))
  useEffect(() => {
    void first.then(setState)
  }, [first])
  const ended = useCallback(() => setState({ kind: 'out' }), [])
  const signOut = useCallback(() => {
    change('/session', DoneAnswer, { lang, method: 'DELETE' }).then(ended, (error: unknown) =>
      setState({ kind: 'out', problem: problemOf(error) }),
    )
  }, [lang, ended])
  const me = state.kind === 'in' ? state.me : undefined
  const session = useMemo(() => (me === undefined ? undefined : { me, signOut, ended }), [me, signOut, ended])

  if (session !== undefined) return <SessionContext value={session}>{children}</SessionContext>
  if (state.kind === 'out') {
    return (
      <SignIn
        problem={state.problem}
        wasLink={state.wasLink === true}
        onSignIn={async (account, password) =>
          setState(await enter({ lang, path: '/session', body: { account, password } }))
        }
      />
    )
  }
  return (
    <main className="sign-in">
      {state.kind === 'broken' ? (
        <ProblemPanel problem={state.problem} onAgain={() => void ask(lang).then(setState)} />
      ) : (
        <Waiting />
      )}
    </main>
  )
}

export function useSession(): Session {
  const session = use(SessionContext)
  if (session === undefined) throw new ProblemError({ status: 401, code: 'CONSOLE_PAGE_NO_SESSION', title: '' })
  return session
}

export function useMe(): Me {
  return useSession().me
}

/** May this person change things (of this server)? */
export function useMayChange(): boolean {
  const { role, servers, server } = useMe()
  if (role === 'viewer') return false
  return role === 'organization-admin' || servers === undefined || servers.includes(server)
}
