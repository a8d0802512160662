/**
 * The service account, and as root a real attempt: each private key is opened as that account, in a process that has its
 * user, group and supplementary groups, and nothing is read of it.
 */
import type { Clock } from '../core/clock.ts'
import { patienceOf } from '../core/patience.ts'
import { accountOf, currentAccount } from '../disk/accounts.ts'
import type { AccountFacts, OpenAttempt } from '../model/facts.ts'
import { askProgram, type ProgramAnswer } from '../net/program.ts'

const TOGETHER_MS = 2_000
const AT_ONCE = 8
/** More keys than any server has; each costs a process. */
const ATTEMPTS_MAX = 200

export interface AccountQuestion {
  readonly name: string
  /** Private key files, those that matter most first. */
  readonly keyPaths: readonly string[]
  readonly clock: Clock
  /** For all attempts together; 2,000 ms when left out. */
  readonly withinMs?: number
}

export async function lookAtAccount(question: AccountQuestion): Promise<AccountFacts> {
  const account = accountOf(question.name)
  if (account === undefined) return { name: question.name, exists: false, groups: [], attempts: [] }
  const { name, uid, gid } = account
  const isRoot = currentAccount().uid === 0
  const words = [`--reuid=${uid}`, `--regid=${gid}`, '--init-groups', '--', 'head', '-c', '0', '--']
  return {
    name,
    exists: true,
    uid,
    groups: account.groups.map((group) => group.name),
    attempts: isRoot ? await attempts(question, words) : [],
  }
}

/** An attempt that gave no answer (no setpriv on this machine, no time left) is left out: it proves nothing. */
async function attempts(
  { keyPaths, clock, withinMs = TOGETHER_MS }: AccountQuestion,
  words: readonly string[],
): Promise<readonly OpenAttempt[]> {
  const patience = patienceOf(withinMs, clock)
  const waiting = keyPaths.slice(0, ATTEMPTS_MAX).entries()
  const made: (OpenAttempt | undefined)[] = []
  const lane = async (): Promise<void> => {
    for (const [at, path] of waiting) {
      const answer = await askProgram({ program: 'setpriv', words: [...words, path], withinMs: patience(withinMs) })
      made[at] = attemptOf(path, answer)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return made.filter((attempt) => attempt !== undefined)
}

function attemptOf(path: string, answer: ProgramAnswer): OpenAttempt | undefined {
  if (answer.kind !== 'ended') return undefined
  if (answer.status === 0) return { path, opened: true }
  const reason = /^head: cannot open .*: ([^:]+)$/.exec(answer.stderr.trim())?.[1]
  return reason === undefined ? undefined : { path, opened: false, code: CODES[reason] ?? reason }
}

/** strerror(3) in the C locale. */
const CODES: Readonly<Record<string, string>> = {
  'Permission denied': 'EACCES',
  'Operation not permitted': 'EPERM',
  'No such file or directory': 'ENOENT',
  'Not a directory': 'ENOTDIR',
  'Too many levels of symbolic links': 'ELOOP',
  'Input/output error': 'EIO',
  'Stale file handle': 'ESTALE',
  'Transport endpoint is not connected': 'ENOTCONN',
}
