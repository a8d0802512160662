/** A GET as state: what was last known stays on the page while it is asked for again. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type * as v from 'valibot'
import { useManner } from '../manner.tsx'
import { get, type AnswerOf } from './client.ts'
import { useLive, type LiveKind } from './live.tsx'
import { problemOf, UNREACHABLE, type Problem } from './problem.ts'

type Schema = v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>>

export interface Answer<T> {
  readonly data: T | undefined
  readonly problem: Problem | undefined
  readonly isWaiting: boolean
  readonly reload: () => void
}

/** Several changes at once are one reason to ask again. */
const SETTLE_MS = 150
const RETRY_MS = 3_000

interface Known<T> {
  readonly key: string
  readonly data: T | undefined
  readonly problem: Problem | undefined
}

/**
 * @param path under /api/v1; undefined asks nothing yet
 * @param kinds live events after which the answer is asked for again
 */
export function useAnswer<S extends Schema>(
  path: string | undefined,
  schema: S,
  kinds: readonly LiveKind[] = [],
): Answer<AnswerOf<S>> {
  const { lang } = useManner()
  const key = `${lang} ${path ?? ''}`
  const [known, setKnown] = useState<Known<AnswerOf<S>>>({ key: '', data: undefined, problem: undefined })
  const [turn, setTurn] = useState(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const reload = useCallback(() => setTurn((now) => now + 1), [])
  const reloadSoon = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = setTimeout(reload, SETTLE_MS)
  }, [reload])
  useLive(kinds, reloadSoon)
  useEffect(() => () => clearTimeout(timer.current), [])

  useEffect(() => {
    if (path === undefined) return
    const stop = new AbortController()
    get(path, schema, { lang, signal: stop.signal }).then(
      (data) => setKnown({ key, data, problem: undefined }),
      (error: unknown) => {
        if (stop.signal.aborted) return
        const problem = problemOf(error)
        // Of another question nothing may stay; of this one the last answer does.
        setKnown((before) => ({ key, data: before.key === key ? before.data : undefined, problem }))
        if (problem.code === UNREACHABLE) timer.current = setTimeout(reload, RETRY_MS)
      },
    )
    return () => stop.abort()
  }, [path, schema, lang, key, turn, reload])

  const isKnown = known.key === key
  return {
    data: known.data,
    problem: isKnown ? known.problem : undefined,
    isWaiting: !isKnown && path !== undefined,
    reload,
  }
}
