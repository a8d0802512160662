/** Own key and certificate as one file for a mail server, key first: written when the selection changes, and then the mail server is told. */
import { dirname } from 'node:path'
import type { Clock } from '../core/clock.ts'
import { reasonOf } from '../core/errors.ts'
import { groupIdOf } from '../disk/accounts.ts'
import { makeFolder, readTextIfPresent, writeAtomic } from '../disk/files.ts'
import type { ChainFile } from '../model/configuration.ts'
import type { Cause } from '../model/findings.ts'
import type { Raise } from '../model/events.ts'
import { askProgram, programProblem } from '../net/program.ts'
import type { Identity } from '../net/tls.ts'
import { writePem } from '../x509/pem.ts'

const RELOAD_MS = 60_000

export interface ChainDeps {
  /** The mail server it is for, as events name it. */
  readonly program: string
  readonly clock: Clock
  readonly raise: Raise
}

export class ChainKeeper {
  readonly #deps: ChainDeps
  #settings: ChainFile | undefined
  #identity: Identity | undefined
  #problem: Cause | undefined
  #told: string | undefined
  #reloadedMs = -Infinity
  #timer: NodeJS.Timeout | undefined
  /** One reload at a time. */
  #reloading: Promise<void> = Promise.resolve()

  constructor(deps: ChainDeps) {
    this.#deps = deps
  }

  use(settings: ChainFile | undefined): void {
    this.#settings = settings
    this.#write()
  }

  /** @param problem why there is none */
  show(identity: Identity | undefined, problem: Cause | undefined): void {
    this.#identity = identity
    this.#problem = problem
    this.#write()
  }

  close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#settings = undefined
    return this.#reloading
  }

  #write(): void {
    const settings = this.#settings
    const identity = this.#identity
    if (settings === undefined) return
    if (identity === undefined) {
      // Without a file the mail server would show nothing at all, and every peer would refuse it: the one before stays.
      if (this.#problem !== undefined) this.#failed(settings, `no certificate can be used (${this.#problem})`)
      return
    }
    try {
      const text = `${identity.keyPem.reveal().trimEnd()}\n${writePem('CERTIFICATE', identity.certificateDer)}`
      const group = groupIdOf(settings.group)
      if (readTextIfPresent(settings.path) === text) return
      makeFolder(dirname(settings.path), { mode: 0o750, group })
      writeAtomic(settings.path, text, { mode: settings.mode, group })
    } catch (error) {
      this.#failed(settings, reasonOf(error))
      return
    }
    this.#told = undefined
    this.#reloadSoon(settings, identity.thumbprint)
  }

  /** A reload costs Postfix all its processes; several changes in a row are told once. */
  #reloadSoon(settings: ChainFile, thumbprint: string): void {
    clearTimeout(this.#timer)
    const { program, clock, raise } = this.#deps
    if (settings.reload.length === 0) {
      raise({ id: 30040, args: { program, thumbprint, path: settings.path, reload: 'nothing is reloaded' } })
      return
    }
    const waitMs = Math.max(0, this.#reloadedMs + settings.reloadEveryMs - clock.elapsedMs())
    const reload = (): void => {
      this.#reloadedMs = clock.elapsedMs()
      this.#reloading = this.#reloading.then(() => this.#reload(settings, thumbprint))
    }
    this.#timer = setTimeout(reload, waitMs).unref()
  }

  async #reload(settings: ChainFile, thumbprint: string): Promise<void> {
    const { program, raise } = this.#deps
    const [first = '', ...words] = settings.reload
    const command = settings.reload.join(' ')
    const answer = await askProgram({ program: first, words, withinMs: RELOAD_MS })
    const problem = programProblem(answer)
    if (problem === undefined) raise({ id: 30040, args: { program, thumbprint, path: settings.path, reload: command } })
    else this.#failed(settings, `${command}: ${problem}`)
  }

  /** Told once, until it works or fails in another way. */
  #failed({ path }: ChainFile, reason: string): void {
    if (this.#told === reason) return
    this.#told = reason
    this.#deps.raise({ id: 30041, args: { program: this.#deps.program, path, reason } })
  }
}
