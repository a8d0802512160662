/**
 * Runs of the doctor, one at a time, as commands of their own: never in the process that carries mail. The last twenty are
 * kept with their reports in every format, in memory what a list shows and on disk the rest.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import * as v from 'valibot'
import { isoTime, type Clock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import type { Lang } from '../core/text.ts'
import { fileExists, listFolder, makeFolder, readText, removeFolder, writeAtomic } from '../disk/files.ts'
import { entryOf, isFindingId } from '../model/finding.ts'
import { say } from '../model/words.ts'
import { consoleFolder } from './access.ts'
import { aroundWords, typed, type Upload } from './commands.ts'
import { ReportAnswer, type ReportFormat, type RunRow } from './contract/doctor.ts'
import type { ConsoleHost } from './host.ts'
import type { Live } from './live.ts'
import { parsed } from './runner.ts'

const RUNS_KEPT = 20
const RUN_MS = 5 * 60_000
const REPORT_BYTES_MAX = 64 * 1024 * 1024
/** Sections of the facts and checks, until a run has shown how many there are. */
const STEPS_EXPECTED = 120

const PROGRESS = v.object({
  progress: v.union([
    v.object({ section: v.string() }),
    v.object({ check: v.string(), state: v.string() }),
    v.object({ file: v.string() }),
  ]),
})
const REFUSAL = v.object({ error: v.object({ code: v.string(), message: v.string(), remedy: v.string() }) })
const VERDICT = v.object({
  verdict: v.string(),
  subject: v.object({ server: v.optional(v.string()) }),
  findings: v.array(v.object({ state: v.string(), causedBy: v.optional(v.string()) })),
})

interface Step {
  readonly step: string
  readonly outcome: string
}

interface Run {
  row: RunRow
  readonly steps: Step[]
  problem?: { readonly code: string; readonly detail: string; readonly remedy: string }
}

export interface RunOrder {
  readonly by: string
  readonly lang: Lang
  readonly peers: boolean
  /** Evidence of other servers; this host is looked at when there is none. */
  readonly evidence?: readonly Upload[]
}

export interface RunsOptions {
  readonly host: ConsoleHost
  readonly live: Live
  readonly clock: Clock
  readonly stateFolder: string
}

export class Runs {
  readonly #options: RunsOptions
  readonly #folder: string
  readonly #runs: Run[] = []
  #isRunning = false
  #expected = STEPS_EXPECTED

