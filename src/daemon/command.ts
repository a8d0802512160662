/** A command of this very program as a process of its own: no shell, a deadline, a bounded answer. */
import { spawn } from 'node:child_process'
import type { CommandOrder, CommandOutcome } from '../console/host.ts'
import { reasonOf } from '../core/errors.ts'

const STDOUT_CHARS_MAX = 64 * 1024 * 1024
const STDERR_CHARS_MAX = 4 * 1024 * 1024
/** What a command needs to be the same program, in the same lab. */
const PASSED_ON = ['PATH', 'HOME', 'HUBTRUST_SRC', 'HUBTRUST_NODE', 'XDG_RUNTIME_DIR'] as const

export type Program = readonly [string, ...string[]]

export function runCommand([command, ...first]: Program, order: CommandOrder): Promise<CommandOutcome> {
  const { words, input, withinMs, onNote } = order
  const env = Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]]))
  return new Promise((resolve) => {
    const child = spawn(command, [...first, ...words], { stdio: ['pipe', 'pipe', 'pipe'], env })
    const said = { stdout: '', stderr: '' }
    let line = ''
    const end = (reason: string): void => {
      child.kill('SIGKILL')
      finish({ kind: 'failed', reason })
    }
    const deadline = setTimeout(() => {
      end('it did not end in time')
    }, withinMs)
    const finish = (outcome: CommandOutcome): void => {
      clearTimeout(deadline)
      resolve(outcome)
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.stdout += text
      if (said.stdout.length > STDOUT_CHARS_MAX) end('it said too much')
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.stderr += text
      if (said.stderr.length > STDERR_CHARS_MAX) end('it said too much')
      const lines = (line + text).split('\n')
      line = lines.pop() ?? ''
      for (const each of lines) onNote?.(each)
    })
    child.once('error', (error) => {
      finish({ kind: 'failed', reason: reasonOf(error) })
    })
    child.once('close', (status, signal) => {
      if (status === null) finish({ kind: 'failed', reason: `ended by ${String(signal)}` })
      else finish({ kind: 'ended', status, ...said })
    })
    // One that ends before it has read everything is no failure of ours.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
