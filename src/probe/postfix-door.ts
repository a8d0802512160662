/** A socket for Postfix's questions, asked what leaves no trace there: no event, no count. */
import type { Place } from '../model/configuration.ts'
import { askPlace } from '../net/ask-place.ts'
import { netstring } from '../wire/netstring.ts'

export interface DoorQuestion {
  readonly kind: 'socketmap' | 'policy'
  readonly place: Place
  readonly withinMs: number
}

/** Why it does not answer as it should; undefined when it does. */
export async function doorProblem({ kind, place, withinMs }: DoorQuestion): Promise<string | undefined> {
  const answer = await askPlace({ place, withinMs, ...QUESTIONS[kind] })
  if (answer.kind === 'failed') return answer.reason
  const { isRight } = QUESTIONS[kind]
  return isRight(answer.text) ? undefined : `it says ${JSON.stringify(answer.text.slice(0, 80))}`
}

const QUESTIONS = {
  // A map that is not there is denied for good.
  socketmap: {
    question: netstring('hubtrust-probe x'),
    whole: (text: string) => (text.includes(',') ? text : undefined),
    isRight: (text: string) => /^\d+:PERM /.test(text),
  },
  // Any other request is none of its business.
  policy: {
    question: 'request=hubtrust_probe\n\n',
    whole: (text: string) => (text.includes('\n\n') ? text : undefined),
    isRight: (text: string) => text.startsWith('action='),
  },
} as const
