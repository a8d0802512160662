/**
 * Another program of this machine, asked a question: no shell, nothing on its input, no environment of ours, English, a
 * bounded answer, and ended when it takes too long. Asking never throws: that it is not there is an answer, too.
 */
import { spawn } from 'node:child_process'
import { reasonOf, systemCode } from '../core/errors.ts'

/** Of what it complained: the end says what went wrong. */
const SAID_CHARS_MAX = 500
const ANSWER_BYTES_MAX = 4 * 1024 * 1024

export type ProgramAnswer =
  | { readonly kind: 'ended'; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'failed'; readonly reason: string }

export interface ProgramQuestion {
  readonly program: string
  readonly words: readonly string[]
  readonly withinMs: number
  /** Where programs are looked for; the folders of this process, and those of servers' programs, when left out. */
  readonly path?: string
  /** What it is told beside that. */
  readonly environment?: Readonly<Record<string, string>>
}

export function askProgram(question: ProgramQuestion): Promise<ProgramAnswer> {
  const { program, words, withinMs, path = searchPath(), environment = {} } = question
  const env = { PATH: path, LC_ALL: 'C', ...environment }
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env })
    const said = { stdout: '', stderr: '' }
    const settle = (answer: ProgramAnswer) => {
      clearTimeout(deadline)
      resolve(answer)
    }
    const end = (answer: ProgramAnswer) => {
      // What it has started itself may hold the pipes open; nobody waits for that.
      child.kill('SIGKILL')
      child.stdout.destroy()
      child.stderr.destroy()
      settle(answer)
    }
    const deadline = setTimeout(() => {
      end({ kind: 'deadline' })
    }, withinMs)
    const hear = (stream: 'stdout' | 'stderr') => (text: string) => {
      said[stream] += text
      if (said[stream].length > ANSWER_BYTES_MAX) end({ kind: 'failed', reason: 'it said too much' })
    }
    child.stdout.setEncoding('utf8').on('data', hear('stdout'))
    child.stderr.setEncoding('utf8').on('data', hear('stderr'))
    child.once('error', (error) => {
      settle(systemCode(error) === 'ENOENT' ? { kind: 'missing' } : { kind: 'failed', reason: reasonOf(error) })
    })
    child.once('close', (status, signal) => {
      if (status === null) settle({ kind: 'failed', reason: `ended by ${String(signal)}` })
      else settle({ kind: 'ended', status, ...said })
    })
  })
}

export type ProgramOutcome =
  | { readonly kind: 'done'; readonly stdout: string }
  /** Why it did not do what was asked, for people. */
  | { readonly kind: 'failed'; readonly reason: string }

export function programOutcome(answer: ProgramAnswer): ProgramOutcome {
  if (answer.kind === 'missing') return { kind: 'failed', reason: 'the program is not there' }
  if (answer.kind === 'deadline') return { kind: 'failed', reason: 'it did not end in time' }
  if (answer.kind === 'failed') return answer
  const { status, stdout, stderr } = answer
  if (status === 0) return { kind: 'done', stdout }
  const said = stderr.trim().slice(-SAID_CHARS_MAX)
  return {
    kind: 'failed',
    reason: said === '' ? `exit status ${String(status)}` : `exit status ${String(status)}, ${said}`,
  }
}

/** Why it did not do what was asked, for people; undefined when it did. */
export function programProblem(answer: ProgramAnswer): string | undefined {
  const outcome = programOutcome(answer)
  return outcome.kind === 'failed' ? outcome.reason : undefined
}

function searchPath(): string {
  return `${process.env['PATH'] ?? '/usr/bin:/bin'}:/usr/sbin:/sbin`
}
