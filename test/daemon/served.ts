/** `hubtrust serve` as a process of its own, with its words and its event log. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { TestContext } from 'node:test'
import { askStatus } from '../../src/daemon/control.ts'
import { eventsFolder, readEvents } from '../../src/daemon/event-log.ts'
import type { DaemonStatus } from '../../src/daemon/status.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import type { EventRecord } from '../../src/model/events.ts'
import { PROGRAM } from '../cli/program.ts'
import { dialClient, securedClient, type Client } from '../gateway/harness.ts'
import { beforeItGoes, type Ground } from './ground.ts'

const DEADLINE_MS = 60_000
const LOOK_AGAIN_MS = 20

/** As the test itself was asked to run: built, or from the sources. */
const { HUBTRUST_SRC } = process.env
const SOURCE = HUBTRUST_SRC === undefined ? {} : { HUBTRUST_SRC }

/** Looks again and again until it is so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`not within ${String(DEADLINE_MS)} ms: ${what}`)
    await pause(LOOK_AGAIN_MS)
  }
}

/** How it is started, where that is not by a person. */
export interface Start {
  readonly env?: Readonly<Record<string, string>>
  /** A program that starts it, and its options; those of the environment are told it by `-E`. */
  readonly by?: readonly string[]
}

export class Served {
  readonly #child: ChildProcess
  readonly configuration: Configuration
  /** Resolves with `exit STATUS` or the signal that ended it. */
  readonly ended: Promise<string>
  #words = ''
  #isEnded = false

  constructor(configuration: Configuration, words: readonly string[], { env = {}, by = [] }: Start = {}) {
    this.configuration = configuration
    const surroundings = { ...SOURCE, LANG: 'C.UTF-8', ...env }
    const told = Object.entries(surroundings).map(([name, value]) => `-E${name}=${value}`)
    const [program = PROGRAM, ...rest] = by.length === 0 ? [] : [...by, ...told, PROGRAM]
    const child = spawn(program, [...rest, ...words, '--config', configuration.path], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...surroundings, PATH: process.env['PATH'] },
    })
    this.#child = child
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#words += text
    })
    this.ended = once(child, 'close').then(([status, signal]: unknown[]) => {
      this.#isEnded = true
      return typeof signal === 'string' ? signal : `exit ${String(status)}`
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** What its event log holds. */
  get events(): readonly EventRecord[] {
    return readEvents(eventsFolder(this.configuration))
  }

  /** What it said to whoever started it. */
  get words(): string {
    return this.#words
  }

  /** The first event of that id in its log. */
  async event(id: number): Promise<EventRecord> {
    const find = () => this.events.find((event) => event.id === id)
    await until(`event ${String(id)}`, () => find() !== undefined || this.#isEnded)
    const found = find()
    if (found === undefined) throw new Error(`it ended without event ${String(id)}:\n${this.#words}`)
    return found
  }

  async status(): Promise<DaemonStatus> {
    const status = await askStatus(this.configuration)
    if (status === undefined) throw new Error(`no status:\n${this.#words}`)
    return status
  }

  signal(name: 'SIGHUP' | 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name)
  }
}

/** Resolves when it is ready; ended after the test, whatever became of it. */
export async function startServe(t: TestContext, configuration: Configuration, start: Start = {}): Promise<Served> {
  const served = beginServe(t, configuration, start)
  await until(`ready\n${served.words}`, () => served.words.includes('Ready: ') || served.isEnded)
  if (served.isEnded) throw new Error(`it ended:\n${served.words}`)
  return served
}

/** Begins to start it; ended after the test, whatever became of it. */
export function beginServe(t: TestContext, configuration: Configuration, start: Start): Served {
  const served = new Served(configuration, ['serve'], start)
  beforeItGoes(t, () => {
    served.signal('SIGKILL')
    return served.ended
  })
  return served
}

/** The port of a connector, by its name. */
export async function portOf(served: Served, connector = 'Default'): Promise<number> {
  const { listening } = await served.status()
  return listening.find((one) => one.connector === connector)?.port ?? 0
}

/** A receive connector with this server behind, on a port of its own. */
export const receiving = (backendPort: number, changes: Readonly<Record<string, unknown>> = {}) => ({
  name: 'Default',
  listen: '127.0.0.1:0',
  backend: `127.0.0.1:${String(backendPort)}`,
  handoff: 'plain',
  ...changes,
})

/** HUB2 in a trusted session that has become a pipe. */
export async function openSession(t: TestContext, ground: Ground, port: number): Promise<Client> {
  const client = await securedClient(t, { port, identity: ground.hub2 })
  const answer = await client.ask('EHLO hub2.corp.example\r\n')
  if (!answer.startsWith('250')) throw new Error(`EHLO was answered ${answer}`)
  return client
}

/** What the gateway says to HUB2 after the handshake: `250`, or why not. */
export async function answerTo(t: TestContext, ground: Ground, port: number): Promise<string> {
  const client = await securedClient(t, { port, identity: ground.hub2 })
  const answer = await client.ask('EHLO hub2.corp.example\r\n')
  client.socket.destroy()
  return answer
}

/** The name in the banner. */
export async function bannerOf(t: TestContext, port: number): Promise<string> {
  const client = await dialClient(t, port)
  const banner = await client.reply()
  client.socket.destroy()
  return banner.split(' ')[1] ?? ''
}
