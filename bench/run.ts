/**
 * `npm run bench [-- NAME…] [-- --json] [-- --quick]`: every speed goal of the project beside its peer, in one table.
 *
 * A missed goal is a result: status 0. What could not be measured is told, and the status is 1; wrong usage is 64.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Bench, Case } from './case.ts'
import { CASES } from './cases/table.ts'
import { Loads } from './loads.ts'
import { ensure } from './packages.ts'
import type { Row } from './row.ts'
import { Stage } from './stage.ts'
import { summaryOf, tableOf } from './table.ts'

const ROUNDS = 5
const QUICK_ROUNDS = 2
const QUICK_PART = 5
const QUICK_LEAST = 40
const WRONG_USAGE = 64
const PROGRAM = fileURLToPath(new URL('../bin/hubtrust', import.meta.url))

const HELP = `Usage: npm run bench [-- NAME...] [-- OPTIONS]

Measures Hubtrust beside other programs in the same run and prints a table of goals.

  --json          an array of rows on standard output, everything else on standard error
  --quick         fewer rounds of less work: to see that it runs, not to judge by
  --rounds N      other than ${String(ROUNDS)}
  --hubtrust FILE another program than bin/hubtrust
  --help

Cases:
${CASES.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}
`

interface Words {
  readonly cases: readonly Case[]
  readonly isJson: boolean
  readonly isQuick: boolean
  readonly rounds: number
  readonly hubtrust: string
}

/** @throws Error for words it does not know. */
function readWords(args: readonly string[]): Words | 'help' {
  const { values, positionals } = parseArgs({
    // `npm run bench -- NAME -- --json` leaves a `--` between them, which means nothing here.
    args: args.filter((word) => word !== '--'),
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      quick: { type: 'boolean' },
      help: { type: 'boolean' },
      rounds: { type: 'string' },
      hubtrust: { type: 'string' },
    },
  })
  if (values.help === true) return 'help'
  const isQuick = values.quick === true
  const rounds = Number(values.rounds ?? (isQuick ? QUICK_ROUNDS : ROUNDS))
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a number from 1')
  const unknown = positionals.find((name) => !CASES.some((one) => one.name === name))
  if (unknown !== undefined)
    throw new Error(`no case is called ${unknown}; there are ${CASES.map(({ name }) => name).join(', ')}`)
  const cases = positionals.length === 0 ? CASES : CASES.filter(({ name }) => positionals.includes(name))
  return { cases, isJson: values.json === true, isQuick, rounds, hubtrust: values.hubtrust ?? PROGRAM }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** The rows of a case; `undefined` when it could not be measured, which has been told then. */
async function measure(one: Case, bench: Bench): Promise<readonly Row[] | undefined> {
  const since = performance.now()
  try {
    ensure(one.needs, say)
    const rows = await one.run(bench)
    say(`${one.name}: ${((performance.now() - since) / 1_000).toFixed(0)} s`)
    return rows
  } catch (error) {
    say(`${one.name}: could not be measured: ${error instanceof Error ? error.message : String(error)}`)
    return undefined
  } finally {
    await bench.stage.endAll()
  }
}

async function run({ cases, isJson, isQuick, rounds, hubtrust }: Words, stage: Stage): Promise<number> {
  if (isQuick || rounds < ROUNDS)
    say('A quick run: it shows that everything works, its figures are not to be judged by.')
  if (!existsSync(hubtrust)) say(`${hubtrust} is not there: cases that run it will fail.`)
  const many = (count: number) => (isQuick ? Math.max(QUICK_LEAST, Math.round(count / QUICK_PART)) : count)
  const loads = new Loads(stage)
  const rows: Row[] = []
  let failures = 0
  for (const one of cases) {
    const onRound = (round: number) => {
      say(round === 0 ? `${one.name}: warming up` : `${one.name}: round ${String(round)}`)
    }
    const measured = await measure(one, { stage, loads, rounds: { count: rounds, onRound }, hubtrust, many })
    if (measured === undefined) failures += 1
    else rows.push(...measured)
  }
  const print = isJson ? say : (text: string) => process.stdout.write(`${text}\n`)
  if (isJson) process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`)
  if (rows.length > 0) print(`\n${tableOf(rows)}\n\n${summaryOf(rows)}`)
  if (failures > 0) say(`${String(failures)} of ${String(cases.length)} cases could not be measured.`)
  return failures > 0 ? 1 : 0
}

/** However the run ends, nothing of it stays. */
function tidyOnExit(stage: Stage): void {
  process.once('exit', () => {
    stage.close()
  })
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => process.exit(status))
  }
}

async function main(): Promise<number> {
  let words: Words | 'help'
  try {
    words = readWords(process.argv.slice(2))
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return WRONG_USAGE
  }
  if (words === 'help') {
    process.stdout.write(HELP)
    return 0
  }
  const stage = new Stage()
  tidyOnExit(stage)
  return run(words, stage)
}

process.exitCode = await main()
