/**
 * `npm run fuzz [-- NAME…] [-- --runs N] [-- --seed S] [-- --from N]`: damaged files for every reader, changed where their structure is.
 *
 * The work is done in a thread with bounded memory; this one watches it: a run that does not end is told and given up. What fails is
 * told with the words that make it again. Status 0: everything held; 1: something failed; 64: wrong usage.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { runOnce } from '../test/fuzz/run.ts'
import { targets, type Target } from '../test/fuzz/targets.ts'

const RUNS = 100_000
const HANG_MS = 20_000
const LOOK_MS = 500
const HEAP_MB = 256
const RESIDENT_MB = 900
const FAILURES_TOLD_MAX = 5
const WRONG_USAGE = 64

const HELP = `Usage: npm run fuzz [-- NAME...] [-- OPTIONS]

Changes sample files and reads them: nothing may throw, hang, need more memory than its share, or answer differently the second time.

  --runs N   of each, ${String(RUNS)} when not said
  --seed S   which files are made, 1 when not said
  --from N   the first run, to make one file again
  --help
`

interface Words {
  readonly names: readonly string[]
  readonly runs: number
  readonly seed: number
  readonly from: number
}

interface Task extends Words {
  readonly name: string
  readonly folder: string
  /** The run at work, and how many failed. */
  readonly state: SharedArrayBuffer
}

/** @throws Error for words it does not know. */
function readWords(args: readonly string[]): Words | 'help' {
  const { values, positionals } = parseArgs({
    args: args.filter((word) => word !== '--'),
    allowPositionals: true,
    options: {
      runs: { type: 'string' },
      seed: { type: 'string' },
      from: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  if (values.help === true) return 'help'
  const number = (text: string | undefined, otherwise: number): number => {
    const value = text === undefined ? otherwise : Number(text)
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`Not a number: "${text ?? ''}"`)
    return value
  }
  return {
    names: positionals,
    runs: number(values.runs, RUNS),
    seed: number(values.seed, 1),
    from: number(values.from, 0),
  }
}

function chosen(all: readonly Target[], names: readonly string[]): readonly string[] {
  const known = all.map(({ name }) => name)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new Error(`There is no "${unknown}". There are: ${known.join(', ')}`)
  return names.length === 0 ? known : names
}

const again = ({ name, seed }: Task, run: number): string =>
  `npm run fuzz -- ${name} --seed ${String(seed)} --from ${String(run)} --runs 1`

const RUN = 0
const FAILED = 1

/** In the thread: run after run; what fails is told, and the next one follows. */
async function work(task: Task): Promise<void> {
  const state = new Int32Array(task.state)
  const target = targets(task.folder).find(({ name }) => name === task.name)
  if (target === undefined) return
  for (let run = task.from; run < task.from + task.runs; run += 1) {
    Atomics.store(state, RUN, run)
    try {
      await runOnce(target, task.seed, run)
      const residentMb = process.resourceUsage().maxRSS / 1024
      if (residentMb > RESIDENT_MB) throw new Error(`${residentMb.toFixed(0)} MB resident`)
    } catch (error) {
      const count = Atomics.add(state, FAILED, 1)
      if (count >= FAILURES_TOLD_MAX) return
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
      process.stdout.write(`\n${again(task, run)}\n${why.slice(0, 3_000)}\n`)
    }
  }
}

/** What `watched` has given to the thread. */
function isTask(value: unknown): value is Task {
  return typeof value === 'object' && value !== null && 'folder' in value && 'state' in value
}

/** Watches one thread to its end. */
function watched(task: Task): Promise<'done' | { readonly why: string; readonly run: number }> {
  const state = new Int32Array(task.state)
  const worker = new Worker(fileURLToPath(import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  return new Promise((resolve) => {
    let [last, since] = [-1, performance.now()]
    const timer = setInterval(() => {
      const run = Atomics.load(state, RUN)
      if (run !== last) [last, since] = [run, performance.now()]
      else if (performance.now() - since > HANG_MS) end({ why: `does not end within ${String(HANG_MS / 1000)} s`, run })
    }, LOOK_MS)
    const end = (how: 'done' | { readonly why: string; readonly run: number }): void => {
      clearInterval(timer)
      void worker.terminate()
      resolve(how)
    }
    worker.on('error', (error) => {
      end({ why: error instanceof Error ? error.message : String(error), run: Atomics.load(state, RUN) })
    })
    worker.on('exit', () => {
      end('done')
    })
  })
}

/** Everything of one target; a run that had to be given up is passed over. */
async function fuzz(words: Words, name: string, folder: string): Promise<number> {
  const began = performance.now()
  const state = new SharedArrayBuffer(8)
  const counts = new Int32Array(state)
  const end = words.from + words.runs
  let lost = 0
  for (let from = words.from; from < end && Atomics.load(counts, FAILED) <= FAILURES_TOLD_MAX;) {
    const task: Task = { ...words, name, folder, state, from, runs: end - from }
    const how = await watched(task)
    if (how === 'done') break
    process.stdout.write(`\n${again(task, how.run)}\n${how.why}\n`)
    lost += 1
    from = how.run + 1
    if (lost > FAILURES_TOLD_MAX) break
  }
  const failed = Atomics.load(counts, FAILED) + lost
  const done = Atomics.load(counts, RUN) + 1 - words.from
  const seconds = (performance.now() - began) / 1000
  process.stdout.write(`${name}: ${String(done)} runs, ${String(failed)} failed, ${seconds.toFixed(0)} s\n`)
  return failed
}

async function main(): Promise<number> {
  const words = readWords(process.argv.slice(2))
  if (words === 'help') {
    process.stdout.write(HELP)
    return 0
  }
  const folder = mkdtempSync(join(tmpdir(), 'hubtrust-fuzz-'))
  try {
    let failed = 0
    const names = chosen(targets(folder), words.names)
    for (const [at, name] of names.entries()) {
      process.stderr.write(`${String(at + 1)}/${String(names.length)} ${name} …\n`)
      failed += await fuzz(words, name, folder)
    }
    return failed === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (isMainThread) {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`)
    process.exitCode = WRONG_USAGE
  }
} else {
  const given: unknown = workerData
  if (isTask(given)) await work(given)
}
