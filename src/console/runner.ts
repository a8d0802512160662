/** Runs commands for the console: a few at once, with uploads in a folder of their own that goes with the command. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Lang } from '../core/text.ts'
import { failure } from '../core/errors.ts'
import { fileExists, makeFolder, readBytes, removeFolder, writeAtomic } from '../disk/files.ts'
import { consoleFolder } from './access.ts'
import { aroundWords, placeholder, typed, type CommandGround, type Plan } from './commands.ts'
import type { Acted } from './contract/actions.ts'
import { ProblemAnswer, type Problem } from './contract/shared.ts'
import type { ConsoleHost } from './host.ts'
import { statusOfCode } from './problem.ts'
import { CommandRefused } from './refusal.ts'

const AT_ONCE_MAX = 4
const COMMAND_MS = 60_000
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024

const REFUSAL = v.object({
  error: v.object({
    code: v.string(),
    message: v.string(),
    remedy: v.optional(v.string(), ''),
    cause: v.optional(v.string()),
  }),
})
const DRY = v.object({ dryRun: v.literal(true), changes: v.array(v.string()) })

export interface Running {
  readonly dryRun: boolean
  readonly lang: Lang
}

export class Runner {
  readonly #host: ConsoleHost
  readonly #around: CommandGround
  readonly #stateFolder: string
  #atOnce = 0

  constructor(host: ConsoleHost, stateFolder: string, labRoot: string | undefined) {
    this.#host = host
    this.#stateFolder = stateFolder
    this.#around = { configurationFile: host.settings.configurationFile, labRoot }
  }

  /** What to type for it. */
  typed(plan: Pick<Plan, 'words' | 'uploads'>): string {
    return typed(plan, this.#around)
  }

  /** @throws HubtrustError CONSOLE_BUSY, CONSOLE_COMMAND_FAILED; CommandRefused */
  async run(plan: Plan, { dryRun, lang }: Running): Promise<Acted> {
    const command = this.typed(plan)
    if (dryRun && !plan.canDryRun) return { command, dryRun, said: [] }
    if (this.#atOnce >= AT_ONCE_MAX) throw failure('CONSOLE_BUSY', {})
    this.#atOnce += 1
    const folder = join(consoleFolder(this.#stateFolder), 'work', randomUUID())
    try {
      return await this.#runIn(folder, plan, { dryRun, lang, command })
    } finally {
      this.#atOnce -= 1
      removeFolder(folder)
    }
  }

  async #runIn(folder: string, plan: Plan, { dryRun, lang, command }: Running & { command: string }): Promise<Acted> {
    const { uploads, output, password, asks } = plan
    if (uploads.length > 0 || output !== undefined) makeFolder(folder, { mode: 0o700 })
    for (const [at, { bytes }] of uploads.entries()) writeAtomic(join(folder, String(at)), bytes, { mode: 0o600 })
    const words = plan.words.map((word) =>
      uploads.reduce((text, _, at) => text.replace(placeholder(at), join(folder, String(at))), word),
    )
    const written = join(folder, 'output')
    const outcome = await this.#host.run({
      words: [
        ...words,
        ...aroundWords(words, this.#around),
        `--lang=${lang}`,
        ...(output === undefined ? ['--format=json'] : [`--out=${written}`]),
        ...(password === undefined ? [] : ['--password-stdin']),
        ...(dryRun ? ['--dry-run'] : asks ? ['--yes'] : []),
      ],
      input: password ?? '',
      withinMs: COMMAND_MS,
    })
    if (outcome.kind === 'failed') throw failure('CONSOLE_COMMAND_FAILED', { reason: outcome.reason, command })
    const { status, stdout, stderr } = outcome
    if (output !== undefined && status === 0 && fileExists(written)) {
      const file = readBytes(written, { bytesMax: OUTPUT_BYTES_MAX }).toString('base64')
      return { command, dryRun, exitCode: status, said: [], result: { fileName: output, file } }
    }
    return resultOf({ command, dryRun, status, stdout, stderr })
  }
}

interface Ended {
  readonly command: string
  readonly dryRun: boolean
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

function resultOf({ command, dryRun, status, stdout, stderr }: Ended): Acted {
  const result = parsed(stdout)
  const problem = refusalIn(stderr)
  if (problem !== undefined) {
    if (dryRun) return { command, dryRun, exitCode: status, said: [], problem }
    throw new CommandRefused(problem)
  }
  if (result === undefined && status !== 0)
    throw failure('CONSOLE_COMMAND_FAILED', { reason: `exit status ${String(status)}`, command })
  const dry = v.safeParse(DRY, result)
  const lines = stderr.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
  const said = dry.success ? dry.output.changes : lines
  return { command, dryRun, exitCode: status, said, ...(result === undefined ? {} : { result }) }
}

/** The last line of JSON on stderr is the refusal; what stands before it are notes. */
function refusalIn(stderr: string): Problem | undefined {
  for (const line of stderr.split('\n').toReversed()) {
    const refusal = v.safeParse(REFUSAL, parsed(line))
    if (!refusal.success) continue
    const { code, message, remedy, cause } = refusal.output.error
    const problem = { type: `urn:hubtrust:error:${code}`, title: code, status: statusOfCode(code), detail: message }
    return v.parse(ProblemAnswer, { ...problem, code, remedy, ...(cause === undefined ? {} : { cause }) })
  }
  return undefined
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No JSON: a text, or nothing.
    return undefined
  }
}
