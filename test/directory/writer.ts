/** Another process that changes a directory: one order a line, answered with what came of it and when. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { HubtrustError } from '../../src/core/errors.ts'
import { openEmbeddedDirectory } from '../../src/directory/embedded.ts'

export interface Order {
  readonly kind: 'disable' | 'add-many' | 'count-up' | 'fail'
  readonly server: string
  /** Of `add-many` and `count-up`: how many changes. */
  readonly times?: number
}

export interface Answer {
  readonly version: number
  /** When the change was made, in milliseconds since 1970. */
  readonly atMs: number
  /** Of `count-up`: how often somebody else was first. */
  readonly conflicts: number
}

function isConflict(error: unknown): boolean {
  return error instanceof HubtrustError && error.code === 'DIRECTORY_CONFLICT'
}

function obey(path: string, { kind, server, times = 1 }: Order): Answer {
  const directory = openEmbeddedDirectory({ path, clock: systemClock })
  let conflicts = 0
  const countUp = (): void => {
    for (;;) {
      const expectedVersion = directory.server(server)?.version ?? 0
      try {
        directory.change(server, { expectedVersion })
        return
      } catch (error) {
        if (!isConflict(error)) throw error
        conflicts += 1
      }
    }
  }
  try {
    for (let at = 0; at < times; at += 1) {
      if (kind === 'disable') directory.change(server, { enabled: false })
      else if (kind === 'add-many') directory.add({ name: `s${at}.${server}`, roles: ['hub'], addresses: [] })
      else if (kind === 'count-up') countUp()
      else directory.change(server, { expectedVersion: -1 })
    }
  } catch (error) {
    if (kind !== 'fail' || !isConflict(error)) throw error
  } finally {
    directory.close()
  }
  return { version: times, atMs: systemClock.nowMs(), conflicts }
}

export interface Writer {
  ask(order: Order): Promise<Answer>
}

/** Resolves when the process is there; ended after the test. */
export async function startWriter(t: TestContext, path: string): Promise<Writer> {
  const child = spawn(process.execPath, [import.meta.filename, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  t.after(() => {
    child.kill()
  })
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error('the writer ended')
    return JSON.parse(value)
  }
  await next()
  return {
    ask: async (order) => {
      child.stdin.write(`${JSON.stringify(order)}\n`)
      const answer = await next()
      if (!isAnswer(answer)) throw new Error('the writer answered something else')
      return answer
    },
  }
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'atMs' in value && 'conflicts' in value
}

function isOrder(value: unknown): value is Order {
  return typeof value === 'object' && value !== null && 'kind' in value && 'server' in value
}

if (process.argv[1] === import.meta.filename) {
  const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
  say('here')
  for await (const line of createInterface({ input: process.stdin })) {
    const order: unknown = JSON.parse(line)
    if (isOrder(order)) say(obey(process.argv[2] ?? '', order))
  }
}
