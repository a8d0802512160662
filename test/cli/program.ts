/** Runs the real program in a child process, in a world of its own. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'hubtrust')

export interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface World {
  readonly folder: string
  readonly config: string
  /** Runs `hubtrust` with the words of a line (split at spaces) or of a list. */
  run(
    line: string | readonly string[],
    settings?: { readonly env?: Readonly<Record<string, string>>; readonly input?: string },
  ): Outcome
  /** Runs it, expects status 0, and parses what it printed. */
  json(line: string): unknown
  path(name: string): string
  remove(): void
}

export function openWorld(name: string): World {
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-cli-'))
  const config = join(folder, 'root', 'config.yaml')
  const run: World['run'] = (line, settings = {}) => {
    const words = typeof line === 'string' ? line.split(' ') : line
    const env = { PATH: process.env['PATH'], HUBTRUST_CONFIG: config, LANG: 'C.UTF-8', ...settings.env }
    const { status, stdout, stderr } = spawnSync(PROGRAM, [...words], {
      cwd: folder,
      env,
      input: settings.input ?? '',
      encoding: 'utf8',
    })
    return { status, stdout, stderr }
  }
  const world: World = {
    folder,
    config,
    run,
    json: (line) => {
      const { status, stdout, stderr } = run(`${line} --format json`)
      if (status !== 0) throw new Error(`${line}: ${String(status)}\n${stderr}`)
      const value: unknown = JSON.parse(stdout)
      return value
    },
    path: (file) => join(folder, file),
    remove: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
  const outcome = run(['init', '--root', join(folder, 'root'), '--name', name])
  if (outcome.status !== 0) throw new Error(`init failed: ${outcome.stderr}`)
  return world
}

/** A value inside parsed JSON, by a path such as `0.Status`. */
export function at(value: unknown, path: string): unknown {
  let here = value
  for (const step of path.split('.')) {
    if (typeof here !== 'object' || here === null) return undefined
    here = Object.entries(here).find(([key]) => key === step)?.[1]
  }
  return here
}