  constructor(options: RunsOptions) {
    this.#options = options
    this.#folder = join(consoleFolder(options.stateFolder), 'runs')
    // Reports of an earlier life have no list that names them.
    removeFolder(this.#folder)
    removeFolder(join(consoleFolder(options.stateFolder), 'work'))
  }

  /** Newest first. */
  get rows(): readonly RunRow[] {
    return this.#runs.map(({ row }) => row).toReversed()
  }

  /** @throws HubtrustError CONSOLE_NOT_FOUND */
  find(id: string): Run {
    const run = this.#runs.find(({ row }) => row.id === id)
    if (run === undefined) throw failure('CONSOLE_NOT_FOUND', { what: 'run', name: id })
    return run
  }

  /** What has been finished so far, in words. */
  stepsOf({ steps }: Run, lang: Lang) {
    return steps.map(({ step, outcome }) => ({ step, outcome, text: stepText(step, lang) }))
  }

  /** Of every server it judged. @throws HubtrustError DISK_READ_FAILED */
  reportsOf({ row: { id } }: Run, lang: Lang): readonly v.InferOutput<typeof ReportAnswer>[] {
    return this.#places(id).flatMap((at) => {
      const report = v.safeParse(ReportAnswer, parsed(this.#read(id, `${String(at)}.${lang}.json`) ?? ''))
      return report.success ? [report.output] : []
    })
  }

  /** One report as text; of the server named, where there are several. @throws HubtrustError CONSOLE_NOT_FOUND */
  reportText(
    run: Run,
    { format, lang, server }: { format: ReportFormat; lang: Lang; server: string | undefined },
  ): string {
    const { id } = run.row
    const reports = this.reportsOf(run, lang)
    const at = server === undefined ? 0 : reports.findIndex(({ subject }) => subject.server === server)
    const text = this.#read(id, `${String(at)}.${lang}.${format}`)
    if (text === undefined) throw failure('CONSOLE_NOT_FOUND', { what: 'report', name: id })
    return text
  }

  /** Begins; what comes of it is told live. @throws HubtrustError CONSOLE_BUSY, DISK_WRITE_FAILED */
  start({ by, lang, peers, evidence }: RunOrder): RunRow {
    if (this.#isRunning) throw failure('CONSOLE_BUSY', {})
    const { host, clock } = this.#options
    const id = randomUUID()
    const folder = join(this.#folder, id)
    const input = join(folder, 'evidence')
    makeFolder(folder, { mode: 0o700 })
    if (evidence !== undefined) keepEvidence(input, evidence)
    const words =
      evidence === undefined ? ['doctor', ...(peers ? [] : ['--no-peers'])] : ['doctor', '--evidence', input]
    const around = { configurationFile: host.settings.configurationFile, labRoot: undefined }
    const shown = evidence === undefined ? words : ['doctor', '--evidence', evidence.map(({ name }) => name).join(',')]
    const row: RunRow = {
      id,
      kind: evidence === undefined ? 'live' : 'evidence',
      state: 'running',
      startedAt: isoTime(clock.nowMs()),
      by,
      command: typed({ words: shown, uploads: [] }, around),
      done: 0,
      total: evidence === undefined ? this.#expected : STEPS_EXPECTED,
    }
    const run: Run = { row, steps: [] }
    this.#runs.push(run)
    this.#forgetOld()
    this.#isRunning = true
    const all = [
      ...words,
      ...aroundWords(words, around),
      '--progress',
      `--keep=${folder}`,
      '--format=json',
      `--lang=${lang}`,
    ]
    void this.#carryOut(run, all, lang).finally(() => {
      this.#isRunning = false
      removeFolder(input)
    })
    return row
  }

  async #carryOut(run: Run, words: readonly string[], lang: Lang): Promise<void> {
    const outcome = await this.#options.host.run({
      words,
      input: '',
      withinMs: RUN_MS,
      onNote: (line) => {
        this.#heard(run, line, lang)
      },
    })
    if (outcome.kind === 'failed')
      this.#failed(run, { code: 'CONSOLE_COMMAND_FAILED', detail: outcome.reason, remedy: '' })
    else if (this.#places(run.row.id).length === 0 && run.problem === undefined)
      this.#failed(run, {
        code: 'CONSOLE_COMMAND_FAILED',
        detail: `exit status ${String(outcome.status)}`,
        remedy: run.row.command,
      })
    else this.#finished(run)
  }

  #heard(run: Run, line: string, lang: Lang): void {
    const said = parsed(line)
    const refusal = v.safeParse(REFUSAL, said)
    if (refusal.success) {
      const { code, message, remedy } = refusal.output.error
      run.problem = { code, detail: message, remedy }
    }
    const heard = v.safeParse(PROGRESS, said)
    if (!heard.success) return
    const { progress } = heard.output
    const step =
      'check' in progress
        ? { step: progress.check, outcome: progress.state }
        : { step: 'section' in progress ? progress.section : progress.file, outcome: 'read' }
    run.steps.push(step)
    const done = run.steps.length
    run.row = { ...run.row, done, total: Math.max(run.row.total, done) }
    this.#tell(run, { ...step, text: stepText(step.step, lang) })
  }

  #finished(run: Run): void {
    const { id, kind } = run.row
    const first = v.safeParse(VERDICT, parsed(this.#read(id, '0.en.json') ?? ''))
    const done = run.steps.length
    if (kind === 'live') this.#expected = done
    run.row = {
      ...run.row,
      state: run.problem === undefined ? 'done' : 'failed',
      endedAt: isoTime(this.#options.clock.nowMs()),
      done,
      total: done,
      ...(first.success ? summaryOf(first.output) : {}),
    }
    this.#tell(run)
  }

  #failed(run: Run, problem: NonNullable<Run['problem']>): void {
    run.problem ??= problem
    run.row = { ...run.row, state: 'failed', endedAt: isoTime(this.#options.clock.nowMs()) }
    this.#tell(run)
  }

  #tell(
    { row: { id, state, done, total } }: Run,
    step: { readonly step?: string; readonly outcome?: string; readonly text?: string } = {},
  ): void {
    this.#options.live.tell('doctor', { run: id, state, ...step, done, total })
  }

  /** Numbers of the reports that were kept. */
  #places(id: string): readonly number[] {
    const folder = join(this.#folder, id)
    const names = fileExists(folder) ? listFolder(folder) : []
    return names
      .flatMap((name) => (/^\d+\.en\.json$/.test(name) ? [Number.parseInt(name, 10)] : []))
      .toSorted((a, b) => a - b)
  }

  #read(id: string, name: string): string | undefined {
    const path = join(this.#folder, id, name)
    return fileExists(path) ? readText(path, { bytesMax: REPORT_BYTES_MAX }) : undefined
  }

  #forgetOld(): void {
    for (const { row } of this.#runs.splice(0, Math.max(0, this.#runs.length - RUNS_KEPT)))
      removeFolder(join(this.#folder, row.id))
  }
}

function summaryOf({ verdict, subject, findings }: v.InferOutput<typeof VERDICT>) {
  const causes = findings.filter(({ state, causedBy }) => state === 'fail' && causedBy === undefined).length
  return { verdict, causes, ...(subject.server === undefined ? {} : { server: subject.server }) }
}

/** Names as they were, as far as they are names: readers know files by them. */
function keepEvidence(folder: string, files: readonly Upload[]): void {
  makeFolder(folder, { mode: 0o700 })
  for (const [at, { name, bytes }] of files.entries()) {
    const plain = (name.split(/[/\\]/).at(-1) ?? '')
      .replace(/[^\p{L}\p{N}._ -]/gu, '_')
      .replace(/^\.+/, '_')
      .slice(-120)
    // Two of one name in different folders are two.
    makeFolder(join(folder, String(at)), { mode: 0o700 })
    writeAtomic(join(folder, String(at), plain === '' ? 'file' : plain), bytes, { mode: 0o600 })
  }
}

function stepText(step: string, lang: Lang): string {
  return isFindingId(step) ? entryOf(step).claim[lang] : say(lang, 'console.step-read', { name: step })
}
