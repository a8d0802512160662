/** A lab of its own, run by the real program in a process of its own, for tests that break it. */
import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { post, type Outcome } from '../../src/lab/post.ts'
import { findRunning, type LabRecord, type ServerRecord } from '../../src/lab/record.ts'
import { PROGRAM } from '../cli/program.ts'

const DEADLINE_MS = 60_000
const LOOK_AGAIN_MS = 150

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Looks until it is there. @throws Error naming what was awaited, with what was seen last */
export async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const deadline = performance.now() + DEADLINE_MS
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    assert.ok(performance.now() < deadline, `${what} within a minute`)
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_AGAIN_MS)
    })
  }
}

export class RunningLab {
  readonly root: string
  readonly #folder: string
  readonly #process: ChildProcess
  #record: LabRecord | undefined

  private constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'hubtrust-test-lab-'))
    // As root the gateways' account is another one, and must be able to reach its files.
    chmodSync(this.#folder, 0o755)
    this.root = join(this.#folder, 'lab')
    this.#process = spawn(PROGRAM, ['lab', '--root', this.root], { stdio: 'ignore' })
  }

  static async start(): Promise<RunningLab> {
    const lab = new RunningLab()
    lab.#record = await until('a running lab', () => {
      assert.equal(lab.#process.exitCode, null, 'the lab goes on')
      return findRunning(lab.root)
    })
    return lab
  }

  server(name: string): ServerRecord {
    const server = this.#record?.servers.find((known) => known.name === name)
    assert.ok(server !== undefined, name)
    return server
  }

  /** The program with the configuration of one server. */
  run(server: string, words: readonly string[]): Ran {
    return this.runAt([...words, '--config', this.server(server).config])
  }

  runAt(words: readonly string[]): Ran {
    const { status, stdout, stderr } = spawnSync(PROGRAM, [...words], { encoding: 'utf8', timeout: DEADLINE_MS })
    return { status, stdout, stderr }
  }

  /** Hands a message in at one server for another. */
  send(from: string, to: string): Promise<Outcome> {
    const raw = Buffer.from(`Message-ID: <${String(performance.now())}@${from}>\r\nSubject: test\r\n\r\nhello\r\n`)
    return post(this.server(from).submission, {
      sender: `me@${from}`,
      recipients: [`you@${to}`],
      raw,
      greetAs: 'outside.example',
    })
  }

  /** Mail goes through in both directions, at once or soon. */
  async flows(one: string, other: string): Promise<void> {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const)
      await until(`mail from ${from} to ${to}`, async () =>
        (await this.send(from, to)).kind === 'delivered' ? true : undefined,
      )
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = once(this.#process, 'close')
      this.#process.kill('SIGTERM')
      await ended
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
