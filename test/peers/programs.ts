/** Programs other people wrote, run as a person would run them: words, input, and what they said. */
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'

/** A program that says nothing any more is ended. */
const PATIENCE_MS = 60_000

export interface Said {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export async function run(program: string, words: readonly string[], input: string | Buffer = ''): Promise<Said> {
  const child = spawn(program, words, { env: environment(), timeout: PATIENCE_MS })
  const said = { stdout: '', stderr: '' }
  child.stdout.setEncoding('latin1').on('data', (text: string) => (said.stdout += text))
  child.stderr.setEncoding('latin1').on('data', (text: string) => (said.stderr += text))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  await once(child, 'close')
  return { status: child.exitCode, ...said }
}

/** Of the loopback network, for a server whose ports are fixed: on it only this test listens. */
export function ownAddress(): string {
  return `127.${[randomInt(1, 255), randomInt(1, 255), randomInt(2, 255)].join('.')}`
}

/** Servers' programs are not in everybody's PATH. */
export function environment(): NodeJS.ProcessEnv {
  return { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C' }
}
