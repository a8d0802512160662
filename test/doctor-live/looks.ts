/** The doctor's look at a host, with what must be so of every look: it ends, changes nothing, and its facts travel. */
import assert from 'node:assert/strict'
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { reportOf, runProgram, type Host, type SeenReport } from './host.ts'

/** What everybody who reads a database that somebody has open takes note in. */
const READERS_NOTES = /\.sqlite-(wal|shm)$/

/** Everything in a folder, with whatever would show a change. */
export function listing(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .concat('')
    .map((name) => {
      const { mode, uid, gid, size, mtimeMs, ctimeMs, ino } = lstatSync(join(folder, name))
      const times = READERS_NOTES.test(name) ? [] : [mtimeMs, ctimeMs]
      return [name, mode, uid, gid, size, ino, ...times].join(' ')
    })
    .toSorted()
}

export interface Seen {
  readonly status: number | null
  readonly report: SeenReport
  /** As a person reads it. */
  readonly text: string
  /** What `hubtrust facts` prints. */
  readonly facts: string
}

/** @param entry words in front of the program: who looks */
export async function look(t: TestContext, host: Host, entry: readonly string[] = []): Promise<Seen> {
  const before = listing(host.folder)
  const startMs = performance.now()
  const said = await host.run('doctor --format json', { entry })
  t.diagnostic(`${t.name}: ${String(Math.round(performance.now() - startMs))} ms`)
  const report = reportOf(said)
  assert.equal(said.status, report.exitCode)
  const read = await host.run('doctor', { entry })
  assert.deepEqual([read.status, read.stderr], [said.status, ''])
  const facts = await host.done('facts', { entry })
  assert.deepEqual(listing(host.folder), before, 'a look changes nothing')
  assert.deepEqual(brief(await elsewhere(facts)), brief(report), 'the same findings on another machine')
  return { status: said.status, report, text: read.stdout, facts }
}

/** Where no Hubtrust was ever set up. */
async function elsewhere(facts: string): Promise<SeenReport> {
  const env = { HUBTRUST_CONFIG: '/nonexistent/config.yaml' }
  const said = await runProgram(['doctor', '--facts', '-', '--format', 'json'], { input: facts, env })
  const report = reportOf(said)
  assert.deepEqual([said.status, report.subject.source], [report.exitCode, 'facts'])
  return report
}

function brief({ exitCode, verdict, findings, checks }: SeenReport) {
  return {
    ...{ exitCode, verdict },
    findings: findings.map(({ id, key, state, severity, causedBy }) => [id, key, state, severity, causedBy]),
    checks: checks.map(({ id, state }) => [id, state]),
  }
}

/** What could not be looked at, and why. */
export function unseen({ checks }: SeenReport): readonly string[] {
  const missing = checks.flatMap((check) => check.missing.map(({ section, reason }) => `${section}: ${reason}`))
  return [...new Set(missing)].toSorted()
}
