/** Postfix's tables, read by its own `postmap`. */
import { askProgram, programOutcome } from '../net/program.ts'

export interface TableQuestion {
  /** With main.cf. */
  readonly folder: string
  readonly table: string
  readonly withinMs: number
}

export type TableAnswer =
  | { readonly kind: 'found'; readonly text: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'failed'; readonly reason: string }

/** `postmap -q`: status 1 without a word is "not there" (postmap(1)). */
export async function lookUpIn({ folder, table, withinMs }: TableQuestion, key: string): Promise<TableAnswer> {
  const answer = await askProgram({ program: 'postmap', words: ['-c', folder, '-q', key, table], withinMs })
  if (answer.kind === 'ended' && answer.status === 1 && answer.stderr.trim() === '') return { kind: 'not-found' }
  const outcome = programOutcome(answer)
  return outcome.kind === 'done' ? { kind: 'found', text: outcome.stdout.trim() } : outcome
}

/** `postmap -s`: key and value of every line; none for tables that cannot be gone through. */
export async function linesOf({
  folder,
  table,
  withinMs,
}: TableQuestion): Promise<readonly (readonly [key: string, value: string])[]> {
  const answer = await askProgram({ program: 'postmap', words: ['-c', folder, '-s', table], withinMs })
  if (answer.kind !== 'ended' || answer.status !== 0) return []
  return answer.stdout.split('\n').flatMap((line) => {
    const [key, value] = line.split('\t')
    return key === undefined || value === undefined ? [] : [[key, value] as const]
  })
}
