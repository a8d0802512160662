/**
 * One gateway of the lab: `hubtrust serve` as a child process of its own, so that the lab shows the program people run.
 * It is in no process group of the terminal: Ctrl-C reaches the lab alone, which ends its gateways in order.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { systemClock } from '../core/clock.ts'
import { failure } from '../core/errors.ts'
import type { Address } from '../model/configuration.ts'
import { Conversation } from '../net/conversation.ts'
import { dial } from '../net/dial.ts'

const READY_MS = 60_000
const STOP_MS = 8_000
const LOOK_AGAIN_MS = 40
const LAST_LINES = 12
/**
 * Runs first in a gateway and ties it to the lab: when the lab is gone, however it went, its end of the pipe is closed.
 * As a `data:` module it needs no file beside the program.
 */
const TETHER = `data:text/javascript,${encodeURIComponent(
  "process.stdin.resume().once('end', () => process.kill(process.pid, 'SIGTERM')); process.stdin.unref()",
)}`

export interface GatewayOptions {
  readonly name: string
  /** Node, and its words before `serve`. */
  readonly program: readonly [string, ...string[]]
  readonly config: string
  /** The folder of the lab, for the gateway to know. */
  readonly root?: string
  /** Answers with a banner once it is ready. */
  readonly smtp: Address
}

export class GatewayProcess {
  readonly name: string
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #ended: Promise<void>
  #isEnded = false
  #isStopping = false

  constructor(
    { name, program: [command, ...words], config, root }: GatewayOptions,
    onUnexpectedEnd: (error: Error) => void,
  ) {
    this.name = name
    const args = ['--import', TETHER, ...words, 'serve', '--config', config]
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      env: root === undefined ? process.env : { ...process.env, HUBTRUST_LAB: root },
    })
    this.#keepLines()
    this.#ended = new Promise((resolve) => {
      const end = (): void => {
        if (this.#isEnded) return
        this.#isEnded = true
        resolve()
        if (!this.#isStopping) onUnexpectedEnd(this.#failure())
      }
      this.#child.once('error', (error) => {
        this.#lines.push(error.message)
        end()
      })
      // `close`, not `exit`: its last words are there by then.
      this.#child.once('close', end)
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  #keepLines(): void {
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#lines.push(...text.split('\n').filter((line) => line.trim() !== ''))
        this.#lines.splice(0, this.#lines.length - LAST_LINES)
      })
    }
  }

  #failure(): Error {
    return failure('LAB_GATEWAY_ENDED', { server: this.name, lines: this.#lines.join('\n') || '-' })
  }

  /** Whether its last words say that another program holds one of its ports. */
  get lostItsPort(): boolean {
    return this.#isEnded && this.#lines.some((line) => line.includes('NET_PORT_IN_USE') || line.includes('EADDRINUSE'))
  }

  /** Resolves when the gateway greets. @throws HubtrustError LAB_GATEWAY_ENDED, LAB_GATEWAY_SILENT */
  async ready(smtp: Address): Promise<void> {
    const deadline = systemClock.elapsedMs() + READY_MS
    while (!this.#isEnded && systemClock.elapsedMs() < deadline) {
      if (await greets(smtp)) return
      await pause(LOOK_AGAIN_MS)
    }
    throw this.#isEnded
      ? this.#failure()
      : failure('LAB_GATEWAY_SILENT', { server: this.name, ...smtp, lines: this.#lines.join('\n') || '-' })
  }

  /** Ends it, gently first. */
  async stop(): Promise<void> {
    this.#isStopping = true
    if (this.#isEnded) return
    this.#child.kill('SIGTERM')
    const force = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS)
    await this.#ended
    clearTimeout(force)
  }
}

async function greets(smtp: Address): Promise<boolean> {
  try {
    const socket = await dial({ ...smtp, withinMs: READY_MS })
    socket.on('error', () => undefined)
    try {
      const { code } = await new Conversation(socket, smtp).reply(READY_MS)
      return code === 220
    } finally {
      socket.destroy()
    }
  } catch {
    // Nobody there yet: asked again until the deadline.
    return false
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
