/**
 * A gateway under systemd: says when it is ready, reloads and stops, and gives a sign of life while it can still tell its
 * own status, so that one that hangs is restarted.
 */
import { reasonOf } from '../core/errors.ts'
import type { ServiceNotices } from '../net/service-notices.ts'
import type { DaemonStatus } from './status.ts'

export interface SupervisionOptions {
  /** Undefined when nobody supervises. */
  readonly notices: ServiceNotices | undefined
  readonly status: () => Promise<DaemonStatus>
  /** One line for `systemctl status`. */
  readonly line: (status: DaemonStatus) => string
  /** Told once why the supervisor does not hear of us. */
  readonly onProblem: (problem: string) => void
}

/** Three signs of life in the time that one is waited for. */
const SIGNS = 3
const LINE_MS = 60_000

export class Supervision {
  readonly #options: SupervisionOptions
  #timer: NodeJS.Timeout | undefined
  #isProblemTold = false

  constructor(options: SupervisionOptions) {
    this.#options = options
  }

  async ready(): Promise<void> {
    const { notices } = this.#options
    if (notices === undefined) return
    await this.#tell({ READY: '1', STATUS: await this.#line() })
    const everyMs = Math.min((notices.watchdogMs ?? LINE_MS * SIGNS) / SIGNS, LINE_MS)
    this.#timer = setInterval(() => {
      void this.#sign()
    }, everyMs).unref()
  }

  async #sign(): Promise<void> {
    const line = await this.#line()
    // Stopped while the status was asked for.
    if (this.#timer === undefined) return
    await this.#tell({ WATCHDOG: '1', STATUS: line })
  }

  async #line(): Promise<string> {
    return this.#options.line(await this.#options.status())
  }

  /** Told before `reload`; when that has ended it is ready again. */
  async reload(reload: () => Promise<void>): Promise<void> {
    const told = this.#tell({ RELOADING: '1' })
    await reload()
    await told
    if (this.#options.notices !== undefined) await this.#tell({ READY: '1', STATUS: await this.#line() })
  }

  async stopping(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    await this.#tell({ STOPPING: '1' })
  }

  async #tell(notice: Parameters<ServiceNotices['tell']>[0]): Promise<void> {
    const { notices, onProblem } = this.#options
    const problem = await notices?.tell(notice).catch(reasonOf)
    if (problem === undefined || this.#isProblemTold) return
    this.#isProblemTold = true
    onProblem(problem)
  }
}
