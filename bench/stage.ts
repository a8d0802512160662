/**
 * Everything a run starts and writes. Gone when the run ends, however it ends: every program is a process group of its
 * own, so that what it has started ends with it, and all files are in one temporary folder.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, chmodSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ownProcessors } from './proc.ts'

const READY_MS = 90_000
const LOOK_AGAIN_MS = 50
const LAST_WORDS = 2_000

/** Proxies share the first processor, loads and servers behind have the others: neither takes the other's time. */
export type Place = 'proxy' | 'load' | 'anywhere'

export interface Order {
  readonly command: string
  readonly args: readonly string[]
  readonly place: Place
  readonly environment?: Readonly<Record<string, string>>
}

/** A program that was started and goes on. */
export class Program {
  readonly #child: ChildProcess
  readonly #command: string
  #lastWords = ''
  #said = ''

  constructor(command: string, child: ChildProcess) {
    this.#command = command
    this.#child = child
    child.on('error', (error) => {
      this.#lastWords += error.message
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS)
    })
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-LAST_WORDS)
    })
  }

  get pid(): number {
    const { pid } = this.#child
    if (pid === undefined) throw new Error(this.failure)
    return pid
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined
  }

  get failure(): string {
    return `${this.#command} ended: ${`${this.#lastWords}\n${this.#said}`.trim() || 'it said nothing'}`
  }

  /** The first line of its output. */
  async line(withinMs = READY_MS): Promise<string> {
    for (let waited = 0; !this.#said.includes('\n'); waited += LOOK_AGAIN_MS) {
      if (this.hasEnded || waited > withinMs) throw new Error(this.failure)
      await pause(LOOK_AGAIN_MS)
    }
    return this.#said.slice(0, this.#said.indexOf('\n'))
  }

  /** Resolves when somebody listens there. */
  async listening(port: number): Promise<void> {
    for (let waited = 0; !(await answers(port)); waited += LOOK_AGAIN_MS) {
      if (this.hasEnded) throw new Error(this.failure)
      if (waited > READY_MS)
        throw new Error(`${this.#command} does not listen on port ${String(port)}: ${this.#lastWords}`)
      await pause(LOOK_AGAIN_MS)
    }
  }

  async end(): Promise<void> {
    if (this.hasEnded) return
    const ended = once(this.#child, 'exit')
    this.kill()
    await ended
  }

  /** Takes what it has started with it. */
  kill(): void {
    if (this.#child.pid === undefined) return
    try {
      process.kill(-this.#child.pid, 'SIGKILL')
    } catch {
      // The whole group has ended already.
    }
  }
}

export class Stage {
  readonly folder: string
  readonly #programs = new Set<Program>()
  readonly #prefixes: ReadonlyMap<Place, readonly string[]>

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'hubtrust-bench-'))
    // Peers that give up root must still read their configuration.
    chmodSync(this.folder, 0o755)
    const [first = 0, ...others] = ownProcessors()
    const isPinned = others.length > 0 && findCommand('taskset') !== undefined
    this.#prefixes = new Map<Place, readonly string[]>([
      ['proxy', isPinned ? ['taskset', '-c', String(first)] : []],
      ['load', isPinned ? ['taskset', '-c', others.join(',')] : []],
      ['anywhere', []],
    ])
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names)
  }

  start(order: Order): Program {
    const program = new Program(order.command, this.#spawn(order))
    this.#programs.add(program)
    return program
  }

  /** Runs to the end; gives its output. */
  async run(order: Order): Promise<string> {
    const child = this.#spawn(order)
    const program = new Program(order.command, child)
    this.#programs.add(program)
    const said: string[] = []
    child.stdout?.on('data', (text: string) => said.push(text))
    await Promise.race([once(child, 'close'), once(child, 'error')])
    this.#programs.delete(program)
    if (child.exitCode !== 0) throw new Error(program.failure)
    return said.join('')
  }

  #spawn({ command, args, place, environment }: Order): ChildProcess {
    const [first = command, ...rest] = [...(this.#prefixes.get(place) ?? []), command, ...args]
    return spawn(first, rest, {
      cwd: this.folder,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    })
  }

  async end(programs: Iterable<Program>): Promise<void> {
    for (const program of programs) {
      await program.end()
      this.#programs.delete(program)
    }
  }

  /** What one case has started. */
  async endAll(): Promise<void> {
    await this.end([...this.#programs])
  }

  /** May be called twice, and from an exit handler. */
  close(): void {
    for (const program of this.#programs) program.kill()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => {
      resolve(false)
    })
  })
}

/** Ports nobody uses just now; all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  const ports: number[] = []
  for (const server of servers) {
    if (!server.listening) await once(server, 'listening')
    const address = server.address()
    if (address !== null && typeof address !== 'string') ports.push(address.port)
  }
  for (const server of servers) server.close()
  return ports
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  if (port === undefined) throw new Error('no port is free')
  return port
}

/** Where a command is, the system's own folders included, which a user's PATH may leave out. */
export function findCommand(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not for us: either way not to be used.
    return false
  }
}
